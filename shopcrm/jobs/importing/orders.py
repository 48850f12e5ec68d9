"""Imported orders against the book: added, brought up to date, or found unchanged; keyed on platform and id."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ImportedOrder
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.ordering import COLUMNS, LineRow, Stated, stated
from shopcrm.jobs.importing.report import Tally
from shopcrm.vault.tx import Tx

FROM_FILE = "from an imported file"
_FOUND = "external_id IN (SELECT value FROM json_each(?2))"
_MINE = f"SELECT id FROM orders WHERE platform = ?1 AND {_FOUND}"
_LINE_COLUMNS = ("id", "order_id", "position", "product_id", "sku", "description", "quantity", "unit_price", "discount",
                 "tax", "cost")  # fmt: skip
_ORDER_COLUMNS = (
    f"id, customer_id, {', '.join(COLUMNS)}, platform, external_id, stage, settled, refunded, payment_failed,"
    " created_at, updated_at"
)
_UPDATED = ("customer_id", "stage", "settled", "refunded", "payment_failed", *COLUMNS, "updated_at")
_UPDATE = f"UPDATE orders SET {', '.join(f'{column} = ?' for column in _UPDATED)} WHERE id = ?"
_NEW_LINE_COLUMNS = ", ".join(_LINE_COLUMNS[:-1])
_EVENT_COLUMNS = "id, order_id, kind, at, staff_id, detail"
_PAYMENT_COLUMNS = "id, order_id, kind, method, amount, currency, at, staff_id, note, external_id"


@dataclass(slots=True)
class _Held:
    """An order as the book holds it."""

    id: int
    customer: int | None
    values: tuple[Any, ...]
    rest: tuple[Any, ...]
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    paid: int = 0
    refunded: int = 0
    failed: bool = False
    events: set[str] = field(default_factory=set)
    edited_by_hand: bool = False
    has_return: bool = False


class Orders:
    """Adds and updates the orders of one import."""

    def __init__(self, tx: Tx, platform: str, ids: Ids, journal: Journal, tally: Tally) -> None:
        self._tx, self._platform, self._ids, self._journal, self._tally = tx, platform, ids, journal, tally
        self._zone = ZoneInfo(tx.calendar.zone)
        self._stamp = tx.stamp
        self._held: dict[str, _Held] = {}
        self._seen: set[str] = set()
        self._products: dict[str, int] = {
            sku.casefold(): product for product, sku in tx.all("SELECT id, sku FROM products WHERE sku IS NOT NULL")
        }
        self.buyers: set[int | None] = set()
        self.days: set[str] = set()
        self._orders: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []
        self._events: list[tuple[Any, ...]] = []
        self._payments: list[tuple[Any, ...]] = []
        self._updates: list[tuple[Any, ...]] = []

    def fetch(self, orders: Iterable[ImportedOrder]) -> None:
        """Look up, all at once, which of these orders the book holds."""
        tx, key = self._tx, (self._platform, json.dumps([one.external_id for one in orders]))
        by_id: dict[int, _Held] = {}
        rows = tx.all(
            f"SELECT id, external_id, customer_id, stage, settled, refunded, payment_failed, updated_at,"
            f" {', '.join(COLUMNS)} FROM orders WHERE platform = ?1 AND {_FOUND}",
            key,
        )
        for order, external, customer, *rest in rows:
            by_id[order] = self._held[external] = _Held(order, customer, tuple(rest[5:]), tuple(rest[:5]))
        if not by_id:
            return
        for row in tx.all(f"SELECT {', '.join(_LINE_COLUMNS)} FROM order_lines WHERE order_id IN ({_MINE})", key):
            by_id[row[1]].lines.append(row)
        for order, kind, amount in tx.all(
            f"SELECT order_id, kind, amount FROM payments WHERE order_id IN ({_MINE})", key
        ):
            held = by_id[order]
            held.paid += amount if kind == "in" else 0
            held.refunded -= amount if kind in ("out", "credit", "points") and amount < 0 else 0
            held.failed |= kind == "failed"
        for order, kind, detail in tx.all(
            f"SELECT order_id, kind, detail FROM order_events WHERE order_id IN ({_MINE})", key
        ):
            by_id[order].events.add(kind)
            by_id[order].edited_by_hand |= kind == "edited" and detail != FROM_FILE
        for (order,) in tx.all(f"SELECT DISTINCT order_id FROM returns WHERE order_id IN ({_MINE})", key):
            by_id[order].has_return = True

    def known_buyer(self, order: ImportedOrder) -> int | None:
        """Who placed the order, where the book knows it already: a guest without an address stays the same guest."""
        held = self._held.get(order.external_id)
        return held.customer if held else None

    def prepare(self, order: ImportedOrder) -> Stated:
        """The order in the book's terms; raises InvalidValue for one that cannot be kept, or that comes twice."""
        if order.external_id in self._seen:
            raise InvalidValue("id", "the order stands in this file already")
        wanted = stated(order, self._zone)
        self._seen.add(order.external_id)
        return wanted

    def put(self, order: ImportedOrder, wanted: Stated, customer: int | None) -> None:
        """Add the order to the book, or bring it up to date."""
        self.buyers.add(customer)
        self.days.add(str(wanted.values[1]))
        held = self._held.get(order.external_id)
        if held is None:
            self._add(order, wanted, customer)
        else:
            self.buyers.add(held.customer)
            self.days.add(held.values[1])
            changed = self._update(order, wanted, held, customer)
            self._tally.mark("orders", held.id, "updated" if changed else "unchanged")

    def _add(self, order: ImportedOrder, wanted: Stated, customer: int | None) -> None:
        row = self._ids.take("orders")
        for position, line in enumerate(wanted.lines, start=1):
            self._lines.append(self._line_row(row, position, line))
        self._event(row, "placed", str(wanted.values[0]))
        stage = "placed"
        for kind, at in wanted.steps:
            self._event(row, kind, at)
            stage = kind
        if wanted.paid:
            self._pay(row, "in", wanted.paid, wanted, wanted.paid_at, order.payment_reference)
        if wanted.refunded:
            self._pay(row, "out", -wanted.refunded, wanted, wanted.refunded_at or wanted.paid_at)
        if wanted.failed:
            self._pay(row, "failed", max(1, int(str(wanted.values[10]))), wanted, wanted.paid_at)
        stamp = self._stamp
        self._orders.append(
            (row, customer, *wanted.values, self._platform, order.external_id, stage,
             wanted.paid - wanted.refunded, wanted.refunded, wanted.failed, stamp, stamp)
        )  # fmt: skip
        self._tally.mark("orders", row, "created")

    def _line_row(self, order: int, position: int, line: LineRow) -> tuple[Any, ...]:
        product = self._products.get(line[0].casefold()) if line[0] and self._products else None
        return (self._ids.take("order_lines"), order, position, product, *line)

    def _event(self, order: int, kind: str, at: str, detail: str = "") -> int:
        event = self._ids.take("order_events")
        self._events.append((event, order, kind, at, self._tx.staff.id, detail))
        return event

    def _pay(self, order: int, kind: str, amount: int, wanted: Stated, at: str, reference: str = "") -> int:
        payment = self._ids.take("payments")
        self._payments.append(
            (payment, order, kind, wanted.method, amount, wanted.currency, at, self._tx.staff.id, FROM_FILE,
             reference or None)
        )  # fmt: skip
        self._tally.added["payments"] += 1
        return payment

    def _update(self, order: ImportedOrder, wanted: Stated, held: _Held, customer: int | None) -> bool:
        """Bring an order up to date; what was done to it by hand stays."""
        stage, settled, refunded, failed, _ = held.rest
        values, edited = held.values, False
        if held.edited_by_hand or held.has_return:
            if _lines_of(held) != wanted.lines or values != wanted.values:
                why = "has a return" if held.has_return else "was edited here"
                self._tally.warn(order.line, f"the order {why}: its lines and totals stay as they are")
        else:
            edited = self._replace_lines(wanted, held)
            values = wanted.values
        came, back = self._settle(order, wanted, held, settled)
        stage = self._progress(order, wanted, held, stage)
        settled_now, failed_now = settled + came - back, held.failed or wanted.failed
        now = (held.customer or customer, stage, settled_now, refunded + back, failed_now, *values)
        before = (held.customer, held.rest[0], settled, refunded, bool(failed), *held.values)
        if now == before and not edited:
            return False
        if values != held.values or edited:
            self._journal.added("order_events", {"id": self._event(held.id, "edited", self._tx.stamp, FROM_FILE)})
        after = (*now, self._tx.stamp)
        self._updates.append((*after, held.id))
        was = (held.customer, *held.rest[:4], *held.values, held.rest[4])
        self._journal.changed("orders", held.id, _differing(_UPDATED, was, after), _differing(_UPDATED, after, was))
        return True

    def _replace_lines(self, wanted: Stated, held: _Held) -> bool:
        if _lines_of(held) == wanted.lines:
            return False
        for row in held.lines:
            self._journal.removed("order_lines", row[0], dict(zip(_LINE_COLUMNS, row, strict=True)))
        self._tx.run("DELETE FROM order_lines WHERE order_id = ?", (held.id,))
        for position, line in enumerate(wanted.lines, start=1):
            row = self._line_row(held.id, position, line)
            self._lines.append(row)
            self._journal.added("order_lines", {"id": row[0]})
        return True

    def _settle(self, order: ImportedOrder, wanted: Stated, held: _Held, settled: int) -> tuple[int, int]:
        """Enter what was paid or refunded since; answers how much of each, in minor units as `settled` is.

        What was given back here since, as money, credit or points, is not paid back once more.
        """
        came = back = 0
        if wanted.paid > held.paid:
            came = wanted.paid - held.paid
            paid = self._pay(held.id, "in", came, wanted, wanted.paid_at, order.payment_reference)
            self._journal.added("payments", {"id": paid})
        elif wanted.paid < held.paid:
            self._tally.warn(order.line, "the file says that less was paid than the book: the payments stay")
        if wanted.refunded > held.refunded:
            back = min(wanted.refunded - held.refunded, max(0, settled + came))
        if back:
            at = wanted.refunded_at or self._tx.stamp
            self._journal.added("payments", {"id": self._pay(held.id, "out", -back, wanted, at)})
        if wanted.refunded < held.refunded:
            self._tally.warn(order.line, "the file says that less was refunded than the book: the payments stay")
        if wanted.failed and not held.failed:
            failed = self._pay(held.id, "failed", max(1, int(str(wanted.values[10]))), wanted, wanted.paid_at)
            self._journal.added("payments", {"id": failed})
        return came, back

    def _progress(self, order: ImportedOrder, wanted: Stated, held: _Held, stage: str) -> str:
        if held.has_return:
            if wanted.cancelled_at and stage != "cancelled":
                self._tally.warn(order.line, "the file says that it was cancelled, but it has a return: it stays")
            return stage
        for kind, at in wanted.steps:
            if kind not in held.events and (kind == "cancelled" or stage not in ("delivered", "cancelled")):
                self._journal.added("order_events", {"id": self._event(held.id, kind, at)})
                stage = kind
        return stage

    def flush(self) -> None:
        """Put the collected rows into the book; the people of these orders must be there already."""
        for row in self._updates:
            self._tx.change_one(_UPDATE, row)
        self._updates.clear()
        for table, columns, rows in (
            ("orders", _ORDER_COLUMNS, self._orders),
            ("order_lines", _NEW_LINE_COLUMNS, self._lines),
            ("order_events", _EVENT_COLUMNS, self._events),
            ("payments", _PAYMENT_COLUMNS, self._payments),
        ):
            self._tx.insert_many(table, columns, rows)
            rows.clear()
        self._held.clear()


def _lines_of(held: _Held) -> tuple[LineRow, ...]:
    return tuple((*row[4:8], row[8], row[9]) for row in sorted(held.lines, key=lambda row: row[2]))


def _differing(columns: Iterable[str], mine: tuple[Any, ...], other: tuple[Any, ...]) -> Mapping[str, Any]:
    """The columns in which two states of a row differ, with the first one's values."""
    pairs = zip(columns, mine, other, strict=True)
    return {column: value for column, value, else_value in pairs if value != else_value}
