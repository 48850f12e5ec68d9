"""Activity: who did what, and when."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm.papers.in_words import moment, verb
from shopcrm.shop import acts, profile, staff
from shopcrm.shop.acts import Entry
from shopcrm.tui.frame import flow, key
from shopcrm.tui.sections import PAGES
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import looks_like_ref, parse_ref, ref

COLUMNS = (
    Column("When", 18),
    Column("Who", 12),
    Column("What"),
    Column("Record", 8),
)
REST_SECONDS = 0.12


class ActivityScreen(ShopPage):
    """The list, the latest first; Enter opens the record."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "activity.tcss"
    HELP = (
        "Everything that was changed, the latest first. Each entry is chained to the one before, so that nothing can be"
        " taken out unnoticed. Type a reference such as C-1042 to see only what concerns it, or a name to see what that"
        " person did. Enter opens the record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+f,slash", "find", "Find", "Type a reference")]

    def __init__(self, typed: str = "") -> None:
        """typed: what stands in the field at first: a reference, or who did it."""
        super().__init__()
        self._typed = typed
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """Find, list, the marked entry."""
        with Horizontal(id="find-row"):
            yield Static(plain("About"), id="find-label")
            yield FindField(self._typed, placeholder="a reference such as C-1042, or who did it", id="find")
        yield Static(id="tally")
        with Container(id="list-and-peek"):
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """List what was done."""
        await self.thread(_load_verbs)
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        typed = self.query_one("#find", FindField).value.strip()
        about, who = await self._asked(typed)
        if typed and not about and who is None:
            words = "Nobody of that name worked here, and a reference is a letter and a number, such as C-1042."
            self.query_one("#tally", Static).update(plain(words, "$quiet"))
            return
        ids = await self.read(acts.row_ids, about, acts.MOST_LISTED + 1, who)
        shown = ids[: acts.MOST_LISTED]
        await self.query_one(VirtualTable).show(shown, self._rows)
        count = "1 entry" if len(shown) == 1 else f"{len(shown):,} entries"
        rest = "; older ones are found by their record" if len(ids) > len(shown) else ""
        self.query_one("#tally", Static).update(plain(f"{count}{rest}", "$quiet"), layout=False)

    async def _asked(self, typed: str) -> tuple[str, int | None]:
        """The reference, or who did it, whichever was typed; the first letters of a name are enough."""
        if looks_like_ref(typed):
            return ref(*parse_ref(typed)), None
        names = [(one.name.casefold(), one.id) for one in await self.read(staff.listed)] if typed else []
        exact = [who for name, who in names if name == typed.casefold()]
        begins = [who for name, who in names if name.startswith(typed.casefold())]
        return "", next(iter(exact or begins), None)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._row(one) for one in await self.read(acts.rows_for, list(ids))]

    def _row(self, one: Entry) -> tuple[str, ...]:
        return (moment(one.at, self._zone), one.staff, verb(one.verb), _about(one))

    @flow(newest=True)
    async def _peek(self, entry: int | None) -> None:
        """The marked entry, whole, once the mark rests."""
        await asyncio.sleep(REST_SECONDS)
        peek = self.query_one("#peek", Peek)
        if entry is None:
            peek.show()
            return
        (one,) = await self.read(acts.rows_for, [entry])
        peek.show_rows(_whole(one, self._zone))

    @flow
    async def _open_entry(self, entry: int) -> None:
        (one,) = await self.read(acts.rows_for, [entry])
        if about := _about(one):
            self.open_record(about)

    def action_find(self) -> None:
        """Into the field."""
        self.query_one("#find").focus()

    @on(Input.Changed, "#find")
    def _find_changed(self) -> None:
        self.reload()

    @on(VirtualTable.Highlighted)
    def _marked(self, event: VirtualTable.Highlighted) -> None:
        self._peek(event.record)

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self._open_entry(event.record)


def _load_verbs() -> None:
    """What each operation does is said where it is registered."""
    from shopcrm.jobs.operations import RULES, load_operations

    load_operations((*RULES, "jobs"))


def _about(one: Entry) -> str:
    """The record that Enter opens: the entry's own where it has a page, else the person's."""
    if one.ref and one.ref[:1] in (*PAGES, "N"):
        return one.ref
    return ref("C", one.customer_id) if one.customer_id is not None else ""


def _whole(one: Entry, zone: ZoneInfo) -> list[Content]:
    mark = " · rehearsed, with another clock" if one.rehearsed else ""
    title = line((verb(one.verb), "bold"), f" · {moment(one.at, zone)} · {one.staff}", (mark, "$quiet"))
    return [title, plain(f"Entry {one.seq:,}{f' · {one.ref}' if one.ref else ''}", "$quiet"), plain(_details(one))]


def _details(one: Entry) -> str:
    """What the entry says, on one line."""
    if one.detail is None:
        return "Its details were erased with the person."
    found: dict[str, Any] = json.loads(one.detail)
    return " · ".join(
        f"{key.replace('_', ' ')}: {_said(value)}" for key, value in found.items() if value not in (None, "")
    )


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(held)}" for key, held in value.items())
    return str(value)
