"""Who is compared with whom: every customer as a line of plain words, folded, without spaces or punctuation."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from shopcrm.shop.words import words_of
from shopcrm.vault.tx import Tx

_PEOPLE = (
    "SELECT id, name, given_name, family_name, company, coalesce(birthday, '') FROM customers"
    " WHERE name <> '' AND {these} ORDER BY id"
)
_ADDRESSES = (
    "SELECT customer_id, line1, line2, town, postcode FROM addresses WHERE {these}"
    " ORDER BY customer_id, wrong, preferred DESC, id"
)
_POINTS = "SELECT customer_id, kind, normal FROM contact_points WHERE {these}"


@dataclass(slots=True)
class People:
    """The columns that are compared, one entry for each customer; `emails`, `phones`: whose, and what it is.

    turned: the street with its second line first, since the two change places so easily. names: as they are shown.
    apart: who was found to be two people, in both directions.
    """

    ids: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    company: list[str] = field(default_factory=list)
    birthday: list[str] = field(default_factory=list)
    street: list[str] = field(default_factory=list)
    turned: list[str] = field(default_factory=list)
    town: list[str] = field(default_factory=list)
    postcode: list[str] = field(default_factory=list)
    emails: tuple[list[int], list[str]] = field(default_factory=lambda: ([], []))
    phones: tuple[list[int], list[str]] = field(default_factory=lambda: ([], []))
    apart: set[tuple[int, int]] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.ids)


def load(tx: Tx, only: Iterable[int] | None = None) -> People:
    """Every customer, put away ones too; an erased one has no name left and is compared with nobody.

    only: the ids of those who are to be looked at, where not everyone is.
    """
    these = "1" if only is None else "{column} IN (SELECT value FROM json_each(?))"
    whom = () if only is None else (json.dumps(list(only)),)
    found = People()
    for row in tx.rows(_PEOPLE.format(these=these.format(column="id")), whom):
        customer, name, given, family, company, birthday = row
        found.ids.append(customer)
        found.names.append(name)
        found.given.append(folded(given))
        found.family.append(folded(family))
        found.company.append(folded(company))
        found.birthday.append(birthday)
    places = {customer: place for place, customer in enumerate(found.ids)}
    theirs = these.format(column="customer_id")
    _load_addresses(tx, found, places, theirs, whom)
    for customer, kind, normal in tx.rows(_POINTS.format(these=theirs), whom):
        if customer in places:
            whose, values = found.emails if kind == "email" else found.phones
            whose.append(places[customer])
            values.append(normal)
    found.apart = set(tx.all("SELECT customer_id, other_id FROM told_apart"))
    return found


def _load_addresses(tx: Tx, found: People, places: dict[int, int], theirs: str, whom: tuple[str, ...]) -> None:
    """The first address of each that is not known to be wrong."""
    blank = [""] * len(found)
    found.street, found.turned, found.town, found.postcode = blank, list(blank), list(blank), list(blank)
    seen = -1
    for customer, line1, line2, town, postcode in tx.rows(_ADDRESSES.format(these=theirs), whom):
        if customer == seen or customer not in places:
            continue
        seen, place = customer, places[customer]
        one, two = folded(line1), folded(line2)
        found.street[place], found.turned[place] = one + two, two + one
        found.town[place] = folded(town)
        found.postcode[place] = folded(postcode)


def folded(text: str) -> str:
    """As it is compared. Most of a book is plain letters, and for those the short way is enough."""
    if not text:
        return ""
    if text.isalpha() and text.isascii():
        return text.lower()
    return "".join(words_of(text))
