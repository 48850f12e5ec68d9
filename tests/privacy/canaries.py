"""A customer with a unique value in every column that the map calls personal, planted from the data map alone."""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shopcrm import money
from shopcrm.data_map import TABLES, Column
from shopcrm.shop import loyalty
from shopcrm.shop.loyalty import Programme
from shopcrm.vault import database
from shopcrm.vault.vault import Vault

FIRST_DAY = datetime(2001, 1, 1, 12, 0, tzinfo=UTC)
_HANGS_ON = re.compile(r"\b(?!record_id)(\w+_id) IN \(SELECT id FROM (\w+)")
PARENTS = {(parent, "id"): column for entry in TABLES.values() for column, parent in _HANGS_ON.findall(entry.belongs)}
"""Records that others hang on, and the column by which they do."""
LETTERS = {"order_id": "O", "return_id": "R", "ticket_id": "T", "request_id": "D", "document_id": "F"}
CURRENCIES = ("GBP", "EUR")


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a value was planted, as it is stored, and as a person must be able to read it.

    shown: whether the map says that the report shows it.
    """

    table: str
    column: str
    stored: Any
    read: str
    shown: bool = True


class Planter:
    """Plants rows with checks and foreign keys off, so that any column can hold any value of its type."""

    def __init__(self, vault: Vault, customer: int, mark: str) -> None:
        vault.write(loyalty.set_programme, Programme(currency=CURRENCIES[0]))
        self._connection = database.connect(vault.path, vault.keys.dk)
        self._connection.execute("PRAGMA foreign_keys = OFF")
        self._connection.execute("PRAGMA ignore_check_constraints = ON")
        self._customer, self._mark = customer, mark
        self._number = customer * 1000
        self.canaries: list[Canary] = []
        self.hidden: list[Canary] = []

    def plant(self) -> list[Canary]:
        """One row in `customers`, two in every other table whose rows are a customer's and are shown.

        Answers what must be in the report; `hidden` holds what need not be.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        for table, entry in TABLES.items():
            if (entry.belongs or entry.matched) and any(column.label for column in entry.columns.values()):
                for row in range(1 if self._is_one_for_each(table) else 2):
                    self._row(table, row)
        self._connection.execute("COMMIT")
        self._connection.close()
        return self.canaries

    def _is_one_for_each(self, table: str) -> bool:
        """Whether a table has one row for each customer."""
        keys = self._connection.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0").fetchall()
        return table == "customers" or keys == [("customer_id",)]

    def _row(self, table: str, row: int) -> None:
        described = self._connection.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
        columns = TABLES[table].columns
        values = {name: self._value(table, name, kind, columns[name], row) for name, kind in described}
        for name, column in columns.items():
            stored = values[name]
            read = self._read(table, name, column, stored, row)
            (self.canaries if column.label else self.hidden).append(
                Canary(table, name, stored, read, bool(column.label))
            )
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
        )

    def _value(self, table: str, name: str, kind: str, column: Column, row: int) -> Any:
        if (table, name) == ("customers", "id") or name == "customer_id":
            return self._customer
        if (table, name) in PARENTS or name in PARENTS.values():
            return self._customer * 1000 + row
        if name == "currency":
            return CURRENCIES[row]
        if name == TABLES[table].matched:
            return self._mark_of_her_own()
        self._number += 7
        if column.unit == "yes/no":
            return 1
        if name == "birthday":
            return f"{FIRST_DAY - timedelta(days=self._number % 9000):%Y-%m-%d}"
        if column.unit in ("instant", "date"):
            day = FIRST_DAY + timedelta(days=self._number % 9000)
            return f"{day:%Y-%m-%dT%H:%M:%SZ}" if column.unit == "instant" else f"{day:%Y-%m-%d}"
        if kind == "INTEGER":
            return self._number
        if kind == "REAL":
            return self._number + 0.5
        if kind == "BLOB":
            return b"%032d" % self._number
        return f"{self._mark}-{table}-{name}-{row}"

    def _mark_of_her_own(self) -> bytes:
        """The keyed hash of one of her numbers, by which a row without her id is hers."""
        (key,) = self._connection.execute("SELECT value FROM meta WHERE key = 'hash_key'").fetchone()
        kind, normal = self._connection.execute(
            "SELECT kind, normal FROM contact_points WHERE customer_id = ?", (self._customer,)
        ).fetchone()
        return hmac.digest(key, f"{kind}\0{normal}".encode(), "sha256")

    def _read(self, table: str, name: str, column: Column, stored: Any, row: int) -> str:
        if (table, name) == ("customers", "id"):
            return f"C-{stored}"
        parent = PARENTS.get((table, name), name)
        if parent in LETTERS:
            return f"{LETTERS[parent]}-{stored}"
        if column.unit == "money":
            by_programme = "loyalty_programmes" in TABLES[table].currency
            return money.show(stored, CURRENCIES[0 if by_programme else row])
        if column.unit == "yes/no":
            return "yes"
        if column.unit in ("instant", "date"):
            day = datetime.fromisoformat(stored)
            return f"{day.day} {day:%b} {day.year}" + (", 1" if column.unit == "instant" else "")
        return str(stored)
