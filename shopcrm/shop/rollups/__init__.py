"""Sums kept in the same transaction as what they come from; a full check rebuilds and compares them.

A cancelled order is in no sum.
"""

from collections.abc import Iterable

from shopcrm.shop.rollups import buyers, points, promises, sales
from shopcrm.shop.rollups.promises import sent
from shopcrm.shop.rollups.sales import given_back
from shopcrm.vault.tx import Tx

__all__ = [
    "add",
    "add_new",
    "compare",
    "given_back",
    "leave_out",
    "rebuild",
    "rebuild_for",
    "sent",
    "set_aside",
    "take_in",
]


def add_new(tx: Tx, order: int, customer: int | None, promised_on: str | None) -> None:
    """Count an order that was just placed and is not sent: a statement for each sum that it is in, and no other."""
    sales.add_to_day(tx, order)
    if customer is not None:
        sales.add_to_person(tx, order)
        buyers.add(tx, order)
    if promised_on is not None:
        promises.add_new(tx, promised_on)


def add(tx: Tx, order: int) -> None:
    """Count an order that was just edited or brought back; it must stand in the book as it is now."""
    for one in (sales, buyers, promises):
        one.add(tx, order)


def leave_out(tx: Tx, order: int) -> None:
    """Take an order out of the sums, before it is edited or as it is cancelled; it still says what it came to."""
    for one in (sales, buyers, promises):
        one.leave_out(tx, order)


def rebuild_for(tx: Tx, customers: Iterable[int | None], days: Iterable[str]) -> None:
    """Work out afresh the sums of these customers and days (``2026-11-22``), after orders were put in by the batch.

    Who bought when, and what was promised, is worked out for all: the sums do not tell whose they are.
    """
    sales.rebuild_for(tx, customers, days)
    buyers.rebuild(tx)
    promises.rebuild(tx)


def set_aside(tx: Tx, customers: Iterable[int]) -> None:
    """Take people out of the sums that tell who bought, before orders change hands between them; then `take_in`."""
    for customer in customers:
        buyers.move_person(tx, customer, -1)


def take_in(tx: Tx, customers: Iterable[int]) -> None:
    """Count people again, once orders have changed hands between them."""
    people = tuple(customers)
    sales.rebuild_for(tx, people, ())
    for customer in people:
        buyers.move_person(tx, customer, 1)


def rebuild(tx: Tx) -> None:
    """Work out every sum afresh."""
    for one in (sales, buyers, promises, points):
        one.rebuild(tx)


def compare(tx: Tx) -> tuple[str, ...]:
    """What is kept wrongly, in words: empty where every sum is what the orders make."""
    pairs = (
        ("daily sales", tx.all(sales.KEPT_DAYS), tx.all(sales.MADE_DAYS)),
        ("a customer's totals", tx.all(sales.KEPT_PEOPLE), tx.all(sales.MADE_PEOPLE)),
        ("daily buyers", tx.all(buyers.KEPT), tx.all(buyers.MADE)),
        ("daily promises", tx.all(promises.KEPT), promises.made(tx)),
        ("daily points", tx.all(points.KEPT), tx.all(points.MADE)),
    )
    found = []
    for what, kept, made in pairs:
        wrong = len(set(kept) ^ set(made))
        if wrong:
            found.append(f"{what}: {wrong} {'row is' if wrong == 1 else 'rows are'} not what the orders make")
    return tuple(found)
