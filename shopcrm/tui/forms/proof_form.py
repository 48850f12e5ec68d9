"""Which file proves an answer: a scan of the slip, an e-mail, a letter."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.tui.forms.form import Form, FormRow, text_row


class ProofForm(Form[str]):
    """Answers the path of a file that is there."""

    heading = "Keep a document as proof"
    HELP = "A copy of the file, up to 5 MB, is kept in the book with the customer; the file itself stays where it is."

    def rows(self) -> Iterable[FormRow]:
        """The file."""
        yield text_row("path", "File", required=True, check=self._check, placeholder="~/Scans/slip.pdf")

    async def save(self, values: dict[str, Any]) -> str:
        """The path, for the caller."""
        return self._check(values["path"])

    def _check(self, typed: str) -> str:
        path = Path(typed.strip().strip("'\"")).expanduser()
        if not path.is_file():
            raise InvalidValue("path", "There is no such file.", "Type its whole name, or drop it onto this window.")
        return str(path)
