"""Who else may be named in somebody's records: found by rule, offered to a person, who decides (LAW section 2).

Nothing is taken out here. What is likely to name somebody else comes first; what may as well be a word, or a name that
the person may know anyhow, is offered without a tick.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shopcrm.privacy.third_parties import EMAIL, PHONE, own_words, said_in, whole
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

MOST = 200
"""How many different passages are offered at most; the likely ones come first."""
_CONTEXTS, _AROUND = 3, 32
_LONGEST_NAME = 4
_LEAST_DIGITS = 9
_NEAR, _BETWEEN = 40, 12
"""Characters around a number or an address where a name is looked for, and that may stand between the two."""
_ENDS = re.compile(r"[.!?;\n]")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NAME_ENDS, _DIGIT = re.compile(r"[,;\n]"), re.compile(r"\d")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_REFERENCE = re.compile(r"(?<!\w)C-\d{4,}(?!\w)")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev)\.?\s+(?=[^\W\d_a-z])", re.UNICODE)
_RELATIONS = (
    "husband wife partner fiancé fiancée boyfriend girlfriend mother father mum mom dad parent sister brother son"
    " daughter child aunt uncle niece nephew cousin grandmother grandfather gran grandma grandad friend neighbour"
    " neighbor colleague boss manager carer assistant secretary landlord tenant flatmate"
)
_RELATED = re.compile(rf"\b(?:{'|'.join(_RELATIONS.split())})s?(?:'s)?(?:\s+is|\s+called|\s+named|,|:)*\s+", re.I)
_STARTERS = frozenset(
    "a about also an and any are as ask asked at back be but by call called calls can collect contact delivery do for"
    " from gave he her hers his i if in is it its leave likes mail my no not note of on or our paid phone please"
    " prefers ring said she spoke tel telephone tell text the their them then they this to via was we when will"
    " with wants write wrote you your mr mrs ms miss mx dr prof rev monday tuesday wednesday thursday friday"
    " saturday sunday january february march april june july august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage that may name somebody else. reason: what the report would say; why: how it was found.

    likely: whether it is ticked at first. context: where it stands, in the words around it.
    """

    text: str
    why: str
    reason: str
    likely: bool
    times: int
    where: tuple[str, ...]
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a passage was found; the stronger stands where two overlap."""

    strength: int
    why: str
    reason: str
    likely: bool


_NOT_AGREED = "names somebody else, who has not agreed to it"
_CUSTOMER = _Kind(9, "another customer's name", _NOT_AGREED, likely=True)
_NUMBER = _Kind(8, "another customer's reference", "identifies another customer", likely=True)
_BESIDE = _Kind(7, "a name beside a number or address", _NOT_AGREED, likely=True)
_KIN = _Kind(6, "a name after a word such as “sister”", _NOT_AGREED, likely=True)
_TITLE = _Kind(5, "a name with a title", _NOT_AGREED, likely=True)
_RECIPIENT = _Kind(5, "whom an order went to", _NOT_AGREED, likely=False)
_STAFF = _Kind(4, "a member of staff", "names a member of staff", likely=False)
_REACH = _Kind(3, "a number or address that is not hers in the book", "identifies somebody else", likely=False)
_FIRST = _Kind(2, "may be another customer's first or last name", _NOT_AGREED, likely=False)


@dataclass(slots=True)
class _Found:
    """One passage as it is met again and again."""

    text: str
    kind: _Kind
    times: int = 0
    where: dict[str, None] = field(default_factory=dict)
    context: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: _Kind


def find(tx: Tx, customer_id: int, passages: Iterable[tuple[str, str]]) -> tuple[Mention, ...]:
    """Who else may be named in (kind of record, text) pairs of a customer, the likely ones first."""
    said = [(where, one) for where, text in passages for one in said_in(text)]
    texts = list(dict.fromkeys(said))
    seeker = _Seeker(tx, customer_id, [text for _, text in texts])
    met: dict[str, _Found] = {}
    for _, text in texts:
        for span in _apart(seeker.spans(text)):
            passage = text[span.start : span.end]
            one = met.setdefault(passage.casefold(), _Found(passage, span.kind))
            one.kind = max(one.kind, span.kind, key=lambda kind: kind.strength)
            if len(one.context) < _CONTEXTS:
                one.context.append(_around(text, span))
    for one in met.values():
        _count(one, said)
    ranked = sorted(met.values(), key=lambda one: (not one.kind.likely, -one.kind.strength, -one.times))
    return tuple(
        Mention(
            one.text, one.kind.why, one.kind.reason, one.kind.likely, one.times, tuple(one.where), tuple(one.context)
        )
        for one in ranked[:MOST]
    )


def _count(one: _Found, texts: Iterable[tuple[str, str]]) -> None:
    """Where else a passage stands, once it is known for a name: it is taken out wherever it does."""
    pattern = re.compile(whole(one.text), re.IGNORECASE)
    for where, text in texts:
        times = len(pattern.findall(text))
        if times:
            one.times += times
            one.where[where] = None


class _Seeker:
    """Knows whose names to look for: every customer's that some text may hold, and the staff's."""

    def __init__(self, tx: Tx, customer_id: int, texts: Sequence[str]) -> None:
        own = own_words(tx, customer_id)
        self._own = {word.casefold() for one in own for word in _WORD.findall(one)} | {one.casefold() for one in own}
        self._tails = {_digits(one) for one in own}
        self._references = {ref("C", customer_id)} | {
            ref("C", row[0]) for row in tx.all("SELECT lose_id FROM merges WHERE customer_id = ?", (customer_id,))
        }
        self._full = _names_among(tx, customer_id, {one for text in texts for one, _, _ in _phrases(text)})
        self._single = _single_names_among(tx, customer_id, {one for text in texts for one in _WORD.findall(text)})
        shop = {one.casefold() for one in tx.one("SELECT name, owner FROM profile")}
        staff = {name.casefold() for (name,) in tx.all("SELECT name FROM staff")}
        self._staff = staff | {one.split()[0] for one in staff if len(one.split()[0]) > 2}
        self._staff -= shop | {word for one in shop for word in one.split()}
        self._recipients = _recipients(tx, customer_id)

    def spans(self, text: str) -> Iterator[_Span]:
        """Every passage of a text that may name somebody else; they may overlap."""
        for phrase, start, end in _phrases(text):
            if phrase in self._full and phrase not in self._own:
                yield _Span(start, end, _CUSTOMER)
            elif phrase in self._staff:
                yield _Span(start, end, _STAFF)
            elif phrase in self._recipients:
                yield from self._unless_own(start, end, phrase, _RECIPIENT)
        for found in _REFERENCE.finditer(text):
            if found[0] not in self._references:
                yield _Span(*found.span(), _NUMBER)
        yield from self._after(text, _TITLED, _TITLE)
        yield from self._after(text, _RELATED, _KIN)
        yield from self._reaches(text)
        for found in _WORD.finditer(text):
            word = found[0]
            if word[0].isupper() and word.casefold() in self._single and not _begins_sentence(text, found.start()):
                yield from self._unless_own(found.start(), found.end(), word, _FIRST)

    def _after(self, text: str, mark: re.Pattern[str], kind: _Kind) -> Iterator[_Span]:
        """The name that follows a title or a relation."""
        for found in mark.finditer(text):
            start, end = _name_at(text, found.end())
            yield from self._unless_own(start, end, text[start:end], kind)

    def _reaches(self, text: str) -> Iterator[_Span]:
        """Numbers and addresses that are not her own, and the names beside them."""
        for pattern in (EMAIL, PHONE):
            for found in pattern.finditer(text):
                if found[0].casefold() in self._own or (pattern is PHONE and not self._may_ring(text, found)):
                    continue
                yield _Span(*found.span(), _REACH)
                for start, end in _names_beside(text, *found.span()):
                    yield from self._unless_own(start, end, text[start:end], _BESIDE)

    def _may_ring(self, text: str, found: re.Match[str]) -> bool:
        """Whether digits may be a telephone number that is not her own: no date, and no part of a longer code."""
        digits = _digits(found[0])
        inside = text[: found.start()][-1:].isalnum() or text[found.end() :][:1].isalnum()
        bare = found[0].isdigit() and found[0][0] != "0"
        a_number = len(digits) >= _LEAST_DIGITS and not inside and not bare and not _DATE.search(found[0])
        return a_number and digits not in self._tails

    def _unless_own(self, start: int, end: int, name: str, kind: _Kind) -> Iterator[_Span]:
        words = [word.casefold() for word in _WORD.findall(name)]
        if words and not all(word in self._own or word in _STARTERS for word in words):
            yield _Span(start, end, kind)


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """Spans that do not overlap: the stronger, then the longer, stands; in the order of the text."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda one: (-one.kind.strength, one.start - one.end, one.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda one: one.start)


def _phrases(text: str) -> Iterator[tuple[str, int, int]]:
    """Every run of one to four words, casefolded, with its place."""
    words = list(_WORD.finditer(text))
    for at in range(len(words)):
        for upto in range(at, min(at + _LONGEST_NAME, len(words))):
            if upto > at and text[words[upto - 1].end() : words[upto].start()].strip(" ."):
                break
            start, end = words[at].start(), words[upto].end()
            yield " ".join(word[0] for word in words[at : upto + 1]).casefold(), start, end


def _names_among(tx: Tx, customer_id: int, phrases: set[str]) -> set[str]:
    """Which phrases of several words are other customers' names."""
    several = {phrase for phrase in phrases if " " in phrase}
    if not several:
        return set()
    names = tx.rows("SELECT name FROM customers WHERE id <> ? AND instr(name, ' ') > 0", (customer_id,))
    return several & {" ".join(_WORD.findall(name)).casefold() for (name,) in names}


def _recipients(tx: Tx, customer_id: int) -> set[str]:
    """Whom her orders were to be brought to: the words before the first comma, where they are no street."""
    rows = tx.all("SELECT DISTINCT deliver_to FROM orders WHERE customer_id = ? AND deliver_to <> ''", (customer_id,))
    first = [_NAME_ENDS.split(text, maxsplit=1)[0].strip() for (text,) in rows]
    return {" ".join(_WORD.findall(one)).casefold() for one in first if one and not _DIGIT.search(one)}


def _single_names_among(tx: Tx, customer_id: int, words: set[str]) -> set[str]:
    """Which words are other customers' first or last names."""
    proper = sorted({word for word in words if word[0].isupper() and len(word) > 2} - _STARTERS)
    rows = tx.all(
        "WITH said (word) AS (SELECT value FROM json_each(?1)) SELECT word FROM said WHERE word IN"
        " (SELECT given_name FROM customers WHERE id <> ?2 UNION SELECT family_name FROM customers WHERE id <> ?2)",
        (json.dumps(proper), customer_id),
    )
    return {word.casefold() for (word,) in rows} - _STARTERS


def _name_at(text: str, place: int) -> tuple[int, int]:
    """The capitalised words, three at most, that begin at a place."""
    end = place
    for count, found in enumerate(_WORD.finditer(text, place)):
        if count == 3 or not found[0][0].isupper() or text[end : found.start()].strip(" ."):
            break
        if count == 0 and found.start() != place:
            break
        end = found.end()
    return place, end


def _names_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The capitalised words just before a number or an address, a few small words between, and right behind it."""
    before = _capitalised(text, max(0, start - _NEAR), start)
    if before and len(text[before[-1][1] : start]) <= _BETWEEN and not _ENDS.search(text[before[-1][1] : start]):
        yield before[-1]
    after = _capitalised(text, end, end + _NEAR)
    if after and not text[end : after[0][0]].strip(" (–-:"):
        yield after[0]


def _capitalised(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Runs of capitalised words within a stretch of a text, in one sentence, without the words that begin sentences."""
    runs: list[tuple[int, int]] = []
    for found in _WORD.finditer(text, low, min(high, len(text))):
        whole = (found.start() == 0 or not text[found.start() - 1].isalnum()) and (
            found.end() == len(text) or not text[found.end()].isalnum()
        )
        if not whole or not found[0][0].isupper() or found[0].casefold() in _STARTERS:
            continue
        if runs and text[runs[-1][1] : found.start()] == " ":
            runs[-1] = (runs[-1][0], found.end())
        else:
            runs.append((found.start(), found.end()))
    return runs


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t\"'“(")
    return not before or before[-1] in ".!?\n:"


def _around(text: str, span: _Span) -> str:
    """A passage with the words around it, on one line."""
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def _digits(text: str) -> str:
    """The last digits, by which a number is the same in national and international form."""
    return re.sub(r"\D", "", text)[-_LEAST_DIGITS:]
