"""What the shop aims at, and what it spends to win customers."""

import calendar
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from textual.content import Content

from shopcrm import money
from shopcrm.errors import InvalidValue
from shopcrm.insight import dashboard
from shopcrm.insight.dashboard import DEFINITIONS, KINDS, Kind
from shopcrm.shop import profile
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.text import plain

_SCALES = {"number": 1, "score": 1, "percent": 10, "mean": 100, "minutes": 1}
_HINTS = {
    "number": "a whole number",
    "score": "from -100 to 100",
    "percent": "a percentage, such as 12.5",
    "mean": "from 1 to 5, such as 4.5",
    "minutes": "minutes of your opening hours",
}


class SpendForm(Form[bool]):
    """Enters what a month's advertising and the like cost; empty for not known."""

    typed_anew = True
    HELP = (
        "What you spent in this month to win customers: advertising, leaflets, a market stall. It is divided by the"
        " number of new customers. Empty means that you do not know; 0 means nothing. Ctrl+Z takes it back."
    )

    def __init__(self, day: str) -> None:
        super().__init__(day=day)
        self._month = date.fromisoformat(day)
        self.heading = f"Spent on winning customers in {calendar.month_name[self._month.month]} {self._month.year}"
        self._currency = "GBP"

    def rows(self) -> Iterable[FormRow]:
        """The amount."""
        yield text_row("amount", "Spent", check=self._amount, placeholder="50, or 3*4.50", max_length=60)

    async def load(self) -> dict[str, Any]:
        """What was entered before."""
        self._currency = (await self.read(profile.get)).currency
        held = await self.read(dashboard.spend, self._month, self._month, self._currency)
        return {"amount": str(money.to_major(held[0].amount, self._currency)) if held else ""}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        amount = self._amount(values["amount"]) if values["amount"] else None
        await self.write(dashboard.set_spend, self._month, amount, self._currency)
        return True

    def _amount(self, typed: str) -> int:
        amount = money.parse_typed(typed, self._currency, "amount")
        if amount < 0:
            raise InvalidValue("amount", "What was spent is not below zero.", "Type what it cost, such as 50.")
        return amount


class TargetForm(Form[bool]):
    """Says what the shop aims at; empty for no target."""

    typed_anew = True
    HELP = (
        "What you aim at. Where a figure adds up, such as sales, the target is for a day, week, month, quarter or tax"
        " year, each for itself. Empty means no target. Ctrl+Z takes it back."
    )

    def __init__(self, figure: str, kind: Kind, currency: str = "") -> None:
        super().__init__(figure=figure, kind=kind, currency=currency)
        self._about = DEFINITIONS[figure]
        self._period: Kind | None = kind if self._about.adds_up else None
        each = f" a {KINDS[kind].lower()}" if self._period else ""
        self.heading = f"Target: {self._about.name}{each}"

    def rows(self) -> Iterable[FormRow]:
        """The value."""
        least = "At most" if self._about.better == "less" else "At least"
        hint = _HINTS.get(self._about.unit, "an amount, such as 5000")
        yield text_row("value", least, check=self._value, placeholder=hint, max_length=40)

    def remark(self) -> Content:
        """What the figure means."""
        return plain(self._about.words, "$quiet")

    async def load(self) -> dict[str, Any]:
        """The target that is set."""
        held = await self.read(dashboard.target, self.about["figure"], self._period, self.about["currency"])
        return {"value": "" if held is None else self._typed(held)}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        value = self._value(values["value"]) if values["value"] else None
        await self.write(dashboard.set_target, self.about["figure"], value, self._period, self.about["currency"])
        return True

    def _typed(self, value: int) -> str:
        """A value as it would be typed."""
        if self._about.unit == "money":
            return str(money.to_major(value, self.about["currency"]))
        return f"{Decimal(value) / _SCALES[self._about.unit]:f}"

    def _value(self, typed: str) -> int:
        unit = self._about.unit
        if unit == "money":
            amount = money.parse_typed(typed, self.about["currency"], "value")
            dashboard.check_target(self._about, amount, self.about["currency"])
            return amount
        try:
            number = Decimal(typed.strip().removesuffix("%").replace(",", "").strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > 10**9:
            raise InvalidValue("value", "That is not a number.", f"Type {_HINTS[unit]}.")
        scaled = int((number * _SCALES[unit]).to_integral_value())
        dashboard.check_target(self._about, scaled)
        return scaled
