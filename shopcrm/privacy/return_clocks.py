"""What the law counts for a return: until when the customer may do what, and by when the shop pays back.

The dates are worked out anew from those of the return, by the rules of `privacy.deadlines`; they inform, and are no
legal advice. Where no law of this program applies, outside the United Kingdom or before it was in force, there is none.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from shopcrm.errors import Refused
from shopcrm.privacy import deadlines
from shopcrm.shop import erased
from shopcrm.shop.deadlines import Deadline as Due
from shopcrm.shop.returns import dates_of
from shopcrm.shop.returns.records import DatesDraft
from shopcrm.shop.today import MOST_TO_DO_NEXT, DoNext
from shopcrm.vault.refs import ReturnId, ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import short_day

REJECT = "Short-term right to reject"
REJECT_PAUSED = "Short-term right to reject, if the repair came back today"
PRESUMPTION = "Fault counts as there from the start"
NO_DEDUCTION = "No deduction for use"
CANCEL = "Right to cancel"
SEND_BACK = "Customer sends it back"
REFUND = "Pay the refund"

# What is still to be paid back: what is accepted, and, after a cancellation, whatever was not rejected.
_UNSETTLED = "outcome IS NULL AND (decision = 'accepted' OR (decision = 'waiting' AND basis = 'cancelled'))"
# The day from which a refund is counted leads to the day on which it is due, as the rules of `deadlines` have it; here
# they only put the returns in order, so that no more dates are worked out than are shown.
_RUNNING = f"""
SELECT running.id, {erased.NAME}, basis, told_on, delivered_on, sent_on, agreed_on, back_on FROM (
    SELECT returns.id, order_id, basis, told_on, delivered_on, sent_on, agreed_on, min(back_on) AS back_on,
        CASE basis WHEN 'faulty' THEN date(agreed_on, '+13 days')
            ELSE date(coalesce(min(sent_on, min(back_on)), sent_on, min(back_on)), '+14 days') END AS due
    FROM returns JOIN return_lines ON return_id = returns.id
    WHERE state IN ('expected', 'deciding', 'settling') AND basis <> 'goodwill' AND {_UNSETTLED}
    GROUP BY returns.id HAVING due <= ?1 ORDER BY due, returns.id LIMIT ?2
) AS running JOIN orders ON orders.id = order_id LEFT JOIN customers ON customers.id = customer_id
"""


@dataclass(frozen=True, slots=True)
class Clock:
    """A date that the law sets for a return. rule: its name; steps: how it was counted; over: it has passed."""

    name: str
    due: date
    rule: str
    steps: tuple[str, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class DueRefund:
    """A return whose refund is due by a date; customer_name: empty without a customer."""

    ret: ReturnId
    customer_name: str
    clock: Clock


@read("return_clocks.of_return")
def of_return(tx: Tx, ret: ReturnId) -> tuple[Clock, ...]:
    """The dates that the law sets for a return, in the order in which they come up; raises NotFound."""
    dates = dates_of(tx, ret)
    is_due, back_on = tx.one(
        f"SELECT count(*), min(back_on) FROM returns JOIN return_lines ON return_id = returns.id"
        f" WHERE returns.id = ? AND {_UNSETTLED}",
        (ret,),
    )
    found = [*_faulty(tx, dates)] if dates.basis == "faulty" else []
    found += _cancelled(tx, dates) if dates.basis == "cancelled" else []
    return (*found, *(_refund(tx, dates, back_on) if is_due else ()))


@read("return_clocks.due_refunds")
def due_refunds(tx: Tx, until: date = date.max, limit: int = -1) -> tuple[DueRefund, ...]:
    """The open returns whose refund clock runs, the first due first. until: due up to then; limit: so many."""
    found = _running(tx, tx.all(_RUNNING, (until.isoformat(), limit)))
    return tuple(sorted(found, key=lambda one: (one.clock.due, one.ret)))


@read("return_clocks.due_of")
def due_of(tx: Tx, rets: list[int]) -> dict[int, date]:
    """By when money is due for those of some returns whose refund clock runs: for the rows of a list."""
    of_these = _RUNNING.replace("WHERE", "WHERE returns.id IN (SELECT value FROM json_each(?3)) AND", 1)
    found = _running(tx, tx.all(of_these, (date.max.isoformat(), -1, json.dumps(rets))))
    return {one.ret: one.clock.due for one in found}


def _running(tx: Tx, rows: list[Row]) -> list[DueRefund]:
    return [
        DueRefund(ret, name, clock)
        for ret, name, basis, told, delivered, sent, agreed, back_on in rows
        for clock in _refund(tx, DatesDraft(basis, told, delivered, sent_on=sent, agreed_on=agreed), back_on)
    ]


def due_until(tx: Tx, until: date) -> list[Due]:
    """The refunds that fall due up to a day, what is overdue included: for the list of everything with a date."""
    return [
        Due(one.clock.due, f"The refund of {_named(one)} is to be paid", ref("R", one.ret), one.clock.rule)
        for one in due_refunds(tx, until)
    ]


def do_next(tx: Tx) -> list[DoNext]:
    """The refunds that are due first, for Today."""
    return [
        DoNext(ref("R", one.ret), f"Settle {_named(one)}: refund due {short_day(one.clock.due)}", one.clock.over)
        for one in due_refunds(tx, limit=MOST_TO_DO_NEXT)
    ]


def _named(one: DueRefund) -> str:
    return ref("R", one.ret) + (f" for {one.customer_name}" if one.customer_name else "")


def _faulty(tx: Tx, dates: DatesDraft) -> Iterator[Clock]:
    """Faulty goods (CRA 2015). A repair that is not back yet pauses the time to reject until then.

    Where nobody said when a repair was asked for, it was as the customer told of the fault.
    """
    delivered, asked = date.fromisoformat(dates.delivered_on), _day(dates.repair_asked_on)
    if dates.repaired_on and asked is None:
        asked = date.fromisoformat(max(dates.told_on, dates.delivered_on))
    repaired = (_day(dates.repaired_on) or tx.today) if asked else None
    paused = asked is not None and dates.repaired_on is None
    name = REJECT_PAUSED if paused else REJECT
    yield from _clock(
        tx, name, lambda: deadlines.reject(delivered, tx.calendar, repair_asked=asked, repaired=repaired)
    ) or _clock(tx, REJECT, lambda: deadlines.reject(delivered, tx.calendar))
    yield from _clock(tx, PRESUMPTION, lambda: deadlines.presumption(delivered, tx.calendar))
    yield from _clock(tx, NO_DEDUCTION, lambda: deadlines.no_deduction(delivered, tx.calendar))


def _cancelled(tx: Tx, dates: DatesDraft) -> list[Clock]:
    """A distance sale that was cancelled (CCR 2013)."""
    delivered, told = date.fromisoformat(dates.delivered_on), date.fromisoformat(dates.told_on)
    informed, never = _day(dates.informed_on), dates.never_informed
    return [
        *_clock(
            tx,
            CANCEL,
            lambda: deadlines.cancel(delivered, tx.calendar, info_given=informed, never_informed=never),
        ),
        *_clock(tx, SEND_BACK, lambda: deadlines.send_back(told, tx.calendar)),
    ]


def _refund(tx: Tx, dates: DatesDraft, back_on: str | None) -> list[Clock]:
    """By when the shop pays: counted from the agreement, or from the goods back or the proof that they were sent."""
    agreed, sent, back = _day(dates.agreed_on), _day(dates.sent_on), _day(back_on)
    if dates.basis == "faulty" and agreed:
        return _clock(tx, REFUND, lambda: deadlines.refund_agreed(agreed, tx.calendar))
    first = back or sent
    if dates.basis != "cancelled" or first is None:
        return []
    found = _clock(tx, REFUND, lambda: deadlines.refund(first, tx.calendar, proof=sent))
    if back:
        return found
    # Nothing is back yet, so the step that says when it came is none.
    return [Clock(one.name, one.due, one.rule, one.steps[1:], one.over) for one in found]


def _clock(tx: Tx, name: str, rule: Callable[[], deadlines.Deadline]) -> list[Clock]:
    """The clock of a rule; none where the rule does not apply."""
    try:
        found = rule()
    except Refused:
        return []
    return [Clock(name, found.due, found.rule, (*found.steps, *found.warnings), found.due < tx.today)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
