"""Each row of the record that goes, by name, for the preview: nothing changes hands that was not shown."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shopcrm import money
from shopcrm.data_map import TABLES
from shopcrm.shop.merge.records import MergeDraft, MovingRow
from shopcrm.shop.merge.rows import CARRIED, JOINED, KEEPERS
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import short_day

MOST_NAMED = 1_000
"""How many rows of a kind are named; of more, their number is told."""
MOVES, JOINED_WITH = "moves", "is on both: kept once"


@dataclass(frozen=True, slots=True)
class _Told:
    """How a table's rows are told: the kind in the plural, what is read of them, and how it is said."""

    title: str
    columns: str
    words: Callable[[Tx, Row], str]


def _day(tx: Tx, stamp: str) -> str:
    from shopcrm.vault.tx import from_stamp

    return short_day(tx.calendar.local_date(from_stamp(stamp)))


def _plain(_: Tx, row: Row) -> str:
    return " · ".join(str(value) for value in row if value not in (None, ""))


_TOLD: Mapping[str, _Told] = {
    "orders": _Told(
        "orders",
        "id, placed_at, total, currency",
        lambda tx, row: f"{ref('O', row[0])} · {_day(tx, row[1])} · {money.show(row[2], row[3])}",
    ),
    "notes": _Told("notes", "body, at", lambda tx, row: f"{_day(tx, row[1])} · {' '.join(row[0].split())[:60]}"),
    "tickets": _Told("tickets", "id, subject", lambda _, row: f"{ref('T', row[0])} · {row[1]}"),
    "documents": _Told("documents", "id, file_name", lambda _, row: f"{ref('F', row[0])} · {row[1]}"),
    "contact_points": _Told("e-mails and numbers", "typed, label", _plain),
    "addresses": _Told("postal addresses", "line1, town, postcode", _plain),
    "customer_tags": _Told("tags", "tag", _plain),
    "customer_external_ids": _Told("outside numbers", "platform, external_id", _plain),
    "consent_events": _Told(
        "contact answers",
        "answer, purpose, channel, at",
        lambda tx, row: f"{row[0].replace('_', ' ')} · {row[1]} by {row[2]} · {_day(tx, row[3])}",
    ),
    "store_credit": _Told(
        "store credit entries",
        "kind, amount, currency, at",
        lambda tx, row: f"{money.show(row[1], row[2])} · {row[0].replace('_', ' ')} · {_day(tx, row[3])}",
    ),
    "loyalty_lots": _Told(
        "points", "points, reason, at", lambda tx, row: f"{row[0]:,} points · {row[1]} · {_day(tx, row[2])}"
    ),
    "loyalty_allocations": _Told(
        "points used", "points, kind, at", lambda tx, row: f"{row[0]:,} points · {row[1]} · {_day(tx, row[2])}"
    ),
    "loyalty_orders": _Told("orders that earn points", "order_id", lambda _, row: ref("O", row[0])),
    "loyalty_cards": _Told("loyalty card", "number", _plain),
    "stamps": _Told("stamps", "count, kind, at", lambda tx, row: f"{row[0]} · {row[1]} · {_day(tx, row[2])}"),
    "recommendations": _Told("recommendations", "score, at", lambda tx, row: f"{row[0]} of 10 · {_day(tx, row[1])}"),
    "merges": _Told("earlier merges", "id", lambda _, row: ref("M", row[0])),
}
_SAME = {
    "contact_points": "SELECT 1 FROM contact_points AS own WHERE own.customer_id = ?2 AND own.kind = one.kind"
    " AND own.normal = one.normal",
    "addresses": "SELECT 1 FROM addresses AS own WHERE own.customer_id = ?2 AND (own.line1, own.line2, own.town,"
    " own.county, own.postcode, own.country) = (one.line1, one.line2, one.town, one.county, one.postcode, one.country)",
    "customer_tags": "SELECT 1 FROM customer_tags AS own WHERE own.customer_id = ?2 AND own.tag = one.tag",
}
"""When a row is on both records."""


def title_of(table: str) -> str:
    """What the rows of a table are called."""
    if table in _TOLD:
        return _TOLD[table].title
    return "details" if table == "customers" else TABLES[table].category.lower()


def named(tx: Tx, draft: MergeDraft) -> tuple[tuple[MovingRow, ...], dict[str, int]]:
    """Every row of the record that goes, by name, and how many of each kind there are."""
    found: list[MovingRow] = []
    counts: Counter[str] = Counter()
    for table in (*JOINED, *KEEPERS, *CARRIED):
        told = _TOLD.get(table) or _by_the_map(table)
        number = tx.value(f"SELECT count(*) FROM {table} WHERE customer_id = ?", (draft.lose,))
        if number:
            counts[told.title] += number
            found += _rows(tx, table, told, draft)
        if number > MOST_NAMED:
            found.append(MovingRow(told.title, f"and {number - MOST_NAMED:,} more", MOVES))
    return tuple(found), dict(counts)


def _rows(tx: Tx, table: str, told: _Told, draft: MergeDraft) -> list[MovingRow]:
    same = f"EXISTS ({_SAME[table]})" if table in _SAME else "?2 IS NULL"
    rows = tx.all(
        f"SELECT {same}, {told.columns} FROM {table} AS one WHERE customer_id = ?1 LIMIT {MOST_NAMED}",
        (draft.lose, draft.keep),
    )
    return [MovingRow(told.title, told.words(tx, row[1:]), JOINED_WITH if row[0] else MOVES) for row in rows]


def _by_the_map(table: str) -> _Told:
    """A table that nobody put into words yet is told as the access report tells it."""
    shown = [name for name, column in TABLES[table].columns.items() if column.label]
    return _Told(title_of(table), ", ".join(shown[:4]) or "customer_id", _plain)
