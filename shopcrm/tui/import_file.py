"""A file that is to be imported, looked at from outside: folders to choose it from, its columns with an example."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shopcrm.errors import Refused
from shopcrm.exchange.reader import Heading, fold, look_at
from shopcrm.exchange.recognise import formats, recognise
from shopcrm.jobs.importing import ImportRequest, Preview, preview
from shopcrm.papers.in_words import day
from shopcrm.plain_text import visible

ENDINGS = (".csv", ".tsv", ".txt")
MOST_LISTED = 2_000


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A folder, or a file that may be imported. size: bytes, None for a folder."""

    path: Path
    name: str
    size: int | None
    changed: str


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its name, its first filled cell, and the field that it is read as; empty for none."""

    name: str
    example: str
    field: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file turned out to be. preview: None where it is of no known kind; `trouble` then says why."""

    preview: Preview | None
    columns: tuple[FileColumn, ...]
    trouble: str
    asks_currency: bool

    @property
    def can_be_mapped(self) -> bool:
        """Whether a person may say which column is which field."""
        return self.preview is None or formats()[self.preview.format].general


def usual_folder() -> Path:
    """Where files from a web shop usually land."""
    downloads = Path.home() / "Downloads"
    return downloads if downloads.is_dir() else Path.home()


def entries(typed: str) -> tuple[FolderEntry, ...]:
    """What stands in the folder that was typed, by the beginning or a part of a name: folders first, then files.

    Raises Refused where the folder cannot be read.
    """
    folder, part = split(typed)
    try:
        with os.scandir(folder) as found:
            listed = [_entry(one) for one in found if _belongs(one, part)]
    except OSError:
        raise Refused("There is no such folder.", "Check its name.") from None
    listed.sort(key=lambda one: (one.size is not None, one.name.casefold()))
    up = () if part or folder.parent == folder else (FolderEntry(folder.parent, "..", None, ""),)
    return (*up, *listed[:MOST_LISTED])


def split(typed: str) -> tuple[Path, str]:
    """The folder that was typed, and the part of a name behind it; without a folder the person's own is meant.

    A whole path that was put behind the folder shown at first (``/home/ana//tmp/list.csv``) counts by itself.
    """
    begun = typed.rfind("//")
    typed = typed[begun + 1 :] if begun > 0 else typed
    path = Path.home() / Path(typed).expanduser()
    if typed.endswith(("/", os.sep)) or not typed:
        return path, ""
    return path.parent, path.name


def look(request: ImportRequest) -> Looked:
    """What the file is and how its columns are read. Raises Refused for what is no table of text at all."""
    path = Path(request.path)
    source = look_at(path)
    pairs = dict(one.split("=", 1) for one in request.mapping)
    try:
        found = recognise(path, request.format, pairs)
    except Refused as unknown:
        best = max(source.headings(), key=lambda one: (sum(map(bool, one.names)), -one.row), default=None)
        columns = _columns(path, best, {fold(column): name for name, column in pairs.items()}) if best else ()
        return Looked(None, columns, unknown.message, asks_currency=False)
    by_column = {column: name for name, column in found.columns.found.items()}
    return Looked(
        preview(request),
        _columns(path, found.columns.table.heading, by_column),
        "",
        asks_currency=_asks_currency(found.format.name, found.columns.found),
    )


def field_words(name: str) -> str:
    """A field's name as people read it."""
    words = name.replace("_", " ").replace("email", "e-mail").replace("accepts sms", "accepts texts")
    return words[:1].upper() + words[1:]


def fields(format_name: str | None) -> tuple[str, ...]:
    """The fields that a plain list of people or of purchases may fill, first those of the kind that it is now."""
    plain = [one for one in formats().values() if one.general]
    plain.sort(key=lambda one: one.name != format_name)
    return tuple(dict.fromkeys(name for one in plain for name in one.fields))


def _asks_currency(format_name: str, found: object) -> bool:
    """Whether amounts come without a currency: the format knows such a column, and the file lacks it."""
    assert hasattr(found, "__iter__")
    known = {name for name in formats()[format_name].fields if "currency" in name}
    return bool(known) and not known.intersection(found)


def _columns(path: Path, heading: Heading, by_column: dict[str, str]) -> tuple[FileColumn, ...]:
    """The columns with the first filled cell of the first rows."""
    table = look_at(path).table(heading)
    examples = [""] * table.width
    for number, (_, cells) in enumerate(table.rows()):
        for place, cell in enumerate(cells[: table.width]):
            examples[place] = examples[place] or cell
        if number == 20:
            break
    return tuple(
        FileColumn(visible(name).strip(), visible(example[:80]), by_column.pop(folded, ""))
        for name, folded, example in zip(heading.names, heading.folded, examples, strict=True)
        if name
    )


def _belongs(one: "os.DirEntry[str]", part: str) -> bool:
    if one.name.startswith(".") or part.casefold() not in one.name.casefold():
        return False
    return one.is_dir() or one.name.casefold().endswith(ENDINGS)


def _entry(one: "os.DirEntry[str]") -> FolderEntry:
    path = Path(one.path)
    try:
        if one.is_dir():
            return FolderEntry(path, one.name + os.sep, None, "")
        held = one.stat()
        changed = day(datetime.fromtimestamp(held.st_mtime, UTC).date())
        return FolderEntry(path, one.name, held.st_size, changed)
    except OSError:
        return FolderEntry(path, one.name, 0, "")
