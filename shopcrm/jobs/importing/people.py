"""Who is the person in this row? Found by her number at the platform or her e-mail address, else added.

Nobody is merged on a guess: an address that a household, a shop floor or a marketplace shares belongs to several, so
that an equal address counts only where the names go together, and relay addresses never count.
"""

import json
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ImportedCustomer
from shopcrm.insight import duplicates
from shopcrm.jobs.importing.batch import Batch
from shopcrm.jobs.importing.by_name import ByName, only_a_name
from shopcrm.jobs.importing.drafting import Kept, drafted, normal
from shopcrm.jobs.importing.erased import Erased
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.likeness import corrects, go_together, is_nobodys
from shopcrm.jobs.importing.own_numbers import OwnNumbers
from shopcrm.jobs.importing.report import Tally
from shopcrm.shop import consent, customers, search
from shopcrm.shop.customers import AddressDraft, CustomerDraft, cleaning
from shopcrm.shop.customers.cleaning import Point
from shopcrm.shop.customers.contact_points import digits_as_found, squeezed
from shopcrm.shop.customers.names import display_name, sort_name
from shopcrm.shop.words import words_as_found
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

Told = tuple[Any, ...]
_EXTERNAL = (
    "SELECT external_id, customer_id, customers.name FROM customer_external_ids"
    " JOIN customers ON customers.id = customer_id"
    " WHERE platform = ?1 AND external_id IN (SELECT value FROM json_each(?2))"
    " UNION ALL SELECT uid, id, name FROM customers WHERE uid IN (SELECT value FROM json_each(?2))"
    " AND status <> 'erased'"
)
_POINTS = (
    "SELECT contact_points.kind, normal, customer_id, trim(given_name || ' ' || family_name), company"
    " FROM contact_points"
    " JOIN customers ON customers.id = customer_id WHERE normal IN (SELECT value FROM json_each(?))"
)


_NUMBERED = (
    "SELECT customer_id FROM customer_external_ids WHERE platform = ?"
    " AND customer_id IN (SELECT value FROM json_each(?))"
)


class People:
    """Finds and adds the people of one import."""

    def __init__(self, tx: Tx, platform: str, source: str, ids: Ids, journal: Journal, tally: Tally) -> None:
        self._tx, self._platform, self._source = tx, platform, source
        self._ids, self._journal, self._tally = ids, journal, tally
        self._country = tx.calendar.country
        self._by_external: dict[str, tuple[int, str]] = {}
        self.by_name = ByName(tx, source, ids.first["customers"], tally)
        self.own_numbers = OwnNumbers(tx, platform, tally)
        self._numbered: set[int] = set()
        self._by_point: dict[tuple[str, str], dict[int, str]] = {}
        self._new: dict[int, int] = {}
        self._listed: set[int] = set()
        self._corrected: set[int] = set()
        self._seen: set[tuple[int, Told]] = set()
        self._buyers: dict[Told, int] = {}
        self._import_stamps = {row[0] for row in tx.all("SELECT at FROM imports")}
        self._uids = _uids()
        self._batch = Batch()
        self._erased = Erased(tx, platform)
        self._stamp = tx.stamp

    def fetch(self, people: Iterable[ImportedCustomer]) -> None:
        """Look up, all at once, whoever in the book may be one of these people."""
        group = list(people)
        self._erased.fetch(group)
        numbers = [one.external_id for one in group if one.external_id]
        for external, customer, name in self._tx.all(_EXTERNAL, (self._platform, json.dumps(numbers))):
            self._by_external.setdefault(external, (customer, name))
        self.by_name.fetch(group)
        self.own_numbers.fetch([one for one in group if one.external_id not in self._by_external])
        normals = {self._normal("email", typed) for one in group for typed in one.emails}
        normals |= {self._normal("phone", typed) for one in group if not one.emails for typed in one.phones}
        unknown = [one for one in normals if one]
        near = set()
        for kind, standard, customer, name, company in self._tx.all(_POINTS, (json.dumps(unknown),)):
            near.add(customer)
            self._by_point.setdefault((kind, standard), {})[customer] = name or company
        near -= self._numbered
        self._numbered |= {row[0] for row in self._tx.all(_NUMBERED, (self._platform, json.dumps(sorted(near))))}

    def is_erased(self, customer: int | None) -> bool:
        """Whether a customer was erased: her orders are kept under her number, and nothing is added to it."""
        return self._erased.is_number(customer)

    def find_or_add(self, person: ImportedCustomer, known: int | None = None, ordered_at: str = "") -> int | None:
        """The id of the person, brought up to date; None for a guest of whom nothing is known, or who was erased.

        known: who she is, where an order in the book tells already. ordered_at: the stamp of the order that the row is
        about, '' for a row of a list of people. Raises InvalidValue where she cannot be kept.
        """
        listed = not ordered_at
        if person.nobody or self.is_erased(known):
            return known
        own = None if known or person.external_id in self._by_external else self.own_numbers.who(person)
        if own is not None and self.is_erased(own):
            self._leave_erased(person, own, listed)
            return None
        told = _as_told(person)
        if known is None and not listed and told in self._buyers:
            return self._buyers[told]
        found = known or own or self._find(person, listed)
        if found is None:
            buried = self._erased.who(person, ordered_at)
            if buried is not None:
                self._leave_erased(person, buried.customer, listed)
                return None
            found = self._add(person)
            self._seen.add((found, told))
            if self._known_by_name(person, listed):
                self.by_name.is_one(found, person)
        if listed:
            self._listed.add(found)
        if known is None and self._has_own_address(person):
            self._buyers[told] = found
        if (found, told) not in self._seen:
            self._seen.add((found, told))
            changed = self._complete(found, person) and found not in self._new
            self._tally.mark("customers", found, "updated" if changed else "unchanged")
        return found

    def _leave_erased(self, person: ImportedCustomer, erased: int, listed: bool) -> None:
        """Leave out somebody who was erased; an order from before is kept, and is nobody's."""
        who = f"{ref('C', erased)} was erased, and is not brought back by a file"
        if listed:
            raise InvalidValue("customer", f"{who}; if she is a customer again, add her by hand")
        self._tally.warn(person.line, f"{who}: the order is kept without a name")

    def _normal(self, kind: str, typed: str) -> str:
        return normal(kind, typed, self._country)

    def _find(self, person: ImportedCustomer, listed: bool) -> int | None:
        name = f"{person.first_name} {person.last_name}".strip() or person.company
        if person.external_id and person.external_id in self._by_external:
            customer, known_as = self._by_external[person.external_id]
            # The numbers of two lists may have nothing to do with each other; those of a platform are its own.
            if self._platform != "list" or go_together(name, known_as) or corrects(name, known_as):
                return customer
        if only_a_name(person):
            one_person = self._known_by_name(person, listed)
            return self.by_name.one_person(person) if one_person else self.by_name.brought_before(person)
        normals = [one for typed in person.emails if (one := self._normal("email", typed))]
        for mail in normals:
            owners = self._by_point.get(("email", mail), {})
            for customer, known_as in owners.items():
                if self._is_she(person, name, mail, customer, known_as, listed):
                    return customer
            if listed and (corrected := self._corrected_by(person, name, mail, owners)):
                self._corrected.add(corrected)
                return corrected
            if owners and not is_nobodys(mail):
                self._tally.warn(person.line, "the e-mail address is another customer's too: kept apart, compare them")
        return None if normals or not name else self._by_phone(person, name)

    def _known_by_name(self, person: ImportedCustomer, listed: bool) -> bool:
        """Whether the same name is the same person: a buyer of a plain list of purchases, which knows no other sign."""
        return self._platform == "list" and not listed and only_a_name(person)

    def _corrected_by(self, person: ImportedCustomer, name: str, mail: str, owners: dict[int, str]) -> int | None:
        """The one owner of an e-mail address whose first name a row of a list of people corrects.

        Only somebody who was there before, and whom no earlier row of the list is about.
        """
        near = [
            customer
            for customer, known_as in owners.items()
            if customer not in self._listed and not (person.external_id and customer in self._numbered)
            if corrects(name, known_as)
        ]
        return near[0] if len(near) == 1 and not is_nobodys(mail) else None

    def _is_she(
        self, person: ImportedCustomer, name: str, mail: str, customer: int, known_as: str, listed: bool
    ) -> bool:
        """Whether the owner of an e-mail address is this person. Two numbers of one platform are two people."""
        if person.external_id and customer in self._numbered:
            return False
        if is_nobodys(mail):
            # Only so that a list that is imported again finds its own rows.
            return listed and customer not in self._new and words_as_found(name) == words_as_found(known_as)
        return go_together(name, known_as)

    def _by_phone(self, person: ImportedCustomer, name: str) -> int | None:
        """Somebody without an e-mail address: whoever has the same name and the same number."""
        for number in filter(None, (self._normal("phone", typed) for typed in person.phones)):
            for customer, known_as in self._by_point.get(("phone", number), {}).items():
                numbered = bool(person.external_id) and customer in self._numbered
                if known_as and words_as_found(known_as) == words_as_found(name) and not numbered:
                    return customer
        return None

    def _has_own_address(self, person: ImportedCustomer) -> bool:
        """Whether she has an e-mail address by which she is found again."""
        return any((mail := self._normal("email", typed)) and not is_nobodys(mail) for typed in person.emails)

    def _draft(self, person: ImportedCustomer) -> Kept:
        return drafted(person, self._country, self._source, self._tx.today, self._tally.warn)

    def _add(self, person: ImportedCustomer) -> int:
        draft, points = self._draft(person)
        customer, add = self._ids.take("customers"), self._batch.add
        add(
            "customers", customer, next(self._uids), draft.kind, draft.given_name, draft.family_name, draft.company,
            display_name(draft), sort_name(draft), self._source, self._stamp, self._stamp,
        )  # fmt: skip
        for point in points:
            self._point_row(customer, point)
            self._remember_point(customer, point, draft)
        for address in draft.addresses:
            self._address_row(customer, address)
        for tag in draft.tags:
            add("customer_tags", customer, tag)
        if draft.note:
            self._note(customer, draft.note)
        if person.external_id and person.external_id not in self._by_external:
            add("customer_external_ids", self._platform, person.external_id, customer)
            self._by_external[person.external_id] = (customer, _known_as(draft))
            self._numbered.add(customer)
        self._index(customer, draft, points, person.external_id)
        self._new[customer] = person.line
        self.by_name.added(customer, person)
        self._tally.mark("customers", customer, "created")
        return customer

    def _remember_point(self, customer: int, point: Point, draft: CustomerDraft) -> None:
        """So that the next row about her finds her before she is in the book."""
        self._by_point.setdefault((point.kind, point.normal), {})[customer] = _known_as(draft)

    def _point_row(self, customer: int, point: Point) -> int:
        row = self._ids.take("contact_points")
        self._batch.add(
            "contact_points", row, customer, point.kind, point.normal, *point.values, self._source, self._stamp
        )
        return row

    def _address_row(self, customer: int, address: AddressDraft) -> int:
        row, lines = self._ids.take("addresses"), cleaning.lines_of(address)
        self._batch.add("addresses", row, customer, *lines, address.label, address.preferred, self._source, self._stamp)
        return row

    def _note(self, customer: int, body: str) -> int:
        note = self._ids.take("notes")
        self._batch.add("notes", note, customer, body, self._tx.staff.id, self._stamp, self._source)
        self._batch.make_findable("N", note, body)
        self._tally.added["notes"] += 1
        return note

    def _index(self, customer: int, draft: CustomerDraft, points: list[Point], external: str) -> None:
        words = [
            *(search.email_words(point.normal) for point in points if point.kind == "email"),
            *(f"{one.town} {one.postcode} {squeezed(one.postcode)}" for one in draft.addresses),
            *draft.tags,
            external,
        ]
        digits = " ".join(digits_as_found(point.normal) for point in points if point.kind == "phone")
        names = f"{draft.given_name} {draft.family_name} {draft.company}"
        self._batch.make_findable("C", customer, " ".join(words), digits, names)

    def _complete(self, customer: int, person: ImportedCustomer) -> bool:
        """Add what the row tells and the book does not hold; answers whether anything was new.

        Names change only by a customers file and only where nobody typed them; nothing is ever taken away.
        """
        if customer in self._new:
            self.flush()
        draft, points = self._draft(person)
        before = customers.draft_of(self._tx, customer)
        after = self._merged(customer, before, draft, person)
        added = [
            self._more_points(customer, points, after),
            self._more_addresses(customer, before, draft),
            self._more_tags(customer, before, draft),
            self._more(customer, person, draft),
        ]
        if after == before and not any(added):
            return False
        self._touch(customer, before, after)
        return True

    def _more_points(self, customer: int, points: list[Point], after: CustomerDraft) -> bool:
        rows = self._tx.all("SELECT kind, normal FROM contact_points WHERE customer_id = ?", (customer,))
        kinds = {kind for kind, _ in rows}
        fresh = [one for one in points if (one.kind, one.normal) not in rows]
        for point in fresh:
            preferred = point.kind not in kinds
            kinds.add(point.kind)
            row = self._point_row(customer, replace(point, draft=replace(point.draft, preferred=preferred)))
            self._added("contact_points", customer, {"id": row})
            self._remember_point(customer, point, after)
        return bool(fresh)

    def _more_addresses(self, customer: int, before: CustomerDraft, draft: CustomerDraft) -> bool:
        held = [_folded(one) for one in before.addresses]
        fresh = [one for one in draft.addresses if _folded(one) not in held]
        for address in fresh:
            row = self._address_row(customer, replace(address, preferred=not held))
            held.append(_folded(address))
            self._added("addresses", customer, {"id": row})
        return bool(fresh)

    def _more_tags(self, customer: int, before: CustomerDraft, draft: CustomerDraft) -> bool:
        held = {tag.casefold() for tag in before.tags}
        fresh = [tag for tag in draft.tags if tag.casefold() not in held]
        for tag in fresh:
            self._batch.add("customer_tags", customer, tag)
            self._added("customer_tags", customer, {"customer_id": customer, "tag": tag})
        return bool(fresh)

    def _more(self, customer: int, person: ImportedCustomer, draft: CustomerDraft) -> bool:
        """Her number at the platform, and the note, where they are new."""
        added = False
        new = person.external_id and person.external_id not in self._by_external
        if new and not self.own_numbers.means(person, customer):
            self._by_external[person.external_id] = (customer, "")
            self._numbered.add(customer)
            self._batch.add("customer_external_ids", self._platform, person.external_id, customer)
            key = {"platform": self._platform, "external_id": person.external_id}
            self._added("customer_external_ids", customer, key)
            added = True
        if draft.note and not self._tx.all(
            "SELECT 1 FROM notes WHERE customer_id = ? AND body = ? LIMIT 1", (customer, draft.note)
        ):
            self._added("notes", customer, {"id": self._note(customer, draft.note)})
            added = True
        return added

    def _added(self, table: str, customer: int, key: dict[str, Any]) -> None:
        if customer not in self._new:
            self._journal.added(table, key)

    def _merged(
        self, customer: int, before: CustomerDraft, draft: CustomerDraft, person: ImportedCustomer
    ) -> CustomerDraft:
        """The names as they will be: blanks filled in; others changed by a newer customers file."""
        updated_at, confirmed = self._tx.one("SELECT updated_at, confirmed_on FROM customers WHERE id = ?", (customer,))
        by_import = updated_at in self._import_stamps and confirmed is None
        told_apart = bool(person.external_id) or customer in self._corrected
        newer = told_apart and by_import and customer not in self._new

        def name(field: str) -> str:
            """The part of the name that stands from now on."""
            old, new = getattr(before, field), getattr(draft, field)
            return str(new if new and (newer or not old) else old)

        return replace(before, given_name=name("given_name"), family_name=name("family_name"), company=name("company"))

    def _touch(self, customer: int, before: CustomerDraft, after: CustomerDraft) -> None:
        self.flush()
        columns = ("given_name", "family_name", "company", "name", "sort_name", "updated_at")
        row = self._tx.one(f"SELECT {', '.join(columns)} FROM customers WHERE id = ?", (customer,))
        was = dict(zip(columns, row, strict=True))
        now = was | {
            "given_name": after.given_name,
            "family_name": after.family_name,
            "company": after.company,
            "updated_at": self._stamp,
        }
        if after != before:
            now |= {"name": display_name(after), "sort_name": sort_name(after)}
        self._tx.change_one(
            f"UPDATE customers SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?",
            (*now.values(), customer),
        )
        if customer not in self._new:
            self._journal.changed("customers", customer, was, now)
            consent.keep_suppressed(self._tx, customer)
        customers.reindex(self._tx, customer)

    def doubles(self) -> Iterator[str]:
        """Who was added and may have been in the book before, in words; everything must have been put into it."""
        if self._new:
            for pair in duplicates.newcomers(self._tx, self._ids.first["customers"]):
                who = f"line {self._new[pair.b]}: {pair.b_name} may be {ref('C', pair.a)}, {pair.a_name}"
                yield f"{who}: {', '.join(pair.why)}"

    def flush(self) -> None:
        """Put the collected rows into the book."""
        batch, self._batch = self._batch, Batch()
        batch.put(self._tx)


def _uids() -> Iterator[str]:
    """Random numbers for new customers, drawn by the thousand: one by one they take a tenth of an import."""
    while True:
        block = secrets.token_bytes(16 * 1_000)
        for start in range(0, len(block), 16):
            yield uuid.UUID(bytes=block[start : start + 16], version=4).hex


def _as_told(person: ImportedCustomer) -> Told:
    """What a row says about a person: rows that say the same again need no second look."""
    names = (person.external_id, person.first_name, person.last_name, person.company)
    return (*names, person.emails, person.phones, person.addresses, person.tags, person.note)


def _folded(one: AddressDraft) -> tuple[str, ...]:
    return tuple(map(str.casefold, cleaning.lines_of(one)))


def _known_as(draft: CustomerDraft) -> str:
    return f"{draft.given_name} {draft.family_name}".strip() or draft.company
