"""Notes about a customer, and what was done with her record."""

from shopcrm.shop import search
from shopcrm.shop.customers.cleaning import note_body
from shopcrm.shop.customers.records import Act, CustomerNote
from shopcrm.shop.erased import refuse_erased
from shopcrm.vault.refs import CustomerId, NoteId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx


@write("customers.add_note")
def add_note(tx: Tx, customer: CustomerId, body: str) -> NoteId:
    """Add a note about a customer; raises InvalidValue for an empty or endless one, NotFound for nobody."""
    tx.one("SELECT id FROM customers WHERE id = ?", (customer,))
    refuse_erased(tx, customer)
    note = keep_note(tx, customer, note_body(body), "typed")
    tx.note(ref("C", customer), customer, note=ref("N", note))
    tx.offer_undo("Add a note", remove_note, note)
    return note


@write("customers.remove_note")
def remove_note(tx: Tx, note: NoteId) -> None:
    """Take back a note that was written by mistake."""
    customer, body = tx.one("SELECT customer_id, body FROM notes WHERE id = ?", (note,))
    tx.change_one("DELETE FROM notes WHERE id = ?", (note,))
    search.forget(tx, "N", note)
    tx.note(ref("C", customer), customer, note=ref("N", note))
    tx.offer_undo("Remove a note", add_note, customer, body)


def keep_note(tx: Tx, customer: CustomerId, body: str, source: str) -> NoteId:
    """Keep a clean note and make it findable. source: where it came from."""
    note = tx.insert(
        "INSERT INTO notes (customer_id, body, staff_id, at, source) VALUES (?, ?, ?, ?, ?)",
        (customer, body, tx.staff.id, tx.stamp, source),
    )
    search.index(tx, "N", note, body)
    return note


@read("customers.notes_of")
def notes_of(tx: Tx, customer: CustomerId) -> tuple[CustomerNote, ...]:
    """The notes about a customer, the newest first."""
    rows = tx.all(
        "SELECT notes.id, notes.body, staff.name, notes.at, notes.source FROM notes"
        " JOIN staff ON staff.id = notes.staff_id WHERE notes.customer_id = ? ORDER BY notes.id DESC",
        (customer,),
    )
    return tuple(CustomerNote(*row) for row in rows)


@read("customers.customer_of_note")
def customer_of_note(tx: Tx, note: NoteId) -> CustomerId:
    """Whom a note is about; raises NotFound."""
    return int(tx.value("SELECT customer_id FROM notes WHERE id = ?", (note,)))


@read("customers.activity_of")
def activity_of(tx: Tx, customer: CustomerId, limit: int = 200) -> tuple[Act, ...]:
    """What was done about a customer, records merged into hers included, the latest first. limit: how many at most."""
    rows = tx.all(
        "SELECT activity.at, staff.name, activity.verb, activity.ref, coalesce(activity.detail, '') FROM activity"
        " JOIN staff ON staff.id = activity.staff_id WHERE activity.customer_id IN (SELECT ?1 UNION"
        " SELECT lose_id FROM merges WHERE customer_id = ?1 AND undone_at IS NULL) ORDER BY activity.seq DESC LIMIT ?2",
        (customer, limit),
    )
    return tuple(Act(*row) for row in rows)
