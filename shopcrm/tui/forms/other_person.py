"""Another person goes on at the till: a name and a passphrase, and the shop stays open."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from textual.widgets import Input

from shopcrm.errors import CannotUnlock, CrmError, InvalidValue
from shopcrm.jobs.key_file_search import key_file_at_hand
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.widgets.text_field import TextField


class OtherPerson(Form[bool]):
    """True once the other person is working; the screens below are put in order by who asked."""

    heading = "Who goes on?"
    save_label = "Go on"
    HELP = (
        "Type your name and your own passphrase. What the person before was typing is kept, and offered when they come"
        " back. Esc leaves everything as it is."
    )

    def __init__(self, keep: Callable[[], Awaitable[None]]) -> None:
        """keep: keeps what was being typed on the screens below."""
        super().__init__()
        self._keep_below = keep
        self.has_kept = False
        """Whether what the one before was typing was kept for them."""

    def rows(self) -> Iterable[FormRow]:
        """Who, and the passphrase."""
        yield text_row("name", "Name", placeholder="empty for the owner", max_length=60)
        field = TextField(password=True, id="field-passphrase")
        yield FormRow("passphrase", "Passphrase", field, required=True, check=None)

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep what the one before was typing, then change places."""
        await self._keep()
        name = values["name"].strip() or None
        try:
            key_file = self.frame.launch.key_file or await self.thread(key_file_at_hand, self.sitting.book.folder)
            await self.thread(self.sitting.book.switch, name, values["passphrase"], key_file=key_file)
        except CannotUnlock as wrong:
            self.query_one("#field-passphrase", TextField).value = ""
            raise InvalidValue("passphrase", wrong.message, wrong.next_step) from wrong
        self.frame.changing_person = True
        return True

    async def _keep(self) -> None:
        """Keep the form below for who was typing into it, once; a failure is no reason to lose the other person."""
        if not self.has_kept and self.sitting.book.read_only is None:
            with contextlib.suppress(CrmError):
                await self._keep_below()
                self.has_kept = True

    def entered(self, field: Input) -> None:
        """Enter behind the passphrase goes on."""
        if field.id == "field-passphrase":
            self.action_save()
        else:
            super().entered(field)

    @property
    def unsaved(self) -> bool:
        """Nothing is lost by going back."""
        return False

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None
