"""Which kind of file is this? Every format in this room is found by itself; the best fit by column names wins."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import shopcrm.exchange
from shopcrm.errors import Refused, UsageError
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.reader import LIMITS, Heading, Limits, Source, fold, look_at
from shopcrm.exchange.records import ImportedRecord
from shopcrm.plain_text import visible

_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file whose kind is known and whose rows can be read."""

    format: Format
    columns: Columns

    @property
    def mapping(self) -> tuple[tuple[str, str], ...]:
        """Each field that will be read, with its column as the file names it: the preview."""
        return tuple((name, visible(self.columns.as_written(name))) for name in self.columns.found)

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that will not be read."""
        used, series = set(self.columns.found.values()), self.format.series
        heading = self.columns.table.heading
        return tuple(
            visible(written)
            for written, folded in zip(heading.names, heading.folded, strict=True)
            if written and folded not in used and not (series and folded.startswith(series))
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should check because of how the file is written."""
        return (*self.columns.table.source.warnings, *self._twice())

    def _twice(self) -> Iterator[str]:
        """A sentence for each column that is read, but stands in the file more than once."""
        heading = self.columns.table.heading
        for column in dict.fromkeys(self.columns.found.values()):
            places = [str(at) for at, name in enumerate(heading.folded, start=1) if name == column]
            if len(places) > 1:
                written, others = visible(heading.names[int(places[0]) - 1].strip()), " and ".join(places[1:])
                yield (
                    f"The file has the column “{written}” {len(places)} times: column {places[0]} is read,"
                    f" column {others} is not."
                )

    def records(self, options: Options) -> Iterator[ImportedRecord]:
        """The file's records one by one; raises Refused for a file that is broken."""
        return self.format.read(self.columns, options)


@cache
def formats() -> Mapping[str, Format]:
    """Every format by name: each module of this room that has a `FORMAT`."""
    modules = pkgutil.iter_modules(shopcrm.exchange.__path__, "shopcrm.exchange.")
    known = [getattr(importlib.import_module(module.name), "FORMAT", None) for module in modules]
    return {one.name: one for one in known if isinstance(one, Format)}


def recognise(
    path: Path, name: str | None = None, mapping: Mapping[str, str] | None = None, limits: Limits = LIMITS
) -> Recognised:
    """Find the file's kind, its delimiter and its header.

    name: the format that the person named, so that only its own columns are asked for. mapping: field -> column, as
    the person typed it, for plain files. Raises Refused for a file of no known kind, saying what the nearest lacks.
    """
    if name is not None and name not in formats():
        raise UsageError(f"There is no format called {visible(name)}.", f"Known: {', '.join(sorted(formats()))}.")
    wanted = [formats()[name]] if name else list(formats().values())
    if mapping and not name:
        wanted = [one for one in wanted if one.general]
        wanted = [one for one in wanted if mapping.keys() <= one.fields.keys()] or wanted
    _check_fields(wanted, mapping or {})
    source = look_at(path, limits)
    headings = source.headings()
    _check_columns(headings, mapping or {})
    headings = [one for one in headings if _holds(one, mapping or {})] or headings
    for general in (False, True):
        ranked = [one for one in wanted if one.general is general]
        best = _best(ranked, headings, mapping, named=name is not None or bool(mapping))
        if best is not None:
            recognised = _recognised(source, *best, mapping)
            if not (name or mapping) and _names_orders(recognised):
                raise _unknown(path, [one for one in wanted if one is not recognised.format], [best[1]], mapping)
            return recognised
    raise _unknown(path, wanted, headings, mapping)


def _names_orders(recognised: Recognised) -> bool:
    """Whether what should be names are the numbers of orders, in every one of the first rows that has one."""
    never, columns = recognised.format.never_named, recognised.columns
    if never is None or not columns.has("name"):
        return False
    at = columns.at("name")
    names = [text for _, cells in islice(columns.table.rows(), _LOOKED_AT) if (text := cells[at].strip())]
    return bool(names) and all(map(never.fullmatch, names))


def _best(
    candidates: list[Format], headings: list[Heading], mapping: Mapping[str, str] | None, *, named: bool
) -> tuple[Format, Heading] | None:
    scored: list[tuple[int, int, Format, Heading]] = []
    for heading in headings:
        folded = heading.folded
        for one in candidates:
            found = one.found_in(folded, mapping)
            if not one.lacks(found) and (named or not one.declines(folded)):
                scored.append((len(found), -heading.line, one, heading))
    if not scored:
        return None
    best = max(scored, key=lambda entry: entry[:2])
    return best[2], best[3]


def _recognised(source: Source, one: Format, heading: Heading, mapping: Mapping[str, str] | None) -> Recognised:
    table = source.table(heading)
    found = one.found_in(heading.folded, mapping)
    _check_fields([one], mapping or {})
    _check_columns([heading], mapping or {})
    return Recognised(one, Columns(table, found))


def _check_fields(wanted: list[Format], mapping: Mapping[str, str]) -> None:
    """Refuse a mapping of what is no field of these formats."""
    known = list(dict.fromkeys(name for one in wanted for name in one.fields))
    for name in mapping:
        if name not in known:
            raise UsageError(f"{visible(name)} is not a field that can be mapped.", f"Fields: {', '.join(known)}.")


def _holds(heading: Heading, mapping: Mapping[str, str]) -> bool:
    """Whether a heading has every column of a mapping: commas within amounts make a heading as well, of another cut."""
    return {fold(column) for column in mapping.values()} <= set(heading.folded)


def _check_columns(headings: list[Heading], mapping: Mapping[str, str]) -> None:
    """Refuse a mapping to a column that no heading of the file holds, and list those of the fullest."""
    for column in mapping.values():
        if headings and not any(fold(column) in heading.folded for heading in headings):
            there = max(([visible(name) for name in heading.names if name] for heading in headings), key=len)
            raise UsageError(f"The file has no column called {visible(column)}.", f"It has: {', '.join(there)}.")


def _unknown(path: Path, wanted: list[Format], headings: list[Heading], mapping: Mapping[str, str] | None) -> Refused:
    nearest: tuple[int, Format, list[str]] | None = None
    for heading in headings:
        for one in sorted(wanted, key=lambda each: each.general):
            found = one.found_in(heading.folded, mapping)
            missing = one.lacks(found)
            # What fits but for columns that it never has is another kind of file: name what that kind lacks instead.
            score = len(found) - 2 * len(missing) if missing or not found else 0
            if found and (nearest is None or score > nearest[0]):
                nearest = score, one, missing
    what = f"{visible(path.name)} is not a file that can be imported."
    if nearest is None:
        return Refused(
            what, "None of its first lines holds column names that are known. Name them with --map FIELD=COLUMN."
        )
    _, one, missing = nearest
    if missing:
        columns = ", ".join(f"“{name.capitalize()}”" for name in missing)
        by_hand = f"Name what holds it: --map {missing[0]}=COLUMN. To take only people: --format plain-customers."
        return Refused(
            f"{what} It is most like {one.title}, but has no column {columns}.",
            by_hand if one.general else "Export it with that column.",
        )
    return Refused(
        f"{what} It has names and addresses, but looks like another system's orders, payments or mailing list.",
        "To take only its people, use --format plain-customers.",
    )
