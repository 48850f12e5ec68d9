"""kill -9: in the middle of saves, and at each step and at random in everything that replaces files."""

import os
import random
import select
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shopcrm.errors import CannotUnlock
from shopcrm.jobs import backup, restore
from shopcrm.vault import guard, keyring, logins, rotation, snapshot, unlocking
from shopcrm.vault import header as headers
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Slot
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from tests.crash import kit
from tests.crash.campaign import Campaign, Round
from tests.crash.older import make_older

FRESH_EVERY = 50
"""Rounds on one shop before the next begins: every seal is proven in every round."""

ASSISTANT, ASSISTANTS = "Sam Field", "another pony mended the fence"
CHANGED = "a quiet pony mended the ladder"
LONGEST = 0.06
"""Seconds that a writer lives at most."""


def while_saving(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Kill a writer again and again; the next one first looks what is there."""
    for at in range(number):
        if at % FRESH_EVERY == 0:
            shop, acknowledged = kit.copy_of(place / "base", place / "shop"), kit.FIRST
        reading, writing = os.pipe()
        child = kit.in_child(partial(_save_for_ever, shop, writing, chance.random()))
        os.close(writing)
        there, said = _first_line(reading)
        time.sleep(chance.random() * LONGEST)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        saved = len(kit.read_all(reading))
        lost = max(acknowledged - there, 0)
        odd = "a save that was never asked for" if there > acknowledged + 1 else said
        yield Round(saved, lost, int("half a save" in said), broken=f"{lost} lost; {odd}" if lost or odd else "")
        acknowledged = there + saved


def _save_for_ever(shop: Path, out: int, seed: float) -> None:
    """Say what is there, then save and merge the log by turns, a byte for each save once it is acknowledged."""
    chance, vault = random.Random(seed), kit.opened(shop)
    found = kit.state(vault)
    os.write(out, f"{found.saves} {kit.in_words(found)}\n".encode())
    while True:
        kit.save(vault, chance.choice((1, 100, 3000)))
        os.write(out, b".")
        if chance.random() < 0.2:
            vault.quietly(lambda book: None)


def _first_line(descriptor: int) -> tuple[int, str]:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(descriptor, 1)
        if not piece:
            return 0, "the shop did not open"
        line += piece
    there, _, said = line.decode().strip().partition(" ")
    return int(there), said


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that replaces files. prepare: lays the ground once; do: is killed; check: says what is wrong after."""

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path, Callable[[], None]], object]
    check: Callable[[Path], str]


def while_replacing(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Each deed is killed before its first, second, third ... change to a file, then so many times at random."""
    for deed in deeds():
        ground = place / deed.name
        kit.copy_of(place / "base", ground / "shop")
        kit.asked(partial(deed.prepare, ground))
        yield from _at_each_step(deed, ground, place / "round")
        yield from _at_random(deed, ground, place / "round", number // len(deeds()), chance)


def _at_each_step(deed: Deed, ground: Path, place: Path) -> Iterator[Round]:
    for step in range(1, 1000):
        kit.copy_of(ground, place)
        child = kit.in_child(partial(deed.do, place, partial(kit.at_step, step, kit.die)))
        _, status = os.waitpid(child, 0)
        yield _after(deed, place, f"{deed.name}, killed at step {step}")
        if not os.WIFSIGNALED(status):
            if status:
                yield Round(broken=f"{deed.name} itself failed")
            return


def _at_random(deed: Deed, ground: Path, place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Kill at a random moment of the time that the deed takes; it is measured first."""
    takes = max(_killed_after(deed, kit.copy_of(ground, place), 60) for _ in range(3))
    for _ in range(number):
        moment = chance.random() * takes
        _killed_after(deed, kit.copy_of(ground, place), moment)
        yield _after(deed, place, f"{deed.name}, killed after {moment * 1000:.1f} ms of {takes * 1000:.0f}")


def _killed_after(deed: Deed, place: Path, seconds: float) -> float:
    """Let the deed run so long, from when it is ready; answers how long it ran."""
    reading, writing = os.pipe()
    child = kit.in_child(partial(deed.do, place, partial(_say, writing)))
    os.close(writing)
    os.read(reading, 1)
    begun = time.monotonic()
    select.select([reading], [], [], seconds)  # readable once the child has ended
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    return time.monotonic() - begun


def _say(descriptor: int) -> None:
    os.write(descriptor, b"!")


def _after(deed: Deed, place: Path, when: str) -> Round:
    try:
        wrong = kit.asked(partial(deed.check, place))
    except Exception as error:  # noqa: BLE001 - whatever a check raises is a promise broken, and is told
        wrong = f"{type(error).__name__}: {error}"
    lost, torn = int(wrong.startswith("lost")), int(wrong.startswith("half"))
    return Round(kit.FIRST, lost, torn, broken=f"{when}: {wrong}" if wrong else "")


def deeds() -> tuple[Deed, ...]:
    """Everything that replaces files."""
    return (
        Deed("set-up", _with_nothing, _set_up, _is_set_up),
        Deed("backup", _with_backup, _back_up, _has_backups),
        Deed("restore", _with_backup, _restore, _is_either),
        Deed("migration", _with_older, _migrate, _is_migrated),
        Deed("rotation", with_assistant, _rotate, every_login_opens),
        Deed("passphrase", with_assistant, _change_passphrase, _is_old_or_new),
    )


def _with_nothing(ground: Path) -> None:
    """Nothing but the folder."""


def _set_up(place: Path, ready: Callable[[], None]) -> None:
    ready()
    kit.new_shop(place / "new")


def _is_set_up(place: Path) -> str:
    """There is no shop, and one can be set up; or there is one, and it opens."""
    new = place / "new"
    if not (new / headers.NAME).exists():
        if not (new / "data-1.db").exists():
            kit.new_shop(new)
        return ""
    with kit.opened(new) as vault:
        return kit.in_words(kit.state(vault))


def _with_backup(ground: Path) -> None:
    """A backup from before the last save."""
    with kit.opened(ground / "shop") as vault:
        backup.make(vault, ground / "stick")
        kit.save(vault)


def _back_up(place: Path, ready: Callable[[], None]) -> None:
    with kit.opened(place / "shop") as vault:
        ready()
        backup.make(vault, place / "stick")


def _has_backups(place: Path) -> str:
    """The earlier backup stays, whatever bears a backup's name proves whole, and the shop is as it was."""
    with kit.opened(place / "shop") as vault:
        found = snapshot.of_vault(place / "stick", vault.vault_id)
        for file in found:
            restore.verify(file, vault=vault)
        if not found:
            return "lost the earlier backup"
        if list((place / "shop").glob("copy-*")):
            return "half a copy was left behind"
        return holds(vault, kit.FIRST + 1)


def _restore(place: Path, ready: Callable[[], None]) -> None:
    vault = kit.opened(place / "shop")
    file = snapshot.of_vault(place / "stick", vault.vault_id)[0]
    ready()
    restore.over(vault, file)


def _is_either(place: Path) -> str:
    """The shop opens in the old state or in the new, and the old is not lost."""
    with kit.opened(place / "shop") as vault:
        if vault.header.gen == 1:
            return holds(vault, kit.FIRST + 1)
        wrong = holds(vault, kit.FIRST)
    if wrong:
        return wrong
    with kit.opened(next((place / "shop" / "replaced").iterdir())) as kept:
        return holds(kept, kit.FIRST + 1)


def _with_older(ground: Path) -> None:
    shutil.rmtree(ground / "shop")
    make_older(ground / "shop")


def _migrate(place: Path, ready: Callable[[], None]) -> None:
    ready()
    kit.opened(place / "shop").close()


def _is_migrated(place: Path) -> str:
    with kit.opened(place / "shop") as vault:
        return holds(vault, kit.FIRST)


def with_assistant(ground: Path) -> None:
    """A second login, so that more than the owner's can be lost."""
    with kit.opened(ground / "shop") as vault:
        logins.add(vault, ASSISTANT, Role.ASSISTANT, ASSISTANTS)


def _rotate(place: Path, ready: Callable[[], None]) -> None:
    with kit.opened(place / "shop") as vault:
        ready()
        rotation.rotate(vault)


def every_login_opens(place: Path, owners: str = kit.PASSPHRASE, saves: int = kit.FIRST) -> str:
    """The shop is whole, and the owner, the assistant and the recovery code open it."""
    shop = place / "shop"
    with kit.opened(shop, passphrase=owners) as vault:
        header, book_key, wrong = vault.header, vault.keys.dk, holds(vault, saves)
    ways = ((header.owner_slot(), owners), (header.recovery_slot(), _sheet(shop)), (_assistant(header), ASSISTANTS))
    for slot, secret in ways:
        if slot is None or keyring.open_slot(slot, secret, header.vault, header.gen).dk != book_key:
            return "lost a login"
    return wrong


def _sheet(shop: Path) -> str:
    """What is derived from of the code on the recovery sheet."""
    return unlocking.read_secret((shop / kit.SHEET).read_text())[0]


def _assistant(header: Header) -> Slot | None:
    return header.slot_tagged(keyring.name_tag(header.vault, ASSISTANT))


def _change_passphrase(place: Path, ready: Callable[[], None]) -> None:
    with kit.opened(place / "shop") as vault:
        ready()
        logins.change_passphrase(vault, kit.PASSPHRASE, CHANGED)


def _is_old_or_new(place: Path) -> str:
    try:
        kit.opened(place / "shop").close()
    except CannotUnlock:
        (place / "shop" / guard.GUESSES).unlink()
        return every_login_opens(place, CHANGED)
    return every_login_opens(place)


def holds(vault: Vault, saves: int) -> str:
    """Whether the shop holds so many saves, and every page of it is whole."""
    found = kit.state(vault)
    if found.saves < saves:
        return f"lost {saves - found.saves} saves"
    snapshot.check_book(vault)
    return kit.in_words(found)


KILLS = (
    Campaign("kill-saving", "kill -9 while saving", "nothing acknowledged is lost", 40, 1_000, while_saving),
    Campaign(
        "kill-replacing",
        "kill -9 at each step and at random in set-up, backup, restore, migration, rotation, change of passphrase",
        "the old state or the new",
        60,
        1_000,
        while_replacing,
    ),
)
