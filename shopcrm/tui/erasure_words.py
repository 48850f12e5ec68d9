"""An erasure as its screens say it: rows of the plan, the copies that remain, what is in the way."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.jobs.erasing import Copy
from shopcrm.papers.in_words import day, moment
from shopcrm.privacy.erasure import Certificate, Line, Plan
from shopcrm.tui.text import line, plain
from shopcrm.vault.refs import ref

Row = tuple[str, ...]
DELETED, NOBODYS, KEPT, COPY = "Deleted", "Made nobody's", "Kept", "Old copy"


def plan_rows(plan: Plan | Certificate, copies: Iterable[Copy], zone: ZoneInfo) -> list[Row]:
    """Every kind of record with what becomes of it, the kept ones first: what, how many, until when, why."""
    return [
        *_kinds(KEPT, plan.kept),
        *(_copy_row(one, zone) for one in copies),
        *_kinds(DELETED, plan.deleted),
        *_kinds(NOBODYS, plan.anonymised),
    ]


def plan_head(plan: Plan) -> Iterable[Content]:
    """Whom it is about, until when something is kept, what is still open, and what else to know."""
    yield line("Erase ", (f"{plan.name} ({ref('C', plan.customer)})", "bold"), " for good. This is the plan.")
    if plan.kept_until:
        yield plain(f"What the law makes you keep stays until {day(plan.kept_until)}, without the name.", "$quiet")
    for one in plan.obstacles:
        yield line(("! ", "bold $warning"), (one.what, "$warning"), f" {one.do}")
    for words in plan.warnings:
        yield line(("! ", "bold $warning"), words)
    if plan.recipients:
        yield plain(f"To be told afterwards (Art 19): {', '.join(plan.recipients)}.", "$quiet")


def done_head(done: Certificate, zone: ZoneInfo) -> Iterable[Content]:
    """That a customer was erased, when, by whom and why, and until when the rest is kept."""
    yield plain(f"Erased customer {ref('C', done.customer)}", "bold")
    request = f" ({ref('D', done.request)})" if done.request else ""
    yield plain(f"Erased {moment(done.at, zone)} by {done.staff}: {done.reason}{request}.")
    if done.kept_until:
        yield plain(f"What the law makes you keep stays until {day(done.kept_until)}, without the name.", "$quiet")
    else:
        yield plain("Nothing is kept that tells who it was.", "$quiet")
    if done.recipients:
        yield plain(f"To be told (Art 19): {', '.join(done.recipients)}.", "$quiet")


def whole_row(row: Row) -> str:
    """A row in one sentence, however narrow its columns are."""
    what, kind, many, until, why = row
    return f"{what}: {kind}{f' ({many})' if many else ''}{f', until {until}' if until else ''}: {why}."


def _kinds(what: str, lines: Iterable[Line]) -> list[Row]:
    return [(what, one.category, f"{one.rows:,}", day(one.until) if one.until else "", one.reason) for one in lines]


def _copy_row(one: Copy, zone: ZoneInfo) -> Row:
    taken = day(one.taken_at.astimezone(zone).date())
    until = day(one.until) if one.until else ""
    why = "makes way about then; a restore erases again" if one.until else "stays until you delete it"
    return (COPY, f"{one.kind.capitalize()} of {taken}", "", until, why)
