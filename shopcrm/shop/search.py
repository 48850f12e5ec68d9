"""One box over customers, products, notes, tickets, orders and returns, as fast as typing; and the index behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shopcrm import money
from shopcrm.shop import erased, reminders, searching
from shopcrm.shop.reminders import Reminder
from shopcrm.shop.roles import may_open
from shopcrm.shop.searching import SHORTEST_VOCABULARY_WORD, Span, email_words
from shopcrm.shop.words import signs_of, words_as_found
from shopcrm.vault.refs import KINDS, looks_like_ref, parse_ref, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

__all__ = [
    "Found",
    "Hit",
    "count_customers",
    "customer_ids",
    "customer_ids_put_away",
    "email_words",
    "find",
    "forget",
    "index",
    "means_nobody",
    "ticket_ids",
]

_PLACES = {"C": 0, "P": 1, "N": 2, "T": 3}
_PUT_AWAY = 4
_ROOM = 48
_RECORD = (1 << _ROOM) - 1
_CUSTOMERS_IN_USE = Span(0, _RECORD)
_TICKETS_IN_USE = Span(_PLACES["T"] << _ROOM, _PLACES["T"] << _ROOM | _RECORD)
_TICKETS_PUT_AWAY = Span((_PUT_AWAY + _PLACES["T"]) << _ROOM, (_PUT_AWAY + _PLACES["T"]) << _ROOM | _RECORD)
_CUSTOMERS_PUT_AWAY = Span(_PUT_AWAY << _ROOM, _PUT_AWAY << _ROOM | _RECORD)
_EVERYTHING = Span(0, _PUT_AWAY * 2 << _ROOM)
_SNIPPET = 80
_MOST_ORDERS = 5
_MOST_REQUESTS = 5
_MOST_REMINDERS = 5
_SHORTEST_OF_A_NAME = 3
_ORDER = "SELECT id, external_name, placed_on, total, currency, customer_id FROM orders"


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its reference, what it is (customer, order ...), its name, and what tells it apart."""

    ref: str
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `more` where the limit cut it off, `near_miss` where only similar names were found."""

    results: tuple[Hit, ...]
    more: bool
    near_miss: bool


@read("search.find")
def find(tx: Tx, text: str, limit: int = 20) -> Found:
    """Find records by part of a name, company, e-mail, number, postcode, product, note, subject, number or reference.

    limit: how many at most. Where nothing matches, names that are a slip away are found instead. Of kinds of records
    that the person's role may not look at none is found.
    """
    first = _exact(tx, text)
    orders = [hit for hit in _orders(tx, text) if hit not in first]
    if searching.is_order_number(text):
        return Found(tuple(orders[:limit]), len(orders) > limit, False)
    wanted = max(0, limit + 1 - len(first) - len(orders))
    places = searching.entries(tx, text, _EVERYTHING, wanted + len(first))
    kinds = (("D", _requests), ("A", _reminders))
    asked = [hit for kind, of in kinds if may_open(tx.staff.role, kind) for hit in of(tx, text) if hit not in first]
    near_miss = not (first or orders or places or asked)
    if near_miss:
        places = searching.near_entries(tx, text, _EVERYTHING, wanted)
    others = [hit for hit in _hits(tx, places) if hit not in first]
    hits = [*first, *orders, *others, *asked]
    return Found(tuple(hits[:limit]), len(hits) > limit, near_miss and bool(hits))


def customer_ids(tx: Tx, text: str, limit: int) -> list[int]:
    """The ids of customers in use that a typed text means, at most `limit`, oldest first; near misses if none."""
    exact = _exact_customer(tx, text)
    found = searching.entries(tx, text, _CUSTOMERS_IN_USE, limit)
    if exact:
        return [*exact, *(one for one in found if one not in exact)][:limit]
    return found or searching.near_entries(tx, text, _CUSTOMERS_IN_USE, limit)


def count_customers(tx: Tx, text: str) -> int:
    """How many customers in use a typed text means; near misses where it means none."""
    exact = _exact_customer(tx, text)
    found = searching.count_entries(tx, text, _CUSTOMERS_IN_USE)
    if exact:
        return len(set(exact) | set(searching.entries(tx, text, _CUSTOMERS_IN_USE, -1)))
    return found or len(searching.near_entries(tx, text, _CUSTOMERS_IN_USE, -1))


def customer_ids_put_away(tx: Tx, text: str, limit: int) -> list[int]:
    """As `customer_ids`, of customers who were put away; without near misses."""
    return [place & _RECORD for place in searching.entries(tx, text, _CUSTOMERS_PUT_AWAY, limit)]


def ticket_ids(tx: Tx, text: str, limit: int) -> list[int]:
    """The ids of tickets that a typed reference or words of a subject mean, closed ones last; near misses if none."""
    letter, record_id = parse_ref(text) if looks_like_ref(text) else ("", 0)
    if letter == "T":
        return [row[0] for row in tx.all("SELECT id FROM tickets WHERE id = ?", (record_id,))]
    spans = (_TICKETS_IN_USE, _TICKETS_PUT_AWAY)
    found = [place for span in spans for place in searching.entries(tx, text, span, limit)]
    near = found or [place for span in spans for place in searching.near_entries(tx, text, span, limit)]
    return [place & _RECORD for place in near][:limit]


def means_nobody(tx: Tx, text: str) -> bool:
    """Whether a typed text means no customer in use, so that only near misses can be shown."""
    return not (_exact_customer(tx, text) or searching.entries(tx, text, _CUSTOMERS_IN_USE, 1))


def _exact_customer(tx: Tx, text: str) -> list[int]:
    letter, record_id = parse_ref(text) if looks_like_ref(text) else ("", 0)
    if letter != "C":
        return []
    rows = tx.all(
        "SELECT id FROM customers WHERE id = ? AND status IN ('active', 'restricted')", (holder(tx, record_id),)
    )
    return [row[0] for row in rows]


def holder(tx: Tx, customer: int) -> int:
    """A customer's number, or that of the record which hers was merged into: papers still bear the old one."""
    row = tx.maybe("SELECT customer_id FROM merges WHERE lose_id = ? AND undone_at IS NULL", (customer,))
    return int(row[0]) if row else customer


def _exact(tx: Tx, text: str) -> list[Hit]:
    """The one record whose reference was typed."""
    if not looks_like_ref(text):
        return []
    letter, record_id = parse_ref(text)
    if letter == "O":
        return _order_hits(tx, tx.all(f"{_ORDER} WHERE id = ?", (record_id,)))
    if letter == "C":
        record_id = holder(tx, record_id)
    if not may_open(tx.staff.role, letter):
        return []
    return _HITS[letter](tx, [record_id]) if letter in _HITS else []


def _orders(tx: Tx, text: str) -> list[Hit]:
    """Orders by the beginning of their number, here or at the service that they came from."""
    typed = text.strip()
    number = typed.lstrip("#")
    if not number or len(number) > 40 or not any(letter.isdigit() for letter in number):
        return []
    rows = []
    if number.isascii() and number.isdigit() and len(number) < 16:
        rows = tx.all(f"{_ORDER} WHERE id = ? LIMIT ?", (int(number), _MOST_ORDERS))
    names = {typed, typed.upper(), number, number.upper(), f"#{number.upper()}"}
    for name in sorted(names):
        rows += tx.all(
            f"{_ORDER} WHERE external_name >= ? AND external_name < ? ORDER BY external_name, id LIMIT ?",
            (name, name + "\U0010ffff", _MOST_ORDERS),
        )
    return _order_hits(tx, list(dict.fromkeys(rows))[:_MOST_ORDERS])


def _requests(tx: Tx, text: str) -> list[Hit]:
    """Requests about personal data by the name or contact that they bear, of people who are not in the book."""
    wanted = text.strip()
    if len(wanted) < _SHORTEST_OF_A_NAME:
        return []
    rows = tx.all(
        "SELECT id FROM data_requests WHERE customer_id IS NULL"
        " AND instr(lower(name || ' ' || contact), lower(?)) ORDER BY id DESC LIMIT ?",
        (wanted, _MOST_REQUESTS),
    )
    return _request_hits(tx, [row[0] for row in rows])


def _reminders(tx: Tx, text: str) -> list[Hit]:
    """Reminders by what stands in them."""
    wanted = text.strip()
    if len(wanted) < _SHORTEST_OF_A_NAME:
        return []
    return [_reminder_hit(one) for one in reminders.find(tx, wanted, _MOST_REMINDERS)]


def _order_hits(tx: Tx, rows: Sequence[tuple[Any, ...]]) -> list[Hit]:
    names = _names(tx, [row[5] for row in rows if row[5] is not None])
    hits = []
    for order, external, placed_on, total, currency, customer in rows:
        title = f"Order {external}" if external else f"Order {order}"
        detail = " · ".join(filter(None, (names.get(customer, ""), placed_on, money.show(total, currency))))
        hits.append(Hit(ref("O", order), KINDS["O"], title, detail))
    return hits


def _hits(tx: Tx, places: Sequence[int]) -> list[Hit]:
    """Entries of the index as hits, in their order."""
    letters = {place: letter for letter, place in _PLACES.items()}
    grouped: dict[str, list[int]] = {}
    for place in places:
        grouped.setdefault(letters[(place >> _ROOM) % _PUT_AWAY], []).append(place & _RECORD)
    made = {hit.ref: hit for letter, ids in grouped.items() for hit in _HITS[letter](tx, ids)}
    refs = [ref(letters[(place >> _ROOM) % _PUT_AWAY], place & _RECORD) for place in places]
    return [made[one] for one in refs if one in made]


def _customer_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(
        f"SELECT id, {erased.NAME}, status, (SELECT town FROM addresses WHERE customer_id = customers.id"
        " ORDER BY preferred DESC, id LIMIT 1), (SELECT typed FROM contact_points WHERE customer_id = customers.id"
        f" ORDER BY kind DESC, preferred DESC LIMIT 1), company FROM customers WHERE id IN ({_marks(ids)})",
        ids,
    )
    return [
        Hit(
            ref("C", customer),
            KINDS["C"],
            name,
            " · ".join(filter(None, (company if company != name else "", town, reach, _STATES.get(status, "")))),
        )
        for customer, name, status, town, reach, company in rows
    ]


def _product_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(f"SELECT id, name, sku, price, currency, archived FROM products WHERE id IN ({_marks(ids)})", ids)
    return [
        Hit(
            ref("P", product),
            KINDS["P"],
            name,
            " · ".join(filter(None, (sku, money.show(price, currency), _away(archived)))),
        )
        for product, name, sku, price, currency, archived in rows
    ]


def _note_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(
        f"SELECT notes.id, name, substr(body, 1, {_SNIPPET}), length(body) FROM notes"
        f" JOIN customers ON customers.id = customer_id WHERE notes.id IN ({_marks(ids)})",
        ids,
    )
    return [
        Hit(ref("N", note), KINDS["N"], f"Note on {name}", " ".join(body.split()) + "…" * (length > _SNIPPET))
        for note, name, body, length in rows
    ]


def _ticket_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(
        "SELECT tickets.id, subject, coalesce(customers.name, ''), state FROM tickets"
        f" LEFT JOIN customers ON customers.id = customer_id WHERE tickets.id IN ({_marks(ids)})",
        ids,
    )
    return [
        Hit(ref("T", ticket), KINDS["T"], subject, " · ".join(filter(None, (name, state.replace("_", " for ")))))
        for ticket, subject, name, state in rows
    ]


def _return_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(
        f"SELECT returns.id, order_id, {erased.NAME}, substr(opened_at, 1, 10) FROM returns"
        " JOIN orders ON orders.id = order_id LEFT JOIN customers ON customers.id = orders.customer_id"
        f" WHERE returns.id IN ({_marks(ids)})",
        ids,
    )
    return [
        Hit(ref("R", ret), KINDS["R"], f"Return {ret}", " · ".join(filter(None, (name, ref("O", order), opened))))
        for ret, order, name, opened in rows
    ]


def _request_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(
        "SELECT asked.id, \"right\", coalesce(nullif(customers.name, ''), asked.name), received_on, state"
        " FROM data_requests AS asked LEFT JOIN customers ON customers.id = customer_id"
        f" WHERE asked.id IN ({_marks(ids)})",
        ids,
    )
    return [
        Hit(
            ref("D", request),
            KINDS["D"],
            f"Request {ref('D', request)}: {right}",
            " · ".join(filter(None, (name, day, state))),
        )
        for request, right, name, day, state in rows
    ]


def _breach_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    rows = tx.all(f"SELECT id, what, discovered_at FROM breaches WHERE id IN ({_marks(ids)})", ids)
    return [Hit(ref("B", breach), KINDS["B"], what, day[:10]) for breach, what, day in rows]


def _reminder_hits(tx: Tx, ids: list[int]) -> list[Hit]:
    return [_reminder_hit(one) for one in reminders.listed(tx, "all") if one.id in ids]


def _reminder_hit(one: Reminder) -> Hit:
    state = "done" if one.state == "done" else short_day(one.due_on)
    return Hit(ref("A", one.id), KINDS["A"], one.title, " · ".join(filter(None, (one.customer_name, state))))


_HITS = {
    "C": _customer_hits,
    "P": _product_hits,
    "N": _note_hits,
    "T": _ticket_hits,
    "R": _return_hits,
    "D": _request_hits,
    "B": _breach_hits,
    "A": _reminder_hits,
}


def _names(tx: Tx, ids: list[int]) -> dict[int, str]:
    return dict(tx.all(f"SELECT id, {erased.NAME} FROM customers WHERE id IN ({_marks(ids)})", ids))


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))


_STATES = {"archived": "put away", "restricted": "restricted"}


def _away(put_away: bool) -> str:
    return "put away" if put_away else ""


def entry_id(letter: str, record_id: int, put_away: bool = False) -> int:
    """Where a record stands in the index: customers first, then products, notes, tickets, and last what was put away.

    A customer in use stands at her own id, so that the list needs no second look-up.
    """
    return (_PLACES[letter] + _PUT_AWAY * put_away) << _ROOM | record_id


def index(
    tx: Tx, letter: str, record_id: int, words: str, digits: str = "", *, names: str = "", put_away: bool = False
) -> None:
    """Make a record findable, in place of what was known of it.

    letter: C, P, N or T. words: whatever it is found by. digits: its numbers, digits only, separated by spaces.
    names: those of its words that near misses are looked up in. put_away: sorts it after everything in use.
    """
    name_words = words_as_found(names) or signs_of(names)
    others = [word for word in words_as_found(words) if word not in name_words]
    found = f"{' '.join(name_words)}\n{' '.join(others)}"
    place = entry_id(letter, record_id, put_away)
    old = tx.maybe(
        "SELECT id, words, digits FROM search_entries WHERE letter = ? AND record_id = ?", (letter, record_id)
    )
    if old == (place, found, digits):
        return
    if old is not None and old[0] != place:
        forget(tx, letter, record_id)
        old = None
    if old is None:
        tx.insert(
            "INSERT INTO search_entries (id, letter, record_id, words, digits) VALUES (?, ?, ?, ?, ?)",
            (place, letter, record_id, found, digits),
        )
    else:
        tx.change_one("UPDATE search_entries SET words = ?, digits = ? WHERE id = ?", (found, digits, place))
    before = vocabulary_of(old[1]) if old else set()
    after = vocabulary_of(found)
    _count_less(tx, before - after)
    _count_more(tx, after - before)


def forget(tx: Tx, letter: str, record_id: int) -> None:
    """Make a record unfindable and leave no word of it behind; nothing happens where it was not indexed."""
    key = (letter, record_id)
    old = tx.maybe("SELECT words FROM search_entries WHERE letter = ? AND record_id = ?", key)
    if old is not None:
        tx.change_one("DELETE FROM search_entries WHERE letter = ? AND record_id = ?", key)
        _count_less(tx, vocabulary_of(old[0]))


def vocabulary_of(indexed: str) -> set[str]:
    """The name words of an entry, its first line, that near misses are looked up in."""
    names = indexed.partition("\n")[0]
    return {word for word in names.split() if len(word) >= SHORTEST_VOCABULARY_WORD and word.isalpha()}


def _count_more(tx: Tx, words: Iterable[str]) -> None:
    tx.run_many(
        "INSERT INTO name_words (word, uses) VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET uses = uses + 1",
        [(word,) for word in words],
    )


def _count_less(tx: Tx, words: Iterable[str]) -> None:
    for word in words:
        if not tx.run("UPDATE name_words SET uses = uses - 1 WHERE word = ? AND uses > 1", (word,)):
            tx.change_one("DELETE FROM name_words WHERE word = ?", (word,))
