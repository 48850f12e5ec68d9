"""What is held about people, kind by kind and field by field, and whether anyone uses it (UK GDPR Art 5(1)(c)).

A field that may stay empty, and that nobody has filled or changed for a year, is proposed to be blanked. Nothing goes
before a person says so; then all its values go in one transaction, and that is noted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shopcrm.data_map import HOW_LONG, TABLES, Basis, Column, Table
from shopcrm.data_map.portable import OPTIONAL
from shopcrm.errors import InvalidValue, Refused
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

UNUSED_DAYS = 365
_LATEST = ("updated_at", "recorded_at", "at", "kept_at", "created_at", "made_on", "moved_on", "last_on")
"""By which columns a row says when it was last made or changed, the best first."""
_RESTRICTED = "IN (SELECT id FROM customers WHERE status = 'restricted')"


@dataclass(frozen=True, slots=True)
class FieldHeld:
    """One field: how many records have it filled, and when one of those was last made or changed.

    optional: whether it may stay empty; proposed: whether it is proposed to blank it everywhere.
    """

    column: str
    label: str
    why: str
    filled: int
    last_on: date | None
    optional: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class KindHeld:
    """One kind of record: why and how long it is kept, how many there are, when one was last made or changed."""

    table: str
    title: str
    basis: Basis
    kept: str
    source: str
    records: int
    last_on: date | None
    fields: tuple[FieldHeld, ...]

    @property
    def purposes(self) -> tuple[str, ...]:
        """Why its fields are held, each reason once."""
        return tuple(dict.fromkeys(one.why for one in self.fields))

    @property
    def proposed(self) -> tuple[FieldHeld, ...]:
        """The fields that are proposed to be blanked."""
        return tuple(one for one in self.fields if one.proposed)


KINDS: Mapping[str, Table] = {
    table: entry
    for table, entry in sorted(TABLES.items(), key=lambda named: named[0] == "activity")
    if (entry.belongs or entry.matched) and any(column.label for column in entry.columns.values())
}
"""The kinds of record that are about customers and shown to them; what was done comes last."""


@read("data_map.held", role=Role.MANAGER)
def held(tx: Tx, table: str) -> KindHeld:
    """What is held of one kind of record. Raises InvalidValue for a kind that is not in the map."""
    entry = _entry(table)
    moment, joined = _moment(table, entry)
    counted = _may_be_blank(tx, table, entry)
    sums = "".join(
        f", sum({filled}), max(CASE WHEN {filled} THEN {moment} END)"
        for filled in (_filled(table, name, entry) for name in counted)
    )
    records, last, *rest = tx.one(f"SELECT count(*), max({moment}){sums} FROM {table}{joined}")
    last_on = _day(tx, last)
    found = {name: (rest[2 * at] or 0, _day(tx, rest[2 * at + 1])) for at, name in enumerate(counted)}
    fields = tuple(
        _field(tx, table, name, column, *found.get(name, (records, last_on)))
        for name, column in entry.columns.items()
        if column.label
    )
    return KindHeld(table, entry.category, entry.basis, HOW_LONG[entry.keep], entry.source, records, last_on, fields)


def _may_be_blank(tx: Tx, table: str, entry: Table) -> list[str]:
    """The shown columns that are not filled in every record anyhow: only those need to be counted."""
    schema = tx.all('SELECT name, "notnull", dflt_value FROM pragma_table_info(?)', (table,))
    required = {name for name, not_null, default in schema if not_null and default != "''"}
    return [
        name
        for name, column in entry.columns.items()
        if column.label and (name not in required or column.unit == "yes/no")
    ]


def _field(tx: Tx, table: str, name: str, column: Column, filled: int, last_on: date | None) -> FieldHeld:
    optional = name in OPTIONAL.get(table, ())
    proposed = optional and filled > 0 and _unused(tx, last_on)
    return FieldHeld(name, column.label, column.why, filled, last_on, optional, proposed)


@write("data_map.blank_field", role=Role.OWNER)
def blank_field(tx: Tx, table: str, column: str) -> int:
    """Blank a field that nobody has used for a year, in every record; answers in how many. This cannot be taken back.

    Records of restricted customers keep it (Art 18). Raises InvalidValue for a field that the book rests on, Refused
    for one that was used within the year.
    """
    entry = _entry(table)
    if column not in OPTIONAL.get(table, ()):
        raise InvalidValue("column", "The book rests on that field.", "Only fields that may stay empty can be blanked.")
    (found,) = [one for one in held(tx, table).fields if one.column == column]
    if found.last_on is not None and not _unused(tx, found.last_on):
        raise Refused(
            f"“{found.label}” was used on {short_day(found.last_on)}.", "Only what is unused for a year goes."
        )
    blank = "NULL" if _may_be_null(tx, table, column) else "''"
    restricted = entry.belongs.replace("= ?1", _RESTRICTED).replace("= ?", _RESTRICTED)
    blanked = tx.run(
        f"UPDATE {table} SET {column} = {blank} WHERE {_filled(table, column, entry)} AND NOT ({restricted})"
    )
    tx.note(kind=entry.category, field=found.label, records=blanked)
    return blanked


@write("data_map.note_export", role=Role.MANAGER)
def note_export(tx: Tx, file: str) -> None:
    """Note that the map of what is held was written to a file."""
    tx.note(file=file)


def _entry(table: str) -> Table:
    if table not in KINDS:
        raise InvalidValue("table", "There is no such kind of record.", f"It is one of: {', '.join(KINDS)}.")
    return KINDS[table]


def _moment(table: str, entry: Table) -> tuple[str, str]:
    """When a row was last made or changed: a column of its own, else of the record that it hangs on, with the join."""
    own = _latest(entry)
    if own:
        return f"{table}.{own}", ""
    for name in entry.columns:
        parent = name.removesuffix("_id") + "s" if name.endswith("_id") else ""
        if parent in TABLES and parent != table and (latest := _latest(TABLES[parent])):
            return f"{parent}.{latest}", f" LEFT JOIN {parent} ON {parent}.id = {table}.{name}"
    return "NULL", ""


def _latest(entry: Table) -> str:
    instants = [name for name, column in entry.columns.items() if column.unit == "instant"]
    return next((name for name in (*_LATEST, *instants) if name in entry.columns), "")


def _filled(table: str, column: str, entry: Table) -> str:
    """Whether a record has a field filled; a box that is not ticked is not."""
    none = "IN ('', 0)" if entry.columns[column].unit == "yes/no" else "= ''"
    return f"({table}.{column} IS NOT NULL AND NOT {table}.{column} {none})"


def _may_be_null(tx: Tx, table: str, column: str) -> bool:
    return not tx.value('SELECT "notnull" FROM pragma_table_info(?) WHERE name = ?', (table, column))


def _unused(tx: Tx, used: date | None) -> bool:
    return used is not None and (tx.today - used).days > UNUSED_DAYS


def _day(tx: Tx, found: Any) -> date | None:
    """A stored instant or day as a day of the shop's calendar."""
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        return None
    return tx.calendar.local_date(moment) if moment.tzinfo else moment.date()
