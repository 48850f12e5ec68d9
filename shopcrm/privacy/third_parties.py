"""Other people in somebody's records: what identifies them is taken out before the records are handed over.

The text itself is removed, not covered, and each removal is logged with its reason (DPA 2018 Sch 2 para 16). Other
customers' addresses and numbers go by themselves; whose names go, a person decides (`privacy.mentions` offers them).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.money import Money
from shopcrm.plain_text import clean_block
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

Value = str | int | Money | None

EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]{}]+@[^\s@<>\"',;:()\[\]{}]+\.[^\s@<>\"',;:()\[\]{}.]{2,}")
PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_LAST_DIGITS = 9
_SHORTEST = 2
_SOMEBODY_ELSE = ("another customer's contact details", "identifies somebody else, who has not agreed to it")
_PASSAGE = "a passage about somebody else"


@dataclass(frozen=True, slots=True)
class Removal:
    """A passage that the shopkeeper takes out wherever it stands, in any case, and the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out, told without repeating it: how often, why, and from which kinds of record."""

    what: str
    reason: str
    times: int
    where: tuple[str, ...] = ()


class Pencil:
    """Takes passages out of values and counts what it took.

    marks: passage -> (what stands in its place, the reason). A passage is found as whole words, in any case and however
    it is spaced; one that stands inside stored JSON is found too.
    """

    def __init__(self, marks: Mapping[str, tuple[str, str]]) -> None:
        self._marks = {_alike(passage): mark for passage, mark in marks.items()}
        self._pattern = _pattern({*marks, *self._marks})
        self._taken: dict[tuple[str, str], dict[str, int]] = {}
        self._met: set[str] = set()

    def value(self, value: Value, where: str) -> Value:
        """A value without the passages; where: the kind of record that it stands in."""
        return self.text(value, where) if isinstance(value, str) else value

    def text(self, text: str, where: str) -> str:
        """A text without the passages."""
        if self._pattern is None or not text:
            return text
        if text[0] in "{[" and (held := _as_json(text)) is not None:
            cleaned = self._inside(held, where)
            return text if cleaned == held else json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))
        return self._pattern.sub(lambda found: self._blank(found[0], where), text)

    def words(self, text: str) -> str:
        """A text of ours, such as a reason, without the passages; nothing is counted."""
        return self._pattern.sub("[removed]", text) if self._pattern is not None else text

    def unmet(self, removals: Iterable[Removal]) -> tuple[Removal, ...]:
        """Which of the removals asked for found nothing."""
        return tuple(one for one in removals if _alike(one.text) not in self._met)

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """What was taken out so far."""
        return tuple(
            Redaction(what, self.words(reason), sum(places.values()), tuple(places))
            for (what, reason), places in self._taken.items()
        )

    def _inside(self, held: Any, where: str) -> Any:
        if isinstance(held, dict):
            return {self.text(key, where): self._inside(one, where) for key, one in held.items()}
        if isinstance(held, list):
            return [self._inside(one, where) for one in held]
        return self.text(held, where) if isinstance(held, str) else held

    def _blank(self, found: str, where: str) -> str:
        passage = _alike(found)
        mark = self._marks.get(passage, (_PASSAGE, _SOMEBODY_ELSE[1]))
        self._met.add(passage)
        places = self._taken.setdefault(mark, {})
        places[where] = places.get(where, 0) + 1
        return f"[removed: {mark[0]}]"


def pencil_for(tx: Tx, customer_id: int, texts: Iterable[str], removals: Iterable[Removal] = ()) -> Pencil:
    """What takes out of a customer's records the contact details of other customers, and the removals asked for.

    texts: all that is to be handed over. An address that is also her own stays. Raises InvalidValue for a removal
    without a reason, and for one of what is the customer's own: that may not be kept from her (DPA 2018 s.173).
    """
    said = {part for text in texts for part in said_in(text)}
    marks = dict.fromkeys(_contact_details_of_others(tx, customer_id, said), _SOMEBODY_ELSE)
    own = {_alike(one) for one in own_words(tx, customer_id)} | {_alike(one) for one in _shop_words(tx)}
    for one in removals:
        _check(one, own)
        marks[clean_block(one.text)] = (_PASSAGE, clean_block(one.reason))
    return Pencil(marks)


def said_in(text: str) -> Iterator[str]:
    """The text itself, or where it is stored JSON every text inside it, however deep."""
    held = _as_json(text) if text[:1] in ("{", "[") else None
    if held is None:
        yield text
        return
    waiting = [held]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield from said_in(one)
        elif isinstance(one, dict | list):
            waiting += [*one, *one.values()] if isinstance(one, dict) else one


def own_words(tx: Tx, customer_id: int) -> set[str]:
    """The customer's own names, addresses and numbers, and her reference."""
    names = tx.one("SELECT name, given_name, family_name, company FROM customers WHERE id = ?", (customer_id,))
    points = tx.all("SELECT typed, normal FROM contact_points WHERE customer_id = ?", (customer_id,))
    return {one for row in (names, *points) for one in row if one} | {ref("C", customer_id)}


def _shop_words(tx: Tx) -> set[str]:
    """Who the shop is: the report must say so."""
    return {one for one in tx.one("SELECT name, owner FROM profile") if one}


def _check(one: Removal, own: set[str]) -> None:
    text = clean_block(one.text)
    if len(text) < _SHORTEST:
        raise InvalidValue("redact", "There is no passage to take out.", "Write it as: passage=reason.")
    if not clean_block(one.reason):
        raise InvalidValue("redact", "A passage is taken out for a reason.", "Write it as: passage=reason.")
    if _alike(text) in own:
        raise InvalidValue(
            "redact",
            "That is the customer's own name, address or number, or the shop's name.",
            "Only what is about somebody else may be taken out (Data Protection Act 2018, section 173).",
        )


def _alike(passage: str) -> str:
    return " ".join(passage.split()).casefold()


def _pattern(marks: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the passages, the longest first, as whole words."""
    longest_first = sorted(filter(None, marks), key=len, reverse=True)
    return re.compile("|".join(map(whole, longest_first)), re.IGNORECASE) if longest_first else None


def whole(passage: str) -> str:
    """A pattern for a passage as whole words, however it is spaced."""
    before = r"(?<![^\W_])" if passage[0].isalnum() else ""
    after = r"(?![^\W_])" if passage[-1].isalnum() else ""
    return before + r"\s+".join(map(re.escape, passage.split())) + after


def _as_json(text: str) -> Any:
    """What stored JSON says; None where the text is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _contact_details_of_others(tx: Tx, customer_id: int, texts: set[str]) -> set[str]:
    emails = {found: found.casefold() for text in texts for found in EMAIL.findall(text)}
    phones = {found: _tail(found) for text in texts for found in PHONE.findall(text)}
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
