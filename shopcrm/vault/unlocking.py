"""From the header and what a person typed to the keys: which slot, and what to say when it does not open."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from shopcrm.errors import CannotUnlock, Damaged
from shopcrm.vault import database, keyring, recovery_code
from shopcrm.vault import header as headers
from shopcrm.vault.guard import Guesses
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Kdf, Keys, Slot, WrongKeyError

KEY_FILE_BYTES = 32
_TWO_SHOPS = f"{headers.NAME} and its copy {headers.COPY} belong to two shops."
_OLDER_SHEET = "It may be from an older sheet, or another shop's: compare the date, or type the passphrase."
_SHEET_OF_ITS_DAY = "A backup opens with the sheet of its day, or with an owner's passphrase of that day."
_OF_ITS_DAY = "Is Caps Lock on? A backup opens with the passphrase of its day, and from inside the open shop."
_RIGHT_HEADER = f"Put back the {headers.NAME} of this shop, or restore a backup. Nothing was changed."


def key_file_name(vault_id: bytes) -> str:
    """What a shop's key file is called where only a folder was named; by it the locked screen finds it on a stick."""
    return f"shopcrm-{vault_id.hex()[:8]}.key"


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A header, the slot that opened and the keys behind it; `notice`: what a person should know of the header."""

    header: Header
    slot: Slot
    keys: Keys
    notice: str = ""


def unlock_folder(
    folder: Path,
    passphrase: str,
    *,
    key_file: Path | None,
    staff: str | None,
    guesses: Guesses,
    pause: Callable[[float], None],
    check: Callable[[Header], None],
) -> Unlocked:
    """Open a slot of the shop's header, or of its copy where that is damaged. Wrong guesses are slowed and counted.

    Where the two are of different shops, the one whose key opens the book is right. pause: called with the seconds that
    the next guess has to wait. check: looks at the book that the header names, before any derivation. Raises
    CannotUnlock, and Damaged where no header that opens is the book's.
    """
    found = _headers(folder)
    two_shops = len({header.vault for header, _ in found}) > 1
    foreign = False
    check(found[0][0])
    secret, is_recovery = read_secret(passphrase)
    second = read_key_file(key_file)
    slots = [choose_slot(header, is_recovery, staff) for header, _ in found]
    if all(slot is not None and slot.key_file for slot in slots) and second is None:
        raise _refusal(slots[0], second, 0, is_recovery)
    pause(guesses.wait_seconds())
    for (header, notice), slot in zip(found, slots, strict=True):
        if slot is not None and (not slot.key_file or second is not None):
            unlocked = open_chosen(header, slot, secret, second)
            if unlocked is None:
                continue
            if not two_shops or _opens_book(folder, header, unlocked.keys):
                return replace(unlocked, notice=notice)
            foreign = True
    if foreign:
        raise Damaged(f"{_TWO_SHOPS} What you typed opens only the one that is not this book's.", _RIGHT_HEADER)
    refusal = _refusal(slots[0], second, guesses.wrong(), is_recovery)
    if two_shops:
        refusal.message += f" {_TWO_SHOPS}"
        refusal.next_step += f" {_RIGHT_HEADER}"
    raise refusal


def unlock_header(
    header: Header, passphrase: str, *, key_file: Path | None = None, staff: str | None = None, of_its_day: bool = True
) -> Unlocked:
    """Open a slot of a header alone. of_its_day: it is a backup's, and says so where it does not open.

    Raises CannotUnlock.
    """
    secret, is_recovery = read_secret(passphrase)
    second = read_key_file(key_file)
    slot = choose_slot(header, is_recovery, staff)
    if of_its_day and slot is None and staff is not None and not is_recovery:
        raise CannotUnlock(
            f"{staff} has no login in this backup.",
            "Only who was an owner on its day has one; its recovery code opens it.",
        )
    unlocked = None
    if slot is not None and (not slot.key_file or second is not None):
        unlocked = open_chosen(header, slot, secret, second)
    if unlocked is None:
        refusal = _refusal(slot, second, 0, is_recovery)
        if of_its_day and (slot is None or not slot.key_file or second is not None):
            refusal.next_step = _SHEET_OF_ITS_DAY if is_recovery else _OF_ITS_DAY
        raise refusal
    return unlocked


def unlock_again(
    header: Header,
    passphrase: str,
    *,
    key_file: Path | None = None,
    staff: str | None = None,
    guesses: Guesses,
    pause: Callable[[float], None] = time.sleep,
) -> Unlocked:
    """Open a slot of a shop that is open: another person at the till, or the same one to prove herself.

    Wrong guesses are slowed and counted as at the door. Raises CannotUnlock.
    """
    secret, is_recovery = read_secret(passphrase)
    second = read_key_file(key_file)
    slot = choose_slot(header, is_recovery, staff)
    if slot is not None and slot.key_file and second is None:
        raise _refusal(slot, second, 0, is_recovery)
    pause(guesses.wait_seconds())
    unlocked = None if slot is None else open_chosen(header, slot, secret, second)
    if unlocked is None:
        raise _refusal(slot, second, guesses.wrong(), is_recovery)
    guesses.right()
    return unlocked


def open_chosen(header: Header, slot: Slot, secret: str, key_file: bytes | None) -> Unlocked | None:
    """What a slot opens with this secret, None where it does not. A key file counts only where the slot has one."""
    try:
        keys = keyring.open_slot(slot, secret, header.vault, header.gen, key_file if slot.key_file else None)
    except WrongKeyError:
        return None
    return Unlocked(header, slot, keys)


def strengthened(unlocked: Unlocked, passphrase: str, key_file: Path | None) -> Slot | None:
    """The slot at the cost of guessing that the header asks for; None where it has that already."""
    slot, target, private = unlocked.slot, unlocked.header.target, unlocked.keys.private
    if private is None or (slot.kdf.memory_kib >= target.memory_kib and slot.kdf.passes >= target.passes):
        return None
    kdf = Kdf(max(slot.kdf.memory_kib, target.memory_kib), max(slot.kdf.passes, target.passes), target.lanes)
    secret, _ = read_secret(passphrase)
    second = read_key_file(key_file) if slot.key_file else None
    return keyring.rewrapped(slot, secret, private, unlocked.header.vault, kdf, second)


def choose_slot(header: Header, is_recovery: bool, staff: str | None) -> Slot | None:
    """The slot to try: the recovery code's, that of the named member of staff, or the owner's."""
    if is_recovery:
        return header.recovery_slot()
    if staff is not None:
        return header.slot_tagged(keyring.name_tag(header.vault, staff))
    return header.owner_slot()


def read_secret(typed: str) -> tuple[str, bool]:
    """What goes into the derivation, and whether it is a recovery code; raises CannotUnlock naming mistyped groups."""
    try:
        symbols = recovery_code.parse(typed)
    except recovery_code.MistypedCodeError as mistyped:
        which = " and ".join(str(group) for group in mistyped.groups)
        raise CannotUnlock(
            f"The recovery code has a mistake in group {which}.", "Compare it with the sheet, then type it again."
        ) from None
    return (typed, False) if symbols is None else (symbols, True)


def read_key_file(path: Path | None) -> bytes | None:
    """The bytes of a key file; raises CannotUnlock where it is missing or not one."""
    if path is None:
        return None
    try:
        with path.open("rb") as source:
            content = source.read(KEY_FILE_BYTES + 1)
    except FileNotFoundError:
        raise CannotUnlock("The key file is not there.", "Plug in the stick that holds it, then try again.") from None
    except OSError:
        raise CannotUnlock("The key file cannot be read.", "Try the copy on the other stick.") from None
    if len(content) != KEY_FILE_BYTES:
        raise CannotUnlock("That is not a key file of shopcrm.", "Choose the file that was made for this shop.")
    return content


def _headers(folder: Path) -> list[tuple[Header, str]]:
    """vault.json first, then its copy where the two differ; raises CannotUnlock where neither can be used."""
    copy = _copy(folder)
    try:
        main = headers.read(folder / headers.NAME)
    except CannotUnlock as damaged:
        if copy is None or "newer" in damaged.message:
            raise
        return [(copy, f"{headers.NAME} was missing or damaged; its copy {headers.COPY} was used.")]
    if copy is None or copy == main:
        return [(main, "")]
    if copy.vault != main.vault:
        return [(main, ""), (copy, f"{headers.NAME} belongs to another shop; its copy {headers.COPY} was used.")]
    if copy.gen != main.gen:
        return [(main, "")]
    return [(main, ""), (copy, f"{headers.NAME} was damaged; its copy {headers.COPY} was used.")]


def _opens_book(folder: Path, header: Header, keys: Keys) -> bool:
    """Whether the book beside the header is of its shop."""
    try:
        connection = database.connect(folder / header.db, keys.dk, read_only=True)
        try:
            with database.driver_errors():
                row = connection.execute("SELECT value FROM meta WHERE key = 'vault_id'").fetchone()
        finally:
            connection.close()
    except Damaged:
        return False
    return bool(row == (header.vault,))


def _copy(folder: Path) -> Header | None:
    try:
        return headers.read(folder / headers.COPY)
    except CannotUnlock:
        return None


def _refusal(slot: Slot | None, second: bytes | None, wrong: int, is_recovery: bool) -> CannotUnlock:
    if slot is not None and slot.key_file and second is None:
        return CannotUnlock("This login also needs its key file.", "Plug in the stick that holds it, then try again.")
    times = f" That makes {wrong} wrong tries." if wrong > 1 else ""
    if slot is not None and slot.key_file:
        return CannotUnlock(
            f"Passphrase and key file did not match; which one is wrong cannot be told.{times}",
            "Caps Lock? An older file? The recovery sheet opens the shop too.",
        )
    if is_recovery:
        return CannotUnlock(f"That recovery code did not match.{times}", _OLDER_SHEET)
    return CannotUnlock(
        f"That passphrase did not match.{times}", "Is Caps Lock on? The recovery sheet opens the shop too."
    )
