"""What was said about contact, in the words of the screens."""

import textwrap
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.papers.in_words import day
from shopcrm.shop.consent import BASES, BY_WHAT, FOR_WHAT, YES, Answer, LawfulBasis, Permission, Question, Why
from shopcrm.shop.documents import Document
from shopcrm.shop.wordings import Wording
from shopcrm.tui.days import local_day
from shopcrm.tui.text import line, plain
from shopcrm.vault.refs import ref

SAID = {
    "grant": "Said yes",
    "withdraw": "Took the yes back",
    "object": "Said no, never",
    "soft_opt_in": "Bought, and did not opt out",
    "not_now": "Not now",
}
_SHORT = {"grant": "YES", "withdraw": "NO", "object": "NEVER", "soft_opt_in": "SALE", "not_now": "NOT NOW"}


def cell_words(permission: Permission, held: Answer | None, waits: bool, zone: ZoneInfo) -> tuple[str, str]:
    """What stands in a cell of the grid, and its style: the answer and its day; marked where it is a yes in vain."""
    if held is None:
        if permission.allowed:
            return "MAY, weighed", "bold $success"
        return ("to be confirmed", "$warning") if waits else ("not asked", "$quiet")
    said = f"{_SHORT[held.answer]} {day(local_day(held.at, zone))}"
    if held.answer in YES and not permission.allowed:
        return f"! {said}", "$warning"
    return said, "bold $success" if permission.allowed else "$error"


def cell_rows(
    about: str, why: Why, held: Answer | None, asked: Question | None, papers: Sequence[Document], zone: ZoneInfo,
    width: int,
) -> Iterator[Content]:  # fmt: skip
    """All about one cell: may we, why not and what would change it, what was said and what proves it.

    about: purpose and channel in words. width: in columns.
    """
    answer = ("YES", "bold $success") if why.permission.allowed else ("NO", "bold $error")
    yield line((f"{about[0].upper()}{about[1:]}: ", "bold"), answer)
    if why.permission.allowed and (held is None or held.answer != "grant"):
        yield from _wrapped(why.permission.because, width, "  ")
    told = ""
    for reason in why.reasons:
        yield from _wrapped(reason.words, width, "  ✗ ")
        yield from _wrapped(reason.remedy if reason.remedy != told else "The same.", width, "    → ", "$quiet")
        told = reason.remedy
    if asked is not None:
        when = day(local_day(asked.asked_at, zone))
        yield from _wrapped(f"Asked {asked.asked_how} on {when}; not confirmed yet.", width, "  … ", "$warning")
    if held is not None:
        yield from _answer_rows(held, papers, zone, width)
    for duty in why.duties if why.permission.allowed else ():
        yield from _wrapped(duty, width, "  ! ", "$quiet")


def wording_rows(one: Wording, zone: ZoneInfo, width: int) -> Iterator[Content]:
    """A wording, whole, with what proves that it is unchanged."""
    yield plain(f"{FOR_WHAT[one.purpose].capitalize()}, wording {one.version}", "bold")
    yield from _wrapped(one.text, width, "")
    since = day(local_day(one.created_at, zone))
    yield plain(f"First used {since} · {one.answered}", "$quiet")
    seal = ("The text is unchanged", "$success") if one.unchanged else ("✗ The text is not what was sealed", "$error")
    yield line(seal, (f" · SHA-256 {one.hash[:16]}…", "$quiet"))


def basis_rows(one: LawfulBasis, zone: ZoneInfo, width: int) -> Iterator[Content]:
    """A ground with its assessment."""
    yield line((one.title, "bold"), f": {BASES[one.basis]}")
    for label, text in (("What for", one.aim), ("Why so", one.need), ("Is it fair", one.balance)):
        if text:
            yield from _wrapped(f"{label}: {text}", width, "")
    yield plain(f"Weighed {day(local_day(one.decided_at, zone))} by {one.staff}", "$quiet")


def _answer_rows(held: Answer, papers: Sequence[Document], zone: ZoneInfo, width: int) -> Iterator[Content]:
    when = day(local_day(held.at, zone))
    yield from _wrapped(
        f"{SAID[held.answer]} on {when}, {held.method}; written down by {held.captured_by}.", width, "  "
    )
    if held.evidence:
        yield from _wrapped(f"Proof: {held.evidence}", width, "  ")
    for paper in papers:
        yield plain(f"  Proof: {ref('F', paper.id)} {paper.file_name}")
    if held.soft is not None:
        facts = f"Sold {held.soft.sold_on}: {held.soft.family}; could say no by {held.soft.offered}"
        yield from _wrapped(facts, width, "  ")
    if held.parent:
        yield plain(f"  For a child; the parent is {held.parent}")
    if held.wording_version:
        yield from _wrapped(f"Wording {held.wording_version}: “{held.wording}”", width, "  ", "$quiet")
    elif held.answer == "grant":
        yield from _wrapped("! Wording not known: nothing proves what they were told.", width, "  ", "$warning")
    if held.notice_version:
        yield plain(f"  Privacy notice {held.notice_version} was in force", "$quiet")


def _wrapped(text: str, width: int, lead: str, style: str = "") -> Iterator[Content]:
    """A text over as many rows as it takes, set in below its lead."""
    for at, words in enumerate(textwrap.wrap(text, max(width - len(lead), 20))):
        yield plain(f"{lead if at == 0 else ' ' * len(lead)}{words}", style)


def purpose_words(purpose: str) -> str:
    """``Offers and news``."""
    return FOR_WHAT[purpose].capitalize()


def channel_words(channel: str) -> str:
    """``Text message``; of no channel ``Any way``."""
    return BY_WHAT[channel].capitalize() if channel else "Any way"
