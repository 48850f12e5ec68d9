"""Rounds of sudden death, in a process of their own: children are forked, killed, and what is left is checked.

``python -m tests.crash.rounds WHAT FOLDER ROUNDS`` prints one line for each round that broke a promise, then "done N".
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock, OpenElsewhere
from shopcrm.jobs import backup, restore
from shopcrm.vault import activity, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import create_vault, open_vault
from tests.conftest import CHEAP, OWNER, PASSPHRASE, SHOP
from tests.vault.rules import add, entries, names

SEED = 20261122
FAULT_POINTS = ("replace", "rename", "unlink", "fsync", "open", "mkdir", "ftruncate", "write")
Finding = str


def main() -> None:
    """Run the rounds that the command line names."""
    what, folder, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    count = 0
    for finding in ROUNDS[what](folder, rounds):
        count += 1
        if finding:
            sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"done {count}\n")


def opened(folder: Path) -> Vault:
    """The shop, as the next start would open it."""
    return open_vault(folder, PASSPHRASE, ballast_bytes=0, rehearsed=True)


def new_shop(folder: Path) -> str:
    """A closed shop with one product."""
    vault, _ = create_vault(folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, ballast_bytes=0)
    with vault:
        vault.write(add, "First")
    return ""


def asked(work: Callable[[], str]) -> str:
    """Do the work in a child and answer what it returns.

    This process only forks. Were it to open a shop itself, one of its ending threads could hold a lock of the
    encryption library at the moment of a fork, and the child would wait for it for ever.
    """
    reading, writing = os.pipe()
    child = in_child(lambda: os.write(writing, f"ok {work()}".encode()))
    os.close(writing)
    said = read_all(reading).decode()
    os.waitpid(child, 0)
    return said.removeprefix("ok ") if said.startswith("ok ") else "the check itself failed"


def in_child(work: Callable[[], object]) -> int:
    """Fork, do the work in the child and let it die without any farewell; answers its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    finally:
        os._exit(0)


def killed_while_writing(folder: Path, rounds: int) -> Iterator[Finding]:
    """Kill a writer at a random moment: nothing acknowledged is lost, nothing is half done, the chain holds."""
    chance = random.Random(SEED)
    asked(lambda: new_shop(folder))
    acknowledged = 1
    for number in range(rounds):
        reading, writing = os.pipe()
        child = in_child(partial(write_for_ever, folder, writing))
        os.close(writing)
        os.read(reading, 1)
        time.sleep(chance.random() * 0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        acknowledged += len(read_all(reading))
        there, _, finding = asked(partial(count_and_check, folder)).partition(" ")
        lost = acknowledged - int(there) if there.isdigit() else acknowledged
        yield "" if not finding and -1 <= lost <= 0 else f"round {number}: {lost} lost; {there} {finding}"
        acknowledged -= lost


def count_and_check(folder: Path) -> str:
    """How many products there are, and what is wrong with the chain."""
    with opened(folder) as vault:
        there, seqs = len(vault.read(names)), [seq for seq, *_ in vault.read(entries)]
        problems = [*vault.read(activity.verify_chain, vault.audit_key()).problems, *vault.notices]
        if seqs != list(range(1, there + 1)):
            problems.append("entries and products differ")
    return f"{there} {'; '.join(problems)}"


def write_for_ever(folder: Path, out: int) -> None:
    """Save again and again; a byte for each save, once it was acknowledged."""
    vault = opened(folder)
    os.write(out, b"!")
    while True:
        vault.write(add, "x" * 200)
        os.write(out, b".")


def read_all(descriptor: int) -> bytes:
    """Everything that the dead child had said."""
    found = b""
    while piece := os.read(descriptor, 65536):
        found += piece
    os.close(descriptor)
    return found


def killed_at_each_step(
    folder: Path, prepare: Callable[[Path], str], work: Callable[[Path], object], check: Callable[[Path], Finding]
) -> Iterator[Finding]:
    """Die just before the first, second, third ... change to any file, until the work gets through; check each time."""
    asked(lambda: prepare(folder / "base"))
    for step in range(1, 1000):
        place = folder / f"round-{step}"
        shutil.copytree(folder / "base", place)
        child = in_child(partial(die_at, step, partial(work, place)))
        _, status = os.waitpid(child, 0)
        finding = asked(partial(check, place))
        yield f"step {step}: {finding}" if finding else ""
        shutil.rmtree(place)
        if not os.WIFSIGNALED(status):
            return


def die_at(step: int, work: Callable[[], object]) -> None:
    """Do the work, but die just before the `step`-th call that changes a file."""
    left = step

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **kwargs)

        return wrapped

    for name in FAULT_POINTS:
        setattr(os, name, counted(getattr(os, name)))
    work()


def shop_and_backup(base: Path) -> str:
    """A shop with a backup from before its second product."""
    new_shop(base / "shop")
    with opened(base / "shop") as vault:
        backup.make(vault, base / "stick")
        vault.write(add, "Second")
    return ""


def killed_in_backup(folder: Path, _: int) -> Iterator[Finding]:
    """The earlier backup stays, and whatever bears a backup's name proves whole."""

    def work(place: Path) -> None:
        with opened(place / "shop") as vault:
            backup.make(vault, place / "stick")

    def check(place: Path) -> Finding:
        with opened(place / "shop") as vault:
            found = snapshot.of_vault(place / "stick", vault.vault_id)
            for file in found:
                restore.verify(file, vault=vault)
            if list((place / "shop").glob("copy-*")):
                return "a scratch copy was left behind"
            return "" if found and vault.read(names) == ["First", "Second"] else "lost"

    return killed_at_each_step(folder, shop_and_backup, work, check)


def killed_in_restore(folder: Path, _: int) -> Iterator[Finding]:
    """The shop opens in the old state or the new, and the old is not lost."""

    def work(place: Path) -> None:
        vault = opened(place / "shop")
        restore.over(vault, snapshot.of_vault(place / "stick", vault.vault_id)[0])

    def check(place: Path) -> Finding:
        with opened(place / "shop") as vault:
            there, notices, gen = vault.read(names), vault.notices, vault.header.gen
        if notices or there != (["First", "Second"] if gen == 1 else ["First"]):
            return f"{there} {gen} {notices}"
        if gen == 2:
            with opened(next((place / "shop" / "replaced").iterdir())) as kept:
                return "" if kept.read(names) == ["First", "Second"] else "the replaced book is not whole"
        return ""

    return killed_at_each_step(folder, shop_and_backup, work, check)


def killed_in_set_up(folder: Path, _: int) -> Iterator[Finding]:
    """There is no shop, and one can be set up; or there is one, and it opens."""

    def work(place: Path) -> None:
        new_shop(place / "shop")

    def check(place: Path) -> Finding:
        shop = place / "shop"
        try:
            with opened(shop) as vault:
                return "" if vault.read(names) in ([], ["First"]) else "half a shop"
        except CannotUnlock:
            if (shop / headers.NAME).exists():
                return "a header without a shop"
        if not (shop / "data-1.db").exists():
            new_shop(shop)
        return ""

    return killed_at_each_step(folder, empty_folder, work, check)


def empty_folder(base: Path) -> str:
    """Nothing yet."""
    base.mkdir(parents=True)
    return ""


def raced(folder: Path, rounds: int) -> Iterator[Finding]:
    """Three programs open the shop at once: one wins, the others are told."""
    asked(lambda: new_shop(folder))
    for number in range(rounds):
        starts, ends = os.pipe(), os.pipe()
        answers = [os.pipe() for _ in range(3)]
        children = [in_child(partial(race, folder, starts[0], ends[0], pipe[1])) for pipe in answers]
        os.write(starts[1], b"go!")
        said = sorted(os.read(pipe[0], 1) for pipe in answers)
        os.write(ends[1], b"end")
        for child in children:
            os.waitpid(child, 0)
        for pipe in (starts, ends, *answers):
            os.close(pipe[0])
            os.close(pipe[1])
        yield "" if said == [b"l", b"l", b"w"] else f"{number}: {said}"


def race(folder: Path, start: int, end: int, answer: int) -> None:
    """Wait for the start, try to open, say w(on) or l(ost), and hold on until the end."""
    os.read(start, 1)
    try:
        with opened(folder):
            os.write(answer, b"w")
            os.read(end, 1)
    except OpenElsewhere:
        os.write(answer, b"l")


ROUNDS: dict[str, Callable[[Path, int], Iterator[Finding]]] = {
    "writing": killed_while_writing,
    "backup": killed_in_backup,
    "restore": killed_in_restore,
    "set-up": killed_in_set_up,
    "race": raced,
}


if __name__ == "__main__":
    main()
