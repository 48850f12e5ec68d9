"""Place an order, or change one: items first, then for whom, when and how it is paid."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.errors import CrmError, InvalidValue
from shopcrm.shop import orders, payments, products, profile
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import Usable
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import FormRow, choice_row, text_row
from shopcrm.tui.forms.goes_with import goes_with
from shopcrm.tui.forms.offering import MOST_OFFERED, Offered, OfferingForm, people_meant
from shopcrm.tui.forms.order_paying import NOTHING, Till, paid_rows
from shopcrm.tui.forms.typed_numbers import percent_of, quantity_of
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.tick import Tick
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault.refs import OrderId, parse_ref, ref

HANDED = (("no", "To do"), ("yes", "Handed over now"))
ITEM_FIELDS = ("item", "quantity", "each")


class OrderForm(OfferingForm[OrderId]):
    """Answers the order's id. What is typed in Item or Customer is looked up; Down and Enter choose what is offered."""

    tall = True
    CSS_PATH = "order_form.tcss"
    save_label = "Save order"
    OFFERS = ("item", "customer")
    HELP = (
        "Type part of an item's name or its code: Enter takes the first that is offered, the arrows choose another."
        " Enter goes on to the quantity and the price, and then adds the item. An item that you do not stock needs its"
        " price typed. Del in the list of items takes one off. The customer may stay empty. Prices take sums, such as"
        " 3*4.50; a discount may be 10%; dates take words, such as tomorrow or Friday. Below the items stands what is"
        " often bought with them: in how many of the latest orders both were, and how much more often that is than if"
        " it were chance. Before the first item stands what the customer may like."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "add_item", "Add item", "Add what stands in Item"),
        key("delete", "drop_item", "Take off", "Take the marked item off", shown=False),
        key("down", "down", "Next", shown=False, priority=True),
        key("up", "up", "Before", shown=False, priority=True),
    ]

    def __init__(
        self, order: int | None = None, same_as: int | None = None, customer: int | None = None, name: str = ""
    ) -> None:
        """order: the one to change; same_as: the one to repeat; customer: for whom a new one is."""
        super().__init__(order=order, same_as=same_as, customer=customer, name=name)
        self.heading = "New order" if order is None else f"Change {ref('O', order)}"
        self._draft = OrderDraft((), customer=customer)
        self._currency = "GBP"
        self._items: list[LineDraft] = []
        self._reckoned_for: int | None = None
        self._suggestion = plain("")
        self._total = 0
        self._till = Till(self)

    def rows(self) -> Iterable[FormRow]:
        """The item to add; for whom, when, what comes off, how it is paid."""
        yield text_row("item", "Item", placeholder="name or code", max_length=500)
        yield text_row("quantity", "How many", "1", check=quantity_of, max_length=10)
        yield text_row("each", "Each", check=self._amount, max_length=60)
        yield text_row("customer", "Customer", placeholder="name, phone … or leave it empty", max_length=200)
        yield text_row(
            "promised", "Promised for", placeholder="tomorrow, Friday, 14 mar", check=self._day, max_length=40
        )
        yield text_row("discount", "Discount", placeholder="2.50 or 10%", check=self._discount, max_length=60)
        yield text_row("shipping", "Delivery", check=self._amount, max_length=60)
        yield text_row("deliver_to", "Deliver to", placeholder="if not the customer's address", max_length=2_000)
        yield text_row("note", "Note", placeholder="message on the card …", max_length=5_000)
        if self.about["order"] is None:
            yield from paid_rows(self._amount)
            yield choice_row("handed_over", "Now it is", HANDED)

    def extra(self) -> ComposeResult:
        """What is offered while typing; the items so far."""
        yield from super().extra()
        yield VirtualTable((Column("Item"), Column("Qty", 5, right=True), Column("Each", 10, right=True),
                            Column("Total", 11, right=True)), id="items")  # fmt: skip
        with Horizontal(classes="buttons"):
            yield Push("Add item", id="add-item")
            yield Static(id="to-pay")

    async def load(self) -> dict[str, Any]:
        """The order to change or to repeat."""
        self._currency = (await self.read(profile.get)).currency
        if self.about["order"] is not None:
            self._draft = await self.read(orders.draft_of, self.about["order"])
        elif self.about["same_as"] is not None:
            self._draft = await self.read(orders.same_again, self.about["same_as"])
        draft = self._draft
        self._currency = draft.currency or self._currency
        self._items = [await self._named(one) for one in draft.lines]
        if draft.customer is not None:
            await self.choose_customer("customer", draft.customer)
        await self._show_items()
        return {
            "customer": self.row("customer").value,
            "promised": day_words(draft.promised_on),
            "discount": self._shown(draft.order_discount),
            "shipping": self._shown(draft.shipping),
            "deliver_to": draft.deliver_to.replace("\n", ", "),
            "note": draft.note,
        }

    async def save(self, values: dict[str, Any]) -> OrderId:
        """Place or change it; an item that was typed but not added yet is added."""
        if values["item"]:
            await self._add()
        await self._reckon()
        values = self.values()
        draft = await self._to_draft(values)
        if self.about["order"] is None:
            return await self.write(orders.place, draft)
        await self.write(orders.edit, self.about["order"], draft)
        return int(self.about["order"])

    def values(self) -> dict[str, Any]:
        """What stands in the fields, and the items."""
        items = [
            {"product": one.product, "description": one.description, "quantity": one.quantity,
             "unit_price": one.unit_price, "sku": one.sku, "discount": one.discount, "tax": one.tax, "cost": one.cost}
            for one in self._items
        ]  # fmt: skip
        return super().values() | {"items": items}

    def _fill(self, values: dict[str, Any]) -> None:
        """As the base does, and the items of a kept draft."""
        super()._fill(values)
        self._items = [LineDraft(**one) for one in values.get("items", [])]
        self._refresh_items()

    async def look_over(self) -> None:
        """Sum up again for whoever it is for now."""
        await super().look_over()
        await self._for_another()

    def remark(self) -> Content:
        """Who took the customer's place; else what goes with the items."""
        return super().remark() or self._suggestion

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Products in the order's currency, or customers, that the text may mean."""
        if name == "customer":
            return await people_meant(self, typed)
        found = await self.read(products.find, typed, MOST_OFFERED) if typed else ()
        return [Offered(ref("P", one.id), one.name, f"{one.sku or ''} {money.show(one.price, one.currency)}")
                for one in found if one.currency == self._currency]  # fmt: skip

    async def took(self, name: str, one: Offered) -> None:
        """A product brings its price; a customer what they may pay with, and what they may like."""
        if name == "item":
            price = (await self.read(products.card, parse_ref(one.ref)[1])).price
            self.row("each").put(self._shown(price) or "0")
        else:
            await self._for_another()

    @on(Input.Changed, "#field-customer")
    @flow(newest=True)
    async def _customer_typed(self) -> None:
        """Whoever was chosen is not meant any more."""
        if self._customer != self._reckoned_for:
            await self._for_another()

    async def _for_another(self) -> None:
        await self._reckon()
        await self._suggest()

    @on(Input.Changed, "#field-discount")
    @on(Input.Changed, "#field-shipping")
    @on(Tick.Changed)
    @on(ChoiceRow.Changed, "#field-paid")
    @flow(newest=True)
    async def _sum_changed(self) -> None:
        await self._reckon()

    def entered(self, field: Input) -> None:
        """Enter behind the price adds the item; else it chooses what is offered, or goes on to the next field."""
        if field.id == "field-each" and self.row("item").value:
            self.action_add_item()
        else:
            super().entered(field)

    @on(Push.Pressed, "#add-item")
    def _pressed_add(self) -> None:
        self.action_add_item()

    @flow
    async def action_add_item(self) -> None:
        """Add what stands in Item."""
        await self._add()

    @flow
    async def action_drop_item(self) -> None:
        """Take the marked item off."""
        table = self.query_one("#items", VirtualTable)
        if table.has_focus and table.record is not None:
            del self._items[table.record]
            await self._show_items()

    def action_down(self) -> None:
        """To the next that is offered; else to the next field, or down the items."""
        self._move(1)

    def action_up(self) -> None:
        """As down."""
        self._move(-1)

    def _move(self, step: int) -> None:
        items = self.query_one("#items", VirtualTable)
        if self._offered:
            self.action_offered(step)
        elif items.has_focus and 0 <= items.cursor + step < items.count:
            items.action_move(step)
        elif step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    async def _add(self) -> None:
        """Add what stands in Item to the items; raises nothing: what is missing is shown."""
        name, each = str(self.row("item").value), str(self.row("each").value)
        if not name:
            self.row("item").field.focus()
            return
        try:
            price = self._amount(each) if each else None
            product = self.number_of("item")
            if price is None and product is None:
                raise InvalidValue("each", f"What does “{name[:40]}” cost?", "Type its price; 0 if it is free.")
            quantity = quantity_of(str(self.row("quantity").value))
        except InvalidValue as error:
            self._point_at(error)
            return
        self._items.append(LineDraft(name, quantity, price, product))
        with self.prevent(Input.Changed):
            for field, value in zip(ITEM_FIELDS, ("", "1", ""), strict=True):
                self.row(field).put(value)
                self.row(field).show_trouble("")
        await self._show_items()
        self.row("item").field.focus()

    async def _named(self, one: LineDraft) -> LineDraft:
        """A line with its name and price, where the product gives them."""
        if one.product is None or (one.description and one.unit_price is not None):
            return one
        product = await self.read(products.card, one.product)
        price = product.price if one.unit_price is None else one.unit_price
        return replace(one, description=one.description or product.name, unit_price=price)

    @flow(newest=True)
    async def _refresh_items(self) -> None:
        await self._show_items()

    async def _show_items(self) -> None:
        await self.query_one("#items", VirtualTable).show(range(len(self._items)), self._item_rows)
        await self._reckon()
        await self._suggest()

    async def _suggest(self) -> None:
        """What goes with the items, or with what she bought before, where there are none yet."""
        self._suggestion = await goes_with(self, [one.product for one in self._items], self._customer)
        self._show_troubles()

    async def _item_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._item_row(self._items[place]) for place in places if place < len(self._items)]

    def _item_row(self, one: LineDraft) -> tuple[str, ...]:
        each = one.unit_price or 0
        total = one.quantity * each - one.discount
        shown = [money.show(amount, self._currency) for amount in (each, total)]
        return (one.description, str(one.quantity), *shown)

    async def _reckon(self) -> None:
        """What is to pay by the shop's own sums; while something cannot be summed, the last sum stays.

        A day or a name that is still being typed changes no sum.
        """
        self._reckoned_for = self._customer
        if not self._items:
            self._total = 0
        else:
            summed = self.values() | {"promised": ""}
            if self._customer is None:
                summed["customer"] = ""
            with suppress(CrmError):
                self._total = (await self.read(orders.reckoned, await self._to_draft(summed))).total
        left = self._total
        if self.about["order"] is None:
            left = self._till.show(self._total, await self._usable(), self._currency)
        self.query_one("#to-pay", Static).update(line("To pay  ", (money.show(left, self._currency), "bold")))

    async def _usable(self) -> Usable:
        """What the customer may pay with beside money; nothing before there are items and a customer."""
        customer = self._customer
        if customer is None or not self._total:
            return NOTHING
        return await self.read(payments.usable, customer, self._total, self._currency)

    @property
    def _customer(self) -> int | None:
        """Who was chosen."""
        return self.number_of("customer")

    async def _to_draft(self, values: dict[str, Any]) -> OrderDraft:
        if values["customer"]:
            self.chosen("customer")
        part = values.get("part") or ""
        promised = self._day(values["promised"]).isoformat() if values["promised"] else None
        draft = replace(
            self._draft,
            lines=tuple(self._items),
            customer=self._customer if values["customer"] else None,
            promised_on=promised,
            order_discount=0,
            shipping=self._amount(values["shipping"]) if values["shipping"] else 0,
            deliver_to=values["deliver_to"],
            note=values["note"],
            paid=self._till.paid(self._amount(part) if part else None) if "paid" in values else None,
            handed_over=values.get("handed_over") == "yes",
        )
        return replace(draft, order_discount=await self._taken_off(values["discount"], draft))

    async def _taken_off(self, typed: str, draft: OrderDraft) -> int:
        """The discount in minor units: an amount, or a percentage of the goods with halves rounded up."""
        if typed and (percent := percent_of(typed)) is not None:
            goods = (await self.read(orders.reckoned, draft)).goods
            return money.to_minor(money.to_major(goods, self._currency) * percent / 100, self._currency, "discount")
        return self._amount(typed) if typed else 0

    def _discount(self, typed: str) -> object:
        """Raises InvalidValue for what is neither a percentage nor an amount."""
        percent = percent_of(typed)
        return self._amount(typed) if percent is None else percent

    def _amount(self, typed: str) -> int:
        return money.parse_typed(typed, self._currency, "each")

    def _day(self, typed: str) -> Any:
        return parse_day(typed, self.sitting.today, "promised")

    def _shown(self, minor: int) -> str:
        return f"{money.to_major(minor, self._currency):f}" if minor else ""
