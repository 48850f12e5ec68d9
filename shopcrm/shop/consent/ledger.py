"""The ledger of answers: what people said about being contacted is written down, and a no takes effect at once.

Blank is unknown, never yes. A no holds until the person herself says yes later, with evidence; an import, a merge or an
undo never turns it round (UK GDPR Art 7(3) and 21(3); PECR reg 22).
"""

from collections.abc import Iterator

from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop import suppression, wordings
from shopcrm.shop.consent.answers import entries, standing
from shopcrm.shop.consent.checking import at_latest, check, last_moment
from shopcrm.shop.consent.gate import may_contact
from shopcrm.shop.consent.records import NO, YES, Answer, ConsentDraft, Recorded, about_words, came_in_a_file
from shopcrm.shop.suppression import CHANNELS, PURPOSES, Channel, Point, PointKind, Purpose, points_for
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx

_FACTS = {"soft_opt_ins": "order_id, sold_on, family, offered", "parental_consents": "parent, checked"}
"""What makes an answer count, in tables of its own."""
GDPR_FROM = "2018-05-24T23:00:00Z"
"""The first moment of 25 May 2018 in the United Kingdom."""


@write("consent.record")
def record(tx: Tx, draft: ConsentDraft) -> Recorded:
    """Write down what a customer said about being contacted; a no takes effect at once on every address of it.

    Raises InvalidValue for an answer dated in the future or without a method, for a soft opt-in without its facts and
    a young child's yes without a parent's; NotFound for nobody, Refused for an erased customer.
    """
    at = check(tx, draft)
    told = _told(tx, draft, at)
    event = _enter(tx, draft, at, told)
    said = entries(tx, draft.customer, draft.purpose, draft.channel)
    mine = next(entry for entry in said if entry.id == event)
    explanation = (_refuse_contact if mine.answer in NO else _allow)(tx, draft.customer, said, mine)
    tx.note(ref("C", draft.customer), draft.customer, purpose=draft.purpose, channel=draft.channel, answer=draft.answer)
    if draft.answer not in NO:
        tx.offer_undo("Record an answer", take_back, event)
    return Recorded(event, " ".join((explanation, *_remarks(draft, at, told))))


@write("consent.leave_alone")
def leave_alone(tx: Tx, customer: CustomerId, method: str, evidence: str = "") -> None:
    """Write down that a customer wants to hear nothing any more: for no purpose, by no channel."""
    at = at_latest(tx, customer)
    for purpose in PURPOSES:
        for channel in CHANNELS:
            record(tx, ConsentDraft(customer, purpose, channel, "object", method, evidence))
    suppression.put(tx, suppression.points_of(tx, customer), "", "", "objected", clean_line(method), at)


@write("consent.take_back")
def take_back(tx: Tx, event: int) -> None:
    """Take back a yes that was entered by mistake; whatever no it had lifted is in force again.

    Raises Refused for a no: only a later yes of the person, with evidence, turns it round.
    """
    customer, answer = tx.one("SELECT customer_id, answer FROM consent_events WHERE id = ?", (event,))
    if answer in NO:
        raise Refused(
            "A no stays on record.", "If the customer has had a change of mind, enter the yes, with evidence."
        )
    suppression.put_back(tx, event)
    with tx.gate("undo"):
        tx.change_one("DELETE FROM consent_events WHERE id = ?", (event,))
    tx.run(
        "UPDATE confirmations SET confirmed_at = NULL, confirmed_how = '' WHERE customer_id = ?"
        " AND confirmed_at > '' AND event_id IS NULL",
        (customer,),
    )
    tx.note(ref("C", customer), customer, taken_back=event)


@write("consent.suppress")
def suppress(
    tx: Tx,
    kind: PointKind,
    normal: str,
    source: str,
    purpose: Purpose | None = None,
    channel: Channel | None = None,
) -> None:
    """Put an address or number, in standard form, on the do-not-contact list, whether it is a customer's or not.

    source: who asked and how. purpose, channel: None means every one.
    """
    if not normal.strip() or not clean_line(source):
        raise InvalidValue("normal", "Which address, and who asked?", "Type both.")
    point = Point(kind, suppression.point_key(kind, normal.strip()), "", usable=True)
    suppression.put(tx, [point], purpose or "", channel or "", "asked", clean_line(source), tx.stamp)


@read("consent.holds")
def holds(tx: Tx, customer: CustomerId, purpose: Purpose, channel: Channel) -> bool:
    """Whether a no stands that only the customer's own yes, with evidence, turns round."""
    held = standing(entries(tx, customer, purpose, channel))
    points = points_for(channel, suppression.points_of(tx, customer))
    no = held is not None and held.answer not in YES
    return no or any(suppression.since_when(tx, one, purpose, channel) for one in points)


def keep_suppressed(tx: Tx, customer: CustomerId) -> None:
    """Extend every no of a customer to addresses and numbers that were added since."""
    spoken = tx.all(
        "SELECT DISTINCT purpose, channel FROM consent_events"
        " WHERE customer_id = ? AND answer IN ('withdraw', 'object')",
        (customer,),
    )
    for purpose, channel in spoken:
        held = standing(entries(tx, customer, purpose, channel))
        if held and held.answer in NO:
            _suppress_hers(tx, customer, held, "asked")


def repeat(tx: Tx, customer: CustomerId, event: int, method: str, evidence: str) -> None:
    """Enter an answer of the ledger once more for a customer, with its facts, after everything that she said."""
    again = tx.insert(
        "INSERT INTO consent_events (customer_id, purpose, channel, answer, wording_id, method, evidence, captured_by,"
        " at, recorded_at) SELECT ?1, purpose, channel, answer, wording_id, ?2, ?3, ?4, ?5, ?6 FROM consent_events"
        " WHERE id = ?7",
        (customer, method, evidence, tx.staff.id, at_latest(tx, customer), tx.stamp, event),
    )
    for table, facts in _FACTS.items():
        tx.run(
            f"INSERT INTO {table} (event_id, customer_id, {facts})"
            f" SELECT ?, ?, {facts} FROM {table} WHERE event_id = ?",
            (again, customer, event),
        )


def _enter(tx: Tx, draft: ConsentDraft, at: str, told: str) -> int:
    """The entry, with the facts that make it count. told: the wording, blank where none was or it is not known."""
    wording = wordings.kept(tx, draft.purpose, told) if told else None
    method, evidence = clean_line(draft.method), clean_block(draft.evidence)
    event = tx.insert(
        "INSERT INTO consent_events (customer_id, purpose, channel, answer, wording_id, method, evidence, captured_by,"
        " at, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(draft.customer, draft.purpose, draft.channel, draft.answer, wording, method, evidence),
            *(tx.staff.id, at, tx.stamp),
        ),
    )
    if draft.soft is not None:
        facts = (draft.soft.order, draft.soft.sold_on, clean_line(draft.soft.family), clean_line(draft.soft.offered))
        tx.insert(
            "INSERT INTO soft_opt_ins (event_id, customer_id, order_id, sold_on, family, offered)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (event, draft.customer, *facts),
        )
    if clean_line(draft.parent):
        tx.insert(
            "INSERT INTO parental_consents (event_id, customer_id, parent, checked) VALUES (?, ?, ?, ?)",
            (event, draft.customer, clean_line(draft.parent), clean_line(draft.parent_checked)),
        )
    return event


def _told(tx: Tx, draft: ConsentDraft, at: str) -> str:
    """The wording that an answer was given to: none for a no, nor for an import that does not say.

    It is the one in force when the answer was given, of a date alone on that day; blank where nothing tells.
    """
    if draft.wording:
        return draft.wording
    if draft.answer in NO or came_in_a_file(draft.method):
        return ""
    if not draft.at:
        return wordings.wording(tx, draft.purpose)
    return wordings.wording_on(tx, draft.purpose, last_moment(tx, draft.at, at))


def _remarks(draft: ConsentDraft, at: str, told: str) -> Iterator[str]:
    """What weakens a yes of long ago as a proof."""
    if draft.answer not in YES or came_in_a_file(draft.method):
        return
    if not told:
        yield (
            "What they were told then is not known, so this proves little (UK GDPR Art 7(1)): enter it with the words"
            " that they were shown, or ask again when you meet."
        )
    if at < GDPR_FROM:
        yield "It is from before the GDPR (25 May 2018): it counts only where it meets the rules of today."


def _refuse_contact(tx: Tx, customer: int, said: list[Answer], mine: Answer) -> str:
    held = standing(said)
    if held is None or held.answer not in NO:
        return "Recorded. There is a later yes, with evidence, and that stands."
    earlier = standing(entry for entry in said if entry.id != mine.id)
    if mine.answer == "withdraw" and (earlier is None or earlier.answer not in YES):
        _suppress_hers(tx, customer, mine, "asked")
        return "Recorded. There was no yes to take back; the do-not-contact list holds this customer all the same."
    _suppress_hers(tx, customer, mine, "withdrawn" if mine.answer == "withdraw" else "objected")
    return f"Recorded. No more {about_words(mine.purpose, mine.channel)} from now on."


def _suppress_hers(tx: Tx, customer: int, said: Answer, reason: suppression.Reason) -> None:
    points = points_for(said.channel, suppression.points_of(tx, customer))
    suppression.put(tx, points, said.purpose, said.channel, reason, said.method, said.at)


def _allow(tx: Tx, customer: int, said: list[Answer], mine: Answer) -> str:
    held = standing(said)
    if mine.is_her_own_yes and held is not None and held.answer not in NO:
        points = points_for(mine.channel, suppression.points_of(tx, customer))
        if suppression.lift(tx, points, mine.purpose, mine.channel, mine.id, mine.at):
            return "Recorded. The earlier no is lifted: the customer said yes in person, and there is evidence."
        return "Recorded."
    permission = may_contact(tx, customer, mine.purpose, mine.channel)
    if mine.answer in YES and not permission.allowed:
        return f"Recorded, but it changes nothing: {permission.because}"
    return "Recorded."
