"""Contact: whom you may message with offers, by what; one Enter away from why or why not."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from shopcrm.shop import consent, customers
from shopcrm.shop.consent import Channel
from shopcrm.shop.customers import CustomerSort
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.consent_page import ConsentPage
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

SHOWN: tuple[tuple[Channel, str], ...] = (("email", "E-mail"), ("sms", "Text"), ("phone", "Phone"), ("post", "Post"))
COLUMNS = (Column("Offers to"), *(Column(words, 7) for _, words in SHOWN))
MOST = 500


class ContactScreen(ShopPage):
    """Find a customer; Enter shows the grid."""

    section = "privacy"
    AUTO_FOCUS = "#find"
    CSS_PATH = "consent.tcss"
    HELP = (
        "Why can't I message her? Type a name, the down arrow goes into the list, Enter shows everything that the"
        " customer said about being contacted, every reason against, and what would change it. The columns say who may"
        " be sent offers, by what, today: as the law and the customer's own answers have it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "open", "Why, or why not", "Show the marked customer's answers", priority=True),
        key("ctrl+f,slash", "find", "Find", "Type in Find", shown=False),
        key("down", "into_list", "Into the list", "From Find into the list", shown=False),
    ]

    def body(self) -> ComposeResult:
        """Find, and the list."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield TextField(placeholder="name, phone, e-mail, town or postcode", id="find")
        yield Static(id="tally")
        yield VirtualTable(COLUMNS, id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """List who is meant; everybody while nothing is typed."""
        typed = self.query_one("#find", TextField).value.strip()
        if typed:
            ids = list(await self.read(customers.find_ids, typed, MOST))
        else:
            ids = list(await self.read(customers.row_ids, CustomerSort.NAME))
        words = f"{len(ids):,} found" if ids else "Nobody has that name, number or address."
        self.query_one("#tally", Static).update(plain(words, "$quiet"))
        await self._table.show(ids, self._rows)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        names = {one.id: one.name for one in await self.read(customers.rows_for, list(ids))}
        rows: list[tuple[str, ...]] = []
        for customer in ids:
            if customer not in names:
                rows.append(("(no longer here)",))
                continue
            gate = await self.read(consent.may_contact_by, customer, "marketing")
            rows.append((names[customer], *("yes" if gate[channel].allowed else "no" for channel, _ in SHOWN)))
        return rows

    def action_open(self) -> None:
        """Show the marked customer's answers."""
        record = self._table.record
        if record is not None:
            self.app.push_screen(ConsentPage(record))

    def action_find(self) -> None:
        """Into Find."""
        self.query_one("#find").focus()

    def action_into_list(self) -> None:
        """From Find into the list."""
        self._table.focus()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self.reload()

    @on(VirtualTable.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one(VirtualTable)
