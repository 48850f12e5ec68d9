"""What is kept about a ticket and about the shop's service, as drafts that a form fills in and records that are shown.

Every length of time is in minutes of opening hours, business minutes for short, unless it says otherwise.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal, get_args

from shopcrm.opening_hours import Windows
from shopcrm.vault.refs import CustomerId, OrderId, ReturnId, TicketId

Channel = Literal["counter", "phone", "email", "letter", "web", "social", "chat"]
Category = Literal["question", "order", "delivery", "return", "complaint", "praise", "other"]
Priority = Literal["low", "normal", "high", "urgent"]
State = Literal["new", "open", "waiting_customer", "waiting_supplier", "resolved", "closed"]
Then = Literal["waiting_customer", "open", "resolved"]
WaitingFor = Literal["customer", "supplier"]
ClockName = Literal["first_response", "resolution"]
ClockState = Literal["running", "paused", "late", "met", "missed", "off"]
EventKind = Literal[
    "opened",
    "message",
    "reply",
    "note",
    "state",
    "priority",
    "category",
    "linked",
    "resolved",
    "reopened",
    "closed",
    "satisfaction",
    "breached",
    "merged",
    "absorbed",
    "split",
    "asked",
]

CHANNELS: tuple[Channel, ...] = get_args(Channel)
CATEGORIES: tuple[Category, ...] = get_args(Category)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
RUNNING: tuple[State, ...] = ("new", "open", "waiting_supplier")
"""The states in which the clocks run: a supplier's silence is the shop's own time, the customer's is not."""
DONE: tuple[State, ...] = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Targets:
    """Within how many business minutes, for each priority."""

    low: int
    normal: int
    high: int
    urgent: int

    def of(self, priority: Priority) -> int:
        """The target of one priority, business minutes."""
        minutes: int = getattr(self, priority)
        return minutes


@dataclass(frozen=True, slots=True)
class Policy:
    """What the shop promises. hours: Monday to Sunday, each with its windows in order. keeps_holidays: it is closed on
    the public holidays of its nation. first_response, resolution: targets, business minutes."""

    hours: tuple[Windows, ...]
    closed_days: tuple[date, ...]
    keeps_holidays: bool
    first_response: Targets
    resolution: Targets


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """A ticket as typed. body: the customer's first words. order, ret: what it is about; either names the customer."""

    subject: str
    body: str = ""
    customer: CustomerId | None = None
    order: OrderId | None = None
    ret: ReturnId | None = None
    channel: Channel = "counter"
    category: Category = "question"
    priority: Priority = "normal"


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """An entry of a ticket's log. words: what happened, in a line. body: what was said, or noted, if anything.

    said_by: the customer, the shop, or neither. about: the ticket that an entry was carried over from or points to.
    """

    id: int
    kind: EventKind
    at: str
    staff: str
    channel: str
    value: str
    body: str
    words: str
    said_by: Literal["customer", "shop", ""]
    internal: bool
    about: TicketId | None


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise and how it stands. target, used: business minutes. due: a stamp; None while paused or off.

    left: business minutes until it is due, None where nothing is pending. met and missed: done, in time or late; late:
    still to be done, and over. words: how it stands, as it is said.
    """

    name: ClockName
    state: ClockState
    target: int
    used: int
    due: str | None
    done_at: str | None
    left: int | None
    words: str

    @property
    def breached(self) -> bool:
        """Whether the promise was broken."""
        return self.state in ("late", "missed")

    @property
    def title(self) -> str:
        """What the promise is called."""
        return {"first_response": "First reply", "resolution": "Solution"}[self.name]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket, whole. asked: satisfaction was asked for at the latest resolution; score: what was answered, 1 to 5."""

    id: TicketId
    subject: str
    customer_id: CustomerId | None
    customer_name: str
    order_id: OrderId | None
    return_id: ReturnId | None
    channel: Channel
    category: Category
    priority: Priority
    state: State
    opened_at: str
    updated_at: str
    resolved_at: str | None
    replied_at: str | None
    merged_into: TicketId | None
    split_from: TicketId | None
    asked: bool
    score: int | None
    comment: str
    clocks: tuple[Clock, ...]
    events: tuple[TicketEvent, ...]

    @property
    def first_response(self) -> Clock:
        """The clock of the first reply."""
        return self.clocks[0]

    @property
    def resolution(self) -> Clock:
        """The clock of the solution."""
        return self.clocks[1]


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One row of a list of tickets. due: which promise is due next. due_words: time left, or why nothing is due.

    late: that promise is over. breached: one of its promises was broken, now or earlier.
    """

    id: TicketId
    subject: str
    customer_id: CustomerId | None
    customer_name: str
    channel: Channel
    category: Category
    priority: Priority
    state: State
    opened_at: str
    updated_at: str
    due: ClockName | None
    due_at: str | None
    due_words: str
    late: bool
    breached: bool


class TicketFilter(Enum):
    """Which tickets a list shows."""

    INBOX = "inbox"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    BREACHED = "breached"
    ALL = "all"


class TicketSort(Enum):
    """How a list of tickets is ordered."""

    DUE = "next deadline"
    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "latest change"


@dataclass(frozen=True, slots=True)
class SavedReply:
    """A reply kept for next time; body with its merge fields, such as {first name}. uses: how often it was used."""

    id: int
    title: str
    body: str
    uses: int
    archived: bool


@dataclass(frozen=True, slots=True)
class SavedReplyDraft:
    """A saved reply as typed."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A saved reply made out for a ticket; missing: the merge fields that this ticket has nothing for."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnowledgeNote:
    """A short note on how something is done. words: what else it is found by."""

    id: int
    title: str
    body: str
    words: str
    archived: bool


@dataclass(frozen=True, slots=True)
class KnowledgeDraft:
    """A knowledge note as typed."""

    title: str
    body: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Would she recommend the shop, 0 to 10."""

    id: int
    customer_id: CustomerId
    score: int
    comment: str
    ticket_id: TicketId | None
    at: str


STATE_WORDS: dict[str, str] = {
    "new": "New",
    "open": "Open",
    "waiting_customer": "Waiting for the customer",
    "waiting_supplier": "Waiting for a supplier",
    "resolved": "Resolved",
    "closed": "Closed",
}
CATEGORY_WORDS: dict[str, str] = {
    "question": "Question",
    "order": "Order",
    "delivery": "Delivery",
    "return": "Return",
    "complaint": "Complaint",
    "praise": "Praise",
    "other": "Other",
}
PRIORITY_WORDS: dict[str, str] = {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}
CHANNEL_WORDS: dict[str, str] = {
    "counter": "Counter",
    "phone": "Phone",
    "email": "E-mail",
    "letter": "Letter",
    "web": "Web",
    "social": "Social",
    "chat": "Chat",
}
