"""What is said of a request: what happened to it, in a line, and what to know before going on."""

from collections.abc import Sequence

from shopcrm.data_map.requests import TASKS
from shopcrm.privacy.requests.records import LETTER_WORDS, EventKind, RequestRow, Right, outcome_words
from shopcrm.vault.refs import ref

_HAPPENED: dict[EventKind, str] = {
    "received": "Received",
    "person": "Whose it is",
    "acknowledged": "Acknowledged",
    "authority_asked": "Asked for proof of authority",
    "authority_shown": "Authority proved",
    "identity_asked": "Asked for proof of identity",
    "identity_shown": "Identity shown",
    "identity_never": "Identity never shown",
    "fee_asked": "Asked for a fee",
    "fee_paid": "Fee paid",
    "clarification_asked": "Asked what is meant",
    "clarified": "Answer to our question",
    "extended": "Told that it takes longer",
    "note": "Note",
    "task_added": "To do",
    "task_done": "Done",
    "told_recipients": "Told those who had the data",
    "reopened": "Opened again",
}


def task_words(code: str, body: str) -> str:
    """What is to be done: the program's own words by their code, else what was typed."""
    return TASKS.get(code, body)


def event_words(right: Right, kind: EventKind, value: str, task: str) -> str:
    """What happened, in a line. task: the task that was finished."""
    if kind == "done":
        return f"Closed: {outcome_words(right, value)}"  # type: ignore[arg-type]
    if kind == "letter":
        return f"Letter: {LETTER_WORDS[value]}"  # type: ignore[index]
    if kind == "task_done":
        return f"Done: {task}"
    if kind == "person":
        return "Their record was found" if value else "They are not in the book"
    return _HAPPENED[kind]


def moved(asked: int | None, found: int | None) -> tuple[str, ...]:
    """That a record was made one with another since its number was given out."""
    if asked is None or asked == found:
        return ()
    return (f"{ref('C', asked)} was merged into {ref('C', found or 0)}: the request is entered for that one.",)


def warnings_of(
    right: Right, customer: int | None, name: str, status: str, request: int | None, others: Sequence[RequestRow]
) -> tuple[str, ...]:
    """What to know of a request, in sentences. status: the customer's; request: its own number, if it has one."""
    found = []
    if customer is None:
        found.append("No customer is named yet: find the record, and any double of it, before you answer.")
    elif status == "erased":
        found.append(f"{ref('C', customer)} was erased: only what the law makes us keep is still there.")
    elif status == "restricted":
        found.append(f"{name}'s record is restricted: it may be seen, not used.")
    elif status == "archived":
        found.append(f"{name} is put away; the request covers that record all the same.")
    for other in others:
        if other.state == "open" and other.id != request:
            found.append(_double(right, other))
    return tuple(found)


def _double(right: Right, other: RequestRow) -> str:
    number = ref("D", other.id)
    if other.right == right:
        return f"{number} asks the same for the same person: if it is one matter, close the later as its double."
    return f"{number} of the same person is open too."
