"""Figures: how the shop is doing, each figure with what it means, over time, and beside what the shop aims at."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from shopcrm.insight import dashboard
from shopcrm.insight.dashboard import KINDS, Board, Figure, Kind, Point, axis, periods, shown
from shopcrm.jobs import figures_paper
from shopcrm.jobs.figures_paper import Asked
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.figures_form import SpendForm, TargetForm
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.paper_done import offer_print
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.bar_chart import Bar, BarChart
from shopcrm.tui.widgets.line_chart import LineChart, Mark, Tick
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (
    Column("Figure"),
    Column("Now", 10, right=True),
    Column("Before", 10, right=True, from_width=90),
    Column("Change", 13),
    Column("Target", 16),
)
BARS_NARROW, POINTS = 5, 12
PAPERS = (
    ("pdf", "One page with charts, for the accountant (PDF)"),
    ("csv", "The figures as a table for a spreadsheet (CSV)"),
)


class FiguresScreen(ShopPage):
    """Every figure of a period; the marked one over time, and in words."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "figures.tcss"
    HELP = (
        "How the shop is doing. Left and Right choose by day, week, month, quarter or tax year; E shows the period"
        " before, L the next one. A period that still runs is compared with as many days of the one before. What the"
        " marked figure means stands below, beside its course over the last periods. Enter sets its target. Ctrl+N"
        " enters what a month's advertising cost, Ctrl+P writes the figures to a file."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "spend", "Spend", "Enter what a month's advertising cost"),
        key("ctrl+p", "papers", "PDF, CSV", "Write the figures to a file"),
        key("e", "go(-1)", "Earlier", "The period before", shown=False),
        key("l", "go(1)", "Later", "The period after", shown=False),
        key("right", "kind(1)", "Longer", "Week, month, quarter, tax year", shown=False, priority=True),
        key("left", "kind(-1)", "Shorter", "A shorter period", shown=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None
        self._board: Board | None = None

    def body(self) -> ComposeResult:
        """Which period; the figures; the marked one over time and in words."""
        yield TabRow(tuple(KINDS.items()), id="tabs")
        yield Static(id="period")
        yield VirtualTable(COLUMNS, id="list")
        with Container(id="marked"):
            with Vertical(id="course"):
                yield Static(id="course-title")
                yield BarChart(id="bars")
            with Vertical(id="meaning-side"):
                yield LineChart(id="line")
                yield Static(id="meaning")

    def on_mount(self) -> None:
        """A month is what most people think in."""
        self.query_one(TabRow).value = "month"

    @property
    def kind(self) -> Kind:
        """By day, week, month, quarter or tax year."""
        return next(kind for kind in KINDS if kind == self.query_one(TabRow).value)

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the figures again."""
        self._board = board = await self.read(dashboard.board, self.kind, self._day)
        self.query_one("#period", Static).update(_heading(board), layout=False)
        await self._table.show(range(len(board.figures)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        assert self._board is not None
        return [_row(self._board.figures[place]) for place in places if place < len(self._board.figures)]

    @on(VirtualTable.Highlighted)
    def _marked(self) -> None:
        self.show_marked()

    @flow(newest=True)
    async def show_marked(self) -> None:
        """What the marked figure means, and how it went."""
        one, board = self.marked, self._board
        if one is None or board is None:
            return
        self.set_class(not one.about.adds_up, "-share")
        self.query_one("#meaning", Static).update(_meaning(one), layout=False)
        course = await self.read(dashboard.series, one.about.key, one.currency, self.kind, board.period.first, POINTS)
        self.query_one("#course-title", Static).update(plain(f"{one.name} by {KINDS[self.kind].lower()}", "bold"))
        self.query_one(BarChart).show(*_bars(one, course[-self._bars :]))
        self.query_one(LineChart).show(*_line(one, course))

    @property
    def marked(self) -> Figure | None:
        """The figure under the cursor."""
        place = self._table.record
        return None if self._board is None or place is None else self._board.figures[place]

    @property
    def _bars(self) -> int:
        return BARS_NARROW if self.has_class("-narrow") else POINTS

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#list", VirtualTable)

    @flow
    async def action_spend(self) -> None:
        """Enter what the month's advertising cost."""
        day = self._board.so_far.last if self._board else self.sitting.today
        if await self.ask(SpendForm(day.isoformat())):
            self.toast("Saved")
            self.reload()

    @on(VirtualTable.Chosen)
    def _target(self) -> None:
        self.set_target()

    @flow
    async def set_target(self) -> None:
        """Say what the shop aims at."""
        one = self.marked
        if one is None:
            return
        form = TargetForm(one.about.key, self.kind, one.currency)
        if await self.ask(form):
            self.toast("Saved")
            self.reload()

    @flow
    async def action_papers(self) -> None:
        """Write the figures to a file."""
        kind = await self.ask(Choose("Write the figures", PAPERS))
        folder = await self.ask(FolderForm("Where to?")) if kind else None
        if kind is None or folder is None or self._board is None:
            return
        asked = Asked(None, self._board.so_far.last, self.kind)
        if kind == "csv":
            done = await self.thread(figures_paper.table, self.sitting.book, asked, folder)
            self.toast(f"Written: {done}")
            return
        page = await self.thread(figures_paper.page, self.sitting.book, asked, folder)
        await offer_print(self, [page.file], page.warnings)

    def action_go(self, step: int) -> None:
        """The period before, or after; none that has not begun."""
        if self._board is None:
            return
        country = self.sitting.book.calendar.country
        beside = (periods.after if step > 0 else periods.before)(self._board.period, country)
        if beside.first <= self.sitting.today and beside.first.year > 1950:
            self._day = beside.first
            self.reload()

    def action_kind(self, step: int) -> None:
        """By longer or shorter periods."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _kind_changed(self) -> None:
        self._day = self._board.so_far.last if self._board else None
        self.reload()


def _heading(board: Board) -> Content:
    """``November 2026 so far, against 1 to 22 Oct 2026 · E earlier, L later``."""
    name = f"{board.period.name} so far" if board.begun else board.period.name
    return line((name, "bold"), (f", against {board.before.name} · E earlier, L later", "$quiet"))


def _row(one: Figure) -> tuple[str, ...]:
    before = shown(one.before.value, one.about.unit, one.currency)
    return one.name, one.shown, before, one.change_words, one.target_words


def _meaning(one: Figure) -> Content:
    """What it is made from, what it was before and is to be, then what it means."""
    made = f"{one.shown if one.value is not None else 'None'}: {one.found.made_from}."
    before = "" if one.before.value is None else f" Before {shown(one.before.value, one.about.unit, one.currency)}."
    aim = f" Target {one.aim}." if one.aim else ""
    return lines(plain(made + before + aim, "bold"), plain(one.about.words, "$quiet"))


def _bars(one: Figure, course: Sequence[Point]) -> tuple[list[Bar], tuple[tuple[int, str], ...]]:
    unit, currency = one.about.unit, one.currency
    bars = [
        Bar(point.period.short_name, point.found.value or 0, shown(point.found.value, unit, currency))
        for point in course
    ]
    return bars, axis([bar.size for bar in bars], unit, currency, 5) if any(bar.size for bar in bars) else ()


def _line(one: Figure, course: Sequence[Point]) -> tuple[list[Mark], list[Tick]]:
    marks = [Mark(point.period.short_name, point.found.value) for point in course]
    return marks, [Tick(*pair) for pair in axis([mark.value for mark in marks], one.about.unit, one.currency)]
