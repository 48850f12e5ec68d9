"""A public holiday proclaimed since the program was made."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import profile
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, text_row


class HolidayForm(Form[bool]):
    """Adds one day; True once it is saved."""

    heading = "A public holiday"
    HELP = (
        "The usual public holidays are known already. Add one that was proclaimed since, such as a day of mourning or"
        " a jubilee: dates that the law sets move past it."
    )

    def rows(self) -> Iterable[FormRow]:
        """Which day, and what it is called."""
        yield text_row("day", "Day", required=True, check=self._check, placeholder="15 June 2026")
        yield text_row("name", "Called", placeholder="Jubilee", max_length=profile.LONGEST_LINE)

    async def save(self, values: dict[str, Any]) -> bool:
        """Add it."""
        day = parse_day(values["day"], self.sitting.today)
        await self.write(profile.add_holiday, day.isoformat(), values["name"])
        return True

    def _check(self, typed: str) -> None:
        parse_day(typed, self.sitting.today)
