"""What the registers ask for: a breach's 72 hours, the fee, training, the self-audit, a look through old records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from shopcrm.privacy import retention
from shopcrm.privacy.registers import audits, breaches, fee, training
from shopcrm.privacy.registers.breaches import Breach
from shopcrm.shop.deadlines import Deadline
from shopcrm.shop.today import DoNext
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months, short_day

SOON = timedelta(days=14)
"""So long before its day a yearly duty stands on Today."""
LOOK_THROUGH_MONTHS = 12
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Duty:
    """A duty that comes round: its day, what it is, where it is done (a place of Privacy), and its rule."""

    due: date
    what: str
    place: str
    rule: str


def due_until(tx: Tx, until: date) -> list[Deadline]:
    """What falls due up to a day, what is overdue included: for the list of everything with a date."""
    found = [
        Deadline(tx.calendar.local_date(one.clock.due), _in_words(tx, one), ref("B", one.id), one.clock.rule)
        for one in _to_be_done(tx)
    ]
    found += [Deadline(one.due, one.what, "", one.rule) for one in _duties(tx)]
    return [one for one in found if one.due <= until]


def do_next(tx: Tx) -> list[DoNext]:
    """What is to be done soon: breaches first."""
    found = [DoNext(ref("B", one.id), _in_words(tx, one), _presses(one)) for one in _to_be_done(tx)]
    found += [
        DoNext(one.place, f"{one.what}: due {short_day(one.due)}", one.due < tx.today)
        for one in _duties(tx)
        if one.due <= tx.today + SOON
    ]
    return found


def hours_left(left: int) -> str:
    """The time until a breach's 72 hours are over, or since, in words. left: seconds, below zero once it is over."""
    hours = abs(left) // _HOUR
    words = "less than an hour" if not hours else "1 hour" if hours == 1 else f"{hours} hours"
    return f"{words} left" if left >= 0 else f"{words} over"


@read("breaches.waiting", role=Role.ASSISTANT)
def breaches_waiting(tx: Tx) -> str:
    """How many breaches are open, in words; blank for none."""
    count = len(breaches.listed(tx, False))
    return f"{count} open" if count else ""


@read("training.waiting", role=Role.MANAGER)
def training_waiting(tx: Tx) -> str:
    """When training or the self-audit is due next, in words; blank while neither was ever entered."""
    due = [day for day in (training.due_on(tx), audits.due_on(tx)) if day]
    return f"by {short_day(min(due))}" if due else ""


@read("fee.waiting", role=Role.MANAGER)
def fee_waiting(tx: Tx) -> str:
    """When the fee is due, in words; blank outside the United Kingdom."""
    if tx.calendar.country != "GB":
        return ""
    due = fee.due_on(tx)
    return f"by {short_day(due[0])}" if due else "not checked"


def _duties(tx: Tx) -> Iterator[_Duty]:
    due = fee.due_on(tx)
    if due is not None:
        yield _Duty(due[0], due[1], "fee", fee.RULE)
    trained = training.due_on(tx)
    if trained is not None:
        yield _Duty(trained, "Training on personal details is due again", "training", "UK GDPR Arts 24 and 32(4)")
    audited = audits.due_on(tx)
    if audited is not None:
        yield _Duty(audited, "The yearly self-audit is due again", "training", "UK GDPR Arts 5(2) and 24")
    looked = retention.last_looked(tx)
    if looked is not None:
        again = add_months(looked, LOOK_THROUGH_MONTHS)
        yield _Duty(again, "Look through old records again", "retention", "UK GDPR Art 5(1)(e)")


def _to_be_done(tx: Tx) -> list[Breach]:
    """The breaches with something open, the first due first."""
    found = [one for one in breaches.listed(tx, False) if one.open_points]
    return sorted(found, key=lambda one: one.clock.due)


def _in_words(tx: Tx, one: Breach) -> str:
    running = one.clock.state in ("running", "over")
    due = one.clock.due.astimezone(ZoneInfo(tx.calendar.zone))
    when = f"{hours_left(one.clock.left)} (until {short_day(due.date())} {due:%H:%M}). " if running else ""
    return f"Breach {ref('B', one.id)}: {when}{one.open_points[0]}"


def _presses(one: Breach) -> bool:
    """While the 72 hours run nothing else comes before it."""
    return one.clock.state in ("running", "over") or one.facts.risk == "high"
