"""Duplicates: who may be in the book twice, with a score and its reasons; and the merges so far, to be unmerged."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from shopcrm.insight import duplicates
from shopcrm.insight.duplicates import Pair
from shopcrm.shop import customers, merge, profile
from shopcrm.shop.merge import PastMerge
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.merge_words import lost_words, pair_row, pair_rows, parted_words, past_row, past_rows
from shopcrm.tui.screens.merge_page import MergePage
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

PARTS = (("pairs", "Perhaps twice"), ("merged", "Merged"))
PAIR_COLUMNS = (Column("Sure", 5, right=True), Column("Customer", 16), Column("and", 16), Column("Because"))
MERGED_COLUMNS = (Column("When", 12), Column("Merged"), Column("By", 12, from_width=90), Column("", 9))


class DuplicatesScreen(ShopPage):
    """The pairs, the merges, and what is behind the marked one."""

    section = "more"
    AUTO_FOCUS = "#pairs"
    CSS_PATH = "duplicates.tcss"
    HELP = (
        "Records that look like one person's, the surest first, each with its reasons. Enter shows both side by side;"
        " nothing is merged before you press Merge there. F9 says that they are two different people: they are not"
        " offered again. Merged lists what was made one: Enter unmerges it, and both records are as they were."
        " F3 looks through the whole book again. Sure: how likely the two are one person, worked out from what they"
        " have in common and how rare that is in your book."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f3", "scan", "Look again", "Look through the whole book again"),
        key("f9", "apart", "Two people", "They are two different people: do not offer them again"),
        key("right", "part(1)", "Next part", "Show the next part of the screen", shown=False, priority=True),
        key("left", "part(-1)", "Part before", "Show the part before", shown=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Sequence[Pair] = ()
        self._past: Sequence[PastMerge] = ()
        self._scanned = False
        self._zone = "UTC"

    def body(self) -> ComposeResult:
        """Two lists, what stands where there is nothing, and the peek."""
        yield TabRow(PARTS, id="tabs")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
        with ContentSwitcher(initial="pairs", id="part"):
            yield VirtualTable(PAIR_COLUMNS, id="pairs")
            yield VirtualTable(MERGED_COLUMNS, id="merged")
        yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the merges; look through the book once, and again when something was merged or parted meanwhile."""
        self._zone = (await self.read(profile.get)).zone
        past = await self.read(merge.merges)
        if not self._scanned or past != self._past:
            if not self._pairs:
                self._say("Looking through the book …")
            book = await self.read(duplicates.book_of)
            self._pairs = await self.thread(duplicates.compare, book)
            self._scanned = True
        self._past = past
        await self._table("pairs").show(range(len(self._pairs)), self._pair_rows)
        await self._table("merged").show(range(len(self._past)), self._past_rows)
        self.query_one(TabRow).show_counts({"pairs": len(self._pairs), "merged": len(self._past)})
        self._show_part()

    async def _pair_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [pair_row(self._pairs[place]) for place in places if place < len(self._pairs)]

    async def _past_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [past_row(self._past[place], self._zone) for place in places if place < len(self._past)]

    def action_scan(self) -> None:
        """Look through the whole book again."""
        self._scanned = False
        self.reload()

    @flow
    async def action_apart(self) -> None:
        """Say that the marked two are two people; Ctrl+Z takes that back."""
        place = self._table("pairs").record
        if self._part == "pairs" and place is not None and place < len(self._pairs):
            pair = self._pairs[place]
            await self.write(merge.tell_apart, pair.a, pair.b)
            self.toast("Two people: not offered again. Ctrl+Z takes that back.")
            self.action_scan()

    @flow
    async def unmerge(self, one: PastMerge) -> None:
        """Part what was made one, once the person says so."""
        words = (
            f"{one.name} ({ref('C', one.keep)}) and {lost_words(one)} will be as before."
            f" What came since the merge stays with {ref('C', one.keep)}."
        )
        if await self.ask(Confirm(f"Unmerge {ref('M', one.id)}?", words, "Unmerge")):
            self.toast(parted_words(await self.write(merge.unmerge, one.id)))
            self.action_scan()

    @flow
    async def _open_kept(self, one: PastMerge) -> None:
        """The record that was kept, or the one that it is part of by now."""
        now = await self.read(customers.holder, one.keep)
        self.open_record(ref("C", one.keep if now is None else now))

    def after_write(self) -> None:
        """A merge was made, or taken back."""
        super().after_write()
        self._scanned = False

    def action_part(self, step: int) -> None:
        """Show the other list."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self) -> None:
        self.query_one(ContentSwitcher).current = self._part
        self._table(self._part).focus()
        self._show_part()

    def _show_part(self) -> None:
        """Words where the shown list is empty, else what is behind its marked row."""
        listed: Sequence[object] = self._pairs if self._part == "pairs" else self._past
        words = {
            "pairs": "Nobody looks to be in the book twice.",
            "merged": "Nothing was merged yet. Merges stand here, to be undone at any time.",
        }
        self._say("" if listed else words[self._part])
        self._show_peek(self._table(self._part).record)

    def _say(self, words: str) -> None:
        """Words in the place of a list; the list itself where there are none."""
        self.set_class(bool(words), "-nothing")
        self.query_one("#nothing-words", Static).update(plain(words, "$quiet"))

    def _show_peek(self, place: int | None) -> None:
        peek = self.query_one(Peek)
        if self._part == "pairs" and place is not None and place < len(self._pairs):
            peek.show_rows(pair_rows(self._pairs[place]))
        elif self._part == "merged" and place is not None and place < len(self._past):
            peek.show_rows(past_rows(self._past[place]))
        else:
            peek.show()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.table.id == self._part:
            self._show_peek(event.record)

    @on(VirtualTable.Chosen, "#pairs")
    def _compare(self, event: VirtualTable.Chosen) -> None:
        pair = self._pairs[event.record]
        self.app.push_screen(MergePage(pair.a, pair.b))

    @on(VirtualTable.Chosen, "#merged")
    def _part_again(self, event: VirtualTable.Chosen) -> None:
        one = self._past[event.record]
        if one.undone_at:
            self._open_kept(one)
        else:
            self.unmerge(one)

    @property
    def _part(self) -> str:
        return self.query_one(TabRow).value

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)
