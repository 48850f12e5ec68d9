"""What an import is asked to do, and what it says that it did: the rehearsal and the import count alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shopcrm.exchange.records import Skipped

DayOrder = Literal["dmy", "mdy"]
State = Literal["created", "updated", "unchanged"]
LONGEST_LIST = 1_000
"""How many skipped rows, warnings and differences a report spells out; beyond, it says how many more."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A file to import. path: on this machine. format: its name, else recognised. mapping: ``FIELD=COLUMN``.

    dates: whether the day or the month comes first, where the file does not tell. currency: where it names none.
    """

    path: str
    format: str | None = None
    mapping: tuple[str, ...] = ()
    dates: DayOrder | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is: its format, and which column is read as which field; unused columns are not read."""

    format: str
    title: str
    mapping: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: kind of record -> how many; `import_id` is None for a rehearsal.

    skipped: line and reason. differences: orders whose stated total is not what their lines make. doubles: who was
    added and may have been in the book already, by line, the surest first.
    """

    import_id: int | None
    format: str
    rows: int
    created: Mapping[str, int]
    updated: Mapping[str, int]
    unchanged: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]
    differences: tuple[str, ...]
    doubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What taking an import back did: kind of record -> how many; `kept` says what stayed and why."""

    removed: Mapping[str, int]
    restored: Mapping[str, int]
    kept: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts while an import runs. A customer who comes many times in a file counts once, by what happened to her."""

    states: dict[tuple[str, int], State] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    warned: dict[str, list[int]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)

    def mark(self, kind: str, record_id: int, state: State) -> None:
        """Note what happened to a record: created beats updated beats unchanged."""
        before = self.states.get((kind, record_id))
        if before is None or (before == "unchanged" and state != "unchanged"):
            self.states[kind, record_id] = state

    def warn(self, line: int, text: str) -> None:
        """Note a warning; equal ones are told once, with how often."""
        self.warned.setdefault(text, []).append(line)

    def report(self, import_id: int | None, format_name: str, rows: int, first: tuple[str, ...]) -> ImportReport:
        """The finished report. first: warnings about the file as a whole."""
        counts: dict[State, Counter[str]] = {"created": Counter(), "updated": Counter(), "unchanged": Counter()}
        for (kind, _), state in self.states.items():
            counts[state][kind] += 1
        warnings = [
            f"line {lines[0]}: {text}" + (f" (and {len(lines) - 1:,} more like it)" if len(lines) > 1 else "")
            for text, lines in self.warned.items()
        ]
        return ImportReport(
            import_id,
            format_name,
            rows,
            dict(counts["created"] + self.added),
            dict(counts["updated"]),
            dict(counts["unchanged"]),
            self._skipped(),
            (*first, *_cut(warnings)),
            tuple(_cut(self.differences)),
            tuple(_cut(self.doubles)),
        )

    def _skipped(self) -> tuple[Skipped, ...]:
        more = self.skipped[LONGEST_LIST:]
        rest = [Skipped(more[0].line, f"and {len(more) - 1:,} more rows from here on")] if len(more) > 1 else more
        return (*self.skipped[:LONGEST_LIST], *rest)


def _cut(texts: list[str]) -> list[str]:
    more = len(texts) - LONGEST_LIST
    return [*texts[:LONGEST_LIST], f"and {more:,} more"] if more > 0 else texts
