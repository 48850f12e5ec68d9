"""An imported person as the shop keeps people, with her e-mail addresses and numbers in standard form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ImportedAddress, ImportedCustomer
from shopcrm.plain_text import clean_line
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, cleaning, contact_points

Kept = tuple[CustomerDraft, list[cleaning.Point]]

_SURELY_FITS = min(cleaning.LONGEST["postcode"], cleaning.LONGEST["tag"])


def normal(kind: str, typed: str, country: str) -> str:
    """An e-mail address or number in standard form, blank where it cannot be one. country: the shop's."""
    try:
        return contact_points.email(typed) if kind == "email" else contact_points.phone(typed, country)
    except InvalidValue:
        return ""


def drafted(person: ImportedCustomer, country: str, source: str, today: date, warn: Callable[[int, str], None]) -> Kept:
    """The person ready to be kept; `warn` hears of an address or number that cannot be one, and is left out.

    Raises InvalidValue for a value that cannot be kept. Most people are simple, and a long import has no time to spare:
    only the others go through the whole of the shop's own cleaning.
    """
    return _simple(person, country, source) or _careful(person, country, source, today, warn)


def _careful(
    person: ImportedCustomer, country: str, source: str, today: date, warn: Callable[[int, str], None]
) -> Kept:
    for kind, all_typed in (("email", person.emails), ("phone", person.phones)):
        for typed in all_typed:
            if not normal(kind, typed, country):
                warn(person.line, f"“{clean_line(typed)[:60]}” cannot be reached at: left out")
    draft = CustomerDraft(
        person.first_name,
        person.last_name,
        person.company,
        "business" if _is_business(person) else "person",
        tuple(ContactDraft(typed) for typed in person.emails if normal("email", typed, country)),
        tuple(ContactDraft(typed) for typed in person.phones if normal("phone", typed, country)),
        tuple(map(_address, person.addresses)),
        person.tags,
        None,
        person.note,
        source,
    )
    if not (draft.emails or draft.phones or draft.given_name or draft.family_name or draft.company):
        draft = replace(draft, family_name=f"Customer {person.external_id or person.line}")
    kept = cleaning.clean(draft, country, today)
    return kept, cleaning.points(kept, country)


def _simple(person: ImportedCustomer, country: str, source: str) -> Kept | None:
    """The same for a person with at most one value of each kind, all of them short and in plain form; else None."""
    emails, phones, addresses = person.emails, person.phones, person.addresses
    texts = (person.first_name, person.last_name, person.company, *emails, *phones, *person.tags)
    if (
        len(emails) > 1 or len(phones) > 1 or len(addresses) > 1 or len(person.tags) > 1 or person.note
        or not any(texts[: 3 + len(emails) + len(phones)]) or any(len(text) > _SURELY_FITS for text in texts)
    ):  # fmt: skip
        return None
    points: list[cleaning.Point] = []
    for kind, all_typed in (("email", emails), ("phone", phones)):
        for typed in all_typed:
            standard = normal(kind, typed, country)
            if not standard or (kind == "email" and typed.lower() != standard):
                return None
            points.append(cleaning.Point(kind, standard, ContactDraft(typed, "", True)))
    kept: tuple[AddressDraft, ...] = ()
    if addresses:
        one = _address(addresses[0])
        if any(len(part) > _SURELY_FITS for part in cleaning.lines_of(one)):
            return None
        where = contact_points.postcode(one.postcode, one.country or country)
        kept = (
            AddressDraft(one.line1, one.line2, one.town, one.county, where, one.country, one.label, preferred=True),
        )
    draft = CustomerDraft(
        person.first_name,
        person.last_name,
        person.company,
        "business" if _is_business(person) else "person",
        tuple(point.draft for point in points if point.kind == "email"),
        tuple(point.draft for point in points if point.kind == "phone"),
        kept,
        person.tags,
        None,
        "",
        source,
    )
    return draft, points


def _is_business(person: ImportedCustomer) -> bool:
    return bool(person.company) and not (person.first_name or person.last_name)


def _address(one: ImportedAddress) -> AddressDraft:
    label = "" if one.purpose == "home" else one.purpose
    return AddressDraft(one.line1, one.line2, one.city, one.region, one.postcode, one.country, label)
