"""Who can open the shop: logins of the staff, the recovery code, key files. vault.json is each change's commit point.

What the book has to know is written first: a login without its row would open the shop for nobody, a row without its
login shows as having none.
"""

import dataclasses
import threading
from pathlib import Path

from shopcrm.errors import CannotUnlock, InvalidValue, Refused
from shopcrm.vault import facts, keyring, old_keys, passphrases, permission, recovery_code, rotation, unlocking
from shopcrm.vault.guard import Guesses
from shopcrm.vault.header import MOST_SLOTS, Header
from shopcrm.vault.keyring import Kdf, Keys, Slot
from shopcrm.vault.registry import Role, unlisted
from shopcrm.vault.session import Progress, Vault
from shopcrm.vault.tx import Row, Tx
from shopcrm.vault.unlocking import Unlocked

RECOVERY_AT = "recovery_at"
_LONGEST_NAME = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Login:
    """One way in. staff: None for the recovery code, and for a login that the book does not know. since: a stamp, UTC.

    key_file: whether it needs one. kdf: what each guess at its passphrase costs.
    """

    slot_id: str
    staff: int | None
    name: str
    role: Role | None
    key_file: bool
    kdf: Kdf
    since: str

    @property
    def is_recovery(self) -> bool:
        """Whether it is the recovery code's."""
        return self.staff is None and self.role is Role.OWNER


@unlisted("logins.rows", "read", Role.VIEWER)
def _rows(tx: Tx) -> dict[str, Row]:
    """Every login that the book knows, by slot; the recovery code's under ''."""
    rows = tx.all("SELECT slot, id, name, role, coalesce(key_at, created_at) FROM staff WHERE left_at IS NULL")
    made = tx.value("SELECT coalesce((SELECT value FROM meta WHERE key = ?), (SELECT min(created_at) FROM staff))",
                    (RECOVERY_AT,))  # fmt: skip
    return {row[0]: row[1:] for row in rows} | {"": (None, "", "owner", made)}


def listed(vault: Vault) -> tuple[Login, ...]:
    """Every way into the shop: the staff in the order in which they were added, then the recovery code."""
    rows, found = vault.read(_rows), []
    for slot in vault.header.slots:
        row = rows.get("" if slot.is_recovery else slot.id, (None, "", None, ""))
        role = None if row[2] is None else Role[row[2].upper()]
        found.append(Login(slot.id, row[0], row[1], role, slot.key_file, slot.kdf, row[3]))
    return tuple(sorted(found, key=lambda one: (one.staff is None, one.staff or 0)))


def prove(vault: Vault, passphrase: str, *, key_file: Path | None = None) -> Unlocked:
    """That who is working knows the passphrase of her login, and has its key file. Raises CannotUnlock."""
    if vault.slot.is_recovery:
        return unlocking.unlock_again(vault.header, passphrase, guesses=Guesses(vault.folder))
    return unlocking.unlock_again(
        vault.header, passphrase, key_file=key_file, staff=vault.staff.name, guesses=Guesses(vault.folder)
    )


def change_passphrase(vault: Vault, old: str, new: str, *, key_file: Path | None = None) -> None:
    """Give the login of who is working another passphrase, and with it a new key pair.

    key_file: the one that the login has, which it keeps. Where the recovery code opened the shop, `old` is that code,
    and the owner's login gets the new passphrase. Backups made before still open, from inside the shop. Raises
    CannotUnlock, InvalidValue for a weak passphrase.
    """
    passphrases.check(new)
    unlocked = prove(vault, old, key_file=key_file)
    if unlocked.slot.is_recovery:
        set_passphrase(vault, vault.staff.id, new)
        return
    if new == old:
        raise InvalidValue("new", "That is the passphrase you have.", "Type another one.")
    second = unlocking.read_key_file(key_file) if unlocked.slot.key_file else None
    _renew(vault, unlocked, vault.staff.name, new, second)


def set_passphrase(vault: Vault, staff: int, new: str, *, key_file: Path | None = None) -> None:
    """Give a member of staff who forgot hers a new passphrase, or the owner who came in by the recovery code.

    Her key file is no longer needed, unless one is named. Raises NotAllowed, InvalidValue, Refused for who has left.
    """
    permission.require(vault.staff, Role.OWNER, "set another's passphrase")
    passphrases.check(new)
    slot_id, name, role = _person(vault, staff)
    fresh, keys = _proven_slot(vault, new, name, slot_id, role is Role.OWNER, unlocking.read_key_file(key_file))
    vault.write(_note_key, fresh.id)
    _put(vault, fresh, keys)


def add(vault: Vault, name: str, role: Role, passphrase: str, *, key_file: Path | None = None) -> int:
    """Let another member of staff in, or one who had left; answers her number.

    Raises NotAllowed, InvalidValue for a name that is taken or a weak passphrase, Refused where 16 can come in already.
    """
    permission.require(vault.staff, Role.OWNER, "add a member of staff")
    passphrases.check(passphrase)
    name = " ".join(name.split())
    _check_name(vault, name)
    fresh, keys = _proven_slot(vault, passphrase, name, None, role is Role.OWNER, unlocking.read_key_file(key_file))
    staff = vault.write(_note_added, name, role.name.lower(), fresh.id)
    _put(vault, fresh, keys)
    return staff


def remove(
    vault: Vault, staff: int, *, progress: Progress | None = None, cancel: threading.Event | None = None
) -> None:
    """Take a member of staff's login away, and change the key of the book, which she may have kept.

    Her name stays with what she did. Raises NotAllowed, Refused for oneself and for the last owner, and as `rotate`.
    """
    permission.require(vault.staff, Role.OWNER, "remove a member of staff")
    if staff == vault.staff.id:
        raise Refused("You cannot remove yourself while you are working.", "Another owner can.")
    slot_id, name, role = _person(vault, staff)
    _check_owner_stays(vault, slot_id)

    def leave(tx: Tx) -> None:
        tx.change_one("UPDATE staff SET left_at = ? WHERE id = ? AND left_at IS NULL", (tx.stamp, staff))
        tx.note(left=name)

    if role is Role.OWNER:
        vault.write(_note_former_owner, staff)
    rotation.rotate(vault, without=(slot_id,), also=leave, reason="left", progress=progress, cancel=cancel)


def set_role(vault: Vault, staff: int, role: Role) -> None:
    """Let a member of staff do more, or less. Raises NotAllowed, Refused for the last owner."""
    permission.require(vault.staff, Role.OWNER, "change a role")
    slot_id, _, _ = _person(vault, staff)
    if role is not Role.OWNER:
        _check_owner_stays(vault, slot_id)
        vault.reseal(lambda header: _with_audit_key(header, slot_id, None))
    vault.write(_note_role, staff, role.name.lower())
    if role is Role.OWNER:
        vault.reseal(lambda header: _with_audit_key(header, slot_id, vault.keys.k0))
    if staff == vault.staff.id:
        vault.staff = dataclasses.replace(vault.staff, role=role)


def new_recovery_code(vault: Vault) -> str:
    """A new recovery code, shown this once; the old sheet opens nothing but older backups. Raises NotAllowed."""
    permission.require(vault.staff, Role.OWNER, "make a recovery sheet")
    code = recovery_code.generate()
    symbols, _ = unlocking.read_secret(code)
    before = vault.header.recovery_slot()
    fresh, keys = _proven_slot(vault, symbols, None, before.id if before else None, True, None)
    vault.write(_note_recovery)
    _put(vault, fresh, keys)
    if vault.read(facts.former_owner):
        vault.write(_forget_former_owners)
    return code


def practise_recovery(vault: Vault, typed: str) -> None:
    """Prove that a recovery code as typed from the sheet opens the shop, and note it.

    Raises CannotUnlock naming the groups with a mistake, or where it is an older sheet's.
    """
    permission.require(vault.staff, Role.OWNER, "try the recovery code")
    _, is_recovery = unlocking.read_secret(typed)
    if not is_recovery:
        raise CannotUnlock("A recovery code has 31 letters and digits, in five groups; that is none.", "Type it again.")
    unlocking.unlock_again(vault.header, typed, guesses=Guesses(vault.folder))
    vault.write(facts.prove_recovery)


def strengthen_to(vault: Vault, kdf: Kdf) -> None:
    """Ask for dearer guesses from now on: each login follows when its passphrase is next typed. Raises NotAllowed."""
    permission.require(vault.staff, Role.OWNER, "change the strength of the keys")
    vault.reseal(lambda header: dataclasses.replace(header, target=kdf))


def renew_with(vault: Vault, unlocked: Unlocked, passphrase: str, key_file: bytes | None) -> None:
    """Give the login that was just proven a new key pair, with or without a key file."""
    _renew(vault, unlocked, vault.staff.name, passphrase, key_file)


def _renew(vault: Vault, unlocked: Unlocked, name: str, secret: str, key_file: bytes | None) -> None:
    slot, private = unlocked.slot, unlocked.keys.private
    fresh, keys = _proven_slot(vault, secret, name, slot.id, slot.k0 is not None, key_file)
    vault.write(_keep_key, slot, private)
    _put(vault, fresh, keys)


def _proven_slot(
    vault: Vault, secret: str, name: str | None, slot_id: str | None, is_owner: bool, key_file: bytes | None
) -> tuple[Slot, Keys]:
    """A slot that was opened once with what shall open it, and what lies behind it."""
    header, keys = vault.header, vault.keys if is_owner else dataclasses.replace(vault.keys, k0=None)
    fresh = keyring.new_slot(
        secret, keys, header.vault, header.gen, header.target, name=name, slot_id=slot_id, key_file=key_file
    )
    return fresh, keyring.open_slot(fresh, secret, header.vault, header.gen, key_file)


def _put(vault: Vault, fresh: Slot, keys: Keys) -> None:
    """Commit a slot to vault.json, sealed to the key that the book has at that moment; who works by it goes on."""

    def change(header: Header) -> Header:
        changed = header.with_slot(keyring.resealed(fresh, vault.keys, header.vault, header.gen))
        if len(changed.slots) > MOST_SLOTS:
            raise _too_many()
        return changed

    vault.reseal(change)
    if fresh.id == vault.slot_id:
        vault.keys = dataclasses.replace(vault.keys, private=keys.private)


def _with_audit_key(header: Header, slot_id: str, k0: bytes | None) -> Header:
    slot = next((slot for slot in header.slots if slot.id == slot_id), None)
    if slot is None:
        raise Refused("That member of staff has no login any more.", "Add them again.")
    sealed = k0 and keyring.seal_to(slot.public, "k0", k0, header.vault, header.gen, slot.id)
    return header.with_slot(dataclasses.replace(slot, k0=sealed))


def _person(vault: Vault, staff: int) -> tuple[str, str, Role]:
    """Slot, name and role of who works here. Raises Refused."""
    for slot_id, (number, name, role, _) in vault.read(_rows).items():
        if number == staff:
            return slot_id, name, Role[role.upper()]
    raise Refused("Nobody of that number works here now.", "Look at the list of staff.")


def _check_owner_stays(vault: Vault, slot_id: str) -> None:
    if not any(one.role is Role.OWNER and one.staff is not None and one.slot_id != slot_id for one in listed(vault)):
        raise Refused("That is the last owner: somebody has to be one.", "Make another member of staff an owner first.")


def _check_name(vault: Vault, name: str) -> None:
    if not name or len(name) > _LONGEST_NAME:
        raise InvalidValue("name", f"A member of staff needs a name of at most {_LONGEST_NAME} letters.")
    if vault.header.slot_tagged(keyring.name_tag(vault.vault_id, name)) is not None:
        raise InvalidValue("name", "There is a login of that name already.", "Add a letter of the surname.")
    if len(vault.header.slots) >= MOST_SLOTS:
        raise _too_many()


def _too_many() -> Refused:
    return Refused(f"{MOST_SLOTS} ways in are the most that a shop can have.", "Remove a login first.")


@unlisted("logins.new_key", "write", Role.VIEWER)
def _keep_key(tx: Tx, slot: Slot, private: bytes) -> None:
    """A login is about to get another key: the present one is kept for older backups."""
    old_keys.keep(tx, slot, private)
    _note_key(tx, slot.id)


@unlisted("logins.set_key", "write", Role.OWNER)
def _note_key(tx: Tx, slot_id: str) -> None:
    """A login is about to get another key, from an owner who does not know the present passphrase."""
    tx.change_one("UPDATE staff SET key_at = ? WHERE slot = ?", (tx.stamp, slot_id))
    tx.note(login=tx.value("SELECT name FROM staff WHERE slot = ?", (slot_id,)))


@unlisted("logins.add", "write", Role.OWNER)
def _note_added(tx: Tx, name: str, role: str, slot_id: str) -> int:
    """A member of staff starts, or comes back."""
    tx.note(name=name, role=role)
    row = tx.maybe("SELECT id FROM staff WHERE name = ?", (name,))
    if row is None:
        sql = "INSERT INTO staff (name, role, slot, created_at) VALUES (?, ?, ?, ?)"
        return tx.insert(sql, (name, role, slot_id, tx.stamp))
    tx.change_one(
        "UPDATE staff SET role = ?, slot = ?, key_at = ?, left_at = NULL WHERE id = ?",
        (role, slot_id, tx.stamp, row[0]),
    )
    return int(row[0])


@unlisted("logins.set_role", "write", Role.OWNER)
def _note_role(tx: Tx, staff: int, role: str) -> None:
    """A member of staff may do more, or less."""
    name, before = tx.one("SELECT name, role FROM staff WHERE id = ?", (staff,))
    tx.change_one("UPDATE staff SET role = ? WHERE id = ?", (role, staff))
    if before == "owner" != role:
        facts.note_former_owner(tx, staff)
    tx.note(name=name, role=role, before=before)


@unlisted("logins.former_owner", "write", Role.OWNER)
def _note_former_owner(tx: Tx, staff: int) -> None:
    """An owner is about to go, and may know the recovery code. It counts once she is gone."""
    facts.note_former_owner(tx, staff)
    tx.note(name=tx.value("SELECT name FROM staff WHERE id = ?", (staff,)))


@unlisted("logins.new_recovery", "write", Role.OWNER)
def _note_recovery(tx: Tx) -> None:
    """The recovery sheet is about to be replaced; nobody has shown that the new one exists."""
    facts.doubt_recovery(tx)
    tx.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (RECOVERY_AT, tx.stamp))


@unlisted("logins.recovery_renewed", "write", Role.OWNER)
def _forget_former_owners(tx: Tx) -> None:
    """The recovery sheet was replaced: the code that former owners may know opens the shop no more."""
    facts.forget_former_owners(tx)
