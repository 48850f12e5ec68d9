"""The terminal application: its modes, unlock and lock, and the crash screen that shows no values."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from inspect import getfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment, Segments
from textual import events
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from shopcrm import settings
from shopcrm.errors import CrmError
from shopcrm.plain_text import visible
from shopcrm.tui.allowed import needed
from shopcrm.tui.crash import crash_words
from shopcrm.tui.frame import flow, key
from shopcrm.tui.launch import Launch, share_one_heap
from shopcrm.tui.lock import Watch, let_go_of_terminal, start_afresh
from shopcrm.tui.sections import PLACES_OF, load
from shopcrm.tui.sitting import Sitting
from shopcrm.tui.taking_over import TakingOver
from shopcrm.tui.text import block
from shopcrm.tui.themes import THEMES
from shopcrm.vault.permission import require
from shopcrm.vault.registry import Role

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

    from shopcrm.vault.vault import Vault

HEADERS = ("vault.json", "vault.bak.json")
"""Either of these means that there is a shop; where both are missing it is set up."""
_WATCH_SECONDS = 1.0
BREAKPOINTS = ((0, "-narrow"), (100, "-wide"), (150, "-extra"))
"""Columns from which a class stands on the screen, for stylesheets."""
SMALLEST = (60, 20)
"""Columns and rows below which the window is too small to work in."""
_STYLESHEETS = 512
"""How many parsed ones are kept: more than all widgets and screens bring. Textual keeps fewer than are in use."""


class ShopApp(TakingOver):
    """The application. Screens know it as `Frame`."""

    CSS_PATH = "start.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+g", "palette", "Go to…", "Screens, actions, customers, orders", priority=True),
        key("f1", "help", "Help", "Help for this screen", priority=True),
        key("question_mark", "help", "Help", shown=False),
        key("ctrl+z", "undo", "Undo", "Take back the last saved act", shown=False),
        key("ctrl+y", "redo", "Redo", "Do again what was taken back", shown=False),
        key("ctrl+l", "lock", "Lock now", "Lock the shop", shown=False, priority=True),
        key("ctrl+o", "other_person", "Other person", "Let another person go on", shown=False, priority=True),
        key("ctrl+q", "quit", "Quit", "Close the shop", shown=False, priority=True),
        *(key(str(number), f"section({number})", f"Section {number}", shown=False) for number in range(1, 8)),
    ]

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)
        self.stylesheet._parse_cache.grow(_STYLESHEETS)
        self.launch = launch
        self.sections = launch.sections
        self._too_small: Screen[None] | None = None
        self.watch_idle = Watch(launch.idle_seconds or 0)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = launch.theme or settings.load(launch.settings_file).theme
        for section in launch.sections:
            self.add_mode(section.name, partial(self._open_section, section.screen))

    def get_default_screen(self) -> Screen[Any]:
        """Unlock, or set up where there is no shop yet; empty where the shop is open already."""
        folder = self.launch.folder
        if self.launch.book is not None:
            return Screen()
        if any((folder / name).exists() for name in HEADERS):
            from shopcrm.tui.screens.unlock import Unlock

            return Unlock()
        from shopcrm.tui.screens.wizard import Wizard

        return Wizard()

    def on_mount(self) -> None:
        """Listen for the wish to lock, however it comes."""
        self.set_interval(_WATCH_SECONDS, self._look_at_watch)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._stray_exception)
        if not self.is_headless:
            self._listen_for_the_end(loop)
        if self.launch.book is not None:
            self.open_shop(self.launch.book)

    def _listen_for_the_end(self, loop: asyncio.AbstractEventLoop) -> None:
        """A window that is closed and a machine that shuts down close the shop."""
        if sys.platform == "win32":
            return

        def hang_up(*_: object) -> None:
            # With this signal comes SIGCONT, at which Textual would take hold of the terminal again.
            signal.signal(signal.SIGCONT, signal.SIG_IGN)
            let_go_of_terminal()
            loop.call_soon_threadsafe(self.leave_locked)

        signal.signal(signal.SIGHUP, hang_up)
        loop.add_signal_handler(signal.SIGTERM, self.leave_locked)

    def load_styles(self) -> None:
        """Read the stylesheets of the open shop and of its first section, once; the first picture does without them."""
        first: Any = load(self.sections[0].screen)
        beside = [Path(getfile(first)).with_name(first.CSS_PATH)] if first.CSS_PATH else []
        self._read_styles([Path(__file__).with_name("app.tcss"), *beside])

    def _read_styles(self, paths: Sequence[PurePath]) -> bool:
        """Read what was not read yet. Only that is parsed: a `reparse` parses everything anew."""
        new = [path for path in paths if not self.stylesheet.has_source(str(path), "")]
        for path in new:
            self.stylesheet.read(path)
        if new:
            self.stylesheet.parse()
        return bool(new)

    def _load_screen_css(self, screen: Screen[Any]) -> None:
        """As Textual's own, which reparses for each screen that brings a stylesheet; what is open needs none of it."""
        if self._read_styles(screen.css_path):
            self.stylesheet.update(screen)
        super()._load_screen_css(screen)

    def _open_section(self, place: str) -> Screen[Any]:
        """A screen that is styled as it is mounted: Textual would parse every stylesheet anew for it, twice."""
        screen = _open(place)
        screen._css_update_count = self._css_update_count
        return screen

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.watch_idle.touch()
        await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the window is too small to work in."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if small and self._too_small is None:
            from shopcrm.tui.screens.too_small import TooSmall

            self._too_small = TooSmall()
            self.push_screen(self._too_small)
        elif not small and self._too_small is not None:
            if self._too_small is self.screen:
                self.pop_screen()
            self._too_small = None

    # The shop opens

    @flow
    async def open_shop(self, book: "Vault") -> None:
        """Begin a sitting: Today, and the draft that Lock kept, where there is one."""
        self.load_styles()
        self.sitting = Sitting(book)
        self.watch_idle.touch()
        try:
            await self.settings_changed()
        except CrmError:
            await self._close_book()
            raise
        await self.switch_mode(self.sections[0].name)
        await self._tell_notices(book)
        if book.read_only is None:
            if book.slot.is_recovery:
                await self._set_passphrase()
            if self.sitting is not None:  # nobody quit meanwhile
                await self._offer_draft()

    async def _set_passphrase(self) -> None:
        """Who came in by the recovery code has no passphrase that she knows."""
        from shopcrm.tui.forms.key_forms import SetPassphrase

        await self.push_screen_wait(SetPassphrase())

    async def _tell_notices(self, book: "Vault") -> None:
        others = book.notices
        if book.read_only is not None:
            await self.tell(book.read_only)
            others = others[1:]
        if others:
            from shopcrm.tui.forms.dialog import Dialog

            words = block("\n".join(others))
            await self.push_screen_wait(Dialog[None]("Since last time", words, [("OK", None)], back=None))

    async def _offer_draft(self) -> None:
        from shopcrm.tui.kept_draft import take_kept

        assert self.sitting is not None
        kept = await take_kept(self.sitting)
        if kept is not None:
            await self.push_screen_wait(kept)
            self._reload()

    # Going about

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs the open shop is not offered before it is open."""
        if action == "other_person":
            return self.in_shop and self.sitting is not None and self.sitting.people > 1
        return self.in_shop if action in ("palette", "section", "undo", "redo", "lock") else True

    def _check_action_state(self, action: str, default_namespace: DOMNode) -> bool | None:
        """Hide the keys of what the person's role may not do, in the bottom row, in Help and in Go to…"""
        target, name, _ = self._parse_action(action, default_namespace)
        return self._is_allowed(target, name) and super()._check_action_state(action, default_namespace)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual; a button of what the person's role may not do says why."""
        target, name, _ = self._parse_action(action, default_namespace or self, namespaces)
        if self.sitting is not None and not self._is_allowed(target, name):
            self._tell_refused(needed(target, name))
            return True
        return await super().run_action(action, default_namespace, namespaces)

    @flow
    async def _tell_refused(self, role: Role) -> None:
        if self.sitting is not None:
            require(self.sitting.staff, role)

    def _is_allowed(self, target: DOMNode, action: str) -> bool:
        return self.sitting is None or needed(target, action) <= self.sitting.staff.role

    def action_section(self, number: int) -> None:
        """Go to the section of that number, where there is one."""
        for section in self.sections_offered:
            if section.number == number and self.in_shop:
                self.go_to_section(section.name)

    @property
    def in_shop(self) -> bool:
        """Whether the sections can be gone to: the shop is open and set up."""
        return self.sitting is not None and self.current_mode != self.DEFAULT_MODE

    @flow
    async def go_to_section(self, name: str) -> None:
        """Change section; unsaved changes are asked about first."""
        if await self._may_leave():
            await self.switch_mode(name)

    @flow
    async def go_to_place(self, name: str) -> None:
        """Open one of the screens below More or Privacy on top of it; pages that were open there close."""
        if await self._may_leave():
            section, place = next((of, one) for of, places in PLACES_OF.items() for one in places if one.name == name)
            if self.sitting is not None:
                require(self.sitting.staff, place.role)
            await self.switch_mode(section)
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            self.push_screen(_open(place.screen))

    async def settings_changed(self) -> None:
        """The top line and the idle lock follow the shop's settings."""
        assert self.sitting is not None
        await self.sitting.learn()
        if self.launch.idle_seconds is None:
            self.watch_idle.idle_seconds = self.sitting.idle_minutes * 60

    @flow
    async def open_record(self, ref: str, part: str = "") -> None:
        """Show a record's page on top of the section that is open; a note is shown with its customer.

        A duty without a record names the place where it is done.
        """
        from shopcrm.shop import customers
        from shopcrm.shop.roles import needed_to_open
        from shopcrm.vault.refs import parse_ref

        if any(one.name == ref for places in PLACES_OF.values() for one in places):
            self.go_to_place(ref)
            return
        letter, number = parse_ref(ref)
        if letter == "N" and self.sitting is not None:
            letter, number = "C", await self.sitting.read(customers.customer_of_note, number)
        if self.sitting is not None:
            require(self.sitting.staff, needed_to_open(letter))
        if letter in self.launch.pages and await self._may_leave():
            self.push_screen(load(self.launch.pages[letter])(number, *filter(None, (part,))))

    def go_back(self) -> None:
        """Leave a page for the screen below it; in a section, enter the menu, or leave it."""
        from shopcrm.tui.widgets.sections_list import SectionsList

        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
        else:
            self.screen.query_one(SectionsList).enter_or_leave()

    @flow
    async def action_palette(self) -> None:
        """Go to anything: a section, an action of this screen, a record."""
        from shopcrm.tui.screens.go_to import GoTo

        if self.sitting is None or not self.in_shop or self.jobs_running or isinstance(self.screen, GoTo):
            return
        chosen = await self.push_screen_wait(GoTo(self.screen, self.sitting))
        if chosen is not None:
            await chosen()

    def action_help(self) -> None:
        """What this screen is for, and its keys."""
        from shopcrm.tui.screens.help import Help

        self.load_styles()
        if isinstance(self.screen, Help):
            self.screen.dismiss(None)
        else:
            self.push_screen(Help(self.screen))

    @flow
    async def action_undo(self) -> None:
        """Take back the last act of this sitting."""
        if self.sitting is not None:
            await self._say_travelled("Taken back", await self.sitting.undo())

    @flow
    async def action_redo(self) -> None:
        """Do again what was taken back."""
        if self.sitting is not None:
            await self._say_travelled("Done again", await self.sitting.redo())

    async def _say_travelled(self, verb: str, label: str | None) -> None:
        if label is None:
            nothing = "to take back" if verb == "Taken back" else "to do again"
            self.notify(f"There is nothing {nothing}.", markup=False, timeout=3)
            return
        self.notify(visible(f"{verb}: {label}"), markup=False, timeout=3)
        await self.settings_changed()
        self._reload()

    def _reload(self) -> None:
        from shopcrm.tui.shop_screen import ShopScreen

        if isinstance(self.screen, ShopScreen):
            self.screen.after_write()
            self.screen.reload()

    # When the program itself fails

    def _fatal_error(self) -> None:
        """Say what kind of fault and where, and no values: Textual's own crash screen prints all variables."""
        kind, error, trace = sys.exc_info()
        if error is None and self._exception is not None:
            kind, error, trace = type(self._exception), self._exception, self._exception.__traceback__
        name = kind.__name__ if kind is not None else "Unknown fault"
        self._exit_renderables.append(Segments([Segment(crash_words(name, trace) + "\n")]))
        self._close_messages_no_wait()

    def _stray_exception(self, _loop: object, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, CrmError):
            self._tell_stray(error)
        elif isinstance(error, Exception):
            self._handle_exception(error)

    @flow
    async def _tell_stray(self, error: CrmError) -> None:
        await self.tell(error)


def _open(place: str) -> Screen[Any]:
    screen: Screen[Any] = load(place)()
    return screen


def run(launch: Launch) -> int:
    """Run the application until it is closed; answers the exit code. After a lock a fresh process takes over."""
    share_one_heap()
    environment = dict(os.environ)
    app = ShopApp(launch)
    app.run()
    if app.return_code:
        return app.return_code
    if app.restart and sys.platform != "win32":
        start_afresh(launch.folder, environment)
    if app.restart:
        sys.stdout.write("The shop is locked. Start shopcrm again to open it.\n")
    return 0
