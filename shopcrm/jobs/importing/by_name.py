"""People of whom a row tells the name and nothing else.

A list of purchases without numbers or addresses knows its customers by name: there the same name counts as one person,
in the file and in the book, and the report says so. Elsewhere a name alone only finds again whom the same kind of file
has brought before.
"""

import json
from collections.abc import Iterable, Iterator

from shopcrm.exchange.records import ImportedCustomer
from shopcrm.jobs.importing.report import Tally
from shopcrm.plain_text import visible
from shopcrm.shop.words import fold
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_NAMESAKES = (
    "SELECT sort_name, id, source = ?1, NOT EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id)"
    " AND NOT EXISTS (SELECT 1 FROM customer_external_ids WHERE customer_id = customers.id) FROM customers"
    " WHERE status IN ('active', 'archived') AND id < ?2 AND sort_name IN (SELECT value FROM json_each(?3))"
)
_MOST_NAMED = 5


def only_a_name(person: ImportedCustomer) -> bool:
    """Whether nothing but a name, or an address, tells who this is."""
    return not (person.external_id or person.emails or person.phones)


class ByName:
    """Finds people by their names, and counts for the report whom it took for one person."""

    def __init__(self, tx: Tx, source: str, first: int, tally: Tally) -> None:
        """source: what kind of file it is. first: the id from which on customers are new."""
        self._tx, self._source, self._first, self._tally = tx, source, first, tally
        self._brought: dict[str, int] = {}
        self._held: dict[str, dict[int, bool]] = {}
        self._taken: dict[str, int] = {}
        self._purchases = 0

    def fetch(self, people: Iterable[ImportedCustomer]) -> None:
        """Look up, all at once, who in the book bears the name of one of these people."""
        names = {_sorted_by(one) for one in people if only_a_name(one)} - {""}
        if not names:
            return
        for name, customer, brought, alone in self._tx.all(
            _NAMESAKES, (self._source, self._first, json.dumps(sorted(names)))
        ):
            self._held.setdefault(name, {})[customer] = bool(alone)
            if brought:
                self._brought[name] = customer

    def added(self, customer: int, person: ImportedCustomer) -> None:
        """A customer is new with this file."""
        self._held.setdefault(_sorted_by(person), {})[customer] = only_a_name(person)

    def brought_before(self, person: ImportedCustomer) -> int | None:
        """Whom a file of the same kind has brought with this name."""
        return self._brought.get(_sorted_by(person))

    def one_person(self, person: ImportedCustomer) -> int | None:
        """The buyer of a purchase: the one customer of that name; None where there is none yet, or more than one.

        Of several the first of whom nothing else is known is taken: she came with such a list too.
        """
        name = _sorted_by(person)
        self._purchases += 1
        if name not in self._taken:
            held = self._held.get(name, {})
            fitting = [customer for customer, alone in held.items() if alone] if len(held) > 1 else list(held)
            if len(held) > 1:
                self._say_who_else(person, held, min(fitting, default=None))
            if not fitting:
                return None
            self._taken[name] = min(fitting)
        return self._taken[name]

    def is_one(self, customer: int, person: ImportedCustomer) -> None:
        """From here on that name means this customer, who was added for it."""
        self._taken[_sorted_by(person)] = customer

    def warnings(self) -> Iterator[str]:
        """What the report says about the file as a whole."""
        if self._purchases:
            people = set(self._taken.values())
            known = sum(customer < self._first for customer in people)
            before = f", {known:,} of them in the book before" if known else ""
            named = "purchase names its customer" if self._purchases == 1 else "purchases name their customers"
            yield (
                f"{self._purchases:,} {named} by name alone: the same name counts as one person"
                f" ({_people(len(people))} in all{before}). Customer numbers or e-mail addresses tell namesakes apart."
            )

    def _say_who_else(self, person: ImportedCustomer, held: Iterable[int], taken: int | None) -> None:
        numbers = sorted(held)
        which = ", ".join(ref("C", one) if one < self._first else "one of this file" for one in numbers[:_MOST_NAMED])
        more = " ..." if len(numbers) > _MOST_NAMED else ""
        becomes = "added as another" if taken is None else f"taken for {ref('C', taken)}, known by name alone"
        shown = visible(f"{person.first_name} {person.last_name}".strip()[:60])
        self._tally.warn(
            person.line,
            f"“{shown}” is the name of {len(numbers):,} customers ({which}{more}): {becomes};"
            " compare them under Duplicates",
        )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _sorted_by(person: ImportedCustomer) -> str:
    """As `sort_name` makes it."""
    return fold(f"{person.last_name} {person.first_name}".strip() or person.company)
