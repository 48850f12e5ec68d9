"""Doubles and merges in the shopkeeper's words."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.insight.duplicates import Pair
from shopcrm.shop.merge import Choice, MovingRow, Parted, PastMerge
from shopcrm.tui.text import line, plain
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import short_day


def score_words(pair: Pair) -> str:
    """How sure it is: never quite certain."""
    return f"{min(99, int(pair.score * 100))}%"


def pair_row(pair: Pair) -> tuple[str, str, str, str]:
    """A row of the list: how sure, both names, why."""
    return score_words(pair), pair.a_name, pair.b_name, ", ".join(pair.why)


def pair_rows(pair: Pair) -> Iterator[Content]:
    """What the marked pair is, and what speaks for it."""
    yield plain(f"{pair.a_name} ({ref('C', pair.a)}) and {pair.b_name} ({ref('C', pair.b)})", "bold")
    sure = "Almost surely one person" if pair.certain else "Perhaps one person"
    yield line(f"{sure}: ", ", ".join(pair.why))


def past_row(one: PastMerge, zone: str) -> tuple[str, str, str, str]:
    """A row of the merges so far."""
    day = short_day(from_stamp(one.at).astimezone(ZoneInfo(zone)).date())
    into = f"{one.lost_name or 'erased'} ({ref('C', one.lose)}) into {one.name} ({ref('C', one.keep)})"
    return day, into, one.staff, "Unmerged" if one.undone_at else ""


def past_rows(one: PastMerge) -> Iterator[Content]:
    """What can be done about the marked merge."""
    yield plain(f"{ref('M', one.id)} · {one.lost_name or 'erased'} into {one.name}", "bold")
    words = "Both stand by themselves again." if one.undone_at else "Enter unmerges: both records are as before."
    yield plain(words, "$quiet")


def choice_row(one: Choice) -> tuple[str, str, str]:
    """A value of both records; the one that the merged record will have bears the mark."""
    keep, lose = one.keep or "–", one.lose or "–"
    return one.label, f"{'( )' if one.taken else '(o)'} {keep}", f"{'(o)' if one.taken else '( )'} {lose}"


def moving_row(one: MovingRow) -> tuple[str, str, str]:
    """A row that changes hands."""
    return f"{one.kind[:1].upper()}{one.kind[1:]}", one.what, one.becomes


def parted_words(done: Parted) -> str:
    """What undoing a merge did."""
    kept = f" Kept: {'; '.join(done.kept)}." if done.kept else ""
    return f"{ref('C', done.keep)} and {ref('C', done.lose)} stand by themselves again.{kept}"
