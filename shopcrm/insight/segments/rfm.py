"""How lately, how often and how much: each customer's fifths and group, from the sums kept with the orders.

Cancelled orders count nowhere; a last order dated in the future counts as today's. Amounts of different currencies are
never added: how much is compared among those who pay in the same currency, and the best fifth counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shopcrm import money
from shopcrm.insight.segments.groups import GROUPS, Group
from shopcrm.insight.segments.sql import Sql
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

KEPT = "customer_totals WHERE customer_id NOT IN (SELECT id FROM customers WHERE status <> 'active')"
_EDGES = (
    "SELECT family, fifth, min(value) FROM (SELECT family, value, 1 + (2 * sum(people) OVER (PARTITION BY family"
    " ORDER BY value) - people) * 5 / (2 * sum(people) OVER (PARTITION BY family)) AS fifth FROM ({counted}))"
    " GROUP BY family, fifth ORDER BY family, fifth"
)
_LATELY = "SELECT min(max(last_on), ?) AS value FROM {kept} GROUP BY customer_id"
_OFTEN = "SELECT sum(orders) AS value FROM {kept} GROUP BY customer_id"
_COUNTED = "SELECT '' AS family, value, count(*) AS people FROM ({values}) GROUP BY value"
_MUCH = "SELECT currency AS family, total AS value, count(*) AS people FROM {kept} GROUP BY currency, total"
COLUMNS = "customer_id, name, last_on, orders, spent, currency, recency, frequency, spending"
_FIFTHS = ("", "the lowest fifth", "the second fifth", "the middle fifth", "the fourth fifth", "the top fifth")
Edge = tuple[int, str | int]
"""A fifth, and the least value in it."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A group today: how many customers, what share of all who bought, and what they spent in the shop's currency."""

    group: Group
    customers: int
    share: int
    spent: int
    currency: str


@read("segments.groups", role=Role.ASSISTANT)
def groups(tx: Tx) -> tuple[GroupCount, ...]:
    """Every group with its customers as of now; share: whole per cent of all customers who bought."""
    everyone, currency = scored(tx), str(tx.value("SELECT currency FROM profile"))
    rows = tx.all(
        f"SELECT name, count(*), sum(CASE currency WHEN ? THEN spent ELSE 0 END) FROM ({everyone.text}) GROUP BY name",
        (currency, *everyone.values),
    )
    found = {name: (people, spent) for name, people, spent in rows}
    total = sum(people for people, _ in found.values())
    counts = ((one, *found.get(one.name, (0, 0))) for one in GROUPS)
    return tuple(
        GroupCount(one, people, round(100 * people / total) if total else 0, spent, currency)
        for one, people, spent in counts
    )


def scored(tx: Tx) -> Sql:
    """Every active customer who bought, with the columns of `COLUMNS`."""
    today = tx.today.isoformat()
    lately = _edges(tx, Sql(_counted(_LATELY), (today,)))
    often = _edges(tx, Sql(_counted(_OFTEN)))
    much = _edges(tx, Sql(_MUCH.format(kept=KEPT)))
    currencies = [_step("total", edges) for edges in much.values()]
    cases = " ".join(f"WHEN ? THEN {one.text}" for one in currencies)
    spending = Sql(
        f"CASE currency {cases} END" if currencies else "1",
        tuple(value for code, one in zip(much, currencies, strict=True) for value in (code, *one.values)),
    )
    recency, frequency = _step("last_on", lately.get("", ())), _step("orders", often.get("", ()))
    best = (
        "SELECT customer_id, currency, total AS spent, sum(orders) AS orders, max(spending) AS spending,"
        " (SELECT min(max(last_on), ?) FROM customer_totals AS hers WHERE hers.customer_id = kept.customer_id) AS"
        f" last_on FROM (SELECT customer_id, currency, total, orders, {spending.text} AS spending FROM {KEPT}) AS kept"
        " GROUP BY customer_id"
    )
    fifths = (
        f"SELECT *, {recency.text} AS recency, {frequency.text} AS frequency FROM ({best})",
        (*recency.values, *frequency.values, today, *spending.values),
    )
    named = " ".join(f"WHEN {one.sql} THEN '{one.name}'" for one in GROUPS)
    columns = COLUMNS.replace(" name,", f" CASE {named} END AS name,")
    return Sql(f"SELECT {columns} FROM ({fifths[0]})", fifths[1])


def _counted(values: str) -> str:
    return _COUNTED.format(values=values.format(kept=KEPT))


def _edges(tx: Tx, counted: Sql) -> dict[str, Sequence[Edge]]:
    """Where each fifth begins: of all, or by currency."""
    found: dict[str, list[Edge]] = {}
    for family, fifth, least in tx.all(_EDGES.format(counted=counted.text), counted.values):
        found.setdefault(family, []).append((fifth, least))
    return dict(found)


def _step(value: str, edges: Iterable[Edge]) -> Sql:
    """The fifth of a value: that of the highest edge which it reaches."""
    cases = [(fifth, least) for fifth, least in edges]
    if not cases:
        return Sql("1")
    (lowest, _), *higher = cases
    steps = " ".join(f"WHEN {value} >= ? THEN {fifth:d}" for fifth, _ in reversed(higher))
    text = f"CASE {steps} ELSE {lowest:d} END" if higher else f"{lowest:d}"
    return Sql(text, tuple(least for _, least in reversed(higher)))


@dataclass(frozen=True, slots=True)
class Place:
    """The group that a customer was in when the book was last looked through, and the numbers that put her there.

    recency, frequency, spending: her fifth of all customers, 5 the best. spent: minor units. as_of: the day.
    """

    group: Group
    last_on: str
    orders: int
    spent: int
    currency: str
    recency: int
    frequency: int
    spending: int
    since_on: str
    as_of: str

    @property
    def reasons(self) -> tuple[str, str, str]:
        """The numbers that put her there, in words."""
        orders = "1 order" if self.orders == 1 else f"{self.orders:,} orders"
        last = short_day(date.fromisoformat(self.last_on))
        return (
            f"Last order {last}: {_FIFTHS[self.recency]} by how lately ({self.recency} of 5)",
            f"{orders}: {_FIFTHS[self.frequency]} by how often ({self.frequency} of 5)",
            f"{money.show(self.spent, self.currency)}: {_FIFTHS[self.spending]} by how much ({self.spending} of 5)",
        )
