"""Rules as plain data: tests on a customer's fields, joined by and, or and not.

As JSON: ``{"field": "spent", "how": "at_least", "value": "100", "days": 90}``; ``{"all": [...]}``, ``{"any": [...]}``;
and ``{"not": ...}`` around either.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from shopcrm.errors import InvalidValue
from shopcrm.plain_text import clean_line

Kind = Literal["all", "any"]
MOST_TESTS, DEEPEST, LONGEST_VALUE = 60, 8, 200
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on one field. value: as it is typed; days: only the last so many days count, None for all time."""

    field: str
    how: str
    value: str = ""
    days: int | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Rules joined: all of them hold, or any of them."""

    kind: Kind
    parts: tuple["Rule", ...] = ()
    negated: bool = False


Rule = Condition | Parts
EVERYONE = Parts("all")


def parse(plain: Any) -> Parts:
    """Rules from plain data; a single test becomes all of one. Raises InvalidValue for what cannot be read."""
    rule = _parse(plain, 0)
    held = rule if isinstance(rule, Parts) and not rule.negated else Parts("all", (rule,))
    if sum(1 for _ in conditions_in(held)) > MOST_TESTS:
        raise InvalidValue("rules", f"A segment has at most {MOST_TESTS} conditions.", "Take some out.")
    return held


def plain(rule: Rule) -> dict[str, Any]:
    """Rules as plain data."""
    if rule.negated:
        return {"not": plain(replace(rule, negated=False))}
    if isinstance(rule, Parts):
        return {rule.kind: [plain(part) for part in rule.parts]}
    held: dict[str, Any] = {"field": rule.field, "how": rule.how}
    if rule.value:
        held["value"] = rule.value
    if rule.days is not None:
        held["days"] = rule.days
    return held


def to_text(rule: Rule) -> str:
    """Rules as they are stored."""
    return json.dumps(plain(rule), ensure_ascii=False)


def from_text(text: str) -> Parts:
    """Rules that were stored."""
    return parse(json.loads(text))


def conditions_in(rule: Rule) -> Iterator[Condition]:
    """Every test in the rules."""
    if isinstance(rule, Condition):
        yield rule
    else:
        for part in rule.parts:
            yield from conditions_in(part)


def _parse(plain: Any, depth: int) -> Rule:
    if not isinstance(plain, Mapping) or depth > DEEPEST:
        raise InvalidValue("rules", "These rules cannot be read.", "Write them as the help of `batch --list` says.")
    if set(plain) == {"not"}:
        inner = _parse(plain["not"], depth + 1)
        return replace(inner, negated=not inner.negated)
    for kind in ("all", "any"):
        if set(plain) == {kind} and isinstance(plain[kind], list | tuple):
            return Parts(kind, tuple(_parse(part, depth + 1) for part in plain[kind]))
    return _test(plain)


def _test(plain: Mapping[str, Any]) -> Condition:
    unknown = set(plain) - {"field", "how", "value", "days"}
    if unknown or not isinstance(plain.get("field"), str) or not isinstance(plain.get("how"), str):
        raise InvalidValue("rules", "A condition has a field, how, a value and perhaps days.", "Check its names.")
    value, days = plain.get("value", ""), plain.get("days")
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > LONGEST_VALUE:
        raise InvalidValue("value", "That value cannot be right.", "Type a word or a number.")
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or not 0 < days <= MOST_DAYS):
        raise InvalidValue("days", f"Days are a number from 1 to {MOST_DAYS:,}.", "Leave them out for all time.")
    return Condition(plain["field"], plain["how"], clean_line(str(value)), days)
