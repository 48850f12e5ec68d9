"""Records of the demonstration shop that speak of more than one person, as records do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from shopcrm.jobs.demo.people import on
from shopcrm.shop import customers, documents
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

LEAST = 60
_FIRST, _SECOND = 31, 33
_LONG_UNUSED, _COUNTIES = 430, 4
_LETTER = """\
Dear Robin,

thank you for the flowers at the registry. My sister Ottilie and her husband Piet Vanderhoek both asked where they
came from; I gave them your card. {friend} will ring you about the christening, on 07700 900777.

Yours, {name}
"""


def add_counties(tx: Tx, people: Sequence[int]) -> None:
    """Counties of a few addresses, which nobody has asked for since: a field that the data map proposes to blank."""
    past = on(tx, tx.now - timedelta(days=_LONG_UNUSED))
    drafts = ((one, customers.draft_of(past, one)) for one in people if _known_at(tx, one, past.stamp))
    for customer, draft in islice(((one, draft) for one, draft in drafts if draft.addresses), _COUNTIES):
        first, *others = draft.addresses
        customers.edit(past, customer, replace(draft, addresses=(replace(first, county="North Yorkshire"), *others)))


def _known_at(tx: Tx, customer: int, stamp: str) -> bool:
    return bool(tx.value("SELECT created_at < ? AND status = 'active' FROM customers WHERE id = ?", (stamp, customer)))


def add_talk(tx: Tx, people: Sequence[int]) -> None:
    """Notes and letters of two people who asked for their data, in which others are named."""
    if len(people) < LEAST:
        return
    first, second, friend = people[_FIRST], people[_SECOND], people[_FIRST + 1]
    friend_card = customers.card(tx, friend)
    name, reach = friend_card.name, next((one.typed for one in friend_card.phones), "07700 900778")
    past = [on(tx, tx.now - timedelta(days=days)) for days in (210, 160, 95, 41)]
    customers.add_note(
        past[0], first, f"Came with {name}, who wants the same for her own wedding. Her number: {reach}."
    )
    customers.add_note(past[1], first, "Her neighbour, Mrs Quartermain, takes parcels in; ring the bell at the side.")
    customers.add_note(past[2], first, f"Same household as {ref('C', friend)}? Ask before the next delivery.")
    letter = _LETTER.format(name=customers.card(tx, first).name, friend=name).encode()
    documents.add(past[3], first, "thank-you letter.txt", letter, "letter")
    customers.add_note(past[1], second, "Her husband Anselm pays; invoices to anselm.pike@example.org, never to her.")
    customers.add_note(past[3], second, "Complained about Robin being short with her on Saturday. We said sorry.")
