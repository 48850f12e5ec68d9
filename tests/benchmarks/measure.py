"""Rows of the table: what is measured, against what, and how the two are timed side by side."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.shops import BenchShop

MILLI = 1e3


@dataclass(frozen=True, slots=True)
class Pair:
    """One measurement: ours and the peer's, in the same unit (seconds, or bytes for memory)."""

    ours: float
    peer: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours as a multiple of the peer's."""
        return self.ours / self.peer


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. grows: also measured on smaller shops, because a person waits for it."""

    what: str
    against: str
    budget: float
    measure: Callable[[BenchShop], Pair]
    grows: bool


ROWS: list[Row] = []


def row(what: str, against: str, budget: float, *, grows: bool = False) -> Callable[..., Callable[[BenchShop], Pair]]:
    """Register a measurement. budget: the largest ratio that is still good."""

    def keep(measure: Callable[[BenchShop], Pair]) -> Callable[[BenchShop], Pair]:
        ROWS.append(Row(what, against, budget, measure, grows))
        return measure

    return keep


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(ours: Callable[[], object], peer: Callable[[], object], times: int) -> Pair:
    """Medians of both, measured turn by turn, so that a noisy moment meets both."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(times)]
    return Pair(statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs))


def percentile(values: list[float], part: float) -> float:
    """The value that `part` (0 to 1) of all lie below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
