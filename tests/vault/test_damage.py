"""Rot: every flipped bit is found, the shop goes on read-only, and nothing is opened as new."""

import random
import shutil
from pathlib import Path

import pytest

from shopcrm.errors import CrmError, Damaged
from shopcrm.vault import database, snapshot
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE, MakeVault, fixed_clock
from tests.vault.rules import add, add_many, names, query

FLIPS = 60
SEED = 20261122


@pytest.fixture
def closed(make_vault: MakeVault) -> Vault:
    """A closed shop of a few dozen pages; its keys are still known."""
    vault = make_vault()
    vault.write(add_many, 200, "a note of some length " * 10)
    vault.close()
    return vault


def test_every_flipped_bit_of_the_book_is_found_and_its_page_named(closed: Vault, tmp_path: Path) -> None:
    whole, copy = closed.path.read_bytes(), tmp_path / "copy.db"
    chance = random.Random(SEED)
    for bit in (0, 127, 128, *(chance.randrange(len(whole) * 8) for _ in range(FLIPS))):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(flipped)
        with pytest.raises(Damaged, match=rf"pages? {bit // 8 // database.PAGE + 1}\b"):
            snapshot.prove(copy, closed.keys.dk, Job())


def test_a_book_cut_off_at_any_page_is_found(closed: Vault, tmp_path: Path) -> None:
    whole, copy = closed.path.read_bytes(), tmp_path / "copy.db"
    chance = random.Random(SEED)
    pages = len(whole) // database.PAGE
    for page in {1, 2, pages - 1, *(chance.randrange(1, pages) for _ in range(8))}:
        copy.write_bytes(whole[: page * database.PAGE])
        with pytest.raises(Damaged):
            snapshot.prove(copy, closed.keys.dk, Job(), quick=True)


def test_after_a_bad_page_the_shop_goes_on_read_only_and_says_so(closed: Vault) -> None:
    book = bytearray(closed.path.read_bytes())
    with open_vault(closed.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        root = vault.read(query, "SELECT rootpage FROM sqlite_schema WHERE name = 'products'")[0][0]
    book[(root - 1) * database.PAGE + 100] ^= 1
    closed.path.write_bytes(book)
    with open_vault(closed.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        with pytest.raises(Damaged) as found:
            vault.read(names)
        assert found.value.exit_code == 5
        assert vault.read_only is not None
        with pytest.raises(Damaged):
            vault.write(add)
        assert vault.read(query, "SELECT name FROM staff") == [("Robin Marsh",)]
        with pytest.raises(Damaged):
            snapshot.take(vault, closed.folder / "backups")
    assert closed.path.read_bytes() == bytes(book)


def test_a_rotten_log_is_noticed_by_the_head(make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault()
    for _ in range(5):
        vault.write(add)
    log = vault.path.with_name("data-1.db-wal")
    whole, chance = log.read_bytes(), random.Random(SEED)
    for number in range(6):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(vault.folder, copy)
        bit = chance.randrange(32 * 8, len(whole) * 8)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        (copy / log.name).write_bytes(flipped)
        (copy / "data-1.db-shm").unlink()
        try:
            with open_vault(copy, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as opened:
                assert "missing" in opened.notices[0]
        except CrmError:
            continue


def test_a_part_of_a_page_at_the_end_is_mended_from_the_log_and_without_one_refused(make_vault: MakeVault) -> None:
    vault = make_vault()
    for _ in range(5):
        vault.write(add)
    copy = vault.folder.with_name("cut")
    shutil.copytree(vault.folder, copy)
    vault.close()
    (copy / "data-1.db-shm").unlink()
    with (copy / "data-1.db").open("ab") as book:
        book.write(random.Random(SEED).randbytes(512))
    alone = copy.with_name("alone")
    shutil.copytree(copy, alone)
    (alone / "data-1.db-wal").write_bytes(b"")
    with open_vault(copy, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as opened:
        assert opened.read(names) == ["Rose"] * 5
        assert opened.notices == ()
        snapshot.check_book(opened)
    with pytest.raises(Damaged, match="incomplete"):
        open_vault(alone, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)


def test_random_bytes_in_place_of_the_book_are_never_opened(closed: Vault) -> None:
    whole = len(closed.path.read_bytes())
    for content in (random.Random(SEED).randbytes(whole), bytes(whole)):
        closed.path.write_bytes(content)
        with pytest.raises(CrmError) as refused:
            open_vault(closed.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)
        assert refused.value.exit_code in (3, 5)
        assert closed.path.read_bytes() == content


@pytest.mark.parametrize("table", ["profile", "suppressions"])
def test_a_book_of_which_opening_cannot_read_a_table_is_refused_as_damaged(closed: Vault, table: str) -> None:
    with open_vault(closed.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        root = vault.read(query, "SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'")[0][0]
    book = bytearray(closed.path.read_bytes())
    book[(root - 1) * database.PAGE + 100] ^= 1
    closed.path.write_bytes(book)
    with pytest.raises(Damaged):
        open_vault(closed.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)
