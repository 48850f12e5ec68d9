"""`shopcrm restore`: a backup put back, into a new folder or in place of the shop."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.cli.backup import counts_in_words
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted
from shopcrm.errors import Cancelled, CannotUnlock, CrmError, Damaged, UsageError

if TYPE_CHECKING:
    from shopcrm.jobs.comparing import Comparison
    from shopcrm.jobs.restore import Restored
    from shopcrm.jobs.salvage import Saved

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_WITHOUT = "Leave out the file and the other options; nothing was changed."
_IN_PLACE = "This puts the backup in place of the book. The present book is kept for 30 days."


@click.command()
@click.argument("file", type=_FILE, required=False)
@click.option(
    "--into", "folder", type=_FOLDER, metavar="DIR", help="Make a new shop there; leave the present one alone."
)
@click.option("--replaced", is_flag=True, help="Go back to the book from before the latest restore; kept for 30 days.")
@click.option("--salvage", is_flag=True, help="Save what can be read of a damaged FILE, or of the shop, into DIR.")
@click.pass_obj
def restore(app: App, file: Path | None, folder: Path | None, replaced: bool, salvage: bool) -> None:
    """Put a backup back.

    Into a new folder, or in place of the shop, whose present book is kept for 30 days. Who was erased or restricted
    since, or said no to being contacted, is taken from the shop named by --shop, or from the list beside the backup.
    With --replaced back to the book from before. With --salvage what can be read of a damaged backup or book, with its
    losses listed.
    """
    if replaced and (file or folder or salvage):
        raise UsageError("--replaced goes back to the book that the shop keeps: it takes nothing else.", _WITHOUT)
    if salvage:
        _salvage(app, file or app.folder, folder)
    elif replaced:
        _go_back(app)
    elif file is None:
        raise UsageError("Which backup? Name its file.", "`shopcrm backups` lists them.")
    else:
        _restore(app, file, folder)


def _restore(app: App, file: Path, folder: Path | None) -> None:
    from shopcrm.vault import header

    passphrase, size = app.passphrase(), file.stat().st_size
    if folder is None and any((app.folder / name).exists() for name in (header.NAME, header.COPY)):
        restored = _restore_over(app, file, passphrase)
    else:
        restored = _restore_into(app, file, folder or app.folder, passphrase)
    document = {
        "file": file,
        "bytes": size,
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
        "older_key": restored.older_key,
        "replaced": restored.replaced,
        "settled": restored.settled,
    }
    app.present(document, lines_of_restored(restored))


def _go_back(app: App) -> None:
    from shopcrm.jobs import going_back

    passphrase = app.passphrase()
    with app.open(passphrase) as vault:
        both = run_job(
            app,
            "Look into the former book",
            lambda step, cancel: going_back.compare(
                vault, None, passphrase, key_file=app.key_file, progress=step, cancel=cancel
            ),
        )
        for line in _lines_of_comparison(both, "The book from before the restore"):
            app.say(line)
        _confirm(app, "This puts the book from before the latest restore back. The present one is kept for 30 days.")
        done = run_job(
            app,
            "Go back",
            lambda step, cancel: going_back.back_to(
                vault, None, passphrase, key_file=app.key_file, progress=step, cancel=cancel
            ),
        )
    document = {
        "folder": done.folder,
        "replaced": done.replaced,
        "carried": done.carried,
        "erased": done.erased,
        "problems": done.problems,
        "settled": done.settled,
        "verified": True,
    }
    app.present(document, _lines_of_going_back(done))


def _salvage(app: App, source: Path, folder: Path | None) -> None:
    from shopcrm.jobs import salvage

    if folder is None:
        raise UsageError("Where to? What is saved goes into a folder of its own.", "Name it: --into DIR.")
    passphrase = app.passphrase()
    saved = run_job(
        app,
        "Salvage",
        lambda step, cancel: salvage.into(
            source,
            folder,
            passphrase,
            shop=app.folder,
            key_file=app.key_file,
            staff=app.staff,
            clock=app.clock if app.rehearsed else None,
            progress=step,
            cancel=cancel,
        ),
    )
    document = {
        "folder": saved.folder,
        "counts": saved.counts,
        "losses": saved.losses,
        "erased": saved.erased,
        "problems": saved.problems,
        "unlisted": saved.unlisted,
        "known_until": saved.known_until,
    }
    app.present(document, lines_of_saved(saved))


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
                staff=app.staff,
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
    from shopcrm.jobs import comparing
    from shopcrm.jobs import restore as jobs

    try:
        vault = app.open(passphrase)
    except (Damaged, CannotUnlock) as unopened:
        if isinstance(unopened, CannotUnlock) and unopened.data_safe and _has_header(app.folder):
            raise
        return _restore_over_damaged(app, file, passphrase, unopened)
    with vault:
        if vault.read_only is None:
            both = run_job(
                app,
                "Look into the backup",
                lambda step, cancel: comparing.compare(
                    vault, file, passphrase, key_file=app.key_file, staff=app.staff, progress=step, cancel=cancel
                ),
            )
            for line in _lines_of_comparison(both, "The backup"):
                app.say(line)
            _confirm(app, _IN_PLACE)
            return run_job(
                app,
                "Restore",
                lambda step, cancel: jobs.over(
                    vault, file, passphrase, key_file=app.key_file, staff=app.staff, progress=step, cancel=cancel
                ),
            )
        why = vault.read_only
    return _restore_over_damaged(app, file, passphrase, why)


def _restore_over_damaged(app: App, file: Path, passphrase: str, why: CrmError) -> "Restored":
    from shopcrm.jobs import restore as jobs

    app.say(f"{why.message} The backup takes its place; what was entered since it was made is not in it.")
    _confirm(app, _IN_PLACE)

    def work(shop_name: str | None, scripted: bool) -> "Restored":
        return run_job(
            app,
            "Restore",
            lambda step, cancel: jobs.over_damaged(
                app.folder,
                file,
                passphrase,
                key_file=app.key_file,
                staff=app.staff,
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


def _confirm(app: App, what: str) -> None:
    """A person at a terminal is asked; a script, which names a passphrase file, has decided."""
    if app.passphrase_file is None and sys.stdin.isatty():
        app.say(what)
        if not click.confirm("Go on?", err=True):
            raise Cancelled("Stopped, as you asked.", "Nothing was changed.")


def _lines_of_comparison(both: "Comparison", other: str) -> Iterator[str]:
    """Both books, and what will be missing. other: what the one is called that is put in place."""
    yield f"Now the book holds {counts_in_words(both.now.counts)}."
    of = both.proven.taken_at if both.proven else both.then.last_at
    yield f"{other}, of {of}, holds {counts_in_words(both.then.counts)}. What was entered since will be missing."
    yield "Kept are that somebody was erased or restricted, or said no to being contacted."
    yield from _lines_of_missing(both.missing, "These will be missing too: write them down")


def _lines_of_missing(missing: tuple[str, ...], what: str) -> Iterator[str]:
    if missing:
        yield f"! {what}:"
        yield from (f"  {line}" for line in missing)


def _lines_of_going_back(done: "Restored") -> Iterator[str]:
    yield "The book from before the restore is in its place again, every page proven."
    yield from _lines_of_unsettled(done)
    if done.erased:
        yield f"Erased again, as they were erased since: {counted(done.erased, 'customer')}."
    yield from (f"Erase by hand: {problem}" for problem in done.problems)
    yield f"The book that it replaced is kept for 30 days: {done.replaced}"


def lines_of_saved(saved: "Saved") -> Iterator[str]:
    """What was saved of a damaged book, and everything that was not."""
    yield f"A shop was made in {saved.folder} of what can be read: {counts_in_words(saved.counts)}."
    yield "What is lost:" if saved.losses else "Nothing is missing."
    yield from (f"  {loss}" for loss in saved.losses)
    if saved.erased:
        yield f"Erased again, as they were erased since: {counted(saved.erased, 'customer')}."
    yield from (f"Erase by hand: {problem}" for problem in saved.problems)
    yield from _lines_of_unknown(saved.unlisted, saved.known_until)
    yield "The damaged file is as it was. Keep it, and every backup."


def _lines_of_unknown(unlisted: str, known_until: str) -> Iterator[str]:
    """What nobody knows to have happened since."""
    if unlisted:
        yield "! Who was erased or restricted since the backup, and who said no to being contacted, is not known:"
        yield "  erase and restrict them again by hand, and enter every no before you send anything."
    if known_until:
        yield f"! Who was erased or restricted, or said no to being contacted, is known up to {known_until}:"
        yield "  the newest list that was found is of then. Enter by hand what was said later before you send anything."


def _lines_of_unsettled(restored: "Restored") -> Iterator[str]:
    if not restored.settled:
        yield "! It is in place, but the disk with the shop failed or was full while its folder was put in order: the"
        yield "  next opening finishes that. Do not restore again; look at the disk."


def lines_of_restored(restored: "Restored") -> Iterator[str]:
    """What was put back, of when, what came along and what is left to do."""
    yield f"Restored into {restored.folder}: the book of {restored.taken_at}, every page proven."
    yield f"It holds {counts_in_words(restored.counts)}."
    yield from _lines_of_unsettled(restored)
    if restored.carried:
        yield f"{restored.carried} wishes not to be contacted, made since, were carried over."
    if restored.refusals:
        yield f"Entered again on the customers' pages: {counted(restored.refusals, 'answer')} of no."
    if restored.restricted:
        yield f"Restricted again: {counted(restored.restricted, 'customer')}."
    if restored.erased:
        yield f"Erased again, as they were erased since: {counted(restored.erased, 'customer')}."
    yield from (f"Erase by hand: {problem}" for problem in restored.problems)
    yield from _lines_of_unknown(restored.unlisted, restored.known_until)
    if restored.older_key:
        yield "! The book has the key of that day again, which you changed since: whoever could open it then can again."
        yield "  Change it: `shopcrm rotate-key`"
    yield from _lines_of_missing(restored.missing, "Entered since the backup, and to be entered again")
    if restored.replaced:
        yield f"The book that it replaced is kept for 30 days: {restored.replaced}"
