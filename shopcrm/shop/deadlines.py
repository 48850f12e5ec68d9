"""What an entry of the one list of dates is, and the dates of orders: what was promised, and what is owed."""

from dataclasses import dataclass
from datetime import date

from shopcrm.money import show
from shopcrm.shop import erased
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Row, Tx

PROMISED = "the day promised to the customer"
OWED = "payment on the day of the order, or when it is promised for, unless agreed otherwise"
_NAME = f"coalesce(' for ' || nullif({erased.NAME}, ''), '')"
_OF_ORDER = (
    f"SELECT orders.id, promised_on, placed_on, total - settled - refunded, currency, {_NAME} FROM orders"
    " LEFT JOIN customers"
)
_WHOSE = "ON customers.id = customer_id WHERE"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something with a date. what: in words. ref: the record. rule: where the date comes from."""

    due: date
    what: str
    ref: str
    rule: str


def of_orders(tx: Tx, until: date) -> list[Deadline]:
    """What was promised and what is owed on orders, up to a day."""
    return [*_promises(tx, until.isoformat()), *_owed(tx, until.isoformat())]


def _promises(tx: Tx, until: str) -> list[Deadline]:
    rows = tx.all(
        f"{_OF_ORDER} {_WHOSE} stage IN ('placed', 'packed') AND promised_on <= ? AND placed_at > ''", (until,)
    )
    return [_deadline(tx, row[1], row, "Order {} is promised", "Order {} is late", PROMISED) for row in rows]


def _owed(tx: Tx, until: str) -> list[Deadline]:
    rows = tx.all(
        f"{_OF_ORDER} {_WHOSE} total > settled + refunded AND stage <> 'cancelled' AND placed_at > ''"
        " AND coalesce(promised_on, placed_on) <= ?",
        (until,),
    )
    return [
        _deadline(tx, row[1] or row[2], row, f"{show(row[3], row[4])} is to be paid on order {{}}", "", OWED)
        for row in rows
    ]


def _deadline(tx: Tx, due: str, row: Row, what: str, late: str, rule: str) -> Deadline:
    day = date.fromisoformat(due)
    words = late if late and day < tx.today else what
    return Deadline(day, words.format(f"{ref('O', row[0])}{row[5]}"), ref("O", row[0]), rule)
