"""What can be counted of a customer, each as SQL that gives `customer_id` and `held`, once for each who has any."""

from collections.abc import Callable
from dataclasses import dataclass

from shopcrm.insight import scores
from shopcrm.insight.segments.rfm import scored
from shopcrm.insight.segments.sql import Sql
from shopcrm.vault.tx import Tx

LIVE = "stage <> 'cancelled' AND customer_id IS NOT NULL"
OWED = "total > settled + refunded"
KEPT_OF_IT = "total - refunded"
"""What of an order the shop keeps; `customer_totals` adds up the same."""
_LATELY = f"placed_at >= ? AND placed_on <= ? AND {LIVE}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A test made out. number: its amount in minor units, its count or its days. first: the first day and instant."""

    field: str
    how: str
    value: str
    number: int
    first: tuple[str, str] | None
    today: str


Measure = Callable[[Tx, Asked], Sql]


def currency_of(tx: Tx) -> str:
    """The shop's own currency, in which amounts are asked for."""
    return str(tx.value("SELECT currency FROM profile"))


def spent(tx: Tx, asked: Asked) -> Sql:
    """What the orders came to less what of them was given back, in the shop's currency; cancelled ones left out."""
    currency = currency_of(tx)
    if asked.first is None:
        return Sql("SELECT customer_id, total AS held FROM customer_totals WHERE currency = ?", (currency,))
    return Sql(
        f"SELECT customer_id, sum({KEPT_OF_IT}) AS held FROM orders WHERE {_LATELY} AND currency = ?"
        " GROUP BY customer_id",
        (asked.first[1], asked.today, currency),
    )


def average(tx: Tx, asked: Asked) -> Sql:
    """What an order came to on average, less what was given back, in the shop's currency; half up to the penny."""
    currency = currency_of(tx)
    if asked.first is None:
        return Sql(
            "SELECT customer_id, (2 * total + orders) / (2 * orders) AS held FROM customer_totals"
            " WHERE currency = ? AND orders > 0",
            (currency,),
        )
    return Sql(
        f"SELECT customer_id, (2 * sum({KEPT_OF_IT}) + count(*)) / (2 * count(*)) AS held FROM orders WHERE {_LATELY}"
        " AND currency = ? GROUP BY customer_id",
        (asked.first[1], asked.today, currency),
    )


def orders(_tx: Tx, asked: Asked) -> Sql:
    """How many orders, in every currency."""
    if asked.first is None:
        return Sql("SELECT customer_id, sum(orders) AS held FROM customer_totals GROUP BY customer_id")
    return Sql(
        f"SELECT customer_id, count(*) AS held FROM orders WHERE {_LATELY} GROUP BY customer_id",
        (asked.first[1], asked.today),
    )


def last_order(_tx: Tx, _asked: Asked) -> Sql:
    """The day of the last order."""
    return Sql("SELECT customer_id, max(last_on) AS held FROM customer_totals GROUP BY customer_id")


def first_order(_tx: Tx, _asked: Asked) -> Sql:
    """The day of the first order."""
    return Sql("SELECT customer_id, min(first_on) AS held FROM customer_totals GROUP BY customer_id")


def confirmed(_tx: Tx, _asked: Asked) -> Sql:
    """The day on which the record was last confirmed."""
    return Sql("SELECT id AS customer_id, confirmed_on AS held FROM customers WHERE confirmed_on IS NOT NULL")


def fifth(tx: Tx, asked: Asked) -> Sql:
    """The fifth by how lately, how often or how much: the field is named as its column."""
    everyone = scored(tx)
    column = {"recency": "recency", "frequency": "frequency", "spending": "spending"}[asked.field]
    return Sql(f"SELECT customer_id, {column} AS held FROM ({everyone.text})", everyone.values)


def chance(tx: Tx, _asked: Asked) -> Sql:
    """The chance in per cent that she is still a customer, where a forecast of the last four weeks says it."""
    return Sql(
        "SELECT customer_id, CAST(round(100 * still_here) AS INTEGER) AS held FROM scores"
        " WHERE made_on BETWEEN ? AND ?",
        scores.standing(tx),
    )


def points(_tx: Tx, _asked: Asked) -> Sql:
    """The balance of points."""
    entries = (
        "SELECT customer_id, points FROM loyalty_lots UNION ALL SELECT customer_id, -points FROM loyalty_allocations"
    )
    return Sql(f"SELECT customer_id, sum(points) AS held FROM ({entries}) GROUP BY customer_id")


def credit(tx: Tx, _asked: Asked) -> Sql:
    """The balance of store credit in the shop's currency."""
    return Sql(
        "SELECT customer_id, sum(amount) AS held FROM store_credit WHERE currency = ? GROUP BY customer_id",
        (currency_of(tx),),
    )


def returns(_tx: Tx, asked: Asked) -> Sql:
    """How many returns were opened and not withdrawn."""
    since = " AND returns.opened_at >= ?" if asked.first else ""
    return Sql(
        "SELECT customer_id, count(*) AS held FROM returns JOIN orders ON orders.id = order_id"
        f" WHERE state <> 'withdrawn' AND customer_id IS NOT NULL{since} GROUP BY customer_id",
        (asked.first[1],) if asked.first else (),
    )


def tickets(_tx: Tx, asked: Asked) -> Sql:
    """How many tickets were opened; merged ones count once."""
    since = " AND opened_at >= ?" if asked.first else ""
    return Sql(
        "SELECT customer_id, count(*) AS held FROM tickets WHERE merged_into IS NULL AND customer_id IS NOT NULL"
        f"{since} GROUP BY customer_id",
        (asked.first[1],) if asked.first else (),
    )


def score(_tx: Tx, _asked: Asked) -> Sql:
    """The last answer to whether she would recommend the shop."""
    return Sql(
        "SELECT customer_id, score AS held FROM (SELECT customer_id, score, max(at) FROM recommendations"
        " GROUP BY customer_id)"
    )


def unpaid(_tx: Tx, _asked: Asked) -> Sql:
    """On how many orders money is owed."""
    return Sql(f"SELECT customer_id, count(*) AS held FROM orders WHERE {OWED} AND {LIVE} GROUP BY customer_id")
