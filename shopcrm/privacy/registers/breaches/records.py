"""What the breach register holds: UK GDPR Arts 33 and 34."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shopcrm.vault.refs import BreachId

Nature = Literal["misdirected", "lost", "stolen", "attack", "seen", "altered", "unavailable", "other"]
Risk = Literal["", "unlikely", "likely", "high"]
EventKind = Literal[
    "logged", "changed", "report", "reported", "delay", "tell", "told", "note", "closed", "reopened", "taken_back"
]
ClockState = Literal["running", "over", "reported", "reported_late", "need_not"]
Decision = Literal["yes", "no"]

NATURES: Mapping[Nature, str] = {
    "misdirected": "sent to the wrong person",
    "lost": "lost: paper, a stick, a laptop, a phone",
    "stolen": "stolen",
    "attack": "an attack: a virus, phishing, someone got in",
    "seen": "seen by someone who should not",
    "altered": "changed or deleted by mistake",
    "unavailable": "not available when it was needed",
    "other": "something else",
}
"""What happened, in the words in which it is chosen (ICO: a breach of confidentiality, integrity or availability)."""

RISKS: Mapping[Risk, str] = {
    "": "not judged yet",
    "unlikely": "unlikely that anybody comes to harm",
    "likely": "somebody may come to harm",
    "high": "a high risk that somebody comes to harm",
}


@dataclass(frozen=True, slots=True)
class BreachDraft:
    """A breach as it is written down.

    discovered_at: when the shop became aware, ``2026-11-20T16:30`` on its own clock, or with an offset. happened: when
    it happened, in words. people, data: whose details and which. Counts are None while they are not known.
    """

    what: str
    discovered_at: str
    nature: Nature = "other"
    happened: str = ""
    cause: str = ""
    people: str = ""
    people_count: int | None = None
    data: str = ""
    records_count: int | None = None
    consequences: str = ""
    measures: str = ""
    risk: Risk = ""
    risk_because: str = ""


@dataclass(frozen=True, slots=True)
class BreachEvent:
    """An entry of the log. happened_at: when what it tells happened; at: when it was entered; both stored instants."""

    id: int
    kind: EventKind
    happened_at: str
    value: str
    body: str
    staff: str
    at: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class BreachClock:
    """The 72 hours. due: the instant, UTC. left: seconds until then, below zero once it is over."""

    due: datetime
    state: ClockState
    left: int
    steps: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A breach, whole.

    report, tell: what was decided about telling the regulator and the people, with the reasons; None while undecided.
    reported_at, told_at: when it was done first. delay: why the report came after 72 hours. open_points: what is to be
    done next, the most pressing first.
    """

    id: BreachId
    facts: BreachDraft
    clock: BreachClock
    events: tuple[BreachEvent, ...]
    report: Decision | None
    report_because: str
    reported_at: str | None
    regulator_ref: str
    delay: str
    tell: Decision | None
    tell_because: str
    told_at: str | None
    closed: bool
    open_points: tuple[str, ...]
