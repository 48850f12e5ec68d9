"""Many orders at once, finished ones with their history: for shops that are filled, not for the counter.

The sums (`rollups`) are not kept meanwhile: rebuild them afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from shopcrm.shop import store_credit
from shopcrm.shop.orders.preparing import LineRow
from shopcrm.shop.orders.records import Channel, EventKind, TaxMode, Totals
from shopcrm.shop.payments import Method, PaymentKind
from shopcrm.vault.tx import Tx

BATCH = 5_000
_ORDERS = (
    "id, customer_id, placed_at, placed_on, channel, currency, tax_mode, order_discount, shipping, goods, discount,"
    " tax, total, promised_on, deliver_to, note, stage, settled, refunded, payment_failed, created_at,"
    " updated_at"
)
_LINES = "order_id, position, product_id, sku, description, quantity, unit_price, discount, tax, cost"
_EVENTS = "order_id, kind, at, staff_id, carrier, tracking"
_PAYMENTS = "order_id, kind, method, amount, currency, at, staff_id"


@dataclass(frozen=True, slots=True)
class Past:
    """An order with everything that happened to it, in the order in which it happened; instants are stamps.

    totals: what the lines make (`sums.reckon`). events: kind, at, carrier, tracking; the last one is the stage.
    payments: kind, method, signed amount, at; one by credit draws on the customer's store credit, none is by points.
    """

    customer: int | None
    placed_at: str
    placed_on: str
    channel: Channel
    currency: str
    tax_mode: TaxMode
    order_discount: int
    shipping: int
    totals: Totals
    lines: tuple[LineRow, ...]
    events: tuple[tuple[EventKind, str, str, str], ...]
    payments: tuple[tuple[PaymentKind, Method, int, str], ...] = ()
    promised_on: str | None = None
    deliver_to: str = ""
    note: str = ""


def put(tx: Tx, orders: Iterable[Past], total: int) -> int:
    """Put orders into the book, oldest first; answers how many. total: about how many there are, for progress."""
    first: int = tx.value("SELECT coalesce(max(seq), 1000) FROM sqlite_sequence WHERE name = 'orders'") + 1
    done, rest = 0, iter(orders)
    while batch := list(islice(rest, BATCH)):
        _put_batch(tx, first + done, batch)
        done += len(batch)
        tx.step(done, max(total, done), "orders")
    return done


def _put_batch(tx: Tx, first: int, batch: list[Past]) -> None:
    numbered = list(enumerate(batch, first))
    tx.insert_many("orders", _ORDERS, [_order(order, past) for order, past in numbered])
    tx.insert_many(
        "order_lines", _LINES, [(order, at, *line) for order, past in numbered for at, line in enumerate(past.lines, 1)]
    )
    staff = tx.staff.id
    tx.insert_many(
        "order_events",
        _EVENTS,
        [
            (order, kind, at, staff, carrier, tracking)
            for order, past in numbered
            for kind, at, carrier, tracking in past.events
        ],
    )
    before: int = tx.value("SELECT coalesce(max(id), 0) FROM payments")
    tx.insert_many(
        "payments",
        _PAYMENTS,
        [
            (order, kind, method, amount, past.currency, at, staff)
            for order, past in numbered
            for kind, method, amount, at in past.payments
        ],
    )
    store_credit.mirror(tx, before + 1)


def _order(order: int, past: Past) -> tuple[object, ...]:
    sums, moved = past.totals, [entry for entry in past.payments if entry[0] not in ("fee", "failed")]
    settled = sum(amount for kind, _, amount, _ in moved if kind != "allowed")
    refunded = -sum(amount for _, _, amount, _ in moved if amount < 0)
    failed = next((kind == "failed" for kind, _, amount, _ in reversed(past.payments) if amount > 0), False)
    return (
        *(order, past.customer, past.placed_at, past.placed_on, past.channel, past.currency, past.tax_mode),
        *(past.order_discount, past.shipping, sums.goods, sums.discount, sums.tax, sums.total, past.promised_on),
        *(past.deliver_to, past.note, past.events[-1][0], settled, refunded, failed),
        *(past.placed_at, past.events[-1][1]),
    )
