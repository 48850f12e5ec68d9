"""The quality of the book in the shopkeeper's words."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from shopcrm.insight import quality
from shopcrm.insight.quality import Key, Point, Quality
from shopcrm.tui.text import line, plain

_BAR = 40
"""How long the score's bar is, in cells."""


def score_rows(found: Quality) -> Iterator[Content]:
    """The score as a bar and a number, and what it is made from."""
    if found.score is None:
        yield plain("Data quality: no score yet", "bold")
    else:
        full = found.score * _BAR // 100
        bar = "█" * full
        yield line(
            ("Data quality  ", ""),
            (f"{found.score} of 100  ", "bold"),
            (bar, "$accent"),
            ("░" * (_BAR - full), "$quiet"),
        )
    yield plain(found.words)


def in_order(points: Sequence[Point]) -> list[Point]:
    """Those with something on their list first, the gravest first; then what is only told; then what is well."""
    return sorted(points, key=lambda one: (not one.customers, one.takes is None))


def point_row(one: Point) -> tuple[str, str, str]:
    """A row of the list of points."""
    takes = "–" if one.takes is None else f"{one.takes}"
    return one.title, f"{one.customers:,}" if one.customers else "none", takes if one.customers else ""


def point_rows(one: Point, among: int) -> Iterator[Content]:
    """What the marked point means, and how its points come about."""
    opens = ("   Enter lists them", "$quiet") if one.customers else ""
    yield line((one.title, "bold"), opens)
    if one.takes is not None and one.customers:
        yield plain(_takes_words(one, among))
    yield plain(one.means, "$quiet")


def _takes_words(one: Point, among: int) -> str:
    here = f"{_many(one.customers, 'customer')} of {among:,}"
    if not one.first:
        return f"{here}. Takes nothing more: who is here is on a list above."
    points = f"Takes {_many(one.takes, 'point')}" if one.takes else "Too few to take a whole point"
    counted = "" if one.first == one.customers else f", {one.first:,} of them on no list above"
    return f"{points}: {here}{counted}."


def tally_words(key: Key, count: int, months: int) -> str:
    """How many stand on a list, and the key that matters to the whole of it."""
    many = _many(count, "customer")
    if key == "stale":
        return f"{many}: nothing heard for {quality.after_words(months)}. F3 changes how long."
    if key == "junk" and count > 1:
        return f"{many}. F8 puts all of them away."
    return many


def _many(count: int, one: str) -> str:
    return f"1 {one}" if count == 1 else f"{count:,} {one}s"
