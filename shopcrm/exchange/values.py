"""Cells as values: money, instants, yes and no, phones. What a spreadsheet has spoilt is refused, never guessed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue, Refused
from shopcrm.money import check_amount, decimals, to_minor
from shopcrm.plain_text import visible

DayOrder = Literal["dmy", "mdy"]

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+")
_SERIAL = re.compile(r"\d{4,6}(?:[.,]\d+)?")
_CURRENCY = r"(?:[^\W\d_]{1,3}\.?)? ?¤?"
_AMOUNT = re.compile(rf"([+-]?) ?{_CURRENCY} ?([+-]?) ?([\d.,' ]*\d) ?([+-]?) ?{_CURRENCY}")
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in ".,' "}
_FRACTION = re.compile(r"(?:\.(?!0+\D*$)\d+|,(?!0+\D*$)\d{1,2})\D*$")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\t"), " ") | {ord("\u2019"): "'", ord("\u2212"): "-"}
_YES = frozenset(
    {"yes", "y", "true", "t", "1", "on", "subscribed", "opted in", "opt in", "granted", "ja", "oui", "si", "sí"}
)
_NO = frozenset({"no", "n", "false", "f", "0", "off", "never", "not subscribed", "not opted in", "nein", "non"})
_OPTED_OUT = frozenset(
    {
        "unsubscribed", "unsubscribe", "opted out", "opt out", "optout", "optedout", "withdrawn", "withdrew",
        "withdraw", "consent withdrawn", "revoked", "objected", "object", "objection", "objects", "do not contact",
        "dont contact", "do not email", "do not e mail", "do not mail", "do not call", "do not text", "do not disturb",
        "no contact", "dnc", "stop", "stopped", "stop all", "suppressed", "blocked", "blacklisted", "complained",
        "complaint", "never contact", "refused", "declined", "denied", "cancelled", "removed", "remove", "remove me",
        "abgemeldet", "désabonné",
    }
)  # fmt: skip
"""Words by which a person has said no, where a plain no may only mean that she was never asked."""
_BETWEEN_WORDS = str.maketrans({"-": " ", "_": " ", "'": "", "’": "", ".": "", "!": ""})
_EXPORT_AGAIN = "Export the file again and import it without opening it in a spreadsheet."


def shortened_by_spreadsheet(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into something like ``4.47701E+11``: its digits are lost."""
    return ("E" in text or "e" in text) and _SCIENTIFIC.fullmatch(text.strip()) is not None


def identifier(text: str, field: str = "id") -> str:
    """An id as text; raises InvalidValue where a spreadsheet has shortened it."""
    plain = text.strip()
    if shortened_by_spreadsheet(plain):
        raise InvalidValue(field, f"a spreadsheet has shortened {visible(plain)}: its digits are lost", _EXPORT_AGAIN)
    return plain.removesuffix(".0") if plain[:-2].isdecimal() else plain


@lru_cache(maxsize=1 << 16)
def money(text: str, currency: str) -> int:
    """An amount as a file writes it, in minor units of `currency`; a blank cell is 0.

    Reads ``1,234.56``, ``1.234,56``, ``1 234,56``, ``1'234.56``, ``(3.00)``, ``-£12.00``, ``AU $3.00``, ``3,00 €``.
    Raises InvalidValue for anything else, for ``1.2E+05``, and for amounts too large to be right.
    """
    if len(text) > 60:
        raise _not_an_amount(text)
    places = decimals(currency)
    whole, _, part = text.partition(".")
    if len(part) == places and text.isascii() and whole.isdecimal() and (part.isdecimal() or not part):
        return check_amount(int(whole + part), "amount")
    plain, sign = _bare_number(text)
    if not plain:
        return 0
    return sign * to_minor(_decimal(plain, places, text), currency)


def _bare_number(text: str) -> tuple[str, int]:
    """The number without signs, brackets, currency and outer spaces; and its sign."""
    plain = unicodedata.normalize("NFKC", text.translate(_SPACES)).strip()
    if shortened_by_spreadsheet(plain):
        raise InvalidValue(
            "amount", f"a spreadsheet has shortened {visible(plain)}: its digits are lost", _EXPORT_AGAIN
        )
    if not plain:
        return "", 1
    negative = plain.startswith("(") and plain.endswith(")")
    kept = plain[1:-1] if negative else plain
    marked = "".join("¤" if unicodedata.category(char) == "Sc" else char for char in kept)
    found = _AMOUNT.fullmatch(marked)
    if found is None or len(signs := "".join(found.group(1, 2, 4))) > 1:
        raise _not_an_amount(text)
    return found[3].strip(), -1 if negative ^ (signs == "-") else 1


def _decimal(plain: str, places: int, text: str) -> Decimal:
    """The number of digits with separators: the last of two different marks is the decimal one."""
    marks = [char for char in plain if char in ".,"]
    point = marks[-1] if marks else ""
    whole, part = plain, ""
    if point and (marks.count(point) == 1):
        whole, _, part = plain.rpartition(point)
        # A comma before three digits groups thousands where no currency has three decimals; a point stays a point,
        # because both shop systems read here write points.
        if point == "," and len(part) == 3 and places != 3 and set(marks) == {","} and 0 < len(whole) <= 3:
            whole, part = whole + part, ""
    whole = _ungrouped(whole or "0")
    if not (whole.isascii() and whole.isdecimal() and (not part or (part.isascii() and part.isdecimal()))):
        raise _not_an_amount(text)
    return Decimal(f"{whole}.{part or 0}")


def _ungrouped(whole: str) -> str:
    for mark, grouped in _GROUPS.items():
        if mark in whole:
            return whole.replace(mark, "") if grouped.fullmatch(whole) else ""
    return whole


def _not_an_amount(text: str) -> InvalidValue:
    return InvalidValue("amount", f"“{visible(text[:40])}” is not an amount")


def rounded(cells: Iterable[str], currency: str) -> tuple[str, ...]:
    """A warning where an amount has decimals and its currency has none: 4.50 in yen is no price that anybody asked."""
    if decimals(currency):
        return ()
    found = next(filter(_FRACTION.search, cells), "")
    return (f"{currency} has no decimals: {visible(found[:40])} was rounded",) if found else ()


@lru_cache(maxsize=1024)
def quantity(text: str) -> int:
    """How many of an item, a whole number not below zero; a blank cell is 1. Raises InvalidValue otherwise."""
    plain = text.strip()
    if not plain:
        return 1
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdecimal()) or part.strip("0") or len(whole) > 7:
        raise InvalidValue("quantity", f"“{visible(plain[:40])}” is not a whole number of items")
    return int(whole)


@lru_cache(maxsize=1024)
def yes_or_no(text: str) -> bool | None:
    """Yes, no, or None for blank and for anything that is neither: unknown is never yes."""
    word = _word(text)
    return True if word in _YES else False if word in _NO or word in _OPTED_OUT else None


def opted_out(text: str) -> bool:
    """Whether a no is the person's own: unsubscribed, withdrawn, do not contact, stop."""
    return _word(text) in _OPTED_OUT


def _word(text: str) -> str:
    return " ".join(text.casefold().translate(_BETWEEN_WORDS).split())


def phones(text: str) -> tuple[str, ...]:
    """The phone numbers of one cell: ``01../07..`` is two; ``030/123456`` stays one."""
    plain = text.strip()
    if not plain:
        return ()
    if not _BETWEEN_PHONES.search(plain):
        return (plain,)
    parts = [part.strip() for part in _BETWEEN_PHONES.split(plain)]
    whole_numbers = all(sum(char.isdecimal() for char in part) >= 7 for part in parts)
    return tuple(dict.fromkeys(parts)) if whole_numbers else (plain,)


@dataclass(frozen=True, slots=True)
class _Parts:
    first: int
    second: int
    year: int
    clock: str


class Moments:
    """Reads the instants of one file. Day/month or month/day is decided once, from every date in the file."""

    def __init__(self, zone: ZoneInfo, order: DayOrder | None, every_date: Callable[[], Iterable[str]]) -> None:
        """`zone`: for times without an offset. `order`: what the person said. `every_date`: reads all date cells."""
        self._zone = zone
        self._order = order
        self._every_date = every_date
        self._offsets: dict[str, timedelta] = {}

    def instant(self, text: str) -> str:
        """A cell as a stored stamp (UTC); raises InvalidValue for what is no date, Refused where D/M is undecided.

        A year before 1000 is a slip of the pen or a machine's “never”, and no time zone can shift the first of them.
        """
        plain = text.strip()
        try:
            if plain[4:5] == "-":
                if plain < _EARLIEST:
                    raise _not_a_date(plain)
                return self._iso(plain)
            if _COMPACT.fullmatch(plain):
                return self._stamp(datetime.fromisoformat(plain))
            return self._stamp(self._slashed(plain))
        except (ValueError, OverflowError):
            raise _not_a_date(plain) from None

    def maybe(self, text: str) -> str | None:
        """As `instant`, and None for a blank cell."""
        return self.instant(text) if text and not text.isspace() else None

    def _iso(self, plain: str) -> str:
        when = datetime.fromisoformat(plain[:19] if plain[16:17] == ":" else plain[:16].rstrip())
        rest = plain[19 if plain[16:17] == ":" else 16 :].strip()
        if not rest:
            return self._stamp(when)
        if rest == "+0000":
            return f"{plain[:10]}T{plain[11:19]}Z" if len(plain) == 25 else when.isoformat() + "Z"
        offset = self._offsets.get(rest)
        if offset is None:
            offset = self._offsets[rest] = _offset(rest)
        return (when - offset).isoformat() + "Z"

    def _stamp(self, local: datetime) -> str:
        return local.replace(tzinfo=self._zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _slashed(self, plain: str) -> datetime:
        parts = _split_date(plain)
        if parts is None:
            raise _not_a_date(plain)
        day, month = (parts.first, parts.second) if self.day_order() == "dmy" else (parts.second, parts.first)
        if parts.year < int(_EARLIEST):
            raise _not_a_date(plain)
        return datetime.combine(date(parts.year, month, day), _clock(parts.clock).time())

    def day_order(self) -> DayOrder:
        """Whether this file writes the day or the month first; raises Refused where its dates do not tell."""
        if self._order is None:
            self._order = decide_day_order(self._every_date())
        return self._order


class UndecidedDatesError(Refused):
    """The dates of a file could be read two ways: a person must say which."""


def decide_day_order(dates: Iterable[str]) -> DayOrder:
    """Day or month first, from all the dates of a file; raises Refused where they do not tell, or contradict."""
    votes: Counter[DayOrder] = Counter()
    for text in dates:
        parts = _split_date(text.strip())
        if parts and parts.first > 12:
            votes["dmy"] += 1
        elif parts and parts.second > 12:
            votes["mdy"] += 1
    if len(votes) == 1:
        return next(iter(votes))
    told = "contradict each other" if votes else "could be day/month or month/day"
    raise UndecidedDatesError(
        f"The dates in this file {told}.", "Say which: --dates dmy (31/12/2026) or --dates mdy (12/31/2026)."
    )


_BETWEEN_PHONES = re.compile(r"[/;,\n|]|\s+(?:or|and|und)\s+")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,]+(.+))?")
_EARLIEST = "1000"
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp])?\.?[Mm]?\.?")
_ZONE = re.compile(r"(?:\.\d+)?\s*(?:([+-])(\d{2}):?(\d{2})|Z|UTC|GMT)", re.IGNORECASE)


def _split_date(plain: str) -> _Parts | None:
    found = _DATE.fullmatch(plain)
    if found is None:
        return None
    year = int(found[3])
    return _Parts(int(found[1]), int(found[2]), year + 2000 if len(found[3]) == 2 else year, found[4] or "0:00")


def _clock(text: str) -> datetime:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    return datetime(2000, 1, 1, hour, int(found[2]), int(found[3] or 0), tzinfo=UTC)


def _offset(text: str) -> timedelta:
    found = _ZONE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    if not found[1]:
        return timedelta()
    span = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -span if found[1] == "-" else span


def _not_a_date(plain: str) -> InvalidValue:
    shown = visible(plain[:40])
    if _SERIAL.fullmatch(plain):
        return InvalidValue("date", f"a spreadsheet has turned a date into {shown}", _EXPORT_AGAIN)
    return InvalidValue("date", f"“{shown}” is not a date")
