"""What is said about a recovery sheet that nobody is known to have: Today's first steps and Settings open it."""

from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import block

UNPROVEN = "The recovery sheet was never proven"
_WORDS = """\
When this shop was set up, no piece of its recovery code was typed back. Do you have the sheet on paper? Then keep it \
safe, and away from this computer: nothing else is to do.

If you do not have it: the code cannot be shown again, so only the passphrase opens these records. While the shop is \
still empty, set up another one in a new folder, with a sheet of its own: shopcrm --shop FOLDER"""


class UnprovenSheet(Dialog[None]):
    """Explains; there is nothing to answer."""

    def __init__(self) -> None:
        super().__init__(UNPROVEN, block(_WORDS), [("Back", None)], back=None)
