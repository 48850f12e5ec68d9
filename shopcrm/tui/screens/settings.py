"""Settings: everything at a glance; Enter changes the marked part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from shopcrm.papers.in_words import day
from shopcrm.shop import profile
from shopcrm.shop.profile import ClosedDay, Profile
from shopcrm.tui.forms.closed_day_form import ClosedDayForm
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.profile_form import PARTS, ProfileForm
from shopcrm.tui.forms.screen_form import THEMES, ScreenForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable

COLUMNS = (Column("Setting", 18), Column("As it is now"))
SCREEN, ADD_DAY, OPEN_DAY = "screen", "add-day", "open-day"


@dataclass(frozen=True, slots=True)
class Setting:
    """A row: its name, its value, and what Enter changes. day: for a day shut, as it is stored."""

    name: str
    value: str
    part: str
    field: str = ""
    day: str = ""


class SettingsScreen(ShopPage):
    """A list of settings with their values."""

    section = "more"
    AUTO_FOCUS = "#list"
    HELP = (
        "Enter changes the marked setting. The shop's name, address and tax number print on receipts and letters; the"
        " region steers deadlines and public holidays; the colours are kept on this computer only. Ctrl+Z takes a"
        " change back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+n,f2", "add_day", "Day shut", "Add a day on which you are shut")]

    def __init__(self) -> None:
        super().__init__()
        self._settings: Sequence[Setting] = ()

    def body(self) -> ComposeResult:
        """The list."""
        yield VirtualTable(COLUMNS, id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read every setting again."""
        held, shut = await self.read(profile.get), await self.read(profile.closed_days)
        coming = [one for one in shut if one.day >= self.sitting.today.isoformat()]
        self._settings = [*_of_shop(held), *_of_screen(held, self.app.theme), *_of_days(coming)]
        await self.query_one(VirtualTable).show(range(len(self._settings)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._settings[place].name, self._settings[place].value) for place in places]

    @flow
    async def _change(self, one: Setting) -> None:
        """Change a part, and let the screens follow."""
        if one.part in PARTS:
            changed: bool | None = await self.ask(ProfileForm(one.part, one.field))
        elif one.part == SCREEN:
            changed = await self.ask(ScreenForm())
        elif one.part == ADD_DAY:
            changed = await self.ask(ClosedDayForm())
        else:
            changed = await self._open_again(one)
        if changed is not None:
            await self._follow()

    async def _open_again(self, one: Setting) -> bool | None:
        if not await self.ask(Confirm("Open after all?", f"{one.name}: the shop would be open.", "Open that day")):
            return None
        await self.write(profile.open_on, one.day)
        return True

    async def _follow(self) -> None:
        await self.frame.settings_changed()
        self.after_write()
        self.toast("Saved")
        self.reload()

    @flow
    async def action_add_day(self) -> None:
        """Add a day on which the shop is shut."""
        if await self.ask(ClosedDayForm()) is not None:
            await self._follow()

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self._change(self._settings[event.record])


def _of_shop(held: Profile) -> list[Setting]:
    return [
        Setting("Shop", held.name, "shop", "name"),
        Setting("Owner", held.owner, "shop", "owner"),
        Setting("Address", ", ".join(held.address.splitlines()) or "none yet", "shop", "address"),
        Setting("E-mail", held.email or "none yet", "shop", "email"),
        Setting("Phone", held.phone or "none yet", "shop", "phone"),
        Setting("Website", held.website or "none", "shop", "website"),
        Setting("Currency", held.currency, "money", "currency"),
        Setting("VAT number", held.tax_number or "none", "money", "tax_number"),
        Setting(
            "Prices", "include tax" if held.prices_include_tax else "are without tax", "money", "prices_include_tax"
        ),
        Setting("Region", held.region, "place", "region"),
        Setting("Time zone", held.zone, "place", "zone"),
        Setting("Regulator", held.regulator, "regulator", "regulator"),
        Setting("Reached at", held.regulator_contact, "regulator", "regulator_contact"),
    ]


def _of_screen(held: Profile, theme: str) -> list[Setting]:
    minutes = "1 minute" if held.idle_minutes == 1 else f"{held.idle_minutes} minutes"
    return [
        Setting("Colours", dict(THEMES).get(theme, theme), SCREEN),
        Setting("Locks after", f"{minutes} without a key", SCREEN),
    ]


def _of_days(coming: Sequence[ClosedDay]) -> list[Setting]:
    days = [Setting(f"Shut {day(date.fromisoformat(one.day))}", one.reason, OPEN_DAY, day=one.day) for one in coming]
    return [*days, Setting("Days shut", "Add a day on which only your shop is shut", ADD_DAY)]
