"""Settings: everything at a glance; Enter changes the marked part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from shopcrm.papers.in_words import day
from shopcrm.shop import profile
from shopcrm.shop.profile import Holiday, Profile
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.holiday_form import HolidayForm
from shopcrm.tui.forms.profile_form import PARTS, REGION_NAMES, ProfileForm
from shopcrm.tui.forms.screen_form import THEMES, ScreenForm
from shopcrm.tui.forms.unproven import UNPROVEN, UnprovenSheet
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts
from shopcrm.vault.registry import Role

COLUMNS = (Column("Setting", 18), Column("As it is now"))
CURRENCY_NAMES = {"GBP": "Pounds", "EUR": "Euros", "USD": "US dollars", "CHF": "Swiss francs"}
SCREEN, ADD_HOLIDAY, REMOVE_HOLIDAY, RECOVERY = "screen", "add-holiday", "remove-holiday", "recovery"
_PROVEN = "A piece of it was typed back"


@dataclass(frozen=True, slots=True)
class Setting:
    """A row: its name, its value, and what Enter changes. day: of a holiday, as it is stored.

    role: the least one that it is offered to.
    """

    name: str
    value: str
    part: str
    field: str = ""
    day: str = ""

    @property
    def role(self) -> Role:
        """What Enter changes says who may; the colours are each person's own."""
        if self.field:
            return Role.OWNER
        return {SCREEN: Role.VIEWER, ADD_HOLIDAY: Role.MANAGER, REMOVE_HOLIDAY: Role.MANAGER}.get(self.part, Role.OWNER)


class SettingsScreen(ShopPage):
    """A list of settings with their values."""

    section = "more"
    AUTO_FOCUS = "#list"
    HELP = (
        "Enter changes the marked setting. The shop's name, address and tax number print on receipts and letters; the"
        " region steers deadlines and public holidays; the colours are kept on this computer only. Ctrl+Z takes a"
        " change back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+n,f2", "add_holiday", "Holiday", "Add a public holiday")]

    def __init__(self) -> None:
        super().__init__()
        self._settings: Sequence[Setting] = ()

    def body(self) -> ComposeResult:
        """The list."""
        yield VirtualTable(COLUMNS, id="list")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read every setting again."""
        held, extra = await self.read(profile.get), await self.read(profile.extra_holidays)
        coming = [one for one in extra if one.day >= self.sitting.today.isoformat()]
        proven = await self.read(facts.recovery_proven)
        every = [
            *_of_shop(held),
            Setting("Recovery sheet", _PROVEN if proven else f"! {UNPROVEN}", RECOVERY),
            *_of_screen(held, self.app.theme),
            *_of_days(coming),
        ]
        self._settings = [one for one in every if one.role <= self.sitting.staff.role]
        await self.query_one(VirtualTable).show(range(len(self._settings)), self._rows)

    async def _rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._settings[place].name, self._settings[place].value) for place in places]

    @flow
    async def _change(self, one: Setting) -> None:
        """Change a part, and let the screens follow."""
        changed: bool | None = None
        if one.part in PARTS:
            changed = await self.ask(ProfileForm(one.part, one.field))
        elif one.part == SCREEN:
            changed = await self.ask(ScreenForm())
        elif one.part == RECOVERY:
            await self._explain(one)
        elif one.part == ADD_HOLIDAY:
            changed = await self.ask(HolidayForm())
        else:
            changed = await self._remove(one)
        if changed is not None:
            await self._follow()

    async def _explain(self, one: Setting) -> None:
        if one.value != _PROVEN:
            await self.ask(UnprovenSheet())

    async def _remove(self, one: Setting) -> bool | None:
        if not await self.ask(
            Confirm("No holiday after all?", f"{one.name}: it would count as a working day.", "Remove it")
        ):
            return None
        await self.write(profile.remove_holiday, one.day)
        return True

    async def _follow(self) -> None:
        await self.frame.settings_changed()
        self.after_write()
        self.toast("Saved")
        self.reload()

    @flow
    async def action_add_holiday(self) -> None:
        """Add a public holiday."""
        if await self.ask(HolidayForm()) is not None:
            await self._follow()

    @on(VirtualTable.Chosen)
    def _open(self, event: VirtualTable.Chosen) -> None:
        self._change(self._settings[event.record])


def _named(names: Mapping[str, str], code: str) -> str:
    """A code behind its name, where that is known: ``Pounds (GBP)``."""
    return f"{names[code]} ({code})" if code in names else code


def _of_shop(held: Profile) -> list[Setting]:
    return [
        Setting("Shop", held.name, "shop", "name"),
        Setting("Owner", held.owner, "shop", "owner"),
        Setting("Address", ", ".join(held.address.splitlines()) or "none yet", "shop", "address"),
        Setting("E-mail", held.email or "none yet", "shop", "email"),
        Setting("Phone", held.phone or "none yet", "shop", "phone"),
        Setting("Website", held.website or "none", "shop", "website"),
        Setting("Currency", _named(CURRENCY_NAMES, held.currency), "money", "currency"),
        Setting("VAT number", held.tax_number or "none", "money", "tax_number"),
        Setting(
            "Prices", "include tax" if held.prices_include_tax else "are without tax", "money", "prices_include_tax"
        ),
        Setting("Region", _named(REGION_NAMES, held.region), "place", "region"),
        Setting("Time zone", held.zone, "place", "zone"),
        Setting("Complaints go to", held.regulator, "regulator", "regulator"),
        Setting("Reached at", held.regulator_contact, "regulator", "regulator_contact"),
    ]


def _of_screen(held: Profile, theme: str) -> list[Setting]:
    minutes = "1 minute" if held.idle_minutes == 1 else f"{held.idle_minutes} minutes"
    return [
        Setting("Colours", dict(THEMES).get(theme, theme), SCREEN),
        Setting("Locks after", f"{minutes} without a key", SCREEN, "idle_minutes"),
    ]


def _of_days(coming: Sequence[Holiday]) -> list[Setting]:
    add = Setting("Holidays", "Add a public holiday that is not known yet", ADD_HOLIDAY)
    return [*(_of_day(one) for one in coming), add]


def _of_day(one: Holiday) -> Setting:
    return Setting(f"+ {day(date.fromisoformat(one.day))}", one.name, REMOVE_HOLIDAY, day=one.day)
