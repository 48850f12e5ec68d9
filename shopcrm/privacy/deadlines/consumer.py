"""Consumer returns in the United Kingdom: faulty goods (CRA 2015) and distance sales (CCR 2013)."""

from datetime import date, timedelta

from shopcrm.errors import InvalidValue
from shopcrm.privacy.deadlines.counting import (
    Deadline,
    both_or_neither,
    days_on,
    in_force,
    in_order,
    kingdom_only,
    rolled,
)
from shopcrm.workdays import Calendar, add_months, day_in_words, months_beginning, plausible

CONSUMER_RIGHTS_SINCE = date(2015, 10, 1)
DISTANCE_RULES_SINCE = date(2014, 6, 13)

_TRADER_STEP = "A trader's own time does not move for weekends or holidays."


def reject(
    delivered: date, calendar: Calendar, *, repair_asked: date | None = None, repaired: date | None = None
) -> Deadline:
    """Until when a consumer may reject faulty goods: 30 days from the day after delivery (CRA 2015 s.22).

    repair_asked, repaired: a repair or replacement asked for and given back; both days count as waiting, and at least
    seven days remain after it. Raises InvalidValue for dates out of order.
    """
    _consumer_goods(delivered, calendar)
    both_or_neither(repair_asked, repaired, "repair_asked", "repaired", "the repair")
    in_order(delivered, repair_asked, "repair_asked", "A repair cannot be asked for before the goods were delivered.")
    steps = [f"Delivered {day_in_words(delivered)}; counted from the day after."]
    end = days_on(delivered, 30, steps)
    if repair_asked and repaired:
        in_order(repair_asked, repaired, "repaired", "The goods cannot come back before the repair was asked for.")
        if repair_asked > calendar.next_workday(end):
            raise InvalidValue(
                "repair_asked", f"The 30 days were over when the repair was asked for: {day_in_words(end)}."
            )
        end = _after_repair(end, repair_asked, repaired, steps)
    warnings = ("Goods that perish sooner have a shorter time. Delivery includes any installation that was agreed.",)
    return _consumer(calendar, end, steps, "Consumer Rights Act 2015 s.22", warnings)


def presumption(delivered: date, calendar: Calendar) -> Deadline:
    """Until when a fault counts as there from the start: six months beginning on delivery day (CRA s.19(14))."""
    _consumer_goods(delivered, calendar)
    end = months_beginning(delivered, 6)
    steps = [f"Delivered {day_in_words(delivered)}.", f"Six months beginning with that day: {day_in_words(end)}."]
    warnings = ("It does not help a consumer who rejects within the first 30 days.",)
    return _consumer(calendar, end, steps, "Consumer Rights Act 2015 s.19(14)-(15)", warnings)


def no_deduction(delivered: date, calendar: Calendar) -> Deadline:
    """Until when a refund may not be cut for use: six months from the day after delivery (CRA s.24(10)-(11))."""
    _consumer_goods(delivered, calendar)
    end = months_beginning(delivered + timedelta(days=1), 6)
    steps = [f"Delivered {day_in_words(delivered)}.", f"Six months from the day after: {day_in_words(end)}."]
    warnings = ("Motor vehicles are excepted.",)
    return _consumer(calendar, end, steps, "Consumer Rights Act 2015 s.24(10)-(11)", warnings)


def refund_agreed(agreed: date, calendar: Calendar) -> Deadline:
    """By when an agreed refund is to be paid: 14 days beginning with the day it was agreed (CRA s.20(15))."""
    _consumer_goods(agreed, calendar)
    due = agreed + timedelta(days=13)
    steps = [f"Agreed {day_in_words(agreed)}, which is day one.", f"14 days: {day_in_words(due)}.", _TRADER_STEP]
    steps.append("Pay by the same means, without a fee.")
    return Deadline(due, due, tuple(steps), "Consumer Rights Act 2015 s.20(15)")


def cancel(
    delivered: date, calendar: Calendar, *, info_given: date | None = None, never_informed: bool = False
) -> Deadline:
    """Until when a distance purchase may be cancelled: 14 days after possession (CCR 2013 regs 30 and 31).

    delivered: the last item's day; for services, the contract's. info_given: when the consumer was told of the right,
    if later; never_informed: not at all, which adds twelve months. Raises InvalidValue where both are given.
    """
    _distance_sale(delivered, calendar)
    if info_given and never_informed:
        raise InvalidValue("info_given", "The information was either given that day or never.")
    if info_given:
        plausible("info_given", info_given)
    steps = [f"Delivered {day_in_words(delivered)}; counted from the day after."]
    end = days_on(delivered, 14, steps)
    latest = add_months(end, 12)
    if info_given and delivered < info_given <= months_beginning(delivered + timedelta(days=1), 12):
        steps.append(f"The right to cancel was explained only on {day_in_words(info_given)}: 14 days after that.")
        end = info_given + timedelta(days=14)
    elif never_informed or (info_given and info_given > delivered):
        steps.append(f"The right to cancel was not explained in time: twelve months more, {day_in_words(latest)}.")
        end = latest
    elif not info_given:
        steps.append(f"Had the right to cancel never been explained, it would last until {day_in_words(latest)}.")
    warnings = ("A cancellation sent in time counts, even if it arrives later (reg 32(5)).",)
    return _consumer(calendar, end, steps, "Consumer Contracts Regulations 2013 regs 30-31", warnings)


def send_back(told: date, calendar: Calendar) -> Deadline:
    """By when a consumer who cancelled sends the goods back: 14 days after telling the trader (CCR reg 35)."""
    _distance_sale(told, calendar)
    steps = [f"Cancelled {day_in_words(told)}; counted from the day after."]
    return _consumer(calendar, days_on(told, 14, steps), steps, "Consumer Contracts Regulations 2013 reg 35", ())


def refund(returned: date, calendar: Calendar, *, proof: date | None = None) -> Deadline:
    """By when a cancelled distance purchase is refunded: 14 days after the goods are back, or after proof of sending.

    returned: when the goods came back (services: the notice). proof: when the consumer proved that they were sent; the
    earlier of the two counts (CCR reg 34).
    """
    _distance_sale(returned, calendar)
    steps = [f"Goods back {day_in_words(returned)}."]
    start = returned
    if proof:
        plausible("proof", proof)
        start = min(returned, proof)
        steps.append(f"Proof of sending {day_in_words(proof)}: the earlier of the two counts, {day_in_words(start)}.")
    due = days_on(start, 14, steps)
    steps += [_TRADER_STEP, "Standard delivery is refunded too, by the same means."]
    return Deadline(due, due, tuple(steps), "Consumer Contracts Regulations 2013 reg 34")


def _after_repair(end: date, asked: date, back: date, steps: list[str]) -> date:
    """The later of the original end plus the waiting, and seven days after the goods came back (CRA s.22(6)-(8))."""
    waiting = (back - asked).days + 1
    longer, week = end + timedelta(days=waiting), back + timedelta(days=7)
    steps.append(f"Repair asked {day_in_words(asked)}, goods back {day_in_words(back)}: {waiting} days of waiting.")
    steps.append(
        f"The later of {day_in_words(longer)} (with the waiting) "
        f"and {day_in_words(week)} (seven days after the return)."
    )
    return max(longer, week)


def _consumer(calendar: Calendar, end: date, steps: list[str], rule: str, warnings: tuple[str, ...]) -> Deadline:
    """A consumer's own time; the statutes name no weekend rule, so the consumer is given the next working day."""
    due = rolled(calendar, end, steps)
    return Deadline(due, due, tuple(steps), rule, warnings + calendar.doubts(due))


def _consumer_goods(day: date, calendar: Calendar) -> None:
    plausible("received", day)
    kingdom_only(calendar, "faulty goods")
    in_force(day, CONSUMER_RIGHTS_SINCE, "The Consumer Rights Act 2015")


def _distance_sale(day: date, calendar: Calendar) -> None:
    plausible("received", day)
    kingdom_only(calendar, "distance sales")
    in_force(day, DISTANCE_RULES_SINCE, "The Consumer Contracts Regulations 2013")
