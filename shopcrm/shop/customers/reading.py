"""Looking at customers: the card, the list, the duplicate warning."""

from shopcrm.errors import NotFound
from shopcrm.shop import erased, listing, search
from shopcrm.shop.customers import contact_points
from shopcrm.shop.customers.names import sort_name
from shopcrm.shop.customers.records import (
    Address,
    AddressDraft,
    ContactDraft,
    ContactPoint,
    Customer,
    CustomerDraft,
    CustomerRow,
    CustomerSort,
    ExternalId,
    FoundCustomers,
    Status,
    Totals,
)
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

_LISTED = "CASE status WHEN 'restricted' THEN 'active' ELSE status END = ?"
"""The list in which a customer stands; as the index spells it."""
_SORTED = {
    CustomerSort.NAME: f"SELECT id FROM customers WHERE {_LISTED} ORDER BY sort_name, id",
    CustomerSort.NEWEST: f"SELECT id FROM customers WHERE {_LISTED} ORDER BY id DESC",
    CustomerSort.LAST_ORDER: (
        "SELECT id FROM customers LEFT JOIN (SELECT customer_id, max(last_on) AS last_on FROM customer_totals"
        f" GROUP BY customer_id) ON customer_id = id WHERE {_LISTED} ORDER BY last_on DESC NULLS LAST, id"
    ),
    CustomerSort.SPENT: (
        "SELECT id FROM customers LEFT JOIN (SELECT customer_id, max(total) AS spent FROM customer_totals"
        f" GROUP BY customer_id) ON customer_id = id WHERE {_LISTED} ORDER BY spent DESC NULLS LAST, id"
    ),
}
_POINT = (
    "(SELECT typed FROM contact_points WHERE customer_id = customers.id AND kind = '{kind}'"
    " ORDER BY wrong + bounced + do_not_use, preferred DESC, normal LIMIT 1)"
)
_ROW = (
    f"SELECT id, {erased.NAME}, {_POINT.format(kind='phone')}, {_POINT.format(kind='email')},"
    " (SELECT town FROM addresses WHERE customer_id = customers.id ORDER BY wrong + do_not_use, preferred DESC, id"
    " LIMIT 1), status = 'restricted' FROM customers WHERE id IN ({marks})"
)
_MOST_LOOKALIKES = 5


@read("customers.card")
def card(tx: Tx, customer: CustomerId) -> Customer:
    """Everything shown at the top of a customer's page; raises NotFound for nobody."""
    row = tx.maybe(
        f"SELECT id, uid, kind, given_name, family_name, company, {erased.NAME}, sort_name, birthday, source, status,"
        " confirmed_on, created_at, updated_at FROM customers WHERE id = ?",
        (customer,),
    )
    if row is None:
        _say_where_she_went(tx, customer)
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    emails, phones = _points(tx, customer)
    held = tx.all("SELECT tag FROM customer_tags WHERE customer_id = ?", (customer,))
    tags = tuple(sorted((tag for (tag,) in held), key=str.casefold))
    lists = (emails, phones, _addresses(tx, customer), tags, _external_ids(tx, customer), _totals(tx, customer))
    return Customer(*[*row, *lists])


def _say_where_she_went(tx: Tx, customer: int) -> None:
    holder = tx.maybe("SELECT customer_id FROM merges WHERE lose_id = ? AND undone_at IS NULL", (customer,))
    if holder is not None:
        kept = ref("C", holder[0])
        raise NotFound(f"{ref('C', customer)} was merged into {kept}.", f"Open {kept} instead.")


@read("customers.holder")
def holder(tx: Tx, customer: CustomerId) -> CustomerId | None:
    """Whose record it is now: their own, or the one theirs was merged into; None where it is in the book no more."""
    row = tx.maybe("SELECT id FROM customers WHERE id = ?", (search.holder(tx, customer),))
    return None if row is None else int(row[0])


@read("customers.draft_of")
def draft_of(tx: Tx, customer: CustomerId) -> CustomerDraft:
    """A customer as the form shows her; saving it unchanged changes nothing."""
    held = card(tx, customer)
    return CustomerDraft(
        given_name=held.given_name,
        family_name=held.family_name,
        company=held.company,
        kind=held.kind,
        emails=tuple(map(_contact_draft, held.emails)),
        phones=tuple(map(_contact_draft, held.phones)),
        addresses=tuple(map(_address_draft, held.addresses)),
        tags=held.tags,
        birthday=held.birthday,
        source=held.source,
    )


@read("customers.count")
def count(tx: Tx, status: Status = "active") -> int:
    """How many customers there are in use, or put away."""
    found: int = tx.value(f"SELECT count(*) FROM customers WHERE {_LISTED}", (status,))
    return found


@read("customers.row_ids")
def row_ids(tx: Tx, sort: CustomerSort = CustomerSort.NAME, status: Status = "active") -> list[int]:
    """The ids of the whole list in its order; `rows_for` fetches those rows that are in sight."""
    return listing.ids(tx, _SORTED[sort], (status,))


@read("customers.find_ids")
def find_ids(tx: Tx, text: str, limit: int = 1000, status: Status = "active") -> list[int]:
    """The ids of customers found by a typed text; where none in use are, of those a slip away.

    limit: how many at most (-1: all); `find_count` tells how many in use there are in all.
    """
    if status == "archived":
        return search.customer_ids_put_away(tx, text, limit)
    return search.customer_ids(tx, text, limit)


@read("customers.found")
def found(tx: Tx, text: str, limit: int, rows: int, status: Status = "active") -> FoundCustomers:
    """All that the list shows at a key typed in Find, in one read: the first `limit` ids and the first `rows` rows."""
    ids = find_ids(tx, text, limit, status)
    near = bool(ids) and status == "active" and search.means_nobody(tx, text)
    return FoundCustomers(ids, rows_for(tx, ids[:rows]), near)


@read("customers.find_count")
def find_count(tx: Tx, text: str) -> int:
    """How many customers in use a typed text finds."""
    return search.count_customers(tx, text)


@read("customers.rows_for")
def rows_for(tx: Tx, ids: list[CustomerId]) -> list[CustomerRow]:
    """The list's rows for some ids, in their order; an id that has gone meanwhile is left out."""
    marks = ",".join("?" * len(ids))
    totals = {
        row[0]: row[1:]
        for row in tx.all(
            "SELECT customer_id, total, currency, (SELECT max(last_on) FROM customer_totals AS one"
            " WHERE one.customer_id = customer_totals.customer_id), max(total) FROM customer_totals"
            f" WHERE customer_id IN ({marks}) GROUP BY customer_id",
            ids,
        )
    }
    rows = {row[0]: row for row in tx.all(_ROW.format(marks=marks), ids)}
    found = []
    for customer in ids:
        if customer in rows:
            spent, currency, last_on, *_ = totals.get(customer, (0, "", None))
            name, phone, email, town, restricted = rows[customer][1:]
            reach = (phone or "", email or "", town or "")
            found.append(CustomerRow(customer, name, *reach, spent, currency, last_on, bool(restricted)))
    return found


@read("customers.lookalikes")
def lookalikes(tx: Tx, draft: CustomerDraft, customer: CustomerId | None = None) -> list[CustomerRow]:
    """Customers who may be the same person: same e-mail, same number, or same name and postcode.

    customer: the one being edited, who is not her own double. An incomplete draft is no error.
    """
    found: dict[int, None] = {}
    for kind, normal in _normals(draft, tx.calendar.country):
        rows = tx.all("SELECT customer_id FROM contact_points WHERE normal = ? AND kind = ?", (normal, kind))
        found |= dict.fromkeys(row[0] for row in rows)
    codes = [contact_points.postcode(one.postcode, one.country or tx.calendar.country) for one in draft.addresses]
    for code in filter(None, codes):
        rows = tx.all(
            "SELECT customers.id FROM addresses JOIN customers ON customers.id = addresses.customer_id"
            " WHERE addresses.postcode = ? AND customers.sort_name = ?",
            (code, sort_name(draft)),
        )
        found |= dict.fromkeys(row[0] for row in rows)
    found.pop(customer or 0, None)
    return rows_for(tx, list(found)[:_MOST_LOOKALIKES])


def warnings(draft: CustomerDraft, country: str = "GB") -> tuple[str, ...]:
    """What may be mistyped, in words; nothing of it refuses. country: the shop's, two letters."""
    doubts = [contact_points.email_doubt(one.typed) for one in draft.emails if one.typed.strip()]
    doubts += [contact_points.phone_doubt(one.typed, country) for one in draft.phones if one.typed.strip()]
    doubts += [contact_points.postcode_doubt(one.postcode, one.country or country) for one in draft.addresses]
    return tuple(dict.fromkeys(filter(None, doubts)))


def _normals(draft: CustomerDraft, country: str) -> list[tuple[str, str]]:
    found = []
    for kind, points in (("email", draft.emails), ("phone", draft.phones)):
        for point in points:
            normal = contact_points.normal_or_blank(kind, point.typed, country)
            if normal:
                found.append((kind, normal))
    return found


def _points(tx: Tx, customer: CustomerId) -> tuple[tuple[ContactPoint, ...], tuple[ContactPoint, ...]]:
    rows = tx.all(
        "SELECT kind, id, typed, normal, label, preferred, wrong, bounced, do_not_use, checked_on, source, created_at"
        " FROM contact_points WHERE customer_id = ? ORDER BY preferred DESC, normal",
        (customer,),
    )
    of_kind: dict[str, list[ContactPoint]] = {"email": [], "phone": []}
    for kind, *point in rows:
        of_kind[kind].append(ContactPoint(*point[:4], *map(bool, point[4:8]), *point[8:]))
    return tuple(of_kind["email"]), tuple(of_kind["phone"])


def _addresses(tx: Tx, customer: CustomerId) -> tuple[Address, ...]:
    rows = tx.all(
        "SELECT id, line1, line2, town, county, postcode, country, label, preferred, wrong, do_not_use, checked_on,"
        " source, created_at FROM addresses WHERE customer_id = ? ORDER BY preferred DESC, label, line1, line2, town,"
        " county, postcode, country",
        (customer,),
    )
    return tuple(Address(*row[:8], *map(bool, row[8:11]), *row[11:]) for row in rows)


def _external_ids(tx: Tx, customer: CustomerId) -> tuple[ExternalId, ...]:
    rows = tx.all("SELECT platform, external_id FROM customer_external_ids WHERE customer_id = ?", (customer,))
    return tuple(ExternalId(*row) for row in sorted(rows))


def _totals(tx: Tx, customer: CustomerId) -> tuple[Totals, ...]:
    rows = tx.all(
        "SELECT currency, orders, total, first_on, last_on, last_order_id FROM customer_totals WHERE customer_id = ?"
        " ORDER BY total DESC, currency",
        (customer,),
    )
    return tuple(Totals(*row) for row in rows)


def _contact_draft(held: ContactPoint) -> ContactDraft:
    return ContactDraft(held.typed, held.label, held.preferred, held.wrong, held.bounced, held.do_not_use)


def _address_draft(held: Address) -> AddressDraft:
    return AddressDraft(
        *(held.line1, held.line2, held.town, held.county, held.postcode, held.country),
        label=held.label,
        preferred=held.preferred,
        wrong=held.wrong,
        do_not_use=held.do_not_use,
    )
