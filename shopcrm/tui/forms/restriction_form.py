"""Restricting a customer's record, and lifting that after the person was told."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from textual.content import Content

from shopcrm.shop import customers, restriction
from shopcrm.shop.customers import RestrictionDraft
from shopcrm.shop.restriction import GROUNDS
from shopcrm.tui.days import parse_day
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.order_words import day_words
from shopcrm.tui.text import plain

WHY = (("accuracy", "Being checked"), ("objection", "Objected"), ("claims", "For a claim"), ("unlawful", "Not erased"))


class RestrictForm(Form[bool]):
    """True once the record is restricted."""

    heading = "Restrict this record"
    HELP = (
        "The record stays and can be seen; it is not used: no orders, no messages, in no list or segment (UK GDPR"
        " Art 18). What the customer asks, pays or complains of is still written down. Before it is lifted the person"
        " has to be told."
    )

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)

    def rows(self) -> Iterable[FormRow]:
        """Why, and a note."""
        yield choice_row("grounds", "Why", WHY)
        yield text_row("note", "Note", placeholder="what is said to be wrong …", max_length=2_000)

    async def save(self, values: dict[str, Any]) -> bool:
        """Restrict it."""
        await self.write(
            customers.restrict, RestrictionDraft(self.about["customer"], values["grounds"], values["note"])
        )
        return True


class LiftForm(Form[bool]):
    """True once the person was told and the restriction is lifted."""

    heading = "Lift the restriction"
    HELP = "The person has to be told first that the record will be used again (UK GDPR Art 18(3)). Say when and how."

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)
        self._why = ""

    def rows(self) -> Iterable[FormRow]:
        """When and how the person was told."""
        yield text_row("told_on", "Told on", required=True, check=self._day, max_length=40)
        yield text_row("told_how", "How", required=True, placeholder="by letter, by telephone …", max_length=60)

    def remark(self) -> Content:
        """Why it is restricted."""
        return plain(self._why, "$quiet")

    async def load(self) -> dict[str, Any]:
        """What was written down already."""
        found = await self.read(restriction.standing, self.about["customer"])
        if found is None:
            return {}
        self._why = f"  Restricted because the customer {GROUNDS[found.grounds]}."
        self._show_troubles()
        return {"told_on": day_words(found.told_on) or "today", "told_how": found.told_how}

    async def save(self, values: dict[str, Any]) -> bool:
        """Write it down, and lift it."""
        told_on = self._day(values["told_on"]).isoformat()
        await self.write(customers.tell_before_lifting, self.about["customer"], told_on, values["told_how"])
        await self.write(customers.lift_restriction, self.about["customer"])
        return True

    def _day(self, typed: str) -> date:
        return parse_day(typed, self.sitting.today, "told_on", past=True)


async def restrict(desk: Desk[Any], customer: int) -> bool:
    """Ask why and restrict the record; whether that was done."""
    if not await desk.ask(RestrictForm(customer)):
        return False
    desk.toast("Restricted: seen, not used. Ctrl+Z takes that back.")
    return True


async def lift(desk: Desk[Any], customer: int) -> bool:
    """Ask how the person was told, and lift the restriction; whether that was done."""
    if not await desk.ask(LiftForm(customer)):
        return False
    desk.toast("Lifted: in use again as before.")
    return True
