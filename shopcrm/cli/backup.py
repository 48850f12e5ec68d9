"""`shopcrm backup`, `backups`, `verify`, `restore`: copies that are proven, listed, proven again and put back."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted, size_in_words, table
from shopcrm.errors import Cancelled, CannotUnlock, CrmError, Damaged

if TYPE_CHECKING:
    from shopcrm.jobs.backup import Listed, Made
    from shopcrm.jobs.restore import Outlook, Proven, Restored
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
    made = run_job(app, "Backup", lambda step, cancel: backups.make(vault, chosen, progress=step, cancel=cancel))
    if chosen != backups.own_folder(vault.folder).resolve():
        with contextlib.suppress(OSError):
            today = vault.calendar.local_date(vault.clock())
            settings.save(settings.load().with_backup(chosen, today, vault.vault_id.hex()))
    return made


def usual_place(vault: "Vault") -> Path:
    """The folder that this shop's last backup went to and that is there now; else one beside the book."""
    from shopcrm import settings
    from shopcrm.jobs import backup as backups

    known = settings.load().places_of(vault.vault_id.hex())
    return next((folder for folder in known if folder.is_dir()), backups.own_folder(vault.folder))


def backup_document(made: "Made | Proven") -> dict[str, Any]:
    """A proven backup as JSON."""
    return {
        "file": made.file,
        "bytes": made.size,
        "verified": True,
        "counts": made.counts,
        "taken_at": made.taken_at,
        "pruned": getattr(made, "pruned", ()),
    }


def lines_of_backup(made: "Made | Proven") -> Iterator[str]:
    """A proven backup to read."""
    yield f"{made.file}"
    yield f"{size_in_words(made.size)}, taken {made.taken_at}, every page proven: {_counted(made.counts)}."
    for old in getattr(made, "pruned", ()):
        yield f"An older one made way: {old}"


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
    remembered = settings.load().places_of(header.read(app.folder / header.NAME).vault.hex())
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
    rows = [
        (f"{one.taken_at:%Y-%m-%d %H:%M}", size_in_words(one.size), "replaced book" if one.replaced else "backup")
        for one in listed
    ]
    for line, one in zip(list(table(("Taken (UTC)", "Size", "Kind"), rows))[1:], listed, strict=True):
        yield f"{line}  {one.file}"


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

    Every byte is read, and every page must bear its seal.
    """
    from shopcrm.jobs import restore as jobs

    passphrase = app.passphrase()

    def work(step: Any, cancel: Any) -> "Proven":
        return jobs.verify(file, passphrase, key_of=key_of, key_file=app.key_file, progress=step, cancel=cancel)

    proven = run_job(app, "Verify", work)
    app.present(backup_document(proven), lines_of_backup(proven))


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--into", "folder", type=_FOLDER, metavar="DIR", help="Make a new shop there; leave the present one alone."
)
@click.pass_obj
def restore(app: App, file: Path, folder: Path | None) -> None:
    """Put a backup back.

    Into a new folder, or in place of the shop, whose present book is kept for 30 days. Who was erased or restricted
    since, or said no to being contacted, is taken from the shop named by --shop, or from the list beside the backup.
    """
    from shopcrm.vault import header

    passphrase = app.passphrase()
    if folder is None and any((app.folder / name).exists() for name in (header.NAME, header.COPY)):
        restored = _restore_over(app, file, passphrase)
    else:
        restored = _restore_into(app, file, folder or app.folder, passphrase)
    document = {
        "file": file,
        "bytes": file.stat().st_size,
        "verified": True,
        "counts": restored.counts,
        "taken_at": restored.taken_at,
        "folder": restored.folder,
        "carried": restored.carried,
        "refusals": restored.refusals,
        "restricted": restored.restricted,
        "erased": restored.erased,
        "problems": restored.problems,
        "unlisted": restored.unlisted,
        "known_until": restored.known_until,
        "missing": restored.missing,
        "replaced": restored.replaced,
    }
    app.present(document, _lines_of_restored(restored))


def _restore_into(app: App, file: Path, folder: Path, passphrase: str) -> "Restored":
    from shopcrm.jobs import restore as jobs

    clock = app.clock if app.rehearsed else None

    def work(shop_name: str | None, scripted: bool) -> "Restored":
        return run_job(
            app,
            "Restore",
            lambda step, cancel: jobs.into(
                file,
                folder,
                passphrase,
                shop=app.folder,
                key_file=app.key_file,
                clock=clock,
                shop_name=shop_name,
                scripted=scripted,
                progress=step,
                cancel=cancel,
            ),
        )

    return _listed(app, work)


def _listed(app: App, work: "Callable[[str | None, bool], Restored]") -> "Restored":
    """Restore; where nothing tells who was erased since, a person types the shop's name, and a script is told."""
    from shopcrm.jobs.restore import ErasedUnknownError

    try:
        return work(None, False)
    except ErasedUnknownError as unknown:
        app.say(unknown.message)
        if app.passphrase_file is not None or not sys.stdin.isatty():
            return work(None, True)
        app.say(unknown.next_step)
        name: str = click.prompt("The shop's name", err=True)
        return work(name, False)


def _restore_over(app: App, file: Path, passphrase: str) -> "Restored":
    """In place of the shop, also where its book does not open any more."""
    from shopcrm.jobs import restore as jobs

    try:
        vault = app.open(passphrase)
    except (Damaged, CannotUnlock) as unopened:
        if isinstance(unopened, CannotUnlock) and unopened.data_safe and _has_header(app.folder):
            raise
        return _restore_over_damaged(app, file, passphrase, unopened)
    with vault:
        if vault.read_only is None:
            seen = jobs.outlook(vault, file, passphrase, key_file=app.key_file)
            for line in _lines_of_outlook(seen):
                app.say(line)
            _confirm(app)
            return run_job(
                app,
                "Restore",
                lambda step, cancel: jobs.over(
                    vault, file, passphrase, key_file=app.key_file, progress=step, cancel=cancel
                ),
            )
        why = vault.read_only
    return _restore_over_damaged(app, file, passphrase, why)


def _restore_over_damaged(app: App, file: Path, passphrase: str, why: CrmError) -> "Restored":
    from shopcrm.jobs import restore as jobs

    app.say(f"{why.message} The backup takes its place; what was entered since it was made is not in it.")
    _confirm(app)

    def work(shop_name: str | None, scripted: bool) -> "Restored":
        return run_job(
            app,
            "Restore",
            lambda step, cancel: jobs.over_damaged(
                app.folder,
                file,
                passphrase,
                key_file=app.key_file,
                clock=app.clock if app.rehearsed else None,
                shop_name=shop_name,
                scripted=scripted,
                progress=step,
                cancel=cancel,
            ),
        )

    return _listed(app, work)


def _has_header(shop: Path) -> bool:
    """Whether there is a header to try a passphrase on: where there is, one that does not fit is simply wrong."""
    from shopcrm.vault import header

    for name in (header.NAME, header.COPY):
        with contextlib.suppress(CannotUnlock):
            header.read(shop / name)
            return True
    return False


def _confirm(app: App) -> None:
    """A person at a terminal is asked; a script, which names a passphrase file, has decided."""
    if app.passphrase_file is None and sys.stdin.isatty():
        app.say("This puts the backup in place of the book. The present book is kept for 30 days.")
        if not click.confirm("Go on?", err=True):
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.")


def _lines_of_outlook(seen: "Outlook") -> Iterator[str]:
    """Both books, and what will be missing."""
    yield f"Now the book holds {_counted(seen.present)}."
    yield f"The backup of {seen.taken_at} holds {_counted(seen.backup)}. What was entered since will be missing."
    yield "Kept are that somebody was erased or restricted, or said no to being contacted."
    yield from _lines_of_missing(seen.missing, "These will be missing too: write them down")


def _lines_of_missing(missing: tuple[str, ...], what: str) -> Iterator[str]:
    if missing:
        yield f"! {what}:"
        yield from (f"  {line}" for line in missing)


def _lines_of_restored(restored: "Restored") -> Iterator[str]:
    yield f"Restored into {restored.folder}: the book of {restored.taken_at}, every page proven."
    yield f"It holds {_counted(restored.counts)}."
    if restored.carried:
        yield f"{restored.carried} wishes not to be contacted, made since, were carried over."
    if restored.refusals:
        yield f"Entered again on the customers' pages: {counted(restored.refusals, 'answer')} of no."
    if restored.restricted:
        yield f"Restricted again: {counted(restored.restricted, 'customer')}."
    if restored.erased:
        yield f"Erased again, as they were erased since: {counted(restored.erased, 'customer')}."
    yield from (f"Erase by hand: {problem}" for problem in restored.problems)
    if restored.unlisted:
        yield "! Who was erased or restricted since the backup, and who said no to being contacted, is not known:"
        yield "  erase and restrict them again by hand, and enter every no before you send anything."
    if restored.known_until:
        yield f"! Who was erased or restricted, or said no to being contacted, is known up to {restored.known_until}:"
        yield "  the newest list that was found is of then. Enter by hand what was said later before you send anything."
    yield from _lines_of_missing(restored.missing, "Entered since the backup, and to be entered again")
    if restored.replaced:
        yield f"The book that it replaced is kept for 30 days: {restored.replaced}"


def _counted(counts: Mapping[str, int]) -> str:
    held = [(counts[f"{noun}s"], noun, "") for noun in ("customer", "order", "product", "document")]
    seldom = ((counts.get("data_requests", 0), "data request", ""), (counts.get("breaches", 0), "breach", "breaches"))
    return ", ".join(counted(*one) for one in (*held, *(one for one in seldom if one[0])))
