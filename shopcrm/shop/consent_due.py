"""When answers about contact, and the other grounds, are to be looked at again: for Today and the list of dates."""

from datetime import date

from shopcrm.shop import consent
from shopcrm.shop.consent.records import about_words
from shopcrm.shop.consent.reviews import OldYes, falling_due
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.today import DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

RULE = "the shop's own rule: a yes is looked at again after {} months"
BASIS_RULE = "the day that was set when the ground was weighed"


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """Answers and grounds to be looked at again up to a day: for the list of everything with a date."""
    rule = RULE.format(consent.review_months(tx))
    found = [
        Deadline(date.fromisoformat(one.review_on), f"{one.title}: weigh the ground again", "", BASIS_RULE)
        for one in consent.bases(tx)
        if date.fromisoformat(one.review_on) <= until
    ]
    by_day: dict[date, list[OldYes]] = {}
    for old in consent.due(tx, min(until, add_months(tx.today, 12))):
        by_day.setdefault(old.due, []).append(old)
    for day, together in by_day.items():
        first = together[0]
        others = f" and {len(together) - 1} more" if len(together) > 1 else ""
        what = f"{first.customer_name}{others}: is the yes to {about_words(first.purpose, first.channel)} still good?"
        found.append(Deadline(day, what, ref("C", first.customer), rule))
    return found


def do_next(tx: Tx) -> list[DoNext]:
    """That a yes is to be looked at, for Today: one line for all of them, never urgent."""
    first = next(falling_due(tx, tx.today), None)
    if first is None:
        return []
    return [
        DoNext(
            ref("C", first.customer), f"{first.customer_name}: is the yes to {first.words} still good?", urgent=False
        )
    ]
