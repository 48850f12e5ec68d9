"""Orders: what is to do, who has not paid, and every order before."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.shop import orders
from shopcrm.shop.orders import Order, OrderFilter, OrderRow
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import balance_words, heading, near_day, owing, stage_words
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Order", 7),
    Column("Number there", 14, from_width=100),
    Column("Customer"),
    Column("Placed", 8, from_width=66),
    Column("Promised", 8, from_width=84),
    Column("Stage", 9),
    Column("To pay", 9, right=True),
    Column("Total", 10, right=True),
)
FILTERS = (
    (OrderFilter.TO_DO.value, "To do"),
    (OrderFilter.LATE.value, "Late"),
    (OrderFilter.UNPAID.value, "Unpaid"),
    (OrderFilter.FAILED.value, "Failed"),
    (OrderFilter.THIS_WEEK.value, "Week"),
    (OrderFilter.ALL.value, "All"),
    (OrderFilter.CANCELLED.value, "Cancelled"),
)
EMPTY = {
    OrderFilter.TO_DO: "Nothing to do. Every order has left the shop.",
    OrderFilter.LATE: "Nothing is late.",
    OrderFilter.UNPAID: "Everything is paid.",
    OrderFilter.FAILED: "No payment has failed.",
    OrderFilter.THIS_WEEK: "No orders this week so far.",
    OrderFilter.ALL: "Your orders stand here, once there are some.",
    OrderFilter.CANCELLED: "No order was cancelled.",
}
MOST_LISTED = 20_000
"""A list holds the newest so many; Find reaches every order."""
REST_SECONDS = 0.12


class OrdersScreen(ShopScreen):
    """Find, which orders, list, peek."""

    section = "orders"
    CSS_PATH = "orders.tcss"
    HELP = (
        "Every order. Choose which ones with the arrows on the line of choices, or type an order number or a customer"
        " in Find, which looks through all of them. Enter opens the order: there you take payments, mark it packed or"
        " shipped, change or cancel it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New order", "Place an order"),
        key("ctrl+f,slash", "find", "Find", "Type in Find"),
    ]

    def body(self) -> ComposeResult:
        """Find and how many; which orders; the list; the one that is marked."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield FindField(placeholder="order number or customer", id="find")
        yield ChoiceRow(FILTERS, id="which")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push("New order", id="first", main=True)

    def on_mount(self) -> None:
        """The list has the focus: most come here to do the next order."""
        self._table.focus()

    @flow(newest=True)
    async def reload(self) -> None:
        """List what Find or the choice says; what is typed and the marked row stay."""
        typed = self.query_one("#find", FindField).value.strip()
        which = OrderFilter(self.query_one("#which", ChoiceRow).value)
        if typed:
            ids = await self.read(orders.find_ids, typed, MOST_LISTED)
        else:
            ids = await self.read(orders.row_ids, which, limit=MOST_LISTED + 1)
        shown = ids[:MOST_LISTED]
        await self._table.show(shown, self._rows)
        self._tell(typed, which, len(shown), more=len(ids) > MOST_LISTED)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        today = self.sitting.today
        rows = {row.id: _row(row, today) for row in await self.read(orders.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow(newest=True)
    async def _peek(self, order: int | None) -> None:
        """Show the marked order at a glance, once the mark rests."""
        peek = self.query_one("#peek", Peek)
        await asyncio.sleep(REST_SECONDS)
        if order is None:
            peek.show()
        else:
            seen = await self.read(orders.card, order)
            peek.show_rows(_glance(seen) if self.has_class("-narrow") else _look(seen))

    @flow
    async def action_new(self) -> None:
        """Place an order, and show it."""
        from shopcrm.tui.forms.order_form import OrderForm

        made = await self.ask(OrderForm())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("O", made))

    def action_find(self) -> None:
        """Into Find."""
        self.query_one("#find").focus()

    @on(Input.Changed, "#find")
    def _find_changed(self, event: Input.Changed) -> None:
        self.query_one("#which").visible = not event.value.strip()
        self.reload()

    @on(ChoiceRow.Changed, "#which")
    def _which_changed(self) -> None:
        self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("O", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    def _tell(self, typed: str, which: OrderFilter, found: int, *, more: bool) -> None:
        nothing = found == 0
        self.set_class(nothing, "-nothing")
        if nothing:
            words = f"Nothing for “{typed}”." if typed else EMPTY[which]
            self.query_one("#nothing-words", Static).update(plain(words))
        count = "1 order" if found == 1 else f"{found:,} orders"
        rest = "; the newest are listed, Find reaches the others" if more else ""
        self.query_one("#tally", Static).update(line((f"{count}{rest}", "$quiet")), layout=False)


def _row(row: OrderRow, today: date) -> tuple[str, ...]:
    return (
        ref("O", row.id),
        row.external_name or "",
        row.customer_name or "(no customer)",
        near_day(row.placed_on, today),
        near_day(row.promised_on, today),
        stage_words(row),
        balance_words(row),
        money.show(row.total, row.currency),
    )


def _glance(order: Order) -> list[Content]:
    items = ", ".join(f"{one.quantity} × {one.description}" for one in order.lines[:4])
    more = f" and {len(order.lines) - 4} more" if len(order.lines) > 4 else ""
    note = f" · {order.note.splitlines()[0]}" if order.note else ""
    return [heading(order), plain(items + more), line(owing(order), (note, "$quiet"))]


def _look(order: Order) -> list[Content]:
    """As many lines as it takes, for beside the list."""
    items = [plain(f"{one.quantity} × {one.description}") for one in order.lines]
    note = [plain(""), block(order.note)] if order.note else []
    where = [plain(""), block(order.deliver_to)] if order.deliver_to else []
    return [heading(order), owing(order), plain(""), *items, *where, *note]
