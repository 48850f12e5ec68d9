"""The end of what the books needed: the last tie between a sale and an erased person is cut when its years are over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shopcrm.shop import rollups
from shopcrm.vault.refs import CustomerId, OrderId
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

_OF_HERS = "FROM kept_orders JOIN orders ON orders.id = order_id"


@dataclass(frozen=True, slots=True)
class KeptSale:
    """An order of an erased customer that the books need until a day. on_invoice: whether name and address are kept."""

    order: OrderId
    customer: CustomerId
    keep_until: date
    on_invoice: bool


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """An erased customer in the list. at: a stamp, UTC; orders: how many are kept, kept_until: until when at most."""

    customer: CustomerId
    at: str
    reason: str
    orders: int
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class Purged:
    """What was let go: how many orders are nobody's now, and of how many customers nothing is kept any more."""

    orders: int
    customers: int


@read("erasure.kept_sales", role=Role.MANAGER)
def kept_sales(tx: Tx, customer: CustomerId | None = None) -> tuple[KeptSale, ...]:
    """The orders of erased customers (of one, or of all) that are kept, the soonest to go first."""
    rows = tx.all(
        f"SELECT order_id, customer_id, keep_until, name <> '' {_OF_HERS} WHERE customer_id = ?1 OR ?1 IS NULL"
        " ORDER BY keep_until, order_id",
        (customer,),
    )
    return tuple(KeptSale(order, whose, date.fromisoformat(day), bool(named)) for order, whose, day, named in rows)


@read("erasure.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[ErasedRow, ...]:
    """Who was erased, the latest first."""
    rows = tx.all(
        f"SELECT customer_id, at, reason, (SELECT count(*) {_OF_HERS} WHERE orders.customer_id = erasures.customer_id),"
        " kept_until FROM erasures ORDER BY at DESC, customer_id DESC"
    )
    return tuple(
        ErasedRow(customer, at, reason, kept, date.fromisoformat(until) if until else None)
        for customer, at, reason, kept, until in rows
    )


@read("erasure.waiting", role=Role.MANAGER)
def waiting(tx: Tx) -> str:
    """How many orders of erased customers need not be kept any more, in words; blank for none."""
    due = len(due_for_purge(tx))
    return f"{due} to let go" if due else ""


@read("erasure.due_for_purge", role=Role.MANAGER)
def due_for_purge(tx: Tx) -> tuple[KeptSale, ...]:
    """The orders of erased customers whose years are over: what `purge_due` would let go."""
    return tuple(one for one in kept_sales(tx) if one.keep_until < tx.today)


@write("erasure.purge_due", role=Role.OWNER)
def purge_due(tx: Tx) -> Purged:
    """Cut the tie between erased customers and their orders whose years are over; the sales stay, and are nobody's.

    Numbers at other services, by which a sale could be traced back, go with it.
    """
    due = due_for_purge(tx)
    people = sorted({one.customer for one in due})
    rollups.set_aside(tx, people)
    days = [_cut(tx, one.order) for one in due]
    rollups.take_in(tx, people)
    rollups.rebuild_for(tx, people, days)
    done = [customer for customer in people if not kept_sales(tx, customer)]
    for customer in done:
        _let_ledger_go(tx, customer)
    tx.note(None, None, orders=len(due), customers=len(done))
    tx.forget_undo()
    return Purged(len(due), len(done))


def _cut(tx: Tx, order: int) -> str:
    """Make a sale nobody's; answers its day."""
    day: str = tx.value("SELECT placed_on FROM orders WHERE id = ?", (order,))
    tx.change_one("DELETE FROM kept_orders WHERE order_id = ?", (order,))
    tx.change_one(
        "UPDATE orders SET customer_id = NULL, platform = '', external_id = NULL, external_name = NULL WHERE id = ?",
        (order,),
    )
    with tx.gate("erase"):
        tx.run("UPDATE payments SET external_id = NULL WHERE order_id = ?", (order,))
    return day


def _let_ledger_go(tx: Tx, customer: int) -> None:
    """Delete the entries of store credit, and say that nothing is kept any more."""
    tx.run("PRAGMA defer_foreign_keys = ON")
    with tx.gate("erase"):
        tx.run("DELETE FROM store_credit WHERE customer_id = ?", (customer,))
    tx.run("UPDATE erasures SET kept_until = NULL WHERE customer_id = ?", (customer,))


@read("erasure.invoice_parties", role=Role.MANAGER)
def invoice_parties(tx: Tx, customer: CustomerId) -> tuple[tuple[str, str], ...]:
    """Name and address that the invoices of an erased customer must show; for the tax authority, not for the shop."""
    rows: Iterable[tuple[str, str]] = tx.all(
        f"SELECT DISTINCT name, address {_OF_HERS} WHERE customer_id = ? AND name <> '' ORDER BY order_id", (customer,)
    )
    return tuple((name, address) for name, address in rows)
