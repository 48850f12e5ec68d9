"""What a platform's file declares: its fields, the names they go by, and the function that reads its rows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shopcrm.exchange.reader import Table, fold
from shopcrm.exchange.records import ImportedRecord
from shopcrm.exchange.values import DayOrder, Moments


@dataclass(frozen=True, slots=True)
class Options:
    """What the person or the shop says where the file does not: currency, time zone, the order of day and month."""

    currency: str
    zone: ZoneInfo
    dates: DayOrder | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a format stand in one file."""

    table: Table
    found: Mapping[str, str]

    def at(self, name: str) -> int:
        """The position of a field's column; of the blank cell at the end of each row where the file has none."""
        return self.table.position[self.found[name]] if name in self.found else self.table.width

    def has(self, name: str) -> bool:
        """Whether the file has this field's column at all."""
        return name in self.found

    def moments(self, options: Options, *names: str) -> Moments:
        """A reader for the dates in these fields' columns."""
        indices = [self.at(name) for name in names if self.has(name)]
        return Moments(options.zone, options.dates, lambda: self.table.column(indices))

    def as_written(self, name: str) -> str:
        """A field's column as the file names it."""
        return self.table.heading.names[self.at(name)].replace("\ufeff", "").strip() if self.has(name) else ""


ReadRows = Callable[[Columns, Options], Iterator[ImportedRecord]]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. Formats are found by the names of their columns, never by position.

    fields: field -> the names it goes by, folded. required: for each set, at least one of its fields must be there.
    refuses: folded column names, or several together, that only another kind of file has. general: used only where no
    other format fits. never_named: what nobody is called, in the field `name`: the numbers of orders.
    series: how the names of numbered columns begin that are read as well (``line_item_``).
    """

    name: str
    title: str
    platform: str
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[frozenset[str], ...]
    read: ReadRows
    refuses: frozenset[str | frozenset[str]] = frozenset()
    never_named: re.Pattern[str] | None = None
    general: bool = False
    series: str = ""

    def found_in(self, folded: Iterable[str], mapped: Mapping[str, str] | None = None) -> dict[str, str]:
        """The fields that a header holds, each with its column's folded name; `mapped` fields come first."""
        names = set(folded)
        chosen = {name: fold(column) for name, column in (mapped or {}).items()}
        taken = set(chosen.values())
        for name, known in self.fields.items():
            column = next((one for one in known if one in names and one not in taken), None)
            if name not in chosen and column is not None:
                chosen[name] = column
                taken.add(column)
        return chosen

    def declines(self, folded: Iterable[str]) -> bool:
        """Whether a header has columns that only another kind of file has."""
        names = set(folded)
        return any({one} <= names if isinstance(one, str) else one <= names for one in self.refuses)

    def lacks(self, found: Iterable[str]) -> list[str]:
        """The names of what is required and missing, as the platform writes them."""
        have = set(found)
        return [self.fields[min(need, key=list(self.fields).index)][0] for need in self.required if not need & have]
