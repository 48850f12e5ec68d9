"""Figures of how customers are served and what they say of it: from the logs of tickets."""

from shopcrm.insight import service_figures
from shopcrm.insight.dashboard.records import Ask, Measured, count_words, mean, shown
from shopcrm.insight.figures import end_of, start_of
from shopcrm.insight.service_figures import Times


def recommends(ask: Ask) -> Measured:
    """Promoters less detractors."""
    found = service_figures.nps(ask.tx, _span(ask))
    if not found.of:
        return Measured(None, "nobody was asked in these days")
    each = f"{count_words(found.promoters, 'promoter')}, {count_words(found.detractors, 'detractor')}"
    return Measured(found.percent, f"{count_words(found.of, 'answer')}: {each}")


def satisfaction(ask: Ask) -> Measured:
    """The mean of the answers from 1 to 5."""
    found = service_figures.scores(ask.tx, _span(ask))
    if not found:
        return Measured(None, "nobody answered in these days")
    glad = sum(score >= service_figures.SATISFIED for score in found)
    return Measured(mean(sum(found) * 100, len(found)), f"{count_words(len(found), 'answer')}, {glad:,} of them 4 or 5")


def first_reply(ask: Ask) -> Measured:
    """The median of the time until the first reply."""
    return _median(service_figures.times(ask.tx, "response_minutes", "replied_at", _span(ask)), "no first reply")


def solution(ask: Ask) -> Measured:
    """The median of the time until a ticket was solved."""
    return _median(service_figures.times(ask.tx, "resolution_minutes", "resolved_at", _span(ask)), "no ticket solved")


def first_contact(ask: Ask) -> Measured:
    """How many tickets were solved by one reply."""
    found = service_figures.first_contact(ask.tx, _span(ask))
    if found.percent is None:
        return Measured(None, "no ticket of these days can be judged yet")
    return Measured(found.percent * 10, count_words(found.of, "ticket"))


def _median(times: Times, none: str) -> Measured:
    if times.median is None:
        return Measured(None, f"{none} in these days")
    slow = shown(times.p90, "minutes")
    return Measured(times.median, f"{count_words(times.count, 'ticket')}; nine of ten within {slow}")


def _span(ask: Ask) -> tuple[str, str]:
    return start_of(ask.tx, ask.period.first), end_of(ask.tx, ask.period.last)
