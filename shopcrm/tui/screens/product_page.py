"""One product: what is known about it, and what can be done with it."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from shopcrm import money
from shopcrm.shop import products
from shopcrm.shop.products import Product
from shopcrm.tui.forms.product_form import ProductForm, rate_words
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import ref


class ProductPage(ShopPage):
    """A few facts, and two buttons."""

    section = "more"
    AUTO_FOCUS = "#do-edit"
    CSS_PATH = "product_page.tcss"
    HELP = (
        "A product that is put away leaves the list and is not offered for new orders; nothing is lost, and it can be"
        " brought back. Orders keep the prices that they were placed at."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "edit", "Change", "Change the product"),
        key("f9", "put_away", "Put away", "Put it away, or bring it back"),
    ]

    def __init__(self, product: int) -> None:
        super().__init__()
        self.product = product
        self._put_away = False

    def body(self) -> ComposeResult:
        """Facts, buttons."""
        yield Static(id="product-facts")
        with Horizontal(classes="buttons"):
            yield Push("Change", id="do-edit", main=True)
            yield Push("Put away", id="do-put_away")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read it again."""
        one = await self.read(products.card, self.product)
        self._put_away = one.archived
        self.query_one("#product-facts", Static).update(lines(*_facts(one)))
        push = self.query_one("#do-put_away", Push)
        push.label = "Bring back" if one.archived else "Put away"
        push.refresh(layout=True)

    @flow
    async def action_edit(self) -> None:
        """Change it."""
        if await self.ask(ProductForm(self.product)) is not None:
            self.toast("Saved")
            self.reload()

    @flow
    async def action_put_away(self) -> None:
        """Take it off the list, or bring it back; Ctrl+Z takes that back."""
        await self.write(products.unarchive if self._put_away else products.archive, self.product)
        self.toast("In the list again." if self._put_away else "Put away. Ctrl+Z takes that back.")
        self.reload()

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("do-"))


def _facts(one: Product) -> Iterator[Content]:
    away = ("  put away", "bold $warning") if one.archived else ""
    yield line((one.name, "bold"), away, (f"  {ref('P', one.id)}", "$quiet"))
    yield plain("")
    for name, value in (
        ("Price", money.show(one.price, one.currency)),
        ("Code", one.sku or "none"),
        ("Group", one.family or "none"),
        ("Tax", f"{rate_words(one.tax_rate)}%" if one.tax_rate else "none"),
        ("Your cost", money.show(one.cost, one.currency) if one.cost is not None else "not known"),
        ("Added", f"{day_words(one.created_at[:10])}, {one.source}"),
    ):
        yield line((f"{name:<14}", "$quiet"), value)
    yield plain("")
