"""Figures about loyalty: who is a member, what points were earned and used, and what they would cost the shop."""

from datetime import date

from shopcrm.insight.figures import Figures
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Programme
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

_FIRST_DAY, _LAST_DAY = "0000-01-01", "9999-12-31"
_COLUMNS = ("figure", "value", "unit", "worth", "currency")
Line = tuple[str | int, ...]

_MOVED = """
SELECT reason, sum(points) FROM loyalty_lots WHERE earned_on BETWEEN ?1 AND ?2 GROUP BY reason
UNION ALL
SELECT coalesce(earlier.kind, entry.kind), -sum(entry.points) FROM loyalty_allocations AS entry
LEFT JOIN loyalty_allocations AS earlier ON earlier.id = entry.reverses AND entry.kind = 'given_back'
WHERE entry.made_on BETWEEN ?1 AND ?2 GROUP BY 1
"""
"""Points by what moved them, above zero for customers; what was given back counts against what had taken it."""
_SUMS = (
    ("Earned by orders", ("order",), 1),
    ("Given", ("birthday", "goodwill"), 1),
    ("Used", ("redeemed",), -1),
    ("Expired", ("expired",), -1),
    ("Taken back with orders", ("reversed", "debt"), -1),
    ("Put right by hand", ("adjusted",), 1),
)


@read("figures.loyalty", role=Role.MANAGER)
def loyalty_report(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """Members by tier and points as of today; what was earned, used and lost from the first day to the last.

    Without a programme there is nothing. Expiries count on the day on which they were entered.
    """
    terms = loyalty.programme(tx)
    if terms is None:
        return Figures(_COLUMNS, (), money=("worth",))
    span = (since.isoformat() if since else _FIRST_DAY, until.isoformat() if until else _LAST_DAY)
    rows = (*_members(tx, terms), *_moved(tx, terms, span), *_owed(tx, terms))
    return Figures(_COLUMNS, rows, money=("worth",))


def _members(tx: Tx, terms: Programme) -> list[Line]:
    """How many members there are, in all and in each tier from the highest down."""
    counts: dict[str, int] = dict(
        tx.all("SELECT tier, count(*) FROM loyalty_cards WHERE left_at IS NULL GROUP BY tier")
    )
    lines: list[Line] = [("Members", sum(counts.values()), "members", "", "")]
    names = [*(tier.name for tier in reversed(terms.tiers)), ""] if terms.tiers else []
    return lines + [(f"Members: {name or 'no tier'}", counts.get(name, 0), "members", "", "") for name in names]


def _moved(tx: Tx, terms: Programme, span: tuple[str, str]) -> list[Line]:
    sums: dict[str, int] = {}
    for kind, points in tx.all(_MOVED, span):
        sums[kind] = sums.get(kind, 0) + points
    return [_points(name, sign * sum(sums.get(kind, 0) for kind in kinds), terms) for name, kinds, sign in _SUMS]


def _owed(tx: Tx, terms: Programme) -> list[Line]:
    """What customers have as of today, what they owe, and what expires within the next calendar month."""
    now = loyalty.liability(tx)
    if now is None:
        return []
    return [
        ("Points outstanding", now.points, "points", now.amount, now.currency),
        _points("Points owed by customers", now.debt, terms),
        (
            *("Expire next month", now.expires_next_month_points, "points"),
            *(now.expires_next_month_amount, now.currency),
        ),
    ]


def _points(name: str, points: int, terms: Programme) -> Line:
    """Points with what they are worth at the till, minor units rounded down."""
    worth = abs(points) * terms.worth_amount // terms.worth_points
    return name, points, "points", worth if points >= 0 else -worth, terms.currency
