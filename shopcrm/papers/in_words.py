"""Stored values as a person reads them: codes, dates, amounts and details spelled out."""

import json
from datetime import date
from zoneinfo import ZoneInfo

from shopcrm.money import Money, show
from shopcrm.privacy.access import verb
from shopcrm.privacy.holding import Heading
from shopcrm.privacy.third_parties import Value
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import short_day

__all__ = ["day", "in_words", "long_day", "moment", "stored_day", "verb"]

_AMOUNTS = frozenset(("amount", "total", "balance", "discount", "tax"))
"""What an activity entry calls its amounts, in minor units of the currency that it names."""


def day(value: date) -> str:
    """A date: 22 Nov 2026."""
    return short_day(value)


def long_day(value: date) -> str:
    """A date as in a letter: 22 November 2026."""
    return f"{value.day} {value:%B} {value.year}"


def stored_day(stored: str | None) -> str:
    """A stored date, ``2026-11-22``, as it is read; blank for none."""
    return day(date.fromisoformat(stored)) if stored else ""


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
    return _detail(text) if heading.name == "detail" else text


def _detail(text: str) -> str:
    """The details of an activity entry, kept as JSON, as ``name: value`` lines."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    if not isinstance(found, dict):
        return text
    currency = found.get("currency")
    return "\n".join(f"{key.replace('_', ' ')}: {_plainly(key, value, currency)}" for key, value in found.items())


def _plainly(key: str, value: object, currency: object) -> str:
    if key in _AMOUNTS and isinstance(value, int) and isinstance(currency, str):
        return show(value, currency)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
