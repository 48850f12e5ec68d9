"""The one reader of delimited files: encoding, delimiter, header wherever it stands, and every cell as text.

Rows stream, so that a file of any allowed length is read in little memory. The limits and the strict quoting stop
files that are broken, or made to break the program, before anything is imported.
"""

import codecs
import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from shopcrm.errors import Refused
from shopcrm.plain_text import visible

Row = tuple[int, list[str]]
"""The line of the file on which a row starts (the first is 1), and its cells."""

_DELIMITERS = ",;\t|"
_HEADER_WITHIN = 20
_CHUNK = 1 << 20
_SAVE_AS = "Save it as “CSV UTF-8” and import that file."
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_TABLES = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
}
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХаеорсухіјѕ", "ABEKMHOPCTYXaeopcyxijs")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be before it is refused: bytes, rows, columns, and bytes in one line.

    The csv module refuses a field of more than 131,072 characters by itself: more than any shop system writes.
    """

    file_bytes: int = 1 << 30
    rows: int = 5_000_000
    columns: int = 2_000
    line_bytes: int = 1 << 20


LIMITS = Limits()


def fold(name: str) -> str:
    """A column's name as formats compare it: no BOM, NFKC, Cyrillic look-alikes as Latin, one case, single spaces.

    An old Advanced Order Export really wrote ``Сustomer Note`` with a Cyrillic first letter.
    """
    plain = unicodedata.normalize("NFKC", name.replace("\ufeff", "")).translate(_LOOK_ALIKES)
    return " ".join(plain.casefold().split())


@dataclass(frozen=True, slots=True)
class Heading:
    """One way to read the head of a file: this delimiter, and these names on this row of it."""

    delimiter: str
    row: int
    line: int
    names: tuple[str, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        """The names as formats compare them."""
        return tuple(fold(name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been looked at whole, but not yet read: its encoding is known and its size is allowed."""

    path: Path
    encoding: str
    lines: int
    limits: Limits = LIMITS

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should check because of how the file is written."""
        if self.encoding == "cp1252":
            return ("The file is not UTF-8; it was read as Windows-1252. Check a name with an accent.",)
        return ()

    def headings(self) -> list[Heading]:
        """Every row among the first that could be the header, under every delimiter that occurs there."""
        with self.open() as stream:
            head = list(islice(stream, _HEADER_WITHIN * 2))
        text = "".join(head)
        delimiters = [mark for mark in _DELIMITERS if mark in text] or [","]
        return [heading for mark in delimiters for heading in self._headings_by(mark, head)]

    def _headings_by(self, delimiter: str, head: list[str]) -> Iterator[Heading]:
        reader = csv.reader(iter(head), delimiter=delimiter)
        line = 1
        try:
            for row, names in enumerate(islice(reader, _HEADER_WITHIN)):
                if any(names):
                    if len(names) > self.limits.columns:
                        raise _too("columns", self.limits.columns, line)
                    yield Heading(delimiter, row, line, tuple(names))
                line = reader.line_num + 1
        except csv.Error as error:
            raise _broken(error, line) from None

    def table(self, heading: Heading) -> "Table":
        """The file's rows under this heading."""
        return Table(self, heading, {name: index for index, name in reversed(list(enumerate(heading.folded)))})

    def open(self) -> IO[str]:
        """The file as text, line ends untouched."""
        return self.path.open(encoding=self.encoding, newline="")


@dataclass(slots=True)
class Table:
    """A file under its header: columns by folded name (the first, where a name comes twice), rows with their lines.

    count: how many rows there were, once they have been read.
    """

    source: Source
    heading: Heading
    position: Mapping[str, int]
    count: int = 0

    @property
    def width(self) -> int:
        """How many columns the header has; also the position of the blank cell that stands in for a missing column."""
        return len(self.heading.names)

    def rows(self) -> Iterator[Row]:
        """The rows, each padded to the header's width and with one blank cell after it; blank rows are left out.

        Raises Refused for broken quotes, for a row with more cells than the header (its columns have slipped), for a
        cell that is too long and for too many rows, each with its line.
        """
        width, limit, count = self.width, self.source.limits.rows, 0
        with self.source.open() as stream:
            reader = csv.reader(stream, delimiter=self.heading.delimiter, strict=True)
            start = line = 1
            try:
                for row, cells in enumerate(reader):
                    start, line = line, reader.line_num + 1
                    if row <= self.heading.row or not any(cells):
                        continue
                    if len(cells) != width:
                        _fit(cells, width, start)
                    count += 1
                    if count > limit:
                        raise _too("rows", limit, start)
                    cells.append("")
                    yield start, cells
                self.count = count
            except csv.Error as error:
                raise _broken(error, line) from None

    def column(self, indices: Sequence[int]) -> Iterator[str]:
        """Every filled cell of the given columns, reading the file once more."""
        for _, cells in self.rows():
            for index in indices:
                if cells[index]:
                    yield cells[index]

    def ends(self, cells: Sequence[str]) -> bool:
        """Whether a row is one of the lines that a program adds below its table: a single filled cell, in column 1."""
        return self.width > 2 and bool(cells[0]) and not any(cells[1:])


def look_at(path: Path, limits: Limits = LIMITS) -> Source:
    """Look at a file whole: its size, what it is, and its encoding (BOM, else strict UTF-8, else Windows-1252).

    Raises Refused for a file that is missing, empty, too large, or not a table of text.
    """
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise Refused(
                f"{visible(path.name)} is larger than {limits.file_bytes >> 20} MB.", "Export it in smaller parts."
            )
        with path.open("rb") as stream:
            encoding, lines = _encoding(stream, path.name, limits)
            return Source(path, encoding, lines, limits)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise Refused(f"{visible(str(path))} cannot be read: {reason}.", "Check the name and the folder.") from None


def _encoding(stream: IO[bytes], name: str, limits: Limits) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    head = stream.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise Refused(f"{visible(name)} is empty.", "Export it again.")
    for mark, what in _NOT_TABLES.items():
        if head.startswith(mark):
            raise Refused(f"{visible(name)} is {what}, not a CSV file.", _SAVE_AS)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return _checked(stream, encoding, name, limits)
    if head.count(0) > len(head) // 8:
        raise Refused(f"{visible(name)} is not text in an encoding that can be recognised.", _SAVE_AS)
    lines = _lines_in(stream, "utf-8", limits)
    return ("utf-8", lines) if lines is not None else _checked(stream, "cp1252", name, limits)


def _checked(stream: IO[bytes], encoding: str, name: str, limits: Limits) -> tuple[str, int]:
    lines = _lines_in(stream, encoding, limits)
    if lines is None:
        raise Refused(f"{visible(name)} is not text in an encoding that can be recognised.", _SAVE_AS)
    return encoding, lines


def _lines_in(stream: IO[bytes], encoding: str, limits: Limits) -> int | None:
    """How many lines the file has, or None where it is not in this encoding; raises Refused for an endless line."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    stream.seek(0)
    number, length = 1, 0
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
            lines = chunk.replace(b"\r", b"\n").split(b"\n")
            longest = max(length + len(lines[0]), max(map(len, lines)))
            if longest > limits.line_bytes:
                raise _too("characters in one line", limits.line_bytes, number)
            number += chunk.count(b"\n")
            length = len(lines[-1]) + (length if len(lines) == 1 else 0)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return number


def _fit(cells: list[str], width: int, line: int) -> None:
    if any(cells[width:]):
        raise Refused(
            f"Line {line} has {len(cells)} cells where the header has {width}.",
            "A quote or a delimiter is missing there. Export the file again, or mend that line.",
        )
    cells[width:] = [""] * (width - len(cells))


def _too(what: str, most: int, line: int) -> Refused:
    return Refused(f"Line {line} has reached the limit of {most:,} {what}.", "Export it in smaller parts.")


def _broken(error: csv.Error, line: int) -> Refused:
    if "field limit" in str(error):
        return Refused(
            f"The row that starts on line {line} has a cell of more than 131,072 characters.",
            "A closing quote is probably missing there. Export the file again, or mend that line.",
        )
    return Refused(
        f"The quotes are broken in the row that starts on line {line}.",
        "A quote inside a quoted cell must be doubled. Export the file again, or mend that line.",
    )
