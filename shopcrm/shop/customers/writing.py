"""Adding and changing customers."""

import uuid
from typing import Any

from shopcrm.errors import Refused
from shopcrm.shop import consent, restriction, search
from shopcrm.shop.customers import cleaning
from shopcrm.shop.customers.contact_points import digits_as_found, squeezed
from shopcrm.shop.customers.names import display_name, sort_name
from shopcrm.shop.customers.notes import keep_note
from shopcrm.shop.customers.reading import draft_of
from shopcrm.shop.customers.records import AddressDraft, CustomerDraft
from shopcrm.shop.erased import refuse_erased
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx


@write("customers.add")
def add(tx: Tx, draft: CustomerDraft) -> CustomerId:
    """Add a customer.

    A number or postcode that may be mistyped is kept (`warnings` tells); raises InvalidValue for what cannot be one.
    """
    kept = cleaning.clean(draft, tx.calendar.country, tx.today)
    points, name = cleaning.points(kept, tx.calendar.country), display_name(kept)
    customer = tx.insert(
        "INSERT INTO customers (uid, kind, given_name, family_name, company, name, sort_name, birthday, source,"
        " confirmed_on, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            uuid.uuid4().hex,
            kept.kind,
            kept.given_name,
            kept.family_name,
            kept.company,
            name,
            sort_name(kept),
            kept.birthday,
            kept.source,
            tx.today.isoformat() if kept.source == "typed" else None,
            tx.stamp,
            tx.stamp,
        ),
    )
    _add_points(tx, customer, points, kept.source)
    _add_addresses(tx, customer, kept.addresses, kept.source)
    _add_tags(tx, customer, kept.tags)
    if kept.note:
        keep_note(tx, customer, kept.note, kept.source)
    _index(tx, customer, kept, points)
    tx.note(ref("C", customer), customer, name=name)
    tx.offer_undo(f"Add {name}", archive, customer)
    return customer


@write("customers.edit")
def edit(tx: Tx, customer: CustomerId, draft: CustomerDraft, came_from: str = "typed") -> None:
    """Change a customer's details; what stays the same keeps its history.

    A note in the draft is added. came_from: the source of what is new. Raises InvalidValue as `add` does.
    """
    refuse_erased(tx, customer)
    before = draft_of(tx, customer)
    kept = cleaning.clean(draft, tx.calendar.country, tx.today)
    tx.change_one(
        "UPDATE customers SET kind = ?, given_name = ?, family_name = ?, company = ?, name = ?, sort_name = ?,"
        " birthday = ?, updated_at = ? WHERE id = ?",
        (
            kept.kind,
            kept.given_name,
            kept.family_name,
            kept.company,
            display_name(kept),
            sort_name(kept),
            kept.birthday,
            tx.stamp,
            customer,
        ),
    )
    _change_points(tx, customer, cleaning.points(kept, tx.calendar.country), came_from)
    _change_addresses(tx, customer, kept.addresses, came_from)
    tx.run("DELETE FROM customer_tags WHERE customer_id = ?", (customer,))
    _add_tags(tx, customer, kept.tags)
    if kept.note:
        keep_note(tx, customer, kept.note, came_from)
    consent.keep_suppressed(tx, customer)
    reindex(tx, customer)
    tx.note(ref("C", customer), customer, changed=_changes(before, kept))
    tx.offer_undo(f"Edit {display_name(kept)}", edit, customer, before)


@write("customers.archive")
def archive(tx: Tx, customer: CustomerId) -> None:
    """Put a customer away: she leaves the list, stays findable, and can come back."""
    _set_status(tx, customer, "active", "archived")
    tx.offer_undo("Put away", unarchive, customer)


@write("customers.unarchive")
def unarchive(tx: Tx, customer: CustomerId) -> None:
    """Bring a customer back into the list."""
    _set_status(tx, customer, "archived", "active")
    tx.offer_undo("Bring back", archive, customer)


@write("customers.confirm")
def confirm(tx: Tx, customer: CustomerId) -> None:
    """Note that a customer's details were confirmed today."""
    refuse_erased(tx, customer)
    name, before = tx.one("SELECT name, confirmed_on FROM customers WHERE id = ?", (customer,))
    tx.change_one("UPDATE customers SET confirmed_on = ? WHERE id = ?", (tx.today.isoformat(), customer))
    tx.note(ref("C", customer), customer)
    tx.offer_undo(f"Confirm {name}", take_back_confirming, customer, before)


@write("customers.take_back_confirming")
def take_back_confirming(tx: Tx, customer: CustomerId, confirmed_on: str | None = None) -> None:
    """Put back when a customer's details were confirmed last; None where they never were."""
    refuse_erased(tx, customer)
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    day = None if confirmed_on is None else cleaning.day_confirmed(confirmed_on, tx.today)
    tx.change_one("UPDATE customers SET confirmed_on = ? WHERE id = ?", (day, customer))
    tx.note(ref("C", customer), customer)
    tx.offer_undo(f"Confirm {name}", confirm, customer)


def reindex(tx: Tx, customer: CustomerId) -> None:
    """Bring the search index up to date with a customer's record."""
    draft = draft_of(tx, customer)
    numbers = tx.all("SELECT external_id FROM customer_external_ids WHERE customer_id = ?", (customer,))
    status = tx.value("SELECT status FROM customers WHERE id = ?", (customer,))
    points = cleaning.points(draft, tx.calendar.country)
    _index(tx, customer, draft, points, tuple(number for (number,) in numbers), put_away=status == "archived")


def _set_status(tx: Tx, customer: CustomerId, was: str, becomes: str) -> None:
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    changed = tx.run(
        "UPDATE customers SET status = ?, updated_at = ? WHERE id = ? AND status = ?",
        (becomes, tx.stamp, customer, was),
    )
    if not changed:
        restriction.refuse_restricted(tx, customer)
        raise Refused(f"{name} is {'in the list' if becomes == 'active' else 'put away'} already.")
    reindex(tx, customer)
    tx.note(ref("C", customer), customer)


def _index(
    tx: Tx,
    customer: CustomerId,
    draft: CustomerDraft,
    points: list[cleaning.Point],
    external_ids: tuple[str, ...] = (),
    put_away: bool = False,
) -> None:
    words = [
        *(search.email_words(point.normal) for point in points if point.kind == "email"),
        *(f"{one.town} {one.postcode} {squeezed(one.postcode)}" for one in draft.addresses),
        *draft.tags,
        *external_ids,
    ]
    search.index(
        tx,
        "C",
        customer,
        " ".join(words),
        " ".join(digits_as_found(point.normal) for point in points if point.kind == "phone"),
        names=f"{draft.given_name} {draft.family_name} {draft.company}",
        put_away=put_away,
    )


def _add_points(tx: Tx, customer: CustomerId, points: list[cleaning.Point], source: str) -> None:
    tx.run_many(
        "INSERT INTO contact_points (customer_id, kind, normal, typed, label, preferred, wrong, bounced, do_not_use,"
        " source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(customer, point.kind, point.normal, *point.values, source, tx.stamp) for point in points],
    )


def _change_points(tx: Tx, customer: CustomerId, points: list[cleaning.Point], source: str) -> None:
    held = {
        (kind, normal): point_id
        for point_id, kind, normal in tx.all(
            "SELECT id, kind, normal FROM contact_points WHERE customer_id = ?", (customer,)
        )
    }
    wanted = {(point.kind, point.normal): point for point in points}
    tx.run_many("DELETE FROM contact_points WHERE id = ?", [(held[key],) for key in held if key not in wanted])
    tx.run_many(
        "UPDATE contact_points SET typed = ?, label = ?, preferred = ?, wrong = ?, bounced = ?, do_not_use = ?"
        " WHERE id = ?",
        [(*point.values, held[key]) for key, point in wanted.items() if key in held],
    )
    _add_points(tx, customer, [point for key, point in wanted.items() if key not in held], source)


def _add_addresses(tx: Tx, customer: CustomerId, addresses: tuple[AddressDraft, ...], source: str) -> None:
    tx.run_many(
        "INSERT INTO addresses (customer_id, line1, line2, town, county, postcode, country, label, preferred, wrong,"
        " do_not_use, source, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(customer, *_address_values(one), source, tx.stamp) for one in addresses],
    )


def _change_addresses(tx: Tx, customer: CustomerId, addresses: tuple[AddressDraft, ...], source: str) -> None:
    """An address that is there already keeps its row; one that was corrected takes over the row of one that went."""
    held = {
        tuple(row[1:]): row[0]
        for row in tx.all(
            "SELECT id, line1, line2, town, county, postcode, country FROM addresses WHERE customer_id = ? ORDER BY id",
            (customer,),
        )
    }
    rows = {one: held.pop(cleaning.lines_of(one)) for one in addresses if cleaning.lines_of(one) in held}
    spare = list(held.values())
    for one in addresses:
        if one not in rows and spare:
            rows[one] = spare.pop(0)
    tx.run_many("DELETE FROM addresses WHERE id = ?", [(row_id,) for row_id in spare])
    tx.run_many(
        "UPDATE addresses SET line1 = ?, line2 = ?, town = ?, county = ?, postcode = ?, country = ?, label = ?,"
        " preferred = ?, wrong = ?, do_not_use = ? WHERE id = ?",
        [(*_address_values(one), row_id) for one, row_id in rows.items()],
    )
    _add_addresses(tx, customer, tuple(one for one in addresses if one not in rows), source)


def _address_values(one: AddressDraft) -> tuple[Any, ...]:
    return (*cleaning.lines_of(one), one.label, one.preferred, one.wrong, one.do_not_use)


def _add_tags(tx: Tx, customer: CustomerId, tags: tuple[str, ...]) -> None:
    tx.run_many("INSERT INTO customer_tags (customer_id, tag) VALUES (?, ?)", [(customer, tag) for tag in tags])


def _changes(before: CustomerDraft, after: CustomerDraft) -> list[str]:
    fields = ("given_name", "family_name", "company", "kind", "emails", "phones", "addresses", "tags", "birthday")
    return [field for field in fields if getattr(before, field) != getattr(after, field)]
