"""How customers can be reached, and what is doubtful about it: each finder answers ids, and why in words."""

from collections.abc import Iterator
from functools import lru_cache

from shopcrm.insight.quality import numbers
from shopcrm.shop.customers import contact_points
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

Found = Iterator[tuple[int, str]]
IN_USE = "customers.status = 'active' AND customers.name <> ''"
"""Neither put away nor erased."""
EVERYBODY = "1"
"""The condition that a finder is called with where nobody in particular is asked about."""
_USABLE = "EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id AND wrong + bounced + do_not_use = 0)"
_LETTERBOX = (
    "EXISTS (SELECT 1 FROM addresses WHERE customer_id = customers.id AND wrong + do_not_use = 0"
    " AND line1 || town || postcode <> '')"
)
_WAITING = (
    "SELECT customers.id, min(orders.id), count(*) FROM orders CROSS JOIN customers ON customers.id = customer_id"
    f" WHERE stage IN ('placed', 'packed') AND placed_at > '' AND {IN_USE} AND {{these}} AND NOT {_USABLE}"
    " GROUP BY customers.id"
)
_LONGEST_WAITING = (
    "SELECT customers.id, customers.name, waiting.id FROM (SELECT id, customer_id FROM orders"
    " WHERE stage IN ('placed', 'packed') AND placed_at > '' ORDER BY placed_at, id LIMIT ?) AS waiting"
    f" CROSS JOIN customers ON customers.id = customer_id WHERE {IN_USE} AND NOT {_USABLE} ORDER BY waiting.id LIMIT 1"
)
_NO_USE = (
    "SELECT customers.id, iif(wrong, 'wrong', iif(do_not_use, 'not to be used', 'messages came back')), {shown}"
    " FROM {table} CROSS JOIN customers ON customers.id = customer_id WHERE preferred = 1 AND {flags} > 0"
    f" AND {IN_USE} AND {{these}}"
)
_NO_WAY = f"SELECT id FROM customers WHERE {IN_USE} AND {{these}} AND NOT {_USABLE} AND NOT {_LETTERBOX}"
_LACKING = (
    f"SELECT id FROM customers WHERE {IN_USE} AND {{these}}"
    " AND NOT EXISTS (SELECT 1 FROM contact_points WHERE customer_id = customers.id AND kind = ?)"
)
DOMAINS = "SELECT DISTINCT substr(normal, instr(normal, '@') + 1) FROM contact_points WHERE kind = 'email'"
_AT_DOMAIN = (
    "SELECT customers.id, typed FROM contact_points CROSS JOIN customers ON customers.id = customer_id"
    " WHERE contact_points.kind = 'email'"
    f" AND substr(normal, instr(normal, '@') + 1) = ? AND wrong = 0 AND {IN_USE} AND {{these}}"
)
_PHONES = (
    "SELECT customers.id, typed, normal FROM contact_points CROSS JOIN customers ON customers.id = customer_id"
    f" WHERE contact_points.kind = 'phone' AND wrong = 0 AND {IN_USE} AND {{these}}"
)
_ADDRESSES = (
    "SELECT customers.id, line1, town, postcode, country FROM addresses"
    " CROSS JOIN customers ON customers.id = customer_id"
    f" WHERE postcode {{having}} '' AND wrong = 0 AND {IN_USE} AND {{these}}"
)


def waiting(tx: Tx, these: str) -> Found:
    """Who waits for an order and can be neither rung nor written to."""
    for customer, order, orders in tx.rows(_WAITING.format(these=these)):
        more = f" and {orders - 1:,} more" if orders > 1 else ""
        yield customer, f"{ref('O', order)}{more}: open, and no number or e-mail address that can be used"


def longest_waiting(tx: Tx, orders: int) -> tuple[int, str, int] | None:
    """Of the so many orders that are open the longest, the first whose customer cannot be reached: id, name, order."""
    row = tx.maybe(_LONGEST_WAITING, (orders,))
    return (int(row[0]), str(row[1]), int(row[2])) if row else None


def no_use(tx: Tx, these: str) -> Found:
    """Whose first number or address is known to be no good."""
    points = _NO_USE.format(
        table="contact_points", shown="typed", flags="wrong + bounced + do_not_use", these=these
    )  # fmt: skip
    homes = _NO_USE.format(
        table="addresses", shown="line1 || ' ' || town", flags="wrong + do_not_use", these=these
    ).replace("'messages came back'", "''")  # fmt: skip
    for customer, flag, shown in (*tx.rows(points), *tx.rows(homes)):
        yield customer, f"{shown.strip()}: {flag}"


def no_way(tx: Tx, these: str) -> Found:
    """Who cannot be reached at all."""
    for (customer,) in tx.rows(_NO_WAY.format(these=these)):
        yield customer, "no number, e-mail address or postal address that can be used"


def no_email(tx: Tx, these: str) -> Found:
    """Who has no e-mail address in the book."""
    for (customer,) in tx.rows(_LACKING.format(these=these), ("email",)):
        yield customer, "no e-mail address"


def no_phone(tx: Tx, these: str) -> Found:
    """Who has no telephone number in the book."""
    for (customer,) in tx.rows(_LACKING.format(these=these), ("phone",)):
        yield customer, "no telephone number"


def emails(tx: Tx, these: str) -> Found:
    """Whose e-mail address may be mistyped: each part behind an @ is looked at once."""
    for (domain,) in tx.all(DOMAINS):
        if why := contact_points.domain_doubt(domain):
            for customer, typed in tx.rows(_AT_DOMAIN.format(these=these), (domain,)):
                yield customer, f"{typed}: {_told(why)}"


def phones(tx: Tx, these: str) -> Found:
    """Whose telephone number may be mistyped. In a demonstration the numbers that are nobody's are right."""
    country = tx.calendar.country
    demo = tx.value("SELECT demo FROM profile")
    for customer, typed, normal in tx.rows(_PHONES.format(these=these)):
        if (why := numbers.doubt(typed, normal, country)) and not (demo and numbers.made_up(normal)):
            yield customer, f"{typed}: {_told(why)}"


def postcodes(tx: Tx, these: str) -> Found:
    """Whose postcode may be mistyped."""
    home = tx.calendar.country
    for customer, _, _, postcode, country in tx.rows(_ADDRESSES.format(having="<>", these=these)):
        if why := _postcode_doubt(_shape(postcode), country or home) and contact_points.postcode_doubt(
            postcode, country or home
        ):
            yield customer, f"{postcode}: {_told(why)}"


def no_postcodes(tx: Tx, these: str) -> Found:
    """Whose address lacks a postcode, where it is in the shop's own country: others have none."""
    home = tx.calendar.country
    for customer, street, town, _, country in tx.rows(_ADDRESSES.format(having="=", these=these)):
        if _is_home(country, home):
            yield customer, ", ".join(filter(None, (street, town)))


@lru_cache(maxsize=8192)
def _postcode_doubt(shape: str, country: str) -> str:
    return contact_points.postcode_doubt(shape, country)


def _shape(postcode: str) -> str:
    """A postcode of which only the first half matters, where the second is written like one: ``LS6 1AA``."""
    first, _, second = postcode.partition(" ")
    right = len(second) == 3 and second.isascii() and second[0].isdigit() and second[1:].isalpha() and second.isupper()
    return f"{first} 1AA" if right else postcode


def _is_home(country: str, home: str) -> bool:
    if not country:
        return True
    if contact_points.is_united_kingdom(home):
        return contact_points.is_united_kingdom(country)
    return country.strip().casefold() == home.casefold()


def _told(why: str) -> str:
    """A sentence as the end of a line."""
    return why[:1].lower() + why[1:].rstrip(".")
