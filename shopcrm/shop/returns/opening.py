"""Opening returns, setting them right, withdrawing them and opening them again."""

from collections import Counter

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import orders
from shopcrm.shop.orders.sums import MOST_OF_ONE
from shopcrm.shop.returns import counting, dates, log
from shopcrm.shop.returns.records import DatesDraft, Returnable, ReturnDraft
from shopcrm.vault.refs import OrderId, ReturnId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx, from_stamp

_WHAT_NEXT = {
    "placed": "It has not left the shop yet: cancel it, or change it.",
    "packed": "It has not left the shop yet: cancel it, or change it.",
    "cancelled": "What was paid for it is paid back from the order itself.",
}
_DATES = (
    "basis, told_on, delivered_on, informed_on, never_informed, sent_on, agreed_on, repair_asked_on, repaired_on, note"
)


@write("returns.open")
def open_return(tx: Tx, draft: ReturnDraft) -> ReturnId:
    """Open a return of what was delivered; an order on its way counts as delivered on the day that is named.

    Raises Refused for an order that was cancelled or has not left the shop, InvalidValue, naming the field, for more
    than can still come back and for dates that cannot be.
    """
    placed_on, stage, delivered_on = _order(tx, draft.order)
    if stage in _WHAT_NEXT:
        raise Refused(f"{ref('O', draft.order)} is {stage}: nothing of it can come back.", _WHAT_NEXT[stage])
    delivered_on = draft.delivered_on or delivered_on
    if not delivered_on:
        raise InvalidValue("delivered_on", "When did the customer have the goods?", "Type the day of delivery.")
    kept = dates.checked(
        tx,
        DatesDraft(
            draft.basis,
            draft.told_on or tx.today.isoformat(),
            delivered_on,
            draft.informed_on,
            draft.never_informed,
            draft.sent_on,
            note=draft.note,
        ),
        placed_on,
    )
    ret = _put(tx, draft, kept)
    if stage == "shipped":
        orders.deliver(tx, draft.order, "asked")
    counting.check(tx, draft.order)
    tx.offer_undo(f"Open {ref('R', ret)}", withdraw, ret, "Opened by mistake")
    return ret


@write("returns.change")
def change(tx: Tx, ret: ReturnId, draft: DatesDraft) -> None:
    """Set right by what right a return comes back, its dates, and its note.

    Raises InvalidValue, naming the field, for dates that cannot be; Refused for a withdrawn one.
    """
    order, state = log.head(tx, ret)
    if state == "withdrawn":
        raise Refused(f"{ref('R', ret)} was withdrawn.", "Open it again first.")
    before = dates_of(tx, ret)
    after = dates.checked(tx, draft, _order(tx, order)[0])
    put_dates(tx, ret, after)
    log.enter(tx, ret, "changed", _differences(before, after))
    tx.offer_undo(f"Change {ref('R', ret)}", change, ret, before)


@write("returns.withdraw")
def withdraw(tx: Tx, ret: ReturnId, reason: str = "") -> None:
    """Withdraw a return: nothing of it comes back. Raises Refused where some of it is settled, or it is withdrawn."""
    _, state = log.head(tx, ret)
    if state == "withdrawn":
        raise Refused(f"{ref('R', ret)} was withdrawn already.")
    if tx.value("SELECT EXISTS (SELECT 1 FROM return_lines WHERE return_id = ? AND outcome IS NOT NULL)", (ret,)):
        raise Refused(f"Some of {ref('R', ret)} is settled.", "Take the settlement back first, or reject the rest.")
    log.enter(tx, ret, "withdrawn", dates.text("reason", reason))
    tx.offer_undo(f"Withdraw {ref('R', ret)}", reopen, ret)


@write("returns.reopen")
def reopen(tx: Tx, ret: ReturnId) -> None:
    """Open a withdrawn return again.

    Raises Refused where its goods are in another return by now, or where they were not delivered after all.
    """
    order, state = log.head(tx, ret)
    if state != "withdrawn":
        raise Refused(f"{ref('R', ret)} was not withdrawn.")
    if _order(tx, order)[1] != "delivered":
        raise Refused(f"{ref('O', order)} was not delivered after all.", "Mark it delivered first.")
    log.enter(tx, ret, "reopened")
    counting.check(tx, order)
    tx.offer_undo(f"Open {ref('R', ret)} again", withdraw, ret)


@write("returns.add_note")
def add_note(tx: Tx, ret: ReturnId, note: str) -> int:
    """Note something about a return; answers the entry's number. Raises InvalidValue for an empty note."""
    log.head(tx, ret)
    body = dates.text("note", note)
    if not body:
        raise InvalidValue("note", "The note is empty.", "Type a few words.")
    return log.enter(tx, ret, "note", body)


@read("returns.dates_of")
def dates_of(tx: Tx, ret: ReturnId) -> DatesDraft:
    """The dates of a return as a form fills them in."""
    log.head(tx, ret)
    row = tx.one(f"SELECT {_DATES} FROM returns WHERE id = ?", (ret,))
    return DatesDraft(*(*row[:4], bool(row[4]), *row[5:]))


def put_dates(tx: Tx, ret: int, draft: DatesDraft) -> None:
    """Keep the dates of a return."""
    columns = ", ".join(f"{name} = ?" for name in _DATES.split(", "))
    tx.change_one(f"UPDATE returns SET {columns} WHERE id = ?", (*_values(draft), ret))


def _values(draft: DatesDraft) -> list[object]:
    return [getattr(draft, name) for name in _DATES.split(", ")]


def _order(tx: Tx, order: OrderId) -> tuple[str, str, str | None]:
    """The day on which an order was placed, its stage, and the shop's day on which it was delivered."""
    row = tx.maybe(
        "SELECT placed_on, stage, (SELECT at FROM order_events AS event WHERE order_id = orders.id"
        " AND kind = 'delivered' AND NOT EXISTS (SELECT 1 FROM order_events AS later"
        " WHERE later.takes_back = event.id)) FROM orders WHERE id = ?",
        (order,),
    )
    if row is None:
        raise NotFound(f"There is no order {ref('O', order)}.", "Check the reference, or use Find.")
    placed_on, stage, at = row
    # A delivery entered late, or by another clock, is not before the order.
    return placed_on, stage, at and max(placed_on, tx.calendar.local_date(from_stamp(at)).isoformat())


def _line_ids(tx: Tx, draft: ReturnDraft) -> dict[int, int]:
    """The order line of each position; raises InvalidValue for what is not there, or more than can still come back."""
    if not draft.lines:
        raise InvalidValue("lines", "A return needs at least one line.", "Say what comes back.")
    there = {one.position: one for one in counting.returnable(tx, draft.order)}
    together: Counter[int] = Counter()
    for line in draft.lines:
        if not 0 < line.quantity <= MOST_OF_ONE:
            raise InvalidValue(
                "quantity", "That quantity cannot be right.", f"Type a number from 1 to {MOST_OF_ONE:,}."
            )
        if line.position not in there:
            raise InvalidValue("position", f"The order has no line {line.position}.", "Open the order again.")
        together[line.position] += line.quantity
    for position, quantity in together.items():
        if quantity > there[position].returnable:
            raise InvalidValue("quantity", *_too_many(there[position]))
    return {position: one.line_id for position, one in there.items()}


def _too_many(one: Returnable) -> tuple[str, str]:
    """Why so many cannot come back, and what next."""
    said = f"{one.bought} of “{one.description[:40]}” {'was' if one.bought == 1 else 'were'} bought"
    if one.open:
        said += f", {one.open} {'is' if one.open == 1 else 'are'} in an open return"
    if one.returned:
        said += f", {one.returned} came back already"
    if one.returnable:
        return said + ".", f"At most {one.returnable} can still come back."
    return said + ": nothing is left to return.", "Look at the order's returns."


def _put(tx: Tx, draft: ReturnDraft, kept: DatesDraft) -> ReturnId:
    ids = _line_ids(tx, draft)
    ret = tx.insert(
        f"INSERT INTO returns (order_id, {_DATES}, opened_at, updated_at) VALUES ({', '.join('?' * 13)})",
        (draft.order, *_values(kept), tx.stamp, tx.stamp),
    )
    reception, back_on = ("received", tx.today.isoformat()) if draft.handed_over else ("expected", None)
    tx.run_many(
        "INSERT INTO return_lines (return_id, order_line_id, quantity, reason, detail, reception, back_on)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (ret, ids[line.position], line.quantity, line.reason, dates.text("detail", line.detail), reception, back_on)
            for line in draft.lines
        ],
    )
    log.enter(tx, ret, "opened")
    return ret


def _differences(before: DatesDraft, after: DatesDraft) -> str:
    """What a change changed, in words: what was there before."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in _DATES.split(", ")]
    words = {True: "yes", False: "no", None: "nothing", "": "nothing"}
    return "\n".join(f"{name.replace('_', ' ')} was: {words.get(was, was)}" for name, was, now in pairs if was != now)
