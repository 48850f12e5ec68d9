"""What happens to an order: events that are never changed, only taken back; the stage follows from them."""

from contextlib import nullcontext

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop import loyalty, payments, rollups
from shopcrm.shop.orders.records import WhatAboutMoney
from shopcrm.shop.restriction import AnswerPurpose, check_answer
from shopcrm.vault.refs import OrderId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx

LONGEST_WORD = 100
LONGEST_REASON = 2_000
_SENDING = ("shipped", "delivered")
_STAGES = "('placed', 'packed', 'shipped', 'delivered', 'cancelled')"
_FROM = {
    "packed": ("placed",),
    "shipped": ("placed", "packed"),
    "delivered": ("placed", "packed", "shipped"),
    "cancelled": ("placed", "packed"),
}
_DERIVED = (
    f"(SELECT kind FROM order_events AS event WHERE order_id = orders.id AND kind IN {_STAGES} AND NOT EXISTS"
    " (SELECT 1 FROM order_events AS later WHERE later.takes_back = event.id) ORDER BY id DESC LIMIT 1)"
)


@write("orders.pack")
def pack(tx: Tx, order: OrderId, purpose: AnswerPurpose | None = None) -> None:
    """Mark an order packed; raises Refused for one that is further on.

    purpose: what a restricted person's order is gone on with for; without one that is refused.
    """
    _check_restricted(tx, order, purpose)
    _move(tx, order, "packed", purpose=purpose or "")


@write("orders.ship")
def ship(tx: Tx, order: OrderId, carrier: str = "", tracking: str = "", purpose: AnswerPurpose | None = None) -> None:
    """Mark an order shipped, with who carries it and the parcel's number; raises Refused for one that is further on.

    purpose: as in `pack`.
    """
    _check_restricted(tx, order, purpose)
    for field, text in (("carrier", carrier), ("tracking", tracking)):
        if len(text) > LONGEST_WORD:
            raise InvalidValue(field, f"At most {LONGEST_WORD} characters fit here.", "Shorten it.")
    _move(tx, order, "shipped", carrier=clean_line(carrier), tracking=clean_line(tracking), purpose=purpose or "")


@write("orders.deliver")
def deliver(tx: Tx, order: OrderId, purpose: AnswerPurpose | None = None) -> None:
    """Mark an order delivered, or handed over at the counter; raises Refused for one that was cancelled.

    purpose: as in `pack`.
    """
    _check_restricted(tx, order, purpose)
    _move(tx, order, "delivered", purpose=purpose or "")


@write("orders.cancel")
def cancel(tx: Tx, order: OrderId, reason: str = "", money: WhatAboutMoney = "keep") -> int:
    """Cancel an order that has not left the shop; answers what is still to be paid back, minor units.

    money: what becomes of what was paid: kept for now, refunded, or reversed because the order was a mistake.
    Raises Refused for an order that has left the shop.
    """
    if len(reason) > LONGEST_REASON:
        raise InvalidValue("reason", f"At most {LONGEST_REASON:,} characters fit here.", "Shorten it.")
    event = _move(tx, order, "cancelled", detail=clean_block(reason))
    if money == "refund" and _settled(tx, order) > 0:
        payments.refund_all(tx, order)
    reversed_now = payments.reverse_all(tx, order) if money == "reverse" else ()
    tx.offer_undo(f"Cancel {ref('O', order)}", bring_back, event, reversed_now)
    return max(0, _settled(tx, order))


@write("orders.bring_back")
def bring_back(tx: Tx, event: int, entries: tuple[int, ...] = (), delivered: bool = False) -> None:
    """Take back a cancelling whole: the payments that it reversed (their entries, the latest first) stand again.

    delivered: the order was handed over before. Raises as `take_back` does, and as a payment that is put back does.
    """
    take_back(tx, event)
    redo = tx.undo
    for entry in reversed(entries):
        payments.put_back(tx, entry)
    if delivered:
        deliver(tx, tx.value("SELECT order_id FROM order_events WHERE id = ?", (event,)), "asked")
    elif redo is not None:
        tx.offer_undo(redo.label, cancel, *redo.arguments, "reverse" if entries else "keep")


@write("orders.take_back")
def take_back(tx: Tx, event: int) -> None:
    """Take back the latest stage of an order, entered by mistake, by an entry that says so.

    Payments stay as they are. Raises Refused for anything but the latest stage, for the placing itself, and for the
    delivery of what is coming back.
    """
    row = tx.maybe("SELECT order_id, kind, carrier, tracking, detail FROM order_events WHERE id = ?", (event,))
    if row is None:
        raise NotFound("There is no such entry.", "Open the order again.")
    order, kind, carrier, tracking, detail = row
    if kind == "placed":
        raise Refused("The placing of an order cannot be taken back.", "Cancel the order instead.")
    if event != _latest(tx, order):
        raise Refused("Only the latest stage can be taken back.", "Open the order again.")
    if kind in _SENDING:
        _check_nothing_comes_back(tx, order)
    promised = tx.value("SELECT promised_on FROM orders WHERE id = ?", (order,))
    with rollups.sent(tx, order, promised) if kind in _SENDING else nullcontext():
        tx.insert(
            "INSERT INTO order_events (order_id, kind, at, staff_id, takes_back) VALUES (?, 'taken_back', ?, ?, ?)",
            (order, tx.stamp, tx.staff.id, event),
        )
    settle_stage(tx, order)
    if kind == "cancelled":
        rollups.add(tx, order)
        loyalty.settle_order(tx, order)
    tx.note(ref("O", order), _customer(tx, order), taken_back=kind)
    again = {"packed": (pack,), "shipped": (ship, carrier, tracking), "delivered": (deliver,)}
    redo, *values = again.get(kind, (cancel, detail))
    tx.offer_undo(f"Take back “{kind}”", redo, order, *values)


def enter(tx: Tx, order: int, kind: str, at: str, carrier: str = "", tracking: str = "", detail: str = "") -> int:
    """Enter an event; answers its number."""
    return tx.insert(
        "INSERT INTO order_events (order_id, kind, at, staff_id, carrier, tracking, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order, kind, at, tx.staff.id, carrier, tracking, detail),
    )


def settle_stage(tx: Tx, order: int) -> None:
    """Derive an order's stage from its events, and keep it with the order."""
    tx.change_one(f"UPDATE orders SET stage = {_DERIVED}, updated_at = ? WHERE id = ?", (tx.stamp, order))


def wrong_stages(tx: Tx) -> int:
    """How many orders say another stage than their events make; for a full check."""
    found: int = tx.value(f"SELECT count(*) FROM orders WHERE stage IS NOT {_DERIVED}")
    return found


def _check_restricted(tx: Tx, order: int, purpose: AnswerPurpose | None) -> None:
    """What a restricted person ordered before may be handed over, knowingly (UK GDPR Art 18(2))."""
    row = tx.maybe("SELECT customer_id FROM orders WHERE id = ?", (order,))
    check_answer(tx, row[0] if row else None, purpose, "going on with the order")


def _move(
    tx: Tx, order: int, to: str, carrier: str = "", tracking: str = "", detail: str = "", purpose: str = ""
) -> int:
    row = tx.maybe("SELECT stage, customer_id, promised_on FROM orders WHERE id = ?", (order,))
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    stage, customer, promised = row
    if stage not in _FROM[to]:
        raise Refused(f"{ref('O', order)} is {stage}: it cannot be marked {to}.", _WHAT_NEXT.get(stage, ""))
    if to == "cancelled":
        rollups.leave_out(tx, order)
    with rollups.sent(tx, order, promised) if to in _SENDING else nullcontext():
        event = enter(tx, order, to, tx.stamp, carrier, tracking, detail)
    settle_stage(tx, order)
    if to == "cancelled":
        loyalty.settle_order(tx, order)
    said = {"carrier": carrier, "tracking": tracking, "reason": detail, "purpose": purpose}
    tx.note(ref("O", order), customer, **{name: text for name, text in said.items() if text})
    tx.offer_undo(f"{to.capitalize()} {ref('O', order)}", take_back, event)
    return event


_WHAT_NEXT = {
    "shipped": "If it was not shipped after all, take that back first.",
    "delivered": "If it was not delivered after all, take that back first.",
    "cancelled": "If it was not cancelled after all, take that back first.",
}


def _check_nothing_comes_back(tx: Tx, order: int) -> None:
    row = tx.maybe("SELECT id FROM returns WHERE order_id = ? AND state <> 'withdrawn'", (order,))
    if row is not None:
        raise Refused(f"{ref('R', row[0])} returns what was delivered.", "Withdraw that return first.")


def _latest(tx: Tx, order: int) -> int:
    found: int = tx.value(
        f"SELECT id FROM order_events AS event WHERE order_id = ? AND kind IN {_STAGES} AND NOT EXISTS"
        " (SELECT 1 FROM order_events AS later WHERE later.takes_back = event.id) ORDER BY id DESC LIMIT 1",
        (order,),
    )
    return found


def _settled(tx: Tx, order: int) -> int:
    found: int = tx.value("SELECT settled FROM orders WHERE id = ?", (order,))
    return found


def _customer(tx: Tx, order: int) -> int | None:
    found: int | None = tx.value("SELECT customer_id FROM orders WHERE id = ?", (order,))
    return found
