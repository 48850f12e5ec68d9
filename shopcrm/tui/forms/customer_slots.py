"""A customer's draft as the rows of a form, and back; what the form does not show stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shopcrm.shop.customers import AddressDraft, ContactDraft, Customer, CustomerDraft

PHONE_STATES = (("preferred", "First"), ("", "Fine"), ("wrong", "Wrong"), ("do_not_use", "Avoid"))
EMAIL_STATES = (
    ("preferred", "First"),
    ("", "Fine"),
    ("wrong", "Wrong"),
    ("bounced", "Bounced"),
    ("do_not_use", "Avoid"),
)
ADDRESS = (
    ("line1", "Address"),
    ("line2", ""),
    ("town", "Town"),
    ("county", "County"),
    ("postcode", "Postcode"),
    ("country", "Country"),
)
_FLAGS = ("wrong", "bounced", "do_not_use")


@dataclass(frozen=True, slots=True)
class Slots:
    """How many of each a customer has; a form has rows for these and some spare ones."""

    phones: int = 0
    emails: int = 0
    addresses: int = 1

    @classmethod
    def of(cls, customer: Customer) -> "Slots":
        """Of a customer as she is."""
        return cls(len(customer.phones), len(customer.emails), max(len(customer.addresses), 1))


def to_values(draft: CustomerDraft) -> dict[str, Any]:
    """What the rows show of a draft."""
    values: dict[str, Any] = {
        "kind": draft.kind,
        "given_name": draft.given_name,
        "family_name": draft.family_name,
        "company": draft.company,
        "tags": ", ".join(draft.tags),
        "birthday": birthday_words(draft.birthday),
    }
    for name, points in (("phone", draft.phones), ("email", draft.emails)):
        for place, point in enumerate(points):
            values |= {f"{name}_{place}": point.typed, f"{name}state_{place}": _state(point)}
    for place, address in enumerate(draft.addresses):
        values |= {f"{field}_{place}": getattr(address, field) for field, _ in ADDRESS}
    return values


def to_draft(values: Mapping[str, Any], before: CustomerDraft) -> CustomerDraft:
    """The draft that the rows say. before: as she was, for what has no row (labels, flags of addresses, source)."""
    return replace(
        before,
        kind=values["kind"],
        given_name=values["given_name"],
        family_name=values["family_name"],
        company=values["company"],
        phones=_points(values, "phone", before.phones),
        emails=_points(values, "email", before.emails),
        addresses=_addresses(values, before.addresses),
        tags=tuple(tag.strip() for tag in values["tags"].split(",") if tag.strip()),
        birthday=before.birthday
        if values["birthday"] == birthday_words(before.birthday)
        else values["birthday"] or None,
        note=values.get("note", ""),
    )


def _points(values: Mapping[str, Any], name: str, before: Sequence[ContactDraft]) -> tuple[ContactDraft, ...]:
    found: list[ContactDraft] = []
    made_first: ContactDraft | None = None
    for place in _places(values, name):
        held = before[place] if place < len(before) else ContactDraft("")
        state = values.get(f"{name}state_{place}", _state(held))
        point = _point(held, values[f"{name}_{place}"], state)
        if point.typed:
            found.append(point)
            if point.preferred and not held.preferred:
                made_first = point
    found += before[len(_places(values, name)) :]
    if made_first is None:
        return tuple(found)
    return tuple(replace(point, preferred=point is made_first) for point in found)


def _point(held: ContactDraft, typed: str, state: str) -> ContactDraft:
    """What is known about it stays, unless the row says otherwise; of another number nothing is known."""
    if state == _state(held):
        return held if typed == held.typed else ContactDraft(typed, held.label, held.preferred)
    flags = {flag: flag == state for flag in _FLAGS}
    return ContactDraft(typed, held.label, preferred=state == "preferred", **flags)


def _addresses(values: Mapping[str, Any], before: Sequence[AddressDraft]) -> tuple[AddressDraft, ...]:
    places = _places(values, "line1")
    found = []
    for place in places:
        held = before[place] if place < len(before) else AddressDraft()
        lines = {field: values[f"{field}_{place}"] for field, _ in ADDRESS}
        if any(lines.values()):
            found.append(replace(held, **lines))
    return (*found, *before[len(places) :])


def _places(values: Mapping[str, Any], name: str) -> list[int]:
    return sorted(int(row.rpartition("_")[2]) for row in values if row.rpartition("_")[0] == name)


def _state(point: ContactDraft) -> str:
    """The one thing about it that the row shows."""
    return next((flag for flag in (*_FLAGS, "preferred") if getattr(point, flag)), "")


def birthday_words(birthday: str | None) -> str:
    """``3 May 1980``, or without the year ``3 May``."""
    if not birthday:
        return ""
    if birthday.startswith("--"):
        day = date.fromisoformat(f"2000{birthday[1:]}")
        return f"{day.day} {day:%B}"
    day = date.fromisoformat(birthday)
    return f"{day.day} {day:%B} {day.year}"
