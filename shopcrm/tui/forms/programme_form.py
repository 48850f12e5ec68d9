"""The terms of the loyalty programme: what is earned, what it is worth, how long it lasts, and who is in which tier."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from shopcrm import money
from shopcrm.shop import loyalty, profile
from shopcrm.shop.loyalty import Programme
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row, tick_row
from shopcrm.tui.loyalty_words import BASES, DOWNGRADES, ROUNDINGS, whole

NUMBERS = {
    "points": 10_000_000,
    "worth_points": 10_000_000,
    "least_points": 10_000_000,
    "birthday_points": 10_000_000,
    "lock_days": 366,
    "expiry_months": 120,
    "warn_days": 366,
    "grace_days": 366,
}
"""Whole numbers, and the largest of each that can be right."""
AMOUNTS = ("per_amount", "worth_amount")
CHOICES = ("rounding", "tier_basis", "downgrade")


async def terms_now(desk: Any) -> Programme:
    """The terms in force; for a shop without a programme, what most shops begin with, in its own money."""
    held: Programme | None = await desk.read(loyalty.programme)
    return held or Programme(currency=(await desk.read(profile.get)).currency)


class ProgrammeForm(Form[bool]):
    """True once the terms are in force."""

    heading = "Loyalty programme"
    tall = True
    HELP = (
        "Points are earned on what a customer keeps and pays with money. Let them wait until goods can no longer come"
        " back: a usual wait is 14 days. New terms count from now on; points that were earned keep theirs. Tiers count"
        " the last twelve months; who no longer qualifies keeps the tier for the days of grace."
    )

    def rows(self) -> Iterable[FormRow]:
        """Earning, using, dates, tiers."""
        yield tick_row("active", "Points are earned and used", True)
        yield self._number("points", "Points earned")
        yield self._amount_row("per_amount", "For each")
        yield choice_row("rounding", "Rounded", ROUNDINGS)
        yield self._number("worth_points", "Points used")
        yield self._amount_row("worth_amount", "Pay for")
        yield self._number("least_points", "Fewest used")
        yield self._number("lock_days", "Wait in days")
        yield self._number("expiry_months", "Expire, months", "0 for never")
        yield self._number("warn_days", "Warn, days")
        yield self._number("birthday_points", "On birthdays", "0 for none")
        yield choice_row("tier_basis", "Tiers count", BASES)
        yield choice_row("downgrade", "Falling", DOWNGRADES)
        yield self._number("grace_days", "Grace in days")

    def _number(self, name: str, label: str, placeholder: str = "") -> FormRow:
        most = NUMBERS[name]
        return text_row(
            name, label, required=True, check=lambda typed: whole(typed, name, most), placeholder=placeholder
        )

    def _amount_row(self, name: str, label: str) -> FormRow:
        return text_row(name, label, required=True, check=lambda typed: money.parse_typed(typed, self._currency, name))

    def __init__(self) -> None:
        super().__init__()
        self._currency = "GBP"

    async def load(self) -> dict[str, Any]:
        """The terms as they are."""
        held = await terms_now(self)
        self._currency = held.currency
        return {
            "active": held.active,
            **{name: str(getattr(held, name)) for name in NUMBERS},
            **{name: f"{money.to_major(getattr(held, name), held.currency):f}" for name in AMOUNTS},
            **{name: getattr(held, name) for name in CHOICES},
        }

    async def save(self, values: dict[str, Any]) -> bool:
        """Put them in force; rules, tiers and rewards stay as they are."""
        await self.write(loyalty.set_programme, replace(await terms_now(self), **self._terms(values)))
        return True

    def _terms(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "active": bool(values["active"]),
            **{name: whole(values[name], name, most) for name, most in NUMBERS.items()},
            **{name: money.parse_typed(values[name], self._currency, name) for name in AMOUNTS},
            **{name: values[name] for name in CHOICES},
        }
