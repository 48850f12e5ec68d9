"""The facts that a soft opt-in is nothing without; and since when a number is on the TPS list."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from shopcrm.errors import InvalidValue
from shopcrm.shop import consent, orders
from shopcrm.shop.consent import Channel, ConsentDraft, SoftOptIn
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row

OFFERED = (
    ("a box to tick on the order form", "Box on the form"),
    ("asked at the counter", "Asked aloud"),
    ("a line in the order e-mail with a link", "Link in the e-mail"),
)


class SoftForm(Form[str]):
    """Records a soft opt-in; returns in words what it did."""

    heading = "Bought, and did not opt out"
    HELP = (
        "A soft opt-in (PECR reg 22(3)) stands in for consent by e-mail and text message only where all of this is"
        " true: you got the address in a sale or while dealing about one, you offer your own similar goods, and they"
        " could say no at once, free of charge, and can in every message. It is never stored as consent."
    )

    def __init__(self, customer: int, channel: str) -> None:
        super().__init__(customer=customer, channel=channel)
        self._orders: dict[str, int] = {}

    def rows(self) -> Iterable[FormRow]:
        """The sale, the goods, how they could say no."""
        yield text_row("sold_on", "Sold on", required=True, check=self._check_day, placeholder="14 mar")
        yield text_row("family", "Goods", required=True, placeholder="flowers, wreaths", max_length=200)
        yield choice_row("offered", "Could say no", OFFERED)

    async def load(self) -> dict[str, Any]:
        """Their last order is the likely sale."""
        hers = await self.read(orders.of_customer, self.about["customer"], 50)
        self._orders = {one.placed_on: one.id for one in reversed(hers)}
        return {"sold_on": hers[0].placed_on} if hers else {}

    async def save(self, values: dict[str, Any]) -> str:
        """Enter it in the ledger."""
        sold_on = self._check_day(values["sold_on"]).isoformat()
        soft = SoftOptIn(sold_on, values["family"], values["offered"], self._orders.get(sold_on))
        channel = cast("Channel", self.about["channel"])
        draft = ConsentDraft(self.about["customer"], "marketing", channel, "soft_opt_in", "with the sale", soft=soft)
        return (await self.write(consent.record, draft)).explanation

    def _check_day(self, typed: str) -> date:
        return past_day(typed, self.sitting.today)


class ListedForm(Form[date]):
    """Answers since when the number is listed."""

    heading = "On the TPS list"
    HELP = (
        "The Telephone Preference Service (CTPS for companies) lists who wants no marketing calls. A number may not be"
        " called from 28 days after it was listed, unless they told you that they do not mind (PECR reg 21)."
    )

    def rows(self) -> Iterable[FormRow]:
        """The day."""
        yield text_row("since", "Since", required=True, check=self._check_day, placeholder="14 mar")

    async def save(self, values: dict[str, Any]) -> date:
        """The day, for the caller."""
        return self._check_day(values["since"])

    def _check_day(self, typed: str) -> date:
        return past_day(typed, self.sitting.today)


def past_day(typed: str, today: date) -> date:
    """A day up to today; raises InvalidValue."""
    found = parse_day(typed, today, "at", past=True)
    if found > today:
        raise InvalidValue("at", "That day is still to come.", "Type a day up to today.")
    return found
