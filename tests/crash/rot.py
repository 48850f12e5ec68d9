"""Rot: flipped bits in every kind of file, books cut short, and backups of what is already damaged."""

import functools
import random
from collections.abc import Iterator
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.jobs import backup, restore
from shopcrm.vault import database, keyring, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.keyring import WrongKeyError
from shopcrm.vault.tx import Job
from tests.crash import kit
from tests.crash.campaign import Campaign, Round

FOUND = Round(detected=1)
WAL_SAVES = 5


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def in_the_book(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """The check of every page finds the flip and names its page."""
    shop = place / "base"
    with kit.opened(shop) as vault:
        dk = vault.keys.dk
    book = shop / "data-1.db"
    whole = book.read_bytes()
    for _ in range(number):
        bit = chance.randrange(len(whole) * 8)
        _write_at(book, bit // 8, flipped(whole[bit // 8 : bit // 8 + 1], bit % 8))
        try:
            snapshot.prove(book, dk, Job())
            yield Round(broken=f"bit {bit} of the book was not found")
        except Damaged as damaged:
            named = f"page {bit // 8 // database.PAGE + 1}." in damaged.message
            yield FOUND if named else Round(broken=f"bit {bit}: {damaged.message}")
        _write_at(book, bit // 8, whole[bit // 8 : bit // 8 + 1])


def in_the_header(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Each bit with the key given: refused, or the slot does not open, or the seal breaks. Some by the whole procedure:
    with the copy beside it the shop opens and says so; without, it refuses or opens to read only.
    """
    good = (place / "base" / headers.NAME).read_bytes()
    slot = headers.parse(good).owner_slot()
    assert slot is not None
    keyring.open_with_kek = functools.cache(keyring.open_with_kek)
    kek = keyring.key_encryption_key(kit.PASSPHRASE, headers.parse(good).vault, slot.id, slot.salt, slot.kdf)
    for bit in range(len(good) * 8):
        yield FOUND if _header_fails(flipped(good, bit), kek) else Round(broken=f"bit {bit} of the header: not found")
    for _ in range(number):
        bit, alone = chance.randrange(len(good) * 8), chance.random() < 0.5
        yield _opens_with_bad_header(kit.copy_of(place / "base", place / "shop"), bit, alone)


def _header_fails(content: bytes, kek: bytes) -> bool:
    try:
        found = headers.parse(content)
        slot = found.owner_slot()
        return slot is None or not found.is_sealed_by(keyring.open_with_kek(slot, kek, found.vault, found.gen).dk)
    except (CannotUnlock, WrongKeyError):
        return True


def _opens_with_bad_header(shop: Path, bit: int, alone: bool) -> Round:
    header = shop / headers.NAME
    header.write_bytes(flipped(header.read_bytes(), bit))
    if alone:
        (shop / headers.COPY).unlink()
    try:
        with kit.opened(shop) as vault:
            if not alone and not vault.notices:
                return Round(broken=f"bit {bit} of the header: nothing was said")
            if alone and vault.read_only is None:
                return Round(broken=f"bit {bit} of the header: the shop was opened for writing")
            found = kit.state(vault)
            whole = (found.saves, found.torn) == (kit.FIRST, 0)
            return FOUND if whole else Round(lost=1, broken=f"bit {bit} of the header: saves are missing")
    except CrmError:
        return FOUND if alone else Round(broken=f"bit {bit} of the header: refused in spite of the copy")


def in_a_backup(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Verifying finds the flip."""
    with kit.opened(place / "base") as vault:
        file = backup.make(vault, place / "stick").file
        whole = file.read_bytes()
        for _ in range(number):
            bit = chance.randrange(len(whole) * 8)
            _write_at(file, bit // 8, flipped(whole[bit // 8 : bit // 8 + 1], bit % 8))
            try:
                restore.verify(file, vault=vault)
                yield Round(broken=f"bit {bit} of a backup was not found")
            except (Damaged, CannotUnlock):
                yield FOUND
            _write_at(file, bit // 8, whole[bit // 8 : bit // 8 + 1])


def in_the_log(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """A log that was not merged and has rotted: the head beside the book says what is missing."""
    shop = kit.copy_of(place / "base", place / "open")
    vault = kit.opened(shop)
    for _ in range(WAL_SAVES):
        kit.save(vault)
    log = shop / "data-1.db-wal"
    whole = log.read_bytes()
    for _ in range(number):
        bit = chance.randrange(len(whole) * 8)
        copy = kit.copy_of(shop, place / "copy")
        (copy / log.name).write_bytes(flipped(whole, bit))
        (copy / "data-1.db-shm").unlink()
        yield _opens_with_bad_log(copy, bit)
    vault.close()


def _opens_with_bad_log(shop: Path, bit: int) -> Round:
    try:
        with kit.opened(shop) as vault:
            found = kit.state(vault)
    except CrmError:
        return FOUND
    missing = kit.FIRST + WAL_SAVES - found.saves
    said = f"{missing} saved" in " ".join(found.problems)
    if found.torn:
        return Round(torn=1, broken=f"bit {bit} of the log: half a save")
    return FOUND if said else Round(broken=f"bit {bit} of the log: {missing} saves missing, said: {found.problems}")


def cut_short(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """Cut at page boundaries and a byte to either side: never opened as new, and never taken for whole."""
    shop = place / "base"
    whole = (shop / "data-1.db").read_bytes()
    pages = len(whole) // database.PAGE
    chosen = range(pages) if number >= pages else sorted({0, 1, 2, pages - 1, *chance.sample(range(pages), number)})
    for page in chosen:
        for size in {max(page * database.PAGE + off, 0) for off in (-1, 0, 1)}:
            copy = kit.copy_of(shop, place / "copy")
            (copy / "data-1.db").write_bytes(whole[:size])
            yield _opens_cut(copy, size)


def _opens_cut(shop: Path, size: int) -> Round:
    try:
        with kit.opened(shop) as vault:
            snapshot.check_book(vault)
    except CrmError:
        kept = (shop / "data-1.db").stat().st_size
        return (
            FOUND if kept <= size or kept % database.PAGE == 0 else Round(broken=f"{size} bytes: the file was changed")
        )
    return Round(broken=f"a book of {size} bytes was taken for whole")


def before_a_backup(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """A damaged book is not backed up, and the earlier backup stays as it is."""
    shop, stick = place / "base", place / "stick"
    vault = kit.opened(shop)
    earlier = backup.make(vault, stick).file
    vault.close()
    whole, kept = (shop / "data-1.db").read_bytes(), earlier.read_bytes()
    for _ in range(number):
        bit = chance.randrange(len(whole) * 8)
        copy = kit.copy_of(shop, place / "copy")
        _write_at(copy / "data-1.db", bit // 8, flipped(whole[bit // 8 : bit // 8 + 1], bit % 8))
        refused = _backup_refused(copy, stick)
        same = [file.read_bytes() for file in stick.glob("*.scb*")] == [kept]
        yield FOUND if refused and same else Round(broken=f"bit {bit}: {'backups changed' if refused else 'backed up'}")


def _backup_refused(shop: Path, stick: Path) -> bool:
    try:
        with kit.opened(shop) as vault:
            backup.make(vault, stick)
    except Damaged:
        return True
    return False


def _write_at(file: Path, at: int, content: bytes) -> None:
    with file.open("r+b") as out:
        out.seek(at)
        out.write(content)


ROT = (
    Campaign("flip-book", "A bit flipped in the book", "found, its page named", 300, 1_000, in_the_book),
    Campaign("flip-header", "Each bit of the header flipped", "refused, or read only", 64, 64, in_the_header),
    Campaign("flip-backup", "A bit flipped in a backup", "found", 1_000, 2_000, in_a_backup),
    Campaign("flip-log", "A bit flipped in the unmerged log", "the loss is told", 60, 300, in_the_log),
    Campaign("cut", "Book cut at page boundaries, -1, 0, +1", "never opened as new", 30, 100_000, cut_short),
    Campaign("damaged-source", "Backup of a damaged book", "refused", 100, 100, before_a_backup),
)
