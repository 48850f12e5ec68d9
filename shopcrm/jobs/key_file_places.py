"""Where a key file goes: on two disks, apart from each other, from the shop and from its backups."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from shopcrm.errors import InvalidValue
from shopcrm.jobs import backup_places, drives
from shopcrm.jobs.drives import Drive
from shopcrm.settings import Settings
from shopcrm.vault import facts, key_files, snapshot
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault

_LOCKED_OUT = (
    "Nobody has shown that the recovery sheet exists. If both copies of the key file are lost, only that sheet opens"
    " the shop: practise recovery first."
)


def free_sticks(vault: Vault, kept: Settings, here: Iterable[Drive] | None = None) -> list[Path]:
    """The sticks that can be written to and hold no backups of this shop. here: by default those plugged in."""
    found = backup_places.places(vault.folder, kept.kept_for(vault.vault_id.hex()), here)
    new = [one.folder for one in found if one.kind == "stick" and one.kept is None and not one.read_only]
    return [folder for folder in new if not snapshot.of_vault(folder, vault.vault_id)]


def create(
    vault: Vault, passphrase: str, first: Path, second: Path, *, key_file: Path | None = None
) -> tuple[Path, Path]:
    """Make a key file in two folders, as `key_files.create` does, and on two disks. Raises InvalidValue."""
    check_two_disks(first, second)
    return key_files.create(vault, passphrase, first, second, key_file=key_file)


def check_two_disks(first: Path, second: Path) -> None:
    """Raise InvalidValue where both copies of a key file would be on one disk; what is missing is left to `create`."""
    places = [place.expanduser() for place in (first, second)]
    there = all(place.is_dir() or place.parent.is_dir() for place in places)
    if there and drives.disk_of(places[0]) == drives.disk_of(places[1]):
        raise InvalidValue(
            "second", "Both copies would be on the same disk: who loses it has lost both.", "Choose another stick."
        )


def doubts(vault: Vault, kept: Settings, chosen: Iterable[Path]) -> Iterator[str]:
    """What a person should know before a key file is made in these folders."""
    if vault.staff.role is Role.OWNER and not vault.read(facts.recovery_proven):
        yield _LOCKED_OUT
    known = backup_places.places(vault.folder, kept.kept_for(vault.vault_id.hex()))
    folders = [one.folder for one in known if one.free is not None and snapshot.of_vault(one.folder, vault.vault_id)]
    for place in chosen:
        yield from (f"{place}: {what}" for what in wrong_with(place.expanduser(), vault.folder, folders))


def wrong_with(place: Path, shop: Path, backups_in: Iterable[Path]) -> Iterator[str]:
    """Why a key file protects nothing in this place. backups_in: the folders that hold backups, and are here."""
    disk = drives.disk_of(place)
    if disk == drives.disk_of(shop):
        yield "it is on the same disk as the shop: who has the one has the other."
    elif any(disk == drives.disk_of(folder) for folder in backups_in):
        yield "it is on the same stick as backups: there it protects nothing."
