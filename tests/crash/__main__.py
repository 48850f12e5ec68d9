"""``python -m tests.crash [--long] [--only ROW ...] [--seed N]``: campaigns and their table; exit 1 if one broke."""

import argparse
import sys

from tests.crash.campaign import SEED, Campaign, Tally, run, table
from tests.crash.every import CAMPAIGNS


def main() -> int:
    """Fight what the command line names, print each broken promise to stderr and the table to stdout."""
    asked = _arguments()
    chosen = [one for one in CAMPAIGNS if not asked.only or one.row in asked.only]
    tallies = [_fought(one, asked) for one in chosen]
    sys.stdout.write(f"{table(tallies)}\n")
    return int(any(one.broken for one in tallies))


def _fought(one: Campaign, asked: argparse.Namespace) -> Tally:
    tally = run(one, asked.rounds or (one.long if asked.long else one.short), asked.seed)
    for broken in tally.broken:
        sys.stderr.write(f"{one.row}: {broken} (--only {one.row} --seed {asked.seed})\n")
    return tally


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    rows = [one.row for one in CAMPAIGNS]
    parser.add_argument("--long", action="store_true", help="the long form: hours")
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=rows, help="these rows of the table")
    parser.add_argument("--rounds", type=int, help="another number of rounds")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what the rounds are drawn from (default {SEED})")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
