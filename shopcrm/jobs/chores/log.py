"""What ran, was skipped, or failed, and for which moment, as the book has kept it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shopcrm.jobs.chore_log import Outcome
from shopcrm.jobs.chores.rhythm import Past
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx, from_stamp

_RUN = "chore, due_at, at, outcome, words, seen_at, staff.name"
_RUNS = f"SELECT {_RUN} FROM chore_runs JOIN staff ON staff.id = staff_id"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. due_at: the moment that it was due for; None where somebody asked for it. Instants are stamps, UTC."""

    chore: str
    due_at: str | None
    at: str
    outcome: Outcome
    words: str
    seen_at: str | None
    staff: str


@write("chores.acknowledge")
def acknowledge(tx: Tx, chore: str) -> None:
    """Say that a person has read why a chore failed."""
    seen = tx.run("UPDATE chore_runs SET seen_at = ? WHERE chore = ? AND seen_at IS NULL", (tx.stamp, chore))
    tx.note(chore=chore, failures=seen)


@read("chores.failures")
def failures(tx: Tx) -> tuple[Run, ...]:
    """The failures that nobody has read yet, the latest first; one for each chore."""
    rows = tx.all(f"{_RUNS} WHERE seen_at IS NULL ORDER BY at DESC, chore_runs.id DESC")
    return tuple({row[0]: Run(*row) for row in reversed(rows)}.values())[::-1]


@read("chores.history", role=Role.ASSISTANT)
def history(tx: Tx, chore: str, limit: int = 20) -> tuple[Run, ...]:
    """The last runs of a chore, the latest first."""
    rows = tx.all(f"{_RUNS} WHERE chore = ? ORDER BY at DESC, chore_runs.id DESC LIMIT ?", (chore, limit))
    return tuple(Run(*row) for row in rows)


@read("chores.run", role=Role.ASSISTANT)
def run(tx: Tx, run: int) -> Run:
    """One run, by its id."""
    return Run(*tx.one(f"{_RUNS} WHERE chore_runs.id = ?", (run,)))


def last_runs(tx: Tx) -> Mapping[str, Run]:
    """The latest run of each chore up to now."""
    rows = tx.all(
        f"{_RUNS} WHERE chore_runs.id IN (SELECT id FROM (SELECT id, max(at) FROM chore_runs WHERE at <= ?"
        " GROUP BY chore))",
        (tx.stamp,),
    )
    return {row[0]: Run(*row) for row in rows}


def run_ahead(tx: Tx) -> set[str]:
    """The chores that ran on a day that is still to come by the present clock."""
    return {row[0] for row in tx.all("SELECT DISTINCT chore FROM chore_runs WHERE at > ?", (tx.stamp,))}


def pasts(tx: Tx) -> Mapping[str, Past]:
    """What counts of each chore's earlier runs; under '' what counts for one that never ran."""
    began = from_stamp(tx.value("SELECT min(created_at) FROM staff"))
    found = {name: Past(began, from_stamp(run.at)) for name, run in last_runs(tx).items()}
    ahead: dict[str, set[str]] = {}
    for chore, due_at in tx.all(
        "SELECT chore, due_at FROM chore_runs WHERE at > ? AND due_at IS NOT NULL", (tx.stamp,)
    ):
        ahead.setdefault(chore, set()).add(due_at)
    for chore, moments in ahead.items():
        last = found[chore].last if chore in found else None
        found[chore] = Past(began, last, frozenset(map(from_stamp, moments)))
    return {"": Past(began), **found}
