"""What cannot be an answer about contact is refused: what is wrong, and what to type instead."""

from datetime import date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop.consent.records import (
    LONGEST_EVIDENCE,
    LONGEST_METHOD,
    NO,
    AnswerKind,
    ConsentDraft,
    came_in_a_file,
)
from shopcrm.shop.consent.subscribers import ADULT_ENOUGH, age_on
from shopcrm.shop.suppression import CHANNELS, PURPOSES
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx, from_stamp, stamp

LONGEST_FACT = 200


def check(tx: Tx, draft: ConsentDraft) -> str:
    """The instant of an answer as a stamp; raises for what cannot be recorded."""
    for field, allowed in (("purpose", PURPOSES), ("channel", CHANNELS), ("answer", get_args(AnswerKind))):
        if getattr(draft, field) not in allowed:
            raise InvalidValue(field, f"{field.capitalize()} is one of {', '.join(allowed)}.")
    if not clean_line(draft.method):
        raise InvalidValue("method", "How did the customer say it?", "At the counter, by telephone, by letter ...")
    for field, longest in (
        *(("method", LONGEST_METHOD), ("evidence", LONGEST_EVIDENCE)),
        *(("parent", LONGEST_FACT), ("parent_checked", LONGEST_FACT)),
    ):
        if len(getattr(draft, field)) > longest:
            raise InvalidValue(field, f"At most {longest:,} characters fit here.", "Shorten it.")
    row = tx.maybe("SELECT status, birthday FROM customers WHERE id = ?", (draft.customer,))
    if row is None:
        raise NotFound(f"There is no customer {ref('C', draft.customer)}.", "Check the reference, or use Find.")
    if row[0] == "erased":
        raise Refused(f"{ref('C', draft.customer)} was erased.", "Add the customer anew, and write the answer there.")
    at = instant(tx, draft.customer, draft.answer in NO, draft.at)
    _check_soft_opt_in(tx, draft, at)
    _check_child(tx, draft, at, row[1])
    return at


def instant(tx: Tx, customer: int, is_a_no: bool, typed: str | None) -> str:
    """When it was said. Of a date alone, a yes counts from its first moment and a no to its last, to be strict."""
    if not typed:
        return at_latest(tx, customer)
    zone = ZoneInfo(tx.calendar.zone)
    try:
        if len(typed) == len("2026-11-22"):
            moment = datetime.combine(date.fromisoformat(typed), time(), zone)
            if is_a_no:
                moment = min(max(moment, tx.now), moment + timedelta(days=1, seconds=-1))
        else:
            moment = datetime.fromisoformat(typed)
    except (ValueError, OverflowError):
        raise InvalidValue("at", "That is not a date.", "Write it like 2026-11-22.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if moment > tx.now or moment.year < 1900:
        raise InvalidValue("at", "An answer cannot be from the future.", "Type the day on which it was given.")
    return stamp(moment)


def last_moment(tx: Tx, typed: str, at: str) -> str:
    """The last instant that a typed moment may mean, as a stamp: the end of a day, but not later than now."""
    if len(typed) != len("2026-11-22"):
        return at
    end = datetime.combine(date.fromisoformat(typed), time(23, 59, 59), ZoneInfo(tx.calendar.zone))
    return stamp(min(end, tx.now))


def at_latest(tx: Tx, customer: int) -> str:
    """The stamp of an answer without a date of its own: now, but never before what a customer's ledger holds already.

    The clock may have been ahead when that was entered; what is said last has the last word all the same.
    """
    latest: str | None = tx.value("SELECT max(at) FROM consent_events WHERE customer_id = ?", (customer,))
    return max(tx.stamp, latest or "")


def _check_soft_opt_in(tx: Tx, draft: ConsentDraft, at: str) -> None:
    """PECR reg 22(3): got in the course of a sale, for similar goods, and stopping was offered at once."""
    soft = draft.soft
    if draft.answer != "soft_opt_in":
        if soft is not None:
            raise InvalidValue("soft", "Only a soft opt-in has these facts.", "Leave them out.")
        return
    if soft is None or not (clean_line(soft.family) and clean_line(soft.offered)):
        raise InvalidValue(
            "soft",
            "A soft opt-in needs the sale, what was bought, and how they could say no at once.",
            "Without them there is none: ask for a yes.",
        )
    if max(len(soft.family), len(soft.offered)) > LONGEST_FACT:
        raise InvalidValue("soft", f"At most {LONGEST_FACT:,} characters fit here.", "Shorten it.")
    try:
        sold_on = date.fromisoformat(soft.sold_on)
    except ValueError:
        raise InvalidValue("soft", "The day of the sale is not a date.", "Write it like 2026-11-22.") from None
    if sold_on > tx.calendar.local_date(from_stamp(at)):
        raise InvalidValue("soft", "The sale comes before the answer.", "Type the day of the sale.")
    order = tx.maybe("SELECT customer_id FROM orders WHERE id = ?", (soft.order,)) if soft.order else None
    if soft.order and (order is None or order[0] != draft.customer):
        raise InvalidValue("soft", f"{ref('O', soft.order)} is no order of this customer.", "Check the reference.")


def _check_child(tx: Tx, draft: ConsentDraft, at: str, birthday: str | None) -> None:
    """UK GDPR Art 8: for a young child a parent says yes. A file cannot be asked; the gate looks at the age again."""
    if draft.parent_checked and not clean_line(draft.parent):
        raise InvalidValue("parent", "Who is the parent?", "Type the name, or leave both blank.")
    age = age_on(birthday, tx.calendar.local_date(from_stamp(at)))
    if draft.answer == "soft_opt_in" and age is not None and age < ADULT_ENOUGH:
        raise InvalidValue("answer", f"They were {age} years old: a parent has to say yes.", "Ask the parent.")
    if draft.answer != "grant" or clean_line(draft.parent) or came_in_a_file(draft.method):
        return
    if age is not None and age < ADULT_ENOUGH:
        raise InvalidValue(
            "parent", f"They were {age} years old: a parent has to say yes.", "Ask the parent, and type the name."
        )
