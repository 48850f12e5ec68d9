"""`shopcrm due`: the statutory date of a right, with how it was counted. It needs no shop."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import click

from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.cli.words import day_of
from shopcrm.errors import InvalidValue
from shopcrm.privacy import deadlines
from shopcrm.privacy.deadlines import Deadline
from shopcrm.workdays import calendar_of, day_in_words, plausible


@dataclass(frozen=True, slots=True)
class Rule:
    """How a right's date is computed, and which options have a meaning for it."""

    compute: Callable[..., Deadline]
    options: frozenset[str] = frozenset()


_CLOCK = frozenset({"identity", "paid", "asked", "answered", "extended"})

RULES: Mapping[str, Rule] = {
    **{right: Rule(partial(deadlines.data_request, right), _CLOCK) for right in deadlines.ARTICLES},
    "complaint": Rule(deadlines.complaint),
    "breach": Rule(deadlines.breach),
    "ccpa": Rule(deadlines.ccpa, frozenset({"extended"})),
    "retention": Rule(deadlines.retention),
    "reject": Rule(deadlines.reject, frozenset({"repair_asked", "repaired"})),
    "presumption": Rule(deadlines.presumption),
    "no-deduction": Rule(deadlines.no_deduction),
    "cancel": Rule(deadlines.cancel, frozenset({"info_given", "never_informed"})),
    "send-back": Rule(deadlines.send_back),
    "refund": Rule(deadlines.refund, frozenset({"proof"})),
    "refund-agreed": Rule(deadlines.refund_agreed),
}
"""Every right by its name on the command line."""

_FLAGS = {"never_informed": "--no-info"}
_PAIRS = (("asked", "answered"), ("repair_asked", "repaired"))


_day_option = partial(click.option, type=day_of, metavar="DATE")


@click.command("due", short_help="The statutory date of a right; needs no shop.")
@click.argument("right", type=click.Choice(tuple(RULES)), metavar="RIGHT")
@click.argument("received")
@click.option(
    "--region", default="GB-ENG", show_default=True, metavar="REGION", help="Whose law: GB-SCT, IE, DE-BY ..."
)
@_day_option("--identity", help="When the proof of identity that you asked for arrived.")
@_day_option("--paid", help="When the fee that you asked for was paid.")
@_day_option("--asked", help="When you asked what an access request covers; with --answered.")
@_day_option("--answered", help="When that question was answered.")
@click.option("--extended", is_flag=True, help="The longer time for a complex request was claimed.")
@_day_option("--repair-asked", help="When a repair or a replacement was asked for; with --repaired.")
@_day_option("--repaired", help="When the customer had the goods back.")
@_day_option("--info-given", help="When the right to cancel was explained, if after delivery.")
@click.option("--no-info", "never_informed", is_flag=True, help="The right to cancel was never explained.")
@_day_option("--proof", help="When the customer proved that the goods were sent back.")
@click.pass_obj
def due(app: App, /, right: str, received: str, region: str, **options: date | bool | None) -> None:
    """By when the law wants an answer, and how that date is counted.

    RIGHT: access, rectification, erasure, restriction, portability, objection, complaint, breach, ccpa, retention; and
    for returns reject, presumption, no-deduction, cancel, send-back, refund, refund-agreed.

    RECEIVED is the day it began: request received, goods delivered, refund agreed, invoice dated; for a breach the
    moment of discovery (2026-10-24T10:00, local time, or with Z or an offset).
    """
    given = {name: value for name, value in options.items() if value}
    deadline = deadline_of(right, received, region, given)
    app.present(deadline, lines_of(deadline))


def deadline_of(right: str, received: str, region: str, given: Mapping[str, date | bool]) -> Deadline:
    """The date of a right as it was typed. given: only the options that were used, by parameter name.

    Raises click.UsageError for what does not fit the right, and what the rules themselves raise.
    """
    rule = RULES[right]
    check_options(right, rule, given)
    if right == "ccpa":
        # California's own law, whatever the shop's region
        return rule.compute(day_of(received), **given)
    calendar = calendar_of(region)
    start = instant_of(received, calendar.zone) if right == "breach" else day_of(received)
    return rule.compute(start, calendar, **given)


def check_options(right: str, rule: Rule, given: Mapping[str, date | bool]) -> None:
    """Raises click.UsageError for an option that means nothing for this right, or lacks its other half."""
    for name in given:
        if name not in rule.options:
            raise click.UsageError(f"{_flag(name)} does not apply to {right}.{_those_that_apply(rule)}")
    for first, second in _PAIRS:
        if (first in given) != (second in given):
            raise click.UsageError(f"{_flag(first)} and {_flag(second)} go together: give both dates.")
    if "info_given" in given and "never_informed" in given:
        raise click.UsageError("--info-given and --no-info contradict each other: give one.")


def instant_of(text: str, zone: str) -> datetime:
    """A moment as typed: with Z or an offset, else the wall clock of the zone, where a doubled hour means the earlier.

    Raises click.UsageError for what is no moment, InvalidValue for one that the clocks going forward left out.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or len(text) <= len("2026-10-24"):
        raise click.UsageError(f"“{text}” is no moment. A breach needs the time too: 2026-10-24T10:00.")
    plausible("received", moment)
    moment = moment.replace(microsecond=0)
    if moment.tzinfo is not None:
        return moment
    local = moment.replace(tzinfo=ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise InvalidValue("received", f"{text} never was: the clocks went forward over it.", "Check the time.")
    return local


def lines_of(deadline: Deadline) -> Iterator[str]:
    """The deadline as lines to read."""
    yield f"Due     {plain(deadline.due)}  ({day_in_words(deadline.due)})"
    if deadline.target != deadline.due:
        yield f"Target  {plain(deadline.target)}  ({day_in_words(deadline.target)})"
    yield f"Rule    {deadline.rule}"
    yield ""
    yield from deadline.steps
    yield from (f"Note: {warning}" for warning in deadline.warnings)


def _flag(name: str) -> str:
    return _FLAGS.get(name, "--" + name.replace("_", "-"))


def _those_that_apply(rule: Rule) -> str:
    if not rule.options:
        return " It takes only --region."
    return f" It takes {', '.join(sorted(map(_flag, rule.options)))}."
