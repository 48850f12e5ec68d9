"""One ticket: the conversation, how its promises stand, and what can be done next."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcrm.shop import customers, profile, tickets
from shopcrm.shop.tickets import CHANNEL_WORDS, DONE, KnowledgeNote, Ticket
from shopcrm.tui.forms.reply_form import Replied, note_words
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.ticket_words import about_words, clock_words, clocks_line, conversation, facts, heading, when
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import ref

WAITS = ("waiting_customer", "waiting_supplier")


class Conversation(Static):
    """The log of a ticket, drawn for the width that it has."""

    _shown: tuple[Ticket, ZoneInfo, date] | None = None

    def show(self, ticket: Ticket, zone: ZoneInfo, today: date) -> None:
        """Replace what is shown."""
        self._shown = ticket, zone, today
        self._draw()

    def on_resize(self) -> None:
        """The words take the new width."""
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            self.update(conversation(*self._shown, max(40, self.size.width - 1)))


class TicketPage(ShopPage):
    """What was said, the oldest first; buttons for what can happen next."""

    section = "tickets"
    CSS_PATH = "ticket_page.tcss"
    HELP = (
        "The conversation runs from top to bottom: the customer's words at the left, your replies set in, notes that"
        " only the shop sees behind a dotted edge. The first line says how your promises stand: while you wait for the"
        " customer the clocks stand still, and they count opening hours only. Reply (F2) picks saved replies too. The"
        " program sends nothing by itself: send the reply from your own mail. Ctrl+Z takes back the last act."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "reply", "Reply", "Reply to the customer"),
        key("f8", "resolve", "Resolve", "Resolve it, and write down how satisfied they are"),
        key("f3", "message", "They wrote", "Write down what the customer said"),
        key("f4", "change", "Edit", "Subject, priority and kind", shown=False),
        key("f5", "note", "Note", "A note that only the shop sees", shown=False),
        key("f6", "customer", "Customer", "Open the customer", shown=False),
        key("f7", "wait", "Wait…", "Wait for the customer or a supplier, or go on", shown=False),
        key("f9", "put_away", "Close or open again", "Close it for good, or open it again", shown=False),
        key("l", "link", "Link…", "Say whom and what it is about", shown=False),
        key("o", "about", "Order or return", "Open what it is about", shown=False),
        key("m", "merge", "Merge…", "Make one of this ticket and another", shown=False),
        key("s", "split", "Split…", "Move messages to a second ticket", shown=False),
    ]

    def __init__(self, ticket: int) -> None:
        super().__init__()
        self.ticket_id = ticket
        self._ticket: Ticket | None = None
        self._zone = ZoneInfo("UTC")
        self._early = []

    def body(self) -> ComposeResult:
        """Heading, clocks, buttons; the conversation, and facts beside it where there is room."""
        yield Static(id="ticket-heading")
        yield Static(id="ticket-facts")
        yield Static(id="ticket-clocks")
        with Horizontal(id="ticket-buttons", classes="buttons"):
            yield Push("Reply F2", id="do-reply", main=True)
            yield Push("They wrote F3", id="do-message")
            yield Push("Note F5", id="do-note")
            yield Push("Resolve F8", id="do-resolve")
            yield Push("Wait… F7", id="do-wait")
        with Horizontal(id="ticket-buttons-2", classes="buttons"):
            yield Push("Edit F4", id="do-change")
            yield Push("Link", id="do-link")
            yield Push("Merge", id="do-merge")
            yield Push("Split", id="do-split")
            yield Push("Close F9", id="do-put_away")
            yield Push("Customer", id="do-customer")
            yield Push("Order", id="do-about")
        with Container(id="ticket-middle"):
            with VerticalScroll(id="ticket-scroll"):
                yield Conversation(id="ticket-log")
            with VerticalScroll(id="ticket-side", can_focus=False):
                yield Static(id="ticket-side-words")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the ticket again and show it; the buttons follow its state."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        one = await self.read(tickets.card, self.ticket_id)
        may_help = await self.read(tickets.knowledge.found_for, self.ticket_id)
        before, self._ticket = self._ticket, one
        self.query_one("#ticket-heading", Static).update(heading(one))
        self.query_one("#ticket-facts", Static).update(facts(one))
        self.query_one("#ticket-clocks", Static).update(_standing(one))
        self.query_one(Conversation).show(one, self._zone, self.sitting.today)
        side = _side(one, self._zone, self.sitting.today, may_help)
        self.query_one("#ticket-side-words", Static).update(lines(*side))
        self._offer(one)
        if before is None or len(before.events) != len(one.events):
            self.call_after_refresh(self._to_the_end)

    def _to_the_end(self) -> None:
        """The latest words in sight, once it is known how long the conversation has become."""
        self.query_one("#ticket-scroll").scroll_end(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now has a key, in the bottom row and in Help."""
        return self._possible().get(action, True)

    @flow
    async def action_reply(self) -> None:
        """Reply; what is to be sent is put on the clipboard where the person says so."""
        from shopcrm.tui.forms.reply_form import ReplyForm

        replied = await self.ask(ReplyForm(self.ticket_id))
        if replied is not None:
            self._show_saved()
            if replied.copied:
                await self._hand_over(replied)

    async def _hand_over(self, replied: Replied) -> None:
        """Put the reply on the clipboard, and say where it is to be sent."""
        from shopcrm.tui.forms.send_it import SendIt

        self.frame.copy(replied.text)
        held = self._shown.customer_id
        card = None if held is None else await self.read(customers.card, held)
        await self.ask(SendIt(replied.text, replied.channel, card))

    @flow
    async def action_message(self) -> None:
        """Write down what the customer said."""
        from shopcrm.tui.forms.ticket_acts import MessageForm

        self._show_saved(await self.ask(MessageForm(self.ticket_id, self._shown.channel)))

    @flow
    async def action_note(self) -> None:
        """Add a note."""
        from shopcrm.tui.forms.ticket_acts import TicketNoteForm

        self._show_saved(await self.ask(TicketNoteForm(self.ticket_id)))

    @flow
    async def action_resolve(self) -> None:
        """Resolve it, or write down how satisfied the customer is with how it was resolved."""
        from shopcrm.tui.forms.resolve_form import ResolveForm, SatisfiedForm

        form = SatisfiedForm if self._shown.resolved_at is not None else ResolveForm
        self._show_saved(await self.ask(form(self.ticket_id)))

    @flow
    async def action_wait(self) -> None:
        """Wait for somebody, or go on."""
        from shopcrm.tui.forms.waiting import ask_for_whom

        if self._shown.state in WAITS:
            await self.write(tickets.resume, self.ticket_id)
            self._show_saved()
        else:
            self._show_saved(await ask_for_whom(self, self.ticket_id))

    @flow
    async def action_change(self) -> None:
        """Another subject, priority or kind."""
        from shopcrm.tui.forms.ticket_acts import TicketKindForm

        one = self._shown
        self._show_saved(await self.ask(TicketKindForm(one.id, one.subject, one.priority, one.category)))

    @flow
    async def action_link(self) -> None:
        """Say whom and what it is about."""
        from shopcrm.tui.forms.ticket_acts import TicketLinkForm

        self._show_saved(await self.ask(TicketLinkForm(self.ticket_id)))

    @flow
    async def action_merge(self) -> None:
        """Make one of two; show the one that goes on."""
        from shopcrm.tui.forms.ticket_acts import TicketMergeForm

        kept = await self.ask(TicketMergeForm(self.ticket_id))
        self._show_saved(kept is not None)
        if kept is not None and kept != self.ticket_id:
            self.open_record(ref("T", kept))

    @flow
    async def action_split(self) -> None:
        """Move messages to a second ticket, and show it."""
        from shopcrm.tui.forms.ticket_acts import TicketSplitForm, splittable

        made = await self.ask(TicketSplitForm(self.ticket_id, splittable(self._shown)))
        self._show_saved(made is not None)
        if made is not None:
            self.open_record(ref("T", made))

    @flow
    async def action_put_away(self) -> None:
        """Close it, or open it again; Ctrl+Z takes either back."""
        done = self._shown.state in DONE
        await self.write(tickets.reopen if done else tickets.close, self.ticket_id)
        self.toast("Open again." if done else "Closed. Ctrl+Z takes that back.")
        self.reload()

    def action_customer(self) -> None:
        """Open the customer's page."""
        if self._shown.customer_id is not None:
            self.open_record(ref("C", self._shown.customer_id))

    def action_about(self) -> None:
        """Open the return, else the order, that it is about; of a merged ticket the one that goes on."""
        one = self._shown
        for letter, record in (("T", one.merged_into), ("R", one.return_id), ("O", one.order_id)):
            if record is not None:
                self.open_record(ref(letter, record))
                return

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("do-"))

    @property
    def _shown(self) -> Ticket:
        assert self._ticket is not None, "the ticket has not been read yet"
        return self._ticket

    def _show_saved(self, saved: bool | None = True) -> None:
        if saved:
            self.toast("Saved")
            self.reload()

    def _possible(self) -> dict[str, bool]:
        """What can be done with the ticket as it is; nothing before it was read."""
        acts = ("reply", "message", "note", "resolve", "wait", "change", "link", "merge", "split", "put_away")
        one = self._ticket
        if one is None or one.merged_into is not None:
            whose = None if one is None else one.customer_id
            return {**dict.fromkeys(acts, False), "customer": whose is not None, "about": one is not None}
        going_on = one.state not in DONE
        return {
            "reply": one.state != "closed",
            "message": one.state != "closed",
            "resolve": going_on or one.resolved_at is not None,
            "wait": going_on,
            "change": going_on,
            "split": going_on and sum(bool(event.body) for event in one.events) > 1,
            "customer": one.customer_id is not None,
            "about": one.order_id is not None or one.return_id is not None,
        }

    def key_words(self, action: str, words: str) -> str:
        """Once it is resolved, F8 asks how satisfied the customer is."""
        return "Satisfied?" if action == "resolve" and self._ticket and self._ticket.resolved_at else words

    def _offer(self, one: Ticket) -> None:
        """Show the buttons and keys for what is possible now, and none that is not."""
        for push in self.query(Push):
            push.display = self._possible().get((push.id or "").removeprefix("do-"), True)
        labels = {
            "wait": "Go on F7" if one.state in WAITS else "Wait… F7",
            "resolve": f"{self.key_words('resolve', 'Resolve')} F8",
            "put_away": "Open again F9" if one.state in DONE else "Close F9",
            "about": next(iter(about_words(one).split(" · ")), "") if one.merged_into is None else "Go to it",
        }
        for name, label in labels.items():
            push = self.query_one(f"#do-{name}", Push)
            push.label = label
            push.refresh(layout=True)
        self.query_one(KeyRow).refresh()
        focused = cast(Screen[Any], self).focused
        if focused is None or not focused.display:
            first = next((push for push in self.query(Push) if push.display), None)
            if first is not None:
                first.focus()
        self.press_early()


def _standing(one: Ticket) -> Content:
    """Both clocks; of a merged ticket where it went."""
    if one.merged_into is not None:
        return plain(f"! Merged into {ref('T', one.merged_into)}: everything stands there.", "bold $warning")
    return clocks_line(one)


def _side(one: Ticket, zone: ZoneInfo, today: date, may_help: Sequence[KnowledgeNote]) -> Iterator[Content]:
    """What stands beside the conversation: when it is due, where it came from, notes that may help."""
    for clock in one.clocks:
        yield clock_words(clock)
        if clock.due:
            yield plain(f"  by {when(clock.due, zone, today)}", "$quiet")
    yield plain("")
    yield line(("Opened ", "$quiet"), f"{when(one.opened_at, zone, today)}, {CHANNEL_WORDS[one.channel].lower()}")
    if one.split_from is not None:
        yield line(("Split from ", "$quiet"), ref("T", one.split_from))
    if one.comment:
        yield line(("They said ", "$quiet"), f"“{one.comment}”")
    yield plain("")
    yield note_words(may_help)
