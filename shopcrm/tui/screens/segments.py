"""Segments: the groups that customers fall in by what they bought, segments of the shop's own, and who moved."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from shopcrm import money
from shopcrm.insight import segments
from shopcrm.insight.segments import BY_NAME, FEW, GroupCount, Move, SegmentRow, title_of
from shopcrm.papers.in_words import day
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.segment_members import SegmentMembers
from shopcrm.tui.screens.segment_page import SegmentPage
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

PARTS = (("groups", "Groups"), ("own", "Your segments"), ("moves", "Who moved"))
GROUP_COLUMNS = (
    Column("Group"),
    Column("Customers", 10, right=True),
    Column("Share", 6, right=True),
    Column("Came", 6, right=True),
    Column("Left", 6, right=True),
    Column("Spent in all", 15, right=True),
)
OWN_COLUMNS = (Column("Segment"), Column("Customers", 10, right=True), Column("A month ago", 12, right=True))
MOVE_COLUMNS = (Column("In the last 30 days"), Column("Customers", 10, right=True))
NO_OWN = "No segment of your own yet. Ctrl+N makes one: spent over 100 and lives in LS6, for example."
NO_MOVES = "Nobody moved from one group to another in the last 30 days."


class SegmentsScreen(ShopPage):
    """Three lists and a few words on the marked row."""

    section = "more"
    AUTO_FOCUS = "#groups"
    CSS_PATH = "segments.tcss"
    HELP = (
        "Every customer who bought is in one group, by how lately, how often and how much: all customers stand in a"
        " line for each, and each line is cut in five equal parts. Slipping away is not the list At risk: the group"
        " holds customers against one another, the list each one against their own habit. Your segments are rules of"
        " your own, saved by name and counted afresh each time. Who moved tells who changed group in the last 30 days;"
        " groups are kept once a day, when you first open the shop. Enter lists the customers; there you export them,"
        " or print labels and letters, for those who may be contacted."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New segment", "Make a segment by rules of your own"),
        key("f4", "change", "Change", "Change the rules of the marked segment"),
        key("f9", "remove", "Remove", "Remove the marked segment; no customer changes", shown=False),
        key("right", "part(1)", "Next part", "Show the next part of the screen", shown=False, priority=True),
        key("left", "part(-1)", "Part before", "Show the part before", shown=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[GroupCount] = ()
        self._own: Sequence[SegmentRow] = ()
        self._moves: Sequence[Move] = ()
        self._since: str | None = None
        self._shown = "groups"
        self._making: SegmentPage | None = None
        """The page on which a new segment was begun."""

    def body(self) -> ComposeResult:
        """The parts, and what the marked row means."""
        yield TabRow(PARTS, id="tabs")
        with Container(id="list-and-peek"):
            with ContentSwitcher(initial="groups", id="part"):
                yield VirtualTable(GROUP_COLUMNS, id="groups")
                yield VirtualTable(OWN_COLUMNS, id="own")
                yield VirtualTable(MOVE_COLUMNS, id="moves")
            yield Peek(id="peek")
        yield Static(id="remark")

    @flow(newest=True)
    async def reload(self) -> None:
        """Count everything again."""
        self._groups = await self.read(segments.groups)
        self._moves = await self.read(segments.moves)
        self._since = await self.read(segments.kept_since)
        await self._table("groups").show(range(len(self._groups)), self._group_rows)
        await self._table("moves").show(range(len(self._moves)), self._move_rows)
        self._own = await self.read(segments.listed)
        await self._table("own").show([one.id for one in self._own], self._own_rows)
        self.query_one(TabRow).show_counts({"own": len(self._own), "moves": sum(one.customers for one in self._moves)})
        self._remark()
        self._show_made()

    def _show_made(self) -> None:
        """Mark the segment that was just made, among those of the shop's own."""
        made = self._making.saved if self._making is not None else None
        self._making = None
        if made is not None:
            self._table("own").go_to(made)
            self.query_one(TabRow).value = "own"

    async def _group_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        came = {one.group.name: _sum(self._moves, joined=one.group.name) for one in self._groups}
        left = {one.group.name: _sum(self._moves, left=one.group.name) for one in self._groups}
        return [
            (
                *(one.group.title, f"{one.customers:,}", f"{one.share}%"),
                *(f"+{came[one.group.name]:,}", f"-{left[one.group.name]:,}", money.show(one.spent, one.currency)),
            )
            for one in (self._groups[place] for place in places)
        ]

    async def _own_rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {one.id: one for one in self._own}
        return [(rows[one].name, f"{rows[one].customers:,}", _before(rows[one])) for one in ids if one in rows]

    async def _move_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        moves = (self._moves[place] for place in places)
        return [(f"From {title_of(one.left)} to {title_of(one.joined)}", f"{one.customers:,}") for one in moves]

    @flow
    async def action_new(self) -> None:
        """Make a segment."""
        self._making = SegmentPage()
        self.app.push_screen(self._making)

    @flow
    async def action_change(self) -> None:
        """Change the marked segment; groups have rules of their own that stay."""
        own = self._marked_own()
        if own is not None:
            self.app.push_screen(SegmentPage(own.id))

    @flow
    async def action_remove(self) -> None:
        """Remove the marked segment."""
        own = self._marked_own()
        words = "No customer changes. Ctrl+Z takes that back."
        if own is not None and await self.ask(Confirm(f"Remove the segment “{own.name}”?", words, "Remove it")):
            await self.write(segments.remove, own.id)
            self.toast("Removed. Ctrl+Z takes that back.")
            self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a segment of the shop's own is changed or removed."""
        return action not in ("change", "remove") or self._shown == "own"

    def action_part(self, step: int) -> None:
        """Show the neighbouring part."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self, event: TabRow.Changed) -> None:
        self._shown = event.value
        self.query_one(ContentSwitcher).current = event.value
        self.query_one(f"#{event.value}").focus()
        self.query_one(KeyRow).refresh()
        self._remark()
        self._tell(self._table(event.value).record)

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        if event.control is self._table(self._shown):
            self._tell(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        if self._shown == "groups":
            self.app.push_screen(SegmentMembers(self._groups[event.record].group.title))
        elif self._shown == "own":
            own = self._own_one(event.record)
            if own is not None:
                self.app.push_screen(SegmentMembers(own.name))
        else:
            move = self._moves[event.record]
            self.app.push_screen(SegmentMembers(moved=(move.left, move.joined)))

    def _marked_own(self) -> SegmentRow | None:
        return self._own_one(self._table("own").record) if self._shown == "own" else None

    def _own_one(self, record: int | None) -> SegmentRow | None:
        """A segment of the shop's own; None where it was removed since the list was shown."""
        return next((one for one in self._own if one.id == record), None)

    def _tell(self, record: int | None) -> None:
        peek = self.query_one("#peek", Peek)
        own = self._own_one(record) if self._shown == "own" else None
        if record is None or (self._shown == "own" and own is None):
            peek.show()
        elif own is not None:
            peek.show_rows(_own_words(own))
        elif self._shown == "groups":
            peek.show_rows(_group_words(self._groups[record]))
        else:
            peek.show_rows(_move_words(self._moves[record]))

    def _remark(self) -> None:
        bought = sum(one.customers for one in self._groups)
        words = ""
        if self._shown == "own" and not self._own:
            words = NO_OWN
        elif self._shown == "moves" and not self._moves:
            words = NO_MOVES
        elif self._shown == "groups" and bought < FEW:
            people = "nobody" if not bought else "1 customer" if bought == 1 else f"{bought} customers"
            words = f"! So far {people} bought: fifths of fewer than {FEW} say little yet."
        elif self._since is not None:
            words = f"Moves are known since {day(date.fromisoformat(self._since))}."
        self.query_one("#remark", Static).update(plain(words, "$quiet"))

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)


def _sum(moves: Sequence[Move], *, left: str | None = None, joined: str | None = None) -> int:
    return sum(one.customers for one in moves if left in (None, one.left) and joined in (None, one.joined))


def _before(one: SegmentRow) -> str:
    return "" if one.before is None else f"{one.before:,}"


def _group_words(one: GroupCount) -> Iterator[Content]:
    yield line((one.group.title, "bold"), ("   Enter lists the customers", "$quiet"))
    yield plain(one.group.means)
    yield plain(one.group.rule, "$quiet")
    yield plain("Came and left: in the last 30 days. Spent: less what was given back.", "$quiet")


def _move_words(one: Move) -> Iterator[Content]:
    people = "1 customer" if one.customers == 1 else f"{one.customers:,} customers"
    yield line((f"{people} moved from {title_of(one.left)} to {title_of(one.joined)}", "bold"))
    yield plain("between 30 days ago and today. Enter lists them.", "$quiet")
    for group in filter(None, map(BY_NAME.get, (one.left, one.joined))):
        yield plain(f"{group.title}: {group.means}", "$quiet")


def _own_words(one: SegmentRow) -> Iterator[Content]:
    yield line((one.name, "bold"), ("   Enter lists the customers, F4 changes it", "$quiet"))
    yield plain(one.words)
    if one.before is not None and one.before_on is not None:
        yield plain(f"{one.before:,} on {day(date.fromisoformat(one.before_on))}, {one.customers:,} now.", "$quiet")
