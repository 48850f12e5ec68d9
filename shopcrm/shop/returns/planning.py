"""What settling a return comes to, worked out in one place: `what_if` shows it and `settle` does it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.money import check_amount, show
from shopcrm.shop import orders
from shopcrm.shop.loyalty import would_give_back
from shopcrm.shop.orders import OrderDraft
from shopcrm.shop.orders.preparing import prepare
from shopcrm.shop.payments import backing
from shopcrm.shop.payments.ledger import Bill, bill_of
from shopcrm.shop.returns import dates, log, worth
from shopcrm.shop.returns.records import Basis, SettlementDraft
from shopcrm.shop.returns.sharing import Due, Parts, due_of, parts_of
from shopcrm.shop.returns.worth import OrderWorth
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx
from shopcrm.workdays import day_in_words, months_beginning, short_day


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of a return that is settled; line_id: of the order. Value and tax in minor units."""

    id: int
    line_id: int
    quantity: int
    value: int
    tax: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A settlement worked out. exchange: the order that would be placed; exchange_total: what it would come to."""

    bill: Bill
    lines: tuple[PlannedLine, ...]
    due: Due
    parts: Parts
    exchange: OrderDraft | None
    exchange_total: int
    deducted_because: str
    note: str
    repair: bool
    warnings: tuple[str, ...]

    @property
    def difference(self) -> int:
        """What the new order comes to less what came back, below zero in the customer's favour."""
        return self.exchange_total - self.due.in_money if self.exchange else 0

    @property
    def to_pay(self) -> int:
        """What the customer pays of the new order."""
        return self.exchange_total - self.parts.exchanged


def plan(tx: Tx, ret: int, draft: SettlementDraft) -> Plan:
    """Work out a settlement, and refuse what cannot be; nothing is written.

    Raises Refused where nothing is accepted, or it is settled already; InvalidValue, naming the field, for amounts
    beyond what was paid, or that do not add up.
    """
    order, state = log.head(tx, ret)
    if state == "withdrawn":
        raise Refused(f"{ref('R', ret)} was withdrawn.", "Open it again first.")
    _check(draft)
    whole, bill = worth.of_order(tx, order), bill_of(tx, order)
    lines, missing = _lines(tx, ret, draft, whole)
    basis, never_informed, delivered_on = tx.one(
        "SELECT basis, never_informed, delivered_on FROM returns WHERE id = ?", (ret,)
    )
    _check_deduction(tx, draft, basis, bool(never_informed), date.fromisoformat(delivered_on))
    value, tax = sum(line.value for line in lines), sum(line.tax for line in lines)
    delivery = _delivery(draft, whole, lines, basis)
    due = due_of(tx, bill, value, tax, delivery, draft.deduction)
    exchange, total = _exchange(tx, bill, draft)
    parts = parts_of(tx, bill, due, draft, total)
    if exchange and exchange.paid:
        exchange = _paid(tx, exchange, total - parts.exchanged)
        _check_means(tx, bill, due, parts, exchange)
    warnings = (*_missing(missing), *_about_money(bill, due))
    because, note = dates.text("deducted_because", draft.deducted_because), dates.text("note", draft.note)
    return Plan(bill, lines, due, parts, exchange, total, because, note, draft.repair, warnings)


def _check(draft: SettlementDraft) -> None:
    for field in ("refund", "credit", "goodwill", "delivery", "deduction"):
        amount = getattr(draft, field) or 0
        if amount < 0:
            raise InvalidValue(field, "An amount cannot be below zero.", "Type it without a minus.")
        check_amount(amount, field)
    if draft.refund_method in ("credit", "points", "exchange"):
        raise InvalidValue(
            "refund_method", "That is no way to pay money back.", "Give store credit, or an exchange, as such."
        )
    if draft.repair and (draft.refund or draft.credit or draft.exchange or draft.delivery or draft.deduction):
        raise InvalidValue("repair", "A repair pays nothing back.", "Settle what is repaired by itself.")
    if bool(draft.deduction) != bool(draft.deducted_because.strip()):
        field = "deducted_because" if draft.deduction else "deduction"
        raise InvalidValue(field, "A deduction needs an amount and a reason.", "Type both, or neither.")


def _lines(tx: Tx, ret: int, draft: SettlementDraft, whole: OrderWorth) -> tuple[tuple[PlannedLine, ...], Counter[str]]:
    """The lines that are settled with their worth, and how many of them are not here, by reception."""
    rows = {
        row[0]: row[1:]
        for row in tx.all(
            "SELECT id, order_line_id, quantity, decision, settlement_id, reception FROM return_lines"
            " WHERE return_id = ? ORDER BY id",
            (ret,),
        )
    }
    ready = [line for line, row in rows.items() if row[2] == "accepted" and row[3] is None]
    wanted = list(dict.fromkeys(draft.lines)) or ready
    if not wanted:
        raise Refused("Nothing of this return is accepted and not settled yet.", "Decide about its lines first.")
    if not set(wanted) <= set(rows):
        raise NotFound("There is no such line in this return.", "Open the return again.")
    if not set(wanted) <= set(ready):
        raise Refused("A line is settled already, or not accepted.", "Decide about it first.")
    found, counted = [], defaultdict[int, int](int)
    missing: Counter[str] = Counter()
    for line in sorted(wanted):
        line_id, quantity, _, _, reception = rows[line]
        missing[reception] += quantity
        before = whole.lines[line_id].more(counted[line_id])
        counted[line_id] += quantity
        after = whole.lines[line_id].more(counted[line_id])
        value, tax = (0, 0) if draft.repair else (after[0] - before[0], after[1] - before[1])
        found.append(PlannedLine(line, line_id, quantity, value, tax))
    return tuple(found), missing


def _delivery(draft: SettlementDraft, whole: OrderWorth, lines: tuple[PlannedLine, ...], basis: Basis) -> int:
    """What of the delivery is paid back: as typed, else all of it with the last cancelled or faulty item."""
    if draft.repair:
        return 0
    if draft.delivery is not None:
        if draft.delivery > whole.delivery_left:
            raise InvalidValue("delivery", "That is more than was paid for delivery.", "Type that much, or less.")
        return draft.delivery
    settled: Counter[int] = Counter()
    for line in lines:
        settled[line.line_id] += line.quantity
    everything = all(one.settled_units + settled[line] == one.quantity for line, one in whole.lines.items())
    return whole.delivery_left if everything and basis != "goodwill" else 0


def _check_deduction(tx: Tx, draft: SettlementDraft, basis: Basis, never_informed: bool, delivered: date) -> None:
    """A deduction is for handling, where the right to cancel was explained (Consumer Contracts Regulations 2013
    reg 34(9)-(11)), or for the use of faulty goods later than six months after delivery (Consumer Rights Act 2015
    s.24(8)-(10)). Outside the United Kingdom neither is the law.
    """
    if not draft.deduction or tx.calendar.country != "GB":
        return
    if basis == "cancelled" and never_informed:
        raise InvalidValue(
            "deduction",
            "Nothing may be deducted: the customer was never told of the right to cancel (reg 34).",
            "Pay back the whole.",
        )
    free_until = tx.calendar.next_workday(months_beginning(delivered + timedelta(days=1), 6))
    if basis == "faulty" and tx.today <= free_until:
        raise InvalidValue(
            "deduction",
            f"Nothing may be deducted for use until {day_in_words(free_until)} (CRA s.24(10)).",
            "Pay back the whole.",
        )


def _exchange(tx: Tx, bill: Bill, draft: SettlementDraft) -> tuple[OrderDraft | None, int]:
    """The order that is placed in exchange, for the same customer, and what it comes to."""
    if draft.exchange is None:
        return None, 0
    wanted = draft.exchange
    if wanted.customer is not None and bill.customer is not None and wanted.customer != bill.customer:
        raise InvalidValue(
            "exchange", "An exchange is for the same customer.", "Place another order for somebody else."
        )
    if wanted.currency not in (None, bill.currency):
        raise InvalidValue("exchange", f"An exchange is in {bill.currency}, as the order was.", "Change the currency.")
    wanted = replace(wanted, customer=wanted.customer or bill.customer, currency=bill.currency)
    new, placed_on = prepare(tx, wanted), orders.card(tx, bill.order).placed_on
    if new.placed_on < placed_on:
        raise InvalidValue(
            "exchange", f"That is before the order: {short_day(date.fromisoformat(placed_on))}.", "Check the date."
        )
    return wanted, new.totals.total


def _paid(tx: Tx, exchange: OrderDraft, to_pay: int) -> OrderDraft:
    """The new order with what is paid at once as an amount: the rest after points and credit where none was typed."""
    paid = exchange.paid
    if paid is None:
        return exchange
    otherwise = paid.credit + (backing.worth_of(tx, paid.points) if paid.points else 0)
    amount = max(0, to_pay - otherwise) if paid.amount is None else paid.amount
    if amount + otherwise > to_pay:
        raise InvalidValue("paid", "That is more than the difference to pay.", "Type that much, or less.")
    return replace(exchange, paid=replace(paid, amount=amount) if amount + otherwise else None)


def _check_means(tx: Tx, bill: Bill, due: Due, parts: Parts, exchange: OrderDraft) -> None:
    """Store credit and points pay for the new order as far as she has them, with what she is given before."""
    if exchange.paid is None:
        return
    coming = backing.Coming(parts.credit, would_give_back(tx, bill.order, due.by_points) if due.by_points else 0)
    backing.check(tx, exchange.customer, bill.currency, exchange.paid.credit, exchange.paid.points, coming)


def _missing(missing: Counter[str]) -> list[str]:
    said = {
        "expected": "{} of it {} not back yet.",
        "short": "{} of it {} missing from the parcel.",
        "lost": "{} of it {} lost on the way back.",
        "wrong_item": "{} of it {} something else than was sold.",
        "damaged": "{} of it {} damaged on the way back.",
    }
    return [
        words.format(missing[name], "is" if missing[name] == 1 else "are")
        for name, words in said.items()
        if missing[name]
    ]


def _about_money(bill: Bill, due: Due) -> list[str]:
    owed = due.value + due.delivery - due.deduction - due.off_the_bill
    said = []
    if due.off_the_bill:
        said.append(f"{show(due.off_the_bill, bill.currency)} was never paid: it is taken off the bill.")
    if due.back < owed:
        said.append(f"{show(owed - due.back, bill.currency)} of it was paid back before.")
    if due.back > owed:
        said.append(f"{show(due.back - owed, bill.currency)} was paid beyond the total: it goes back too.")
    return said
