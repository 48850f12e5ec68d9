"""What is asked of the person before she is answered: who she is, who may act for her, a fee, what she means."""

from datetime import date

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.requests import clocks, log, typed
from shopcrm.privacy.requests.clocks import Proof
from shopcrm.privacy.requests.log import Found
from shopcrm.privacy.requests.records import EventKind
from shopcrm.vault.refs import RequestId
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months, day_in_words


@write("requests.acknowledge")
def acknowledge(tx: Tx, request: RequestId, how: str = "", on: date | None = None) -> None:
    """Write down that the person was told that her request is here; a complaint must be acknowledged in 30 days."""
    found = log.find_open(tx, request)
    if found.standing.acknowledged:
        raise Refused(
            f"{found.ref} was acknowledged on {day_in_words(found.standing.acknowledged)} already.",
            "Add a note if you wrote again.",
        )
    day = typed.day(tx, on, found.head.received_on)
    _entered(tx, found, "acknowledged", day, typed.maybe_line("how", how), "Acknowledge")


@write("requests.ask_authority")
def ask_authority(tx: Tx, request: RequestId, words: str = "", on: date | None = None) -> None:
    """Write down that a representative was asked to prove that she may act for the person."""
    found = log.find_open(tx, request)
    if not found.representative:
        raise Refused(f"Nobody asks for another person in {found.ref}.", "Ask for proof of identity instead.")
    _ask(tx, found, "authority_asked", "authority", words, on)


@write("requests.show_authority")
def show_authority(tx: Tx, request: RequestId, how: str, on: date | None = None) -> None:
    """Write down what proved that a representative may act for the person."""
    _show(tx, log.find_open(tx, request), "authority_shown", "authority", how, on)


@write("requests.ask_identity")
def ask_identity(tx: Tx, request: RequestId, words: str = "", on: date | None = None) -> None:
    """Write down that the person was asked who she is, as there is reasonable doubt (Art 12(6)).

    words: what she was told, which stands in the letter too. In the United Kingdom the time starts when it is shown;
    elsewhere it runs on.
    """
    _ask(tx, log.find_open(tx, request), "identity_asked", "identity", words, on)


@write("requests.show_identity")
def show_identity(tx: Tx, request: RequestId, how: str, on: date | None = None) -> None:
    """Write down how the person showed who she is, not the document itself: "passport seen at the counter"."""
    _show(tx, log.find_open(tx, request), "identity_shown", "identity", how, on)


@write("requests.identity_never")
def identity_never(tx: Tx, request: RequestId, words: str = "") -> None:
    """Close a request because the person never showed who she is; raises Refused where she was not asked.

    words: what was done to reach her. Before a month has gone since she was asked they are needed, and say why it is
    closed so soon.
    """
    found = log.find_open(tx, request)
    if not {"identity", "authority"}.intersection(found.standing.asked):
        raise Refused(
            f"{found.ref} waits for no proof.", "Ask for proof of identity first, and give the person time to answer."
        )
    today = max(tx.today, found.head.received_on)
    said = typed.block("words", words)
    check_wait(found, today, said)
    first = log.enter(tx, request, "identity_never", today)
    log.enter(tx, request, "done", today, "not_identified", said)
    log.written(tx, found, first, "Close", outcome="not_identified")


@write("requests.ask_fee")
def ask_fee(tx: Tx, request: RequestId, reason: str, on: date | None = None) -> None:
    """Write down that a fee was asked for, and why: the request is excessive or unfounded, or for a further copy.

    reason: on record, for it must be proved (Art 12(5)). Raises Refused for a complaint, and under California's act.
    """
    found = log.find_open(tx, request)
    if found.head.right in ("complaint", "marketing") or found.head.regime == "ccpa":
        raise Refused("No fee may be asked for that.", "Answer it without one.")
    _ask(tx, found, "fee_asked", "paid", typed.block("reason", reason, "The reason for a fee"), on)


@write("requests.pay_fee")
def pay_fee(tx: Tx, request: RequestId, on: date | None = None) -> None:
    """Write down that the fee which was asked for is paid, or that it is asked for no more."""
    _show(tx, log.find_open(tx, request), "fee_paid", "paid", "", on)


@write("requests.ask_clarification")
def ask_clarification(tx: Tx, request: RequestId, question: str, on: date | None = None) -> None:
    """Write down what the person was asked, to know what her request covers.

    It stops the clock for access only, in the United Kingdom only, and only where it is reasonably needed.
    """
    found = log.find_open(tx, request)
    if found.standing.question is not None:
        raise Refused(
            f"A question of {day_in_words(found.standing.question)} is not answered yet.", "Enter the answer first."
        )
    earliest = max([found.head.received_on, *(answered for _, answered in found.standing.questions)])
    day = typed.not_before(typed.day(tx, on, found.head.received_on), earliest, "the earlier answer")
    _entered(tx, found, "clarification_asked", day, typed.block("question", question, "The question"), "Question on")


@write("requests.clarified")
def clarified(tx: Tx, request: RequestId, answer: str, on: date | None = None) -> None:
    """Write down what the person answered; raises Refused where nothing was asked."""
    found = log.find_open(tx, request)
    if found.standing.question is None:
        raise Refused(f"No question is open on {found.ref}.", "Enter the question first, or add a note.")
    day = typed.not_before(typed.day(tx, on, found.head.received_on), found.standing.question, "the question")
    _entered(tx, found, "clarified", day, typed.block("answer", answer, "The answer"), "Answer on")


@write("requests.extend", role=Role.MANAGER)
def extend(tx: Tx, request: RequestId, reasons: str, on: date | None = None) -> None:
    """Claim the longer time for a request that is complex, or one of many: two further months (Art 12A(3)).

    reasons: the person must be told them. on: when she was told, before the first month ends. Raises Refused where it
    is too late, where the time was extended already, and where no longer time can be claimed.
    """
    found = log.find_open(tx, request)
    if not found.head.extendable:
        raise Refused("The time for that cannot be extended.", "Answer it as soon as you can.")
    if found.standing.extended:
        raise Refused(
            f"The time was extended on {day_in_words(found.standing.extended)} already.", "It can be extended once."
        )
    if found.clock.notice_by is None and found.clock.paused:
        raise Refused("The time has not started yet.", "Wait for the answer to what you asked.")
    day = typed.day(tx, on, found.head.received_on)
    if found.clock.notice_by is not None and day > found.clock.notice_by:
        raise Refused(
            f"The person had to be told by {day_in_words(found.clock.notice_by)}: it is too late to extend.",
            "Answer as soon as you can, and note why it is late.",
        )
    _entered(tx, found, "extended", day, typed.block("reasons", reasons, "The reason"), "Extend")


def check_wait(found: Found, on: date, words: str) -> None:
    """Raises InvalidValue where proof was asked for less than a month ago, and nothing says why that was enough."""
    asked = max(found.standing.asked[proof] for proof in ("identity", "authority") if proof in found.standing.asked)
    until = add_months(asked, 1)
    if on < until and not words:
        raise InvalidValue(
            "words",
            f"They were asked on {day_in_words(asked)}: a month to answer is fair, until {day_in_words(until)}.",
            "Wait, or say why you close it sooner.",
        )


def _ask(tx: Tx, found: Found, kind: EventKind, proof: Proof, words: str, on: date | None) -> None:
    since = found.standing.asked.get(proof)
    if since is not None:
        raise Refused(
            f"{found.ref} waits for {clocks.WAITING[proof][1]} since {day_in_words(since)}.", "Add a note to remind."
        )
    day = typed.day(tx, on, found.head.received_on)
    _entered(tx, found, kind, day, typed.block("words", words), "Question on")


def _show(tx: Tx, found: Found, kind: EventKind, proof: Proof, how: str, on: date | None) -> None:
    """What is shown unasked is written down too, fees excepted."""
    since = found.standing.asked.get(proof)
    if proof == "paid" and since is None:
        raise Refused(f"No fee was asked for on {found.ref}.", "Enter first that one was asked for, and why.")
    said = typed.maybe_line("how", how)
    if proof != "paid" and not said:
        raise InvalidValue(
            "how", "How was it shown?", "Passport seen at the counter, an answer from the known address ..."
        )
    day = typed.not_before(
        typed.day(tx, on, found.head.received_on), since or found.head.received_on, "it was asked for"
    )
    _entered(tx, found, kind, day, said, "Proof on")


def _entered(tx: Tx, found: Found, kind: EventKind, on: date, body: str, label: str) -> None:
    first = log.enter(tx, found.id, kind, on, body=body)
    log.written(tx, found, first, label, step=kind)
