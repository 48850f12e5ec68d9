"""Keys as a person deals with them: the recovery sheet, and what is not well."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from shopcrm.jobs import key_file_places, old_backups
from shopcrm.shop import profile
from shopcrm.vault import facts, unlocking
from shopcrm.vault.registry import Role, read
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx, from_stamp

SHEET = "shopcrm-recovery-sheet.pdf"
ROTATE_EVERY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Worry:
    """Something about the keys that is not well, and what to do."""

    what: str
    do: str


@read("keys.rotated_at", role=Role.OWNER)
def rotated_at(tx: Tx) -> str:
    """Since when the book has the key that it has: a stamp, UTC."""
    return old_backups.changed_at(tx) or str(tx.value("SELECT min(created_at) FROM staff"))


def sheet(vault: Vault, code: str) -> bytes:
    """The recovery sheet as a PDF."""
    from shopcrm.papers import recovery_sheet

    shop = vault.read(profile.get)
    paper = recovery_sheet.make(shop.name, shop.owner, vault.vault_id.hex(), code, vault.clock(), vault.calendar.zone)
    return paper.pdf


def save_sheet(vault: Vault, code: str, folder: Path) -> Path:
    """Write the recovery sheet into a folder, readable to nobody else. Raises Refused or NoSpace."""
    from shopcrm.papers import save

    return save.save(sheet(vault, code), folder.expanduser(), SHEET)


def worries(vault: Vault, backups_in: Iterable[Path]) -> Iterator[Worry]:
    """What is not well with the keys: the age of the book's key, and key files that lie where they protect nothing.

    backups_in: the folders that hold backups.
    """
    if vault.staff.role is Role.OWNER and vault.clock() - from_stamp(vault.read(rotated_at)) > ROTATE_EVERY:
        yield Worry("The key of the book is more than a year old.", "Change it: `shopcrm rotate-key`.")
    if former := vault.read(facts.former_owner):
        yield Worry(
            f"{former} is no owner any more, and may know the recovery code, which opens the shop.",
            "Make a new recovery sheet: `shopcrm recovery`.",
        )
    folders = [folder for folder in backups_in if folder.is_dir()]
    for file in sorted(_key_files(vault, folders)):
        for what in key_file_places.wrong_with(file, vault.folder, folders):
            yield Worry(
                f"The key file {file}: {what}", "Keep it on a stick of its own that you take away, and delete it there."
            )


def _key_files(vault: Vault, folders: list[Path]) -> set[Path]:
    """The one that opened the shop, and those of its name in and above the places that hold the book or its backups."""
    name = unlocking.key_file_name(vault.vault_id)
    near = {place / name for folder in (vault.folder, *folders) for place in (folder, *folder.parents)}
    if vault.key_file is not None:
        near.add(vault.key_file)
    return {file.resolve() for file in near if file.is_file()}
