"""Products: what the shop sells."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.shop import products
from shopcrm.shop.products import Product
from shopcrm.tui.forms.product_form import ProductForm, rate_words
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import FindField
from shopcrm.tui.widgets.tick import Tick
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import ref

COLUMNS = (
    Column("Product"),
    Column("Code", 14),
    Column("Group", 14, from_width=74),
    Column("Tax", 6, right=True),
    Column("Price", 11, right=True),
)
MOST_FOUND = 500


class ProductsScreen(ShopPage):
    """Find, list; Enter opens the product."""

    section = "more"
    AUTO_FOCUS = "#list"
    CSS_PATH = "products.tcss"
    HELP = (
        "What you sell. Type part of a name or a code in Find. Enter opens the product, where it is changed or put"
        " away. What was put away is listed when you tick the box; orders that have it stay as they are."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New product", "Add a product"),
        key("ctrl+f,slash", "find", "Find", "Type in Find"),
    ]

    def body(self) -> ComposeResult:
        """Find, how many, the list."""
        with Horizontal(id="find-row"):
            yield Static(plain("Find"), id="find-label")
            yield FindField(placeholder="name or code", id="find")
        with Horizontal(id="tally-row"):
            yield Static(id="tally")
            yield Tick("Put away", id="put-away")
        yield VirtualTable(COLUMNS, id="list")
        with Vertical(id="nothing"):
            yield Static(id="nothing-words")
            yield Push("New product", id="first", main=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """List what Find says, or everything."""
        typed = self.query_one("#find", FindField).value.strip()
        away = self.query_one("#put-away", Tick).value
        if typed:
            ids = [one.id for one in await self.read(products.find, typed, MOST_FOUND)]
        else:
            ids = await self.read(products.row_ids, archived=away)
        await self.query_one(VirtualTable).show(ids, self._rows)
        self._tell(typed, len(ids), away)

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        rows = {one.id: _row(one) for one in await self.read(products.rows_for, list(ids))}
        return [rows.get(one, ("(no longer here)",)) for one in ids]

    @flow
    async def action_new(self) -> None:
        """Add a product; it stays marked in the list."""
        made = await self.ask(ProductForm())
        if made is not None:
            self.toast("Saved")
            self.reload()

    def action_find(self) -> None:
        """Into Find."""
        self.query_one("#find").focus()

    @on(Input.Changed, "#find")
    def _find_changed(self, event: Input.Changed) -> None:
        self.query_one("#put-away").visible = not event.value.strip()
        self.reload()

    @on(Tick.Changed, "#put-away")
    def _status_changed(self) -> None:
        self.reload()

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self.open_record(ref("P", event.record))

    @on(Push.Pressed, "#first")
    def _first(self) -> None:
        self.action_new()

    def _tell(self, typed: str, found: int, away: bool) -> None:
        self.set_class(found == 0, "-nothing")
        if found == 0:
            none = "Nothing was put away." if away else "What you sell stands here, once you add it."
            self.query_one("#nothing-words", Static).update(plain(f"Nothing for “{typed}”." if typed else none))
        if self.focused is None or self.focused.id in ("list", "first"):
            self.query_one("#first" if found == 0 else "#list").focus()
        count = "1 product" if found == 1 else f"{found:,} products"
        self.query_one("#tally", Static).update(line((count, "$quiet")), layout=False)


def _row(one: Product) -> tuple[str, ...]:
    tax = f"{rate_words(one.tax_rate)}%" if one.tax_rate else ""
    return (one.name, one.sku or "", one.family, tax, money.show(one.price, one.currency))
