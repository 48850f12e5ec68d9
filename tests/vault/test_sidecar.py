"""The sealed list of the erased: whole or refused, one shop's only, opened by the present owner and recovery slots."""

import dataclasses
import random
from pathlib import Path

import pytest

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.vault import keyring, sidecar, unlocking
from shopcrm.vault.sidecar import Known, Stone
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, create_vault
from tests.conftest import BALLAST, CHEAP, OWNER, PASSPHRASE, SHOP, MakeVault
from tests.vault.rules import rule, run

STONE = Stone("b" * 32, 1042, "2026-11-22T09:30:00Z", "asked", (("email", bytes(32)), ("external", bytes([1] * 32))))
ROW = (bytes([7] * 32), "email", "", "", "objected", "by phone", "2026-11-22T09:30:00Z")


@rule("test.bury", "write")
def bury(tx: Tx) -> None:
    """One tombstone and one suppression."""
    tx.insert("INSERT INTO tombstones VALUES (?, ?, ?, ?)", (STONE.uid, STONE.customer, STONE.at, STONE.reason))
    for kind, mark in STONE.marks:
        tx.insert("INSERT INTO tombstone_marks VALUES (?, ?, ?)", (mark, kind, STONE.uid))
    tx.insert(
        "INSERT INTO suppressions (digest, kind, purpose, channel, reason, source, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ROW,
    )


def written(vault: Vault) -> Path:
    """The list of a shop in which one person was erased and one address suppressed."""
    vault.write(bury)
    vault.list_erased()
    return vault.folder / sidecar.name_of(vault.vault_id)


def test_the_list_is_read_back_as_it_was_written(vault: Vault) -> None:
    known = sidecar.read(written(vault), vault.vault_id).open(vault.keys.dk)
    assert known == Known("2026-11-22T09:30:00Z", (STONE,), (ROW,))


def test_it_opens_with_the_owners_passphrase_and_the_recovery_code_alone(shop_folder: Path) -> None:
    vault, code = create_vault(shop_folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, ballast_bytes=BALLAST)
    with vault:
        path = written(vault)
        listed = sidecar.read(path, vault.vault_id)
    for secret in (PASSPHRASE, code):
        dk = unlocking.unlock_header(listed.header, secret).keys.dk
        assert listed.open(dk).stones == (STONE,)
    with pytest.raises(CannotUnlock):
        unlocking.unlock_header(listed.header, "not this one at all")
    with pytest.raises(CannotUnlock):
        listed.open(bytes(48))


def test_it_carries_owner_and_recovery_slots_and_no_others(vault: Vault) -> None:
    slot = keyring.new_slot("her own passphrase", dataclasses.replace(vault.keys, k0=None), vault.vault_id, 1, CHEAP,
                            name="Bo Lind")  # fmt: skip
    vault.header = dataclasses.replace(vault.header, slots=(*vault.header.slots, slot)).sealed(vault.keys.dk)
    listed = sidecar.read(written(vault), vault.vault_id)
    assert len(vault.header.slots) == 3
    assert [one.id for one in listed.header.slots] == [one.id for one in vault.header.slots if one.k0 is not None]


def test_nothing_in_it_can_be_read_but_the_vault_id_and_the_header(vault: Vault) -> None:
    content = written(vault).read_bytes()
    for plain in (STONE.uid.encode(), b"by phone", b"asked", bytes([7] * 32)):
        assert plain not in content


def test_every_changed_byte_is_noticed(vault: Vault) -> None:
    path = written(vault)
    whole, chance = path.read_bytes(), random.Random(1)
    for at in sorted({*range(70), *chance.sample(range(len(whole)), 300)}):
        changed = bytearray(whole)
        changed[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        with pytest.raises(CrmError):
            sidecar.read(path, vault.vault_id).open(vault.keys.dk)


def test_a_cut_or_lengthened_list_is_noticed(vault: Vault) -> None:
    path = written(vault)
    whole = path.read_bytes()
    for content in (b"", whole[:10], whole[:64], whole[:-1], whole + b"\0", whole * 2):
        path.write_bytes(content)
        with pytest.raises(Damaged):
            sidecar.read(path, vault.vault_id)


def test_another_shops_list_is_not_taken(vault: Vault, make_vault: MakeVault, tmp_path: Path) -> None:
    other = make_vault(tmp_path / "other")
    with pytest.raises(Damaged, match="another shop"):
        sidecar.read(written(other), vault.vault_id)


def test_it_is_written_at_lock_where_it_changed_and_only_then(vault: Vault) -> None:
    path = vault.folder / sidecar.name_of(vault.vault_id)
    vault.write(bury)
    dk, vault_id = vault.keys.dk, vault.vault_id
    vault.close()
    before = path.read_bytes()
    assert sidecar.read(path, vault_id).open(dk).stones == (STONE,)
    from shopcrm.vault.vault import open_vault

    with open_vault(vault.folder, PASSPHRASE, ballast_bytes=BALLAST) as again:
        again.write(run, "UPDATE profile SET owner = 'Robin'")
    assert path.read_bytes() == before
    with open_vault(vault.folder, PASSPHRASE, ballast_bytes=BALLAST) as again:
        again.write(run, "UPDATE suppressions SET lifted_at = '2026-11-22T09:30:00Z'")
    assert sidecar.read(path, vault_id).open(dk).suppressions == ()
