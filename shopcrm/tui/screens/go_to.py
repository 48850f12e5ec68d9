"""Go to…: one box that reaches every section, every action of the screen below, and any record."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from shopcrm.tui.frame import Frame, flow, key
from shopcrm.tui.pane import Pane
from shopcrm.tui.sections import PLACES_OF, load
from shopcrm.tui.sitting import Sitting
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role

_RECORDS = 20
_COLUMNS = (Column("Go to", 0), Column("", 10, right=True))


ANYWHERE = (
    ("New order", "shopcrm.tui.forms.order_form:OrderForm", "O"),
    ("New customer", "shopcrm.tui.forms.customer_form:CustomerForm", "C"),
)
"""What is entered from any screen: words, the form as ``module:Class``, and the letter of what it answers."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One thing to go to: its words, a remark to the right, and what happens then."""

    words: str
    remark: str
    go: Callable[[], Awaitable[None]]


class GoTo(ModalScreen[Callable[[], Awaitable[None]] | None], Pane[Callable[[], Awaitable[None]] | None]):
    """Returns what is to be done, or None. Type to narrow; arrows move; Enter goes."""

    HELP = "Type part of a name, an order number, a phone number or an action. Enter goes to the marked row."
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "choose", "Open", priority=True),
        key("escape", "back", "Back"),
        key("down", "move(1)", "Down", shown=False, priority=True),
        key("up", "move(-1)", "Up", shown=False, priority=True),
    ]

    def __init__(self, below: Screen[Any], sitting: Sitting) -> None:
        super().__init__()
        self._places = list(_places(below, sitting))
        self._sitting = sitting
        self._shown: list[Destination] = []

    def compose(self) -> ComposeResult:
        """The box and what matches."""
        box = Vertical(id="go-to-box", classes="dialog-box")
        box.border_title = plain("Go to…")
        with box:
            yield TextField(placeholder="a screen, an action, a name, an order number", id="go-to")
            yield VirtualTable(_COLUMNS, id="go-to-list")
        yield KeyRow()

    def on_mount(self) -> None:
        """Show what there is before anything is typed."""
        self.look("")

    @on(Input.Changed, "#go-to")
    def _typed(self, event: Input.Changed) -> None:
        self.look(event.value.strip())

    @flow(newest=True)
    async def look(self, typed: str) -> None:
        """Show what matches `typed`: places by any word in them, then records."""
        words = typed.casefold().split()
        found = [place for place in self._places if all(word in place.words.casefold() for word in words)]
        if words:
            found += [self._record(*record) for record in await self._find(typed)]
        self._shown = found
        await self.query_one(VirtualTable).show(range(len(found)), self._rows)

    async def tell(self, error: Any) -> None:
        """As every screen."""
        assert isinstance(self.app, Frame)
        await self.app.tell(error)

    def action_move(self, step: int) -> None:
        """Move the mark while typing goes on."""
        self.query_one(VirtualTable).action_move(step)

    def action_back(self) -> None:
        """Stay here."""
        self.dismiss(None)

    def action_choose(self) -> None:
        """Go to the marked row."""
        self.query_one(VirtualTable).action_choose()

    @on(VirtualTable.Chosen)
    def _go(self, event: VirtualTable.Chosen) -> None:
        self.dismiss(self._shown[event.record].go)

    async def _find(self, typed: str) -> Sequence[tuple[str, str, str]]:
        """Records that match: (reference, title, detail)."""
        from shopcrm.shop import search

        found = await self._sitting.read(search.find, typed, _RECORDS)
        return [(one.ref, one.title, one.detail) for one in found.results]

    def _record(self, ref: str, title: str, detail: str) -> Destination:
        async def go() -> None:
            """Open the record."""
            assert isinstance(self.app, Frame)
            self.app.open_record(ref)

        return Destination(f"{title}  {detail}", ref, go)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._shown[place].words, self._shown[place].remark) for place in places]


def _places(below: Screen[Any], sitting: Sitting) -> Sequence[Destination]:
    """Sections, what the screen below and the application can do, and the places below them."""
    app = below.app
    assert isinstance(app, Frame)
    sections = [Destination(one.title, f"key {one.number}", _to_section(app, one.name)) for one in app.sections_offered]
    actions: dict[str, Destination] = {}
    for active in below.active_bindings.values():
        binding = active.binding
        if binding.id is not None and not binding.action.startswith(("section", "palette", "app.focus", "back")):
            go = _to_action(app, binding.action, active.node)
            actions.setdefault(binding.action, Destination(binding.description, binding.key_display or "", go))
    places = [
        Destination(f"{one.title}: {one.words}", section.title, _to_place(app, one.name))
        for section in app.sections_offered
        for one in PLACES_OF.get(section.name, ())
        if one.role <= sitting.staff.role
    ]
    known = {one.words for one in actions.values()}
    anywhere = () if isinstance(below, ModalScreen) or sitting.staff.role < Role.ASSISTANT else ANYWHERE
    added = [
        Destination(words, "", _to_new(app, form, letter)) for words, form, letter in anywhere if words not in known
    ]
    return [*sections, *actions.values(), *places, *added]


def _to_section(app: Frame, name: str) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        """Turn to the section."""
        app.go_to_section(name)

    return go


def _to_place(app: Frame, name: str) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        """Turn to the place."""
        app.go_to_place(name)

    return go


def _to_new(app: Frame, form: str, letter: str) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        """Fill in the form, and show what was saved."""
        made = await app.push_screen_wait(load(form)())
        if made is not None:
            app.open_record(ref(letter, made))

    return go


def _to_action(app: Frame, action: str, node: Any) -> Callable[[], Awaitable[None]]:
    async def go() -> None:
        """Do what the key would do."""
        await app.run_action(action, node)

    return go
