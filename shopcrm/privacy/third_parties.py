"""Other people in somebody's records: their contact details are taken out before the records are handed over.

The text itself is removed, not covered, and each removal is logged with its reason (DPA 2018 Sch 2 para 16).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shopcrm.money import Money
from shopcrm.vault.tx import Tx

Rows = Sequence[tuple[str | int | Money | None, ...]]

_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]{}]+@[^\s@<>\"',;:()\[\]{}]+\.[^\s@<>\"',;:()\[\]{}.]{2,}")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_LAST_DIGITS = 9
_SOMEBODY_ELSE = ("another customer's contact details", "identifies somebody else, who has not agreed to it")


@dataclass(frozen=True, slots=True)
class Removal:
    """A passage that the shopkeeper takes out wherever it stands, and the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out, told without repeating it: how often, and why."""

    what: str
    reason: str
    times: int


def blank_others(
    tx: Tx, customer_id: int, tables: Sequence[Rows], remove: Sequence[Removal] = ()
) -> tuple[list[tuple[tuple[str | int | Money | None, ...], ...]], list[Redaction]]:
    """The same rows without the e-mail addresses and phone numbers of other customers, and what was removed.

    Only what is in the book as another customer's and not also as this one's is removed: the rest is the person's own.
    """
    texts = {value for rows in tables for row in rows for value in row if isinstance(value, str) and len(value) > 5}
    marks = dict.fromkeys(_contact_details_of_others(tx, customer_id, texts), _SOMEBODY_ELSE)
    marks |= {one.text: ("a passage about somebody else", one.reason) for one in remove if one.text}
    if not marks:
        return [tuple(map(tuple, rows)) for rows in tables], []
    pattern = re.compile("|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True)))
    counts: dict[tuple[str, str], int] = {}

    def blank(found: re.Match[str]) -> str:
        """What stands in place of a passage, which is counted."""
        what = marks[found[0]]
        counts[what] = counts.get(what, 0) + 1
        return f"[removed: {what[0]}]"

    cleaned = [
        tuple(tuple(pattern.sub(blank, value) if isinstance(value, str) else value for value in row) for row in rows)
        for rows in tables
    ]
    return cleaned, [Redaction(what, reason, times) for (what, reason), times in counts.items()]


def _contact_details_of_others(tx: Tx, customer_id: int, texts: set[str]) -> set[str]:
    emails = {found: found.casefold() for text in texts for found in _EMAIL.findall(text)}
    phones = {found: _tail(found) for text in texts for found in _PHONE.findall(text)}
    return _of_others(tx, customer_id, "email", "normal", emails) | _of_others(
        tx, customer_id, "phone", f"substr(normal, -{_LAST_DIGITS})", phones
    )


def _of_others(tx: Tx, customer_id: int, kind: str, form: str, found: dict[str, str]) -> set[str]:
    """Which of the passages found are in the book as contact details of other customers only."""
    if not found:
        return set()
    held = tx.all(
        f"SELECT {form}, max(customer_id = ?) FROM contact_points"
        f" WHERE kind = ? AND {form} IN (SELECT value FROM json_each(?)) GROUP BY 1",
        (customer_id, kind, json.dumps(sorted(set(found.values())))),
    )
    others = {normal for normal, hers in held if not hers}
    return {passage for passage, normal in found.items() if normal in others}


def _tail(passage: str) -> str:
    """The last digits of a phone number, the same in national and international form."""
    return re.sub(r"\D", "", passage)[-_LAST_DIGITS:]
