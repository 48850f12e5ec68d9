"""Is all well? What a look over the shop, its keys, its files, its backups and its sums finds, and what to do."""

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from shopcrm import settings
from shopcrm.errors import Cancelled, CrmError, Damaged, NoSpace
from shopcrm.jobs import agenda, backup, backup_places, chores, drill, keys
from shopcrm.privacy import requests
from shopcrm.shop import loyalty, payments, profile, returns, rollups, store_credit, tickets
from shopcrm.shop.orders import stages
from shopcrm.vault import activity, facts, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.registry import read
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job, Tx, stamp

Level = Literal["info", "warning", "error"]
Progress = Callable[[int, int, str], None]

BACKUP_EVERY = timedelta(days=7)
WEAKEST_MEMORY_KIB = 64 * 1024
"""Below this much memory for each guess, `check` speaks up."""
LEAST_FREE = 256 * 1024 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found: how bad it is, what it is, and what to do about it."""

    level: Level
    what: str
    do: str = ""


def findings(
    vault: Vault,
    *,
    full: bool = False,
    passphrase_file: Path | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> tuple[Finding, ...]:
    """What is not well with an open shop, the worst first; one finding of level info where all is.

    full: read every page of the file and work out every sum afresh. passphrase_file: the one that this shop is opened
    with, if any. Raises Cancelled.
    """
    looks: list[Callable[[], Iterable[Finding]]] = [
        lambda: _opening(vault),
        lambda: _files(vault.folder),
        lambda: _keys(vault),
        lambda: _passphrase_file(vault.folder, passphrase_file),
        lambda: _backups(vault),
        lambda: _drills(vault),
        lambda: _chores(vault),
        lambda: vault.read(look_over),
        lambda: _chain(vault),
    ]
    if full:
        looks += [
            lambda: _pages(vault, Job(progress, cancel)),
            lambda: vault.read(add_up, progress=progress, cancel=cancel),
        ]
    found = list(dict.fromkeys(one for look in looks for one in _found_by(look)))
    order = {"error": 0, "warning": 1, "info": 2}
    if all(one.level == "info" for one in found):
        found.append(Finding("info", _WELL_IN_FULL if full else _WELL))
    return tuple(sorted(found, key=lambda one: order[one.level]))


_WELL = "All is well, as far as a quick look tells. `shopcrm check --full` reads every page."
_WELL_IN_FULL = "All is well: every page, every ledger and every sum was checked."


@read("check.look_over")
def look_over(tx: Tx) -> tuple[Finding, ...]:
    """What the book itself says at a glance: recovery sheet, restore, rehearsed entries, dates that have passed."""
    found = []
    if not facts.recovery_proven(tx):
        found.append(
            Finding(
                "warning",
                "Nobody has shown that the recovery sheet exists: no piece of its code was ever typed back.",
                "Type it once from the sheet: `shopcrm recovery --practice`. Or make a new sheet: `shopcrm recovery`.",
            )
        )
    if facts.restore_unconfirmed(tx):
        found.append(
            Finding(
                "warning",
                "A backup was restored, and nobody has said yet that it is the right one. No old backup is deleted.",
                "Look through the shop, then confirm the restore under Backup.",
            )
        )
    rehearsed = tx.value("SELECT count(*) FROM activity WHERE rehearsed = 1")
    if rehearsed and not profile.get(tx).demo:
        found.append(
            Finding(
                "warning",
                f"{_many(rehearsed, 'entry was', 'entries were')} made with a clock that was set by hand (--now).",
                "Their dates may be wrong. See the activity.",
            )
        )
    if tx.value("SELECT state FROM ledger_gate") != "shut":
        found.append(Finding("error", "The guard over the ledgers stands open.", "Restore the newest backup."))
    passed = sum(one.due < tx.today for one in agenda.listed(tx))
    if passed:
        found.append(Finding("warning", f"{_many(passed, 'date has', 'dates have')} passed.", "`shopcrm deadlines`"))
    return tuple(found)


@read("check.add_up")
def add_up(tx: Tx) -> tuple[Finding, ...]:
    """Whether everything that is derived is what it is derived from; raises Cancelled."""
    found = []
    steps: tuple[tuple[str, Callable[[Tx], list[str]]], ...] = (
        ("Adding up sales", lambda tx: list(rollups.compare(tx))),
        ("Adding up payments", lambda tx: _orders_that(payments.wrong(tx), "another sum than their payments make")),
        ("Adding up store credit", _store_credit),
        ("Following orders", lambda tx: _orders_that(stages.wrong_stages(tx), "another stage than their history")),
        ("Adding up points", lambda tx: list(loyalty.replay(tx))),
        ("Following returns", _returns_that_differ),
        ("Following tickets", _tickets_that_differ),
        ("Following requests", _requests_that_differ),
        ("Following links", _broken_links),
    )
    for done, (what, look) in enumerate(steps):
        tx.step(done, len(steps), what)
        found += [Finding("error", f"The book does not add up: {wrong}.", _REPORT) for wrong in look(tx)]
    tx.step(len(steps), len(steps), "Added up")
    return tuple(found)


_REPORT = "Keep every backup, and restore the newest one that is whole. Please report this."


def _orders_that(count: int, say: str) -> list[str]:
    return [f"{_many(count, 'order says', 'orders say')} {say}"] if count else []


def _store_credit(tx: Tx) -> list[str]:
    wrong = store_credit.wrong(tx)
    return [f"{_many(wrong, 'entry', 'entries')} of store credit and payments do not say the same"] if wrong else []


def _returns_that_differ(tx: Tx) -> list[str]:
    count = returns.wrong_states(tx)
    return [f"{_many(count, 'return says', 'returns say')} another state than its lines make"] if count else []


def _tickets_that_differ(tx: Tx) -> list[str]:
    count = tickets.wrong(tx)
    return [f"{_many(count, 'ticket is', 'tickets are')} listed otherwise than its log says"] if count else []


def _requests_that_differ(tx: Tx) -> list[str]:
    count = requests.wrong(tx)
    return [f"{_many(count, 'request is', 'requests are')} listed otherwise than its log says"] if count else []


def _broken_links(tx: Tx) -> list[str]:
    tables = [row[0] for row in tx.all('SELECT DISTINCT "table" FROM pragma_foreign_key_check ORDER BY 1')]
    return [f"records in {table} point to others that are not there" for table in tables]


def _found_by(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What one look finds; that it cannot look because something is damaged is a finding too."""
    try:
        return list(look())
    except Damaged as damaged:
        return [Finding("error", damaged.message, damaged.next_step)]


def _opening(vault: Vault) -> Iterator[Finding]:
    if vault.read_only is not None:
        level: Level = "warning" if isinstance(vault.read_only, NoSpace) else "error"
        yield Finding(level, vault.read_only.message, vault.read_only.next_step)
    for notice in vault.notices:
        if vault.read_only is None or vault.read_only.message not in notice:
            yield Finding("warning", notice)


def _files(folder: Path) -> Iterator[Finding]:
    """Who may look into the folder, whether the spare header is there, whether there is room."""
    paths = [folder, *(path for path in sorted(folder.iterdir()) if path.is_file())]
    open_to_others = [path.name for path in paths if os.name != "nt" and path.stat().st_mode & _OTHERS]
    if open_to_others:
        yield Finding(
            "warning",
            f"Others on this computer may look at {', '.join(open_to_others)}.",
            f"chmod -R go= {folder}",
        )
    spare = folder / headers.COPY
    if not spare.exists() or spare.read_bytes() != (folder / headers.NAME).read_bytes():
        yield Finding(
            "warning",
            f"{headers.COPY}, the spare copy of the keys' file, is missing or not the same.",
            "It is written anew when the shop is opened next.",
        )
    if shutil.disk_usage(folder).free < LEAST_FREE:
        yield Finding("warning", "The disk with the shop is nearly full.", "Free some space there.")


def _keys(vault: Vault) -> Iterator[Finding]:
    weak = [slot for slot in vault.header.slots if slot.kdf.memory_kib < WEAKEST_MEMORY_KIB]
    if weak and not vault.read(profile.get).demo:
        yield Finding(
            "warning",
            f"{_many(len(weak), 'way in makes', 'ways in make')} guessing cheaper than it should be"
            f" ({min(slot.kdf.memory_kib for slot in weak) // 1024} MiB for each guess).",
            "Ask for more: `shopcrm passphrase --kdf-memory 256`. Each login follows when it is next used.",
        )
    remembered = settings.load().places_of(vault.vault_id.hex())
    for worry in keys.worries(vault, (backup_places.own_folder(vault.folder), *remembered)):
        yield Finding("warning", worry.what, worry.do)


def _passphrase_file(folder: Path, file: Path | None) -> Iterator[Finding]:
    if file is None or not file.exists():
        return
    if file.stat().st_dev == folder.stat().st_dev:
        yield Finding(
            "warning",
            "The file with the passphrase lies on the same disk as the shop: who has the one has the other.",
            "Keep it on a stick that you take away, or type the passphrase.",
        )
    if os.name != "nt" and file.stat().st_mode & _OTHERS:
        yield Finding("warning", "Others on this computer may read the file with the passphrase.", f"chmod 600 {file}")


def _backups(vault: Vault) -> Iterator[Finding]:
    if vault.read(profile.get).demo:
        return
    last = backup.last_made(vault.folder)
    if last is None:
        yield Finding("warning", "There is no backup yet.", "Plug in a stick and make one: `shopcrm backup`.")
    elif vault.clock() - last > BACKUP_EVERY:
        days = (vault.clock() - last).days
        yield Finding("warning", f"The last backup is {days} days old.", "Make one: `shopcrm backup`.")
    elif last - vault.clock() > backup_places.CLOCK_SLACK:
        yield Finding(
            "warning",
            f"This computer's clock says {stamp(vault.clock())}, but the last backup was made at {stamp(last)}.",
            "Check the date and time.",
        )
    now = vault.clock().astimezone(ZoneInfo(vault.calendar.zone))
    for stick in backup.sticks_due(vault.folder, vault.vault_id, settings.load(), now):
        yield Finding(
            "warning",
            f"{stick.name}: the newest backup there is {_many(stick.days, 'day', 'days')} old.",
            "Plug it in and make one: `shopcrm backup`.",
        )
    yield from _dated_ahead(vault)


def _dated_ahead(vault: Vault) -> Iterator[Finding]:
    places = backup_places.places(vault.folder, settings.load().kept_for(vault.vault_id.hex()))
    for one in backup.found(vault.folder, [place.folder for place in places], vault.clock()):
        if one.days < 0:
            yield Finding(
                "warning",
                f"A backup bears a day still to come, {stamp(one.taken_at)}: {one.file}. The clock was ahead then, or"
                " is behind now.",
                "Check the date and time. If they are right: make a new backup, then delete that file.",
            )


def _drills(vault: Vault) -> Iterator[Finding]:
    if vault.read(profile.get).demo:
        return
    wanting = vault.read(drill.wanting)
    if wanting:
        found = vault.read(drill.last)
        failed = found is not None and found.outcome == "failed"
        why = f": {found.problems[0]}" if failed and found else "."
        yield Finding("error" if failed else "warning", f"{wanting}{why}", "Try one: `shopcrm drill`.")


def _chores(vault: Vault) -> Iterator[Finding]:
    for one in vault.read(chores.failures):
        if one.chore != "drill":  # `_drills` tells of those.
            title = chores.chore_named(one.chore).title
            yield Finding("warning", f"{title} failed: {one.words}", "Read why under More, Chores, and run it there.")


def _chain(vault: Vault) -> Iterator[Finding]:
    report = vault.read(activity.verify_chain, vault.audit_key())
    for problem in report.problems:
        yield Finding("error", f"The activity was tampered with or is damaged: {problem}.", _REPORT)
    if not vault.read(anchored, vault.header.anchor):
        yield Finding("error", "The activity is not the one that vault.json remembers.", _REPORT)
    if not report.proven:
        yield Finding("info", "Only an owner can prove every entry of the activity.")


@read("check.anchored")
def anchored(tx: Tx, anchor: headers.Anchor) -> bool:
    """Whether the activity holds an entry that was remembered outside the book."""
    return activity.holds(tx, anchor)


def _pages(vault: Vault, job: Job) -> Iterator[Finding]:
    try:
        snapshot.check_book(vault, job)
    except Cancelled:
        raise
    except Damaged as damaged:
        yield Finding("error", damaged.message, damaged.next_step)
    except CrmError as busy:
        yield Finding("warning", f"The file could not be read through: {busy.message}", busy.next_step)


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
