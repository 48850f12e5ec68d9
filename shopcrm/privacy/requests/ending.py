"""Working through a request and closing it: tasks, notes, letters, the outcome."""

import re
from collections.abc import Sequence
from datetime import date

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy.requests import log, typed
from shopcrm.privacy.requests.asking import check_wait
from shopcrm.privacy.requests.clocks import Head
from shopcrm.privacy.requests.gaps import FOLLOWED, gaps, standing_against
from shopcrm.privacy.requests.log import Found
from shopcrm.privacy.requests.records import LETTERS, OUTCOME_WORDS, Gap, LetterKind, Outcome, Regime, Right
from shopcrm.vault.refs import DocumentId, RequestId, parse_ref, ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

TELL = "tell_recipients"
"""What follows a correction, an erasure or a restriction."""
TOLD_AFTER: tuple[Right, ...] = ("rectification", "erasure", "restriction")
_REASONS: tuple[Outcome, ...] = ("refused", "partly")
_REFERENCE = re.compile(r"\bD-?\d+\b", re.IGNORECASE)


@write("requests.note")
def note(tx: Tx, request: RequestId, body: str) -> None:
    """Enter a note on a request; it will be in the person's access report like all else."""
    found = log.find(tx, request)
    day = typed.day(tx, None, found.head.received_on)
    first = log.enter(tx, request, "note", day, body=typed.block("body", body, "The note"))
    log.written(tx, found, first, "Note on")


@write("requests.add_task")
def add_task(tx: Tx, request: RequestId, what: str) -> int:
    """Add something to do for a request; answers its number."""
    found = log.find(tx, request)
    day = typed.day(tx, None, found.head.received_on)
    task = log.enter(tx, request, "task_added", day, body=typed.line("what", what, "The task"))
    log.written(tx, found, task, "Task on")
    return task


@write("requests.finish_task")
def finish_task(tx: Tx, request: RequestId, task: int, on: date | None = None) -> None:
    """Tick a task of a request off; raises NotFound for one that it does not have, Refused for one that is done."""
    found = log.find(tx, request)
    if task not in found.standing.tasks:
        raise NotFound(f"{found.ref} has no such task.", "Open the request again.")
    if found.standing.tasks[task] is not None:
        raise Refused("That task is done already.", "")
    first = log.enter(tx, request, "task_done", typed.day(tx, on, found.head.received_on), task=task)
    log.written(tx, found, first, "Task on")


@write("requests.tell_recipients")
def tell_recipients(tx: Tx, request: RequestId, whom: str, on: date | None = None) -> None:
    """Write down whom of those who had the data was told of the change, or why nobody was (Art 19)."""
    found = log.find(tx, request)
    day = typed.day(tx, on, found.head.received_on)
    first = log.enter(tx, request, "told_recipients", day, body=typed.block("whom", whom, "Whom you told"))
    for task in _telling(tx, found):
        log.enter(tx, request, "task_done", day, task=task)
    log.written(tx, found, first, "Telling on")


@write("requests.add_letter")
def add_letter(tx: Tx, request: RequestId, kind: LetterKind, document: DocumentId | None = None) -> None:
    """Write down that a letter was made for a request. document: the copy that is kept with the customer."""
    found = log.find(tx, request)
    if kind not in LETTERS:
        raise InvalidValue("kind", f"A letter is one of {', '.join(LETTERS)}.")
    log.enter(tx, request, "letter", typed.day(tx, None, found.head.received_on), kind, document=document)
    log.settle(tx, request)
    tx.note(found.ref, found.customer_id, letter=kind)


@write("requests.close", role=Role.MANAGER)
def close(
    tx: Tx, request: RequestId, outcome: Outcome, words: str = "", on: date | None = None, anyway: str = ""
) -> None:
    """Close a request with its outcome. words: what was done; for a refusal, also in part, the reasons.

    They stand in the letter. on: the day on which the person was told. After a correction, an erasure or a restriction,
    those who had the data are still to be told. anyway: why it is closed as done although it is not on record who she
    is, or that it was done; noted. Raises InvalidValue for an outcome that does not fit the right, for a missing
    reason, and for what is not on record.
    """
    found = log.find_open(tx, request)
    said = typed.block("words", words)
    check_outcome(found, outcome)
    if outcome in _REASONS and not said:
        raise InvalidValue("words", "The person must be told why.", "Type the reasons.")
    if outcome == "duplicate":
        _check_double(tx, request, said)
    if outcome == "not_found":
        _check_nobody(tx, found)
    if outcome == "not_identified":
        check_wait(found, tx.today, said)
    day = typed.not_before(typed.day(tx, on, found.head.received_on), _last_step(tx, found), "the last step")
    missing = standing_against(gaps(tx, found), outcome)
    noted = log.enter(tx, request, "note", day, body=_all_the_same(missing, said, anyway)) if missing else 0
    done = log.enter(tx, request, "done", day, outcome, said)
    if outcome in FOLLOWED and found.head.right in TOLD_AFTER and not found.standing.told_recipients:
        log.enter(tx, request, "task_added", day, TELL)
    log.written(tx, found, noted or done, "Close", outcome=outcome)


@write("requests.reopen", role=Role.MANAGER)
def reopen(tx: Tx, request: RequestId, because: str) -> None:
    """Open a request again that was closed; its clock is the same as before."""
    found = log.find(tx, request)
    if found.standing.outcome is None:
        raise Refused(f"{found.ref} is open.", "")
    day = typed.day(tx, None, found.head.received_on)
    first = log.enter(tx, request, "reopened", day, body=typed.block("because", because, "The reason"))
    log.written(tx, found, first, "Reopen")


def outcomes_for(right: Right, regime: Regime = "uk") -> tuple[Outcome, ...]:
    """How a request for that right may end; an objection to marketing cannot be refused (Art 21(3))."""
    if right == "marketing":
        return ("granted", "withdrawn", "duplicate")
    if right == "complaint":
        return ("granted", "partly", "refused", "withdrawn", "not_identified", "no_duty", "duplicate")
    last: tuple[Outcome, ...] = ("no_duty", "duplicate") if regime == "ccpa" else ("duplicate",)
    first: tuple[Outcome, ...] = ("answered",) if right == "automated" else ("granted",)
    return (*first, "partly", "refused", "not_found", "withdrawn", "not_identified", *last)


def check_outcome(found: Found, outcome: Outcome) -> None:
    """Raises InvalidValue for an outcome that does not fit the request, Refused for one that lacks its first step."""
    head: Head = found.head
    if outcome not in outcomes_for(head.right, head.regime):
        if head.right == "marketing":
            raise InvalidValue("outcome", "There is no reason to refuse: offers and news stop.", "Close it as done.")
        said = OUTCOME_WORDS.get(outcome, outcome)
        raise InvalidValue("outcome", f"“{said}” is no end of such a request.", "Choose another outcome.")
    if outcome == "not_identified" and not {"identity", "authority"}.intersection(found.standing.asked):
        raise Refused(f"{found.ref} waits for no proof.", "Ask for proof of identity first.")


def _all_the_same(missing: Sequence[Gap], said: str, anyway: str) -> str:
    """The note that says why it is closed as done all the same; raises InvalidValue without a reason."""
    why = typed.block("anyway", anyway)
    gone = " ".join(gap.what for gap in missing)
    if not why:
        raise InvalidValue("anyway", gone, "Do so, or say why it is done.")
    if not said and any(gap.kind == "deed" for gap in missing):
        raise InvalidValue("words", f"{gone} The letter says only what was done.", "Say here what was done.")
    return f"Closed as done although: {gone}\nBecause: {why}"


def _check_double(tx: Tx, request: RequestId, words: str) -> None:
    named = _REFERENCE.search(words)
    other = parse_ref(named[0], "D")[1] if named else 0
    if other == request or tx.maybe("SELECT id FROM data_requests WHERE id = ?", (other,)) is None:
        raise InvalidValue("words", "The same as which request?", f"Name it, like {ref('D', max(1001, request - 1))}.")


def _check_nobody(tx: Tx, found: Found) -> None:
    """Raises InvalidValue where a record of the person stands in the book."""
    held = tx.maybe("SELECT id FROM customers WHERE id = ? AND status <> 'erased'", (found.customer_id,))
    if held:
        whose = f"{ref('C', held[0])} stands in the book as whose it is."
        raise InvalidValue("outcome", whose, "Choose another outcome, or say first that it is nobody in the book.")


def _last_step(tx: Tx, found: Found) -> date:
    """When the person last asked, was asked or answered; what is noted or ticked off may be later."""
    last: str = tx.value(
        "SELECT max(on_day) FROM request_events WHERE request_id = ? AND kind NOT IN ('note', 'letter', 'task_added',"
        " 'task_done', 'told_recipients', 'person', 'done', 'reopened')",
        (found.id,),
    )
    return date.fromisoformat(last)


def _telling(tx: Tx, found: Found) -> list[int]:
    open_tasks = [task for task, done in found.standing.tasks.items() if done is None]
    rows = tx.all(
        "SELECT id FROM request_events WHERE request_id = ? AND kind = 'task_added' AND value = ?", (found.id, TELL)
    )
    return [row[0] for row in rows if row[0] in open_tasks]
