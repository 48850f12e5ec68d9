"""Disks that refuse: failing ones, full ones, sticks that are pulled. The deed fails honestly and the work goes on."""

import errno
import itertools
import os
import random
import resource
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from shopcrm.errors import CrmError, NoSpace
from shopcrm.jobs import backup, restore
from shopcrm.vault import database, rotation, snapshot
from shopcrm.vault.session import Vault
from tests.crash import kit
from tests.crash.campaign import Campaign, Round
from tests.crash.kills import every_login_opens, holds, with_assistant
from tests.crash.older import make_older
from tests.vault.rules import add, run

Befall = Callable[[Vault], Callable[[], object]]
"""Lets something befall the open shop, and answers how it is made good again."""

STEP = 64 * 1024
BALLAST = 512 * 1024
LARGE = 5_000
FILLER_LETTERS = 50_000
_FILLER = "Filler"


def failed_rotation(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Each change to a file fails in turn, as on a full and on a failing disk, and others have the book in use: the
    shop stays open and goes on writing, and every login opens it afterwards.
    """
    ground = _ground(place)
    kit.asked(partial(with_assistant, ground))
    for code in (errno.ENOSPC, errno.EIO):
        for step in itertools.count(1):
            when = f"{errno.errorcode[code]} at step {step}"
            one, failed = _rotated(kit.copy_of(ground, place / "round"), partial(_failing, code, step), when)
            yield one
            if not failed:
                break
    for at in range(number):
        statement = ("SELECT count(*) FROM products", "DELETE FROM products")[at % 2]
        yield _rotated(kit.copy_of(ground, place / "round"), partial(_busy, statement), f"BUSY by {statement}")[0]


def _ground(place: Path) -> Path:
    kit.copy_of(place / "base", place / "ground" / "shop")
    return place / "ground"


def _failing(code: int, step: int, vault: Vault) -> Callable[[], object]:
    originals = {name: getattr(os, name) for name in kit.FAULT_POINTS}
    kit.at_step(step, partial(_fail, code))

    def make_good() -> None:
        for name, call in originals.items():
            setattr(os, name, call)

    return make_good


def _fail(code: int) -> None:
    raise OSError(code, os.strerror(code))


def _busy(statement: str, vault: Vault) -> Callable[[], object]:
    """A transaction of another connection, begun before the shop's last save: a snapshot that must stay readable."""
    other = database.connect(vault.path, vault.keys.dk)
    other.execute("BEGIN")
    other.execute(statement).fetchall()
    return lambda: other.close()


def _rotated(place: Path, befall: Befall, when: str) -> tuple[Round, bool]:
    """Rotate in a child while something befalls it; answers also whether it failed."""
    try:
        failed = kit.asked(partial(_rotate_and_go_on, place / "shop", befall))
        wrong = kit.asked(partial(every_login_opens, place, saves=kit.FIRST + 1))
    except Exception as error:  # noqa: BLE001 - whatever it is, a promise is broken, and it is told
        return Round(broken=f"{when}: {type(error).__name__}: {error}"), True
    lost = int(wrong.startswith("lost"))
    return Round(kit.FIRST + 1, lost, detected=int(failed), broken=f"{when}: {wrong}" if wrong else ""), failed


def _rotate_and_go_on(shop: Path, befall: Befall) -> bool:
    database.BUSY_MS, failed = 50, False
    with kit.opened(shop) as vault:
        make_good = befall(vault)
        try:
            rotation.rotate(vault)
        except CrmError:
            failed = True
        finally:
            make_good()
        kit.save(vault)
    return failed


def full_disk(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Files may grow to so many bytes and no further: every 64 KiB up to twice the size of the book.

    number: every how many of these.
    """
    ground = _ground(place)
    kit.asked(partial(with_assistant, ground))
    older = place / "older"
    kit.asked(partial(make_older, older / "shop"))
    twice = 2 * (ground / "shop" / "data-1.db").stat().st_size
    for limit in range(0, twice + STEP, number * STEP):
        for do in (_write_until_full, _back_up, _rotate, _migrate):
            copy = kit.copy_of(older if do is _migrate else ground, place / "round")
            yield _on_full_disk(copy, do, limit)


def _on_full_disk(place: Path, do: Callable[[Path, int], int], limit: int) -> Round:
    what = f"{do.__name__[1:]} with files of {limit:,} bytes at most"
    try:
        saved = kit.asked(partial(do, place, limit))
        wrong = kit.asked(partial(_intact, place, saved, do is not _migrate))
    except Exception as error:  # noqa: BLE001 - whatever it is, a promise is broken, and it is told
        return Round(broken=f"{what}: {type(error).__name__}: {error}")
    return Round(saved, int(wrong.startswith("lost")), broken=f"{what}: {wrong}" if wrong else "")


def _limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _write_until_full(place: Path, limit: int) -> int:
    """Save until the disk is full; then delete, in no more room than the reserve gave back. Answers the saves."""
    with kit.opened(place / "shop", ballast_bytes=BALLAST) as vault:
        vault.write(add, _FILLER, "x" * FILLER_LETTERS)
        saves = kit.FIRST
        _limit(limit)
        try:
            while True:
                kit.save(vault, LARGE)
                saves += 1
        except NoSpace as full:
            if "reserve" not in full.next_step or (vault.folder / "ballast").exists():
                raise AssertionError("the reserve was not given back") from full
        _limit(max(limit, *(file.stat().st_size for file in vault.folder.iterdir())) + BALLAST)
        if kit.state(vault).saves != saves:
            raise AssertionError(f"of {saves} saves {kit.state(vault).saves} are there")
        vault.write(run, f"DELETE FROM products WHERE name = '{_FILLER}'")
        _limit(resource.RLIM_INFINITY)
    return saves


def _back_up(place: Path, limit: int) -> int:
    with kit.opened(place / "shop") as vault:
        older = backup.make(vault, place / "stick").file
        whole = older.read_bytes()
        _limit(limit)
        made = _done_or_no_space(lambda: snapshot.take(vault, place / "stick"))
        _limit(resource.RLIM_INFINITY)
        found = list((place / "stick").glob("*.scb*"))
        if older.read_bytes() != whole or len(found) != 1 + made or list(vault.folder.glob("*.part")):
            raise AssertionError(f"the older backup was touched, or half of one is there: {found}")
        kit.save(vault)
    return kit.FIRST + 1


def _rotate(place: Path, limit: int) -> int:
    with kit.opened(place / "shop") as vault:
        _limit(limit)
        _done_or_no_space(lambda: rotation.rotate(vault))
        _limit(resource.RLIM_INFINITY)
        kit.save(vault)
    return kit.FIRST + 1


def _migrate(place: Path, limit: int) -> int:
    _limit(limit)
    _done_or_no_space(lambda: kit.opened(place / "shop").close())
    _limit(resource.RLIM_INFINITY)
    with kit.opened(place / "shop") as vault:
        kit.save(vault)
    return kit.FIRST + 1


def _done_or_no_space(work: Callable[[], object]) -> bool:
    """Whether the work was done. Raises whatever is no honest word about the disk."""
    try:
        work()
    except NoSpace:
        return False
    return True


def _intact(place: Path, saves: int, logins: bool) -> str:
    return every_login_opens(place, saves=saves) if logins else _opens(place, saves)


def _opens(place: Path, saves: int) -> str:
    with kit.opened(place / "shop") as vault:
        return holds(vault, saves)


def pulled_stick(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """The stick is pulled at one of the changes to a file on it; sometimes what was half written is gone as well."""
    ground = _ground(place)
    kit.asked(partial(_first_backup, ground))
    steps = kit.asked(partial(_steps_on_stick, kit.copy_of(ground, place / "round")))
    for at in range(number):
        step = at % steps + 1 if at < steps else chance.randint(1, steps)
        copy, gone = kit.copy_of(ground, place / "round"), chance.random() < 0.5
        try:
            wrong = kit.asked(partial(_pull, copy, step, gone)) or kit.asked(partial(_earlier_whole, copy))
        except Exception as error:  # noqa: BLE001 - whatever it is, a promise is broken, and it is told
            wrong = f"{type(error).__name__}: {error}"
        yield Round(kit.FIRST, detected=1, broken=f"step {step} of {steps}: {wrong}" if wrong else "")


def _first_backup(ground: Path) -> None:
    with kit.opened(ground / "shop") as vault:
        backup.make(vault, ground / "stick")


def _on_stick(stick: Path, name: str, *args: object) -> bool:
    """Whether a call changes something on the stick."""
    where = os.readlink(f"/proc/self/fd/{args[0]}") if isinstance(args[0], int) else os.fspath(args[0])  # type: ignore[call-overload]
    return str(where).startswith(str(stick))


def _steps_on_stick(place: Path) -> int:
    steps = 0

    def on_stick(name: str, *args: object) -> bool:
        nonlocal steps
        steps += _on_stick(place / "stick", name, *args)
        return False

    with kit.opened(place / "shop") as vault:
        kit.at_step(1, kit.die, on_stick)
        backup.make(vault, place / "stick")
    return steps


def _pull(place: Path, step: int, gone: bool) -> str:
    """Make a backup while the stick is pulled: from then on every call on it fails. '' where it was said honestly."""
    stick, pulled = place / "stick", False

    def on_stick(name: str, *args: object) -> bool:
        there = _on_stick(stick, name, *args)
        if there and pulled and name != "unlink":
            _fail(errno.EIO)
        return there

    def pull() -> None:
        nonlocal pulled
        pulled = True
        for part in stick.glob("*.part") if gone else ():
            part.unlink()
        _fail(errno.EIO)

    with kit.opened(place / "shop") as vault:
        kit.at_step(step, pull, on_stick)
        try:
            backup.make(vault, stick)
        except CrmError:
            return ""
    return "it was said that the backup was made"


def _earlier_whole(place: Path) -> str:
    """The earlier backup proves whole, and nothing half written bears a backup's name."""
    with kit.opened(place / "shop") as vault:
        for file in snapshot.of_vault(place / "stick", vault.vault_id):
            restore.verify(file, vault=vault)
        if not snapshot.of_vault(place / "stick", vault.vault_id):
            return "lost the earlier backup"
        return holds(vault, kit.FIRST)


REFUSALS = (
    Campaign(
        "failed-rotation", "Rotation failing at each step, then writing on", "old book intact", 4, 100, failed_rotation
    ),
    Campaign("full-disk", "Full disk in saving, backup, rotation, migration", "honest error", 4, 1, full_disk),
    Campaign("stick", "Stick pulled while copying", "earlier backup intact", 40, 200, pulled_stick),
)
