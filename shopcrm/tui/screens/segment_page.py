"""A segment of the shop's own: its rules line by line, and how many customers fit, counted as they change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from shopcrm.errors import InvalidValue
from shopcrm.insight import segments
from shopcrm.insight.segments import EVERYONE, Condition, Count, Parts, outline
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.condition_form import ALL, JOINED, ask_condition, choose_field
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (Column("Who is in it"), Column("By itself", 12, right=True))
ACTS = (
    ("add", "Add Ctrl+N"),
    ("add_any", "Any of F6"),
    ("turn_round", "Not F8"),
    ("remove", "Remove F9"),
    ("save", "Save Ctrl+S"),
)


class SegmentPage(ShopPage):
    """Name, how many fit, the rules."""

    section = "more"
    AUTO_FOCUS = "#lines"
    CSS_PATH = "segments.tcss"
    HELP = (
        "Ctrl+N adds a condition below the marked line, or inside it where it joins others. Enter changes the marked"
        " line, F8 turns it round (not), F9 takes it out. F6 adds “Any of these”, for conditions of which one is"
        " enough: add them with Ctrl+N while it is marked. “By itself” says how many customers fit that line alone;"
        " the figure above counts those who fit all rules. Type a name and press Ctrl+S to save; the segment is counted"
        " afresh each time it is looked at."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "add", "Add", "Add a condition"),
        key("ctrl+s", "save", "Save", "Save the segment", priority=True),
        key("f6", "add_any", "Any of", "Add a line for conditions of which one is enough", shown=False),
        key("f8", "turn_round", "Not", "Turn the marked line round", shown=False),
        key("f9,delete", "remove", "Remove", "Take the marked line out", shown=False),
    ]

    def __init__(self, segment: int | None = None) -> None:
        """segment: the one to change; None for a new one."""
        super().__init__()
        self.saved: int | None = None
        """The segment, once it is saved."""
        self._segment = segment
        self._rules: Parts = EVERYONE
        self._at_first: tuple[str, Parts] | None = None
        self._kept: Mapping[str, Any] | None = None
        self._count: Count | None = None
        self._mark: outline.Path | None = None
        """The line to mark once the rules are counted again."""

    def body(self) -> ComposeResult:
        """The name, the count, the lines, what can be done."""
        with Horizontal(id="name-row"):
            yield Static(plain("Name"), id="name-label")
            yield TextField(placeholder="such as Best of LS6", max_length=60, id="name")
        yield Static(id="tally")
        yield VirtualTable(COLUMNS, id="lines")
        with Horizontal(id="acts"):
            for action, label in ACTS:
                yield Push(label, id=action)

    @flow(newest=True)
    async def reload(self) -> None:
        """Fill in what is saved, once; count the customers."""
        if self._at_first is None:
            await self._fill()
        self._count = count = await self.read(segments.count, segments.plain(self._rules))
        await self._table.show(range(len(count.lines)), self._rows)
        if self._mark is not None:
            self._table.go_to(sum(1 for one in count.lines if one.path < self._mark))
            self._mark = None
        words = f"{count.customers:,} of {count.everyone:,} customers fit now"
        why = plain(f"! {count.why_none}", "$warning") if count.why_none else plain("")
        self.query_one("#tally", Static).update(lines(line((words, "bold")), why))

    async def _fill(self) -> None:
        name = ""
        if self._kept is not None:
            self._segment = self._kept["segment"]
        if self._segment is not None:
            saved = await self.read(segments.card, self._segment)
            name, self._rules = saved.name, segments.parse(saved.rules)
        self._at_first = name, self._rules
        if self._kept is not None:
            name, self._rules = self._kept["name"], segments.parse(self._kept["rules"])
        self.query_one("#name", TextField).value = name

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        found = self._count.lines if self._count is not None else ()
        return [
            (
                f"{'   ' * len(found[place].path)}{found[place].words}",
                "" if found[place].customers is None else f"{found[place].customers:,}",
            )
            for place in places
            if place < len(found)
        ]

    @flow
    async def action_add(self) -> None:
        """Add a condition."""
        field = await choose_field(self)
        made = await ask_condition(self, field) if field is not None else None
        if made is not None:
            self._add(made)

    def action_add_any(self) -> None:
        """Add a line for conditions of which one is enough."""
        self._add(Parts("any"))

    @flow
    async def _change(self) -> None:
        """Change the marked line."""
        held = outline.at(self._rules, self._path)
        if isinstance(held, Condition):
            made = await ask_condition(self, held.field, held)
            if made is not None:
                self._put(replace(made, negated=held.negated))
            return
        kind = await self.ask(Choose("How are they joined?", JOINED, held.kind))
        if kind is not None:
            self._put(replace(held, kind="all" if kind == ALL else "any"))

    def action_turn_round(self) -> None:
        """Turn the marked line round; the first one joins all and stays."""
        if self._path:
            held = outline.at(self._rules, self._path)
            self._put(replace(held, negated=not held.negated))

    def action_remove(self) -> None:
        """Take the marked line out, with what it joins."""
        path = self._path
        if path:
            self._rules = outline.without(self._rules, path)
            self._changed(path)

    @flow
    async def action_save(self) -> None:
        """Save it, and go back to the list."""
        await self.save_now()

    @property
    def unsaved(self) -> bool:
        """Whether the name or the rules differ from what is saved."""
        return self._at_first is not None and (self._called, self._rules) != self._at_first

    async def save_now(self) -> bool:
        """Save and close; False where the name will not do."""
        try:
            self.saved = await self.write(segments.save, self._called, segments.plain(self._rules), self._segment)
        except InvalidValue as error:
            self.query_one("#tally", Static).update(plain(f"✗ {error.message} {error.next_step}", "$error"))
            self.query_one("#name").focus()
            return False
        self._at_first = self._called, self._rules
        self.toast("Saved")
        self.dismiss(None)
        return True

    def forget(self) -> None:
        """Drop what was changed."""
        self._at_first = None

    def draft(self) -> dict[str, Any] | None:
        """The name and the rules, where they were changed."""
        if not self.unsaved:
            return None
        return {"segment": self._segment, "name": self._called, "rules": segments.plain(self._rules)}

    def restore(self, values: dict[str, Any]) -> None:
        """Fill in what a draft kept, once the screen is there."""
        self._kept = values

    def _add(self, rule: segments.Rule) -> None:
        self._rules, path = outline.added(self._rules, self._path, rule)
        self._changed(path)

    def _put(self, rule: segments.Rule) -> None:
        self._rules = outline.put(self._rules, self._path, rule)
        self._changed(self._path)

    def _changed(self, path: outline.Path) -> None:
        """Count again; the mark goes to the line that was changed."""
        self._mark = path
        self.reload()

    @on(VirtualTable.Chosen)
    def _chosen(self) -> None:
        self._change()

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self._table.focus()

    @on(Push.Pressed, "#acts Push")
    async def _act(self, event: Push.Pressed) -> None:
        await self.run_action(event.push.id or "")

    @property
    def _called(self) -> str:
        return self.query_one("#name", TextField).value.strip()

    @property
    def _path(self) -> outline.Path:
        """The marked line."""
        found = self._count.lines if self._count is not None else ()
        record = self._table.record
        return found[record].path if record is not None and record < len(found) else ()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#lines", VirtualTable)
