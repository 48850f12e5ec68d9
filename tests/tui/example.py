"""The smallest whole section: what a screen of the shop looks like in code. Tests of the frame use it too."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from shopcrm.errors import InvalidValue
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row, tick_row
from shopcrm.tui.frame import flow, key
from shopcrm.tui.sections import Section
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.bar_chart import Bar, BarChart
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx

SECTIONS = (
    Section(1, "today", "Today", "tests.tui.example:ExampleToday"),
    Section(2, "customers", "Customers", "tests.tui.example:ExampleCustomers"),
    Section(3, "orders", "Orders", "tests.tui.example:ExampleToday"),
    Section(7, "more", "More", "tests.tui.example:ExampleToday"),
)
PAGES = {"C": "tests.tui.example:ExamplePage"}


@read("example.name")
def shop_name(tx: Tx) -> str:
    """The shop's name."""
    return str(tx.value("SELECT name FROM profile"))


@read("example.ids")
def ids(tx: Tx, typed: str) -> list[int]:
    """A thousand numbers, or those that hold what was typed."""
    return [number for number in range(1001, 2001) if typed in str(number)]


@write("example.rename")
def rename(tx: Tx, name: str) -> None:
    """Change the shop's name; may be taken back."""
    before = tx.value("SELECT name FROM profile")
    if name == "taken":
        raise InvalidValue("name", "That name is taken.", "Choose another.")
    tx.change_one("UPDATE profile SET name = ?", (name,))
    tx.offer_undo("the shop's name", rename, before)


@write("example.rename_at_length")
def rename_at_length(tx: Tx, label: str) -> None:
    """Change nothing, and offer to take that back under a name of any length."""
    tx.offer_undo(label, rename_at_length, label)


def check_phone(typed: str) -> None:
    """At least six digits."""
    if len(typed) < 6:
        raise InvalidValue("phone", "Too short for a phone number.", "Leave it empty if unsure.")


class ExampleForm(Form[str]):
    """Changes the shop's name."""

    heading = "The shop"
    HELP = "What the shop is called."

    def rows(self) -> Iterable[FormRow]:
        """Name, phone, a tick and a choice."""
        yield text_row("name", "Name", required=True)
        yield text_row("phone", "Phone", check=check_phone, placeholder="e.g. 07700 900123")
        yield tick_row("open", "Open on Sundays")
        yield choice_row("paid", "Paid by", [("card", "Card"), ("cash", "Cash"), ("later", "Not yet")])

    async def load(self) -> dict[str, Any]:
        """The present name."""
        return {"name": await self.read(shop_name)}

    async def save(self, values: dict[str, Any]) -> str:
        """Rename."""
        await self.write(rename, values["name"])
        return str(values["name"])


class ExampleToday(ShopScreen):
    """A few bars, and one action."""

    section = "today"
    HELP = "How the shop stands today."
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+n,f2", "new", "New name", "Change the shop's name")]

    def body(self) -> ComposeResult:
        """The shop's name and a chart."""
        yield Static(id="name")
        yield BarChart([Bar("Mon", 120, "£120"), Bar("Tue", 412, "£412"), Bar("Sun", 0, "£0")])

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        self.query_one("#name", Static).update(plain(await self.read(shop_name), "bold"))

    @flow
    async def action_new(self) -> None:
        """Ask, and show."""
        if await self.ask(ExampleForm()) is not None:
            self.toast("Saved")
            self.reload()


class ExampleCustomers(ShopScreen):
    """A list with find and peek."""

    section = "customers"
    HELP = "Type in Find to narrow the list."

    def body(self) -> ComposeResult:
        """Find, list, peek."""
        yield TextField(placeholder="a number", id="find")
        yield VirtualTable(
            [Column("Name"), Column("Phone", 16), Column("Spent", 10, right=True), Column("Town", 12, from_width=90)],
            id="list",
        )
        yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read again."""
        found = await self.read(ids, self.query_one(TextField).value)
        await self.query_one(VirtualTable).show(found, self.rows)

    async def rows(self, wanted: Sequence[int]) -> Sequence[Sequence[str]]:
        """A row for each number."""
        return [(f"Ana Smith {one}", "07700 900245", f"£{one / 10:.2f}", "Leeds") for one in wanted]

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self.reload()

    @on(VirtualTable.Highlighted)
    def _peek(self, event: VirtualTable.Highlighted) -> None:
        self.query_one(Peek).show(plain(f"C-{event.record}", "bold"), "Email offers: YES since 3 Mar")

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(f"C-{event.record}")


class ExamplePage(ShopScreen):
    """One record."""

    section = "customers"

    def __init__(self, customer: int) -> None:
        super().__init__()
        self.customer = customer

    def body(self) -> ComposeResult:
        """Its reference."""
        yield Static(plain(f"Customer C-{self.customer}", "bold"))
