"""Who is the person in this row? Found by her number at the platform or her e-mail address, else added.

Nobody is merged on a guess: an address that a household, a shop floor or a marketplace shares belongs to several, so
that an equal address counts only where the names go together, and relay addresses never count.
"""

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ImportedAddress, ImportedCustomer
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.report import Tally
from shopcrm.plain_text import clean_line
from shopcrm.shop import consent, customers, search
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, cleaning, contact_points
from shopcrm.shop.customers.contact_points import digits_as_found, squeezed
from shopcrm.shop.customers.names import display_name, sort_name
from shopcrm.shop.words import fold, words_as_found
from shopcrm.vault.tx import Tx

_NOBODYS = re.compile(
    r"(no[-_.]?reply|do[-_.]?not[-_.]?reply|no[-_.]?e?mail)([-_.+].*)?@"
    r"|@(.*\.)?(marketplace\.amazon\.[a-z.]+|members\.ebay\.[a-z.]+|reply\.etsy\.com|reply\.notonthehighstreet\.com)$"
)
_EXTERNAL = (
    "SELECT external_id, customer_id, customers.name FROM customer_external_ids"
    " JOIN customers ON customers.id = customer_id"
    " WHERE platform = ?1 AND external_id IN (SELECT value FROM json_each(?2))"
    " UNION ALL SELECT uid, id, name FROM customers WHERE uid IN (SELECT value FROM json_each(?2))"
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


def is_nobodys(email: str) -> bool:
    """Whether an address stands for no one person: no-reply addresses and the relays of marketplaces."""
    return _NOBODYS.search(email) is not None


def go_together(one: str, other: str) -> bool:
    """Whether two names may be the same person's: one is blank, part of the other, or has initials for it."""
    first, second = words_as_found(one), words_as_found(other)
    if not first or not second or set(first) <= set(second) or set(second) <= set(first):
        return True
    initials = len(first[0]) == 1 or len(second[0]) == 1
    return initials and first[0][0] == second[0][0] and first[-1] == second[-1]


@dataclass(slots=True)
class _Batch:
    """Rows that go in together."""

    customers: list[tuple[Any, ...]] = field(default_factory=list)
    points: list[tuple[Any, ...]] = field(default_factory=list)
    addresses: list[tuple[Any, ...]] = field(default_factory=list)
    external: list[tuple[Any, ...]] = field(default_factory=list)
    tags: list[tuple[Any, ...]] = field(default_factory=list)
    notes: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    vocabulary: Counter[str] = field(default_factory=Counter)


class People:
    """Finds and adds the people of one import."""

    def __init__(self, tx: Tx, platform: str, source: str, ids: Ids, journal: Journal, tally: Tally) -> None:
        self._tx, self._platform, self._source = tx, platform, source
        self._ids, self._journal, self._tally = ids, journal, tally
        self._country = tx.calendar.country
        self._by_external: dict[str, tuple[int, str]] = {}
        self._by_name: dict[str, int] = {}
        self._numbered: set[int] = set()
        self._by_point: dict[tuple[str, str], dict[int, str]] = {}
        self._new: set[int] = set()
        self._seen: set[tuple[Any, ...]] = set()
        self._import_stamps = {row[0] for row in tx.all("SELECT at FROM imports")}
        self._batch = _Batch()

    def fetch(self, people: Iterable[ImportedCustomer]) -> None:
        """Look up, all at once, whoever in the book may be one of these people."""
        group = list(people)
        numbers = [one.external_id for one in group if one.external_id]
        for external, customer, name in self._tx.all(_EXTERNAL, (self._platform, json.dumps(numbers))):
            self._by_external.setdefault(external, (customer, name))
        nameless = [_list_name(one) for one in group if _only_a_name(one)]
        self._by_name |= dict(
            self._tx.all(
                "SELECT sort_name, id FROM customers WHERE status = 'active' AND source = ?"
                " AND sort_name IN (SELECT value FROM json_each(?))",
                (self._source, json.dumps(nameless)),
            )
        )
        normals = {self._normal("email", typed) for one in group for typed in one.emails}
        normals |= {self._normal("phone", typed) for one in group if not one.emails for typed in one.phones}
        unknown = [normal for normal in normals if normal]
        for kind, normal, customer, name, company in self._tx.all(_POINTS, (json.dumps(unknown),)):
            self._by_point.setdefault((kind, normal), {})[customer] = name or company
        near = {customer for owners in self._by_point.values() for customer in owners} - self._numbered
        self._numbered |= {row[0] for row in self._tx.all(_NUMBERED, (self._platform, json.dumps(sorted(near))))}

    def find_or_add(self, person: ImportedCustomer, known: int | None = None, *, listed: bool = False) -> int | None:
        """The id of the person, brought up to date; None for a guest of whom nothing is known.

        known: who she is, where an order in the book tells already. listed: the row is of a list of people, not of an
        order. Raises InvalidValue where she cannot be kept.
        """
        if person.nobody:
            return known
        known = known or self._find(person, listed)
        if known is None:
            known = self._add(person)
            self._seen.add(_as_told(known, person))
            return known
        told = _as_told(known, person)
        if told in self._seen:
            return known
        self._seen.add(told)
        if self._complete(known, person) and known not in self._new:
            self._tally.mark("customers", known, "updated")
        else:
            self._tally.mark("customers", known, "unchanged")
        return known

    def _normal(self, kind: str, typed: str) -> str:
        try:
            return contact_points.email(typed) if kind == "email" else contact_points.phone(typed, self._country)
        except InvalidValue:
            return ""

    def _find(self, person: ImportedCustomer, listed: bool) -> int | None:
        name = f"{person.first_name} {person.last_name}".strip() or person.company
        if person.external_id and person.external_id in self._by_external:
            customer, known_as = self._by_external[person.external_id]
            # The numbers of two lists may have nothing to do with each other; those of a platform are its own.
            if self._platform != "list" or go_together(name, known_as):
                return customer
        if _only_a_name(person):
            return self._by_name.get(_list_name(person))
        normals = [normal for typed in person.emails if (normal := self._normal("email", typed))]
        for normal in normals:
            owners = self._by_point.get(("email", normal), {})
            for customer, known_as in owners.items():
                if self._is_she(person, name, normal, customer, known_as, listed):
                    return customer
            if owners and not is_nobodys(normal):
                self._tally.warn(person.line, "the e-mail address is another customer's too: kept apart, compare them")
        return None if normals or not name else self._by_phone(person, name)

    def _is_she(
        self, person: ImportedCustomer, name: str, normal: str, customer: int, known_as: str, listed: bool
    ) -> bool:
        """Whether the owner of an e-mail address is this person. Two numbers of one platform are two people."""
        if person.external_id and customer in self._numbered:
            return False
        if is_nobodys(normal):
            # Only so that a list that is imported again finds its own rows.
            return listed and customer not in self._new and words_as_found(name) == words_as_found(known_as)
        return go_together(name, known_as)

    def _by_phone(self, person: ImportedCustomer, name: str) -> int | None:
        """Somebody without an e-mail address: whoever has the same name and the same number."""
        for normal in filter(None, (self._normal("phone", typed) for typed in person.phones)):
            for customer, known_as in self._by_point.get(("phone", normal), {}).items():
                numbered = bool(person.external_id) and customer in self._numbered
                if known_as and words_as_found(known_as) == words_as_found(name) and not numbered:
                    return customer
        return None

    def _draft(self, person: ImportedCustomer) -> CustomerDraft:
        """The person as the shop keeps people; raises InvalidValue for a value that cannot be kept."""
        for kind, all_typed in (("email", person.emails), ("phone", person.phones)):
            for typed in all_typed:
                if not self._normal(kind, typed):
                    self._tally.warn(person.line, f"“{clean_line(typed)[:60]}” cannot be reached at: left out")
        business = bool(person.company) and not (person.first_name or person.last_name)
        draft = CustomerDraft(
            given_name=person.first_name,
            family_name=person.last_name,
            company=person.company,
            kind="business" if business else "person",
            emails=tuple(ContactDraft(typed) for typed in person.emails if self._normal("email", typed)),
            phones=tuple(ContactDraft(typed) for typed in person.phones if self._normal("phone", typed)),
            addresses=tuple(map(_address, person.addresses)),
            tags=person.tags,
            note=person.note,
            source=self._source,
        )
        if not (draft.emails or draft.phones or draft.given_name or draft.family_name or draft.company):
            draft = replace(draft, family_name=f"Customer {person.external_id or person.line}")
        return cleaning.clean(draft, self._country, self._tx.today)

    def _add(self, person: ImportedCustomer) -> int:
        draft = self._draft(person)
        customer, batch, stamp = self._ids.take("customers"), self._batch, self._tx.stamp
        name = display_name(draft)
        batch.customers.append(
            (customer, uuid.uuid4().hex, draft.kind, draft.given_name, draft.family_name, draft.company, name,
             sort_name(draft), self._source, stamp, stamp)
        )  # fmt: skip
        points = cleaning.points(draft, self._country)
        for point in points:
            self._point_row(customer, point)
        for address in draft.addresses:
            self._address_row(customer, address)
        batch.tags += [(customer, tag) for tag in draft.tags]
        if draft.note:
            self._note(customer, draft.note)
        if person.external_id and person.external_id not in self._by_external:
            batch.external.append((self._platform, person.external_id, customer))
        self._remember(customer, person, draft)
        self._index(customer, draft, points, person.external_id)
        self._new.add(customer)
        self._tally.mark("customers", customer, "created")
        return customer

    def _remember(self, customer: int, person: ImportedCustomer, draft: CustomerDraft) -> None:
        """So that the next row about her finds her before she is in the book."""
        name = f"{draft.given_name} {draft.family_name}".strip()
        if person.external_id:
            self._by_external.setdefault(person.external_id, (customer, name or draft.company))
            self._numbered.add(customer)
        for point in cleaning.points(draft, self._country):
            self._remember_point(customer, point, draft)

    def _remember_point(self, customer: int, point: cleaning.Point, draft: CustomerDraft) -> None:
        name = f"{draft.given_name} {draft.family_name}".strip() or draft.company
        self._by_point.setdefault((point.kind, point.normal), {})[customer] = name

    def _point_row(self, customer: int, point: cleaning.Point) -> int:
        row = self._ids.take("contact_points")
        self._batch.points.append(
            (row, customer, point.kind, point.normal, *point.values, self._source, self._tx.stamp)
        )
        return row

    def _address_row(self, customer: int, address: AddressDraft) -> int:
        row = self._ids.take("addresses")
        self._batch.addresses.append(
            (row, customer, *cleaning.lines_of(address), address.label, address.preferred, self._source, self._tx.stamp)
        )
        return row

    def _note(self, customer: int, body: str) -> int:
        note = self._ids.take("notes")
        self._batch.notes.append((note, customer, body, self._tx.staff.id, self._tx.stamp, self._source))
        self._entry("N", note, body, "", "")
        self._tally.added["notes"] += 1
        return note

    def _index(self, customer: int, draft: CustomerDraft, points: list[cleaning.Point], external: str) -> None:
        words = [
            *(search.email_words(point.normal) for point in points if point.kind == "email"),
            *(f"{one.town} {one.postcode} {squeezed(one.postcode)}" for one in draft.addresses),
            *draft.tags,
            external,
        ]
        digits = " ".join(digits_as_found(point.normal) for point in points if point.kind == "phone")
        self._entry("C", customer, " ".join(words), digits, f"{draft.given_name} {draft.family_name} {draft.company}")

    def _entry(self, letter: str, record: int, words: str, digits: str, names: str) -> None:
        """As `search.index`, for a record that is new."""
        name_words = words_as_found(names)
        found = f"{' '.join(name_words)}\n{' '.join(word for word in words_as_found(words) if word not in name_words)}"
        self._batch.entries.append((search.entry_id(letter, record), letter, record, found, digits))
        self._batch.vocabulary.update(search.vocabulary_of(found))

    def _complete(self, customer: int, person: ImportedCustomer) -> bool:
        """Add what the row tells and the book does not hold; answers whether anything was new.

        Names change only by a customers file and only where nobody typed them; nothing is ever taken away.
        """
        if customer in self._new:
            self.flush()
        draft = self._draft(person)
        before = customers.draft_of(self._tx, customer)
        after = self._merged(customer, before, draft, person)
        added = [
            self._more_points(customer, draft, after),
            self._more_addresses(customer, before, draft),
            self._more_tags(customer, before, draft),
            self._more(customer, person, draft),
        ]
        if after == before and not any(added):
            return False
        self._touch(customer, before, after)
        return True

    def _more_points(self, customer: int, draft: CustomerDraft, after: CustomerDraft) -> bool:
        rows = self._tx.all("SELECT kind, normal FROM contact_points WHERE customer_id = ?", (customer,))
        kinds = {kind for kind, _ in rows}
        fresh = [one for one in cleaning.points(draft, self._country) if (one.kind, one.normal) not in rows]
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
            self._batch.tags.append((customer, tag))
            self._added("customer_tags", customer, {"customer_id": customer, "tag": tag})
        return bool(fresh)

    def _more(self, customer: int, person: ImportedCustomer, draft: CustomerDraft) -> bool:
        """Her number at the platform, and the note, where they are new."""
        added = False
        if person.external_id and person.external_id not in self._by_external:
            self._by_external[person.external_id] = (customer, "")
            self._numbered.add(customer)
            self._batch.external.append((self._platform, person.external_id, customer))
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
        newer = bool(person.external_id) and by_import and customer not in self._new

        def name(field: str) -> str:
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
            "updated_at": self._tx.stamp,
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

    def flush(self) -> None:
        """Put the collected rows into the book."""
        batch, self._batch = self._batch, _Batch()
        tx = self._tx
        tx.run_many(
            "INSERT INTO customers (id, uid, kind, given_name, family_name, company, name, sort_name, source,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch.customers,
        )
        tx.run_many(
            "INSERT INTO contact_points (id, customer_id, kind, normal, typed, label, preferred, wrong, bounced,"
            " do_not_use, source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch.points,
        )
        tx.run_many(
            "INSERT INTO addresses (id, customer_id, line1, line2, town, county, postcode, country, label, preferred,"
            " source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch.addresses,
        )
        tx.run_many(
            "INSERT INTO customer_external_ids (platform, external_id, customer_id) VALUES (?, ?, ?)", batch.external
        )
        tx.run_many("INSERT INTO customer_tags (customer_id, tag) VALUES (?, ?)", batch.tags)
        tx.run_many(
            "INSERT INTO notes (id, customer_id, body, staff_id, at, source) VALUES (?, ?, ?, ?, ?, ?)", batch.notes
        )
        tx.run_many(
            "INSERT INTO search_entries (id, letter, record_id, words, digits) VALUES (?, ?, ?, ?, ?)", batch.entries
        )
        tx.run_many(
            "INSERT INTO name_words (word, uses) VALUES (?, ?)"
            " ON CONFLICT (word) DO UPDATE SET uses = uses + excluded.uses",
            list(batch.vocabulary.items()),
        )


def _only_a_name(person: ImportedCustomer) -> bool:
    return not (person.external_id or person.emails or person.phones)


def _list_name(person: ImportedCustomer) -> str:
    """As `sort_name` makes it."""
    return fold(f"{person.last_name} {person.first_name}".strip() or person.company)


def _as_told(customer: int, person: ImportedCustomer) -> tuple[Any, ...]:
    """What a row says about a customer: rows that say the same again need no second look."""
    names = (person.external_id, person.first_name, person.last_name, person.company)
    return (customer, *names, person.emails, person.phones, person.addresses, person.tags, person.note)


def _folded(one: AddressDraft) -> tuple[str, ...]:
    return tuple(map(str.casefold, cleaning.lines_of(one)))


def _address(one: ImportedAddress) -> AddressDraft:
    label = "" if one.purpose == "home" else one.purpose
    return AddressDraft(one.line1, one.line2, one.city, one.region, one.postcode, one.country, label)
