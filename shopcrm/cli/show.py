"""`shopcrm show`: one record, whole."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault

_MOST_ORDERS = 100_000


@click.command()
@click.argument("ref")
@click.pass_obj
def show(app: App, ref: str) -> None:
    """Show one record, whole: a customer (C-1042), an order (O-1042), a product (P-1042)."""
    parsed(ref)
    with app.open() as vault:
        found = document(vault, ref)
    app.present(found, lines_of(found))


def document(vault: "Vault", ref: str) -> dict[str, Any]:
    """The record of a reference, as JSON values; raises InvalidValue or NotFound."""
    letter, record_id = parsed(ref)
    return {"ref": f"{letter}-{record_id}", **_READERS[letter](vault, record_id)}


def parsed(ref: str) -> tuple[str, int]:
    """The letter and number of a reference to what can be shown; raises InvalidValue for anything else."""
    from shopcrm.vault.refs import parse_ref

    letter, record_id = parse_ref(ref)
    if letter not in _READERS:
        raise InvalidValue("ref", f"{ref} cannot be shown by itself.", "Show a customer, an order or a product.")
    return letter, record_id


def customer_document(vault: "Vault", customer: int) -> dict[str, Any]:
    """A customer with everything that hangs on her. Returns, tickets and points are kept by none so far."""
    from shopcrm.shop import consent, customers, orders

    return {
        **plain(vault.read(customers.card, customer)),
        "orders": plain(vault.read(orders.of_customer, customer, _MOST_ORDERS)),
        "consent": plain(vault.read(consent.current, customer)),
        "notes": plain(vault.read(customers.notes_of, customer)),
        "returns": [],
        "tickets": [],
        "points": None,
    }


def order_document(vault: "Vault", order: int) -> dict[str, Any]:
    """An order with its lines, events and payments."""
    from shopcrm.shop import orders

    found: dict[str, Any] = plain(vault.read(orders.card, order))
    return found


def product_document(vault: "Vault", product: int) -> dict[str, Any]:
    """A product."""
    from shopcrm.shop import products

    found: dict[str, Any] = plain(vault.read(products.card, product))
    return found


_READERS: Mapping[str, Callable[["Vault", int], dict[str, Any]]] = {
    "C": customer_document,
    "O": order_document,
    "P": product_document,
}


def lines_of(record: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A record to read: one line for each value that is there, lists below their names."""
    for name, value in record.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if value in (None, "", [], {}, False):
            continue
        if isinstance(value, Mapping):
            yield f"{label}:"
            yield from lines_of(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{label}:"
            for item in value:
                yield f"{indent}  - {_in_one_line(item)}"
        else:
            yield f"{label}: {_said(value)}"


def _in_one_line(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _said(item)
    return ", ".join(
        f"{name.replace('_', ' ')} {_said(value)}"
        for name, value in item.items()
        if value not in (None, "", [], {}, False)
    )


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
