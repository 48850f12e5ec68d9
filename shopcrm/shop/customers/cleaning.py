"""A customer's draft made ready to be kept: text cleaned, lengths and dates checked, nothing twice, in fixed order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop.customers import contact_points
from shopcrm.shop.customers.records import AddressDraft, ContactDraft, CustomerDraft

LONGEST = {
    "given_name": 200,
    "family_name": 200,
    "company": 200,
    "line1": 300,
    "line2": 300,
    "town": 100,
    "county": 100,
    "postcode": 40,
    "country": 100,
    "label": 60,
    "tag": 60,
    "source": 100,
}
"""The longest value of each field, in characters."""
MOST = 100
"""How many addresses, numbers or tags one customer may have of each."""
LONGEST_NOTE = 20_000

_YEARLESS = re.compile(r"--(\d\d)-(\d\d)")
_WITH_YEAR = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_WITHOUT_YEAR = ("%d/%m %Y", "%d.%m. %Y", "%d.%m %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b", re.IGNORECASE)
_LEAP_YEAR = "2000"


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point ready to be kept."""

    kind: str
    normal: str
    draft: ContactDraft

    @property
    def values(self) -> tuple[object, ...]:
        """The values that may change without its becoming another contact point."""
        one = self.draft
        return (one.typed, one.label, one.preferred, one.wrong, one.bounced, one.do_not_use)


def line(field: str, text: str) -> str:
    """A single-line value as kept; raises InvalidValue, naming the field, for one that is too long."""
    cleaned = clean_line(text)
    longest = LONGEST[field]
    if len(cleaned) > longest:
        raise InvalidValue(
            field,
            f"That is {len(cleaned):,} characters long; at most {longest} fit here.",
            "Shorten it, or use a note.",
        )
    return cleaned


def note_body(text: str) -> str:
    """A note as kept; raises InvalidValue for one without words or too long."""
    body = clean_block(text)
    if not body:
        raise InvalidValue("note", "The note is empty.", "Type what you want to remember.")
    if len(body) > LONGEST_NOTE:
        raise InvalidValue("note", f"A note holds at most {LONGEST_NOTE:,} characters.", "Split it into two.")
    return body


def clean(draft: CustomerDraft, country: str, today: date) -> CustomerDraft:
    """The draft as it will be kept. country: the shop's, two letters.

    Raises InvalidValue for a value that cannot be kept, and for a customer of whom nothing at all is known.
    """
    cleaned = replace(
        draft,
        given_name=line("given_name", draft.given_name),
        family_name=line("family_name", draft.family_name),
        company=line("company", draft.company),
        emails=tuple(point.draft for point in email_points(draft.emails)),
        phones=tuple(point.draft for point in phone_points(draft.phones, country)),
        addresses=_addresses(draft.addresses, country),
        tags=_tags(draft.tags),
        birthday=birthday(draft.birthday, today),
        note=note_body(draft.note) if draft.note.strip() else "",
        source=line("source", draft.source) or "typed",
    )
    if not any((cleaned.given_name, cleaned.family_name, cleaned.company, cleaned.emails, cleaned.phones)):
        raise InvalidValue("family_name", "A customer needs a name.", "Or a company, an e-mail address or a number.")
    return cleaned


def points(draft: CustomerDraft, country: str) -> list[Point]:
    """Every e-mail address and number of a draft in standard form, e-mail first."""
    return [*email_points(draft.emails), *phone_points(draft.phones, country)]


def email_points(drafts: Iterable[ContactDraft]) -> list[Point]:
    """E-mail addresses in standard form, none twice, the preferred one first."""
    return _in_order(Point("email", contact_points.email(one.typed), _bare(one)) for one in drafts if one.typed.strip())


def phone_points(drafts: Iterable[ContactDraft], country: str) -> list[Point]:
    """Telephone numbers in standard form, none twice, the preferred one first."""
    return _in_order(
        Point("phone", contact_points.phone(one.typed, country), _kept(one)) for one in drafts if one.typed.strip()
    )


def _bare(one: ContactDraft) -> ContactDraft:
    typed = contact_points.bare_email(one.typed)
    return _kept(one if typed == one.typed else replace(one, typed=typed))


def _kept(one: ContactDraft) -> ContactDraft:
    typed, label = clean_line(one.typed), line("label", one.label)
    return one if (typed, label) == (one.typed, one.label) else replace(one, typed=typed, label=label)


def _in_order(found: Iterable[Point]) -> list[Point]:
    """A fixed order, so that what was edited and put back is the same again; the first typed is the preferred one."""
    once: dict[str, Point] = {}
    for point in found:
        once.setdefault(point.normal, point)
    kept = list(once.values())
    if len(kept) > MOST:
        raise InvalidValue(kept[0].kind, f"One customer can have at most {MOST} of these.", "Split the record.")
    first = next((point for point in kept if point.draft.preferred), kept[0] if kept else None)
    kept = [_preferring(point, point is first) for point in kept]
    return sorted(kept, key=lambda point: (not point.draft.preferred, point.normal))


def _preferring(point: Point, preferred: bool) -> Point:
    """The point itself where it is marked so already: copying costs an import a quarter of its time."""
    if point.draft.preferred is preferred:
        return point
    return Point(point.kind, point.normal, replace(point.draft, preferred=preferred))


def _addresses(drafts: Iterable[AddressDraft], country: str) -> tuple[AddressDraft, ...]:
    filled = [one for one in (_address(draft, country) for draft in drafts) if any(lines_of(one))]
    kept = list({lines_of(one): one for one in reversed(filled)}.values())[::-1]
    if len(kept) > MOST:
        raise InvalidValue("address", f"One customer can have at most {MOST} addresses.", "Split the record.")
    first = next((one for one in kept if one.preferred), kept[0] if kept else None)
    kept = [replace(one, preferred=one is first) for one in kept]
    return tuple(sorted(kept, key=lambda one: (not one.preferred, one.label, lines_of(one))))


def _address(draft: AddressDraft, country: str) -> AddressDraft:
    where = line("country", draft.country)
    return replace(
        draft,
        line1=line("line1", draft.line1),
        line2=line("line2", draft.line2),
        town=line("town", draft.town),
        county=line("county", draft.county),
        postcode=line("postcode", contact_points.postcode(draft.postcode, where or country)),
        country=where,
        label=line("label", draft.label),
    )


def lines_of(one: AddressDraft) -> tuple[str, ...]:
    """The parts of an address that make it that address; empty ones included."""
    return (one.line1, one.line2, one.town, one.county, one.postcode, one.country)


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    once = {tag.casefold(): tag for tag in reversed([line("tag", tag) for tag in tags]) if tag}
    if len(once) > MOST:
        raise InvalidValue("tags", f"One customer can have at most {MOST} tags.", "Remove some.")
    return tuple(once[folded] for folded in sorted(once))


def birthday(typed: str | None, today: date) -> str | None:
    """A birthday as kept, ``1980-05-03`` or without the year ``--05-03``; None for a blank.

    Understands 3/5/1980 (day first), 3.5., 3 May, 3rd May 1980, May 3. Raises InvalidValue for anything else.
    """
    text = _ORDINAL.sub("", clean_line(typed or "")).replace(",", " ")
    text = " ".join(text.split())
    if not text:
        return None
    yearless = _YEARLESS.fullmatch(text)
    if yearless:
        text = f"{yearless[2]}/{yearless[1]}"
    if born := _first_date(text, _WITH_YEAR):
        if not born.year >= 1900 or born > today:
            raise InvalidValue("birthday", "Nobody's birthday is on that date.", "Check the year.")
        return born.isoformat()
    if day := _first_date(f"{text} {_LEAP_YEAR}", _WITHOUT_YEAR):
        return f"--{day:%m-%d}"
    raise InvalidValue("birthday", "That is not a date.", "Write it like 3 May 1980, or 3 May without the year.")


def day_confirmed(written: str, today: date) -> str:
    """The day on which details were confirmed, ``2026-11-22``; raises InvalidValue for no day, or one to come."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise InvalidValue("confirmed_on", "That is not a date.", "Write it like 2026-11-22.") from None
    if day > today:
        raise InvalidValue("confirmed_on", "That day has not come yet.", "Choose today or a day before.")
    return day.isoformat()


def _first_date(text: str, formats: Iterable[str]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day of a year has no time zone
        except ValueError:
            continue
    return None
