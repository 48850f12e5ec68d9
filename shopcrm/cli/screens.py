"""From the command line into the terminal application."""

import sys

from shopcrm.cli.app import App
from shopcrm.errors import UsageError


def open_screens(app: App, secret: str | None = None) -> int:
    """Run the terminal application until it is closed; answers its exit code.

    secret: a passphrase that is used at once, so that nobody is asked. Raises UsageError where there is no terminal.
    """
    if app.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The screens need a terminal.", "Name a command, or use --plain. `shopcrm --help` shows what there is."
        )
    from shopcrm.tui.app import run
    from shopcrm.tui.launch import Launch

    if secret is None and app.passphrase_file not in (None, "-"):
        secret = app.passphrase()
    return run(
        Launch(
            app.folder,
            clock=app.clock if app.rehearsed else None,
            staff=app.staff,
            key_file=app.key_file,
            secret=secret,
        )
    )
