"""One part of the shop's settings."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from textual.content import Content

from shopcrm.shop import profile
from shopcrm.tui.forms.form import Form, FormRow, block_row, text_row, tick_row
from shopcrm.tui.text import plain

Rows = Callable[[], Iterable[FormRow]]


def _shop() -> Iterable[FormRow]:
    yield text_row("name", "Shop", required=True, max_length=profile.LONGEST_LINE)
    yield text_row("owner", "Owner", required=True, max_length=profile.LONGEST_LINE)
    yield block_row("address", "Address", max_length=profile.LONGEST_ADDRESS)
    yield text_row("email", "E-mail", max_length=profile.LONGEST_LINE)
    yield text_row("phone", "Phone", max_length=60)
    yield text_row("website", "Website", max_length=profile.LONGEST_LINE)


def _money() -> Iterable[FormRow]:
    yield text_row("currency", "Currency", required=True, placeholder="GBP, EUR", max_length=3)
    yield text_row("tax_number", "VAT number", max_length=profile.LONGEST_LINE)
    yield tick_row("prices_include_tax", "Prices include tax")


def _place() -> Iterable[FormRow]:
    yield text_row("region", "Region", required=True, placeholder="GB-ENG, GB-SCT, IE, DE-BY", max_length=20)
    yield text_row("zone", "Time zone", required=True, placeholder="Europe/London", max_length=60)


def _regulator() -> Iterable[FormRow]:
    yield text_row("regulator", "Complain to", max_length=profile.LONGEST_LINE)
    yield text_row("regulator_contact", "Reached at", max_length=profile.LONGEST_LINE)


PARTS: dict[str, tuple[str, str, Rows]] = {
    "shop": ("The shop", "Prints on receipts, letters and reports.", _shop),
    "money": ("Money and tax", "The currency stays once there are orders.", _money),
    "place": ("Where the shop is", "Its law and its public holidays steer every deadline.", _place),
    "regulator": ("Data protection", "Where customers may complain; printed on the data report.", _regulator),
}
"""Each part of the settings: its heading, what it is for, its fields."""
REGION_NAMES = {
    "GB-ENG": "England",
    "GB-WLS": "Wales",
    "GB-SCT": "Scotland",
    "GB-NIR": "Northern Ireland",
    "IE": "Ireland",
}
"""The nations whose holidays are known by name; any other region goes by its code."""


class ProfileForm(Form[bool]):
    """Changes one part; True once it is saved. Ctrl+Z takes it back."""

    HELP = (
        "What you type here prints on papers and steers dates. The region is a country or a part of one: GB-ENG,"
        " GB-WLS, GB-SCT, GB-NIR, IE, DE-BY. Ctrl+Z afterwards takes the change back."
    )

    def __init__(self, part: str, field: str = "") -> None:
        """`field`: where the cursor begins; the first one by itself."""
        super().__init__(part=part, field=field)
        self.heading, self._words, self._rows = PARTS[part]

    def rows(self) -> Iterable[FormRow]:
        """The fields of this part."""
        return self._rows()

    def remark(self) -> Content:
        """What the part is for."""
        return plain(self._words, "$quiet")

    async def load(self) -> dict[str, Any]:
        """The settings as they are."""
        held = await self.read(profile.get)
        if self.about["field"]:
            self.row(self.about["field"]).field.focus()
        return {row.field_name: getattr(held, row.field_name) for row in self.all_rows()}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep them."""
        before = await self.read(profile.get)
        await self.write(profile.change, replace(before, **values))
        return True
