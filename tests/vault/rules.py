"""Small rules for the vault's own tests. They carry a registration, but stay out of the registry of the program."""

from collections.abc import Callable
from typing import TypeVar

from shopcrm.vault.registry import Kind, Operation, Role
from shopcrm.vault.tx import Row, Tx

F = TypeVar("F", bound=Callable[..., object])


def rule(name: str, kind: Kind, role: Role = Role.VIEWER) -> Callable[[F], F]:
    """Register a function for its own sake only."""

    def keep(function: F) -> F:
        function.operation = Operation(name, kind, role, function)  # type: ignore[attr-defined]
        return function

    return keep


@rule("test.add", "write")
def add(tx: Tx, name: str = "Rose", text: str = "") -> int:
    """One product; `text` makes its row larger."""
    tx.note(name=name)
    return tx.insert(
        "INSERT INTO products (name, family, price, currency, source, created_at, updated_at)"
        " VALUES (?, ?, 100, 'GBP', 'test', ?, ?)",
        (name, text, tx.stamp, tx.stamp),
    )


@rule("test.add_many", "write")
def add_many(tx: Tx, count: int, text: str = "") -> None:
    """Many products, one progress step for each."""
    for number in range(count):
        tx.step(number, count, "Adding")
        add(tx, f"Product {number}", text)


@rule("test.remove", "write")
def remove_all(tx: Tx) -> int:
    """Every product goes."""
    return tx.run("DELETE FROM products")


@rule("test.names", "read")
def names(tx: Tx) -> list[str]:
    """The products' names in order of their ids."""
    return [name for (name,) in tx.all("SELECT name FROM products ORDER BY id")]


@rule("test.entries", "read")
def entries(tx: Tx) -> list[Row]:
    """The activity, oldest first."""
    return tx.all("SELECT seq, verb, staff_id, rehearsed, at, recorded_at FROM activity ORDER BY seq")


@rule("test.query", "read")
def query(tx: Tx, sql: str) -> list[Row]:
    """Whatever a test wants to look at."""
    return tx.all(sql)


@rule("test.run", "write")
def run(tx: Tx, sql: str) -> int:
    """Whatever a test wants to change."""
    return tx.run(sql)
