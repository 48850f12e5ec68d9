"""Rows about people that go into the book together, and their entries in the search index."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from shopcrm.shop import search
from shopcrm.shop.words import signs_of, words_as_found
from shopcrm.vault.tx import Tx

Rows = list[tuple[Any, ...]]

_ADD_WORDS = (
    "INSERT INTO name_words (word, uses) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses"
)
_COLUMNS = {
    "customers": "id, uid, kind, given_name, family_name, company, name, sort_name, source, created_at, updated_at",
    "contact_points": "id, customer_id, kind, normal, typed, label, preferred, wrong, bounced, do_not_use, source,"
    " created_at",
    "addresses": "id, customer_id, line1, line2, town, county, postcode, country, label, preferred, source, created_at",
    "customer_external_ids": "platform, external_id, customer_id",
    "customer_tags": "customer_id, tag",
    "notes": "id, customer_id, body, staff_id, at, source",
    "search_entries": "id, letter, record_id, words, digits",
}


@dataclass(slots=True)
class Batch:
    """Rows by table, in the order in which they must go in."""

    rows: dict[str, Rows] = field(default_factory=lambda: {table: [] for table in _COLUMNS})
    vocabulary: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, *values: Any) -> None:
        """A row of a table, its values in the order of the columns above."""
        self.rows[table].append(values)

    def make_findable(self, letter: str, record: int, words: str, digits: str = "", names: str = "") -> None:
        """As `search.index`, for a record that is new."""
        name_words = words_as_found(names) or signs_of(names)
        found = f"{' '.join(name_words)}\n{' '.join(word for word in words_as_found(words) if word not in name_words)}"
        self.add("search_entries", search.entry_id(letter, record), letter, record, found, digits)
        self.vocabulary.update(search.vocabulary_of(found))

    def put(self, tx: Tx) -> None:
        """Put everything into the book."""
        for table, columns in _COLUMNS.items():
            if self.rows[table]:
                tx.insert_many(table, columns, self.rows[table])
        tx.run_many(_ADD_WORDS, list(self.vocabulary.items()))
