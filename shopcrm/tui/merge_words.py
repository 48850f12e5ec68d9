"""Doubles and merges in the shopkeeper's words."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.insight.duplicates import Pair
from shopcrm.shop import merge
from shopcrm.shop.merge import Choice, MergePreview, MovingRow, Parted, PastMerge
from shopcrm.tui.forms.customer_slots import birthday_words
from shopcrm.tui.loyalty_words import counted
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
    return day, f"{lost_words(one)} into {_who(one.name, one.keep)}", one.staff, "Unmerged" if one.undone_at else ""


def past_rows(one: PastMerge) -> Iterator[Content]:
    """What can be done about the marked merge."""
    yield plain(f"{ref('M', one.id)} · {lost_words(one)} into {_who(one.name, one.keep)}", "bold")
    words = "Enter unmerges: both records are as before."
    if one.undone_at:
        words = "This merge was taken back. Enter opens the record that was kept."
    elif not one.name:
        words = "The person was erased since: nothing is left to part."
    yield plain(words, "$quiet")


def lost_words(one: PastMerge) -> str:
    """The record that went: its name and number; of an erased person, and where no name is left, the number."""
    return _who(one.lost_name, one.lose) if one.lost_name or one.lost_erased else ref("C", one.lose)


def _who(name: str, number: int) -> str:
    return f"{name or 'erased'} ({ref('C', number)})"


def choice_row(one: Choice) -> tuple[str, str, str]:
    """A value of both records; the one that the merged record will have bears the mark."""
    said = birthday_words if one.field == "birthday" else str
    keep, lose = (said(value) if value else "–" for value in (one.keep, one.lose))
    return one.label, f"{'( )' if one.taken else '(o)'} {keep}", f"{'(o)' if one.taken else '( )'} {lose}"


def choice_whole(one: Choice) -> Iterator[Content]:
    """Both values of the marked choice, uncut, and what Enter does."""
    _, keep, lose = choice_row(one)
    yield line((f"{one.label}  ", "bold"), keep)
    yield line(f"{'':{len(one.label)}}  ", lose, ("   Enter takes the other one" if one.differs else "", "$quiet"))


def moving_whole(one: MovingRow) -> Iterator[Content]:
    """The marked row, uncut, and what becomes of it."""
    kind, what, becomes = moving_row(one)
    yield line((f"{kind}  ", "bold"), what)
    yield plain(f"{'':{len(kind)}}  {becomes}", "$quiet")


def asked_words(shown: MergePreview) -> str:
    """What a merge is about to do: the numbers of the rows below, nothing else."""
    moved = f"{merge.in_words(shown.moved) or 'Nothing but the name'} will be {shown.keep.name}'s."
    left = merge.left_in_words(shown.rows)
    left = f" {left[:1].upper()}{left[1:]}." if left else ""
    return f"{moved}{left} Ctrl+Z takes it back."


def moving_row(one: MovingRow) -> tuple[str, str, str]:
    """A row that changes hands."""
    return f"{one.kind[:1].upper()}{one.kind[1:]}", one.what, one.becomes


def parted_words(done: Parted) -> str:
    """What undoing a merge did, in a line."""
    number = len(done.kept)
    kept = f" {counted(number, 'thing')} since then {'stays' if number == 1 else 'stay'} with {ref('C', done.keep)}."
    return f"{ref('C', done.keep)} and {ref('C', done.lose)} stand by themselves again.{kept if number else ''}"
