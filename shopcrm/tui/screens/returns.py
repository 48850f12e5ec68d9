"""Returns: what is on its way back, what is to decide and to settle, and every return before."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.privacy import return_clocks
from shopcrm.privacy.return_clocks import Clock
from shopcrm.shop import orders, returns
from shopcrm.shop.returns import Return, ReturnFilter, ReturnRow
from shopcrm.tui.frame import flow, key
from shopcrm.tui.return_words import age_words, clock_rows, decision_words, heading, line_name, next_words, standing
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import looks_like_ref, parse_ref, ref

COLUMNS = (
    Column("Return", 7),
    Column("Order", 8, from_width=74),
    Column("Customer"),
    Column("Items", 5, right=True, from_width=100),
    Column("Open for", 8, right=True),
    Column("Next", 16),
    Column("Value", 9, right=True),
)
FILTERS = (
    (ReturnFilter.OPEN.value, "Open"),
    (ReturnFilter.EXPECTED.value, "Expected"),
    (ReturnFilter.TO_DECIDE.value, "To decide"),
    (ReturnFilter.TO_SETTLE.value, "To settle"),
    (ReturnFilter.DONE.value, "Done"),
    (ReturnFilter.ALL.value, "All"),
)
EMPTY = {
    ReturnFilter.OPEN: "Nothing is on its way back, and nothing waits to be settled.",
    ReturnFilter.EXPECTED: "No return is on its way.",
    ReturnFilter.TO_DECIDE: "Nothing is to decide.",
    ReturnFilter.TO_SETTLE: "Nothing is to settle.",
    ReturnFilter.DONE: "No return is done yet.",
    ReturnFilter.ALL: "What customers bring or send back stands here.",
}
MOST_LISTED = 20_000
"""A list holds so many; Find reaches every return."""
MOST_MEANT = 20
"""Among so many orders that a text means, the one of that very number is looked for."""
REST_SECONDS = 0.12


class ScanField(FindField):
    """Find, where Enter, which a scanner presses too, goes to what the number means."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.found", "Go to it", show=False)]


class ReturnsScreen(ShopScreen):
    """Find, which returns, list, peek."""

    section = "returns"
    CSS_PATH = "returns.tcss"
    HELP = (
        "What customers bring or send back. Choose which returns with the arrows on the line of choices. Find takes the"
        " number of a return or an order, typed or scanned, or a name: Enter on an order's number opens a new return of"
        " it. “Next” says what to do, and by when the law wants the money back. Enter opens the return: there you write"
        " down what came, decide, and settle."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New return", "Something comes back"),
        key("ctrl+f,slash", "find", "Find", "Type or scan in Find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._meant: int | None = None

    def body(self) -> ComposeResult:
        """Find and how many; which returns; the list; the one that is marked."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield ScanField(placeholder="return or order number, scanned or typed; or a name", id="find")
        yield ChoiceRow(FILTERS, id="which")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push("New return", id="first", main=True)

    def on_mount(self) -> None:
        """The list has the focus."""
        self._table.focus()

    @flow(newest=True)
    async def reload(self) -> None:
        """List what Find or the choice says; what is typed and the marked row stay."""
        typed = self.query_one("#find", FindField).value.strip()
        which = ReturnFilter(self.query_one("#which", ChoiceRow).value)
        if typed:
            ids = await self.read(returns.find_ids, typed, MOST_LISTED)
            self._meant = await self._order_meant(typed)
        else:
            ids = await self.read(returns.row_ids, which, limit=MOST_LISTED + 1)
            self._meant = None
        shown = ids[:MOST_LISTED]
        await self._table.show(shown, self._rows)
        self._tell(typed, which, len(shown), more=len(ids) > MOST_LISTED)

    async def _order_meant(self, typed: str) -> int | None:
        """The order whose number was typed whole, or scanned."""
        wanted = typed.upper()
        if looks_like_ref(typed):
            wanted = ref(*parse_ref(typed))
        for row in await self.read(orders.rows_for, await self.read(orders.find_ids, typed, MOST_MEANT)):
            if wanted in (ref("O", row.id), str(row.id), (row.external_name or "").upper()):
                return row.id
        return None

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        due, today = await self.read(return_clocks.due_of, list(ids)), self.sitting.today
        rows = {row.id: _row(row, due.get(row.id), today) for row in await self.read(returns.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow(newest=True)
    async def _peek(self, ret: int | None) -> None:
        """Show the marked return at a glance, once the mark rests."""
        peek = self.query_one("#peek", Peek)
        await asyncio.sleep(REST_SECONDS)
        if ret is None:
            peek.show()
            return
        seen = await self.read(returns.card, ret)
        clocks = await self.read(return_clocks.of_return, ret)
        today = self.sitting.today
        peek.show_rows(_glance(seen) if self.has_class("-narrow") else _look(seen, clocks, today))

    @flow
    async def action_new(self) -> None:
        """Open a return: of the order that Find names, else of the one that is asked for."""
        from shopcrm.tui.forms.return_form import WhichOrderForm, open_return

        order = self._meant if self._meant is not None else await self.ask(WhichOrderForm())
        if order is not None:
            await open_return(self, order)

    @flow
    async def action_found(self) -> None:
        """Enter in Find: the return of that number, a new one of an order without any, else on into the list."""
        typed = self.query_one("#find", FindField).value.strip()
        found = await self.read(returns.find_ids, typed, 2) if typed else []
        self._meant = await self._order_meant(typed) if typed else None
        if len(found) == 1 and ref("R", found[0]) == typed.upper():
            self.open_record(ref("R", found[0]))
        elif self._meant is not None and (not found or typed.upper() == ref("O", self._meant)):
            self.action_new()
        else:
            self._table.focus()

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
        self.open_record(ref("R", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    def _tell(self, typed: str, which: ReturnFilter, found: int, *, more: bool) -> None:
        nothing = found == 0
        self.set_class(nothing, "-nothing")
        order = ref("O", self._meant) if self._meant is not None else ""
        if nothing:
            words = f"No return for “{typed}”." if typed else EMPTY[which]
            self.query_one("#nothing-words", Static).update(plain(words))
            push = self.query_one("#first", Push)
            push.label = f"New return of {order}" if order else "New return"
            push.refresh(layout=True)
        count = "1 return" if found == 1 else f"{found:,} returns"
        rest = "; Find reaches the others" if more else f" · Ctrl+N opens a new one of {order}" if order else ""
        self.query_one("#tally", Static).update(line((f"{count}{rest}", "$quiet")), layout=False)
        self.query_one(KeyRow).refresh()


def _row(row: ReturnRow, refund_due: date | None, today: date) -> tuple[str, ...]:
    return (
        ref("R", row.id),
        ref("O", row.order_id),
        row.customer_name or "(no customer)",
        str(row.items),
        age_words(row.age_days),
        next_words(row, refund_due, today),
        money.show(row.value, row.currency),
    )


def _glance(one: Return) -> list[Content]:
    items = ", ".join(line_name(each) for each in one.lines[:4])
    more = f" and {len(one.lines) - 4} more" if len(one.lines) > 4 else ""
    return [heading(one), plain(items + more), standing(one)]


def _look(one: Return, clocks: Sequence[Clock], today: date) -> Iterator[Content]:
    """As many lines as it takes, for beside the list."""
    yield heading(one)
    yield standing(one)
    yield plain("")
    for each in one.lines:
        yield plain(line_name(each))
        yield plain(f"  {decision_words(each)} · {money.show(each.value, one.currency)}", "$quiet")
    yield plain("")
    yield from clock_rows(clocks, one, today)
    if one.note:
        yield plain("")
        yield block(one.note)
