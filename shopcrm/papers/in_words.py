"""Stored values as a person reads them: codes, dates, amounts and details spelled out."""

import json
from datetime import date
from zoneinfo import ZoneInfo

from shopcrm.money import Money
from shopcrm.privacy.access import Heading, Value
from shopcrm.vault.registry import OPERATIONS
from shopcrm.vault.tx import from_stamp


def day(value: date) -> str:
    """A date: 22 Nov 2026."""
    return f"{value.day} {value:%b} {value.year}"


def long_day(value: date) -> str:
    """A date as in a letter: 22 November 2026."""
    return f"{value.day} {value:%B} {value.year}"


def moment(stamp: str, zone: ZoneInfo) -> str:
    """A stored instant on the shop's clock: 22 Nov 2026, 09:30."""
    local = from_stamp(stamp).astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def in_words(value: Value, heading: Heading, zone: ZoneInfo) -> str:
    """One value of the access report; blank where nothing is held."""
    if value is None or isinstance(value, Money):
        return str(value or "")
    codes = dict(heading.codes)
    if str(value) in codes:
        return codes[str(value)]
    if heading.unit == "yes/no":
        return "yes" if value else "no"
    text = str(value)
    try:
        if heading.unit == "instant":
            return moment(text, zone)
        if heading.unit == "date":
            return day(date.fromisoformat(text))
    except ValueError:
        return text
    return _detail(text) if heading.name == "detail" else verb(text) if heading.name == "verb" else text


def verb(name: str) -> str:
    """What an operation does, in its own words: ``orders.place`` is ``Place an order``."""
    operation = OPERATIONS.get(name)
    return operation.summary.rstrip(".") if operation else name


def _detail(text: str) -> str:
    """The details of an activity entry, kept as JSON, as ``name: value`` lines."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_lines(found)) if isinstance(found, dict) else text


def _lines(found: dict[str, object]) -> list[str]:
    return [
        f"{key.replace('_', ' ')}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for key, value in found.items()
    ]
