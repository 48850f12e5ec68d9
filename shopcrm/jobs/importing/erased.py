"""Whoever was erased does not come back with a file: the marks on her tombstone tell, and no name is needed."""

import json
from collections.abc import Iterable, Iterator

from shopcrm.exchange.records import ImportedCustomer
from shopcrm.jobs.importing.drafting import normal
from shopcrm.privacy.erasure import tombstones
from shopcrm.privacy.erasure.tombstones import Buried
from shopcrm.vault.tx import Tx


class Erased:
    """Knows which people of a file were erased; costs nothing where nobody was."""

    def __init__(self, tx: Tx, platform: str) -> None:
        self._tx, self._platform = tx, platform
        self._mark = tombstones.marks(tx) if tombstones.known(tx) else None
        self._found: dict[bytes | str, Buried] = {}
        self._numbers = {row[0] for row in tx.all("SELECT id FROM customers WHERE status = 'erased'")}

    def fetch(self, people: Iterable[ImportedCustomer]) -> None:
        """Look up, all at once, whoever of these people was erased."""
        if self._mark is None:
            return
        group = list(people)
        numbers = [one.external_id for one in group if one.external_id]
        rows = self._tx.all(
            "SELECT uid, customer_id, at FROM tombstones WHERE uid IN (SELECT value FROM json_each(?))",
            (json.dumps(numbers),),
        )
        self._found.update({uid: Buried(customer, at) for uid, customer, at in rows})
        marks = [mark for one in group for mark in self._marks(one)]
        self._found.update(tombstones.all_buried(self._tx, marks).items())

    def is_number(self, customer: int | None) -> bool:
        """Whether that is the number of an erased customer, under which orders are kept."""
        return customer in self._numbers

    def who(self, person: ImportedCustomer, ordered_at: str) -> Buried | None:
        """Who of the erased this person is; None for nobody, and for one who ordered again after the erasure.

        ordered_at: the stamp of the order that the row is about; '' for a list of people.
        """
        if self._mark is None:
            return None
        marks = (person.external_id, *self._marks(person))
        found = next((self._found[mark] for mark in marks if mark in self._found), None)
        return None if found is None or ordered_at > found.at else found

    def _marks(self, person: ImportedCustomer) -> Iterator[bytes]:
        """The marks that tell a person. A telephone is shared by a household: it tells where there is no e-mail."""
        if self._mark is None:
            return
        if person.external_id:
            yield self._mark("external", f"{self._platform}\0{person.external_id}")
        country = self._tx.calendar.country
        mails = [mail for typed in person.emails if (mail := normal("email", typed, country))]
        for mail in mails:
            yield self._mark("email", mail)
        for typed in () if mails else person.phones:
            if number := normal("phone", typed, country):
                yield self._mark("phone", number)
