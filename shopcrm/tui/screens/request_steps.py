"""The steps of a request: which there are for each right, which is next, what to do there, and what can be done now."""

from dataclasses import dataclass
from datetime import date

from shopcrm.privacy.requests import DataRequest, EventKind, Right

ANSWERS: dict[Right, tuple[str, str]] = {
    "access": (
        "Answer",
        "Look through what is held, take out what names other people, and write the report. Search letters and e-mails"
        " outside this book too.",
    ),
    "rectification": ("Correct", "Check what is right, and correct the record. What was never wrong may stay; say so."),
    "erasure": ("Erase", "See first what goes, what must be kept and until when. What the tax office needs stays."),
    "restriction": ("Restrict", "Restrict the record: it is kept and seen, and not used until you have told them."),
    "portability": ("Hand over", "Write the files with what they gave you, for a computer, and send them securely."),
    "objection": (
        "Weigh",
        "They are on the do-not-contact list already. Stop that use, unless your grounds weigh more than theirs.",
    ),
    "marketing": ("Stop", "It stopped when you entered this: nothing here writes to them. Clean lists kept elsewhere."),
    "automated": (
        "Look again",
        "Tell them how it was decided, hear what they say, and have a person look at it again.",
    ),
    "complaint": ("Look into it", "Find out what happened, without undue delay, and note what you did."),
}
"""What the third step is called for each right, and what there is to do."""
FIND = "Find the record of who asks, and any double of it: the answer covers them all."
FOUND = "This is who asks. See whether they stand in the book twice: the answer covers every record."
IDENTITY = (
    "Be sure that it is them. Ask for proof only where you really doubt it, for no more than needed; keep no copy."
)
WAITING: dict[str, str] = {
    "identity": "You asked who they are, and wait for it. After a month without an answer remind them, or close.",
    "authority": "You asked for proof that somebody may act for them, and wait for it.",
    "fee": "You asked for a fee, and wait for it.",
}
KNOWN = "You know that it is them."
ACKNOWLEDGE = "Tell them within 30 days that their complaint is here: Ctrl+P writes that letter, and counts as telling."
ACKNOWLEDGED = "They were told that their complaint is here."
CLARIFY = "You asked what they mean; the clock stands still until they answer."
ASKED = "You asked what they mean. The clock runs on meanwhile: remind them."
CLOSE = "Tell them the outcome, and close it on the day they were told. A refusal needs its reasons."
CLOSED = "It is closed. Ctrl+P writes the letter that says so, if none was written."
TELL = "It is closed. Tell those who had the data from you what has changed, then tick it below."
PROOFS = ("identity", "authority", "fee")
_NO_PROOF: tuple[Right, ...] = ("marketing",)
"""Stopping offers asks nobody who they are."""
_UNASKED: tuple[Right, ...] = ("marketing", "complaint")
"""Where proof is not the next thing to see to by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. hint: what to do there, in a sentence or two. acts: the deeds that belong to it, by their names."""

    name: str
    words: str
    done: bool
    hint: str
    acts: tuple[str, ...]


def steps_of(one: DataRequest, *, erased: bool) -> tuple[Step, ...]:
    """The steps that fit a request as it stands. erased: whether the person's record was erased."""
    closed, stage = one.state == "done", one.stage
    found = [Step("find", "Find", False, FIND, _FIND)]
    if one.customer_id is not None:
        found = [Step("find", "Find", True, FOUND, _FOUND)]
    if one.right not in _NO_PROOF or stage in PROOFS:
        hint = WAITING.get(stage, KNOWN if _happened(one, "identity_shown") else IDENTITY)
        known = _happened(one, "identity_shown") and stage not in PROOFS
        found.append(Step("identity", "Check identity", known, hint, _IDENTITY))
    if one.right == "complaint":
        told = _acknowledged(one)
        found.append(Step("acknowledge", "Acknowledge", told, ACKNOWLEDGED if told else ACKNOWLEDGE, _ACKNOWLEDGE))
    words, hint = ANSWERS[one.right]
    asked = open_question(one)
    hint = (CLARIFY if one.clock.paused else ASKED) if asked else hint
    done = not one.open_tasks or (erased and one.right == "erasure")
    found.append(Step("answer", words, done, hint, _ASKED if asked else _ANSWER))
    last = TELL if stage == "tasks" else CLOSED if closed else CLOSE
    return (*found, Step("close", "Close", closed, last, _CLOSED if closed else _CLOSE))


def next_step(one: DataRequest, *, erased: bool) -> str:
    """The step to go on with; once the record is erased, there is only to close."""
    if one.state == "done" or erased:
        return "close"
    if one.stage in PROOFS:
        return "identity"
    if one.customer_id is None:
        return "find"
    if one.stage == "acknowledge":
        return "acknowledge"
    if one.stage == "answer" and one.right not in _UNASKED and not _happened(one, "identity_shown"):
        return "identity"
    return "answer" if one.open_tasks or one.stage == "clarification" else "close"


def possible(one: DataRequest, today: date, *, doubles: bool) -> dict[str, bool]:
    """What can be done with a request as it stands. doubles: whether they may stand in the book twice."""
    going_on = one.state == "open"
    proof = going_on and (one.right not in _NO_PROOF or one.stage in PROOFS)
    marketing = one.right == "marketing"
    return {
        "double": doubles,
        "other": bool(one.duplicates),
        "shown": proof,
        "ask_proof": proof and _asks(one) > 0,
        "never": going_on and one.stage in ("identity", "authority"),
        "fee": going_on and one.right not in ("complaint", "marketing") and one.regime != "ccpa",
        "acknowledge": going_on and not _acknowledged(one),
        "question": going_on and not marketing,
        "longer": going_on and one.clock.notice_by is not None and today <= one.clock.notice_by,
        "received": going_on,
        "told": not going_on and one.right in ("rectification", "erasure", "restriction"),
    }


def asked_for(one: DataRequest) -> tuple[str, ...]:
    """The proofs that are waited for: identity, authority."""
    asked: dict[str, bool] = {}
    for event in sorted(one.events, key=lambda event: event.id):
        what, _, done = event.kind.partition("_")
        if what in ("identity", "authority") and done in ("asked", "shown"):
            asked[what] = done == "asked"
    return tuple(what for what, waits in asked.items() if waits)


def open_question(one: DataRequest) -> bool:
    """Whether a question of ours waits for its answer."""
    return _latest(one, "clarification_asked", "clarified") == "clarification_asked"


def fee_asked(one: DataRequest) -> bool:
    """Whether a fee was asked for and is not paid."""
    return _latest(one, "fee_asked", "fee_paid") == "fee_asked"


def _latest(one: DataRequest, *kinds: EventKind) -> EventKind | None:
    """The kind that was entered last, of some."""
    return max(((event.id, event.kind) for event in one.events if event.kind in kinds), default=(0, None))[1]


def _asks(one: DataRequest) -> int:
    """How many proofs may still be asked for."""
    return 1 + bool(one.representative) - len(asked_for(one))


def _happened(one: DataRequest, kind: EventKind) -> bool:
    return any(event.kind == kind for event in one.events)


def _acknowledged(one: DataRequest) -> bool:
    return any(
        event.kind == "acknowledged" or (event.kind == "letter" and event.value == "acknowledgement")
        for event in one.events
    )


_FIND = ("person", "other", "received")
_ASKED = ("question", "deed", "longer", "acknowledge")
_FOUND = ("double", "customer", "person", "other", "received")
_IDENTITY = ("shown", "ask_proof", "never", "fee")
_ACKNOWLEDGE = ("acknowledge",)
_ANSWER = ("deed", "question", "longer", "acknowledge")
_CLOSE = ("close",)
_CLOSED = ("told", "letter", "close")
