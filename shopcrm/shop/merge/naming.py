"""Each row of the record that goes, by name, for the preview: nothing changes hands that was not shown."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shopcrm import money
from shopcrm.data_map import TABLES
from shopcrm.shop import consent
from shopcrm.shop.merge.records import MergeDraft, MovingRow
from shopcrm.shop.merge.rows import CARRIED, JOINED, KEEPERS, LET_GO, key_of
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import short_day

MOST_NAMED = 1_000
"""How many rows of a kind are named; of more, their number is told."""
MOVES, JOINED_WITH, OTHER_STAYS, NUMBER_KEPT, JUDGED_ANEW = (
    "moves", "is on both: kept once", "goes: the other stays", "its number is kept", "goes: worked out anew",
)  # fmt: skip


_OF_SEVERAL = {
    JOINED_WITH: "{0:,} {1} on both: kept once",
    OTHER_STAYS: "{0:,} go{2}: the other stays",
    NUMBER_KEPT: "the number of the second card is kept",
    JUDGED_ANEW: "{0:,} {1} worked out anew",
}
_LONGEST_NOTE = 400
_PLATFORMS = {"shopify": "Shopify", "woocommerce": "WooCommerce", "list": "imported list"}


@dataclass(frozen=True, slots=True)
class _Told:
    """How a table's rows are told: the kind in the plural, what is read of them, how it is said; one: the singular."""

    title: str
    columns: str
    words: Callable[[Tx, Row], str]
    one: str = ""

    @property
    def singular(self) -> str:
        """``order`` of ``orders``."""
        return self.one or self.title.removesuffix("s")


def _day(tx: Tx, stamp: str) -> str:
    from shopcrm.vault.tx import from_stamp

    return short_day(tx.calendar.local_date(from_stamp(stamp)))


def _said(table: str, column: str, value: str) -> str:
    """A code in the words of the data map, which speaks to the customer herself."""
    codes = TABLES[table].columns[column].codes or {}
    return codes.get(value, value.replace("_", " ")).replace(" by you", "")


def _answered(tx: Tx, row: Row) -> str:
    said = _said("consent_events", "answer", row[0])
    return f"{said} · {consent.FOR_WHAT[row[1]]} by {consent.BY_WHAT[row[2]]} · {_day(tx, row[3])}"


def _outside(_: Tx, row: Row) -> str:
    return f"{_PLATFORMS.get(row[0], row[0])} · {row[1]}"


def _plain(_: Tx, row: Row) -> str:
    return " · ".join(str(value) for value in row if value not in (None, ""))


def _group(name: str) -> str:
    """A group's name as it is shown; of '' nothing was known yet."""
    return name.replace("_", " ").capitalize() or "None"


_TOLD: Mapping[str, _Told] = {
    "orders": _Told(
        "orders",
        "id, placed_at, total, currency",
        lambda tx, row: f"{ref('O', row[0])} · {_day(tx, row[1])} · {money.show(row[2], row[3])}",
    ),
    "notes": _Told(
        "notes", "body, at", lambda tx, row: f"{_day(tx, row[1])} · {' '.join(row[0].split())[:_LONGEST_NOTE]}"
    ),
    "reminders": _Told(
        "reminders", "title, due_on", lambda _, row: f"{row[0]} · {short_day(date.fromisoformat(row[1]))}"
    ),
    "tickets": _Told("tickets", "id, subject", lambda _, row: f"{ref('T', row[0])} · {row[1]}"),
    "documents": _Told("documents", "id, file_name", lambda _, row: f"{ref('F', row[0])} · {row[1]}"),
    "contact_points": _Told("e-mails and numbers", "typed, label", _plain, "e-mail or number"),
    "addresses": _Told("postal addresses", "line1, town, postcode", _plain, "postal address"),
    "customer_tags": _Told("tags", "tag", _plain),
    "customer_external_ids": _Told("outside numbers", "platform, external_id", _outside),
    "consent_events": _Told("contact answers", "answer, purpose, channel, at", _answered),
    "soft_opt_ins": _Told("sales behind a soft opt-in", "family, sold_on", _plain, "sale behind a soft opt-in"),
    "parental_consents": _Told("parents' answers", "parent", _plain, "parent's answer"),
    "consent_papers": _Told("proofs of answers", "document_id", lambda _, row: ref("F", row[0]), "proof of an answer"),
    "confirmations": _Told(
        "questions to confirm", "purpose, channel", lambda _, row: f"{row[0]} by {row[1]}", "question to confirm"
    ),
    "legal_forms": _Told("kinds of business", "form", lambda _, row: row[0].replace("_", " "), "kind of business"),
    "tps_checks": _Told("looks at the TPS list", "number, checked_on", _plain, "look at the TPS list"),
    "consent_reviews": _Told("reviews of answers", "note, reviewed_on", _plain, "review of an answer"),
    "store_credit": _Told(
        "store credit entries",
        "kind, amount, currency, at",
        lambda tx, row: f"{money.show(row[1], row[2])} · {_said('store_credit', 'kind', row[0])} · {_day(tx, row[3])}",
        "store credit entry",
    ),
    "loyalty_lots": _Told(
        "entries of points",
        "points, reason, at",
        lambda tx, row: f"{row[0]:,} points · {_said('loyalty_lots', 'reason', row[1])} · {_day(tx, row[2])}",
        "entry of points",
    ),
    "loyalty_allocations": _Told(
        "uses of points",
        "points, kind, at",
        lambda tx, row: f"{row[0]:,} points · {_said('loyalty_allocations', 'kind', row[1])} · {_day(tx, row[2])}",
        "use of points",
    ),
    "loyalty_orders": _Told(
        "orders earning points", "order_id", lambda _, row: ref("O", row[0]), "order earning points"
    ),
    "loyalty_cards": _Told("loyalty cards", "number", _plain),
    "stamps": _Told(
        "entries of stamps",
        "count, kind, at",
        lambda tx, row: f"{row[0]:+} · {_said('stamps', 'kind', row[1])} · {_day(tx, row[2])}",
        "entry of stamps",
    ),
    "recommendations": _Told("recommendations", "score, at", lambda tx, row: f"{row[0]} of 10 · {_day(tx, row[1])}"),
    "merges": _Told("earlier merges", "id", lambda _, row: ref("M", row[0])),
    "customer_groups": _Told(
        "groups", "name, since_on", lambda _, row: f"{_group(row[0])} since {short_day(date.fromisoformat(row[1]))}"
    ),
    "group_moves": _Told(
        "changes of group",
        "from_group, to_group, moved_on",
        lambda _, row: f"{_group(row[0])} to {_group(row[1])} · {short_day(date.fromisoformat(row[2]))}",
        "change of group",
    ),
    "scores": _Told(
        "forecasts",
        "expected_orders, weeks, made_on",
        lambda _, row: f"{row[0]:.1f} orders in {row[1]} weeks · {short_day(date.fromisoformat(row[2]))}",
    ),
    "data_requests": _Told(
        "data requests",
        "id, received_on",
        lambda _, row: f"{ref('D', row[0])} · received {short_day(date.fromisoformat(row[1]))}",
    ),
    "restrictions": _Told("restrictions", "since", lambda tx, row: f"since {_day(tx, row[0])}"),
    "retention_declined": _Told("old records kept", "kind, because", _plain, "old record kept"),
    "told_apart": _Told("people told apart", "other_id", lambda _, row: ref("C", row[0]), "person told apart"),
    "not_junk": _Told("marks of no junk", "at", lambda tx, row: _day(tx, row[0]), "mark of no junk"),
}
_LINES = "line1, line2, town, county, postcode, country"
_ALIKE = {"contact_points": "kind, normal", "addresses": _LINES}
"""The columns by which a row of both records is the same; of the other tables that may collide the key's."""


def title_of(table: str) -> str:
    """What the rows of a table are called."""
    if table in _TOLD:
        return _TOLD[table].title
    return "details" if table == "customers" else TABLES[table].category.lower()


def named(tx: Tx, draft: MergeDraft) -> tuple[tuple[MovingRow, ...], dict[str, int]]:
    """Every row of the record that goes, by name, and how many of each kind change hands."""
    found: list[MovingRow] = []
    counts: Counter[str] = Counter()
    for table in (*JOINED, *KEEPERS, *LET_GO, *CARRIED):
        told = _TOLD.get(table) or _by_the_map(table)
        number = tx.value(f"SELECT count(*) FROM {table} WHERE customer_id = ?", (draft.lose,))
        if number:
            rows = _rows(tx, table, told, draft)
            found += rows
            counts[told.title] += number - sum(row.becomes != MOVES for row in rows)
        if number > MOST_NAMED:
            found.append(MovingRow(told.title, f"and {number - MOST_NAMED:,} more", MOVES))
    return tuple(found), {kind: moving for kind, moving in counts.items() if moving}


def left_in_words(rows: Iterable[MovingRow]) -> str:
    """``2 are on both: kept once``: what becomes of the rows that do not change hands; '' where all do."""
    counts = Counter(row.becomes for row in rows if row.becomes != MOVES)
    return ", ".join(
        _OF_SEVERAL[becomes].format(number, "is" if number == 1 else "are", "es" if number == 1 else "")
        for becomes, number in counts.items()
    )


def in_words(counts: Mapping[str, int]) -> str:
    """``4 orders, 1 note``: how many of each kind."""
    single = {told.title: told.singular for told in _TOLD.values()}
    return ", ".join(f"{number:,} {single.get(kind, kind) if number == 1 else kind}" for kind, number in counts.items())


def came_since(tx: Tx, table: str, customer: int, end: int) -> list[str]:
    """What came to a customer after entry `end` of a table, by name."""
    told = _TOLD.get(table) or _by_the_map(table)
    rows = tx.all(
        f"SELECT {told.columns} FROM {table} WHERE customer_id = ? AND id > ? ORDER BY id LIMIT {MOST_NAMED}",
        (customer, end),
    )
    return [f"{told.singular} {told.words(tx, row)}" for row in rows]


def label_of(table: str, column: str) -> str:
    """What a value is called: ``First name``."""
    return TABLES[table].columns[column].label or title_of(table).capitalize()


def _rows(tx: Tx, table: str, told: _Told, draft: MergeDraft) -> list[MovingRow]:
    alike = _ALIKE.get(table) or ", ".join(column for column in key_of(tx, table) if column != "customer_id")
    both = f" AND ({alike}) = ({', '.join(f'one.{column}' for column in alike.split(', '))})" if alike else ""
    collides = table in _ALIKE or table in KEEPERS or table == "loyalty_cards"
    same = f"EXISTS (SELECT 1 FROM {table} AS own WHERE own.customer_id = ?2{both})" if collides else "?2 IS NULL"
    rows = tx.all(
        f"SELECT {same}, {told.columns} FROM {table} AS one WHERE customer_id = ?1 LIMIT {MOST_NAMED}",
        (draft.lose, draft.keep),
    )
    joined = NUMBER_KEPT if table == "loyalty_cards" else JOINED_WITH if alike else OTHER_STAYS
    moves = JUDGED_ANEW if table in LET_GO else MOVES
    return [MovingRow(told.title, told.words(tx, row[1:]), joined if row[0] else moves) for row in rows]


def _by_the_map(table: str) -> _Told:
    """A table that nobody put into words yet is told as the access report tells it."""
    shown = [name for name, column in TABLES[table].columns.items() if column.label]
    return _Told(title_of(table), ", ".join(shown[:4]) or "customer_id", _plain)
