"""`shopcrm show`: one record, whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli import show_words
from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault

_MOST_ORDERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A record for programs, and for people."""

    document: dict[str, Any]
    lines: Iterable[str]


@click.command()
@click.argument("ref")
@click.pass_obj
def show(app: App, ref: str) -> None:
    """Show one record, whole.

    REF is that of a customer (C-1042), an order (O-1042) or a product (P-1042).
    """
    parsed(ref)
    with app.open() as vault:
        shown = look_up(vault, ref)
    app.present(shown.document, shown.lines)


def look_up(vault: "Vault", ref: str) -> Shown:
    """The record of a reference; raises InvalidValue or NotFound."""
    letter, record_id = parsed(ref)
    shown = _READERS[letter](vault, record_id)
    return Shown({"ref": f"{letter}-{record_id}", **shown.document}, shown.lines)


def parsed(ref: str) -> tuple[str, int]:
    """The letter and number of a reference to what can be shown; raises InvalidValue for anything else."""
    from shopcrm.vault.refs import parse_ref

    letter, record_id = parse_ref(ref)
    if letter not in _READERS:
        raise InvalidValue("ref", f"{ref} cannot be shown by itself.", "Show a customer, an order or a product.")
    return letter, record_id


def _customer(vault: "Vault", customer: int) -> Shown:
    """A customer with everything that hangs on her. Nothing keeps returns, tickets or points so far."""
    from shopcrm.shop import consent, customers, orders

    card = vault.read(customers.card, customer)
    bought = vault.read(orders.of_customer, customer, _MOST_ORDERS)
    answers = vault.read(consent.current, customer)
    notes = vault.read(customers.notes_of, customer)
    document = {
        **plain(card),
        "orders": plain(bought),
        "consent": plain(answers),
        "notes": plain(notes),
        "returns": [],
        "tickets": [],
        "points": None,
    }
    return Shown(document, show_words.customer(card, bought, answers, notes))


def _order(vault: "Vault", order: int) -> Shown:
    from shopcrm.shop import orders

    card = vault.read(orders.card, order)
    return Shown(plain(card), show_words.order(card))


def _product(vault: "Vault", product: int) -> Shown:
    from shopcrm.shop import products

    card = vault.read(products.card, product)
    return Shown(plain(card), show_words.product(card))


_READERS: Mapping[str, Callable[["Vault", int], Shown]] = {"C": _customer, "O": _order, "P": _product}
