"""A yes does not last for ever: which are old enough to be looked at again, and what was decided.

No law sets the time ("likely to degrade over time"); 24 months are the shop's own choice, and can be changed.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop.consent.answers import entries, standing
from shopcrm.shop.consent.records import YES, about_words
from shopcrm.shop.suppression import Channel, Purpose
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import add_months, short_day

LONGEST_NOTE = 200
MOST_COUNTED = 99
# The latest yes of each person, purpose and channel; whether it stands is for `standing` to say.
_OLD = (
    "SELECT said.customer_id, purpose, channel, said.id, said.at, customers.name,"
    " (SELECT max(reviewed_on) FROM consent_reviews WHERE event_id = said.id) AS reviewed FROM consent_events AS said"
    " CROSS JOIN customers ON customers.id = said.customer_id WHERE answer = ?2 AND at < ?1"
    " AND status = 'active' AND NOT EXISTS (SELECT 1 FROM consent_events AS later"
    " WHERE later.customer_id = said.customer_id AND later.purpose = said.purpose AND later.channel = said.channel"
    " AND later.answer IN ('grant', 'soft_opt_in') AND (later.at, later.id) > (said.at, said.id))"
    " AND (reviewed IS NULL OR reviewed < ?1) ORDER BY said.at, said.id"
)
_SHORTEST_MONTH = timedelta(days=3)
"""Months before a day and months after it differ by as much; the exact day is worked out for each."""


@dataclass(frozen=True, slots=True)
class OldYes:
    """A yes that is due to be looked at. since, due: days."""

    event: int
    customer: CustomerId
    customer_name: str
    purpose: Purpose
    channel: Channel
    since: date
    reviewed: date | None
    due: date

    @property
    def words(self) -> str:
        """``offers and news by e-mail, since 3 May 2024``."""
        return f"{about_words(self.purpose, self.channel)}, since {short_day(self.since)}"


@read("consent.review_months", role=Role.ASSISTANT)
def review_months(tx: Tx) -> int:
    """After how many months a yes is looked at again."""
    return int(tx.value("SELECT review_months FROM consent_settings"))


@write("consent.set_review_months", role=Role.OWNER)
def set_review_months(tx: Tx, months: int) -> None:
    """Say after how many months a yes is looked at again; raises InvalidValue for fewer than 1 or more than 120."""
    if not 1 <= months <= 120:
        raise InvalidValue("months", "That is 1 to 120 months.", "Two years are 24.")
    before = review_months(tx)
    tx.change_one("UPDATE consent_settings SET review_months = ? WHERE id = 1", (months,))
    tx.note(months=months)
    tx.offer_undo("Change when a yes is looked at again", set_review_months, before)


@read("consent.due_reviews", role=Role.ASSISTANT)
def due(tx: Tx, until: date | None = None) -> tuple[OldYes, ...]:
    """Every yes in use that is due to be looked at up to a day, today if None; the oldest first."""
    return tuple(sorted(falling_due(tx, until or tx.today), key=lambda one: (one.due, one.event)))


@write("consent.review")
def review(tx: Tx, events: tuple[int, ...], note: str) -> None:
    """Note that answers were looked at and still count, and why. note: such as "buys every month".

    Raises InvalidValue without a reason, Refused for an answer that is no yes.
    """
    words = clean_line(note)
    if not words or len(words) > LONGEST_NOTE:
        raise InvalidValue(
            "note", f"Why does it still count? 1 to {LONGEST_NOTE} characters.", "They order monthly ..."
        )
    made = []
    for event in events:
        customer, answer = tx.one("SELECT customer_id, answer FROM consent_events WHERE id = ?", (event,))
        if answer not in YES:
            raise Refused("That answer is a no: there is nothing to look at again.", "A no never grows old.")
        made.append(
            tx.insert(
                "INSERT INTO consent_reviews (customer_id, event_id, note, reviewed_on, staff_id)"
                " VALUES (?, ?, ?, ?, ?)",
                (customer, event, words, tx.today.isoformat(), tx.staff.id),
            )
        )
        tx.note(ref("C", customer), customer, answers=len(events))
    tx.offer_undo("Look at answers again", take_review_back, tuple(made))


@write("consent.take_review_back")
def take_review_back(tx: Tx, reviews: tuple[int, ...]) -> None:
    """Take back that answers were looked at."""
    for one in reviews:
        tx.change_one("DELETE FROM consent_reviews WHERE id = ?", (one,))
    tx.note(answers=len(reviews))


@read("consent.reviews_waiting", role=Role.ASSISTANT)
def reviews_waiting(tx: Tx) -> str:
    """How many answers are to be looked at, in words; blank for none."""
    count = sum(1 for _ in zip(range(MOST_COUNTED + 1), falling_due(tx, tx.today), strict=False))
    return "" if not count else f"more than {MOST_COUNTED}" if count > MOST_COUNTED else f"{count} to look at"


def falling_due(tx: Tx, last: date) -> Iterator[OldYes]:
    """Every yes in use that is due up to a day, the oldest answers first."""
    months = review_months(tx)
    bound = f"{add_months(last, -months) + _SHORTEST_MONTH}T24"
    oldest_first = heapq.merge(
        *(tx.rows(_OLD, (bound, answer)) for answer in sorted(YES)), key=lambda row: (row[4], row[3])
    )
    for customer, purpose, channel, event, at, name, reviewed in oldest_first:
        held = standing(entries(tx, customer, purpose, channel))
        since = tx.calendar.local_date(from_stamp(at))
        looked = date.fromisoformat(reviewed) if reviewed else None
        falls = add_months(max(since, looked or since), months)
        if held is not None and held.id == event and falls <= last:
            yield OldYes(event, customer, name, purpose, channel, since, looked, falls)
