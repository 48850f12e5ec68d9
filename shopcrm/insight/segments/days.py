"""The group of every customer, kept once a day when the shop is first opened, and who moved since.

Nothing is worked out for days gone by: on a day on which the shop stayed shut nobody moved, and what was kept stays as
it was seen, though orders of that time may be changed or imported later. Moves are kept for thirteen months. What was
kept while the clock was ahead is removed as soon as it is right again.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.insight.segments import rfm, saved
from shopcrm.insight.segments.groups import BY_NAME
from shopcrm.insight.segments.rfm import Place
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

KEPT_MONTHS = 13
MONTH = timedelta(days=30)
_NOT_SCORED = f"customer_id NOT IN (SELECT customer_id FROM {rfm.KEPT})"
_GONE = (
    "INSERT OR REPLACE INTO group_moves (customer_id, moved_on, from_group, to_group)"
    f" SELECT customer_id, ?, name, '' FROM customer_groups WHERE {_NOT_SCORED}"
)
_MOVED = (
    "INSERT OR REPLACE INTO group_moves (customer_id, moved_on, from_group, to_group)"
    " SELECT customer_id, ?, coalesce(before.name, ''), now.name FROM ({now}) AS now"
    " LEFT JOIN customer_groups AS before USING (customer_id) WHERE before.name IS NOT now.name"
)
_PUT = (
    f"INSERT INTO customer_groups ({rfm.COLUMNS}, since_on) SELECT {rfm.COLUMNS}, ? FROM ({{now}}) WHERE true"
    " ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name, last_on = excluded.last_on,"
    " orders = excluded.orders, spent = excluded.spent, currency = excluded.currency, recency = excluded.recency,"
    " frequency = excluded.frequency, spending = excluded.spending,"
    " since_on = CASE name WHEN excluded.name THEN since_on ELSE excluded.since_on END"
    " WHERE (name, last_on, orders, spent, currency, recency, frequency, spending) IS NOT (excluded.name,"
    " excluded.last_on, excluded.orders, excluded.spent, excluded.currency, excluded.recency, excluded.frequency,"
    " excluded.spending)"
)
_WOUND_BACK = (
    "UPDATE customer_groups SET since_on = coalesce((SELECT max(moved_on) FROM group_moves AS one"
    " WHERE one.customer_id = customer_groups.customer_id AND moved_on < ?1), min(since_on, ?1)),"
    " name = coalesce((SELECT from_group FROM group_moves AS one"
    " WHERE one.customer_id = customer_groups.customer_id AND moved_on >= ?1 ORDER BY moved_on LIMIT 1), name)"
    " WHERE since_on >= ?1"
)


@dataclass(frozen=True, slots=True)
class Move:
    """How many customers were in one group when the days began and in another when they ended; '' is no group."""

    left: str
    joined: str
    customers: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of one customer."""

    on: str
    left: str
    joined: str


def is_behind(tx: Tx) -> bool:
    """Whether today's groups are still to be kept; never for a shop without orders of customers."""
    last = tx.value("SELECT max(day) FROM segment_counts")
    return last != tx.today.isoformat() and tx.maybe("SELECT customer_id FROM customer_totals LIMIT 1") is not None


def keep(tx: Tx) -> int:
    """Keep everyone's group as of today, once; answers how many customers moved. Meant to be called each day.

    In the database throughout: a hundred thousand customers are neither fetched nor held.
    """
    if not is_behind(tx):
        return 0
    today, now = tx.today.isoformat(), rfm.scored(tx)
    _wind_back(tx, today)
    moved = 0
    if tx.maybe("SELECT day FROM segment_counts LIMIT 1") is not None:
        moved = tx.run(_GONE, (today,)) + tx.run(_MOVED.format(now=now.text), (today, *now.values))
    tx.run(f"DELETE FROM customer_groups WHERE {_NOT_SCORED}")
    kept = tx.run(_PUT.format(now=now.text), (today, *now.values))
    tx.run("DELETE FROM group_moves WHERE moved_on < ?", (add_months(tx.today, -KEPT_MONTHS).isoformat(),))
    tx.run_many(
        "INSERT INTO segment_counts (day, segment, customers) VALUES (?, ?, ?)",
        [(today, segment, customers) for segment, customers in saved.counts(tx)],
    )
    tx.note(groups=kept, moved=moved)
    return moved


def _wind_back(tx: Tx, today: str) -> None:
    """Put everyone back to the evening before, where the clock was ahead when groups were kept."""
    if tx.maybe("SELECT day FROM segment_counts WHERE day > ? LIMIT 1", (today,)) is not None:
        tx.run(_WOUND_BACK, (today,))
        tx.run("DELETE FROM customer_groups WHERE name = ''")
        tx.run("DELETE FROM group_moves WHERE moved_on >= ?", (today,))
        tx.run("DELETE FROM segment_counts WHERE day >= ?", (today,))


@read("segments.moves", role=Role.ASSISTANT)
def moves(tx: Tx, since: date | None = None, until: date | None = None) -> tuple[Move, ...]:
    """Who moved from which group to which, in all, between two days; the last 30 unless said. Most first."""
    first, last = since or tx.today - MONTH, until or tx.today
    rows = tx.all(
        "SELECT left_group, joined_group, count(*) FROM (SELECT customer_id,"
        " (SELECT from_group FROM group_moves AS one WHERE one.customer_id = moved.customer_id AND moved_on >= ?1"
        " ORDER BY moved_on LIMIT 1) AS left_group, (SELECT to_group FROM group_moves AS one"
        " WHERE one.customer_id = moved.customer_id AND moved_on <= ?2 ORDER BY moved_on DESC LIMIT 1) AS joined_group"
        " FROM group_moves AS moved WHERE moved_on BETWEEN ?1 AND ?2 GROUP BY customer_id)"
        " WHERE left_group <> joined_group GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        (first.isoformat(), last.isoformat()),
    )
    return tuple(Move(*row) for row in rows)


@read("segments.moved_members", role=Role.ASSISTANT)
def moved_members(tx: Tx, left: str, joined: str, since: date | None = None) -> list[int]:
    """The customers who moved from one group to another since a day (30 days ago unless said) and are still in it."""
    first = since or tx.today - MONTH
    rows = tx.all(
        "SELECT customer_id FROM group_moves AS moved WHERE moved_on >= ?1 GROUP BY customer_id HAVING"
        " (SELECT from_group FROM group_moves AS one WHERE one.customer_id = moved.customer_id AND moved_on >= ?1"
        " ORDER BY moved_on LIMIT 1) = ?2 AND (SELECT to_group FROM group_moves AS one"
        " WHERE one.customer_id = moved.customer_id ORDER BY moved_on DESC LIMIT 1) = ?3",
        (first.isoformat(), left, joined),
    )
    return [customer for (customer,) in rows]


@read("segments.kept_since", role=Role.ASSISTANT)
def kept_since(tx: Tx) -> str | None:
    """The first day on which groups were kept; None before there was one."""
    found: str | None = tx.value("SELECT min(day) FROM segment_counts")
    return found


@read("segments.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> Place | None:
    """The group that a customer was in when the shop was last opened for the first time in a day, and why."""
    row = tx.maybe(
        "SELECT name, last_on, orders, spent, currency, recency, frequency, spending, since_on,"
        " (SELECT max(day) FROM segment_counts) FROM customer_groups WHERE customer_id = ?",
        (customer,),
    )
    return Place(BY_NAME[row[0]], *row[1:]) if row else None


@read("segments.moves_of")
def moves_of(tx: Tx, customer: CustomerId) -> tuple[Moved, ...]:
    """The moves of one customer, the latest first."""
    rows = tx.all(
        "SELECT moved_on, from_group, to_group FROM group_moves WHERE customer_id = ? ORDER BY moved_on DESC",
        (customer,),
    )
    return tuple(Moved(*row) for row in rows)
