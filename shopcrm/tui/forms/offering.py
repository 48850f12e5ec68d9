"""A form with fields that look up what is typed and offer what it may mean: a customer, an order, a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from shopcrm.errors import InvalidValue
from shopcrm.shop import customers, search
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form
from shopcrm.tui.frame import flow, key
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import parse_ref, ref

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
        self._notice = plain("")

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """What the text in the field `name` may mean; `typed` may be empty."""
        raise NotImplementedError

    async def took(self, name: str, one: Offered) -> None:
        """Something was chosen for a field."""

    def remark(self) -> Content:
        """What became of a record that the form was opened with."""
        return self._notice

    def choose(self, name: str, one: Offered) -> None:
        """Fill a field with a record."""
        self._picked[name] = one
        self._notice = plain("")
        with self.prevent(Input.Changed):
            self.row(name).put(one.words)
        self.row(name).show_trouble("")

    async def choose_customer(self, name: str, customer: int) -> None:
        """Fill a field with a customer; with the record that theirs was merged into, where it was, and say so."""
        held = await self.read(customers.holder, customer)
        if held is None:
            self._picked.pop(name, None)
            self._notice = line(("! ", "bold $warning"), f"{ref('C', customer)} is no longer in the book.")
            return
        who = (await self.read(customers.card, held)).name
        self.choose(name, Offered(ref("C", held), who))
        if held != customer:
            words = f"{ref('C', customer)} is {who} ({ref('C', held)}) now: they were merged."
            self._notice = line(("! ", "bold $warning"), words)

    async def look_over(self) -> None:
        """Somebody whom a kept draft names may have been merged, put away or erased meanwhile."""
        for name, (letter, number) in [(name, parse_ref(one.ref)) for name, one in self._picked.items()]:
            if letter == "C":
                await self.choose_customer(name, number)
                await self._say_put_away(name)
        self._show_troubles()

    async def _say_put_away(self, name: str) -> None:
        customer = self.number_of(name)
        if customer is not None:
            card = await self.read(customers.card, customer)
            if card.status != "active":
                words = f"{card.name} was put away meanwhile. You can save this all the same."
                self._notice = line(("! ", "bold $warning"), words)

    def picked(self, name: str) -> Offered | None:
        """The record that a field stands for; None where it is empty, or something else is typed there."""
        one = self._picked.get(name)
        return one if one is not None and one.words == self.row(name).value else None

    def number_of(self, name: str) -> int | None:
        """The number of the record that a field stands for."""
        one = self.picked(name)
        return parse_ref(one.ref)[1] if one is not None else None

    def chosen(self, name: str) -> str:
        """The reference that a field stands for. Raises InvalidValue where something else is typed there."""
        if not self.row(name).value:
            return ""
        one = self.picked(name)
        if one is None:
            else_ = "" if self.row(name).required else ", or leave it empty"
            raise InvalidValue(name, "That is not found.", f"Choose one that is offered{else_}.")
        return one.ref

    def extra(self) -> ComposeResult:
        """What is offered."""
        yield VirtualTable((Column("Which one?"), Column("", 26, right=True)), id="offered")

    def values(self) -> dict[str, Any]:
        """What stands in the fields, and what it stands for."""
        held = {name: [one.ref, one.words] for name in self.OFFERS if (one := self.picked(name)) is not None}
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
