"""What the demonstration shop wants to be reminded of: free and about customers, once and again and again."""

from collections.abc import Sequence
from datetime import timedelta

from shopcrm.jobs.demo.people import on
from shopcrm.shop import reminders
from shopcrm.shop.reminders import ReminderDraft, Repeats
from shopcrm.vault.tx import Tx

_FREE: tuple[tuple[str, int, Repeats, str], ...] = (
    ("Order wreaths for Advent", -2, "", "Last year forty were too few"),
    ("Pay the rent", 8, "monthly", ""),
    ("Water the window boxes", 0, "daily", ""),
    ("Change the water filter", 19, "yearly", "The spare one is under the till"),
)
_ABOUT: tuple[tuple[str, int, Repeats], ...] = (
    ("Ring about the table decoration", 1, ""),
    ("Anniversary bouquet: offer it a week before", 24, "yearly"),
)


def add_reminders(tx: Tx, people: Sequence[int]) -> None:
    """A few that are due, overdue and still to come, and one that is done. people: customers who may be reminded of."""
    past = on(tx, tx.now - timedelta(days=30))
    for title, ahead, repeats, note in _FREE:
        reminders.add(past, ReminderDraft(title, _day(tx, ahead), repeats, note=note))
    done = reminders.add(past, ReminderDraft("Book the market stall", _day(tx, -9)))
    reminders.done(on(tx, tx.now - timedelta(days=9)), done)
    for customer, (title, ahead, repeats) in zip(people[3:], _ABOUT, strict=False):
        reminders.add(past, ReminderDraft(title, _day(tx, ahead), repeats, customer))


def _day(tx: Tx, ahead: int) -> str:
    return (tx.today + timedelta(days=ahead)).isoformat()
