"""A ticket, new: what a customer asks, wants or complains about."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from shopcrm.errors import CrmError
from shopcrm.shop import customers, orders, returns, tickets
from shopcrm.shop.tickets import TicketDraft
from shopcrm.tui.forms.form import FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.offering import MOST_OFFERED, Offered, OfferingForm, people_meant, records_meant
from shopcrm.tui.frame import key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.ticket_words import CATEGORIES, CHANNELS, PRIORITIES
from shopcrm.vault.refs import TicketId, parse_ref, ref


class TicketForm(OfferingForm[TicketId]):
    """Answers the ticket's id. Opened from an order, a return or a customer, it knows what it is about."""

    tall = True
    heading = "New ticket"
    save_label = "Save ticket"
    OFFERS = ("customer", "order", "ret")
    HELP = (
        "A ticket is anything that a customer asks and that is not answered on the spot. Type part of a name, a phone"
        " number or an order number: what is offered is chosen with the arrows and Enter. Write down what they said in"
        " their own words. By: how it reached you. The priority steers how soon it must be answered; the times stand"
        " under More, Opening hours."
    )

    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, customer: int | None = None, order: int | None = None, ret: int | None = None) -> None:
        super().__init__(customer=customer, order=order, ret=ret)

    def rows(self) -> Iterable[FormRow]:
        """What it is about, from whom, what they said, how urgent it is."""
        subject = self._subject()
        yield text_row("subject", "Subject", required=not subject, placeholder=subject, max_length=200)
        yield text_row("customer", "Customer", placeholder="name, phone … or leave it empty", max_length=200)
        yield text_row("order", "Order", placeholder="number, if it is about one", max_length=200)
        yield text_row("ret", "Return", placeholder="number, if it is about one", max_length=200)
        yield block_row("body", "They said")
        yield choice_row("channel", "By", CHANNELS)
        yield choice_row("category", "Kind", CATEGORIES, self._category())
        yield choice_row("priority", "Priority", PRIORITIES, "normal")

    async def load(self) -> dict[str, Any]:
        """What it was opened from."""
        customer, order, ret = (self.about[name] for name in ("customer", "order", "ret"))
        if ret is not None:
            held = await self.read(returns.card, ret)
            order, customer = held.order_id, held.customer_id
            self.choose("ret", Offered(ref("R", ret), ref("R", ret)))
        if order is not None:
            await self._about_order(ref("O", order))
        if customer is not None:
            self.choose("customer", Offered(ref("C", customer), (await self.read(customers.card, customer)).name))
        names = [name for name in self.OFFERS if self.row(name).value]
        return {name: self.row(name).value for name in names}

    async def save(self, values: dict[str, Any]) -> TicketId:
        """Open it."""
        draft = TicketDraft(
            subject=values["subject"] or self._subject(),
            body=values["body"],
            customer=self._number_of("customer"),
            order=self._number_of("order"),
            ret=self._number_of("ret"),
            channel=values["channel"],
            category=values["category"],
            priority=values["priority"],
        )
        return await self.write(tickets.open, draft)

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Customers by name or number; orders by number, or the latest of the customer who is chosen."""
        if name == "customer":
            return await people_meant(self, typed)
        if name == "ret":
            return await records_meant(self, typed, "R")
        hers = await self._latest_orders()
        found = await records_meant(self, typed, "O")
        return [*(one for one in hers if typed.casefold() in f"{one.words} {one.remark}".casefold()), *found][
            :MOST_OFFERED
        ]

    async def took(self, name: str, one: Offered) -> None:
        """An order names its customer."""
        if name == "order":
            await self._about_order(one.ref)

    async def _about_order(self, order: str) -> None:
        held = await self.read(orders.card, parse_ref(order)[1])
        self.choose("order", Offered(order, f"{order} {held.external_name or ''}".strip()))
        if held.customer_id is not None and not self.row("customer").value:
            self.choose("customer", Offered(ref("C", held.customer_id), held.customer_name or ""))

    async def _latest_orders(self) -> Sequence[Offered]:
        try:
            customer = self._number_of("customer")
        except CrmError:
            customer = None
        if customer is None:
            return ()
        rows = await self.read(orders.of_customer, customer, MOST_OFFERED)
        return [Offered(ref("O", one.id), f"{ref('O', one.id)}  {day_words(one.placed_on)}", "") for one in rows]

    def _number_of(self, name: str) -> int | None:
        chosen = self.chosen(name)
        return parse_ref(chosen)[1] if chosen else None

    def _subject(self) -> str:
        """What stands for a subject that is not typed."""
        if self.about["ret"] is not None:
            return f"About return {ref('R', self.about['ret'])}"
        return f"About order {ref('O', self.about['order'])}" if self.about["order"] is not None else ""

    def _category(self) -> str:
        if self.about["ret"] is not None:
            return "return"
        return "order" if self.about["order"] is not None else "question"
