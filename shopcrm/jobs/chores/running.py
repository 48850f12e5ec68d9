"""How each chore stands, and running it: now, when it is due, or not this time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcrm.errors import Cancelled, CrmError
from shopcrm.jobs import chore_log
from shopcrm.jobs.chore_log import Outcome
from shopcrm.jobs.chores import log, table
from shopcrm.jobs.chores.log import Run
from shopcrm.jobs.chores.rhythm import due_moment
from shopcrm.jobs.chores.table import CHORES, CLOSING, Chore, chore_named
from shopcrm.jobs.chores.work import Task
from shopcrm.shop import tickets
from shopcrm.shop.today import DoNext
from shopcrm.vault.permission import may, require
from shopcrm.vault.registry import Role, read
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx, stamp

MISSED_AFTER = timedelta(hours=1)
"""A chore that is due so long was missed: the shop was closed at its moment, and a person says whether to run it."""
DUE = "due-"
"""Before a chore's name in vault.json: when it is due next, where a name alone says when it last ran."""
PLACE = "chores"


@dataclass(frozen=True, slots=True)
class State:
    """How a chore stands. moment: when it is due, or was. missed: it is to be offered, not run by itself.

    failed: the last failure, where nobody has read it. ahead: it never ran up to now, but on a day still to come: the
    clock was ahead then, or is behind now.
    """

    chore: Chore
    moment: datetime
    due: bool
    missed: bool
    last: Run | None
    failed: Run | None
    ahead: bool = False


@read("chores.states", role=Role.ASSISTANT)
def states(tx: Tx) -> tuple[State, ...]:
    """How every chore stands now, in the order of the table."""
    zone, rhythms = ZoneInfo(tx.calendar.zone), table.rhythms(closing_time(tx))
    last, pasts = log.last_runs(tx), log.pasts(tx)
    failed = {one.chore: one for one in log.failures(tx)}
    ahead = log.run_ahead(tx) - set(last)
    found = []
    for one in CHORES:
        moment = due_moment(rhythms.of(one.name), zone, pasts.get(one.name, pasts[""]), tx.now)
        due = moment <= tx.now
        missed = due and not one.quick and tx.now - moment > MISSED_AFTER
        found.append(State(one, moment, due, missed, last.get(one.name), failed.get(one.name), one.name in ahead))
    return tuple(found)


def closing_time(tx: Tx) -> time:
    """When the shop closes on most of its days; half past five where its opening hours do not say."""
    closes = [windows[-1][1] for windows in tickets.policy(tx).hours if windows]
    minutes = max(sorted(closes), key=closes.count, default=0) % (24 * 60)
    return time(*divmod(minutes, 60)) if minutes else CLOSING


@read("chores.to_do", role=Role.ASSISTANT)
def to_do(tx: Tx) -> list[DoNext]:
    """For Today: what failed and nobody has read, and what was missed while the shop was closed."""
    found = states(tx)
    lines = [DoNext(PLACE, f"{one.chore.title} failed: {one.failed.words}", True) for one in found if one.failed]
    missed = [one.chore.title for one in found if one.missed and not one.failed and one.chore.role <= tx.staff.role]
    if missed:
        lines.append(DoNext(PLACE, f"Missed while the shop was closed: {', '.join(missed)}. Run or skip", False))
    return lines


def run(task: Task, name: str) -> Run:
    """Run a chore now; a moment that it was due for is done with. What failed is kept, to be read.

    Raises InvalidValue for no such chore, NotAllowed, and Cancelled where the person stopped it: it is still due then.
    """
    chore, vault = chore_named(name), task.vault
    _require(vault, chore)
    state = next(one for one in vault.read(states) if one.chore is chore)
    outcome: Outcome
    try:
        outcome, words = "done", chore.work(task)
    except Cancelled:
        raise
    except CrmError as failed:
        outcome, words = "failed", failed.message
    return _keep(vault, state, outcome, words)


def skip(vault: Vault, name: str) -> Run | None:
    """Do not run a chore this time; None where it is not due."""
    chore = chore_named(name)
    _require(vault, chore)
    state = next(one for one in vault.read(states) if one.chore is chore)
    return _keep(vault, state, "skipped", "Skipped, as you asked.") if state.due else None


def by_themselves(vault: Vault) -> Iterator[str]:
    """The chores that are due now and run without being asked, for whom this person's role allows it."""
    if vault.read_only is None and may(vault.staff, states):
        allowed = (one for one in vault.read(states) if one.chore.role <= vault.staff.role)
        yield from (one.chore.name for one in allowed if one.due and not one.missed)


def tell_header(vault: Vault) -> None:
    """Say in vault.json when each chore is due next, for who has no passphrase; written only where it has changed.

    Who may run none leaves it as it is.
    """
    if not may(vault.staff, states):
        return
    due = {f"{DUE}{one.chore.name}": stamp(one.moment) for one in vault.read(states)}
    if vault.header.chores != _others(vault.header.chores) | due:
        vault.reseal(lambda header: replace(header, chores=_others(header.chores) | due))


def _others(chores: dict[str, str]) -> dict[str, str]:
    return {name: at for name, at in chores.items() if not name.startswith(DUE)}


def _keep(vault: Vault, state: State, outcome: Outcome, words: str) -> Run:
    name = state.chore.name
    kept = vault.write(chore_log.note, name, outcome, words, stamp(state.moment) if state.due else None)
    tell_header(vault)
    return vault.read(log.run, kept)


def _require(vault: Vault, chore: Chore) -> None:
    vault.refuse_read_only()
    require(vault.staff, chore.role)
