"""Double opt-in: a question that the person confirms before anything is sent. Unanswered, it is no yes."""

from dataclasses import dataclass

from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop import wordings
from shopcrm.shop.consent.checking import at_latest
from shopcrm.shop.consent.gate import may_contact
from shopcrm.shop.consent.ledger import holds, record
from shopcrm.shop.consent.records import LONGEST_METHOD, ConsentDraft, Recorded, about_words
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.shop.suppression import CHANNELS, PURPOSES, Channel, Purpose
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day

_COLUMNS = (
    "confirmations.id, customer_id, customers.name, confirmations.purpose, channel, asked_at, asked_how, staff.name,"
    " wordings.version, confirmed_at, confirmed_how, event_id, dropped_at FROM confirmations"
    " JOIN customers ON customers.id = customer_id JOIN staff ON staff.id = staff_id"
    " JOIN wordings ON wordings.id = wording_id"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: who was asked what, how, and what came of it. Instants are stamps, UTC."""

    id: int
    customer: CustomerId
    customer_name: str
    purpose: Purpose
    channel: Channel
    asked_at: str
    asked_how: str
    staff: str
    wording_version: int
    confirmed_at: str | None
    confirmed_how: str
    event: int | None
    dropped_at: str | None

    @property
    def waits(self) -> bool:
        """Whether it is neither confirmed nor given up."""
        return self.confirmed_at is None and self.dropped_at is None


@write("consent.ask")
def ask(tx: Tx, customer: CustomerId, purpose: Purpose, channel: Channel, how: str) -> int:
    """Note that a customer signed up and was asked to confirm it; answers the question's number.

    how: how they signed up, and how they are to confirm. Raises Refused after a no, which nobody may be asked to turn
    round, where it is allowed already, or where the customer waits for that question already; InvalidValue.
    """
    words = _check(tx, customer, purpose, channel, how)
    if holds(tx, customer, purpose, channel):
        raise Refused("They have said no: do not ask.", "Only they can bring it up again; then enter their yes.")
    if may_contact(tx, customer, purpose, channel).allowed:
        raise Refused("They may be contacted already.", "There is nothing to confirm.")
    if any(one.waits and (one.purpose, one.channel) == (purpose, channel) for one in of_customer(tx, customer)):
        raise Refused("They were asked that already, and have not confirmed it.", "Confirm it, or give it up.")
    wording = wordings.kept(tx, purpose, wordings.wording(tx, purpose))
    made = tx.insert(
        "INSERT INTO confirmations (customer_id, purpose, channel, wording_id, asked_at, asked_how, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (customer, purpose, channel, wording, at_latest(tx, customer), words, tx.staff.id),
    )
    tx.note(ref("C", customer), customer, purpose=purpose, channel=channel)
    tx.offer_undo("Ask to confirm", drop, made)
    return made


@write("consent.confirm")
def confirm(tx: Tx, question: int, how: str) -> Recorded:
    """Note that the customer confirmed: now it is a yes of their own, proven by question and answer.

    how: how they confirmed. Raises Refused where it was confirmed or given up, and what `consent.record` raises.
    """
    held = _waiting(tx, question)
    words = _words("how", how, "How did they confirm it?")
    asked_on = short_day(tx.calendar.local_date(from_stamp(held.asked_at)))
    said = f"double opt-in: {held.asked_how} on {asked_on}, confirmed {words}"
    wording = tx.value(
        "SELECT text FROM wordings JOIN confirmations ON wordings.id = wording_id WHERE confirmations.id = ?",
        (question,),
    )
    draft = ConsentDraft(held.customer, held.purpose, held.channel, "grant", words, said, wording=wording)
    recorded = record(tx, draft)
    tx.change_one(
        "UPDATE confirmations SET confirmed_at = ?, confirmed_how = ?, event_id = ? WHERE id = ?",
        (tx.stamp, words, recorded.id, question),
    )
    return recorded


@write("consent.drop")
def drop(tx: Tx, question: int) -> None:
    """Give a question up that nobody confirmed: the customer stays unasked. Raises Refused once it is confirmed."""
    held = _waiting(tx, question)
    tx.change_one("UPDATE confirmations SET dropped_at = ? WHERE id = ?", (tx.stamp, question))
    tx.note(ref("C", held.customer), held.customer, purpose=held.purpose, channel=held.channel)


@read("consent.questions")
def waiting(tx: Tx) -> tuple[Question, ...]:
    """Every question that waits to be confirmed, the oldest first."""
    rows = tx.all(f"SELECT {_COLUMNS} WHERE confirmed_at IS NULL AND dropped_at IS NULL ORDER BY asked_at, 1")
    return tuple(Question(*row) for row in rows)


@read("consent.questions_of")
def of_customer(tx: Tx, customer: CustomerId) -> tuple[Question, ...]:
    """What a customer was asked to confirm, the latest first."""
    rows = tx.all(f"SELECT {_COLUMNS} WHERE customer_id = ? ORDER BY asked_at DESC, 1 DESC", (customer,))
    return tuple(Question(*row) for row in rows)


def _check(tx: Tx, customer: int, purpose: str, channel: str, how: str) -> str:
    if purpose not in PURPOSES or channel not in CHANNELS:
        raise InvalidValue("purpose", "That is no purpose and channel.", "See `batch --list`.")
    tx.value("SELECT id FROM customers WHERE id = ?", (customer,))
    refuse_restricted(tx, customer)
    return _words("how", how, f"How did they sign up for {about_words(purpose, channel)}?")


def _words(field: str, typed: str, question: str) -> str:
    words = clean_line(typed)
    if not words:
        raise InvalidValue(field, question, "On the form at the counter, by the link in our e-mail ...")
    if len(words) > LONGEST_METHOD:
        raise InvalidValue(field, f"At most {LONGEST_METHOD} characters fit here.", "Shorten it.")
    return words


def _waiting(tx: Tx, question: int) -> Question:
    held = Question(*tx.one(f"SELECT {_COLUMNS} WHERE confirmations.id = ?", (question,)))
    if not held.waits:
        raise Refused("That question was settled already.", "Look at the answers of the customer.")
    return held
