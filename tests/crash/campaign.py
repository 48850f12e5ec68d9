"""What a campaign is: many rounds of one kind of misfortune, counted; and the table that they make together."""

import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash import kit

SEED = 20261122
_ROOM = 1024**3
_SHARED_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Round:
    """What one round showed. acknowledged: saves that were reported as done; lost: those that are missing afterwards;
    torn: what was found half done; detected: damages that were found out; broken: the promise that did not hold.
    """

    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    detected: int = 0
    broken: str = ""


Rounds = Callable[[Path, int, random.Random], Iterator[Round]]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A row of the table. short, long: how many rounds it is asked for; where 0, it counts them itself.

    rounds(place, number, chance): place is a folder to work in, in which `base` is a closed shop.
    """

    row: str
    title: str
    promise: str
    short: int
    long: int
    rounds: Rounds


@dataclass(slots=True)
class Tally:
    """The rounds of a campaign, added up."""

    campaign: Campaign
    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    detected: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)

    def count(self, one: Round) -> None:
        """Add a round."""
        self.rounds += 1
        self.acknowledged += one.acknowledged
        self.lost += one.lost
        self.torn += one.torn
        self.detected += one.detected
        if one.broken:
            self.broken.append(f"round {self.rounds}: {one.broken}")


def run(campaign: Campaign, rounds: int, seed: int) -> Tally:
    """Fight a campaign in a process of its own, so that what it bends for its purpose is straight again afterwards."""
    tally, begun = Tally(campaign), time.monotonic()
    with _scratch() as place:
        for one in _from_child(lambda: _fight(campaign, place, rounds, seed)):
            tally.count(one)
    tally.seconds = time.monotonic() - begun
    if not tally.rounds:
        tally.broken.append("not a single round was fought")
    return tally


def table(tallies: Iterable[Tally]) -> str:
    """The table in Markdown."""
    lines = [
        "| What happened to the book | Rounds | Acknowledged | Lost | Torn | Detected | Promise | Seconds |",
        "|---|---:|---:|---:|---:|---:|---|---:|",
    ]
    for one in tallies:
        numbers = " | ".join(f"{n:,}" for n in (one.rounds, one.acknowledged, one.lost, one.torn, one.detected))
        kept = f"**broken {len(one.broken)} times**" if one.broken else one.campaign.promise
        lines.append(f"| {one.campaign.title} | {numbers} | {kept} | {one.seconds:.0f} |")
    return "\n".join(lines)


def _fight(campaign: Campaign, place: Path, rounds: int, seed: int) -> Iterator[Round]:
    kit.make_ready()
    kit.asked(lambda: kit.new_shop(place / "base"))
    return campaign.rounds(place, rounds, random.Random(f"{seed} {campaign.row}"))


def _from_child(work: Callable[[], Iterator[Round]]) -> Iterator[Round]:
    """What the work yields in a child. A child that fails is a broken promise: its traceback goes to stderr."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as out:
                for one in work():
                    pickle.dump(one, out)
                    out.flush()
            status = 0
        except BaseException:  # noqa: BLE001 - told on stderr, and by the exit code
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        try:
            while True:
                yield pickle.load(said)
        except EOFError:
            pass
        except GeneratorExit:
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(child, 0)
    if status:
        yield Round(broken="the campaign itself failed")


class _scratch:  # noqa: N801 - reads as a verb where it is used
    """A folder in memory where there is room: what survives a kill does not depend on the disk."""

    def __enter__(self) -> Path:
        roomy = _SHARED_MEMORY.is_dir() and shutil.disk_usage(_SHARED_MEMORY).free > _ROOM
        self._folder = Path(tempfile.mkdtemp(prefix="crash-", dir=_SHARED_MEMORY if roomy else None))
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
