"""The scan of the whole book, and the look at one customer."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from shopcrm.insight.duplicates import pairing, people, scoring
from shopcrm.insight.duplicates.pairing import MOST_ALIKE
from shopcrm.insight.duplicates.people import People
from shopcrm.insight.duplicates.records import Pair
from shopcrm.insight.duplicates.scoring import CERTAIN, LIKELY, Evidence
from shopcrm.shop import customers
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

_STEPS = 2
_ALIKE = f"""
SELECT new.customer_id, old.customer_id FROM contact_points AS new
JOIN contact_points AS old ON old.normal = new.normal AND old.kind = new.kind AND old.customer_id < ?1
WHERE new.customer_id >= ?1 AND (SELECT count(*) FROM (
    SELECT 1 FROM contact_points AS one WHERE one.normal = new.normal LIMIT {MOST_ALIKE + 1}
)) <= {MOST_ALIKE}
UNION
SELECT new.id, old.id FROM customers AS new
JOIN customers AS old ON old.status IN ('active', 'archived') AND old.sort_name = new.sort_name AND old.id < ?1
WHERE new.id >= ?1 AND (SELECT count(*) FROM (
    SELECT 1 FROM customers AS one WHERE one.status IN ('active', 'archived') AND one.sort_name = new.sort_name
    LIMIT {MOST_ALIKE + 1}
)) <= {MOST_ALIKE} AND EXISTS (
    SELECT 1 FROM addresses AS hers JOIN addresses AS theirs ON theirs.postcode = hers.postcode
    WHERE hers.customer_id = new.id AND theirs.customer_id = old.id AND hers.postcode <> ''
)
"""
"""Whom newcomers are compared with. What very many have in common, as a shop's own number, tells nothing."""
_SAID = (
    ("email", 0.0, "same e-mail address"),
    ("phone", 0.0, "same telephone number"),
    ("birthday", 10.0, "same birthday"),
    ("birthday", 3.0, "nearly the same birthday"),
    ("company", 5.0, "same company"),
    ("company", 0.0, "company spelt nearly the same"),
    ("address", 6.0, "same address"),
    ("address", 2.0, "similar address"),
)
_AGAINST = (("given", "different first names"), ("family", "different last names"), ("birthday", "different birthdays"))


@read("duplicates.book", role=Role.MANAGER)
def book_of(tx: Tx) -> People:
    """Read what is compared; nothing is worked out yet, so that the book is free again soon."""
    return people.load(tx)


def compare(book: People, least: float = LIKELY) -> tuple[Pair, ...]:
    """Pairs of records that may be one person's, the surest first; those told apart by a person are left out.

    least: the lowest score that is listed, 0 to 1.
    """
    return _pairs(book, pairing.candidates(book), least, len(book)) if len(book) > 1 else ()


@read("duplicates.scan", role=Role.MANAGER)
def scan(tx: Tx, least: float = LIKELY) -> tuple[Pair, ...]:
    """Read the whole book and compare it: `compare` says what is listed."""
    tx.step(0, _STEPS, "Reading the book")
    book = book_of(tx)
    tx.step(1, _STEPS, "Comparing")
    pairs = compare(book, least)
    tx.step(_STEPS, _STEPS, "Done")
    return pairs


@read("duplicates.likely", role=Role.ASSISTANT)
def likely(tx: Tx, customer: CustomerId) -> tuple[Pair, ...]:
    """The records that may be this customer's too, the surest first.

    Those with the same e-mail address or number, or the same name and postcode.
    """
    found = customers.lookalikes(tx, customers.draft_of(tx, customer), customer)
    if not found:
        return ()
    book = people.load(tx, [customer, *(one.id for one in found)])
    pairs = _pairs(book, pairing.candidates(book), LIKELY, customers.count(tx))
    return tuple(pair for pair in pairs if customer in (pair.a, pair.b))


@read("duplicates.newcomers", role=Role.ASSISTANT)
def newcomers(tx: Tx, first: CustomerId) -> tuple[Pair, ...]:
    """Pairs of a customer who came as `first` or later, and one who was in the book before; the surest first.

    Looked at are those with the same e-mail address or number, or the same name and postcode.
    """
    alike = tx.all(_ALIKE, (first,))
    if not alike:
        return ()
    book = people.load(tx, {customer for pair in alike for customer in pair})
    before = bisect_left(book.ids, first)
    numbers = pairing.candidates(book)
    one, other = scoring.places(numbers)
    return _pairs(book, numbers[(one < before) & (other >= before)], LIKELY, customers.count(tx))


def _pairs(book: People, numbers: Any, least: float, size: int) -> tuple[Pair, ...]:
    """The pairs from a score on, not told apart. size: of the whole book, where only a part is looked at."""
    if not len(numbers):
        return ()
    kept, evidence = scoring.weigh(book, numbers)
    scores = scoring.scores(evidence, size)
    first, second = scoring.places(kept)
    found = []
    for at in (scores >= least).nonzero()[0].tolist():
        one, other, score = int(first[at]), int(second[at]), float(scores[at])
        a, b = book.ids[one], book.ids[other]
        if (a, b) not in book.apart:
            why = tuple(_why(book, evidence, at, one, other))
            found.append(Pair(a, b, score, why, book.names[one], book.names[other], score >= CERTAIN))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.a, pair.b)))


def _why(book: People, evidence: Evidence, at: int, one: int, other: int) -> Iterator[str]:
    """What speaks for a pair, then what speaks against it."""
    contact = " (contact person)" if _called_by_firm(book, one) or _called_by_firm(book, other) else ""
    names = _about_names(book, evidence, at, one, other)
    if names:
        yield f"{names}{contact}"
    told: set[str] = set()
    for kind, more_than, words in _SAID:
        if kind not in told and getattr(evidence, kind)[at] > more_than:
            told.add(kind)
            same_day = kind == "birthday" and book.birthday[one] == book.birthday[other]
            yield "same birthday" if same_day else words
    for kind, words in _AGAINST:
        if getattr(evidence, kind)[at] < 0 and (kind != "birthday" or evidence.birthday[at] < -1):
            yield f"{words}{contact}" if kind in ("given", "family") else words


def _called_by_firm(book: People, place: int) -> bool:
    """Whether a record bears the name of a firm: a person's name on it is then the contact's."""
    return bool(book.company[place]) and people.folded(book.names[place]) == book.company[place]


def _about_names(book: People, evidence: Evidence, at: int, one: int, other: int) -> str:
    if evidence.swapped[at]:
        return "first and last name swapped"
    given, family = evidence.given[at], evidence.family[at]
    if given > 0 and family > 0:
        same = book.given[one] == book.given[other] and book.family[one] == book.family[other]
        return "same name" if same else "nearly the same name"
    if family > 0:
        return "same last name" if book.family[one] == book.family[other] else "nearly the same last name"
    if given > 0:
        return "same first name" if book.given[one] == book.given[other] else "nearly the same first name"
    return ""
