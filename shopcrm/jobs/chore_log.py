"""What became of a chore is kept in the book, whether the program ran it or a person did it by hand."""

from datetime import timedelta
from typing import Literal

from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx, stamp

Outcome = Literal["done", "skipped", "failed"]
KEPT = timedelta(days=396)
"""Thirteen months, as the data map says."""


@write("chores.note")
def note(tx: Tx, chore: str, outcome: Outcome, words: str, due_at: str | None = None) -> int:
    """Keep what became of a chore, and answer the run's id; earlier failures are answered by a run that went well.

    due_at: the moment that it was due for; each is used once.
    """
    if tx.maybe("SELECT 1 FROM chore_runs WHERE chore = ? AND due_at = ?", (chore, due_at)):
        due_at = None
    tx.run("DELETE FROM chore_runs WHERE at < ?", (stamp(tx.now - KEPT),))
    if outcome == "done":
        tx.run("UPDATE chore_runs SET seen_at = ? WHERE chore = ? AND seen_at IS NULL", (tx.stamp, chore))
    run = tx.insert(
        "INSERT INTO chore_runs (chore, due_at, at, outcome, words, seen_at, staff_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (chore, due_at, tx.stamp, outcome, words, None if outcome == "failed" else tx.stamp, tx.staff.id),
    )
    tx.note(chore=chore, outcome=outcome)
    return run
