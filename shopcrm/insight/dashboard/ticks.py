"""Round numbers for the axis of a chart: few of them, evenly apart, from below the least to above the most."""

from collections.abc import Iterator, Sequence

ROUND = (1, 2, 5)
ROUND_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 960)


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
