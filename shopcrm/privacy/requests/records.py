"""What the register holds of a person's request, as a draft that a form fills in and records that are shown."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal, get_args

from shopcrm.vault.refs import CustomerId, DocumentId, RequestId

Right = Literal[
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "marketing",
    "automated",
    "complaint",
]
Regime = Literal["uk", "eu", "ccpa"]
Channel = Literal["counter", "phone", "email", "letter", "web", "social", "other"]
State = Literal["open", "done"]
GapKind = Literal["identity", "authority", "deed"]
Stage = Literal["authority", "identity", "fee", "clarification", "acknowledge", "answer", "tasks", "done"]
Outcome = Literal[
    "granted", "partly", "refused", "not_found", "withdrawn", "not_identified", "no_duty", "duplicate", "answered"
]
LetterKind = Literal["acknowledgement", "identity", "clarification", "extension", "refusal", "completion", "lifting"]
EventKind = Literal[
    "received",
    "person",
    "acknowledged",
    "authority_asked",
    "authority_shown",
    "identity_asked",
    "identity_shown",
    "identity_never",
    "fee_asked",
    "fee_paid",
    "clarification_asked",
    "clarified",
    "extended",
    "note",
    "task_added",
    "task_done",
    "letter",
    "told_recipients",
    "done",
    "reopened",
]

NO_DATE = "The law sets no date for it."
"""What stands for the rule of a clock where there is none."""

RIGHTS: tuple[Right, ...] = get_args(Right)
REGIMES: tuple[Regime, ...] = get_args(Regime)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
LETTERS: tuple[LetterKind, ...] = get_args(LetterKind)


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A request as typed. received_on: today where None. words: what the person said or wrote.

    name, contact: of whom asks, where no customer is known (yet); contact is an e-mail address, a number or an address.
    representative: who asks for that person, if somebody else does. regime: whose law, the shop's own where empty;
    region: the country that law is read in, where it is not the shop's own.
    """

    right: Right
    received_on: date | None = None
    customer: CustomerId | None = None
    channel: Channel = "email"
    words: str = ""
    name: str = ""
    contact: str = ""
    representative: str = ""
    regime: Regime | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """An entry of a request's log. on: the day it was; at: when it was written down, a stamp. words: what happened, in
    a line; body: what was said. document: the letter that was sent."""

    id: int
    kind: EventKind
    on: date
    at: str
    staff: str
    value: str
    body: str
    words: str
    document: DocumentId | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not on record and speaks against saying that a request was done; what to do about it.

    kind: who she is, whether somebody may act for her, or the thing itself that was asked for.
    """

    kind: GapKind
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do for a request. done_on: None while it is to be done."""

    id: int
    what: str
    added_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """By when the law wants an answer, worked out anew from the log.

    due: the last day allowed, None where no day is running (not started, or the law sets none). target: an earlier and
    safer day where the rule is in doubt. paused: it stands still, or has not started, until the person answers.
    notice_by: until when the person had to be told of a longer time, None where there is none to claim. days_left: to
    the target, or once that has passed to the due day; below 0 that has passed too. late: the due day has passed.
    words: how it stands, in a line. steps: how the days were counted.
    """

    due: date | None
    target: date | None
    paused: bool
    notice_by: date | None
    days_left: int | None
    late: bool
    words: str
    steps: tuple[str, ...]
    rule: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One row of the register. name: whom it is about, as shown. due: as in its clock. open_tasks: so many are left."""

    id: RequestId
    right: Right
    regime: Regime
    customer_id: CustomerId | None
    name: str
    received_on: date
    state: State
    stage: Stage
    outcome: Outcome | None
    closed_on: date | None
    due: date | None
    target: date | None
    late: bool
    paused: bool
    due_words: str
    open_tasks: int
    rule: str


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request, whole. name: whom it is about, as shown. identified: proof of identity, and authority where somebody
    else asks, is not waited for. duplicates: other requests of the same person. warnings: what to know before going on.
    gaps: what is not on record, so that it cannot be said to be done without a word.
    """

    id: RequestId
    right: Right
    regime: Regime
    region: str
    received_on: date
    channel: Channel
    words: str
    customer_id: CustomerId | None
    name: str
    contact: str
    representative: str
    state: State
    stage: Stage
    outcome: Outcome | None
    outcome_words: str
    closed_on: date | None
    clock: Clock
    events: tuple[RequestEvent, ...]
    tasks: tuple[Task, ...]
    duplicates: tuple[RequestRow, ...]
    warnings: tuple[str, ...]
    letters: tuple[LetterKind, ...]
    gaps: tuple[Gap, ...]

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """What is left to do."""
        return tuple(task for task in self.tasks if task.done_on is None)


class RequestFilter(Enum):
    """Which requests the register shows."""

    OPEN = "open"
    LATE = "late"
    COMPLAINTS = "complaints"
    DONE = "done"
    ALL = "all"


RIGHT_WORDS: dict[Right, str] = {
    "access": "See their data",
    "rectification": "Correct their data",
    "erasure": "Erase their data",
    "restriction": "Restrict their data",
    "portability": "Take their data elsewhere",
    "objection": "Object to a use",
    "marketing": "Stop offers and news",
    "automated": "Question a computer's decision",
    "complaint": "Complain about their data",
}
"""What the person wants, as it stands in a list and on a form."""

CHANNEL_WORDS: dict[Channel, str] = {
    "counter": "At the counter",
    "phone": "By telephone",
    "email": "By e-mail",
    "letter": "By letter",
    "web": "On the website",
    "social": "On a social network",
    "other": "In another way",
}
REGIME_WORDS: dict[Regime, str] = {
    "uk": "United Kingdom (UK GDPR)",
    "eu": "European Union (GDPR)",
    "ccpa": "California (CCPA)",
}
STAGE_WORDS: dict[Stage, str] = {
    "authority": "Waiting for proof of authority",
    "identity": "Waiting for proof of identity",
    "fee": "Waiting for the fee",
    "clarification": "Waiting for an answer",
    "acknowledge": "To acknowledge",
    "answer": "To answer",
    "tasks": "Answered, tasks left",
    "done": "Done",
}
OUTCOME_WORDS: dict[Outcome, str] = {
    "granted": "Done as asked",
    "partly": "Done in part",
    "refused": "Refused",
    "not_found": "We hold nothing about them",
    "withdrawn": "Withdrawn",
    "not_identified": "Identity never shown",
    "no_duty": "No duty to answer",
    "duplicate": "Same as another request",
    "answered": "Answered",
}
COMPLAINT_OUTCOME_WORDS: dict[Outcome, str] = {
    "granted": "Upheld",
    "partly": "Upheld in part",
    "refused": "Not upheld",
}
"""How the outcome of a complaint is called instead."""

LETTER_WORDS: dict[LetterKind, str] = {
    "acknowledgement": "We have your request",
    "identity": "Please show who you are",
    "clarification": "What do you mean?",
    "extension": "We need longer",
    "refusal": "We cannot do it",
    "completion": "It is done",
    "lifting": "The restriction ends",
}
"""What each letter is about, as it stands in a menu."""


def outcome_words(right: Right, outcome: Outcome | None) -> str:
    """An outcome as it is said of that right; empty for none."""
    if outcome is None:
        return ""
    return (COMPLAINT_OUTCOME_WORDS if right == "complaint" else {}).get(outcome) or OUTCOME_WORDS[outcome]
