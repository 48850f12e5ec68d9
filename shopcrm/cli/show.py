"""`shopcrm show`: one record, whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli import after_sale_words, outlook_words, request_words, segment_words, show_words
from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.errors import InvalidValue, NotFound

if TYPE_CHECKING:
    from shopcrm.insight.segments import Place
    from shopcrm.shop.loyalty import Statement
    from shopcrm.vault.vault import Vault

_MOST = 1_000_000


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

    REF: a customer (C-1042), an order (O-1042), a return (R-1042), a ticket (T-1042), a request about personal data
    (D-1042), a breach (B-1042), a product (P-1042), a note (N-1042), a reminder (A-1042) or an import (I-1042).
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
    """A customer with everything that hangs on her; `points` is null for who has not joined.

    `requests` is null where the person's role may not look at them.
    """
    from shopcrm.insight import segments
    from shopcrm.privacy import requests
    from shopcrm.shop import consent, customers, documents, orders, reminders, returns, store_credit, tickets
    from shopcrm.vault.permission import may

    card = vault.read(customers.card, customer)
    bought = vault.read(orders.of_customer, customer, _MOST)
    answers = vault.read(consent.current, customer)
    gate = {purpose: vault.read(consent.may_contact_by, customer, purpose) for purpose in consent.PURPOSES}
    notes = vault.read(customers.notes_of, customer)
    papers = vault.read(documents.of_customer, customer)
    back = vault.read(returns.of_customer, customer, _MOST)
    asked = vault.read(tickets.of_customer, customer, _MOST)
    credit = vault.read(store_credit.balances, customer)
    points = _points(vault, customer)
    place = vault.read(segments.of_customer, customer)
    rights = vault.read(requests.of_customer, customer) if may(vault.staff, requests.of_customer) else None
    outlook = outlook_words.outlook_of(vault, customer, erased=card.status == "erased")
    document = {
        **plain(card),
        "orders": plain(bought),
        "consent": plain(answers),
        "may_contact": plain(gate),
        "notes": plain(notes),
        "documents": plain(papers),
        "returns": plain(back),
        "tickets": plain(asked),
        "points": plain(points),
        "store_credit": plain(credit),
        "requests": plain(rights),
        "reminders": plain(vault.read(reminders.of_customer, customer)),
        "segment": _place_document(place),
        **outlook.document,
    }
    words = show_words.customer(card, bought, answers, notes, papers, gate, vault.calendar)
    more = after_sale_words.of_customer(back, asked, points, credit, vault.calendar)
    asked_of = request_words.of_customer(rights or ())
    return Shown(document, chain(words, more, asked_of, segment_words.lines(place), outlook.lines))


def _place_document(place: "Place | None") -> dict[str, Any] | None:
    """The group that a customer is in, by its name, with the numbers that put her there."""
    return None if place is None else {**plain(place), "group": place.group.title, "means": place.group.means}


def _points(vault: "Vault", customer: int) -> "Statement | None":
    """A customer's points, each number explained; None for who has no card."""
    from shopcrm.shop import loyalty

    try:
        return vault.read(loyalty.statement, customer)
    except NotFound:
        return None


def _order(vault: "Vault", order: int) -> Shown:
    from shopcrm.shop import orders

    card = vault.read(orders.card, order)
    return Shown(plain(card), show_words.order(card, vault.calendar))


def _return(vault: "Vault", ret: int) -> Shown:
    """A return, with the dates that the law sets for it."""
    from shopcrm.privacy import return_clocks
    from shopcrm.shop import returns

    card, clocks = vault.read(returns.card, ret), vault.read(return_clocks.of_return, ret)
    return Shown({**plain(card), "clocks": plain(clocks)}, after_sale_words.ret(card, clocks, vault.calendar))


def _ticket(vault: "Vault", ticket: int) -> Shown:
    from shopcrm.shop import tickets

    card = vault.read(tickets.card, ticket)
    return Shown(plain(card), after_sale_words.ticket(card, vault.calendar))


def _request(vault: "Vault", request: int) -> Shown:
    """A request about personal data, with its clock."""
    from shopcrm.privacy import requests

    card = vault.read(requests.card, request)
    return Shown(plain(card), request_words.request(card))


def _breach(vault: "Vault", breach: int) -> Shown:
    """A breach, with its 72 hours, its decisions and its log."""
    from shopcrm.cli.registers import breach_lines
    from shopcrm.privacy.registers import breaches

    card = vault.read(breaches.card, breach)
    return Shown(plain(card), breach_lines(card))


def _product(vault: "Vault", product: int) -> Shown:
    from shopcrm.shop import products

    card = vault.read(products.card, product)
    return Shown(plain(card), show_words.product(card))


def _note(vault: "Vault", note: int) -> Shown:
    """A note, with the customer that it is about."""
    from shopcrm.shop import customers

    customer = vault.read(customers.customer_of_note, note)
    card = vault.read(customers.card, customer)
    found = next(one for one in vault.read(customers.notes_of, customer) if one.id == note)
    document = {**plain(found), "customer_id": f"C-{customer}", "customer_name": card.name}
    return Shown(document, show_words.note(found, card, vault.calendar))


def _reminder(vault: "Vault", reminder: int) -> Shown:
    """A reminder; `how_often` in words."""
    from shopcrm.shop import reminders

    card = vault.read(reminders.card, reminder)
    often = reminders.REPEATS[card.repeats]
    return Shown({**plain(card), "how_often": often}, show_words.reminder(card, often))


def _import(vault: "Vault", import_id: int) -> Shown:
    """What an import did, and whether it was taken back."""
    from shopcrm.jobs.importing import past_imports

    found = next((one for one in vault.read(past_imports, _MOST) if one.id == import_id), None)
    if found is None:
        raise NotFound(f"There is no import I-{import_id}.", "Check the reference.")
    return Shown(plain(found), show_words.past_import(found, vault.calendar))


_READERS: Mapping[str, Callable[["Vault", int], Shown]] = {
    "C": _customer,
    "O": _order,
    "R": _return,
    "T": _ticket,
    "D": _request,
    "B": _breach,
    "P": _product,
    "N": _note,
    "I": _import,
    "A": _reminder,
}
