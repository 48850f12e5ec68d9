"""Today: how the shop stands this morning, from sums that are kept and from the few orders that are still open."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from shopcrm.money import show
from shopcrm.shop import erased, profile
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

MOST_TO_DO_NEXT = 8
_OPEN = "stage IN ('placed', 'packed') AND placed_at > ''"
_NAME = f"coalesce(' for ' || nullif({erased.NAME}, ''), '')"
_LISTED = "FROM orders LEFT JOIN customers ON customers.id = customer_id WHERE"


@dataclass(frozen=True, slots=True)
class DaySales:
    """What was sold on one day, minor units; cancelled orders left out."""

    day: date
    orders: int
    total: int


@dataclass(frozen=True, slots=True)
class DoNext:
    """One thing to do, and the record where it is done. urgent: it is late already, or money is missing."""

    ref: str
    text: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of Today; amounts in minor units of `currency`, the shop's own.

    same_day_last_week: what was sold on that whole day. week: Monday to Sunday of this week. last_week: what was sold
    from its Monday to the weekday that today is. do_next, week_target: filled in by the agenda, which knows of every
    noun; the target is what the shop aims at in a week, if it said so. For who may not see what was taken `week` is
    empty, and the sums are nought.
    """

    currency: str
    sales_today: int
    orders_today: int
    same_day_last_week: int
    week: tuple[DaySales, ...]
    last_week: int
    to_do: int
    due_today: int
    late: int
    unpaid: int
    failed: int
    do_next: tuple[DoNext, ...] = ()
    week_target: int | None = None

    @property
    def week_total(self) -> int:
        """What was sold this week so far."""
        return sum(day.total for day in self.week)

    @property
    def change(self) -> int | None:
        """Today against the same day last week in whole percent; None where nothing was sold then."""
        return _percent(self.sales_today, self.same_day_last_week)

    @property
    def week_change(self) -> int | None:
        """This week so far against as much of the last in whole percent; None where nothing was sold then."""
        return _percent(self.week_total, self.last_week)


def _percent(now: int, before: int) -> int | None:
    return round((now - before) * 100 / before) if before > 0 else None


def board(tx: Tx) -> Board:
    """How the shop stands today, without what to do next."""
    currency = profile.get(tx).currency
    monday, week = tx.today - timedelta(days=tx.today.weekday()), timedelta(days=7)
    days = sales_by_day(tx, currency, monday - week, monday + timedelta(days=6))
    sold = {one.day: one for one in days}
    to_do, due_today, late = tx.one(
        f"SELECT count(*), coalesce(sum(promised_on = ?1), 0), coalesce(sum(promised_on < ?1), 0) FROM orders"
        f" WHERE {_OPEN}",
        (tx.today.isoformat(),),
    )
    return Board(
        currency,
        sold[tx.today].total,
        sold[tx.today].orders,
        sold[tx.today - week].total,
        tuple(sold[monday + timedelta(days=n)] for n in range(7)),
        sum(one.total for one in days if one.day <= tx.today - week),
        to_do,
        due_today,
        late,
        tx.value(
            "SELECT count(*) FROM orders WHERE total > settled + refunded AND stage <> 'cancelled' AND placed_at > ''"
        ),
        tx.value("SELECT count(*) FROM orders WHERE payment_failed = 1 AND stage <> 'cancelled' AND placed_at > ''"),
    )


def without_takings(found: Board) -> Board:
    """The board without what was taken, for who may not see it."""
    return replace(found, sales_today=0, orders_today=0, same_day_last_week=0, week=(), last_week=0, week_target=None)


@read("today.sales_by_day", role=Role.ASSISTANT)
def sales_by_day(tx: Tx, currency: str, first: date, last: date) -> tuple[DaySales, ...]:
    """What was sold on each day from the first to the last, days without sales included."""
    sold = {
        day: (orders, total)
        for day, orders, total in tx.all(
            "SELECT day, orders, total FROM daily_sales WHERE day BETWEEN ? AND ? AND currency = ?",
            (first.isoformat(), last.isoformat(), currency),
        )
    }
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(DaySales(day, *sold.get(day.isoformat(), (0, 0))) for day in days)


def do_next(tx: Tx) -> list[DoNext]:
    """What orders ask for: those to send, and those whose payment failed."""
    return [*_promised(tx), *_failed(tx)]


def _promised(tx: Tx) -> list[DoNext]:
    """Orders that are late or due today, the longest promised first. Only those few are looked up by name."""
    rows = tx.all(
        f"SELECT chosen.id, promised_on, {_NAME} FROM (SELECT id, promised_on, customer_id FROM orders"
        f" WHERE {_OPEN} AND promised_on <= ? ORDER BY promised_on, id LIMIT ?) AS chosen"
        " LEFT JOIN customers ON customers.id = customer_id ORDER BY promised_on, chosen.id",
        (tx.today.isoformat(), MOST_TO_DO_NEXT),
    )
    return [_to_send(tx, order, date.fromisoformat(promised), name) for order, promised, name in rows]


def _to_send(tx: Tx, order: int, promised: date, name: str) -> DoNext:
    days = (tx.today - promised).days
    when = f"{days} {'day' if days == 1 else 'days'} late" if days else "due today"
    return DoNext(ref("O", order), f"Send {ref('O', order)}{name}: {when}", days > 0)


def _failed(tx: Tx) -> list[DoNext]:
    """Orders whose payment did not go through, the latest first."""
    rows = tx.all(
        f"SELECT orders.id, total - settled - refunded, currency, {_NAME} {_LISTED} payment_failed = 1"
        " AND stage <> 'cancelled' AND placed_at > '' AND total > settled + refunded"
        " ORDER BY placed_at DESC, orders.id DESC LIMIT ?",
        (MOST_TO_DO_NEXT,),
    )
    return [
        DoNext(ref("O", order), f"Ask again for {show(due, currency)}, {ref('O', order)}{name}: payment failed", True)
        for order, due, currency, name in rows
    ]
