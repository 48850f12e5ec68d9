"""Feedback: what customers answered, with their comments, how it goes, and the tickets behind it."""

from collections.abc import Sequence
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from shopcrm.insight import dashboard, feedback
from shopcrm.insight.dashboard import DEFINITIONS, Board, axis
from shopcrm.insight.feedback import Answer, Question
from shopcrm.tui.forms.feedback_form import RecommendationForm, SatisfactionForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.line_chart import LineChart, Mark, Tick
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref
from shopcrm.workdays import short_day

PARTS = (("satisfaction", "How satisfied, 1 to 5"), ("recommends", "Would recommend, 0 to 10"))
COLUMNS = (
    Column("When", 11),
    Column("Answer", 7, right=True),
    Column("Customer", 20),
    Column("What they said"),
    Column("Ticket", 24, from_width=90),
)
MONTHS = 12


class FeedbackScreen(ShopPage):
    """The answers to one question; the marked one in full; the course by month."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "feedback.tcss"
    HELP = (
        "What customers answered when a matter was solved, and whether they would recommend you. Left and Right change"
        " the question. Enter opens the ticket behind the marked answer, or the customer where there is none. Ctrl+N"
        " writes down an answer; where a ticket is solved you are asked for it too. The words above the line"
        " compare this quarter so far with the one before; the line shows the last twelve months."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New answer", "Write down what a customer answered"),
        key("right", "part(1)", "Next question", "Show the other question", shown=False, priority=True),
        key("left", "part(-1)", "Question before", "Show the other question", shown=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[int, Answer] = {}

    def body(self) -> ComposeResult:
        """Which question; how it goes; the answers; the marked one."""
        yield TabRow(PARTS, id="tabs")
        yield Static(id="tally")
        yield LineChart(id="line")
        yield VirtualTable(COLUMNS, id="list")
        yield Peek(id="peek")

    @property
    def question(self) -> Question:
        """Which question is shown."""
        return cast(Question, self.query_one(TabRow).value)

    @flow(newest=True)
    async def reload(self) -> None:
        """Read everything again."""
        listed = await self.read(feedback.ids, self.question)
        board = await self.read(dashboard.one, self.question, "quarter")
        self.query_one("#tally", Static).update(_tally(board), layout=False)
        await self._draw()
        await self.query_one(VirtualTable).show(listed, self._rows)

    async def _draw(self) -> None:
        """The course by month."""
        unit = DEFINITIONS[self.question].unit
        course = await self.read(dashboard.series, self.question, "", "month", None, MONTHS)
        marks = [Mark(one.period.short_name, one.found.value) for one in course]
        self.query_one(LineChart).show(marks, [Tick(*pair) for pair in axis([mark.value for mark in marks], unit)])

    async def _rows(self, wanted: Sequence[int]) -> Sequence[Sequence[str]]:
        for one in await self.read(feedback.rows_for, self.question, list(wanted)):
            self._answers[one.id] = one
        return [_row(self._answers[one]) if one in self._answers else ("(no longer here)",) for one in wanted]

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self.show_marked(event.record)

    @flow(newest=True)
    async def show_marked(self, marked: int | None) -> None:
        """The marked answer in full."""
        if marked is None:
            words = "Nobody has answered yet. Ctrl+N writes an answer down, and so does solving a ticket."
            self.query_one(Peek).show(plain(words, "$quiet"))
            return
        for one in await self.read(feedback.rows_for, self.question, [marked]):
            about = f" · {ref('T', one.ticket)} {one.subject}" if one.ticket else ""
            who = plain(f"{one.customer_name or 'Somebody'}: {one.score}{about}", "bold")
            self.query_one(Peek).show(who, block(one.comment or "No comment."))

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        one = self._answers.get(event.record)
        if one is not None and one.ticket is not None:
            self.open_record(ref("T", one.ticket))
        elif one is not None and one.customer is not None:
            self.open_record(ref("C", one.customer))

    @flow
    async def action_new(self) -> None:
        """Write down what a customer answered."""
        form = SatisfactionForm() if self.question == "satisfaction" else RecommendationForm()
        if await self.ask(form):
            self.toast("Saved")
            self.reload()

    def action_part(self, step: int) -> None:
        """Show the other question."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self) -> None:
        self._answers.clear()
        self.reload()


def _tally(board: Board) -> Content:
    """``1 Oct to 22 Nov 2026: 4.33 of 5, 12 answers, 10 of them 4 or 5 · ▲ 0.20 on 1 Jul to 22 Aug 2026``."""
    one, now = board.figures[0], f"{board.so_far.name}: "
    if one.value is None:
        return plain(now + one.found.made_from, "$quiet")
    against = f" on {board.before.name}" if one.change else ""
    return line(now, (one.shown, "bold"), f", {one.found.made_from} · {one.change_words}{against}")


def _row(one: Answer) -> tuple[str, ...]:
    ticket = f"{ref('T', one.ticket)} {one.subject}" if one.ticket else ""
    return short_day(one.on), str(one.score), one.customer_name, one.comment.replace("\n", " "), ticket
