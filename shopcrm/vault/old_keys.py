"""Private keys that were replaced: kept inside the book, so that backups which were sealed to them still open.

A backup's header holds the slots of its day. Who has a private key whose public half stands there needs no passphrase
of that day.
"""

from collections.abc import Iterable
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.vault import database, keyring
from shopcrm.vault.header import Header
from shopcrm.vault.keyring import Keys, Slot, WrongKeyError
from shopcrm.vault.registry import Role, unlisted
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Row, Tx

_ALL = "SELECT slot, public, private, ended_at FROM old_keys ORDER BY id"


def keep(tx: Tx, slot: Slot, private: bytes) -> None:
    """Keep the private key of a slot that is about to get another."""
    carry(tx, [(slot.id, slot.public, private, tx.stamp)])


def carry(tx: Tx, rows: Iterable[Row]) -> None:
    """Keep what another book of the same shop knew (`known`); what is known already stays as it is."""
    tx.run_many("INSERT OR IGNORE INTO old_keys (slot, public, private, ended_at) VALUES (?, ?, ?, ?)", rows)


@unlisted("old_keys.known", "read", Role.VIEWER)
def known(tx: Tx) -> list[Row]:
    """Every replaced key: slot, public half, private half, since when."""
    return tx.all(_ALL)


def held(vault: Vault) -> tuple[bytes, ...]:
    """The private keys at hand in an open shop: that of who is working, and the replaced ones."""
    return _own(vault.keys) + tuple(row[2] for row in vault.read(known))


def held_beside(folder: Path, header: Header, keys: Keys) -> tuple[bytes, ...]:
    """The same for a closed shop whose header was opened; only the slot's own key where the book cannot be read."""
    try:
        with database.driver_errors():
            connection = database.connect(folder / header.db, keys.dk, read_only=True)
            try:
                return _own(keys) + tuple(row[2] for row in connection.execute(_ALL).fetchall())
            finally:
                connection.close()
    except (CrmError, database.driver().Error):
        return _own(keys)


def open_with(header: Header, privates: Iterable[bytes]) -> Keys:
    """The keys of a backup, by its header and the first private key that fits a slot of it. Raises CannotUnlock."""
    by_public = {keyring.public_of(private): private for private in privates}
    for slot in header.slots:
        if slot.public in by_public:
            try:
                return keyring.open_with_private(slot, by_public[slot.public], header.vault, header.gen)
            except WrongKeyError:
                continue
    raise CannotUnlock("The backup is locked.", "Type the passphrase of its day, or the recovery code.")


def _own(keys: Keys) -> tuple[bytes, ...]:
    return () if keys.private is None else (keys.private,)
