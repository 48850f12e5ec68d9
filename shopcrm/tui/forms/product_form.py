"""A product, new or changed."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from shopcrm import money
from shopcrm.errors import InvalidValue
from shopcrm.shop import products, profile
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.forms.form import Form, FormRow, text_row


class ProductForm(Form[int]):
    """Answers the product's number."""

    HELP = (
        "The price is what one costs the customer. A code is optional, and each is used once: type it when you take an"
        " order and the product is found at once. Tax is a rate such as 20 or 5. Cost is what you pay for it yourself."
        " Orders that were placed keep the prices they were placed at."
    )

    def __init__(self, product: int | None = None) -> None:
        super().__init__(product=product)
        self.heading = "New product" if product is None else "Change the product"
        self._currency = "GBP"
        self._source = "typed"

    def rows(self) -> Iterable[FormRow]:
        """What it is, what it costs."""
        yield text_row("name", "Name", required=True, max_length=products.LONGEST_NAME)
        yield text_row("price", "Price", required=True, check=lambda typed: self._amount(typed, "price"), max_length=60)
        yield text_row("sku", "Code", max_length=products.LONGEST_SKU)
        yield text_row("family", "Group", placeholder="flowers, cards", max_length=products.LONGEST_NAME)
        yield text_row("tax_rate", "Tax in %", check=rate_of, placeholder="empty for none", max_length=20)
        yield text_row("cost", "Your cost", check=lambda typed: self._amount(typed, "cost"), max_length=60)

    async def load(self) -> dict[str, Any]:
        """The product as it is; the shop's own currency for a new one."""
        if self.about["product"] is None:
            self._currency = (await self.read(profile.get)).currency
            return {}
        held = await self.read(products.draft_of, self.about["product"])
        self._currency, self._source = held.currency or self._currency, held.source
        return {
            "name": held.name,
            "price": self._shown(held.price),
            "sku": held.sku,
            "family": held.family,
            "tax_rate": rate_words(held.tax_rate) if held.tax_rate else "",
            "cost": "" if held.cost is None else self._shown(held.cost),
        }

    async def save(self, values: dict[str, Any]) -> int:
        """Add it, or change it."""
        draft = ProductDraft(
            name=values["name"],
            price=self._amount(values["price"], "price"),
            sku=values["sku"],
            family=values["family"],
            cost=self._amount(values["cost"], "cost") if values["cost"] else None,
            currency=self._currency,
            tax_rate=rate_of(values["tax_rate"]) if values["tax_rate"] else 0,
            source=self._source,
        )
        product: int | None = self.about["product"]
        if product is None:
            return await self.write(products.add, draft)
        await self.write(products.edit, product, draft)
        return product

    def _amount(self, typed: str, field: str) -> int:
        return money.parse_typed(typed, self._currency, field)

    def _shown(self, amount: int) -> str:
        return f"{money.to_major(amount, self._currency):f}"


def rate_of(typed: str) -> int:
    """A tax rate as typed, ``20`` or ``5.5 %``, in basis points; raises InvalidValue for anything else."""
    try:
        rate = Decimal(typed.replace("%", "").replace(",", ".").strip()) * 100
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 <= rate <= 10_000 or rate != rate.to_integral_value():
        raise InvalidValue("tax_rate", "That is not a tax rate.", "Type a number such as 20 or 5.5.")
    return int(rate)


def rate_words(rate: int) -> str:
    """A tax rate in basis points as people write it: ``20``, ``5.5``."""
    return f"{rate / 100:.2f}".rstrip("0").rstrip(".")
