"""The list of tables of a damaged book, made whole with pages of a model: an empty book of the same key and version.

Without this list nothing in a book can be found. A page bears the key's salt and its own number, and nothing else of
its file, so that one of a book made just now is genuine in another of the same key. The migrations lay the list and the
tables on the same pages each time, as does a change of the key: a model is believed only where every entry of the list
that can still be read says what the model says. A book that grew up through several versions is laid out otherwise;
and after a change of the key the first page and the last few of the list depend on what the book held that day.
"""

import contextlib
import re
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

from shopcrm.errors import Cancelled, CrmError, NoSpace
from shopcrm.vault import database, keyring, migrate, tidying
from shopcrm.vault.database import PAGE
from shopcrm.vault.tx import Row


def mend(damaged: Path, dk: bytes) -> bool:
    """Make the list of tables of a damaged copy readable where it is not; answers whether it is.

    Raises no Damaged, but NoSpace.
    """
    if _listed(damaged, dk):
        return True
    bad, version = _bad_pages(damaged, dk), _version(damaged, dk)
    # After a change of the key the first page alone tells where the last ones of the list lie: no model knows that.
    for is_exported in (False,) if 1 in bad else (False, True):
        model = damaged.with_name(f"{damaged.name}-model")
        try:
            with database.driver_errors():
                _make(model, dk, version, ceil(damaged.stat().st_size / PAGE) if 1 in bad else 0, is_exported)
                if _graft(damaged, model, dk, bad):
                    return True
        except (NoSpace, Cancelled):
            raise
        except CrmError:
            continue
        except database.driver().Error as error:
            if "full" in str(error):  # the export tells what stopped it in words alone
                raise NoSpace(
                    "The disk for the saved shop is too full.", "Free some space there, then try again."
                ) from None
        finally:
            tidying.remove_book(model)
    return False


def _listed(book: Path, dk: bytes) -> list[Row]:
    """Every entry of the list; none where one page of it cannot be read."""
    try:
        with _looking(book, dk) as connection:
            rows: list[Row] = connection.execute(
                "SELECT type, name, rootpage, sql FROM sqlite_schema ORDER BY rowid"
            ).fetchall()
            return rows
    except database.driver().Error:
        return []


def _bad_pages(book: Path, dk: bytes) -> set[int]:
    with _looking(book, dk) as connection:
        findings = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    return {int(page) for finding in findings for page in re.findall(r"page (\d+)", finding)}


def _version(book: Path, dk: bytes) -> int:
    """The schema's version by the first page; where that is bad, the newest."""
    try:
        with _looking(book, dk) as connection:
            return min(int(connection.execute("PRAGMA user_version").fetchone()[0]), migrate.newest())
    except database.driver().Error:
        return migrate.newest()


def _make(model: Path, dk: bytes, version: int, pages: int, is_exported: bool) -> None:
    """An empty book, as the migrations lay it out or as a change of the key does; of so many pages at least."""
    first = model.with_name(f"{model.name}-first") if is_exported else model
    tidying.remove_book(model)
    try:
        connection = database.connect(first, dk, create=True)
        try:
            migrate.upgrade(connection, version)
            if is_exported:
                where = f"{model.resolve().as_uri()}?mode=rwc"
                connection.execute("ATTACH ? AS anew KEY ?", (where, f"x'{keyring.sqlcipher_key(dk)}'"))
                connection.execute("SELECT sqlcipher_export('anew')").fetchone()
                connection.execute(f"PRAGMA anew.user_version = {version}")
        finally:
            connection.close()
    finally:
        if is_exported:
            tidying.remove_book(first)
    connection = database.connect(model, dk)
    try:
        connection.execute("INSERT INTO meta (key, value) VALUES ('filling', zeroblob(?))", (pages * PAGE,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()


def _graft(damaged: Path, model: Path, dk: bytes, bad: set[int]) -> bool:
    """Put the model's pages of the list in place of bad ones; take them back where the two lists differ then.

    So is each that the list does without: in the damaged book it held records, and must count as lost.
    """
    wanted = _listed(model, dk)
    before: dict[int, bytes] = {}
    with damaged.open("r+b") as into, model.open("r+b") as source:
        most = model.stat().st_size // PAGE
        for page in sorted(one for one in bad if one <= most):
            content = _page(source, page)
            _put(source, page, bytes(byte ^ 255 for byte in content))
            is_listing = not _listed(model, dk)
            _put(source, page, content)
            if is_listing:
                before[page] = _page(into, page)
                _put(into, page, content)
        is_mended = bool(wanted) and _listed(damaged, dk) == wanted
        for page, content in before.items():
            grafted = _page(into, page)
            _put(into, page, content)
            if is_mended and _listed(damaged, dk) != wanted:
                _put(into, page, grafted)
    return is_mended


def _page(file: Any, page: int) -> bytes:
    file.seek((page - 1) * PAGE)
    content: bytes = file.read(PAGE)
    return content


def _put(file: Any, page: int, content: bytes) -> None:
    file.seek((page - 1) * PAGE)
    file.write(content)
    file.flush()


@contextlib.contextmanager
def _looking(book: Path, dk: bytes) -> Iterator[Any]:
    connection = database.connect(book, dk, settled=True)
    try:
        connection.execute("PRAGMA writable_schema = ON")
        yield connection
    finally:
        connection.close()
