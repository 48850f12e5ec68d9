"""The shop's own settings: what prints on papers and steers dates, and public holidays added to those known."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from shopcrm import money
from shopcrm.errors import InvalidValue, NotFound
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop.customers import contact_points
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import Calendar, calendar_of, plausible

LONGEST_LINE = 200
LONGEST_ADDRESS = 1_000
_ONE_ROW = "SELECT {} FROM profile WHERE id = 1"


@dataclass(frozen=True, slots=True)
class Profile:
    """The shop. region: as in ISO 3166-2 (GB-SCT, IE); zone: an IANA time zone; idle_minutes: 1 to 120 until it locks.

    regulator and regulator_contact: whom customers may complain to about their data; printed on the access report.
    """

    name: str
    owner: str
    currency: str
    region: str
    zone: str
    address: str
    email: str
    phone: str
    website: str
    tax_number: str
    prices_include_tax: bool
    regulator: str
    regulator_contact: str
    idle_minutes: int
    first_steps_done: bool
    demo: bool

    @property
    def country(self) -> str:
        """The two letters of the shop's country."""
        return self.region[:2]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday proclaimed since the program was made."""

    day: str
    name: str


_COLUMNS = tuple(field.name for field in fields(Profile))
_YES_NO = ("prices_include_tax", "first_steps_done", "demo")


@read("profile.get")
def get(tx: Tx) -> Profile:
    """The shop's settings as they are."""
    values = dict(zip(_COLUMNS, tx.one(_ONE_ROW.format(", ".join(_COLUMNS))), strict=True))
    return Profile(**values | {name: bool(values[name]) for name in _YES_NO})


@write("profile.change", role=Role.OWNER)
def change(tx: Tx, profile: Profile) -> None:
    """Change the shop's settings; the next write counts days by them.

    Raises InvalidValue, naming the field, for one that cannot be. Whether a shop is a demonstration never changes.
    """
    before = get(tx)
    after = replace(checked(profile), demo=before.demo)
    changed = [name for name in _COLUMNS if getattr(before, name) != getattr(after, name)]
    if "currency" in changed and tx.maybe("SELECT id FROM orders LIMIT 1"):
        raise InvalidValue(
            "currency",
            "There are orders in the present currency.",
            "An order may have a currency of its own; the shop's stays.",
        )
    settings = ", ".join(f"{name} = ?" for name in _COLUMNS)
    tx.change_one(f"UPDATE profile SET {settings} WHERE id = 1", [getattr(after, name) for name in _COLUMNS])
    tx.note(changed=changed)
    tx.offer_undo("Change the shop's settings", change, before)


@read("profile.extra_holidays")
def extra_holidays(tx: Tx) -> tuple[Holiday, ...]:
    """The public holidays that were added to those known, in their order."""
    return tuple(Holiday(*row) for row in tx.all("SELECT day, name FROM extra_holidays ORDER BY day"))


@write("profile.add_holiday", role=Role.MANAGER)
def add_holiday(tx: Tx, day: str, name: str = "Public holiday") -> None:
    """Add a proclaimed public holiday, written like 2026-06-15; again with another name replaces it.

    Dates that the law sets move past it from then on.
    """
    added = _day(day)
    called = _line("name", name) or "Public holiday"
    tx.run(
        "INSERT INTO extra_holidays (day, name) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET name = excluded.name",
        (added, called),
    )
    tx.note(day=added, name=called)
    tx.offer_undo(f"Add the holiday {added}", remove_holiday, added)


@write("profile.remove_holiday", role=Role.MANAGER)
def remove_holiday(tx: Tx, day: str) -> None:
    """Take a holiday that was added off the list; raises NotFound where it is not on it."""
    added = _day(day)
    row = tx.maybe("SELECT name FROM extra_holidays WHERE day = ?", (added,))
    if row is None:
        raise NotFound(f"No holiday was added on {added}.", "Settings list those that were.")
    tx.change_one("DELETE FROM extra_holidays WHERE day = ?", (added,))
    tx.note(day=added)
    tx.offer_undo(f"Remove the holiday {added}", add_holiday, added, row[0])


def checked(profile: Profile) -> Profile:
    """The settings as kept; raises InvalidValue, naming the field, for one that cannot be."""
    lines: Mapping[str, Any] = {
        name: _line(name, getattr(profile, name))
        for name in ("name", "owner", "website", "tax_number", "regulator", "regulator_contact", "region", "zone")
    }
    for required, words in (("name", "The shop"), ("owner", "The owner")):
        if not lines[required]:
            raise InvalidValue(required, f"{words} needs a name.")
    calendar_of(lines["region"])
    Calendar(lines["zone"], lines["region"])
    if not 1 <= profile.idle_minutes <= 120:
        raise InvalidValue("idle_minutes", "The screen locks after 1 to 120 minutes.", "Type a number between them.")
    return replace(
        profile,
        **lines,
        currency=money.check_currency(profile.currency),
        address=_address(profile.address),
        email=contact_points.bare_email(profile.email) if _email(profile.email) else "",
        phone=_line("phone", profile.phone) if _phone(profile.phone, lines["region"][:2]) else "",
    )


def _email(typed: str) -> str:
    return contact_points.email(typed) if typed.strip() else ""


def _phone(typed: str, country: str) -> str:
    return contact_points.phone(typed, country) if typed.strip() else ""


def _address(text: str) -> str:
    cleaned = clean_block(text)
    if len(cleaned) > LONGEST_ADDRESS:
        raise InvalidValue("address", f"An address has at most {LONGEST_ADDRESS:,} characters.", "Shorten it.")
    return cleaned


def _line(field: str, text: str) -> str:
    cleaned = clean_line(text)
    if len(cleaned) > LONGEST_LINE:
        raise InvalidValue(field, f"At most {LONGEST_LINE} characters fit here.", "Shorten it.")
    return cleaned


def _day(text: str) -> str:
    try:
        return plausible("day", date.fromisoformat(text.strip())).isoformat()
    except ValueError:
        raise InvalidValue("day", "That is not a date.", "Write it like 2026-12-24.") from None
