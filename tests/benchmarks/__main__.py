"""Print every budget beside what was measured: `python -m tests.benchmarks [--customers N] [--json] [--only WORD]`."""

import argparse
import json
import sys
from pathlib import Path

from tests.benchmarks import book, files, screens  # noqa: F401 - each registers its rows
from tests.benchmarks.measure import ROWS, Pair, Row
from tests.benchmarks.shops import bench_shop

LARGE, SMALLER = 100_000, (1_000, 10_000)
MOST_GROWTH = 2.0


def main() -> int:
    """Measure, print, and answer 1 where a budget does not hold."""
    options = _options()
    wanted = [one for one in ROWS if options.only.casefold() in one.what.casefold()]
    found: dict[str, dict[str, object]] = {}
    with bench_shop(options.customers, options.keep) as shop:
        for one in wanted:
            found[one.what] = _measured(one, one.measure(shop))
            _tell(options.json, found[one.what])
    if options.growth:
        _measure_growth(wanted, found, options)
    if options.json:
        print(json.dumps({"customers": options.customers, "rows": list(found.values())}, indent=2))  # noqa: T201
    return 0 if all(one["holds"] for one in found.values()) else 1


def _measured(one: Row, pair: Pair) -> dict[str, object]:
    return {
        "what": one.what,
        "against": one.against,
        "ours": pair.ours,
        "peer": pair.peer,
        "unit": pair.unit,
        "ratio": round(pair.ratio, 3),
        "budget": round(one.budget, 3),
        "holds": pair.ratio <= one.budget,
    }


def _measure_growth(wanted: list[Row], found: dict[str, dict[str, object]], options: argparse.Namespace) -> None:
    """How what a person waits for grows from the smallest shop to this one."""
    growing = [one for one in wanted if one.grows]
    taken: dict[str, list[float]] = {one.what: [] for one in growing}
    for customers in (size for size in SMALLER if size < options.customers):
        with bench_shop(customers, options.keep) as shop:
            for one in growing:
                taken[one.what].append(one.measure(shop).ours)
    for one in growing:
        if taken[one.what]:
            row = found[one.what]
            row["grown"] = round(float(str(row["ours"])) / taken[one.what][0], 2)
            row["holds"] = bool(row["holds"]) and float(str(row["grown"])) <= MOST_GROWTH
            _tell(options.json, {"what": f"growth: {one.what}", "ratio": row["grown"], "budget": MOST_GROWTH,
                                 "holds": float(str(row["grown"])) <= MOST_GROWTH})  # fmt: skip


def _tell(quiet: bool, row: dict[str, object]) -> None:
    if quiet:
        return
    sizes = ""
    if "ours" in row:
        ours, peer = (_shown(float(str(row[name])), str(row["unit"])) for name in ("ours", "peer"))
        sizes = f"{ours:>12} {peer:>12}"
    verdict = "" if row["holds"] else "  OVER BUDGET"
    print(f"{row['what']:<68} {sizes:>25} {row['ratio']:>8}x <= {row['budget']}x{verdict}", flush=True)  # noqa: T201


def _shown(value: float, unit: str) -> str:
    return f"{value / 2**20:.1f} MB" if unit == "B" else f"{value * 1e3:.3f} ms"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=LARGE, help="how large the shop is (default: 100,000)")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--only", default="", help="only rows with this word")
    parser.add_argument("--growth", action="store_true", help="measure smaller shops too, and how times grow")
    parser.add_argument("--keep", type=Path, help="a folder to keep the shops in for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
