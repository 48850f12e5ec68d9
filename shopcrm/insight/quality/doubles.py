"""Who is likely to be in the book twice, without the long look: only those who share an address, a number, or name and
postcode are compared, by the same scores as the scan for duplicates."""

from collections.abc import Iterator

from shopcrm.insight.duplicates import LIKELY, pairing, people, scoring
from shopcrm.insight.duplicates.pairing import MOST_ALIKE
from shopcrm.insight.quality.reaching import EVERYBODY, IN_USE, Found
from shopcrm.shop import customers
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_SHARING = (
    "SELECT customer_id FROM contact_points JOIN (SELECT kind, normal FROM contact_points GROUP BY normal, kind"
    f" HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}) USING (kind, normal)"
    " UNION SELECT customer_id FROM addresses JOIN customers ON customers.id = customer_id"
    " JOIN (SELECT postcode, sort_name FROM addresses JOIN customers ON customers.id = customer_id"
    f" WHERE postcode <> '' GROUP BY postcode, sort_name HAVING count(DISTINCT customer_id) BETWEEN 2 AND {MOST_ALIKE})"
    " USING (postcode, sort_name)"
)
_SHARING_WITH = (
    "SELECT other.customer_id FROM customers JOIN contact_points AS own ON own.customer_id = customers.id"
    " JOIN contact_points AS other ON other.kind = own.kind AND other.normal = own.normal WHERE {these}"
    " UNION SELECT other.customer_id FROM customers JOIN addresses AS own ON own.customer_id = customers.id"
    " JOIN addresses AS other ON other.postcode = own.postcode JOIN customers AS namesake"
    " ON namesake.id = other.customer_id AND namesake.sort_name = customers.sort_name"
    " WHERE own.postcode <> '' AND {these}"
)


def doubles(tx: Tx, these: str) -> Found:
    """Who is likely to be one person with somebody else in use; those told apart by a person are left out."""
    whole = these == EVERYBODY
    sharing = [row[0] for row in tx.all(_SHARING if whole else _SHARING_WITH.format(these=these))]
    if not sharing:
        return
    among = f"id IN ({', '.join(map(str, sharing))})"
    names: dict[int, str] = dict(tx.all(f"SELECT id, name FROM customers WHERE {IN_USE} AND {among}"))
    wanted = names.keys() if whole else {row[0] for row in tx.all(f"SELECT id FROM customers WHERE {these}")}
    for a, b in _pairs(tx, sorted(names), customers.count(tx)):
        for one, other in ((a, b), (b, a)):
            if one in wanted:
                yield one, f"perhaps {names[other]} ({ref('C', other)})"


def _pairs(tx: Tx, sharing: list[int], size: int) -> Iterator[tuple[int, int]]:
    if not sharing:
        return
    import numpy as np

    book = people.load(tx, sharing)
    named = [
        (at, f"{book.given[at]}|{book.family[at]}|{book.company[at]}|{code}")
        for at, code in enumerate(book.postcode)
        if code
    ]
    numbers = np.unique(np.concatenate([pairing.pairs(shared) for shared in (book.emails, book.phones, named)]))
    if not len(numbers):
        return
    kept, evidence = scoring.weigh(book, numbers)
    apart = set(tx.all("SELECT customer_id, other_id FROM told_apart"))
    first, second = scoring.places(kept)
    for at in (scoring.scores(evidence, size) >= LIKELY).nonzero()[0].tolist():
        a, b = book.ids[int(first[at])], book.ids[int(second[at])]
        if (a, b) not in apart:
            yield a, b
