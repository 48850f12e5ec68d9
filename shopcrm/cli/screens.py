"""From the command line into the terminal application."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shopcrm.cli.app import App
from shopcrm.errors import UsageError

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault


def open_screens(app: App, folder: Path | None = None, book: "Vault | None" = None) -> int:
    """Run the terminal application until it is closed; answers its exit code.

    folder: the shop, by default the one that the options name. book: that shop, where it is open already.
    Raises UsageError where there is no terminal.
    """
    if app.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The screens need a terminal.", "Name a command, or use --plain. `shopcrm --help` shows what there is."
        )
    from shopcrm.tui.app import run
    from shopcrm.tui.launch import Launch

    given = book is None and app.passphrase_file not in (None, "-")
    return run(
        Launch(
            folder or app.folder,
            clock=app.clock if app.rehearsed else None,
            staff=app.staff,
            key_file=app.key_file,
            book=book,
            secret=app.passphrase() if given else None,
        )
    )
