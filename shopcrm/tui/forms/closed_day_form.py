"""A day on which the shop is shut."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import profile
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, text_row


class ClosedDayForm(Form[bool]):
    """Notes one day; True once it is saved."""

    heading = "A day shut"
    HELP = (
        "Public holidays are known already. Add the days on which only your shop is shut: a holiday of your own, stock"
        " taking. Such a day moves no date that the law sets."
    )

    def rows(self) -> Iterable[FormRow]:
        """Which day, and why."""
        yield text_row("day", "Day", required=True, check=self._check, placeholder="24 dec, 2 January 2027")
        yield text_row("reason", "Why", placeholder="holiday, stock taking", max_length=profile.LONGEST_LINE)

    async def save(self, values: dict[str, Any]) -> bool:
        """Note it."""
        day = parse_day(values["day"], self.sitting.today)
        await self.write(profile.close_on, day.isoformat(), values["reason"])
        return True

    def _check(self, typed: str) -> None:
        parse_day(typed, self.sitting.today)
