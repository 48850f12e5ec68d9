"""A list that names its customers by this book's own numbers, C-1042: what it tells is theirs, and nobody is added."""

import json
import re
from collections.abc import Iterable, Iterator

from shopcrm.exchange.records import ImportedCustomer
from shopcrm.jobs.importing.likeness import corrects, go_together
from shopcrm.jobs.importing.report import Tally
from shopcrm.shop.merge import merged_into
from shopcrm.vault.refs import parse_ref, ref
from shopcrm.vault.tx import Tx

_OWN = re.compile(r"C-\d{1,18}", re.IGNORECASE)
_NAMES = "SELECT id, name FROM customers WHERE id IN (SELECT value FROM json_each(?))"


class OwnNumbers:
    """Knows whom this book's own numbers mean in the lists of one import; numbers of a platform are the platform's."""

    def __init__(self, tx: Tx, platform: str, tally: Tally) -> None:
        self._tx, self._tally, self._listens = tx, tally, platform == "list"
        self._held: dict[int, tuple[int, str]] = {}
        self._rows = 0
        self._taken: set[int] = set()
        self._nobodys: set[str] = set()

    def fetch(self, people: Iterable[ImportedCustomer]) -> None:
        """Look up, all at once, whom these numbers mean; the number of a merged customer means whom she was kept as."""
        numbers = {number for one in people if (number := self._number(one)) and number not in self._held}
        if not numbers:
            return
        self._held |= {number: (number, name) for number, name in self._named(numbers)}
        kept = {number: kept for number in numbers - set(self._held) if (kept := merged_into(self._tx, number))}
        names = dict(self._named(set(kept.values())))
        self._held |= {number: (one, names[one]) for number, one in kept.items() if one in names}

    def who(self, person: ImportedCustomer) -> int | None:
        """Whom a row means by a number of this book, an erased customer included; None where it bears another sign.

        A number with a name beside it that is not the customer's is another list's.
        """
        number = self._number(person)
        if number is None:
            return None
        if number not in self._held:
            self._nobodys.add(ref("C", number))
            return None
        customer, known_as = self._held[number]
        name = f"{person.first_name} {person.last_name}".strip() or person.company
        if not go_together(name, known_as) and not corrects(name, known_as):
            self._tally.warn(
                person.line, f"{ref('C', number)} has another name in this book: taken for another list's number"
            )
            return None
        self._rows += 1
        self._taken.add(customer)
        return customer

    def means(self, person: ImportedCustomer, customer: int) -> bool:
        """Whether the row's number is this book's own for a customer, and nothing to be kept beside it."""
        number = self._number(person)
        return number is not None and self._held.get(number, (None,))[0] == customer

    def warnings(self) -> Iterator[str]:
        """What the report says about the file as a whole."""
        if self._rows:
            rows = "1 row names its customer" if self._rows == 1 else f"{self._rows:,} rows name their customers"
            people = "1 customer" if len(self._taken) == 1 else f"{len(self._taken):,} customers"
            yield f"{rows} by the numbers of this book, such as C-1042: it went to {people} who were here before."
        if self._rows and self._nobodys:
            some = ", ".join(sorted(self._nobodys)[:3])
            yield f"Some of them are nobody's in this book ({some}): added as new customers. Is the list this book's?"

    def _number(self, person: ImportedCustomer) -> int | None:
        if not self._listens or not _OWN.fullmatch(person.external_id):
            return None
        return parse_ref(person.external_id, "C")[1]

    def _named(self, numbers: Iterable[int]) -> list[tuple[int, str]]:
        return [(one, name) for one, name in self._tx.all(_NAMES, (json.dumps(sorted(numbers)),))]
