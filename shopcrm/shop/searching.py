"""Which entries of the index a typed text means: words, parts of numbers, addresses, near misses.

Everything here answers in the order of the index, never ranked: ranking 100,000 rows by bm25 costs more than a frame.
What is typed is never search syntax: each word goes in as a quoted string.
"""

import re
from dataclasses import dataclass

from shopcrm.shop.words import fold, signs_of, words_of
from shopcrm.vault.tx import Tx

LONGEST_QUERY = 200
MOST_WORDS = 8
SHORTEST_FRAGMENT = 3
"""How many digits make a part of a telephone number."""
SHORTEST_VOCABULARY_WORD = 3

_NUMBER = re.compile(r"[+#]?[\d\s().\-/]*\d[\d\s().\-/]*", re.ASCII)
_ORDER_NUMBER = re.compile(r"#\s*\d+", re.ASCII)
_DOMAIN = re.compile(r"@[^\s@]+|[^\s@.]+(\.[^\s@.]+)*\.[^\s@.]*")
_EVERYONES_MAIL = re.compile(
    "example|gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|mail|email|btinternet|talktalk|virginmedia"
    "|ntlworld|protonmail|proton"
)
_WORDS = "SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid BETWEEN ? AND ?"
_DIGITS = "SELECT rowid FROM search_digits WHERE search_digits MATCH ? AND rowid BETWEEN ? AND ?"
_AT_DOMAIN = (
    "SELECT DISTINCT search_entries.id FROM contact_points CROSS JOIN search_entries"  # in this order: by the domain
    " ON letter = 'C' AND record_id = customer_id"
    " WHERE kind = 'email' AND substr(normal, instr(normal, '@') + 1) >= ?"
    " AND substr(normal, instr(normal, '@') + 1) < ? AND search_entries.id BETWEEN ? AND ? LIMIT ?"
)
_LONGEST_INDEXED_PREFIX = 4
_LENGTH_OF_ONE_SLIP = 5
_MOST_NEAR = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries to look at: those of the index from `first` to `last`."""

    first: int
    last: int


def email_words(email: str) -> str:
    """What an e-mail address is found by: the words before the @, and the domain unless half the world shares it."""
    local, _, domain = email.partition("@")
    parts = domain.split(".")
    labels = [label for label in parts[:-1] or parts if len(label) > 3 and not _EVERYONES_MAIL.fullmatch(label)]
    return " ".join([local, *labels])


def entries(tx: Tx, text: str, span: Span, limit: int) -> list[int]:
    """The entries that a typed text means, at most `limit`, in their order; empty for a blank text."""
    typed = text[:LONGEST_QUERY].strip()
    if _NUMBER.fullmatch(typed):
        return _by_number(tx, typed, span, limit)
    if "@" in typed and (found := _by_email(tx, typed, span, limit)):
        return found
    found = _by_words(tx, query_words(typed), span, limit)
    if not _DOMAIN.fullmatch(typed):
        return found
    once = sorted({*found, *_by_domain(tx, typed, span, limit)})
    return once if limit < 0 else once[:limit]


def is_order_number(text: str) -> bool:
    """Whether a typed text can only mean an order: ``#1042``."""
    return _ORDER_NUMBER.fullmatch(text.strip()) is not None


def near_entries(tx: Tx, text: str, span: Span, limit: int) -> list[int]:
    """The entries whose name words are a slip away from the typed ones: “smyth” means Smith too."""
    typed = text[:LONGEST_QUERY]
    meant = [] if signs_of(typed) else [near_words(tx, word) for word in query_words(typed)]
    if not meant or not all(meant):
        return []
    groups = ["(" + " OR ".join(_quoted(word) for word in words) + ")" for words in meant]
    return _matching(tx, _WORDS, " AND ".join(groups), span, limit)


def count_entries(tx: Tx, text: str, span: Span) -> int:
    """How many entries a typed text means."""
    typed = text[:LONGEST_QUERY].strip()
    if ("@" in typed or _DOMAIN.fullmatch(typed)) and not _NUMBER.fullmatch(typed):
        return len(entries(tx, typed, span, -1))
    by_words = _count(tx, _WORDS, _all_of(query_words(typed)), span)
    digits = fragment(typed)
    if not _NUMBER.fullmatch(typed) or len(digits) < SHORTEST_FRAGMENT:
        return by_words
    return len(entries(tx, typed, span, -1)) if by_words else _count(tx, _DIGITS, _quoted(digits, ""), span)


def query_words(text: str) -> list[str]:
    """The folded words that were typed, the first few of them."""
    local, at, domain = text.partition("@")
    meant = f"{local} {email_words('@' + domain)}" if at and " " not in domain.strip() else text
    return words_of(meant)[:MOST_WORDS] or signs_of(text)


def fragment(typed: str) -> str:
    """The digits of a part of a telephone number, however it was typed: ``+44 (0)7700`` and ``0044 7700``."""
    digits = "".join(re.findall(r"\d", typed.replace("(0)", ""), re.ASCII))
    return digits[2:] if digits.startswith("00") and len(digits) > SHORTEST_FRAGMENT else digits


def near_words(tx: Tx, word: str) -> list[str]:
    """The name words that begin with the typed one, or are a slip or two away from it, the nearest first."""
    starting = tx.all(
        "SELECT word FROM name_words WHERE word >= ? AND word < ? ORDER BY word LIMIT ?", (*_starting(word), _MOST_NEAR)
    )
    if starting:
        return [word]
    if len(word) < SHORTEST_VOCABULARY_WORD:
        return []
    return _nearest(tx, word, (word[0], word[0] + "\U0010ffff")) or _nearest(tx, word, ("", "\U0010ffff"))


def _nearest(tx: Tx, word: str, between: tuple[str, str]) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) <= _LENGTH_OF_ONE_SLIP else 2
    known = tx.all(
        "SELECT word FROM name_words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
        (*between, len(word) - slips, len(word) + slips),
    )
    near = process.extract(
        word, [one for (one,) in known], scorer=OSA.distance, processor=None, score_cutoff=slips, limit=_MOST_NEAR
    )
    return [found for found, _, _ in near]


def _matching(tx: Tx, which: str, query: str, span: Span, limit: int) -> list[int]:
    return [row[0] for row in tx.all(f"{which} LIMIT ?", (query, *_ends(span), limit))] if query else []


def _count(tx: Tx, which: str, query: str, span: Span) -> int:
    return int(tx.value(which.replace("rowid", "count(*)", 1), (query, *_ends(span)))) if query else 0


def _by_words(tx: Tx, words: list[str], span: Span, limit: int) -> list[int]:
    """Entries with a word that begins so for each of the words.

    Prefixes longer than the index keeps are dear for a common name (2 ms for all the Smiths), so whole words are tried
    first: where they fill the limit, they are what was meant.
    """
    if limit > 0 and any(len(word) > _LONGEST_INDEXED_PREFIX for word in words):
        whole = " AND ".join(_quoted(word, "" if len(word) > _LONGEST_INDEXED_PREFIX else "*") for word in words)
        found = _matching(tx, _WORDS, whole, span, limit)
        if len(found) == limit:
            return found
    return _matching(tx, _WORDS, _all_of(words), span, limit)


def _by_number(tx: Tx, typed: str, span: Span, limit: int) -> list[int]:
    found = _matching(tx, _WORDS, _all_of(query_words(typed)), span, limit)
    digits = fragment(typed)
    if len(digits) >= SHORTEST_FRAGMENT:
        found += _matching(tx, _DIGITS, _quoted(digits, ""), span, limit)
    once = sorted(set(found))
    return once if limit < 0 else once[:limit]


def _by_email(tx: Tx, typed: str, span: Span, limit: int) -> list[int]:
    """Customers by the beginning of an address; in two steps, each a seek in an index."""
    people = tx.all(
        "SELECT DISTINCT customer_id FROM contact_points WHERE normal >= ? AND normal < ? AND kind = 'email' LIMIT ?",
        (*_starting(fold("".join(typed.split()))), limit),
    )
    places = (tx.maybe("SELECT id FROM search_entries WHERE letter = 'C' AND record_id = ?", one) for one in people)
    return sorted(place[0] for place in places if place and span.first <= place[0] <= span.last)


def _by_domain(tx: Tx, typed: str, span: Span, limit: int) -> list[int]:
    """Customers by the beginning of the domain of an address: so many share one that its words are not in the index."""
    ends = _starting(fold(typed).removeprefix("@"))
    return [row[0] for row in tx.all(_AT_DOMAIN, (*ends, *_ends(span), limit))]


def _all_of(words: list[str]) -> str:
    return " AND ".join(_quoted(word) for word in words)


def _quoted(word: str, star: str = "*") -> str:
    """A word as an FTS5 string, and so never as syntax; with the star it stands for every word that begins so."""
    return '"' + word.replace('"', '""') + '"' + star


def _starting(word: str) -> tuple[str, str]:
    return (word, word + "\U0010ffff")


def _ends(span: Span) -> tuple[int, int]:
    return (span.first, span.last)
