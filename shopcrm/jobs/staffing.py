"""Names of the staff, which stand in the book and, as a tag that only the shop can compute, in vault.json."""

import dataclasses

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.plain_text import clean_line
from shopcrm.shop import staff
from shopcrm.shop.staff import Member
from shopcrm.vault import keyring, permission
from shopcrm.vault.header import Header
from shopcrm.vault.registry import Role, unlisted
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx

LONGEST_NAME = 60


def named(vault: Vault, name: str) -> Member:
    """Who works here under that name, whatever its letter case. Raises NotFound."""
    for one in vault.read(staff.listed):
        if one.left_at is None and _folded(one.name) == _folded(name):
            return one
    raise NotFound(f"Nobody called {clean_line(name)} works here.", "`staff list` shows who does.")


def rename(vault: Vault, member: int, name: str) -> None:
    """Call a member of staff something else; what they did bears the new name from then on.

    She unlocks with the new name. Raises NotAllowed, InvalidValue for a name that somebody else has or had.
    """
    permission.require(vault.staff, Role.OWNER, "rename a member of staff")
    name = clean_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue("name", f"A member of staff needs a name of at most {LONGEST_NAME} letters.")
    others = [one for one in vault.read(staff.listed) if one.id != member]
    if any(_folded(one.name) == _folded(name) for one in others):
        raise InvalidValue("name", "Somebody of that name works or worked here.", "Add a letter of the surname.")
    slot_id = vault.write(_note_renamed, member, name)
    vault.reseal(lambda header: _retagged(header, slot_id, name))
    if member == vault.staff.id:
        vault.staff = dataclasses.replace(vault.staff, name=name)


def _retagged(header: Header, slot_id: str, name: str) -> Header:
    for slot in header.slots:
        if slot.id == slot_id:
            return header.with_slot(dataclasses.replace(slot, tag=keyring.name_tag(header.vault, name)))
    raise Refused("That member of staff has no login any more.", "Add them again.")


def _folded(name: str) -> str:
    return clean_line(name).casefold()


@unlisted("staff.rename", "write", Role.OWNER)
def _note_renamed(tx: Tx, member: int, name: str) -> str:
    """A member of staff has another name; answers which login is theirs."""
    before = tx.maybe("SELECT name, slot FROM staff WHERE id = ? AND left_at IS NULL", (member,))
    if before is None:
        raise NotFound("Nobody of that number works here now.", "Look at the list of staff.")
    tx.change_one("UPDATE staff SET name = ? WHERE id = ?", (name, member))
    tx.note(name=name, before=before[0])
    return str(before[1])
