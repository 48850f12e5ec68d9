"""What each chore does; each answers in a few words what came of it, and raises a CrmError where it failed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from shopcrm import settings
from shopcrm.errors import Cancelled, NoSpace, Refused
from shopcrm.insight import forecast, quality, scores
from shopcrm.jobs import agenda, backup, backup_places, drill
from shopcrm.money import show
from shopcrm.privacy import retention
from shopcrm.shop import consent, loyalty, reminders
from shopcrm.vault.session import Vault

Progress = Callable[[int, int, str], None]
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Task:
    """What a chore is given: the open shop, where this machine's preferences lie, how to report and how to stop."""

    vault: Vault
    settings_file: Path | None = None
    progress: Progress | None = None
    cancel: threading.Event | None = None


def back_up(task: Task) -> str:
    """Make a backup in each place that has none of today; one that fails does not keep the others from theirs."""
    vault = task.vault
    if vault.read(backup.is_paused):
        return "Not made: a backup was put back, and nobody has said yet that it is the right one."
    kept = settings.load(task.settings_file)
    now = vault.clock().astimezone(ZoneInfo(vault.calendar.zone))
    places = backup_places.due_places(vault.folder, vault.vault_id, kept, now, closing=True)
    own = backup_places.own_folder(vault.folder)
    made, failed = [], []
    for folder in places:
        try:
            if folder != own:
                still = backup_places.due_places(vault.folder, vault.vault_id, kept, now, closing=True)
                backup_places.require_among(folder, still)
            backup.make(vault, folder, by_hand=False, progress=task.progress, cancel=task.cancel)
        except Cancelled:
            raise
        except (NoSpace, Refused) as why:
            failed.append(f"{not_made_in(folder)} {why.message}")
            continue
        made.append(str(folder))
        if folder != own:
            backup_places.remember(folder, now.date(), vault.vault_id, task.settings_file)
    if failed:
        done = [f"Made and read back: {', '.join(made)}."] if made else []
        raise Refused(" ".join([*failed, *done]), "Look at that place, then run the chore again.")
    if not places:
        return "Nothing to do: switched off, or every place that is here has one of today."
    if places == (own,):
        return "Made and read back, on this computer only: put one on a stick as well."
    return f"Made and read back: {', '.join(made)}."


def not_made_in(folder: Path) -> str:
    """How it is said of a place that no backup was made there: by these words it is known again."""
    return f"Not made in {folder}:"


def try_restore(task: Task) -> str:
    """Open the newest backup in a scratch file and compare it; raises Refused where it is not as it should be."""
    done = drill.run(task.vault, by_hand=False, progress=task.progress, cancel=task.cancel)
    if done.outcome == "failed":
        raise Refused(f"{done.file} was tried, and failed: {' '.join(done.problems)}", "Make a new backup now.")
    return f"{done.file} opens and is whole, in {done.seconds:.0f} s."


def catch_up(task: Task) -> str:
    """Enter what fell due by itself: birthday points, expiries, tiers, broken promises of tickets, groups."""
    if not task.vault.read(agenda.is_behind):
        return "Everything was up to date."
    while task.vault.write(agenda.catch_up):
        task.vault.read(agenda.is_behind)
    return "What fell due is entered."


def warn_of_expiry(task: Task) -> str:
    """Say whose points are about to expire."""
    found = task.vault.read(loyalty.expiring)
    if not found:
        return "No points expire soon."
    points, worth = sum(one.points for one in found), sum(one.amount for one in found)
    people = len({one.customer_id for one in found})
    return f"{_many(people, 'customer')} would lose {points:,} points ({show(worth, found[0].currency)}) soon."


def look_for_old_records(task: Task) -> str:
    """Say which records are past their time, for a person to decide."""
    due = [one for one in task.vault.read(retention.proposals) if one.count]
    count = sum(one.count for one in due)
    return f"{_many(count, 'old record')} to decide on: Privacy, Old records." if count else "Nothing is past its time."


def review_stale(task: Task) -> str:
    """Say which records and answers nobody has looked at for long."""
    points = {one.key: one.customers for one in task.vault.read(quality.look).points}
    answers = task.vault.read(consent.reviews_waiting)
    found = [f"{_many(points['stale'], 'customer')} to ask whether all is right"] if points.get("stale") else []
    found += [f"old answers: {answers}"] if answers else []
    return f"{'; '.join(found)}." if found else "Nothing is stale."


def work_out_scores(task: Task) -> str:
    """Make the forecast anew."""
    made = forecast.worked_out(task.vault.read(forecast.evidence))
    task.vault.write(scores.keep, made)
    return made.why_not or f"Worked out for {_many(made.customers, 'customer')}."


def look_ahead(task: Task) -> str:
    """Say what is late, what falls due in the coming days, and whose birthday it is."""
    board, today = task.vault.read(agenda.board), task.vault.calendar.local_date(task.vault.clock())
    due = [one for one in task.vault.read(agenda.listed) if (one.due - today).days <= SOON_DAYS]
    late = sum(one.due < today for one in due)
    birthdays = len(task.vault.read(reminders.birthdays, SOON_DAYS))
    return (
        f"{_many(board.late, 'late order')}; {late:,} overdue and {len(due) - late:,} due within a week;"
        f" {_many(birthdays, 'birthday')}."
    )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
