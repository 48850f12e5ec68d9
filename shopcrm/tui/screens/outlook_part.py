"""What the program worked out about a customer: her group, the risk, what to expect, and what she might like."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from shopcrm.insight import at_risk, scores, suggestions
from shopcrm.insight.at_risk import AtRisk
from shopcrm.insight.scores import KeptScore
from shopcrm.insight.segments import Place
from shopcrm.insight.suggestions import Suggestion
from shopcrm.papers.in_words import stored_day
from shopcrm.tui.desk import Desk
from shopcrm.tui.insight_words import expected_rows, risk_line
from shopcrm.tui.text import line, plain


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of what a customer will do; None where nothing is known, or nothing is to be feared."""

    risk: AtRisk | None
    score: KeptScore | None
    suggested: tuple[Suggestion, ...]


async def outlook_of(desk: Desk[Any], customer: int) -> Outlook:
    """Read it all."""
    return Outlook(
        await desk.read(at_risk.of_customer, customer),
        await desk.read(scores.of_customer, customer),
        await desk.read(suggestions.for_customer, customer),
    )


def outlook_rows(known: Outlook, place: Place | None) -> Iterator[Content]:
    """Each with the numbers that it was made from."""
    if known.risk is not None:
        yield risk_line(known.risk)
        yield plain(known.risk.made_from, "$quiet")
        yield plain("")
    yield from _expected_rows(known.score)
    yield plain("")
    yield from _liking_rows(known.suggested)
    yield plain("")
    yield from _group_rows(place)


def _group_rows(place: Place | None) -> Iterator[Content]:
    if place is None:
        yield plain("In no group yet. More > Segments looks through the book, and says who is in which.", "$quiet")
        return
    yield line((place.group.title, "bold"), f" since {stored_day(place.since_on)}. {place.group.means}")
    yield from (plain(reason, "$quiet") for reason in place.reasons)


def _expected_rows(score: KeptScore | None) -> Iterator[Content]:
    if score is None:
        yield plain("Nothing is forecast. More > At risk makes the forecast, or says why there is none.", "$quiet")
        return
    yield from expected_rows(score)


def _liking_rows(suggested: tuple[Suggestion, ...]) -> Iterator[Content]:
    if not suggested:
        yield plain("Nothing stands out that goes with what they bought.", "$quiet")
        return
    yield plain("May like, going by what is bought together", "bold")
    for one in suggested:
        yield line(one.name, (f" – {one.why}", "$quiet"))
