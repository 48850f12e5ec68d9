"""`shopcrm passphrase`, `recovery`, `rotate-key` and `key-file`: who can open the shop, and with what."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App, first_line
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted
from shopcrm.errors import Refused, UsageError

if TYPE_CHECKING:
    from shopcrm.jobs.old_backups import ToReplace
    from shopcrm.vault.vault import Vault

_FOLDER = click.Path(path_type=Path, file_okay=False)
_ANY = click.Path(path_type=Path)


@click.command()
@click.option("--new-passphrase-file", "new_file", metavar="FILE", help="Read the new passphrase from its first line.")
@click.option("--kdf-memory", type=click.IntRange(19, 1024), metavar="MIB", help="What each guess costs from now on.")
@click.option("--seen", is_flag=True, help="Somebody saw the old one: change the key of the book too.")
@click.pass_obj
def passphrase(app: App, new_file: str | None, kdf_memory: int | None, seen: bool) -> None:
    """Change your passphrase.

    Opened with the recovery code, it sets the owner's anew. Backups made before still open, from inside the shop.
    """
    from shopcrm.vault import logins
    from shopcrm.vault.keyring import Kdf

    old = app.passphrase("Passphrase, or recovery code")
    with app.open(old) as vault:
        if kdf_memory is not None:
            target = vault.header.target
            logins.strengthen_to(vault, Kdf(kdf_memory * 1024, target.passes, target.lanes))
        logins.change_passphrase(vault, old, _new_passphrase(app, new_file), key_file=app.key_file)
        left = _rotate(app, vault, "passphrase seen") if seen else ()
        document = {
            "staff": vault.staff.name,
            "changed": True,
            "rotated": seen,
            "gen": vault.header.gen,
            "key_file": vault.slot.key_file,
            "to_replace": left,
        }
    app.present(
        document,
        [
            f"{document['staff']}: the passphrase was changed. The old one does not open the shop any more.",
            *_left(left),
        ],
    )


@click.command()
@click.option("--output", "folder", type=_FOLDER, metavar="DIR", help="Save the new sheet there as a PDF, to print.")
@click.option("--practice", is_flag=True, help="Type the code from the sheet that you have: does it open?")
@click.option("--code-file", metavar="FILE", help="With --practice: read the code from its first line.")
@click.pass_obj
def recovery(app: App, folder: Path | None, practice: bool, code_file: str | None) -> None:
    """Make a new recovery sheet, or practise with it.

    A new code takes the place of the old one, which then opens only backups made before.
    """
    if code_file and not practice:
        raise UsageError("--code-file goes with --practice.", "A new code is made by the program.")
    if practice:
        _practise(app, code_file)
    else:
        _new_sheet(app, folder)


def _practise(app: App, code_file: str | None) -> None:
    from shopcrm.vault import logins

    with app.open() as vault:
        logins.practise_recovery(vault, first_line(code_file) if code_file else _ask("Recovery code"))
        vault_id = vault.vault_id.hex()
    app.present({"proven": True, "vault_id": vault_id}, ["✓ That code opens the shop. Put the sheet back."])


def _new_sheet(app: App, folder: Path | None) -> None:
    from shopcrm.jobs import keys
    from shopcrm.vault import logins

    with app.open() as vault:
        code = logins.new_recovery_code(vault)
        file = None if folder is None else keys.save_sheet(vault, code, folder)
        vault_id = vault.vault_id.hex()
    app.present(
        {"recovery_code": code, "vault_id": vault_id, "file": file},
        [
            f"Recovery code   {code}",
            f"Shop's number   {vault_id}",
            *([f"Saved as {file}. Print it, then delete the file."] if file else []),
            "The code before opens the shop no more. This one is not shown again: have it on paper, then prove it",
            "with `shopcrm recovery --practice`.",
        ],
    )


@click.command("rotate-key")
@click.option("--reason", default="", help="For the activity, such as: stick lost.")
@click.pass_obj
def rotate_key(app: App, reason: str) -> None:
    """Change the key of the book.

    After a stick was lost, or once a year. Every login and the recovery code stay as they are.
    """
    with app.open() as vault:
        left = _rotate(app, vault, reason)
        gen = vault.header.gen
    app.present({"gen": gen, "rotated": True, "to_replace": left}, ["✓ The book has a new key.", *_left(left)])


@click.group("key-file")
def key_file() -> None:
    """A file that a login needs beside its passphrase."""


@key_file.command()
@click.argument("first", type=_ANY)
@click.argument("second", type=_ANY)
@click.pass_obj
def create(app: App, first: Path, second: Path) -> None:
    """Make a key file in two folders, on two sticks, and ask for it from now on."""
    from shopcrm import settings
    from shopcrm.jobs import key_file_places

    with app.open(typed := app.passphrase()) as vault:
        doubts = tuple(key_file_places.doubts(vault, settings.load(), (first, second)))
        made = key_file_places.create(vault, typed, first, second, key_file=app.key_file)
        staff = vault.staff.name
    lines = [*(f"✓ {file}" for file in made), "Without one of them this login does not open the shop from now on."]
    app.present({"files": made, "staff": staff, "warnings": doubts}, [*lines, *(f"! {one}" for one in doubts)])


@key_file.command()
@click.pass_obj
def test(app: App) -> None:
    """Prove that the copy named with --key-file opens the shop."""
    from shopcrm.vault import key_files

    named = _named(app)
    with app.open(typed := app.passphrase()) as vault:
        key_files.test(vault, typed, named)
    app.present({"file": named, "opens": True}, [f"✓ {named} opens the shop, with the passphrase."])


@key_file.command()
@click.pass_obj
def drop(app: App) -> None:
    """Let the passphrase be enough again; name the key file with --key-file."""
    from shopcrm.vault import key_files

    named = _named(app)
    with app.open(typed := app.passphrase()) as vault:
        key_files.drop(vault, typed, named)
        staff = vault.staff.name
    app.present({"dropped": True, "staff": staff}, ["The passphrase is enough now. Delete every copy of the key file."])


def _named(app: App) -> Path:
    if app.key_file is None:
        raise UsageError("Which key file?", "Name it before the command: `shopcrm --key-file FILE key-file ...`.")
    return app.key_file


def _new_passphrase(app: App, file: str | None) -> str:
    """From a file, else typed twice. Raises Refused where the two differ."""
    if file is not None:
        return first_line(file)
    first = _ask("New passphrase")
    if first != _ask("The same again"):
        raise Refused("The two passphrases differ.", "Start again. Nothing was changed.")
    return first


def _ask(question: str) -> str:
    """Ask without echo; raises UsageError where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question}: there is nobody here to ask.", "Name a file that holds it; see --help.")
    typed: str = click.prompt(question, hide_input=True, err=True)
    return typed


def _rotate(app: App, vault: "Vault", reason: str) -> "tuple[ToReplace, ...]":
    from shopcrm import settings
    from shopcrm.jobs import old_backups
    from shopcrm.vault import rotation

    def work(step: Any, cancel: Any) -> None:
        rotation.rotate(vault, reason=reason, progress=step, cancel=cancel)

    run_job(app, "New key", work)
    return old_backups.to_replace(vault, settings.load())


def _left(places: "Iterable[ToReplace]") -> Iterator[str]:
    """What remains to do: backups that were made with the key of before."""
    found = list(places)
    if not found:
        return
    yield "Backups made before still open with the old key. Make a new backup in each place, then delete these:"
    for place in found:
        where = f"  {place.name} ({place.folder})"
        yield f"{where}: {counted(len(place.files), 'backup')}" if place.here else f"{where}: not plugged in now"
        yield from (f"    {file.name}" for file in place.files)
