"""Looking at orders: one whole, rows of a list, and what a list shows."""

import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcrm.errors import NotFound
from shopcrm.shop import erased, listing, payments
from shopcrm.shop.orders.records import (
    LineDraft,
    Order,
    OrderDraft,
    OrderEvent,
    OrderFilter,
    OrderLine,
    OrderPage,
    OrderRow,
    OrderSort,
    balance_of,
    is_late,
)
from shopcrm.shop.orders.sums import Priced, taxes
from shopcrm.vault.refs import CustomerId, OrderId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx, stamp

_HEAD = (
    f"orders.id, customer_id, {erased.NAME}, placed_at, placed_on, channel, currency, tax_mode,"
    " order_discount, shipping, goods, discount, tax, total, stated_total, promised_on, deliver_to, note, platform,"
    " external_id, external_name, stage, settled, refunded, payment_failed, orders.created_at, orders.updated_at"
)
_ROW = (
    f"orders.id, external_name, customer_id, {erased.NAME}, placed_on, stage, total, settled, refunded,"
    " currency, payment_failed, promised_on"
)
_WHOSE = "LEFT JOIN customers ON customers.id = customer_id"

# Spelled as the partial indexes are, so that the planner uses them.
_WHERE = {
    OrderFilter.TO_DO: "stage IN ('placed', 'packed')",
    OrderFilter.LATE: "stage IN ('placed', 'packed') AND promised_on < ?1",
    OrderFilter.UNPAID: "total > settled + refunded AND stage <> 'cancelled'",
    OrderFilter.FAILED: "payment_failed = 1 AND stage <> 'cancelled'",
    OrderFilter.THIS_WEEK: "placed_at >= ?1",
    OrderFilter.ALL: "1",
    OrderFilter.CANCELLED: "stage = 'cancelled'",
}
_ORDER = {
    OrderSort.NEWEST: "placed_at DESC, id DESC",
    OrderSort.OLDEST: "placed_at, id",
    OrderSort.PROMISED: "promised_on IS NULL, promised_on, placed_at, id",
}
_EVER = "placed_at > ''"
"""Always true: makes the planner seek in an index by day rather than walk the table."""


@read("orders.card")
def card(tx: Tx, order: OrderId) -> Order:
    """An order, whole; raises NotFound."""
    row = tx.maybe(f"SELECT {_HEAD} FROM orders {_WHOSE} WHERE orders.id = ?", (order,))
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    *head, stage, settled, refunded, failed, created_at, updated_at = row
    total, promised_on = head[13], head[15]
    balance_due, to_refund = balance_of(stage, total, settled, refunded)
    late = is_late(stage, promised_on, tx.today)
    derived = (stage, settled, refunded, bool(failed), balance_due, to_refund, late, created_at, updated_at)
    return Order(*(*head, *derived, _lines(tx, order), _events(tx, order), payments.of_order(tx, order)))


@read("orders.draft_of")
def draft_of(tx: Tx, order: OrderId) -> OrderDraft:
    """An order as a form fills it in to be edited."""
    held = card(tx, order)
    return OrderDraft(
        _line_drafts(tx, held),
        *(held.customer_id, held.placed_at, held.channel, held.currency, held.tax_mode),
        *(held.order_discount, held.shipping, held.promised_on, held.deliver_to, held.note),
    )


@read("orders.same_again")
def same_again(tx: Tx, order: OrderId) -> OrderDraft:
    """A new order of the same: products at today's price and name, without discounts, dates, payment or note."""
    held = card(tx, order)
    return OrderDraft(
        tuple(_again(tx, line, held.currency) for line in held.lines),
        held.customer_id,
        channel=held.channel,
        currency=held.currency,
        tax_mode=None if held.tax_mode == "unknown" else held.tax_mode,
        shipping=held.shipping,
        deliver_to=held.deliver_to,
    )


@read("orders.row_ids")
def row_ids(
    tx: Tx, show: OrderFilter = OrderFilter.TO_DO, sort: OrderSort = OrderSort.NEWEST, limit: int = -1
) -> list[int]:
    """The orders of a list, in its order. limit: how many at most; all by default."""
    sql = f"SELECT id FROM orders WHERE {_WHERE[show]} AND {_EVER} ORDER BY {_ORDER[sort]} LIMIT ?2"
    return listing.ids(tx, sql, (_since(tx, show), limit))


@read("orders.count")
def count(tx: Tx, show: OrderFilter = OrderFilter.TO_DO) -> int:
    """How many orders a list shows."""
    sql = f"SELECT count(*) FROM orders WHERE {_WHERE[show]} AND {_EVER} LIMIT ?2"
    found: int = tx.value(sql, (_since(tx, show), 1))
    return found


@read("orders.rows_for")
def rows_for(tx: Tx, ids: list[int]) -> list[OrderRow]:
    """The rows of these orders, in this order; one that is gone is left out."""
    sql = (
        f"SELECT {_ROW} FROM json_each(?) AS wanted JOIN orders ON orders.id = wanted.value {_WHOSE}"
        " ORDER BY wanted.key"
    )
    return [_row(tx, row) for row in tx.all(sql, (json.dumps(ids),))]


@read("orders.page")
def page(tx: Tx, show: OrderFilter = OrderFilter.ALL, after: OrderId | None = None, limit: int = 50) -> OrderPage:
    """Some rows of a list, newest first, from the one after `after` on; found by keyset, however long the list."""
    rows = tx.all(
        f"SELECT {_ROW} FROM orders {_WHOSE} WHERE {_WHERE[show]} AND {_after(after)}"
        " ORDER BY placed_at DESC, orders.id DESC LIMIT ?2",
        (_since(tx, show), limit + 1, *_place(tx, after)),
    )
    return OrderPage(tuple(_row(tx, row) for row in rows[:limit]), len(rows) > limit)


@read("orders.of_customer")
def of_customer(tx: Tx, customer: CustomerId, limit: int = 50, before: OrderId | None = None) -> list[OrderRow]:
    """A customer's orders, newest first, from the one before `before` on."""
    rows = tx.all(
        f"SELECT {_ROW} FROM orders {_WHOSE} WHERE customer_id = ?1 AND {_after(before)}"
        " ORDER BY placed_at DESC, orders.id DESC LIMIT ?2",
        (customer, limit, *_place(tx, before)),
    )
    return [_row(tx, row) for row in rows]


def _row(tx: Tx, row: Row) -> OrderRow:
    *head, stage, total, settled, refunded, currency, failed, promised_on = row
    balance_due, to_refund = balance_of(stage, total, settled, refunded)
    late = is_late(stage, promised_on, tx.today)
    return OrderRow(*(*head, stage, total, balance_due - to_refund, currency, late, bool(failed), promised_on))


def _since(tx: Tx, show: OrderFilter) -> str:
    """The day or instant that a list is measured by: `?1` of its condition."""
    if show is not OrderFilter.THIS_WEEK:
        return tx.today.isoformat()
    monday = tx.today - timedelta(days=tx.today.weekday())
    return stamp(datetime.combine(monday, time(), ZoneInfo(tx.calendar.zone)))


def _after(order: int | None) -> str:
    return _EVER if order is None else "(placed_at, orders.id) < (?3, ?4)"


def _place(tx: Tx, order: int | None) -> tuple[object, ...]:
    """Where an order stands in a list by day: `?3` and `?4`."""
    return () if order is None else (tx.value("SELECT placed_at FROM orders WHERE id = ?", (order,)), order)


def _lines(tx: Tx, order: int) -> tuple[OrderLine, ...]:
    rows = tx.all(
        "SELECT position, product_id, sku, description, quantity, unit_price, discount, tax, cost FROM order_lines"
        " WHERE order_id = ? ORDER BY position",
        (order,),
    )
    return tuple(OrderLine(*row) for row in rows)


def _events(tx: Tx, order: int) -> tuple[OrderEvent, ...]:
    rows = tx.all(
        "SELECT event.id, kind, at, staff.name, carrier, tracking, detail, takes_back,"
        " EXISTS (SELECT 1 FROM order_events AS later WHERE later.takes_back = event.id)"
        " FROM order_events AS event JOIN staff ON staff.id = staff_id WHERE order_id = ? ORDER BY event.id",
        (order,),
    )
    return tuple(OrderEvent(*row[:8], *map(bool, row[8:])) for row in rows)


def _line_drafts(tx: Tx, held: Order) -> tuple[LineDraft, ...]:
    """The lines as a form fills them in; tax that the rates make is left open, so that it follows what is changed."""
    rates: dict[int, int] = dict(
        tx.all(
            "SELECT position, tax_rate FROM order_lines JOIN products ON products.id = product_id WHERE order_id = ?",
            (held.id,),
        )
    )
    amounts = [
        Priced(line.quantity, line.unit_price, line.discount, None, rates.get(line.position, 0)) for line in held.lines
    ]
    made = taxes(amounts, held.order_discount, held.tax_mode)
    return tuple(
        LineDraft(
            *(line.description, line.quantity, line.unit_price, line.product, line.sku, line.discount),
            *(None if line.tax == tax else line.tax, line.cost),
        )
        for line, tax in zip(held.lines, made, strict=True)
    )


def _again(tx: Tx, line: OrderLine, currency: str) -> LineDraft:
    now = line.product and tx.maybe(
        "SELECT name, price FROM products WHERE id = ? AND currency = ?", (line.product, currency)
    )
    if now:
        return LineDraft(now[0], line.quantity, now[1], line.product)
    return LineDraft(line.description, line.quantity, line.unit_price, line.product, line.sku)
