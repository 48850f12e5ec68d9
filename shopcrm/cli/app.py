"""App: what every command is handed. Where the shop is, who works, what time it is, and how to answer."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.plain_text import visible

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault


@dataclass(slots=True)
class App:
    """The global options, and the only way for a command to open the shop or to write an answer.

    folder: the shop's. passphrase_file: a path, or ``-`` for the first line of standard input; None asks.
    now: the instant of a rehearsal, or None for the machine's clock.
    """

    folder: Path
    passphrase_file: str | None = None
    key_file: Path | None = None
    staff: str | None = None
    json: bool = False
    now: datetime | None = None

    @property
    def rehearsed(self) -> bool:
        """Whether the clock was set by hand, so that what is entered must say so."""
        return self.now is not None

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time: the machine, or the instant of the rehearsal."""
        fixed = self.now
        return (lambda: datetime.now(UTC)) if fixed is None else (lambda: fixed)

    @property
    def watched(self) -> bool:
        """Whether a person at a terminal reads along, who can be asked and shown a moving bar."""
        return not self.json and sys.stderr.isatty()

    def present(self, document: Any, lines: Iterable[str]) -> None:
        """Answer: the one JSON document with ``--json``, else the lines, each made harmless for a terminal."""
        if self.json:
            from shopcrm.cli.document import plain

            click.echo(json.dumps(plain(document), indent=2))
            return
        for line in lines:
            click.echo(visible(line))

    def say(self, message: str) -> None:
        """A remark that is not part of the answer: to standard error."""
        click.echo(visible(message), err=True)

    def passphrase(self, question: str = "Passphrase") -> str:
        """The passphrase: from the file or standard input where one was named, else asked without echo.

        Raises CannotUnlock where it cannot be had.
        """
        if self.passphrase_file is not None:
            return first_line(self.passphrase_file)
        if not sys.stdin.isatty():
            raise CannotUnlock(
                "The shop is locked, and there is nobody here to ask for the passphrase.",
                "Name a file that holds it with --passphrase-file, or - to send it on standard input.",
            )
        typed: str = click.prompt(question, hide_input=True, err=True)
        return typed

    def open(self, passphrase: str | None = None) -> "Vault":
        """Unlock the shop; close it again with ``with``. Asks for the passphrase where none is given.

        Raises CannotUnlock, OpenElsewhere or Damaged; a missing shop is told before anyone types.
        """
        from shopcrm.vault import guard
        from shopcrm.vault.vault import open_vault

        guard.check_folder(self.folder)
        vault = open_vault(
            self.folder,
            self.passphrase() if passphrase is None else passphrase,
            key_file=self.key_file,
            staff=self.staff,
            clock=self.clock if self.rehearsed else None,
        )
        for notice in vault.notices:
            self.say(notice)
        if vault.slot.is_recovery:
            self.say("The recovery code opened the shop. Set a new passphrase: `shopcrm passphrase`.")
        return vault


def first_line(name: str, refusal: Callable[[str, str], CrmError] = CannotUnlock) -> str:
    """The first line of a file with a secret, or of standard input for ``-``, without its line end.

    Raises `refusal` for a file that cannot be read or begins with an empty line.
    """
    try:
        if name == "-":
            line = sys.stdin.readline()
        else:
            with Path(name).open(encoding="utf-8") as file:
                line = file.readline()
    except (OSError, UnicodeDecodeError) as unreadable:
        reason = unreadable.strerror if isinstance(unreadable, OSError) else "it is not text"
        raise refusal(f"{name} cannot be read: {reason}.", "Check the name of the file.") from None
    typed = line.rstrip("\r\n")
    if not typed:
        raise refusal(
            "The first line, where the passphrase belongs, is empty.", "Write it there and nothing before it."
        )
    return typed
