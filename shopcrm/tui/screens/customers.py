"""Customers: everyone who has bought or asked; found while typing."""

import asyncio
from array import array
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerRow, CustomerSort, Status
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.screens.customer_peek import look_at, short_rows, tall_rows
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.find_field import FindField
from shopcrm.tui.widgets.ground import Area, Line
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.tick import Tick
from shopcrm.tui.widgets.vanishing import Vanishing
from shopcrm.tui.widgets.virtual_table import Column, Row, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Name"),
    Column("Phone", 16),
    Column("E-mail", 28, from_width=116),
    Column("Town", 14, from_width=84),
    Column("Spent", 11, right=True),
    Column("Last order", 11),
)
SORTS = (
    (CustomerSort.NAME.value, "Name"),
    (CustomerSort.NEWEST.value, "Newest"),
    (CustomerSort.LAST_ORDER.value, "Last order"),
    (CustomerSort.SPENT.value, "Spent"),
)
OPENS = (plain(""), plain("Enter opens this customer", "$quiet"))
FIRST_ROWS = 200
"""How many of those found are listed at once; the rest follow when typing rests."""
REST_SECONDS = 0.12
"""How long typing rests before what nobody is waiting for is read: the rest of the list, the count, the peek."""


class _Everyone(NamedTuple):
    """The whole list in one order, with the rows at its top, as they were when they were read."""

    sort: CustomerSort
    status: Status
    ids: "array[int]"
    first: Sequence[Row]


class _Label(Static, Vanishing): ...


class _Sort(ChoiceRow, Vanishing): ...


class _PutAway(Tick, Vanishing): ...


class CustomersScreen(ShopScreen):
    """Find, list, peek."""

    section = "customers"
    CSS_PATH = "customers.tcss"
    HELP = (
        "Everyone who has bought or asked. Type part of a name, company, e-mail address, telephone number, town or"
        " postcode in Find; the list follows. The down arrow goes into the list, Enter opens the customer."
        " Those who were put away are listed when you tick the box."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New customer", "Add a customer"),
        key("ctrl+f,slash", "find", "Find", "Type in Find"),
        key("down", "into_list", "Into the list", "From Find into the list", shown=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._total: int | None = None
        self._everyone: _Everyone | None = None
        self._listed = ""
        self._missing = ""

    def body(self) -> ComposeResult:
        """Find and how many; the list; the one that is marked."""
        with Line(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield FindField(self._find_changed, placeholder="name, phone, e-mail, town or postcode", id="find")
        yield Static(id="tally")
        with Line(id="order-row"):
            yield _Label(plain("Sort by", "$quiet"), id="order-label")
            yield _Sort(SORTS, id="sort")
            yield _PutAway("Put away", id="put-away")
        with Area(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")
        with Vertical(id="nobody"):
            yield Static(id="nobody-words")
            yield Push("New customer", id="first", main=True)

    def reload(self) -> None:
        """Count and list again; what is typed and the marked row stay."""
        self._total = self._everyone = None
        self._list()

    @flow(newest=True)
    async def _list(self) -> None:
        """List what Find says. First the rows in sight; when typing rests, the others and how many there are."""
        typed, status = self._typed, self._status
        from_top, self._listed = typed != self._listed, typed
        if not typed:
            await self._list_everyone(status, from_top)
            return
        found = await self.read(customers.found, typed, FIRST_ROWS, self._table.first_rows, status)
        await self._table.show(found.ids, self._rows, [_row(row) for row in found.rows], from_top=from_top)
        ids = found.ids
        if len(ids) < FIRST_ROWS and self._total is not None:
            self._tell_tally(typed, len(ids), found.near)
        self._find.listed(self._table, self.query_one("#tally"))
        await asyncio.sleep(REST_SECONDS)
        if len(ids) == FIRST_ROWS:
            ids = await self.read(customers.find_ids, typed, -1, status)
            await self._table.show(ids, self._rows)
        await self._count(status)
        self._tell_tally(typed, len(ids), found.near)

    async def _list_everyone(self, status: Status, from_top: bool) -> None:
        """The whole list, as it was read when nothing was written since."""
        wanted = (self._sort, status)
        if self._everyone is None or self._everyone[:2] != wanted:
            ids = array("q", await self.read(customers.row_ids, *wanted))
            self._everyone = _Everyone(*wanted, ids, await self._rows(ids[: self._table.first_rows]))
        ids = self._everyone.ids
        await self._table.show(ids, self._rows, self._everyone.first, from_top=from_top)
        if self._total is not None:
            self._tell_tally("", len(ids), near=False)
            self._find.listed(self._table, self.query_one("#tally"))
            return
        self._find.listed(self._table, self.query_one("#tally"))
        await self._count(status)
        self._tell_tally("", len(ids), near=False)

    async def _count(self, status: Status) -> None:
        if self._total is None:
            self._total = await self.read(customers.count, status)
            self._show_place(self._total > 0 or status == "archived")

    @flow(newest=True)
    async def _peek(self, customer: int | None) -> None:
        """Show the marked customer at a glance, once the mark rests."""
        await asyncio.sleep(REST_SECONDS)
        if customer is None:
            self._peeked.show()
            return
        seen = await look_at(self, customer)
        self._peeked.show_rows(short_rows(seen) if self.has_class("-narrow") else (*tall_rows(seen), *OPENS))

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {row.id: _row(row) for row in await self.read(customers.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow
    async def action_new(self) -> None:
        """Add a customer, by the name that was looked for in vain, and show the page."""
        from shopcrm.tui.forms.customer_form import CustomerForm

        made = await self.ask(CustomerForm(name=self._missing))
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("C", made))

    def action_find(self) -> None:
        """Into Find."""
        self._find.focus()

    def action_back(self) -> None:
        """Empty Find first; then to the menu."""
        if self._find.has_focus and self._find.value:
            self._find.value = ""
        else:
            super().action_back()

    def action_into_list(self) -> None:
        """From Find into the list."""
        self._table.focus()

    def _find_changed(self) -> None:
        for part in self.query_one("#order-row").children:
            assert isinstance(part, Vanishing)
            part.vanished = bool(self._typed)
        self._list()

    @on(ChoiceRow.Changed, "#sort")
    def _sort_changed(self) -> None:
        self._list()

    @on(Tick.Changed, "#put-away")
    def _status_changed(self) -> None:
        self.reload()

    @on(Input.Submitted, "#find")
    def _open_marked(self) -> None:
        self._table.action_choose()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _typed(self) -> str:
        return self._find.value.strip()

    @property
    def _find(self) -> FindField:
        return self.query_one("#find", FindField)

    @property
    def _sort(self) -> CustomerSort:
        return CustomerSort(self.query_one("#sort", ChoiceRow).value)

    @property
    def _status(self) -> Status:
        return "archived" if self.query_one("#put-away", Tick).value else "active"

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    @property
    def _peeked(self) -> Peek:
        return self.query_one("#peek", Peek)

    def _show_place(self, anybody: bool) -> None:
        """The list, or what belongs here while there is nobody."""
        self.set_class(not anybody, "-nobody")
        if not anybody:
            self.query_one("#nobody-words", Static).update(plain("Your customers stand here, once there are some."))
            self.query_one("#first").focus()

    def _tell_tally(self, typed: str, found: int, near: bool) -> None:
        total = self._total or 0
        everyone = f"{total:,} {'customer' if total == 1 else 'customers'}"
        everyone += " put away" if self._status == "archived" else ""
        counted = f"{found:,} of {everyone}" if typed else everyone
        nothing = (f"Nothing for “{typed}”", "bold") if near or (typed and not found) else ""
        self._missing = typed if nothing and not any(letter.isdigit() or letter == "@" for letter in typed) else ""
        close = "; these are close   " if near else ". Add this customer: Ctrl+N   " if nothing else ""
        self.query_one("#tally", Static).update(line(nothing, close, (counted, "$quiet")), layout=False)


def _row(row: CustomerRow) -> tuple[str, ...]:
    spent = money.show(row.spent, row.currency) if row.currency else ""
    name = f"! {row.name}" if row.restricted else row.name
    return (name, row.phone, row.email, row.town, spent, day_words(row.last_order_on))
