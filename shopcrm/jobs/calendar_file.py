"""A calendar file (iCalendar, RFC 5545) of reminders, birthdays and dates, for a telephone or another calendar.

The file leaves the vault, and what reads it may send it on: unless names are asked for, it names no customer, and of
what is about one it says only where in the book it stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from shopcrm.errors import UsageError
from shopcrm.exchange.writer import written_aside
from shopcrm.jobs import agenda
from shopcrm.plain_text import visible
from shopcrm.shop import profile, reminders
from shopcrm.shop.reminders import Reminder, Repeats, next_day
from shopcrm.shop.words import words_of
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

What = Literal["reminders", "birthdays", "deadlines"]
WHATS: tuple[What, ...] = ("reminders", "birthdays", "deadlines")
MOST_OCTETS = 75
"""Of a line, its end not counted (RFC 5545 section 3.1)."""
_END = b"\r\n"
_FREQUENCY: dict[Repeats, str] = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}
_SHORTEST_MONTH = 28
_YEAR = 365
_DIGITS_OF_A_NUMBER = 6
"""Of a telephone: a date or a price has fewer."""


@dataclass(frozen=True, slots=True)
class CalendarRequest:
    """What to write where. names: whether customers' names, and what is written about them, may leave the book."""

    output: str
    what: tuple[What, ...] = ("reminders",)
    names: bool = False


@dataclass(frozen=True, slots=True)
class CalendarReport:
    """The file, and how many entries it has; names: whether it names customers."""

    file: str
    entries: int
    names: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a whole day. uid: the same in every file, so that a calendar replaces it. rule: how it repeats."""

    uid: str
    day: date
    summary: str
    description: str = ""
    rule: str = ""


@write("calendar.write", role=Role.MANAGER)
def export(tx: Tx, request: CalendarRequest) -> CalendarReport:
    """Write reminders, birthdays or dates to a calendar file, and note that it was made, and whether it names people.

    Raises UsageError where nothing is chosen, Refused or NoSpace where the file cannot be written.
    """
    unknown = set(request.what) - set(WHATS)
    if unknown or not request.what:
        raise UsageError("Nothing to write is chosen.", f"Choose of {', '.join(WHATS)}.")
    path = Path(request.output).absolute()
    entries = list(_entries(tx, request))
    with written_aside(path) as part:
        part.write_bytes(calendar(entries, tx.stamp, profile.get(tx).name))
    tx.note(file=path.name, what=list(request.what), entries=len(entries), names=request.names)
    return CalendarReport(str(path), len(entries), request.names)


def calendar(entries: Iterable[Entry], stamp: str, shop: str) -> bytes:
    """The file: stamp is the moment at which it is made, UTC; shop: what the calendar is called."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//shopcrm//shopcrm//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{escaped(shop)}")
    for one in entries:
        lines += _event(one, stamp)
    return b"".join(folded(line) for line in (*lines, "END:VCALENDAR"))


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line ends escaped, other controls made visible."""
    kept = "\n".join(visible(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A content line in UTF-8, cut after at most 75 octets, never within a character; each further line begins with a
    space, which counts.
    """
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(piece) + len(octets) > MOST_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return _END.join([*pieces, piece]) + _END


def rule_of(first: date, repeats: Repeats) -> str:
    """How a series repeats: one on the 31st falls on a shorter month's last day, one on 29 February on the 28th."""
    if not repeats:
        return ""
    rule = f"FREQ={_FREQUENCY[repeats]}"
    last_of = "" if repeats == "monthly" else "BYMONTH=2;"
    if repeats in ("monthly", "yearly") and first.day > _SHORTEST_MONTH and (repeats == "monthly" or first.month == 2):
        days = ",".join(str(day) for day in range(_SHORTEST_MONTH, first.day + 1))
        rule += f";{last_of}BYMONTHDAY={days};BYSETPOS=-1"
    return rule


def _event(one: Entry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}@shopcrm"
    yield f"DTSTAMP:{stamp.replace('-', '').replace(':', '')}"
    yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
    if one.rule:
        yield f"RRULE:{one.rule}"
    yield f"SUMMARY:{escaped(one.summary)}"
    if one.description:
        yield f"DESCRIPTION:{escaped(one.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _entries(tx: Tx, request: CalendarRequest) -> Iterator[Entry]:
    if "reminders" in request.what:
        people = frozenset[str]() if request.names else _names(tx)
        for one in reminders.listed(tx):
            yield from _of_reminder(one, request.names or not _is_about_somebody(one, people), request.names)
    if "birthdays" in request.what:
        yield from _birthdays(tx, request.names)
    if "deadlines" in request.what:
        yield from _deadlines(tx, request.names)


def _names(tx: Tx) -> frozenset[str]:
    """Every word of a person's name, and the names of companies as a whole, folded."""
    found: set[str] = set()
    for given, family, company in tx.all("SELECT given_name, family_name, company FROM customers"):
        found.update(words_of(given), words_of(family))
        found.add(" ".join(words_of(company)))
    return frozenset(found - {""})


def _is_about_somebody(one: Reminder, people: frozenset[str]) -> bool:
    """Whether a reminder is about a customer, or may be: a word of a name, an address or a number stands in it."""
    if one.customer_id is not None or "@" in one.title or sum(map(str.isdigit, one.title)) >= _DIGITS_OF_A_NUMBER:
        return True
    said = words_of(one.title)
    spoken = f" {' '.join(said)} "
    return not people.isdisjoint(said) or any(f" {name} " in spoken for name in people if " " in name)


def _of_reminder(one: Reminder, told: bool, names: bool) -> Iterator[Entry]:
    """One entry; two for a series that was put off: the day that it was put off to, and the series after it.

    told: whether its words are written; names: whether its note is.
    """
    summary = reminders.in_words(one) if told else f"Reminder {ref('A', one.id)}, about a customer"
    note = one.note if names else ""
    on_series = not one.repeats or next_day(one.first_on, one.repeats, one.due_on - timedelta(days=1)) == one.due_on
    if on_series:
        yield Entry(one.uid, one.due_on, summary, note, rule_of(one.first_on, one.repeats))
        return
    yield Entry(f"{one.uid}-moved", one.due_on, summary, note)
    after = next_day(one.first_on, one.repeats, one.due_on)
    assert after is not None, "a series has a next day"
    yield Entry(one.uid, after, summary, note, rule_of(one.first_on, one.repeats))


def _birthdays(tx: Tx, names: bool) -> Iterator[Entry]:
    """The birthdays of the coming year, each for itself: a list of birth dates is nobody's calendar."""
    for one in reminders.birthdays(tx, _YEAR - 1):
        whose = one.name if names else f"customer {ref('C', one.customer)}"
        yield Entry(_uid(tx, f"birthday {one.customer} {one.day}"), one.day, f"Birthday: {whose}")


def _deadlines(tx: Tx, names: bool) -> Iterator[Entry]:
    """Everything with a date but the reminders themselves.

    What stands for one is made of its record and rule alone: a guessed name could be confirmed by its words.
    """
    met: Counter[tuple[str, str]] = Counter()
    for one in agenda.listed(tx, True):
        if one.rule == reminders.RULE or one.due.year > tx.today.year + 10:
            continue
        words = one.what if names else f"{one.ref or 'A duty'}: {one.rule}"
        met[one.ref, one.rule] += 1
        yield Entry(_uid(tx, f"{one.ref} {one.rule} {met[one.ref, one.rule]}"), one.due, words)


def _uid(tx: Tx, what: str) -> str:
    """A name that stays the same for the same date of the same shop, and tells nothing of it."""
    vault_id: bytes = tx.value("SELECT value FROM meta WHERE key = 'vault_id'")
    return sha256(vault_id + what.encode()).hexdigest()[:32]
