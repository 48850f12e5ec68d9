"""A note about a customer."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import customers
from shopcrm.tui.forms.form import Form, FormRow, block_row
from shopcrm.vault.refs import NoteId


class NoteForm(Form[NoteId]):
    """Adds a note; it can be taken back."""

    heading = "New note"
    HELP = "What you want to remember about this customer. They may ask to see it: write what you would say to them."

    def __init__(self, customer: int) -> None:
        super().__init__(customer=customer)

    def rows(self) -> Iterable[FormRow]:
        """The note."""
        yield block_row("note", "Note", required=True)

    async def save(self, values: dict[str, Any]) -> NoteId:
        """Add it."""
        return await self.write(customers.add_note, self.about["customer"], values["note"])
