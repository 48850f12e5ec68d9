"""What is left over in the shop's folder: a book's files, and what a crash interrupted.

Apart from restoring, because every opening comes here and need not load what makes and reads backups.
"""

from collections.abc import Callable
from pathlib import Path

from shopcrm.errors import CannotUnlock
from shopcrm.vault import files
from shopcrm.vault import header as headers
from shopcrm.vault.header import Header

REPLACED = "replaced"


def tidy(folder: Path, header: Header) -> bool:
    """Finish what a crash interrupted, once the named book has opened: replaced books go to their header, others go.

    Answers whether all of it could be done; the rest lies where it is, and the next opening tries again.
    """
    try:
        leftovers = (*folder.glob("copy-*.part"), *folder.glob("data-*.db.part"))
        books = [book for book in sorted(folder.glob("data-*.db")) if _is_older(book, header)]
    except OSError:
        return False
    return all([*(_done(remove_book, one) for one in leftovers), *(_done(_take_home, book) for book in books)])


def _done(act: Callable[[Path], None], path: Path) -> bool:
    try:
        act(path)
    except (OSError, CannotUnlock):
        return False
    return True


def _is_older(book: Path, header: Header) -> bool:
    gen = book.stem.removeprefix("data-")
    return gen.isdigit() and int(gen) < header.gen


def _take_home(book: Path) -> None:
    home = _home_of(book.parent, book.name)
    if home is not None:
        for suffix in ("-wal", ""):
            file = book.with_name(book.name + suffix)
            if file.exists():
                files.rename(file, home / file.name)
    remove_book(book)


def remove_book(path: Path) -> None:
    """Delete a book and the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _home_of(folder: Path, db: str) -> Path | None:
    """The kept folder whose header names this book and does not have it yet.

    Raises CannotUnlock where a kept folder without a book has a header that cannot be used: it may be this one's.
    """
    unusable = None
    for kept in sorted((folder / REPLACED).glob("*")):
        try:
            named = headers.read(kept / headers.NAME).db
        except CannotUnlock as error:
            if (kept / headers.NAME).exists() and not any(kept.glob("data-*.db")):
                unusable = error
            continue
        if named == db and not (kept / db).exists():
            return kept
    if unusable is not None:
        raise unusable
    return None
