"""Looking at returns: one whole, rows of a list, and what a list shows."""

import json
from collections import defaultdict
from datetime import date

from shopcrm.errors import NotFound
from shopcrm.shop import erased, listing
from shopcrm.shop.returns import worth
from shopcrm.shop.returns.records import (
    CAME,
    OPEN,
    Return,
    ReturnEvent,
    ReturnFilter,
    ReturnLine,
    ReturnRow,
    ReturnSort,
    Settlement,
)
from shopcrm.shop.returns.worth import OrderWorth
from shopcrm.vault.refs import CustomerId, OrderId, ReturnId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx, from_stamp

_HEAD = (
    f"returns.id, order_id, coalesce(external_name, ''), customer_id, {erased.NAME}, basis, state,"
    " told_on, delivered_on, informed_on, never_informed, sent_on, agreed_on, repair_asked_on, repaired_on,"
    " returns.note, orders.currency, opened_at, returns.updated_at"
)
_JOINED = "returns JOIN orders ON orders.id = order_id LEFT JOIN customers ON customers.id = customer_id"
_ROW = f"returns.id, order_id, customer_id, {erased.NAME}, state, opened_at, returns.updated_at, orders.currency"
_WHERE = {
    ReturnFilter.OPEN: "state IN ('expected', 'deciding', 'settling')",
    ReturnFilter.EXPECTED: "state = 'expected'",
    ReturnFilter.TO_DECIDE: "state = 'deciding'",
    ReturnFilter.TO_SETTLE: "state = 'settling'",
    ReturnFilter.DONE: "state IN ('done', 'withdrawn')",
    ReturnFilter.ALL: "opened_at > ''",
}
_ORDER = {ReturnSort.NEWEST: "opened_at DESC, id DESC", ReturnSort.OLDEST: "opened_at, id"}


@read("returns.card")
def card(tx: Tx, ret: ReturnId) -> Return:
    """A return, whole; raises NotFound."""
    row = tx.maybe(f"SELECT {_HEAD} FROM {_JOINED} WHERE returns.id = ?", (ret,))
    if row is None:
        raise NotFound(f"There is no return {ref('R', ret)}.", "Check the reference, or use Find.")
    _, order, name, *head, never_informed, sent_on, agreed_on, asked_on, repaired_on = row[:15]
    note, currency, opened_at, updated_at = row[15:]
    lines = lines_of(tx, ret, worth.of_order(tx, order))
    return Return(
        *(
            *(ret, order, name or ref("O", order), *head, bool(never_informed), sent_on, _back_on(lines), agreed_on),
            *(asked_on, repaired_on, note, currency, opened_at, _day(tx, opened_at), updated_at, lines),
            *(_settlements(tx, ret), _events(tx, ret), _age(tx, row[6], opened_at, updated_at)),
        )
    )


@read("returns.row_ids")
def row_ids(
    tx: Tx, show: ReturnFilter = ReturnFilter.OPEN, sort: ReturnSort = ReturnSort.OLDEST, limit: int = -1
) -> list[int]:
    """The returns of a list, in its order; the oldest first, as they wait longest. limit: how many at most."""
    sql = f"SELECT id FROM returns WHERE {_WHERE[show]} ORDER BY {_ORDER[sort]} LIMIT ?"
    return listing.ids(tx, sql, (limit,))


@read("returns.count")
def count(tx: Tx, show: ReturnFilter = ReturnFilter.OPEN) -> int:
    """How many returns a list shows."""
    found: int = tx.value(f"SELECT count(*) FROM returns WHERE {_WHERE[show]}")
    return found


@read("returns.rows_for")
def rows_for(tx: Tx, ids: list[int]) -> list[ReturnRow]:
    """The rows of these returns, in this order; one that is gone is left out."""
    rows = tx.all(
        f"SELECT {_ROW} FROM json_each(?) AS wanted JOIN {_JOINED.replace(' ', ' ON returns.id = wanted.value ', 1)}"
        " ORDER BY wanted.key",
        (json.dumps(ids),),
    )
    return [_row(tx, row) for row in rows]


@read("returns.of_order")
def of_order(tx: Tx, order: OrderId) -> list[ReturnRow]:
    """The returns of an order, the oldest first."""
    return rows_for(tx, [row[0] for row in tx.all("SELECT id FROM returns WHERE order_id = ? ORDER BY id", (order,))])


@read("returns.of_customer")
def of_customer(tx: Tx, customer: CustomerId, limit: int = 50) -> list[ReturnRow]:
    """A customer's returns, the newest first. limit: how many at most."""
    rows = tx.all(
        "SELECT returns.id FROM orders JOIN returns ON order_id = orders.id WHERE customer_id = ?"
        " ORDER BY opened_at DESC, returns.id DESC LIMIT ?",
        (customer, limit),
    )
    return rows_for(tx, [row[0] for row in rows])


def lines_of(tx: Tx, ret: int, whole: OrderWorth) -> tuple[ReturnLine, ...]:
    """The lines of a return; those not settled are worth what they would bring now, one after the other."""
    rows = tx.all(
        "SELECT back.id, order_line_id, position, product_id, sku, description, back.quantity, reason, detail,"
        " reception, decision, rejected_because, restock, back_on, outcome, settlement_id, back.value, back.tax"
        " FROM return_lines AS back JOIN order_lines ON order_lines.id = order_line_id WHERE return_id = ?"
        " ORDER BY position, back.id",
        (ret,),
    )
    counted: defaultdict[int, int] = defaultdict(int)
    return tuple(_line(row, whole, counted) for row in rows)


def _line(row: Row, whole: OrderWorth, counted: defaultdict[int, int]) -> ReturnLine:
    *head, value, tax = row
    if row[10] == "rejected":
        value, tax = 0, 0
    elif value is None:
        line, quantity = row[1], row[6]
        before = whole.lines[line].more(counted[line])
        counted[line] += quantity
        after = whole.lines[line].more(counted[line])
        value, tax = after[0] - before[0], after[1] - before[1]
    return ReturnLine(*(*head, value, tax))


def _row(tx: Tx, row: Row) -> ReturnRow:
    ret, order, customer, name, state, opened_at, updated_at, currency = row
    items, value = _summed(tx, ret, order)
    return ReturnRow(
        *(ret, order, customer, name, _day(tx, opened_at), state),
        *(items, value, currency),
        _age(tx, state, opened_at, updated_at),
    )


def _summed(tx: Tx, ret: int, order: int) -> tuple[int, int]:
    """How many pieces a return has and what they come to; only what is not settled has to be worked out."""
    items, value, settled = tx.one(
        "SELECT sum(quantity), sum(value), count(*) = count(value) FROM return_lines WHERE return_id = ?",
        (ret,),
    )
    if settled:
        return items, value
    lines = lines_of(tx, ret, worth.of_order(tx, order))
    return sum(line.quantity for line in lines), sum(line.value for line in lines)


def _back_on(lines: tuple[ReturnLine, ...]) -> str | None:
    """When the first goods came that are not settled, else the last that came."""
    waiting = [line.back_on for line in lines if line.back_on and not line.outcome and line.decision != "rejected"]
    came = [line.back_on for line in lines if line.back_on and line.reception in CAME]
    return min(waiting) if waiting else max(came, default=None)


def _settlements(tx: Tx, ret: int) -> tuple[Settlement, ...]:
    rows = tx.all(
        "SELECT done.id, done.at, staff.name, done.currency, value, done.tax, delivery, deduction, deducted_because,"
        " exchange_order_id, coalesce(exchange.total, 0), taken_back, done.note, returns.order_id"
        " FROM return_settlements AS done JOIN staff ON staff.id = staff_id JOIN returns ON returns.id = return_id"
        " LEFT JOIN orders AS exchange ON exchange.id = exchange_order_id WHERE return_id = ? ORDER BY done.id",
        (ret,),
    )
    return tuple(_settlement(tx, row) for row in rows)


def _settlement(tx: Tx, row: Row) -> Settlement:
    *head, exchange, exchange_total, taken_back, note, order = row
    paid: defaultdict[str, int] = defaultdict(int)
    method = ""
    for kind, how, reason, amount, of in tx.all(_PAID, (head[0], taken_back)):
        if of != order:
            continue
        if reason in ("goodwill", "exchange"):
            paid[reason] -= amount
        else:
            paid[kind] -= amount
            method = how if kind == "out" else method
    lines = tx.all("SELECT id FROM return_lines WHERE settlement_id = ? ORDER BY id", (head[0],))
    return Settlement(
        *(
            *(*head, paid["allowed"], paid["out"], method, paid["credit"], paid["points"], exchange, exchange_total),
            *(paid["exchange"], paid["goodwill"], bool(taken_back), note, tuple(line for (line,) in lines)),
        )
    )


_PAID = (
    "SELECT kind, method, reason, amount, order_id FROM payments AS entry WHERE settlement_id = ? AND reverses IS NULL"
    " AND (? OR NOT EXISTS (SELECT 1 FROM payments AS later WHERE later.reverses = entry.id))"
)
"""What moved with a settlement and stands; all that moved, where the settlement itself was taken back."""


def _events(tx: Tx, ret: int) -> tuple[ReturnEvent, ...]:
    rows = tx.all(
        "SELECT event.id, kind, at, staff.name, detail FROM return_events AS event JOIN staff ON staff.id = staff_id"
        " WHERE return_id = ? ORDER BY event.id",
        (ret,),
    )
    return tuple(ReturnEvent(*row) for row in rows)


def _day(tx: Tx, at: str) -> str:
    return tx.calendar.local_date(from_stamp(at)).isoformat()


def _age(tx: Tx, state: str, opened_at: str, updated_at: str) -> int:
    until = tx.today if state in OPEN else date.fromisoformat(_day(tx, updated_at))
    return (until - date.fromisoformat(_day(tx, opened_at))).days
