"""Files out: CSV for spreadsheets, made safe; CSV and JSON for other programs, lossless. Written aside, then renamed.

Every file is readable by its owner only. Nothing half written ever bears the name that the person asked for.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from shopcrm.errors import NoSpace, Refused
from shopcrm.exchange.guard import guarded
from shopcrm.plain_text import visible


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A path to write to (mode 0600), which becomes `path` when the block ends well and disappears when it does not.

    Raises Refused where there is something of that name, or the folder does not take files, NoSpace where the disk is
    full.
    """
    if os.path.lexists(path):
        raise Refused(f"There is already a file {visible(str(path))}.", "Choose another name. Nothing was replaced.")
    part = path.with_name(f".{path.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise Refused(
            f"{visible(str(part))} is in the way.", "It was left by an export that was cut short. Delete it and retry."
        ) from None
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise _cannot_write(path, error) from None
    finally:
        with suppress(OSError):
            part.unlink()


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, for_spreadsheet: bool) -> int:
    """Write a table; answers how many rows.

    For a spreadsheet: a byte order mark, every cell quoted, formulas guarded. For other programs: UTF-8 without a
    mark, values exactly as they are.
    """
    with written_aside(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        return write_table(stream, header, rows, for_spreadsheet=for_spreadsheet)


def write_table(
    stream: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]], *, for_spreadsheet: bool
) -> int:
    """As `write_csv`, into an open stream."""
    if for_spreadsheet:
        stream.write("\ufeff")
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        rows = (tuple(map(guarded, row)) for row in rows)
    else:
        writer = csv.writer(stream)
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    _settle(stream)
    return count


def write_json(path: Path, heading: Mapping[str, Any], name: str, records: Iterable[Mapping[str, Any]]) -> int:
    """Write one JSON document, record by record: `heading`'s members, then the list called `name`; answers how many."""
    with written_aside(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        return write_records(stream, heading, name, records)


def write_records(stream: IO[str], heading: Mapping[str, Any], name: str, records: Iterable[Mapping[str, Any]]) -> int:
    """As `write_json`, into an open stream."""
    members = "".join(f"{as_json(key)}: {as_json(value)},\n" for key, value in heading.items())
    stream.write(f"{{\n{members}{as_json(name)}: [")
    count = 0
    for count, record in enumerate(records, start=1):
        stream.write(",\n" if count > 1 else "\n")
        stream.write(as_json(record))
    stream.write("\n]}\n" if count else "]}\n")
    _settle(stream)
    return count


def as_json(value: Any) -> str:
    """A value as JSON text, in Unicode."""
    return json.dumps(value, ensure_ascii=False)


def _settle(stream: IO[str]) -> None:
    """Onto the disk before the file gets its name; a member of a zip has no descriptor of its own."""
    stream.flush()
    with suppress(OSError, AttributeError):
        os.fsync(stream.fileno())


def _cannot_write(path: Path, error: OSError) -> NoSpace | Refused:
    reason = (error.strerror or "the disk failed").lower()
    if error.errno in (28, 122, 5):
        return NoSpace(f"{visible(path.name)} was not written: {reason}.", "Free some space, or choose another folder.")
    return Refused(f"{visible(str(path))} cannot be written: {reason}.", "Choose another folder or name.")
