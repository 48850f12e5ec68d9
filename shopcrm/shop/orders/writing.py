"""Placing orders and editing them."""

from shopcrm.errors import InvalidValue, Refused
from shopcrm.money import show
from shopcrm.shop import loyalty, payments, rollups
from shopcrm.shop.orders import stages
from shopcrm.shop.orders.preparing import LineRow, Prepared, prepare
from shopcrm.shop.orders.reading import card, draft_of
from shopcrm.shop.orders.records import OPEN, Order, OrderDraft
from shopcrm.vault.refs import OrderId, ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

_KEPT = (
    "customer_id, placed_at, placed_on, channel, currency, tax_mode, order_discount, shipping, goods, discount, tax,"
    " total, promised_on, deliver_to, note"
)


@write("orders.place")
def place(tx: Tx, draft: OrderDraft) -> OrderId:
    """Place an order, with its payment where it was paid at once.

    Raises InvalidValue, naming the field, for amounts, dates or texts that cannot be; NotFound for a customer or
    product that is not there.
    """
    kept = prepare(tx, draft)
    order = tx.insert(
        f"INSERT INTO orders ({_KEPT}, created_at, updated_at) VALUES ({', '.join('?' * 17)})",
        (*_values(kept), tx.stamp, tx.stamp),
    )
    _put_lines(tx, order, kept.lines)
    stages.enter(tx, order, "placed", kept.placed_at)
    rollups.add_new(tx, order, kept.customer, kept.promised_on)
    tx.note(ref("O", order), kept.customer, total=kept.totals.total, currency=kept.currency)
    _pay(tx, order, draft, kept.totals.total)
    if draft.handed_over:
        stages.deliver(tx, order)
    tx.offer_undo(f"Place {ref('O', order)}", unplace, order)
    return order


@write("orders.unplace")
def unplace(tx: Tx, order: OrderId) -> None:
    """Take back an order that was placed by mistake: it is cancelled, and its payments are reversed."""
    held = card(tx, order)
    was_delivered = held.stage == "delivered"
    if was_delivered:
        stages.take_back(tx, next(event.id for event in reversed(held.events) if event.kind == "delivered"))
    stages.cancel(tx, order, "Placed by mistake", "reverse")
    if was_delivered and tx.undo is not None:
        tx.offer_undo(f"Take back {ref('O', order)}", stages.bring_back, *tx.undo.arguments, True)


@write("orders.edit", role=Role.MANAGER)
def edit(tx: Tx, order: OrderId, draft: OrderDraft) -> None:
    """Change an order that has not left the shop; what it was before stays in its history.

    Raises Refused for an order that was shipped, delivered or cancelled, else as `place` does.
    """
    before = card(tx, order)
    if before.stage not in OPEN:
        raise Refused(f"{ref('O', order)} is {before.stage}: it cannot be changed.", "Take that back first.")
    if draft.paid is not None:
        raise InvalidValue("paid", "A payment is not part of an edit.", "Record it by itself.")
    _check_may_change(tx, before, draft)
    earlier = draft_of(tx, order)
    kept = prepare(tx, draft, (before.placed_at, before.placed_on))
    if kept.currency != before.currency and before.payments:
        raise InvalidValue("currency", "Payments were made in another currency.", "Cancel the order and place it anew.")
    rollups.leave_out(tx, order)
    columns = ", ".join(f"{name} = ?" for name in _KEPT.split(", "))
    tx.change_one(f"UPDATE orders SET {columns}, updated_at = ? WHERE id = ?", (*_values(kept), tx.stamp, order))
    tx.run("DELETE FROM order_lines WHERE order_id = ?", (order,))
    _put_lines(tx, order, kept.lines)
    rollups.add(tx, order)
    loyalty.settle_order(tx, order)
    stages.enter(tx, order, "edited", tx.stamp, detail=_history(before, card(tx, order)))
    tx.note(ref("O", order), kept.customer, total=kept.totals.total, before=before.total, currency=kept.currency)
    tx.offer_undo(f"Edit {ref('O', order)}", edit, order, earlier)


def _pay(tx: Tx, order: int, draft: OrderDraft, total: int) -> None:
    if draft.paid is None:
        return
    paid, left = draft.paid, total
    for field, value in (("points", paid.points), ("credit", paid.credit)):
        if value < 0:
            raise InvalidValue(field, "That cannot be below zero.", "Leave it at 0 to use none.")
    if paid.points:
        left -= payments.pay_by_points(tx, order, paid.points)
    if paid.credit:
        payments.record(tx, payments.PaymentDraft(order, paid.credit, "credit", "credit"))
        left -= paid.credit
    amount = left if paid.amount is None else paid.amount
    if amount or not (paid.amount is None or paid.points or paid.credit):
        payments.record(tx, payments.PaymentDraft(order, amount, paid.method))


def _check_may_change(tx: Tx, before: Order, draft: OrderDraft) -> None:
    """What her credit or points paid for stays hers; what was taken off the bill stays as it was worked out."""
    standing = {one.kind for one in before.payments if one.stands}
    if tx.maybe("SELECT 1 FROM returns WHERE order_id = ?", (before.id,)):
        raise Refused("A return was opened for this order: it stays as it is.", "Place another order for the rest.")
    if draft.customer != before.customer_id and standing & {"credit", "points"}:
        raise Refused(
            "The customer's store credit or points are part of this order's payments.",
            "Take those payments back first, then change the customer.",
        )
    if "allowed" in standing:
        raise Refused("Something was taken off this order's bill.", "Take that back first, then change the order.")


def _values(kept: Prepared) -> tuple[object, ...]:
    sums = kept.totals
    return (
        *(kept.customer, kept.placed_at, kept.placed_on, kept.channel, kept.currency, kept.tax_mode),
        *(kept.order_discount, kept.shipping, sums.goods, sums.discount, sums.tax, sums.total),
        *(kept.promised_on, kept.deliver_to, kept.note),
    )


def _put_lines(tx: Tx, order: int, lines: tuple[LineRow, ...]) -> None:
    tx.run_many(
        "INSERT INTO order_lines (order_id, position, product_id, sku, description, quantity, unit_price, discount,"
        " tax, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(order, position, *line) for position, line in enumerate(lines, 1)],
    )


def _history(before: Order, after: Order) -> str:
    """What an order was before it was edited, in words: only what changed."""
    was, now = _in_words(before), _in_words(after)
    return "\n".join(f"{name} was: {was[name] or 'nothing'}" for name in was if was[name] != now[name]) or "No change"


def _in_words(order: Order) -> dict[str, str]:
    lines = (
        f"{line.quantity} × {line.description} {show(line.unit_price, order.currency)}"
        + (f" less {show(line.discount, order.currency)}" if line.discount else "")
        for line in order.lines
    )
    return {
        "Customer": order.customer_name,
        "Lines": "; ".join(lines),
        "Discount": show(order.order_discount, order.currency),
        "Delivery": show(order.shipping, order.currency),
        "Tax": f"{show(order.tax, order.currency)} {order.tax_mode}",
        "Total": show(order.total, order.currency),
        "Placed": order.placed_at,
        "How": order.channel,
        "Promised": order.promised_on or "",
        "Deliver to": order.deliver_to,
        "Note": order.note,
    }
