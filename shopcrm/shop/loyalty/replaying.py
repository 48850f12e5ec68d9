"""The ledger of points, walked from empty: it must make what the book says."""

from collections import defaultdict
from datetime import date, timedelta

from shopcrm.shop.loyalty import tiers
from shopcrm.vault.tx import Tx


def replay(tx: Tx) -> tuple[str, ...]:
    """What does not follow from the ledger, in words: empty where all is well. Reads every entry.

    No lot gives more than it has, at any time; nobody has both points and a debt; no order has taken away more than it
    earned; every tier is the one that walking the ledger gives.
    """
    left: dict[int, int] = {}
    owner: dict[int, int] = {}
    points: dict[int, int] = {}
    for lot, customer, many in tx.rows("SELECT id, customer_id, points FROM loyalty_lots ORDER BY id"):
        left[lot], owner[lot], points[lot] = many, customer, many
    beyond: set[int] = set()
    strangers = 0
    for lot, customer, many in tx.rows("SELECT lot_id, customer_id, points FROM loyalty_allocations ORDER BY id"):
        left[lot] -= many
        strangers += owner[lot] != customer
        if not min(0, points[lot]) <= left[lot] <= max(0, points[lot]):
            beyond.add(lot)
    both = _with_points_and_debt(left, owner)
    found = (
        (len(beyond), "lots of points gave more than they had"),
        (strangers, "entries took points of another customer"),
        (both, "customers have points and a debt at once"),
        (_overdrawn(tx), "orders took away more points than they earned"),
        (_wrong_tiers(tx), "customers have another tier than their points make"),
    )
    return tuple(f"{count:,} {what}" for count, what in found if count)


def _with_points_and_debt(left: dict[int, int], owner: dict[int, int]) -> int:
    signs: defaultdict[int, set[bool]] = defaultdict(set)
    for lot, many in left.items():
        if many:
            signs[owner[lot]].add(many > 0)
    return sum(len(has) > 1 for has in signs.values())


def _overdrawn(tx: Tx) -> int:
    members = [row[0] for row in tx.all("SELECT DISTINCT customer_id FROM loyalty_lots")]
    sums = f"SELECT count(*) FROM (SELECT 1 FROM ({tiers.OF_ORDERS}) GROUP BY order_id HAVING sum(points) < 0)"
    return sum(tx.value(sums, (customer,)) for customer in members)


def _wrong_tiers(tx: Tx) -> int:
    """Tiers as of the last day before they are due to be looked at again."""
    terms = tiers.terms_by_day(tx)
    wrong = 0
    rows = tx.all("SELECT customer_id, tier, coalesce(tier_since, ''), review_on FROM loyalty_cards")
    for customer, tier, since, review_on in rows:
        until = date.fromisoformat(review_on) - timedelta(days=1) if review_on else tx.today
        then = tiers.at(tx, customer, until, terms)
        wrong += (then.tier, then.since.isoformat() if then.since else "") != (tier, since)
    return wrong
