"""Whose request it may be: records that fit what was typed, and others of one person, which an answer covers too."""

from dataclasses import dataclass

from shopcrm.insight import duplicates
from shopcrm.privacy import requests
from shopcrm.shop import customers
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

MOST = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the person's. detail: what tells it apart; why: what speaks for it, in words."""

    customer: CustomerId
    name: str
    detail: str
    why: tuple[str, ...]


@read("request_people.candidates", role=Role.ASSISTANT)
def candidates(tx: Tx, name: str = "", contact: str = "") -> tuple[Candidate, ...]:
    """Who may have sent a request, by the contact and the name that it bears; the surest first."""
    why: dict[int, list[str]] = {}
    for customer in sorted(requests.reached_at(tx, contact)):
        why.setdefault(customer, []).append("the same e-mail or number")
    folded = name.strip().casefold()
    for text in filter(None, (contact.strip(), name.strip())):
        for customer in customers.find_ids(tx, text)[:MOST]:
            why.setdefault(customer, [])
    rows = {row.id: row for row in customers.rows_for(tx, list(why))}
    for customer, row in rows.items():
        if folded:
            why[customer].append("the same name" if row.name.casefold() == folded else "a name like it")
    surest = sorted(rows, key=lambda one: (-len(why[one]), "the same name" not in why[one], one))
    return tuple(_candidate(rows[one], tuple(why[one])) for one in surest[:MOST])


@read("request_people.doubles", role=Role.ASSISTANT)
def doubles(tx: Tx, customer: CustomerId) -> tuple[Candidate, ...]:
    """Other records that may be of the same person: what is held there belongs into the answer."""
    found = {pair.b if pair.a == customer else pair.a: pair.why for pair in duplicates.likely(tx, customer)}
    rows = {row.id: row for row in customers.rows_for(tx, list(found))}
    return tuple(_candidate(rows[one], why) for one, why in found.items() if one in rows)


@read("request_people.perhaps_same", role=Role.ASSISTANT)
def perhaps_same(tx: Tx, customer: CustomerId) -> tuple[str, ...]:
    """Records that may be this customer's too, each in a sentence that says what to do; none for who was erased."""
    if tx.maybe("SELECT 1 FROM customers WHERE id = ? AND status <> 'erased'", (customer,)) is None:
        return ()
    return tuple(
        f"{ref('C', one.customer)} {one.name} may be the same person ({', '.join(one.why)}): merge the two first, or"
        " say that they are two."
        for one in doubles(tx, customer)
    )


def _candidate(row: customers.CustomerRow, why: tuple[str, ...]) -> Candidate:
    detail = " · ".join(filter(None, (row.town, row.email or row.phone)))
    return Candidate(row.id, row.name, detail, why)
