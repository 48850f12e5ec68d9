"""ShopScreen: a screen of the open shop, with its top line, sections, and bottom row of keys.

How to build a screen
---------------------
::

    class CustomersScreen(ShopScreen):
        section = "customers"                               # which section is lit in the menu
        HELP = "Everyone who has bought or asked. Type in Find to narrow the list."
        BINDINGS = [key("ctrl+n,f2", "new", "New customer", "Add someone")]     # at most three reach the bottom row

        def body(self) -> ComposeResult:                    # what stands between the menu and the bottom row
            yield FindRow()
            yield VirtualTable(COLUMNS, id="list")
            yield Peek(id="peek")

        @flow(newest=True)                                  # read again and show; called on open, on return, after undo
        async def reload(self) -> None:
            ids = await self.read(customers.ids, self.query_one(TextField).value)
            await self.query_one(VirtualTable).show(ids, self.rows)

        async def rows(self, ids: Sequence[int]) -> Sequence[Row]:
            return [(one.name, one.phone) for one in await self.read(customers.rows, ids)]

        @flow                                               # an action reads top to bottom
        async def action_new(self) -> None:
            made = await self.ask(CustomerForm())           # a form saves by itself and returns the result, or None
            if made is not None:
                self.toast("Saved")
                self.reload()

- `@flow` (frame.py): every method that awaits the vault or a form is a flow. A CrmError ends it and is shown as what
  happened / are the records safe / what next. A second press while it runs is ignored; `newest=True` replaces it.
- `self.read(fn, *args)`, `self.write(fn, *args)`: registered functions of the shop, on their own threads. After a
  write, re-read; undo and the top line look after themselves.
- `self.ask(form)`, `self.job(title, work)`, `self.write_job(title, fn, *args)`, `self.toast("Saved")`,
  `self.open_record("C-1042")`, `self.frame.copy(words)`, `self.thread(fn)` for slow work without the vault.
- A pushed page (customer, order) is a ShopPage with the same `section`; `PAGES` (sections.py) names it by its letter.
- Words: every value goes through `plain`, `line`, `lines` or `block` of text.py; a widget never gets a bare str.
- Forms: see forms/form.py. A screen that is itself a form overrides `unsaved`, `save_now`, `draft` and `restore`.
- Layout: classes ``-narrow`` (below 100 columns), ``-wide`` (from 100) and ``-extra`` (from 150) stand on the
  screen for CSS; put the stylesheet beside the screen and name it in CSS_PATH.
"""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from shopcrm.tui.allowed import action_of, needed
from shopcrm.tui.desk import Desk
from shopcrm.tui.frame import flow, key
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.ground import Area, Ground, Stack
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.sections_list import SectionsList
from shopcrm.tui.widgets.top_line import TopLine
from shopcrm.vault.permission import WHO


class ShopScreen(Desk[None], Ground):
    """A section of the shop."""

    AUTO_FOCUS = "#body *"
    section: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "back", "Menu")]

    def compose(self) -> ComposeResult:
        """The frame around `body`."""
        yield TopLine()
        with Area(id="middle"):
            yield SectionsList(self.section)
            with Stack(id="body"):
                yield from self.body()
        yield KeyRow()

    def body(self) -> ComposeResult:
        """What stands between the menu and the bottom row."""
        yield from ()

    def reload(self) -> None:
        """Read again and show; the screen's own, usually a flow."""

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Back on top, or opened: what is shown may have changed meanwhile, and the shop may have been closed."""
        if self.frame.sitting is not None and not self.frame.changing_person:
            self.show_who()
            self.reload()

    def show_who(self) -> None:
        """Who is working, and only what their role is offered."""
        self.query_one(TopLine).show(self.sitting)
        self.query_one(KeyRow).refresh()
        self.query_one(SectionsList).refresh()
        for push in self.query(Push):
            role = needed(self, action_of(push.id))
            push.disabled = role > self.sitting.staff.role
            push.tooltip = plain(f"Only {WHO[role]} may.") if push.disabled else None

    def after_write(self) -> None:
        """Say "Saved", and what Ctrl+Z would take back."""
        self.query_one(TopLine).show(self.sitting)

    @flow
    async def action_back(self) -> None:
        """Leave a page for the screen below it; a section has its menu. What is unsaved is asked about first."""
        from shopcrm.tui.forms.guard import may_close

        if await may_close(self):
            self.frame.go_back()


class ShopPage(ShopScreen):
    """A record's page, pushed on top of its section; Esc goes back to the same row.

    A page that must read its record before a key has a meaning begins with ``self._early = []``: keys that nothing
    takes wait there, and `press_early`, called once the record is shown, presses them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "back", "Back")]
    _early: list[str] | None = None

    def on_key(self, event: events.Key) -> None:
        """Keep what is pressed before the record is read."""
        if self._early is not None:
            event.stop()
            self._early.append(event.key)

    def press_early(self) -> None:
        """The record is shown: do what was pressed for it meanwhile."""
        early, self._early = self._early or [], None
        for pressed in early:
            self.app.simulate_key(pressed)
