"""One return: what came, what was decided and settled, what the law counts, and what can be done next."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcrm import money
from shopcrm.papers.in_words import moment
from shopcrm.privacy import return_clocks
from shopcrm.privacy.return_clocks import Clock
from shopcrm.shop import profile, returns, tickets
from shopcrm.shop.returns import REASONS, Return, ReturnLine, Settlement
from shopcrm.tui.forms.form import Form
from shopcrm.tui.frame import flow, key
from shopcrm.tui.return_words import (
    EVENTS,
    clock_rows,
    decision_words,
    facts,
    heading,
    line_name,
    reception_words,
    settlement_rows,
    settlement_title,
    standing,
)
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.ticket_words import related_line
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("What comes back"),
    Column("Why", 16, from_width=90),
    Column("What came", 23),
    Column("Decision", 9),
    Column("Worth", 10, right=True),
)

MOST_LINES = 5
"""So many lines stand above the rest; more are scrolled to."""


class ReturnPage(ShopPage):
    """Everything about one return, and a row of buttons for what may happen to it next."""

    section = "returns"
    AUTO_FOCUS = "#return-lines"
    CSS_PATH = "return_page.tcss"
    HELP = (
        "The arrows mark a line of the return. Receive (F2) writes down what came of it, Decide (F3) accepts or rejects"
        " it; Settle (F4) pays back, exchanges or repairs what was accepted, and shows before what that does. Below"
        " stand the dates that the law sets, with the rule's name. Nothing is wiped out: Ctrl+Z takes back the last"
        " act, F9 a settlement. Ctrl+P prints the return slip, and the note of each settlement."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f4", "settle", "Settle", "Pay back, exchange or repair what was accepted"),
        key("f2", "receive", "Receive", "Write down what came of the marked line"),
        key("f3", "decide", "Decide", "Accept or reject the marked line"),
        key("ctrl+p", "papers", "Papers", "Return slip, credit note, exchange note"),
        key("f5", "dates", "Dates", "By what right it comes back, and its dates", shown=False),
        key("f6", "customer", "Customer", "Open the customer", shown=False),
        key("f7", "order", "Order", "Open the order", shown=False),
        key("f8", "withdraw", "Withdraw or open again", "Nothing comes back, or it does after all", shown=False),
        key("f9", "take_back", "Take back", "Take a settlement back that was a mistake", shown=False),
        key("ctrl+t", "ticket", "Ticket…", "Write down what the customer asks about it", shown=False),
        key("n", "note", "Note", "Note something about it", shown=False),
    ]

    def __init__(self, ret: int) -> None:
        super().__init__()
        self.return_id = ret
        self._return: Return | None = None
        self._zone = ZoneInfo("UTC")
        self._early = []

    def body(self) -> ComposeResult:
        """Heading, what is next, buttons, lines, and the rest to scroll through."""
        yield Static(id="return-heading")
        yield Static(id="return-standing")
        with Horizontal(id="return-buttons", classes="buttons"):
            yield Push("Receive F2", id="do-receive", main=True)
            yield Push("Decide F3", id="do-decide", main=True)
            yield Push("Settle F4", id="do-settle", main=True)
            yield Push("Papers", id="do-papers")
            yield Push("Take back F9", id="do-take_back")
        with Horizontal(id="return-buttons-2", classes="buttons"):
            yield Push("Dates F5", id="do-dates")
            yield Push("Note", id="do-note")
            yield Push("Order F7", id="do-order")
            yield Push("Customer", id="do-customer")
            yield Push("Ticket", id="do-ticket")
            yield Push("Withdraw F8", id="do-withdraw")
        yield VirtualTable(COLUMNS, id="return-lines")
        with VerticalScroll(id="return-scroll"):
            yield Static(id="return-body")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the return again and show it; the buttons follow its state."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._return = one = await self.read(returns.card, self.return_id)
        clocks = await self.read(return_clocks.of_return, self.return_id)
        related = [related_line(row) for row in await self.read(tickets.of_return, self.return_id)]
        self.query_one("#return-heading", Static).update(heading(one))
        self.query_one("#return-standing", Static).update(standing(one))
        self._table.styles.height = min(len(one.lines), MOST_LINES) + 1
        await self._table.show([each.id for each in one.lines], self._rows)
        rows = _whole(one, clocks, related, self._zone, self.sitting.today)
        self.query_one("#return-body", Static).update(lines(*rows))
        self._offer(one)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {one.id: _row(one, self._return.currency) for one in self._return.lines} if self._return else {}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now has a key, in the bottom row and in Help."""
        return self._possible().get(action, True)

    @flow
    async def action_receive(self) -> None:
        """Write down what came of the marked line."""
        from shopcrm.tui.forms.reception_form import ReceptionForm

        marked = self._marked(lambda one: one.reception == "expected")
        if marked is not None:
            await self._ask(ReceptionForm(self.return_id, marked.id, line_name(marked)))

    @flow
    async def action_decide(self) -> None:
        """Accept or reject the marked line."""
        from shopcrm.tui.forms.decision_form import DecisionForm

        marked = self._marked(lambda one: one.decision == "waiting", lambda one: one.outcome is None)
        if marked is not None:
            await self._ask(DecisionForm(self.return_id, marked.id, line_name(marked)))

    @flow
    async def action_settle(self) -> None:
        """Settle what was accepted."""
        from shopcrm.tui.forms.settle_form import settle_form

        held = await self.read(returns.card, self.return_id)
        done = await self.ask(settle_form(held))
        if done is not None:
            taken = next(one.exchange for one in await self._settled() if one.id == done)
            self.toast(f"Settled. The new order is {ref('O', taken)}" if taken else "Settled")
            self.reload()

    async def _settled(self) -> tuple[Settlement, ...]:
        return (await self.read(returns.card, self.return_id)).settlements

    @flow
    async def action_dates(self) -> None:
        """Set its dates right."""
        from shopcrm.tui.forms.return_acts import ReturnDatesForm

        await self._ask(ReturnDatesForm(self.return_id))

    @flow
    async def action_note(self) -> None:
        """Note something."""
        from shopcrm.tui.forms.return_acts import ReturnNoteForm

        await self._ask(ReturnNoteForm(self.return_id))

    @flow
    async def action_withdraw(self) -> None:
        """Withdraw it, or open it again."""
        from shopcrm.tui.forms.return_acts import WithdrawForm

        if self._return is not None and self._return.state == "withdrawn":
            await self.write(returns.reopen, self.return_id)
            self._saved()
        else:
            await self._ask(WithdrawForm(self.return_id))

    @flow
    async def action_take_back(self) -> None:
        """Take back a settlement that was a mistake; which one is asked."""
        from shopcrm.tui.forms.choose import Choose

        standing_ones = [(str(one.id), settlement_title(one, self._zone)) for one in _settlements(self._return)]
        chosen = await self.ask(Choose("Take back which settlement?", standing_ones[::-1]))
        if chosen is not None:
            await self.write(returns.take_back, int(chosen))
            self._saved()

    @flow
    async def action_papers(self) -> None:
        """Write one of its papers where the person says, and print it where they want."""
        from shopcrm.jobs import return_papers
        from shopcrm.tui.forms.choose import Choose
        from shopcrm.tui.forms.folder_form import FolderForm
        from shopcrm.tui.forms.paper_done import offer_print

        papers = [("slip", "Return slip, for the parcel")]
        for one in _settlements(self._return):
            kind = "Exchange note" if one.exchange is not None else "Credit note"
            papers.append((str(one.id), f"{kind}: {settlement_title(one, self._zone)}"))
        chosen = "slip" if len(papers) == 1 else await self.ask(Choose("Which paper?", papers))
        if chosen is None:
            return
        folder = await self.ask(FolderForm(f"Paper for {ref('R', self.return_id)}"))
        if folder is not None:
            book = cast(Any, self.sitting.book)
            if chosen == "slip":
                made = await self.thread(return_papers.slip, book, self.return_id, folder)
            else:
                made = await self.thread(return_papers.note_of, book, self.return_id, int(chosen), folder)
            await offer_print(self, (made.file,), made.warnings)

    @flow
    async def action_ticket(self) -> None:
        """Open a ticket about this return, and show it."""
        from shopcrm.tui.forms.ticket_form import TicketForm

        made = await self.ask(TicketForm(ret=self.return_id))
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("T", made))

    def action_customer(self) -> None:
        """Open the customer's page."""
        if self._return is not None and self._return.customer_id is not None:
            self.open_record(ref("C", self._return.customer_id))

    def action_order(self) -> None:
        """Open the order."""
        if self._return is not None:
            self.open_record(ref("O", self._return.order_id))

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("do-"))

    @on(VirtualTable.Chosen)
    async def _chosen(self) -> None:
        """Enter on a line does what is next with it."""
        marked = self._marked(lambda one: True)
        if marked is not None and marked.outcome is None:
            waits = "receive" if marked.reception == "expected" and marked.decision == "waiting" else "decide"
            await self.run_action("settle" if marked.decision == "accepted" else waits)

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#return-lines", VirtualTable)

    def _marked(self, *wanted: Any) -> ReturnLine | None:
        """The marked line where it is one of those wanted, else the first that is; the marked one where none is."""
        held = self._return.lines if self._return else ()
        marked = next((one for one in held if one.id == self._table.record), None)
        for fits in wanted:
            if marked is not None and fits(marked):
                return marked
            first = next((one for one in held if fits(one)), None)
            if first is not None:
                return first
        return marked

    async def _ask(self, form: Form[Any]) -> None:
        if await self.ask(form) is not None:
            self._saved()

    def _saved(self) -> None:
        self.toast("Saved")
        self.reload()

    def _possible(self) -> dict[str, bool]:
        """What can be done with the return as it is; nothing before it was read."""
        one = self._return
        if one is None:
            return dict.fromkeys(("receive", "decide", "settle", "take_back", "withdraw", "customer", "dates"), False)
        on = one.state != "withdrawn"
        settled = any(each.outcome is not None for each in one.lines)
        return {
            "receive": on,
            "decide": on and any(each.outcome is None for each in one.lines),
            "settle": on and any(each.decision == "accepted" and each.outcome is None for each in one.lines),
            "dates": on,
            "take_back": bool(_settlements(one)),
            "withdraw": not settled,
            "customer": one.customer_id is not None,
        }

    def _offer(self, one: Return) -> None:
        """Show the buttons and keys for what is possible now, and none that is not."""
        for name, offered in self._possible().items():
            for push in self.query(f"#do-{name}"):
                push.display = offered
        push = self.query_one("#do-withdraw", Push)
        push.label = "Open again F8" if one.state == "withdrawn" else "Withdraw F8"
        push.refresh(layout=True)
        self.query_one(KeyRow).refresh()
        focused = cast(Screen[Any], self).focused
        if focused is None or not focused.display:
            self._table.focus()
        self.press_early()


def _settlements(one: Return | None) -> list[Settlement]:
    """Those that stand."""
    return [each for each in (one.settlements if one else ()) if not each.taken_back]


def _row(one: ReturnLine, currency: str) -> tuple[str, ...]:
    worth = money.show(one.value, currency)
    return (line_name(one), REASONS[one.reason], reception_words(one), decision_words(one), worth)


def _whole(
    one: Return, clocks: Sequence[Clock], related: Sequence[Content], zone: ZoneInfo, today: date
) -> Iterator[Content]:
    for each in one.lines:
        said = " · ".join(filter(None, (REASONS[each.reason], each.detail)))
        no = f" · rejected: {each.rejected_because}" if each.rejected_because else ""
        yield line((f"{line_name(each)}: ", "bold"), block(said + no))
    yield from related
    if one.settlements:
        yield plain("")
        yield plain("Settled", "bold")
    for done in one.settlements:
        yield from settlement_rows(done, zone)
    yield plain("")
    yield plain("What the law says", "bold")
    yield from clock_rows(clocks, one, today)
    yield plain("")
    yield from facts(one)
    yield plain("")
    yield plain("History", "bold")
    for event in one.events:
        detail = event.detail.replace("\n", "; ")
        words = f"{moment(event.at, zone)}  {EVENTS[event.kind]}, {event.staff}"
        yield line(words, (f" · {detail}" if detail else "", "$quiet"))
