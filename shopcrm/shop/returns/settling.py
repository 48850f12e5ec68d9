"""Settling a return: shown before it is done, done in one piece, and taken back."""

from dataclasses import replace

from shopcrm.errors import NotFound, Refused
from shopcrm.money import show
from shopcrm.shop import loyalty, orders, payments
from shopcrm.shop.loyalty import Foreseen, NewLine, NewSale
from shopcrm.shop.orders import OrderDraft
from shopcrm.shop.orders.preparing import prepare
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import counting, log
from shopcrm.shop.returns.planning import Plan, plan
from shopcrm.shop.returns.reading import card
from shopcrm.shop.returns.records import Return, Settlement, SettlementDraft, WhatIf
from shopcrm.vault.refs import ReturnId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx


@read("returns.what_if")
def what_if(tx: Tx, ret: ReturnId, draft: SettlementDraft) -> WhatIf:
    """What settling would do, to the penny and the point; nothing is written. Raises as `settle` does."""
    done = plan(tx, ret, draft)
    due, parts, seen = done.due, done.parts, _foreseen(tx, done)
    return WhatIf(
        value=due.value,
        tax=due.tax,
        delivery=due.delivery,
        deduction=due.deduction,
        off_the_bill=due.off_the_bill,
        refund=parts.refund,
        credit=parts.credit,
        exchange_total=done.exchange_total,
        exchange_difference=done.difference,
        goodwill=parts.goodwill,
        to_pay=done.to_pay,
        points_before=seen.points_before,
        points_after=seen.points_after,
        tier_before=seen.tier_before,
        tier_after=seen.tier_after,
        currency=done.bill.currency,
        warnings=done.warnings,
        exchange_paid=parts.exchanged,
        by_points=due.by_points,
        refund_method=parts.method,
    )


@write("returns.settle")
def settle(tx: Tx, ret: ReturnId, draft: SettlementDraft) -> int:
    """Settle accepted lines of a return, as `what_if` shows it; answers the settlement's number.

    Raises Refused where nothing is accepted, or it is settled already; InvalidValue, naming the field, for amounts
    beyond what was paid, or that do not add up.
    """
    done = plan(tx, ret, draft)
    tx.note(ref("R", ret), done.bill.customer, value=done.due.value, currency=done.bill.currency)
    settlement = _put(tx, ret, done)
    _pay(tx, _back(done, settlement))
    loyalty.settle_order(tx, done.bill.order)
    new_order = _exchange(tx, done, settlement)
    if done.repair:
        tx.run("UPDATE returns SET repaired_on = ? WHERE id = ?", (tx.today.isoformat(), ret))
    log.enter(tx, ret, "repaired" if done.repair else "settled", _in_words(done, new_order))
    tx.offer_undo(f"Settle {ref('R', ret)}", take_back, settlement)
    return settlement


@write("returns.take_back")
def take_back(tx: Tx, settlement: int) -> None:
    """Take a settlement back that was entered by mistake.

    Money, credit and points go by opposite entries; a new order taken in exchange is cancelled. Raises Refused where
    it was taken back already, where credit that it gave was spent since, or where the new order has left the shop.
    """
    row = tx.maybe(
        "SELECT return_id, taken_back, exchange_order_id FROM return_settlements WHERE id = ?", (settlement,)
    )
    if row is None:
        raise NotFound("There is no such settlement.", "Open the return again.")
    ret, taken_back, new_order = row
    if taken_back:
        raise Refused("That settlement was taken back already.", "Settle the return again if it was right.")
    held = card(tx, ret)
    tx.note(ref("R", ret), held.customer_id, settlement=settlement)
    again = _again(tx, held, next(one for one in held.settlements if one.id == settlement))
    payments.reverse_settlement(tx, settlement)
    if new_order is not None:
        _unplace(tx, new_order)
    tx.run(
        "UPDATE return_lines SET outcome = NULL, settlement_id = NULL, value = NULL, tax = NULL"
        " WHERE settlement_id = ?",
        (settlement,),
    )
    tx.change_one("UPDATE return_settlements SET taken_back = 1 WHERE id = ?", (settlement,))
    if again.repair:
        tx.run("UPDATE returns SET repaired_on = NULL WHERE id = ?", (ret,))
    log.enter(tx, ret, "taken_back", f"Settlement {settlement}")
    counting.check(tx, held.order_id)
    loyalty.settle_order(tx, held.order_id)
    tx.offer_undo(f"Take back a settlement of {ref('R', ret)}", settle, ret, again)


def _foreseen(tx: Tx, done: Plan) -> Foreseen:
    """What it would do to the customer's points and tier, with what the new order would earn."""
    due, order, paid = done.due, done.bill.order, done.exchange.paid if done.exchange else None
    points = loyalty.would_give_back(tx, order, due.by_points) if due.by_points else 0
    points -= paid.points if paid else 0
    gone = () if done.repair else tuple(loyalty.Gone(one.line_id, one.quantity, one.value) for one in done.lines)
    new = _new_sale(tx, done, done.exchange) if done.exchange else None
    seen = loyalty.what_if(tx, order, gone, due.in_money + done.parts.goodwill, points, due.delivery, new)
    return seen or Foreseen(0, 0, "", "")


def _new_sale(tx: Tx, done: Plan, exchange: OrderDraft) -> NewSale:
    kept, paid = prepare(tx, exchange), exchange.paid
    at_once = (paid.amount or 0) + paid.credit if paid else 0
    lines = tuple(
        NewLine(product, quantity, quantity * price - discount, tax)
        for product, _, _, quantity, price, discount, tax, _ in kept.lines
    )
    return NewSale(
        *(kept.placed_at, kept.placed_on, kept.currency, kept.order_discount, kept.tax_mode, kept.totals.total),
        *(done.parts.exchanged + at_once, lines),
    )


def _put(tx: Tx, ret: int, done: Plan) -> int:
    """Keep the settlement, and with each line what became of it."""
    due = done.due
    settlement = tx.insert(
        "INSERT INTO return_settlements (return_id, currency, value, tax, delivery, deduction, deducted_because,"
        " at, staff_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(ret, done.bill.currency, due.value, due.tax, due.delivery, due.deduction, done.deducted_because),
            *(tx.stamp, tx.staff.id, done.note),
        ),
    )
    tx.run_many(
        "UPDATE return_lines SET outcome = ?, settlement_id = ?, value = ?, tax = ? WHERE id = ?",
        [("repair" if done.repair else "money", settlement, one.value, one.tax, one.id) for one in done.lines],
    )
    return settlement


def _back(done: Plan, settlement: int) -> list[PaymentDraft]:
    """What goes back of the order, in the order in which it is entered."""
    due, parts, order = done.due, done.parts, done.bill.order
    return [
        PaymentDraft(order, due.off_the_bill, "other", "allowed", reason="return", settlement=settlement),
        PaymentDraft(order, -due.by_points, "points", "points", reason="return", settlement=settlement),
        PaymentDraft(order, -parts.credit, "credit", "credit", reason="return", settlement=settlement),
        PaymentDraft(order, parts.refund, parts.method, "out", reason="return", settlement=settlement),
        PaymentDraft(order, parts.goodwill, parts.method, "out", reason="goodwill", settlement=settlement),
        PaymentDraft(order, parts.exchanged_money, "exchange", "out", reason="exchange", settlement=settlement),
        PaymentDraft(order, -parts.exchanged_credit, "credit", "credit", reason="exchange", settlement=settlement),
    ]


def _exchange(tx: Tx, done: Plan, settlement: int) -> int | None:
    """Place the new order, and pay for it with what came back; answers its number."""
    if done.exchange is None:
        return None
    order, parts = orders.place(tx, done.exchange), done.parts
    tx.change_one("UPDATE return_settlements SET exchange_order_id = ? WHERE id = ?", (order, settlement))
    _pay(
        tx,
        [
            PaymentDraft(order, parts.exchanged_money, "exchange", reason="exchange", settlement=settlement),
            PaymentDraft(order, parts.exchanged_credit, "credit", "credit", reason="exchange", settlement=settlement),
        ],
    )
    return order


def _pay(tx: Tx, entries: list[PaymentDraft]) -> None:
    """Enter what moves; what comes to nothing is no entry."""
    for one in entries:
        if one.amount:
            payments.record(tx, one)


def _unplace(tx: Tx, order: int) -> None:
    """Cancel an order that was taken in exchange, with what was paid for it as it was placed."""
    held = orders.card(tx, order)
    if held.stage == "cancelled":
        return
    if held.stage == "shipped":
        raise Refused(
            f"{ref('O', order)}, which was taken in exchange, is on its way.", "Take that back first, or return it."
        )
    for entry in reversed(held.payments):
        if (
            entry.stands
            and entry.settlement is None
            and entry.at == held.created_at
            and entry.kind not in ("fee", "failed")
        ):
            payments.reverse(tx, entry.id)
    if held.stage == "delivered":
        orders.take_back(tx, next(event.id for event in reversed(held.events) if event.kind == "delivered"))
    orders.cancel(tx, order, "The exchange was taken back")


def _again(tx: Tx, held: Return, done: Settlement) -> SettlementDraft:
    """The draft that would do a settlement again. What it pays back is left open: it may be a penny more or less."""
    if any(line.outcome == "repair" for line in held.lines if line.settlement_id == done.id):
        return SettlementDraft(done.lines, goodwill=done.goodwill, repair=True, note=done.note)
    exchange: OrderDraft | None = None
    if done.exchange is not None:
        exchange = replace(orders.draft_of(tx, done.exchange), placed_at=None, promised_on=None)
    return SettlementDraft(
        done.lines,
        done.refund if exchange else None,
        done.refund_method or None,
        done.credit,
        exchange,
        done.goodwill,
        delivery=done.delivery,
        deduction=done.deduction,
        deducted_because=done.deducted_because,
        note=done.note,
    )


def _in_words(done: Plan, new_order: int | None) -> str:
    due, parts, currency = done.due, done.parts, done.bill.currency
    said = [
        (due.off_the_bill, "off the bill"),
        (due.by_points, "as points"),
        (parts.credit, "as store credit"),
        (parts.refund, f"paid back by {parts.method}"),
        (parts.exchanged, f"for {ref('O', new_order)}" if new_order else ""),
        (due.deduction, f"deducted: {done.deducted_because}"),
        (parts.goodwill, "goodwill"),
    ]
    number = sum(one.quantity for one in done.lines)
    return "; ".join([f"{number} of it", *(f"{show(amount, currency)} {what}" for amount, what in said if amount)])
