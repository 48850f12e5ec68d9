"""What an answer about contact is, what proves it, and how it is put in words."""

from dataclasses import dataclass
from typing import Literal

from shopcrm.shop.suppression import Channel, Purpose
from shopcrm.vault.refs import CustomerId, OrderId

AnswerKind = Literal["grant", "withdraw", "object", "soft_opt_in", "not_now"]
YES: frozenset[AnswerKind] = frozenset(("grant", "soft_opt_in"))
NO: frozenset[AnswerKind] = frozenset(("withdraw", "object"))
HOLDS = NO | {"not_now"}
"""What only the person's own yes, with evidence, follows: a "not now" stands too, though it suppresses no address."""
IMPORT = "import"
"""How the method of an answer that came in a file begins (`import`, `import: Shopify`): it never lifts a no."""
LONGEST_EVIDENCE = 2_000
LONGEST_METHOD = 60

FOR_WHAT: dict[str, str] = {"marketing": "offers and news", "reminders": "reminders", "feedback": "asking how we did"}
BY_WHAT: dict[str, str] = {
    "email": "e-mail",
    "sms": "text message",
    "phone": "telephone",
    "post": "post",
    "social": "social media",
}


@dataclass(frozen=True, slots=True)
class SoftOptIn:
    """The facts of a soft opt-in (PECR reg 22(3)): without all of them it allows nothing.

    sold_on: the day of the sale, as 2026-11-22. family: what was bought; only similar goods may be offered. offered:
    how the customer could say no at once, when the address was taken. order: the sale, where it is in the book.
    """

    sold_on: str
    family: str
    offered: str
    order: OrderId | None = None


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """What somebody said about being contacted.

    method: how she said it (at the counter, by letter, import). evidence: where the proof is. at: when she said it, an
    instant or a date; if None now, and after all that is on record of her. wording: what she was told; the shop's
    present wording if None, nothing for imports. soft: the facts of a soft opt-in, which is nothing without them.
    parent: who said yes for a child; parent_checked: how the shop knows that it was the parent.
    """

    customer: CustomerId
    purpose: Purpose
    channel: Channel
    answer: AnswerKind
    method: str
    evidence: str = ""
    at: str | None = None
    wording: str | None = None
    soft: SoftOptIn | None = None
    parent: str = ""
    parent_checked: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry that was made, and in words what it did or could not do."""

    id: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of the ledger, with the wording that the person was shown and whatever makes it count.

    papers: how many documents prove it. notice_version: the privacy notice that was in force when it was given.
    """

    id: int
    purpose: Purpose
    channel: Channel
    answer: AnswerKind
    method: str
    evidence: str
    at: str
    recorded_at: str
    captured_by: str
    wording: str
    wording_version: int | None
    soft: SoftOptIn | None = None
    parent: str = ""
    papers: int = 0
    notice_version: int | None = None

    @property
    def is_her_own_yes(self) -> bool:
        """Whether it is a yes that can turn a no round: said by the person, and with evidence."""
        return self.answer == "grant" and not came_in_a_file(self.method) and bool(self.evidence)

    @property
    def covers(self) -> bool:
        """Whether it is a yes to what it is about.

        PECR reg 22(3): a soft opt-in covers electronic mail about the shop's own similar goods, and nothing else.
        """
        if self.answer == "soft_opt_in":
            return self.soft is not None and self.purpose == "marketing" and self.channel in ("email", "sms")
        return self.answer == "grant"


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a customer may be contacted for a purpose by a channel, why, and what proves it.

    counted_as: the same reason without her address, number or age, where `because` names one: for counts that stay when
    she is erased.
    """

    allowed: bool
    because: str
    evidence: str = ""
    counted_as: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against contacting somebody, and what would change it. counted_as: see `Permission`."""

    words: str
    remedy: str
    evidence: str = ""
    counted_as: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The gate's answer with every reason, not the first alone. duties: what the law asks of each such message."""

    permission: Permission
    reasons: tuple[Reason, ...]
    duties: tuple[str, ...]


def came_in_a_file(method: str) -> bool:
    """Whether that method says that an answer was imported, not given by the person to the shop."""
    return method.strip().casefold().startswith(IMPORT)


def about_words(purpose: str, channel: str) -> str:
    """``offers and news by e-mail``."""
    return f"{FOR_WHAT[purpose]} by {BY_WHAT[channel]}"
