"""Drills: random shops backed up and restored, everything searched for plaintext, and programs that open at once."""

import os
import random
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from shopcrm.errors import OpenElsewhere
from shopcrm.jobs import backup, demo, restore
from shopcrm.vault import facts
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Row
from tests.crash import kit
from tests.crash.campaign import Campaign, Round
from tests.vault.rules import add, query, remove_all

CANARY = "Zyxwvut-canary-07700900123"
SORTED = 30 * 1024 * 1024
PROGRAMS = 3


def restored(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """A random shop is backed up and restored into another folder: every row of every table is equal."""
    for at in range(number):
        shop, stick = kit.copy_of(place / "base", place / f"shop-{at}"), place / f"stick-{at}"
        with kit.opened(shop) as vault:
            vault.write(demo.fill, chance.randint(1, 12), chance.randrange(2**31), orders_each=chance.randint(0, 6))
            for _ in range(chance.randint(0, 5)):
                kit.save(vault, chance.choice((0, 10, 10_000)))
            before = _dump(vault)
            made = backup.make(vault, stick)
        restore.into(made.file, place / f"new-{at}", kit.PASSPHRASE)
        with kit.opened(place / f"new-{at}") as again:
            after = _dump(again, made.file.name)
        saves = len(before["activity"])
        differing = [table for table in before if before[table] != after[table]]
        yield Round(saves, broken=f"other rows in {', '.join(differing)}" if differing else "")


def _dump(vault: Vault, file: str = "") -> dict[str, list[Row]]:
    """Every row, but for what a backup and a restore note of themselves. file: the backup that was put back: the book
    keeps that it was tried by that, in one row of each of two tables.
    """
    listed = vault.read(query, "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    dump = {name: sorted(vault.read(query, f'SELECT * FROM "{name}"'), key=repr) for (name,) in listed}
    dump["activity"] = [row for row in dump["activity"] if not {"backups.made", "vault.restored"} & set(row)]
    for name in ("drills", "chore_runs") if file else ():
        own = [row for row in dump[name] if any(file in value for value in row if isinstance(value, str))]
        assert len(own) == 1, (name, own)
        dump[name].remove(own[0])
    dump["meta"] = [row for row in dump["meta"] if row[0] not in ("audit_key", "gen", facts.RESTORE_UNCONFIRMED)]
    return dump


def plaintext(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Canaries in many tables and in what is typed; then every file is searched, after each step, and every file that
    is open without a name while a sort far above the cache runs.
    """
    os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(place)
    shop = kit.copy_of(place / "base", place / "shop")
    for _ in range(number):
        with kit.opened(shop) as vault:
            for _ in range(20):
                vault.write(add, CANARY, CANARY * 50)
            yield _searched(place, "saving")
            made = backup.make(vault, place / "stick")
            yield _searched(place, "a backup")
            vault.write(add, CANARY, CANARY * 4_000)
            yield _searched_while_sorting(vault, place)
            vault.write(remove_all)
            yield _searched(place, "deleting")
            made.file.unlink()
        yield _searched(place, "closing")


def _needles() -> list[bytes]:
    words = (CANARY, kit.SHOP, kit.OWNER, kit.PASSPHRASE, "CREATE TABLE", "SQLite format 3")
    return [word.encode(form) for word in words for form in ("utf-8", "utf-16-le")]


def _searched(place: Path, after: str) -> Round:
    found = {str(path) for path in place.rglob("*") if path.is_file() and _is_in(path)}
    return Round(broken=f"after {after}: plaintext in {sorted(found)}") if found else Round(detected=0)


def _is_in(path: Path) -> bool:
    content = path.read_bytes()
    return any(needle in content for needle in _needles())


def _searched_while_sorting(vault: Vault, place: Path) -> Round:
    """A sort of 30 MB, while what this process holds open is read as well: SQLite's own files have no name."""
    times = SORTED // (len(CANARY) * 4_000)
    sql = (
        f"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {times})"
        " SELECT length(long) FROM (SELECT family || i AS long FROM products, n WHERE length(family) > 90000"
        " ORDER BY long DESC) LIMIT 1"
    )
    found, done = set[str](), threading.Event()
    watcher = threading.Thread(target=_watch, args=(done, found))
    watcher.start()
    vault.read(query, sql)
    done.set()
    watcher.join()
    return Round(broken=f"while sorting: plaintext in {sorted(found)}") if found else _searched(place, "a sort")


def _watch(done: threading.Event, found: set[str]) -> None:
    own = Path("/proc/self/fd")
    while own.is_dir() and not done.wait(0.002):
        for descriptor in own.iterdir():
            try:
                if descriptor.is_file() and _is_in(descriptor):
                    found.add(os.readlink(descriptor))
            except OSError:
                continue


def raced(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Several programs open the shop at once: one wins, the others say that it is open already, and by whom."""
    for _ in range(number):
        starts, ends = os.pipe(), os.pipe()
        answers = [os.pipe() for _ in range(PROGRAMS)]
        children = [kit.in_child(partial(_race, place / "base", starts[0], ends[0], pipe[1])) for pipe in answers]
        os.write(starts[1], b"!" * PROGRAMS)
        said = sorted(os.read(pipe[0], 1) for pipe in answers)
        os.write(ends[1], b"!")
        for child in children:
            os.waitpid(child, 0)
        for pipe in (starts, ends, *answers):
            os.close(pipe[0])
            os.close(pipe[1])
        won = said == [b"l"] * (PROGRAMS - 1) + [b"w"]
        yield Round(detected=PROGRAMS - 1) if won else Round(broken=f"they said {said}")


def _race(shop: Path, start: int, end: int, answer: int) -> None:
    """Wait for the start, try to open, say w(on), l(ost) or ?, and hold on until the end."""
    os.read(start, 1)
    try:
        with kit.opened(shop):
            os.write(answer, b"w")
            os.read(end, 1)
    except OpenElsewhere as elsewhere:
        os.write(answer, b"l" if "already open" in elsewhere.message else b"?")


DRILLS = (
    Campaign("drill", "Random shop backed up and restored", "every row equal", 4, 100, restored),
    Campaign("plaintext", "Every file searched, 30 MB sorted", "no plaintext", 1, 20, plaintext),
    Campaign("race", "Three programs open one shop", "one wins, the others say why", 40, 200, raced),
)
