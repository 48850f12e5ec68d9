"""The training diary: who learned what about handling personal details, and when (UK GDPR Arts 24, 32(4) and 39)."""

from dataclasses import dataclass
from datetime import date

from shopcrm.errors import InvalidValue
from shopcrm.privacy.moments import past_day
from shopcrm.shop.tickets import typed
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

EVERY_MONTHS = 12
"""After how long it is time again (ICO accountability framework: refresher training at regular intervals)."""
LONGEST = 6_000

TOPICS = (
    "Recognising a request about personal details, and what to do with it",
    "Passphrases, locking the screen, and backups",
    "Phishing, and who may be told what on the telephone",
    "What counts as a breach, and whom to tell at once",
    "Marketing: who may be contacted, and who not",
)
"""Topics that are offered; any other can be typed."""


@dataclass(frozen=True, slots=True)
class TrainingDraft:
    """One entry. held_on: ``2026-11-22``. source: a course, a video, a page. minutes: how long it took, if known."""

    held_on: str
    who: str
    topic: str
    source: str = ""
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """An entry of the diary; entered_by: the member of staff who wrote it."""

    id: int
    held_on: str
    who: str
    topic: str
    source: str
    minutes: int | None
    note: str
    entered_by: str


@write("training.record", role=Role.MANAGER)
def record(tx: Tx, draft: TrainingDraft) -> int:
    """Enter what somebody learned. Raises InvalidValue for a day to come, or without a name or topic."""
    held = past_day(tx, "held_on", draft.held_on)
    if draft.minutes is not None and not 0 < draft.minutes <= LONGEST:
        raise InvalidValue("minutes", "That many minutes cannot be right.", "Type how many, or leave it empty.")
    source = typed.line("source", draft.source, "It") if draft.source.strip() else ""
    made = tx.insert(
        "INSERT INTO training (held_on, who, topic, source, minutes, note, at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            held.isoformat(),
            typed.line("who", draft.who, "Who it was"),
            typed.line("topic", draft.topic, "What it was about"),
            source,
            draft.minutes,
            typed.block("note", draft.note),
            tx.stamp,
            tx.staff.id,
        ),
    )
    tx.note(held_on=held.isoformat())
    tx.offer_undo("Enter training", take_back, made)
    return made


@write("training.take_back", role=Role.MANAGER)
def take_back(tx: Tx, entry: int) -> None:
    """Take an entry out of the diary that was a mistake."""
    tx.change_one("UPDATE training SET taken_back_at = ? WHERE id = ? AND taken_back_at IS NULL", (tx.stamp, entry))
    tx.note(entry=entry)
    tx.offer_undo("Take training back", bring_back, entry)


@write("training.bring_back", role=Role.MANAGER)
def bring_back(tx: Tx, entry: int) -> None:
    """Put an entry that was taken out back into the diary."""
    tx.change_one("UPDATE training SET taken_back_at = NULL WHERE id = ? AND taken_back_at IS NOT NULL", (entry,))
    tx.note(entry=entry)
    tx.offer_undo("Bring training back", take_back, entry)


@read("training.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[Training, ...]:
    """The diary, the latest first."""
    rows = tx.all(
        "SELECT training.id, held_on, who, topic, source, minutes, note, staff.name FROM training"
        " JOIN staff ON staff.id = staff_id WHERE taken_back_at IS NULL ORDER BY held_on DESC, training.id DESC"
    )
    return tuple(Training(*row) for row in rows)


def due_on(tx: Tx) -> date | None:
    """When training is due again: a year after the last; None while the diary is empty."""
    last: str | None = tx.value("SELECT max(held_on) FROM training WHERE taken_back_at IS NULL")
    return add_months(date.fromisoformat(last), EVERY_MONTHS) if last else None
