"""Forgery: headers that were tampered with, and an activity that somebody rewrote."""

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shopcrm.errors import CannotUnlock
from shopcrm.jobs import backup
from shopcrm.vault import activity
from shopcrm.vault import header as headers
from shopcrm.vault.container import read as read_backup
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Kdf
from shopcrm.vault.session import Vault
from tests.crash import kit
from tests.crash.campaign import Campaign, Round
from tests.vault.rules import rule

SAVES = 12
BARRED = (
    '"m":1073741824', '"m":16', '"t":11', '"t":0', '"p":5', '"p":0', '"m":-1', '"m":1e5', '"m":NaN', '"t":null',
    '"gen":0', '"gen":1.0', '"v":0', '"db":"../data-1.db"', '"key_file":1', '"tag":""', '"slots":[]', '"m":true',
)  # fmt: skip


def of_the_header(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Mutations: refused while parsing, and what is let through is within every limit and breaks the seal."""
    with kit.opened(place / "base") as vault:
        dk = vault.keys.dk
    good = (place / "base" / headers.NAME).read_bytes()
    known = headers.parse(good)
    for _ in range(number):
        content = _mutated(good, chance)
        try:
            found = headers.parse(content)
        except CannotUnlock:
            yield Round(detected=1)
            continue
        if found == known:
            yield Round()
            continue
        harmless = _within_limits(content, found) and not found.is_sealed_by(dk)
        yield Round(detected=1) if harmless else Round(broken=f"let through: {content!r}")


def _mutated(good: bytes, chance: random.Random) -> bytes:
    content = bytearray(good)
    for _ in range(chance.randint(1, 4)):
        at, kind = chance.randrange(len(content)), chance.randrange(7)
        length = chance.randint(1, 40)
        if kind == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del content[at : at + length]
        elif kind == 2:
            content[at:at] = chance.randbytes(length)
        elif kind == 3:
            content[at:at] = content[at : at + length] * chance.choice((1, 2, 50))
        elif kind == 4:
            content[at] = ord(chance.choice('{}[]",:-0123456789aAeE+./ \\'))
        elif kind == 5:
            content = _field_changed(content, chance)
        else:
            del content[at:]
        content = content or bytearray(b"{")
    if chance.random() < 0.01:
        content += b" " * headers.LARGEST
    return bytes(content)


def _field_changed(content: bytearray, chance: random.Random) -> bytearray:
    """One field gets a value that it must not have."""
    value = chance.choice(BARRED).encode()
    name = value[: value.index(b":") + 1]
    starts = [at for at in range(len(content)) if content.startswith(name, at)]
    if not starts:
        return content
    start = chance.choice(starts)
    ends = [at for at in (content.find(mark, start) for mark in (b",", b"}")) if at >= 0]
    end = min(ends, default=len(content))
    return content[:start] + value + content[end:]


def _within_limits(content: bytes, header: Header) -> bool:
    """A Kdf outside its limits cannot be made; the rest is looked at here."""
    return (
        len(content) <= headers.LARGEST
        and 1 <= len(header.slots) <= headers.MOST_SLOTS
        and all(isinstance(slot.kdf, Kdf) for slot in header.slots)
        and "/" not in header.db
    )


Forgery = Callable[[Any, random.Random], None]


class _Back(Exception):
    """Carries what was found out of a transaction, which is thereby rolled back."""

    def __init__(self, found: activity.ChainReport) -> None:
        super().__init__()
        self.found = found


def of_the_activity(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """An entry deleted, edited, swapped, the end cut off: the seals tell. A whole book set back: the head tells, and
    where that is set back as well, the anchor in an earlier backup tells (without one it is a limit that we name).
    """
    kinds: tuple[Forgery, ...] = (_delete, _edit, _swap, _cut_off)
    shop = place / "base"
    with kit.opened(shop) as vault:
        for _ in range(SAVES):
            kit.save(vault)
        for kind in kinds:
            for _ in range(number):
                yield _forged(vault, kind, chance)
    for at in range(number):
        yield _set_back(shop, place, chance, head_too=at % 2 == 1)


def _forged(vault: Vault, forge: Forgery, chance: random.Random) -> Round:
    @rule("test.forge", "write")
    def forged(tx: Any) -> None:
        for (trigger,) in tx.all("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'activity'"):
            tx.run(f'DROP TRIGGER "{trigger}"')
        forge(tx, chance)
        raise _Back(activity.verify_chain(tx, vault.audit_key()))

    try:
        vault.write(forged)
    except _Back as back:
        return Round(detected=1) if back.found.problems else Round(broken=f"{forge.__name__[1:]}: not found out")
    raise AssertionError("a forgery was kept")


def _some(tx: Any, chance: random.Random) -> int:
    seq: int = chance.choice([seq for (seq,) in tx.all("SELECT seq FROM activity ORDER BY seq")])
    return seq


def _delete(tx: Any, chance: random.Random) -> None:
    tx.run("DELETE FROM activity WHERE seq = ?", (_some(tx, chance),))


def _edit(tx: Any, chance: random.Random) -> None:
    column, value = chance.choice(
        (
            ("at", "'2020-01-01T00:00:00Z'"),
            ("recorded_at", "'2020-01-01T00:00:00Z'"),
            ("rehearsed", "1 - rehearsed"),
            ("verb", "'test.other'"),
            ("ref", "'C-1001'"),
            ("detail", "'{}'"),
            ("nonce", "randomblob(16)"),
            ("digest", "randomblob(32)"),
            ("mac", "randomblob(32)"),
        )
    )
    tx.run(f"UPDATE activity SET {column} = {value} WHERE seq = ?", (_some(tx, chance),))


def _swap(tx: Any, chance: random.Random) -> None:
    one, other = _some(tx, chance), _some(tx, chance)
    while other == one:
        other = _some(tx, chance)
    for now, then in ((one, -1), (other, one), (-1, other)):
        tx.run("UPDATE activity SET seq = ? WHERE seq = ?", (then, now))


def _cut_off(tx: Any, chance: random.Random) -> None:
    tx.run("DELETE FROM activity WHERE seq >= ?", (_some(tx, chance),))


def _set_back(shop: Path, place: Path, chance: random.Random, *, head_too: bool) -> Round:
    """Put an earlier state of the book in place of the present one."""
    present = kit.copy_of(shop, place / "present")
    with kit.opened(present) as vault:
        for _ in range(chance.randint(1, 5)):
            kit.save(vault)
        file = backup.make(vault, place / "stick").file
        anchor = read_backup(file).open(vault.keys.dk).head
    for name in ("data-1.db", *((headers.NAME, headers.COPY, "head") if head_too else ())):
        (present / name).write_bytes((shop / name).read_bytes())
    with contextlib.ExitStack() as finish:
        finish.callback(file.unlink)
        vault = finish.enter_context(kit.opened(present))
        told = any("missing from the book" in notice for notice in vault.notices)
        known = vault.read(_holds, anchor)
    return Round(detected=1) if (told or head_too) and not known else Round(broken="a book set back was not found out")


@rule("test.holds", "read")
def _holds(tx: Any, anchor: headers.Anchor) -> bool:
    return activity.holds(tx, anchor)


FORGERIES = (
    Campaign("mutated-header", "Header mutated", "refused before any derivation", 10_000, 1_000_000, of_the_header),
    Campaign("audit", "Activity deleted, edited, swapped, cut off, set back", "found out", 20, 200, of_the_activity),
)
