"""Today: how the shop stands, and what to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Grid, Vertical
from textual.content import Content
from textual.widgets import Static

from shopcrm import money, settings
from shopcrm.jobs import agenda, chores
from shopcrm.shop import acts, customers, orders, profile
from shopcrm.shop.orders import OrderFilter
from shopcrm.shop.today import Board
from shopcrm.tui.forms.unproven import UNPROVEN, UnprovenSheet
from shopcrm.tui.frame import flow, key
from shopcrm.tui.sections import load
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.bar_chart import Bar, BarChart
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts
from shopcrm.vault.permission import may
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role

ORDER_FORM = "shopcrm.tui.forms.order_form:OrderForm"
CUSTOMER_FORM = "shopcrm.tui.forms.customer_form:CustomerForm"
TILES = ("sales", "to-do", "unpaid", "week")


@dataclass(frozen=True, slots=True)
class Act:
    """One row of a list: its words, and what Enter does; nothing where there is nothing to do."""

    words: str
    go: Callable[[], object] | None = None


class TodayScreen(ShopScreen):
    """Four figures, the week's sales, and what to do next."""

    section = "today"
    AUTO_FOCUS = "#do-next"
    CSS_PATH = "today.tcss"
    HELP = (
        "How the shop stands today. Sales today are compared with the whole of the same day last week, this week with"
        " as many days of the last one; a target for the week is set under More, Figures. Do next lists what is late,"
        " due or not paid, and the backup when it is old; Enter opens the marked row. A new shop has a list of first"
        " steps, which can be hidden."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new_order", "New order", "Take an order"),
        key("right", "other_list", "The other list", shown=False),
        key("left", "other_list", "The other list", shown=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._acts: dict[str, Sequence[Act]] = {}
        self._caught_up_on: date | None = None

    def body(self) -> ComposeResult:
        """Tiles; chart or first steps; do next."""
        with Grid(id="tiles"):
            for name in TILES:
                yield Static(id=f"tile-{name}", classes="tile")
        with Container(id="chart-and-list"):
            with Vertical(id="chart-side"):
                yield VirtualTable([Column("First steps")], id="first-steps")
                yield Static(plain("Sales this week", "bold"), id="chart-title")
                yield BarChart(id="chart")
            yield VirtualTable([Column("Do next")], id="do-next")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the figures and the lists again."""
        board = await self.read(agenda.board)
        self.set_class(not board.week, "-no-takings")
        for name, words in zip(TILES, _tiles(board, f"{self.sitting.today:%A}"), strict=True):
            self.query_one(f"#tile-{name}", Static).update(words, layout=False)
        self.query_one(BarChart).show(_bars(board, self.sitting.today.weekday()))
        by_itself = await self.read(chores.to_do) if may(self.sitting.staff, chores.to_do) else []
        about = await self._about_backups()
        await self._show("do-next", [*about, *self._do_next(replace(board, do_next=(*by_itself, *board.do_next)))])
        shop = await self.read(profile.get)
        is_new = self.sitting.staff.role is Role.OWNER and not (shop.first_steps_done or shop.demo)
        if is_new:
            await self._show("first-steps", await self._first_steps())
        self.set_class(is_new, "-new")
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Enter what fell due by itself, once a day; what is painted meanwhile is painted again."""
        passed = self._caught_up_on == self.sitting.today
        if passed or self.sitting.book.read_only or not may(self.sitting.staff, agenda.catch_up):
            return
        self._caught_up_on = self.sitting.today
        if await self.read(agenda.is_behind):
            while await self.write(agenda.catch_up):
                pass
            self.reload()

    @flow
    async def action_new_order(self) -> None:
        """Take an order, and show it."""
        made = await self.ask(load(ORDER_FORM)())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("O", made))

    @flow
    async def action_new_customer(self) -> None:
        """Add a customer, and show the page."""
        made = await self.ask(load(CUSTOMER_FORM)())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("C", made))

    @flow
    async def hide_first_steps(self) -> None:
        """Not a new shop any more."""
        shop = await self.read(profile.get)
        await self.write(profile.change, replace(shop, first_steps_done=True))
        self._table("do-next").focus()
        self.reload()

    @flow
    async def explain_recovery(self) -> None:
        """What an unproven recovery sheet means, and what can be done."""
        await self.ask(UnprovenSheet())

    def action_other_list(self) -> None:
        """From one list to the other, where there are two."""
        if self.has_class("-new"):
            away = self._table("first-steps").has_focus
            self._table("do-next" if away else "first-steps").focus()

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        act = self._acts[event.table.id or ""][event.record]
        if act.go is not None:
            act.go()

    async def _about_backups(self) -> list[Act]:
        """The sticks whose copy is too old, and a backup that was never tried, or failed; nothing before the first."""
        from shopcrm.jobs import backup, drill

        book = self.sitting.book
        if not may(book.staff, backup.note_made):
            return []
        if not await self.read(acts.backups_made) or (await self.read(profile.get)).demo:
            return []
        kept = await self.thread(settings.load, self.frame.launch.settings_file)
        now = book.clock().astimezone(ZoneInfo(book.calendar.zone))
        old = await self.thread(backup.sticks_due, book.folder, book.vault_id, kept, now)
        wanting = await self.read(drill.wanting)
        said = [f"! Back up to {one.in_words}" for one in old] + ([f"! {wanting}"] if wanting else [])
        return [Act(words, self._open_place("backup")) for words in said]

    def _do_next(self, board: Board) -> list[Act]:
        """The backup when it is old, orders that are late or due, payments that failed or are missing."""
        acts = []
        if self.sitting.words.alarm and self.sitting.staff.role > Role.VIEWER:
            acts.append(Act(f"! Make a backup: {_lowered(self.sitting.words.backup)}", self._open_place("backup")))
        for one in board.do_next:
            mark = "!" if one.urgent else " "
            acts.append(Act(f"{mark} {one.text}", partial(self.open_record, one.ref)))
        waiting = board.unpaid - board.failed
        if waiting > 0:
            words = "1 order is not paid yet" if waiting == 1 else f"{waiting:,} orders are not paid yet"
            acts.append(Act(f"  {words}", self._go_to("orders")))
        return acts or [Act("  Nothing is waiting for you.")]

    async def _first_steps(self) -> list[Act]:
        """What a new shop does first, ticked where it is done."""
        has_customers = await self.read(customers.count) > 0
        has_orders = bool(await self.read(orders.row_ids, OrderFilter.ALL, limit=1))
        proven = await self.read(facts.recovery_proven)
        return [
            *([] if proven else [Act(f"!   {UNPROVEN}", self.explain_recovery)]),
            Act(_step(has_customers, "Add a customer"), self.action_new_customer),
            Act(_step(has_orders, "Take an order"), self.action_new_order),
            Act("    Or bring both in from a file", self._open_place("import")),
            Act(await self._backup_step(), self._open_place("backup")),
            Act("    Hide this list", self.hide_first_steps),
        ]

    async def _backup_step(self) -> str:
        """Ticked once a backup was made; one beside the shop's own file is told to be no more than a beginning."""
        from shopcrm.jobs.backup import own_folder

        made = await self.read(acts.backups_made)
        newest = own_folder(self.sitting.book.folder) / max(made, default="none")
        beside = await self.thread(newest.exists) if made else False
        return _step(bool(made), f"Make a backup{': now one on a USB stick too' if beside else ''}")

    def _go_to(self, section: str) -> Callable[[], None]:
        return partial(self.frame.go_to_section, section)

    def _open_place(self, name: str) -> Callable[[], None]:
        return partial(self.frame.go_to_place, name)

    async def _show(self, name: str, acts: Sequence[Act]) -> None:
        self._acts[name] = acts
        await self._table(name).show(range(len(acts)), partial(self._rows, name))

    async def _rows(self, name: str, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._acts[name][place].words,) for place in places]

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)


def _tiles(board: Board, weekday: str) -> tuple[Content, ...]:
    """The figures, each with its name and a remark."""
    failed = f"{board.failed} payment failed" if board.failed == 1 else f"{board.failed} payments failed"
    return (
        _tile(money.show(board.sales_today, board.currency), "Sales today", _change(board, weekday)),
        _tile(f"{board.to_do:,}", "Orders to do", _due(board)),
        _tile(
            f"{board.unpaid:,}",
            "Not paid yet",
            plain(f"! {failed}", "bold $warning") if board.failed else plain("no payment failed", "$quiet"),
        ),
        _tile(
            money.show(board.week_total, board.currency),
            "This week",
            _week(board),
        ),
    )


def _due(board: Board) -> Content:
    """``! 1 late, 2 due today``."""
    late = (f"! {board.late} late", "bold $warning") if board.late else ""
    if late and not board.due_today:
        return line(late)
    return line(late, ", " if late else "", (f"{board.due_today} due today", "$quiet"))


def _tile(figure: str, name: str, remark: Content) -> Content:
    return lines(line((figure, "bold"), f"  {name}"), remark)


def _change(board: Board, weekday: str) -> Content:
    """``▲ 12% on last Saturday``: today so far against that whole day."""
    return _against(board.change, f"last {weekday}")


def _week(board: Board) -> Content:
    """``▲ 12% on last week``; with a target ``▲ 12%, ✓ target £500`` or, as the week still runs, ``£31.50 to go``."""
    if board.week_target is None:
        return _against(board.week_change, "last week")
    lacking = board.week_target - board.week_total
    if lacking > 0:
        aim = f"{money.show(lacking, board.currency)} to go", "$quiet"
    else:
        aim = f"✓ target {money.show(board.week_target, board.currency).removesuffix('.00')}", "$success"
    return line(*_mark(board.week_change), (", " if board.week_change else "", "$quiet"), aim)


def _against(change: int | None, before: str) -> Content:
    if not change:
        return plain(f"nothing sold {before}" if change is None else f"the same as {before}", "$quiet")
    return line(*_mark(change), (f" on {before}", "$quiet"))


def _mark(change: int | None) -> tuple[tuple[str, str], ...]:
    """``▲ 12%``; nothing where nothing changed or can be compared."""
    if not change:
        return ()
    return ((f"▲ {change:,}%", "$success") if change > 0 else (f"▼ {-change:,}%", "$warning"),)


def _bars(board: Board, today_is: int) -> list[Bar]:
    """A bar for each day of the week; days to come have no figure."""
    return [
        Bar(f"{one.day:%a}", one.total, money.show(one.total, board.currency) if place <= today_is else "")
        for place, one in enumerate(board.week)
    ]


def _step(done: bool, words: str) -> str:
    return f"{'[x]' if done else '[ ]'} {words}"


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
