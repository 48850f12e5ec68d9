"""Breaches: every one that happened, its 72 hours, and what is open."""

from collections.abc import Iterable, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.content import Content

from shopcrm.papers.in_words import moment
from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import Breach
from shopcrm.shop import profile
from shopcrm.tui.frame import flow, key
from shopcrm.tui.register_words import breach_peek, clock_words, presses
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.refs import ref


class BreachesScreen(RegisterList[Breach]):
    """The register; Enter opens a breach."""

    columns = (
        Column("Breach", 8),
        Column("What happened"),
        Column("Discovered", 12, from_width=70),
        Column("72 hours", 22),
    )
    nothing = (
        "No breach was written down.",
        "",
        "A breach is any accident with personal details: an e-mail to the wrong person, a lost"
        " delivery list, a stolen phone, a virus. Write down each one (UK GDPR Art 33(5)). The"
        " program then counts the 72 hours within which the regulator is told, if anybody may"
        " come to harm, and asks what has to be decided.",
    )
    first = "A breach happened"
    HELP: ClassVar[str] = (
        "Everything that went wrong with personal details. Open ones stand first; Enter opens one and shows what is to"
        " be done next. A breach that may harm people is reported within 72 hours of the moment you knew, weekends"
        " included. F12 writes the register and each breach to files."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "New", "Write a breach down"),
        key("f12", "files", "Files…", "Write the register to files"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._zone = ZoneInfo("UTC")

    async def find(self) -> Sequence[Breach]:
        """Read the register."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        return await self.read(breaches.listed)

    def head(self) -> Content:
        """How many are open."""
        still_open = sum(not one.closed for one in self.found)
        return plain(f"Breaches: {len(self.found):,} written down, {still_open:,} open")

    def row(self, one: Breach) -> Sequence[str]:
        """A row of the list."""
        state = "Closed" if one.closed else clock_words(one.clock)
        mark = "! " if not one.closed and presses(one.clock) else ""
        return (
            ref("B", one.id),
            one.facts.what,
            moment(one.facts.discovered_at, self._zone).partition(",")[0],
            f"{mark}{state}",
        )

    def peek(self, one: Breach) -> Iterable[Content]:
        """The marked breach."""
        return breach_peek(one, self._zone)

    def choose(self, one: Breach) -> None:
        """Open its page."""
        self.open_record(ref("B", one.id))

    @flow
    async def action_new(self) -> None:
        """Write one down, and open it."""
        from shopcrm.tui.forms.breach_forms import BreachForm

        made = await self.ask(BreachForm())
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("B", made))

    @flow
    async def action_files(self) -> None:
        """Write the register to files."""
        from shopcrm.tui.forms.register_files import write_files

        await write_files(self, "breaches")
