"""At risk and forecasts: whom the shop is about to lose, and what to expect of the weeks to come."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from shopcrm import money
from shopcrm.insight import at_risk, forecast, scores
from shopcrm.insight.at_risk import AtRisk, AtRiskList
from shopcrm.insight.scores import KeptForecast
from shopcrm.papers.in_words import day
from shopcrm.tui.frame import flow, key
from shopcrm.tui.insight_words import expected_rows
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Customer"),
    Column("Why", 39),
    Column("Spent", 10, right=True),
    Column("Expected", 10, right=True, from_width=90),
)
NOBODY = (
    f"Nobody is at risk. Customers who bought on {at_risk.LEAST_PURCHASES} days or more are listed here when they stay"
    " away for much longer than they usually do; F1 says more. The groups show how all customers buy."
)


class AtRiskScreen(ShopPage):
    """The forecast in two lines, the list, and what the marked row is made from."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "at_risk.tcss"
    HELP = (
        f"{at_risk.DEFINITION} The group Slipping away, under Segments, is another thing: it holds customers against"
        " one another, this list each one against their own habit."
        f" Expected: {forecast.DEFINITION} It takes {forecast.LEAST_CUSTOMERS} customers who came back on another day,"
        f" and {forecast.LEAST_WEEKS} weeks of orders. A forecast is made anew when it is a week old, or with F3; each"
        " time it is held against what came since."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("f3", "work_out", "Forecast again", "Make the forecast anew")]

    def __init__(self) -> None:
        super().__init__()
        self._listed: Sequence[AtRisk] = ()
        self._kept: KeptForecast | None = None
        self._tried = False

    def body(self) -> ComposeResult:
        """Forecast, list, what is behind."""
        yield Static(id="forecast")
        yield Static(id="tally")
        yield VirtualTable(COLUMNS, id="list")
        with Vertical(id="nothing"):
            yield Static(plain(NOBODY), id="nothing-words")
            yield Push("See the groups", id="groups", main=True)
        yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the list; a forecast that is missing or old is made, once, while the list stands."""
        self._kept = await self.read(scores.kept)
        found = await self.read(at_risk.listed)
        self._listed = found.customers
        self._show_forecast()
        self.query_one("#tally", Static).update(_tally(found), layout=False)
        self.set_class(not self._listed, "-nothing")
        if not self._listed:
            self.query_one("#groups").focus()
        await self.query_one(VirtualTable).show(range(len(self._listed)), self._rows)
        if not self._tried and (self._kept is None or not self._kept.fresh):
            self._tried = True
            self.action_work_out()

    @on(Push.Pressed, "#groups")
    def _see_groups(self) -> None:
        self.frame.go_to_place("segments")

    @flow
    async def action_work_out(self) -> None:
        """Make the forecast anew: read, work out beside the book, and keep."""
        self.query_one("#forecast", Static).update(plain("Working out the forecast …", "$quiet"))
        known = await self.read(forecast.evidence)
        await self.write(scores.keep, await self.thread(forecast.worked_out, known))
        self.reload()

    def _show_forecast(self) -> None:
        rows = forecast_rows(self._kept) if self._kept else [plain("No forecast yet.", "$quiet")]
        self.query_one("#forecast", Static).update(lines(*rows))

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [_row(self._listed[place]) for place in places if place < len(self._listed)]

    @on(VirtualTable.Highlighted)
    def _peek(self, event: VirtualTable.Highlighted) -> None:
        if event.record is not None and event.record < len(self._listed):
            self.query_one(Peek).show_rows(peek_rows(self._listed[event.record]))

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("C", self._listed[event.record].customer))


def _tally(found: AtRiskList) -> Content:
    """``12 customers at risk``."""
    many = len(found.customers)
    people = "1 customer" if many == 1 else f"{many:,} customers"
    rest = "; those who spent less are left out here" if found.more else ""
    return plain(f"{people} at risk{rest}" if many else "", "$quiet")


def forecast_rows(kept: KeptForecast) -> Iterator[Content]:
    """What is expected, and how the last forecast did; or why there is none."""
    if kept.why_not:
        yield line(("No forecast: ", "bold"), kept.why_not)
        return
    value = f", {money.show(kept.value, kept.currency)}" if kept.value else ""
    yield line(
        (f"{kept.orders:,.0f} {'order' if round(kept.orders) == 1 else 'orders'}{value}", "bold"),
        f" expected in the {kept.weeks} weeks after {day(kept.until)}",
    )
    check = kept.hold_out
    if check is None:
        yield plain("Too little came before to hold it against what came.", "$quiet")
        return
    yield line(check.words, (f" ({day(check.known_on)} to {day(check.until)})", "$quiet"))


def peek_rows(one: AtRisk) -> Iterator[Content]:
    """What the marked row is made from."""
    yield plain(f"{one.made_from}; last on {day(one.last_on)}", "bold")
    if one.score is None:
        yield plain("No forecast for this customer.", "$quiet")
    else:
        yield from expected_rows(one.score)


def _row(one: AtRisk) -> tuple[str, ...]:
    worth = one.score.worth if one.score else None
    return (one.name, one.why, str(one.spent), str(worth or ""))
