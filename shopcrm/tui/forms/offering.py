"""A form with fields that look up what is typed and offer what it may mean: a customer, an order, a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from shopcrm.errors import InvalidValue
from shopcrm.shop import customers, search
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form
from shopcrm.tui.frame import flow, key
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

R = TypeVar("R")
MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Offered:
    """A record that what was typed may mean: its reference, its name, and what tells it apart."""

    ref: str
    words: str
    remark: str = ""


class OfferingForm(Form[R], Generic[R]):
    """Fields named in `OFFERS` are looked up while they are typed in; the arrows and Enter, or a click, choose one.

    A subclass says what is found (`look_up`), and may follow what was chosen (`took`). `chosen` answers the reference
    that a field stands for, or "" where it is empty; what is typed and not chosen is refused at saving.
    """

    OFFERS: ClassVar[tuple[str, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        key("down", "offered(1)", "Next that is offered", shown=False, priority=True),
        key("up", "offered(-1)", "The one before", shown=False, priority=True),
    ]
    DEFAULT_CSS = """
    OfferingForm #offered { display: none; height: 5; width: 100%; background: $panel; }
    OfferingForm.-offering #offered { display: block; }
    """

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        self._offered: Sequence[Offered] = ()
        self._offered_for = ""
        self._picked: dict[str, Offered] = {}

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """What the text in the field `name` may mean; `typed` may be empty."""
        raise NotImplementedError

    async def took(self, name: str, one: Offered) -> None:
        """Something was chosen for a field."""

    def choose(self, name: str, one: Offered) -> None:
        """Fill a field with a record."""
        self._picked[name] = one
        with self.prevent(Input.Changed):
            self.row(name).put(one.words)
        self.row(name).show_trouble("")

    def chosen(self, name: str) -> str:
        """The reference that a field stands for. Raises InvalidValue where something else is typed there."""
        typed, one = str(self.row(name).value), self._picked.get(name)
        if not typed:
            return ""
        if one is None or one.words != typed:
            else_ = "" if self.row(name).required else ", or leave it empty"
            raise InvalidValue(name, "That is not found.", f"Choose one that is offered{else_}.")
        return one.ref

    def extra(self) -> ComposeResult:
        """What is offered."""
        yield VirtualTable((Column("Which one?"), Column("", 26, right=True)), id="offered")

    def values(self) -> dict[str, Any]:
        """What stands in the fields, and what it stands for."""
        held = {name: [one.ref, one.words] for name, one in self._picked.items()}
        return super().values() | {"chosen": held}

    def _fill(self, values: dict[str, Any]) -> None:
        self._picked = {name: Offered(*one) for name, one in values.get("chosen", {}).items()}
        with self.prevent(Input.Changed):
            super()._fill(values)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows are the field's own while nothing is offered."""
        return bool(self._offered) if action == "offered" else super().check_action(action, parameters)

    def action_offered(self, step: int) -> None:
        """Move the mark among what is offered."""
        self.query_one("#offered", VirtualTable).action_move(step)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        name = (event.input.id or "").removeprefix("field-")
        if name in self.OFFERS and event.input.has_focus:
            self._look(name, event.value.strip())

    @flow(newest=True)
    async def _look(self, name: str, typed: str) -> None:
        """Offer what the text may mean."""
        await self._offer(name, await self.look_up(name, typed))

    @flow
    async def entered(self, field: Input) -> None:
        """Enter chooses what is offered, or goes on to the next field."""
        if self._offered and field.id == f"field-{self._offered_for}":
            await self._take()
        else:
            self.focus_next()

    @on(VirtualTable.Chosen, "#offered")
    @flow
    async def _clicked(self) -> None:
        await self._take()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """What was offered for a field goes with it, unless the pointer is on its way there."""
        super().on_descendant_blur(event)
        if self._offered and event.widget.id == f"field-{self._offered_for}" and not self._clicks_offered():
            self._hide_offered()

    def _clicks_offered(self) -> bool:
        return self.query_one("#offered", VirtualTable).has_focus

    async def _offer(self, name: str, found: Sequence[Offered]) -> None:
        self._offered, self._offered_for = found, name
        table = self.query_one("#offered", VirtualTable)
        self.set_class(bool(found), "-offering")
        await table.show(range(len(found)), self._offered_rows)
        table.cursor = 0

    async def _offered_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._offered[place].words, self._offered[place].remark) for place in places]

    def _hide_offered(self) -> None:
        self._offered = ()
        self.set_class(False, "-offering")

    async def _take(self) -> None:
        """Take the marked one, and go on to the next field."""
        if not self._offered:
            return
        one, name = self._offered[self.query_one("#offered", VirtualTable).record or 0], self._offered_for
        self._hide_offered()
        self.choose(name, one)
        await self.took(name, one)
        self.set_focus(self.row(name).field)
        self.focus_next()


async def people_meant(desk: Desk[Any], typed: str) -> Sequence[Offered]:
    """The customers that a text may mean."""
    if not typed:
        return ()
    rows = await desk.read(customers.rows_for, await desk.read(customers.find_ids, typed, MOST_OFFERED))
    return [Offered(ref("C", one.id), one.name, one.phone or one.town or one.email) for one in rows]


async def records_meant(desk: Desk[Any], typed: str, letters: str) -> Sequence[Offered]:
    """The records of some kinds that a text may mean. letters: of their references."""
    if not typed:
        return ()
    found = await desk.read(search.find, typed, MOST_OFFERED * 3)
    wanted = [one for one in found.results if one.ref[0] in letters]
    return [Offered(one.ref, f"{one.ref} {one.title}", one.detail) for one in wanted[:MOST_OFFERED]]
