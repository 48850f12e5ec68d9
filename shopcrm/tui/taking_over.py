"""Another person goes on at the till: the same place, what they may see of it, and their own half-filled form."""

from abc import abstractmethod
from functools import partial
from typing import Any

from textual.screen import Screen

from shopcrm.tui.frame import flow
from shopcrm.tui.leaving import Leaving
from shopcrm.tui.sitting import Sitting
from shopcrm.vault.registry import Role


class TakingOver(Leaving):
    """The part of the application that changes who is working."""

    @abstractmethod
    def _open_section(self, place: str) -> Screen[Any]: ...

    @abstractmethod
    async def _offer_draft(self) -> None: ...

    @flow
    async def action_other_person(self) -> None:
        """Let another person go on; what the one before was typing is kept for them."""
        from shopcrm.shop import drafts
        from shopcrm.tui.forms.other_person import OtherPerson
        from shopcrm.tui.kept_draft import keep_topmost

        if self.sitting is None or self.jobs_running or isinstance(self.screen, OtherPerson):
            return
        before, form = self.sitting.staff, OtherPerson(partial(keep_topmost, self.sitting, tuple(self.screen_stack)))
        if await self.push_screen_wait(form):
            await self._go_on_as_other(before.role)
        elif form.has_kept:
            await self.sitting.write(drafts.take)

    async def _go_on_as_other(self, before: Role) -> None:
        from shopcrm.tui.shop_screen import ShopScreen

        assert self.sitting is not None
        book = self.sitting.book
        self.sitting = Sitting(book)
        self.watch_idle.touch()
        self._forget_clipboard()
        try:
            await self._close_what_is_not_theirs(less=book.staff.role < before)
            await self.settings_changed()
        finally:
            self.changing_person = False
        if isinstance(self.screen, ShopScreen):
            self.screen.show_who()
            self.screen.reload()
        if book.read_only is None:
            await self._offer_draft()

    async def _close_what_is_not_theirs(self, *, less: bool) -> None:
        """Close forms and what is half done; with less to do than the one before, all but the page of a record."""
        await self._close_pages(less)
        if self.current_mode not in {one.name for one in self.sections_offered}:
            await self.switch_mode(self.sections[0].name)
            await self._close_pages(less)
        for section in self.sections:
            if section.name != self.current_mode and section.name in self._screen_stacks:
                await self.remove_mode(section.name)
                self.add_mode(section.name, partial(self._open_section, section.screen))

    async def _close_pages(self, less: bool) -> None:
        while len(self.screen_stack) > 1 and not self._may_stay(self.screen, less):
            # A flow of the screen below may wait for what this one answers.
            await (self.screen.dismiss(None) if self.screen.is_modal else self.pop_screen())

    def _may_stay(self, screen: Screen[Any], less: bool) -> bool:
        from shopcrm.shop.roles import may_open
        from shopcrm.tui.desk import Desk

        if screen.is_modal or not isinstance(screen, Desk) or screen.unsaved:
            return False
        role, pages = screen.sitting.staff.role, self.launch.pages
        records = {place.partition(":")[2] for letter, place in pages.items() if may_open(role, letter)}
        return not less or type(screen).__name__ in records
