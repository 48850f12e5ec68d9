"""Who is likely to be in the book twice, without the long look: only those who share an address, a number, or name and
postcode are compared, by the same scores as the scan for duplicates."""

from collections.abc import Iterable, Iterator

from shopcrm.insight.duplicates import LIKELY, people, scoring
from shopcrm.insight.duplicates.pairing import MOST_ALIKE, ROOM
from shopcrm.insight.quality.reaching import EVERYBODY, Found
from shopcrm.insight.unreachable import IN_USE
from shopcrm.shop import customers
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

# What very many share tells nothing, and is passed over before it is followed.
_ALL_SHARED = (
    f"SELECT normal, kind FROM contact_points GROUP BY normal, kind HAVING count(*) BETWEEN 2 AND {MOST_ALIKE}"
)
_THEIRS_SHARED = (
    "SELECT DISTINCT own.normal, own.kind FROM customers JOIN contact_points AS own ON own.customer_id = customers.id"
    " WHERE {these} AND (SELECT count(*) FROM contact_points AS alike WHERE alike.normal = own.normal"
    f" AND alike.kind = own.kind) BETWEEN 2 AND {MOST_ALIKE}"
)
_SHARING = (
    "WITH shared AS MATERIALIZED ({shared}) SELECT customers.id, other.customer_id FROM shared"
    " CROSS JOIN contact_points AS own ON own.normal = shared.normal AND own.kind = shared.kind"
    " CROSS JOIN contact_points AS other"
    " ON other.normal = shared.normal AND other.kind = shared.kind AND other.customer_id <> own.customer_id"
    f" CROSS JOIN customers ON customers.id = own.customer_id WHERE {IN_USE} AND {{these}}"
    " UNION SELECT customers.id, namesake.id FROM customers CROSS JOIN customers AS namesake"
    " ON namesake.status = 'active' AND namesake.sort_name = customers.sort_name AND namesake.id <> customers.id"
    f" WHERE {IN_USE} AND {{these}} AND EXISTS (SELECT 1 FROM addresses AS hers JOIN addresses AS theirs"
    " ON theirs.customer_id = namesake.id AND theirs.postcode = hers.postcode"
    " WHERE hers.customer_id = customers.id AND hers.postcode <> '')"
)


def doubles(tx: Tx, these: str) -> Found:
    """Who is likely to be one person with somebody else in use; those told apart by a person are left out."""
    shared = _ALL_SHARED if these == EVERYBODY else _THEIRS_SHARED.format(these=these)
    sharing = tx.all(_SHARING.format(shared=shared, these=these))
    if not sharing:
        return
    wanted = {one for one, _ in sharing}
    among = ", ".join(map(str, {customer for pair in sharing for customer in pair}))
    names: dict[int, str] = dict(tx.all(f"SELECT id, name FROM customers WHERE {IN_USE} AND id IN ({among})"))
    for a, b in _likely(tx, ((a, b) for a, b in sharing if a in names and b in names)):
        for one, other in ((a, b), (b, a)):
            if one in wanted:
                yield one, f"perhaps {names[other]} ({ref('C', other)})"


def _likely(tx: Tx, sharing: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those pairs that are likely to be one person's."""
    import numpy as np

    apart = set(tx.all("SELECT customer_id, other_id FROM told_apart"))
    pairs = {(min(pair), max(pair)) for pair in sharing} - apart
    if not pairs:
        return
    book = people.load(tx, sorted({customer for pair in pairs for customer in pair}))
    place = {customer: at for at, customer in enumerate(book.ids)}
    numbers = np.array(sorted(place[a] << ROOM | place[b] for a, b in pairs), np.int64)
    kept, evidence = scoring.weigh(book, numbers)
    first, second = scoring.places(kept)
    for at in (scoring.scores(evidence, customers.count(tx)) >= LIKELY).nonzero()[0].tolist():
        yield book.ids[int(first[at])], book.ids[int(second[at])]
