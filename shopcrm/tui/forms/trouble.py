"""An error as a person needs it: what happened, are my records safe, what next."""

from textual.content import Content

from shopcrm.errors import CrmError
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import block, lines, plain


class Trouble(Dialog[None]):
    """Shows a CrmError; any button or Esc closes it."""

    def __init__(self, error: CrmError) -> None:
        super().__init__("That did not work", words_of(error), [("OK", None)], back=None)


def words_of(error: CrmError) -> Content:
    """What happened, whether the records are safe, what next."""
    safe = "✓ Your records are safe." if error.data_safe else "! Some records may be damaged."
    rows = [block(error.message, "bold"), plain(""), plain(safe, "" if error.data_safe else "bold $error")]
    return lines(*rows, *([block(error.next_step)] if error.next_step else []))
