"""`shopcrm backup`, `backups`, `verify`, `restore`: copies that are proven, listed, proven again and put back."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted, size_in_words, table
from shopcrm.errors import CannotUnlock, Damaged

if TYPE_CHECKING:
    from shopcrm.jobs.backup import Listed, Made
    from shopcrm.jobs.restore import Proven
    from shopcrm.vault.vault import Vault

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--to", "folder", type=_FOLDER, metavar="DIR", help="Where to. Default: where the last one went.")
@click.pass_obj
def backup(app: App, folder: Path | None) -> None:
    """Make a verified backup.

    A copy of the encrypted book, read back and proven page by page.
    """
    with app.open() as vault:
        made = make_backup(app, vault, folder)
    app.present(backup_document(made), lines_of_backup(made))


def make_backup(app: App, vault: "Vault", folder: Path | None) -> "Made":
    """Make a verified backup in a folder, or where this shop's last one went; remember the place on this machine."""
    from shopcrm import settings
    from shopcrm.jobs import backup as backups

    chosen = (folder or usual_place(vault)).expanduser().resolve()
    kept = settings.load()
    backups.require_stick(chosen, vault.vault_id, kept)
    backups.require_known(vault.staff, vault.folder, chosen, kept.kept_for(vault.vault_id.hex()))
    made = run_job(app, "Backup", lambda step, cancel: backups.make(vault, chosen, progress=step, cancel=cancel))
    if chosen != backups.own_folder(vault.folder).resolve():
        backups.remember(chosen, vault.calendar.local_date(vault.clock()), vault.vault_id)
    elif away := _away(vault):
        here_only = f"{away} is not plugged in: this copy is on this computer only."
        return replace(made, warnings=(*made.warnings, here_only))
    return made


def _away(vault: "Vault") -> str:
    """The stick that was used last and is not here; '' where one is here, or none is known."""
    from shopcrm import settings
    from shopcrm.jobs import backup as backups

    now = vault.clock().astimezone(ZoneInfo(vault.calendar.zone))
    known = backups.sticks(vault.vault_id, settings.load(), now)
    return "" if any(one.here for one in known) else next((one.name for one in known), "")


def usual_place(vault: "Vault") -> Path:
    """The folder that this shop's last backup went to and that is there now; else one beside the book."""
    from shopcrm import settings
    from shopcrm.jobs import backup as backups

    found = backups.places(vault.folder, settings.load().kept_for(vault.vault_id.hex()))
    return backups.usual(found) or backups.own_folder(vault.folder)


def backup_document(made: "Made | Proven") -> dict[str, Any]:
    """A proven backup as JSON."""
    return {
        "file": made.file,
        "bytes": made.size,
        "verified": True,
        "counts": made.counts,
        "taken_at": made.taken_at,
        "pruned": getattr(made, "pruned", ()),
        "warnings": getattr(made, "warnings", ()),
    }


def lines_of_backup(made: "Made | Proven") -> Iterator[str]:
    """A proven backup to read."""
    yield f"{made.file}"
    yield f"{size_in_words(made.size)}, taken {made.taken_at}, every page proven: {counts_in_words(made.counts)}."
    for old in getattr(made, "pruned", ()):
        yield f"An older one made way: {old}"
    yield from (f"! {warning}" for warning in getattr(made, "warnings", ()))


@click.command()
@click.pass_obj
def backups(app: App) -> None:
    """List this shop's backups.

    On known and plugged-in places; needs no passphrase. Where --passphrase-file is given, each is opened as well, and
    its counts are shown.
    """
    from shopcrm import settings
    from shopcrm.jobs import backup as jobs
    from shopcrm.vault import guard, header

    guard.check_folder(app.folder)
    remembered = settings.load().kept_for(header.read_either(app.folder).vault.hex())
    folders = [place.folder for place in jobs.places(app.folder, remembered)]
    listed = jobs.found(app.folder, folders, app.clock())
    counts = _counts_of(app, listed) if app.passphrase_file is not None else {}
    document = [_listed_document(one, counts.get(one.file)) for one in listed]
    app.present({"backups": document}, _lines_of_list(listed))


def _listed_document(one: "Listed", counts: dict[str, int] | None) -> dict[str, Any]:
    return {
        "file": one.file,
        "bytes": one.size,
        "verified": None if counts is None else True,
        "counts": counts,
        "taken_at": one.taken_at,
        "days": one.days,
        "replaced": one.replaced,
    }


def _lines_of_list(listed: "list[Listed]") -> Iterator[str]:
    if not listed:
        yield "There is no backup yet. `shopcrm backup --to DIR` makes one."
        return
    rows = [(f"{one.taken_at:%Y-%m-%d %H:%M}", size_in_words(one.size), _kind_of(one)) for one in listed]
    for line, one in zip(list(table(("Taken (UTC)", "Size", "Kind"), rows))[1:], listed, strict=True):
        yield f"{line}  {one.file}"


def _kind_of(one: "Listed") -> str:
    if one.replaced:
        return "replaced book"
    return "backup, dated ahead" if one.days < 0 else "backup"


def _counts_of(app: App, listed: "list[Listed]") -> dict[Path, dict[str, int]]:
    """What each backup says it holds, where the shop's present key opens it."""
    from shopcrm.vault import container

    found = {}
    with app.open() as vault:
        for one in listed:
            with contextlib.suppress(Damaged, CannotUnlock):
                found[one.file] = container.read(one.file).open(vault.keys.dk).counts
    return found


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--key-of", type=_FOLDER, metavar="DIR", help="A shop whose login opens it: its passphrase was changed since."
)
@click.pass_obj
def verify(app: App, file: Path, key_of: Path | None) -> None:
    """Prove that a backup is whole.

    Every byte is read, the book in it is opened in a scratch file, and every page must bear its seal.
    """
    from shopcrm.jobs import restore as jobs

    passphrase = app.passphrase()

    def work(step: Any, cancel: Any) -> "Proven":
        return jobs.verify(
            file, passphrase, key_of=key_of, key_file=app.key_file, staff=app.staff, progress=step, cancel=cancel
        )

    proven = run_job(app, "Verify", work)
    app.present(backup_document(proven), lines_of_backup(proven))


def counts_in_words(counts: Mapping[str, int]) -> str:
    """The kinds of records that people ask about first, counted."""
    held = [(counts[f"{noun}s"], noun, "") for noun in ("customer", "order", "product", "document")]
    seldom = ((counts.get("data_requests", 0), "data request", ""), (counts.get("breaches", 0), "breach", "breaches"))
    return ", ".join(counted(*one) for one in (*held, *(one for one in seldom if one[0])))
