"""Two records side by side: a choice for each value, every row that moves by name, and Merge."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from shopcrm.shop import merge
from shopcrm.shop.merge import Field, MergeDraft, MergePreview
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.merge_words import asked_words, choice_row, choice_whole, moving_row, moving_whole
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

CHOICE_COLUMNS = (Column("", 14), Column("Stays", 29), Column("Goes into it"))
ROW_COLUMNS = (Column("What it holds", 21), Column(""), Column("What becomes of it", 22))
ACTS = (("merge", "Merge Ctrl+S"), ("swap", "Swap F2"), ("apart", "Two people F9"))


class MergePage(ShopPage):
    """The choices at the top, the rows that change hands below."""

    section = "customers"
    AUTO_FOCUS = "#choices"
    CSS_PATH = "merge_page.tcss"
    HELP = (
        "The record at the left stays, the one at the right goes into it; F2 swaps them. Enter on a value chooses the"
        " other one: (o) marks what the merged record will say. Below stands every row of the record that goes, and"
        " what becomes of it: orders, notes, tickets, points, store credit, answers. Tab goes down to it; the last"
        " lines show the marked value whole. E-mail addresses, numbers and tags all stay; of two answers"
        " about being contacted the stricter stands. Nothing happens before you press Merge, and Ctrl+Z, or Unmerge"
        " below More, Duplicates, takes it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "merge", "Merge", "Make both records one"),
        key("f2", "swap", "Swap", "Let the other record stay"),
        key("f9", "apart", "Two people", "They are two different people: do not offer them again"),
    ]

    def __init__(self, keep: int, lose: int) -> None:
        super().__init__()
        self._keep, self._lose = keep, lose
        self._take: frozenset[Field] = frozenset()
        self._shown: MergePreview | None = None

    def body(self) -> ComposeResult:
        """Who, the choices, what can be done, the rows, and the marked value whole."""
        yield Static(id="pair")
        yield VirtualTable(CHOICE_COLUMNS, id="choices", one_of_two=True)
        with Horizontal(id="acts"):
            for action, label in ACTS:
                yield Push(label, id=action, main=action == "merge")
        yield VirtualTable(ROW_COLUMNS, id="rows", one_of_two=True)
        yield Peek(id="whole")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read what a merge would do."""
        self._shown = shown = await self.read(merge.preview, self._draft)
        told = (
            line(
                (f"{shown.keep.name} ({ref('C', shown.keep.id)})", "bold"),
                " stays · ",
                (f"{shown.lose.name} ({ref('C', shown.lose.id)})", "bold"),
                " goes into it",
            ),
            *(plain(f"! {warning}", "$warning") for warning in shown.warnings),
        )
        self.query_one("#pair", Static).update(lines(*told))
        choices, rows = self._table("choices"), self._table("rows")
        choices.styles.height = len(shown.choices) + 1
        await choices.show(range(len(shown.choices)), self._choice_rows)
        await rows.show(range(len(shown.rows)), self._moving_rows)
        self._show_whole()

    async def _choice_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        choices = self._shown.choices if self._shown else ()
        return [choice_row(choices[place]) for place in places if place < len(choices)]

    async def _moving_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = self._shown.rows if self._shown else ()
        return [moving_row(rows[place]) for place in places if place < len(rows)]

    @flow
    async def action_merge(self) -> None:
        """Make both one, once the person says so."""
        shown = self._shown
        if shown is None:
            return
        heading = f"Merge {shown.lose.name} into {shown.keep.name}?"
        if await self.ask(Confirm(heading, asked_words(shown), "Merge")):
            await self.write(merge.merge, self._draft)
            self.toast("Merged. Ctrl+Z takes that back.")
            self.dismiss(None)

    def action_swap(self) -> None:
        """Let the other record stay."""
        self._keep, self._lose = self._lose, self._keep
        self._take = frozenset()
        self.reload()

    @flow
    async def action_apart(self) -> None:
        """Say that they are two people."""
        await self.write(merge.tell_apart, self._keep, self._lose)
        self.toast("Two people: not offered again. Ctrl+Z takes that back.")
        self.dismiss(None)

    def _show_whole(self) -> None:
        """The marked value of the list that has the focus, which a column may cut."""
        shown, rows = self._shown, self._table("rows")
        place = (rows if rows.has_focus else self._table("choices")).record
        if shown is None or place is None:
            self.query_one(Peek).show()
        elif rows.has_focus and place < len(shown.rows):
            self.query_one(Peek).show_rows(moving_whole(shown.rows[place]))
        elif not rows.has_focus and place < len(shown.choices):
            self.query_one(Peek).show_rows(choice_whole(shown.choices[place]))

    @on(VirtualTable.Highlighted)
    @on(events.DescendantFocus)
    def _marked(self) -> None:
        self._show_whole()

    @on(VirtualTable.Chosen, "#choices")
    def _choose(self, event: VirtualTable.Chosen) -> None:
        """The other value, where there are two."""
        if self._shown is not None and self._shown.choices[event.record].differs:
            self._take ^= {self._shown.choices[event.record].field}
            self.reload()

    @on(Push.Pressed, "#acts Push")
    async def _act(self, event: Push.Pressed) -> None:
        await self.run_action(event.push.id or "")

    @property
    def _draft(self) -> MergeDraft:
        return MergeDraft(self._keep, self._lose, tuple(sorted(self._take)))

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)
