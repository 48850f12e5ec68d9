"""Round numbers for the axis of a chart: few of them, evenly apart, from below the least to above the most."""

from collections.abc import Iterator, Mapping, Sequence

from shopcrm.insight.dashboard.records import Unit, shown

ROUND = (1, 2, 5)
ROUND_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 960)
WHOLE_SCALES: Mapping[Unit, tuple[int, ...]] = {"mean": (0, 250, 500), "score": (-100, 0, 100)}
"""Answers have a scale of their own: it is drawn whole, so that a line means the same each time."""
NOTHING: Mapping[Unit, int] = {"money": 100, "percent": 1000, "minutes": 60, "number": 1}
"""How high an axis goes where every value is zero."""


def axis(values: Sequence[int | None], unit: Unit, currency: str = "", most: int = 4) -> tuple[tuple[int, str], ...]:
    """The axis of a chart, from its lowest: sizes with their words, at most so many (3 or more); empty for no value."""
    known = [value for value in values if value is not None]
    if not known:
        return ()
    sizes = WHOLE_SCALES.get(unit) or ticks(known if any(known) else [NOTHING[unit]], most, minutes=unit == "minutes")
    return tuple(zip(sizes, _words(sizes, unit, currency), strict=True))


def _words(sizes: Sequence[int], unit: Unit, currency: str) -> list[str]:
    """As short as can be: without decimals where none is needed."""
    if unit == "mean":
        return [f"{size / 100:g}" for size in sizes]
    words = [shown(size, unit, currency) for size in sizes]
    for decimals, short in ((".00", ""), (".0%", "%")):
        if all(word.endswith(decimals) for word in words):
            return [word.removesuffix(decimals) + short for word in words]
    return words


def ticks(values: Sequence[int], most: int, minutes: bool = False) -> tuple[int, ...]:
    """Round numbers that hold zero and all values between them, at most `most` of them (2 or more).

    minutes: round as a clock is, in quarters, halves and whole hours.
    """
    low, high = min([*values, 0]), max([*values, 0])
    for step in _steps(minutes):
        first, last = low // step, -(-high // step)
        if last == first:
            last += 1
        if last - first < most:
            return tuple(step * place for place in range(first, last + 1))
    raise AssertionError("steps grow without end")


def _steps(minutes: bool) -> Iterator[int]:
    """1, 2, 5, 10, 20 ... without end."""
    if minutes:
        yield from ROUND_MINUTES
    scale = ROUND_MINUTES[-1] if minutes else 1
    while True:
        yield from (scale * step for step in ROUND)
        scale *= 10
