"""Saved replies and short notes: what is offered when a ticket is answered."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from shopcrm.shop.tickets import KnowledgeNote, SavedReply, knowledge, replies
from shopcrm.tui.forms.saved_reply_form import KnowledgeForm, SavedReplyForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.tick import Tick
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

REPLIES, NOTES = "replies", "notes"
KINDS = ((REPLIES, "Saved replies"), (NOTES, "Short notes"))
EMPTY = {
    REPLIES: "Replies that you write often stand here; names and numbers are filled in for each ticket.",
    NOTES: "Short notes on how things are done stand here; they are offered when a ticket has their words.",
}
FIRST = {REPLIES: "New saved reply", NOTES: "New note"}


class SavedRepliesScreen(ShopPage):
    """Which kind, the list, what the marked one says; Enter changes it."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "saved_replies.tcss"
    HELP = (
        "Saved replies are picked when you answer a ticket (F5 there): {first name}, {order} and the like are filled in"
        " first. Short notes are for yourself: they are offered beside a reply when the ticket has their words. Enter"
        " changes the marked one; F9 puts it away, and brings it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New", "Add a reply or a note"),
        key("f9", "put_away", "Put away", "Put it away, or bring it back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._listed: Sequence[SavedReply | KnowledgeNote] = ()

    def body(self) -> ComposeResult:
        """Replies or notes; the list and the text."""
        with Horizontal(id="kind-row"):
            yield ChoiceRow(KINDS, id="kind")
            yield Tick("Put away", id="put-away")
        with Container(id="list-and-peek"):
            yield VirtualTable([Column("Called"), Column("Used", 9, right=True)], id="list")
            yield Peek(id="peek")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push(FIRST[REPLIES], id="first", main=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """Read them again."""
        away = self.query_one("#put-away", Tick).value
        listed = replies.listed if self._kind == REPLIES else knowledge.listed
        self._listed = await self.read(listed, archived=away)
        await self._table.show(range(len(self._listed)), self._rows)
        nothing = not self._listed
        self.set_class(nothing, "-nothing")
        words = "Nothing was put away." if away else EMPTY[self._kind]
        self.query_one("#nothing-words", Static).update(plain(words))
        first = self.query_one("#first", Push)
        first.label = FIRST[self._kind]
        first.refresh(layout=True)
        if self.focused is None or self.focused.id in ("list", "first"):
            (first if nothing else self._table).focus()

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [_row(self._listed[place]) for place in places]

    @flow
    async def action_new(self) -> None:
        """Add one."""
        form = SavedReplyForm() if self._kind == REPLIES else KnowledgeForm()
        self._saved(await self.ask(form))

    @flow
    async def _change(self, one: SavedReply | KnowledgeNote) -> None:
        if isinstance(one, SavedReply):
            self._saved(await self.ask(SavedReplyForm(one.id, one.title, one.body)))
        else:
            self._saved(await self.ask(KnowledgeForm(one.id, one.title, one.body, one.words)))

    @flow
    async def action_put_away(self) -> None:
        """Put the marked one away, or bring it back; Ctrl+Z takes that back."""
        if self._table.record is None:
            return
        one = self._listed[self._table.record]
        archive = replies.archive if isinstance(one, SavedReply) else knowledge.archive
        await self.write(archive, one.id, not one.archived)
        self.toast("In the list again." if one.archived else "Put away. Ctrl+Z takes that back.")
        self.reload()

    def _saved(self, saved: bool | None) -> None:
        if saved:
            self.toast("Saved")
            self.reload()

    @on(ChoiceRow.Changed, "#kind")
    @on(Tick.Changed, "#put-away")
    def _which_changed(self) -> None:
        self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        peek = self.query_one("#peek", Peek)
        if event.record is None or event.record >= len(self._listed):
            peek.show()
        else:
            one = self._listed[event.record]
            words = f"Found by: {one.words}" if isinstance(one, KnowledgeNote) and one.words else ""
            peek.show(plain(one.title, "bold"), block(one.body), plain(words, "$quiet"))

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self._change(self._listed[event.record])

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    @property
    def _kind(self) -> str:
        return self.query_one("#kind", ChoiceRow).value

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)


def _row(one: SavedReply | KnowledgeNote) -> tuple[str, str]:
    if isinstance(one, KnowledgeNote):
        return one.title, ""
    return one.title, "once" if one.uses == 1 else f"{one.uses:,} times" if one.uses else "never"
