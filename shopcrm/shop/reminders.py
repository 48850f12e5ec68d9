"""Reminders, once or again and again, about a customer or about nobody; and whose birthday it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop import erased, restriction
from shopcrm.vault.refs import CustomerId, ReminderId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import add_months, plausible

Repeats = Literal["", "daily", "weekly", "monthly", "yearly"]
REPEATS: dict[Repeats, str] = {
    "": "once",
    "daily": "every day",
    "weekly": "every week",
    "monthly": "every month",
    "yearly": "every year",
}
"""How often, in words."""
State = Literal["open", "done", "dropped"]
Which = Literal["open", "done", "all"]
RULE = "your own reminder"
LONGEST_TITLE, LONGEST_NOTE = 200, 5_000

_LISTED = (
    f"SELECT reminders.id, title, note, repeats, first_on, due_on, state, done_at, customer_id, {erased.NAME},"
    " staff.name, reminders.uid FROM reminders LEFT JOIN customers ON customers.id = customer_id"
    " JOIN staff ON staff.id = reminders.staff_id WHERE"
)
_STATES = {"open": "state = 'open'", "done": "state = 'done'", "all": "state <> 'dropped'"}
_LEAP_DAY, _DAY_BEFORE = "02-29", "02-28"


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """What to be reminded of. due_on: the day, ``2026-11-22``, the first of a series. customer: whom it is about."""

    title: str
    due_on: str
    repeats: Repeats = ""
    customer: CustomerId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder. due_on: its next day; where a series was postponed it is off the series, which began on first_on."""

    id: int
    title: str
    note: str
    repeats: Repeats
    first_on: date
    due_on: date
    state: State
    done_at: str | None
    customer_id: int | None
    customer_name: str
    staff: str
    uid: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a reminder is, to be put back: its next day, and what became of it."""

    due_on: str
    state: State = "open"
    done_at: str | None = None


@dataclass(frozen=True, slots=True)
class Birthday:
    """A customer's birthday. turns: how old, where the year is known."""

    day: date
    customer: int
    name: str
    turns: int | None


@write("reminders.add")
def add(tx: Tx, draft: ReminderDraft) -> ReminderId:
    """Add a reminder. Raises InvalidValue for no words or no date, Refused for a restricted or erased customer."""
    day = _kept_day(draft.due_on)
    values = _about(tx, draft)
    made = tx.insert(
        "INSERT INTO reminders (title, note, repeats, customer_id, uid, first_on, due_on, staff_id, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, secrets.token_hex(16), day, day, tx.staff.id, tx.stamp, tx.stamp),
    )
    tx.note(ref("A", made), draft.customer, due_on=day, repeats=draft.repeats)
    tx.offer_undo("Add a reminder", drop, made)
    return made


@write("reminders.edit")
def edit(tx: Tx, reminder: ReminderId, draft: ReminderDraft, first_on: str | None = None) -> None:
    """Change a reminder that is open. Another day or another rhythm begins a series anew.

    first_on: where the series began, to bring an earlier one back.
    """
    before, held = draft_of(tx, reminder), _open(tx, reminder)
    day, began = _kept_day(draft.due_on), held.first_on.isoformat()
    first = _kept_day(first_on) if first_on else day
    if first_on is None and (day, draft.repeats) == (before.due_on, before.repeats):
        first = began
    tx.change_one(
        "UPDATE reminders SET title = ?, note = ?, repeats = ?, customer_id = ?, first_on = ?, due_on = ?,"
        " updated_at = ? WHERE id = ?",
        (*_about(tx, draft), first, day, tx.stamp, reminder),
    )
    tx.note(ref("A", reminder), draft.customer or before.customer, due_on=day)
    tx.offer_undo("Change a reminder", edit, reminder, before, began)


@write("reminders.done")
def done(tx: Tx, reminder: ReminderId) -> None:
    """Tick a reminder off; one that repeats comes again on the next day of its series that is still to come."""
    held = _open(tx, reminder)
    again = next_day(held.first_on, held.repeats, max(tx.today, held.due_on))
    now = Standing(held.due_on.isoformat(), "done", tx.stamp) if again is None else Standing(again.isoformat())
    _change_standing(tx, held, now, "Tick off a reminder")


@write("reminders.postpone")
def postpone(tx: Tx, reminder: ReminderId, until: str) -> None:
    """Put a reminder off until another day; a series goes on from its own days. Raises InvalidValue for the past."""
    held, day = _open(tx, reminder), _kept_day(until, "until")
    if day < tx.today.isoformat():
        raise InvalidValue("until", "That day is over.", "Choose today or a later day.")
    _change_standing(tx, held, Standing(day), "Postpone a reminder")


@write("reminders.drop")
def drop(tx: Tx, reminder: ReminderId) -> None:
    """Take a reminder off the list for good, with its whole series."""
    held = card(tx, reminder)
    _change_standing(tx, held, Standing(held.due_on.isoformat(), "dropped", held.done_at), "Remove a reminder")


@write("reminders.put_back")
def put_back(tx: Tx, reminder: ReminderId, standing: Standing) -> None:
    """Bring a reminder back to how it stood before it was ticked off, postponed or removed."""
    held = card(tx, reminder, dropped=True)
    if held.customer_id is not None:
        restriction.refuse_restricted(tx, held.customer_id)
    _change_standing(tx, held, standing, "Put a reminder back")


@read("reminders.card", role=Role.ASSISTANT)
def card(tx: Tx, reminder: ReminderId, dropped: bool = False) -> Reminder:
    """A reminder, whole; raises NotFound. dropped: also one that was removed."""
    where = "reminders.id = ?" if dropped else f"reminders.id = ? AND {_STATES['all']}"
    return _reminder(tx.one(f"{_LISTED} {where}", (reminder,)))


@read("reminders.draft_of", role=Role.ASSISTANT)
def draft_of(tx: Tx, reminder: ReminderId) -> ReminderDraft:
    """A reminder as it would be typed."""
    held = card(tx, reminder)
    return ReminderDraft(held.title, held.due_on.isoformat(), held.repeats, held.customer_id, held.note)


@read("reminders.listed", role=Role.ASSISTANT)
def listed(tx: Tx, which: Which = "open") -> tuple[Reminder, ...]:
    """The reminders, the soonest first; those that are done, the latest first."""
    order = "done_at DESC, reminders.id DESC" if which == "done" else "due_on, reminders.id"
    return tuple(_reminder(row) for row in tx.all(f"{_LISTED} {_STATES[which]} ORDER BY {order}"))


@read("reminders.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> tuple[Reminder, ...]:
    """The open reminders about a customer, the soonest first."""
    rows = tx.all(f"{_LISTED} customer_id = ? AND state = 'open' ORDER BY due_on, reminders.id", (customer,))
    return tuple(_reminder(row) for row in rows)


@read("reminders.waiting", role=Role.ASSISTANT)
def waiting(tx: Tx) -> str:
    """How many reminders are due by today, in words; blank for none."""
    found: int = tx.value(
        "SELECT count(*) FROM reminders WHERE state = 'open' AND due_on <= ?", (tx.today.isoformat(),)
    )
    return f"{found} due" if found else ""


@read("reminders.birthdays", role=Role.ASSISTANT)
def birthdays(tx: Tx, days: int = 0) -> tuple[Birthday, ...]:
    """Whose birthday it is today and in so many days after; 29 February is kept on the 28th in other years."""
    found = []
    for day in (tx.today + timedelta(days=n) for n in range(days + 1)):
        mark, common = f"{day:%m-%d}", (day + timedelta(days=1)).day == 1
        also = _LEAP_DAY if mark == _DAY_BEFORE and common else mark
        rows = tx.all(
            "SELECT id, name, birthday FROM customers WHERE substr(birthday, -5) IN (?, ?) AND birthday IS NOT NULL"
            " AND status = 'active' ORDER BY sort_name, id",
            (mark, also),
        )
        found += [Birthday(day, one, name, _turns(born, day)) for one, name, born in rows]
    return tuple(found)


def find(tx: Tx, text: str, limit: int) -> list[Reminder]:
    """The reminders in which a typed text stands, open ones first. They are few: all are looked through."""
    rows = tx.all(
        f"{_LISTED} {_STATES['all']} AND instr(lower(title || ' ' || note), lower(?))"
        " ORDER BY state DESC, due_on, reminders.id LIMIT ?",
        (text, limit),
    )
    return [_reminder(row) for row in rows]


def in_words(one: Reminder) -> str:
    """What it is, and about whom."""
    return f"{one.title} ({one.customer_name})" if one.customer_name else one.title


def next_day(first: date, repeats: Repeats, after: date) -> date | None:
    """The first day of a series after a day; None where it does not repeat.

    A month without the 31st has it on its last day, a year without 29 February on the 28th; the next has it back.
    """
    if not repeats or after < first:
        return first if repeats else None
    if repeats in ("daily", "weekly"):
        step = 1 if repeats == "daily" else 7
        return first + timedelta(days=((after - first).days // step + 1) * step)
    months = 12 if repeats == "yearly" else 1
    count = ((after.year - first.year) * 12 + after.month - first.month) // months
    day = add_months(first, count * months)
    return day if day > after else add_months(first, (count + 1) * months)


def _about(tx: Tx, draft: ReminderDraft) -> Sequence[object]:
    """Title, note, rhythm and customer as they are kept. Raises InvalidValue, NotFound or Refused."""
    title, note = clean_line(draft.title), clean_block(draft.note)
    if not title:
        raise InvalidValue("title", "What to be reminded of is missing.", "Type a few words.")
    if len(title) > LONGEST_TITLE:
        raise InvalidValue("title", f"At most {LONGEST_TITLE} characters fit here.", "Put the rest into the note.")
    if len(note) > LONGEST_NOTE:
        raise InvalidValue("note", f"At most {LONGEST_NOTE:,} characters fit here.", "Shorten it.")
    if draft.repeats not in REPEATS:
        raise InvalidValue("repeats", "Nothing repeats so.", f"Choose one of: {', '.join(REPEATS.values())}.")
    if draft.customer is not None:
        tx.one("SELECT id FROM customers WHERE id = ?", (draft.customer,))
        restriction.refuse_restricted(tx, draft.customer)
    return title, note, draft.repeats, draft.customer


def _kept_day(typed: str, field: str = "due_on") -> str:
    try:
        return plausible(field, date.fromisoformat(typed.strip())).isoformat()
    except ValueError:
        raise InvalidValue(field, "That is not a date.", "Write it like 2026-11-22.") from None


def _open(tx: Tx, reminder: int) -> Reminder:
    held = card(tx, reminder)
    if held.state != "open":
        raise Refused(f"{ref('A', reminder)} is done already.", "Nothing was changed.")
    return held


def _change_standing(tx: Tx, held: Reminder, now: Standing, label: str) -> None:
    before = Standing(held.due_on.isoformat(), held.state, held.done_at)
    tx.change_one(
        "UPDATE reminders SET due_on = ?, state = ?, done_at = ?, updated_at = ? WHERE id = ?",
        (_kept_day(now.due_on), now.state, now.done_at, tx.stamp, held.id),
    )
    tx.note(ref("A", held.id), held.customer_id, due_on=now.due_on, state=now.state)
    tx.offer_undo(label, put_back, held.id, before)


def due(tx: Tx, until: date) -> tuple[Reminder, ...]:
    """The open reminders up to a day, what is overdue included, the longest due first."""
    rows = tx.all(f"{_LISTED} state = 'open' AND due_on <= ? ORDER BY due_on, reminders.id", (until.isoformat(),))
    return tuple(map(_reminder, rows))


def _reminder(row: Row) -> Reminder:
    values = (*row[:4], date.fromisoformat(row[4]), date.fromisoformat(row[5]), *row[6:])
    return Reminder(*values)


def _turns(born: str, day: date) -> int | None:
    return None if born.startswith("--") else day.year - int(born[:4])
