"""What reminders and birthdays ask for: in the list of dates, and on Today."""

from datetime import date

from shopcrm.shop import reminders
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.reminders import RULE, Birthday, in_words
from shopcrm.shop.today import DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

MOST_BIRTHDAYS = 5
"""How many birthdays stand on Today."""


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """The reminders that fall due up to a day, what is overdue included: for the list of everything with a date."""
    return [Deadline(one.due_on, in_words(one), ref("A", one.id), RULE) for one in reminders.due(tx, until)]


def do_next(tx: Tx) -> list[DoNext]:
    """The reminders of today, and those that were not ticked off before, the longest due first."""
    return [DoNext(one.ref, f"{one.what}: {_when(tx, one.due)}", one.due < tx.today) for one in due_until(tx, tx.today)]


def birthdays_today(tx: Tx) -> list[DoNext]:
    """Whose birthday it is."""
    found = reminders.birthdays(tx)[:MOST_BIRTHDAYS]
    return [DoNext(ref("C", one.customer), f"Birthday today: {one.name}{_age(one)}", False) for one in found]


def _when(tx: Tx, due: date) -> str:
    days = (tx.today - due).days
    return "today" if not days else f"since yesterday, {short_day(due)}" if days == 1 else f"since {short_day(due)}"


def _age(one: Birthday) -> str:
    return f", {one.turns}" if one.turns else ""
