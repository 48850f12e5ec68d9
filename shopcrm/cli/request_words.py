"""Requests about personal data as a shopkeeper reads them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from shopcrm.cli.show_words import field, listed, one_line
from shopcrm.vault.refs import ref
from shopcrm.workdays import day_in_words

if TYPE_CHECKING:
    from shopcrm.privacy.requests import Clock, DataRequest, RequestEvent, RequestRow


def request(card: "DataRequest") -> Iterator[str]:
    """A request with its clock and how it is counted, what is left to do, and what happened."""
    from shopcrm.privacy.requests import CHANNEL_WORDS, REGIME_WORDS, RIGHT_WORDS, STAGE_WORDS, guidance

    yield f"{ref('D', card.id)}  {RIGHT_WORDS[card.right]}"
    whose = f" ({ref('C', card.customer_id)})" if card.customer_id is not None else ""
    yield field("Person", f"{card.name}{whose}")
    for label, text in (("Contact", card.contact), ("Acting", card.representative), ("Words", one_line(card.words))):
        if text:
            yield field(label, text)
    yield field("Received", f"{day_in_words(card.received_on)}, {CHANNEL_WORDS[card.channel].lower()}")
    yield field("Law", REGIME_WORDS[card.regime])
    yield field("State", card.outcome_words or STAGE_WORDS[card.stage])
    yield from clock(card.clock)
    yield from listed("Mind", card.warnings)
    yield from listed("To do", (f"[{'x' if task.done_on else ' '}] {task.what}" for task in card.tasks))
    yield from listed("Of the same person", map(row, card.duplicates))
    if card.state == "open":
        hints = guidance(card.right, card.regime)
        yield from listed("What the law asks", (f"{hint.text} ({hint.source})" for hint in hints))
    yield from listed("What happened", (line for event in card.events for line in _event(event)))


def clock(found: "Clock") -> Iterator[str]:
    """The time of a request, with its steps in words."""
    if found.due is not None:
        yield field("Due", day_in_words(found.due))
        if found.target not in (None, found.due):
            yield field("Target", day_in_words(found.target or found.due))
    yield field("Clock", found.words)
    if found.notice_by is not None and not found.late:
        yield field("Longer", f"can be claimed, with reasons, until {day_in_words(found.notice_by)}")
    yield field("Rule", found.rule)
    yield from listed("How it is counted", found.steps)
    yield from listed("Notes on the clock", found.warnings)


def row(one: "RequestRow") -> str:
    """A request in one line."""
    from shopcrm.privacy.requests import RIGHT_WORDS, outcome_words

    said = outcome_words(one.right, one.outcome)
    ended = f"{said}, " if said else ""
    return f"{ref('D', one.id)}  {one.received_on}  {RIGHT_WORDS[one.right]}: {ended}{one.due_words}"


def of_customer(rows: "Iterable[RequestRow]") -> Iterator[str]:
    """What a customer asked about her data."""
    yield from listed("Requests about their data", map(row, rows))


def _event(event: "RequestEvent") -> Iterator[str]:
    kept = f" ({ref('F', event.document)})" if event.document is not None else ""
    if event.kind == "task_added":
        yield f"{event.on}  {event.words}: {event.body}"
        return
    yield f"{event.on}  {event.words}{kept}"
    yield from (f"  {text}" for text in event.body.splitlines())
