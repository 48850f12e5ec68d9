"""Would she recommend the shop, 0 to 10: asked of each person at most once a quarter."""

from datetime import date

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.shop.tickets import typed
from shopcrm.shop.tickets.records import Recommendation
from shopcrm.vault.refs import CustomerId, TicketId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import add_months, short_day

WORST, BEST = 0, 10
MONTHS_BETWEEN = 3


@write("recommendations.record")
def record(tx: Tx, customer: CustomerId, score: int, comment: str = "", ticket: TicketId | None = None) -> int:
    """Enter whether a customer would recommend the shop; answers the entry's number. ticket: what it followed, if any.

    Raises InvalidValue for a number outside 0 to 10, Refused where she was asked less than three months ago,
    NotFound for records that are not there.
    """
    tx.one("SELECT id FROM customers WHERE id = ?", (customer,))
    refuse_restricted(tx, customer)
    if ticket is not None:
        tx.one("SELECT id FROM tickets WHERE id = ?", (ticket,))
    if not WORST <= score <= BEST:
        raise InvalidValue("score", f"The answer is a number from {WORST} to {BEST}.", "10 is the best.")
    again = ask_from(tx, customer)
    if again is not None and not due(tx, customer):
        raise Refused("This customer was asked less than three months ago.", f"Ask again from {short_day(again)} on.")
    entry = tx.insert(
        "INSERT INTO recommendations (customer_id, score, comment, ticket_id, at, staff_id) VALUES (?, ?, ?, ?, ?, ?)",
        (customer, score, typed.block("comment", comment), ticket, tx.stamp, tx.staff.id),
    )
    tx.note(ref("C", customer), customer, score=score)
    tx.offer_undo("Enter a recommendation", take_back, entry)
    return entry


@write("recommendations.take_back")
def take_back(tx: Tx, entry: int) -> None:
    """Take back an answer that was entered by mistake."""
    customer = tx.value("SELECT customer_id FROM recommendations WHERE id = ?", (entry,))
    tx.change_one("DELETE FROM recommendations WHERE id = ?", (entry,))
    tx.note(ref("C", customer), customer, taken_back=entry)


@read("recommendations.ask_from")
def ask_from(tx: Tx, customer: CustomerId) -> date | None:
    """The day from which a customer may be asked again; None where she never was."""
    row = tx.maybe("SELECT at FROM recommendations WHERE customer_id = ? ORDER BY at DESC LIMIT 1", (customer,))
    return None if row is None else add_months(tx.calendar.local_date(from_stamp(row[0])), MONTHS_BETWEEN)


@read("recommendations.due")
def due(tx: Tx, customer: CustomerId) -> bool:
    """Whether a customer may be asked today."""
    again = ask_from(tx, customer)
    return again is None or tx.today >= again


@read("recommendations.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> tuple[Recommendation, ...]:
    """What a customer answered, the latest first."""
    rows = tx.all(
        "SELECT id, customer_id, score, comment, ticket_id, at FROM recommendations WHERE customer_id = ?"
        " ORDER BY at DESC, id DESC",
        (customer,),
    )
    return tuple(Recommendation(*row) for row in rows)
