"""`check` finds what is not well, says how bad it is, and what to do."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.jobs import backup, checking, drill
from shopcrm.jobs.checking import Finding
from shopcrm.shop import customers, orders, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault import facts
from shopcrm.vault import header as headers
from shopcrm.vault.keyring import Kdf
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, NOW, PASSPHRASE

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")


@pytest.fixture
def well(make_vault: Callable[..., Vault], tmp_path: Path) -> Vault:
    """A shop with nothing to find."""
    vault = make_vault(kdf=Kdf(64 * 1024, 1, 1), rehearsed=False)
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 500),), paid=PaidDraft(), handed_over=True))
    vault.write(facts.prove_recovery)
    backup.make(vault, tmp_path / "stick")
    drill.run(vault, folders=(tmp_path / "stick",))
    return vault


def bad(vault: Vault, full: bool = False, passphrase_file: Path | None = None) -> list[Finding]:
    found = checking.findings(vault, full=full, passphrase_file=passphrase_file)
    return [one for one in found if one.level != "info"]


@write("test_checking.run")
def run(tx: Tx, sql: str) -> None:
    tx.run(sql)


@pytest.mark.parametrize("full", [False, True])
def test_a_shop_that_is_well_says_so(well: Vault, full: bool) -> None:
    (found,) = checking.findings(well, full=full)
    assert found.level == "info"
    assert found.what.startswith("All is well")


def test_a_new_shop_is_told_of_its_recovery_sheet_backup_and_weak_key(vault: Vault) -> None:
    said = " ".join(one.what for one in bad(vault))
    for words in ("recovery sheet", "no backup yet", "19 MiB"):
        assert words in said


def test_entries_made_with_a_clock_set_by_hand_are_counted(
    well: Vault, make_vault: Callable[..., Vault], tmp_path: Path
) -> None:
    rehearsed = make_vault(tmp_path / "other")
    rehearsed.write(facts.prove_recovery)
    assert any("1 entry was made with a clock" in one.what for one in bad(rehearsed))
    played = make_vault(tmp_path / "demo", demo=True)
    played.write(facts.prove_recovery)
    assert bad(played) == []


def test_an_old_backup_is_found_old(well: Vault) -> None:
    well.clock = lambda: NOW + timedelta(days=8)
    assert [one.what for one in bad(well)] == ["The last backup is 8 days old."]


def test_a_backup_of_a_day_still_to_come_is_named(well: Vault) -> None:
    well.clock = lambda: NOW + timedelta(days=30)
    ahead = backup.make(well, backup.own_folder(well.folder))
    well.clock = lambda: NOW
    backup.make(well, backup.own_folder(well.folder))
    (found,) = bad(well)
    assert (str(ahead.file) in found.what, found.level) == (True, "warning")
    assert "bears a day still to come, 2026-12-22" in found.what


@posix
def test_files_that_others_may_read_are_named(well: Vault) -> None:
    (well.folder / headers.NAME).chmod(0o644)
    well.folder.chmod(0o750)
    (found,) = bad(well)
    assert found.level == "warning"
    assert headers.NAME in found.what
    assert well.folder.name in found.what


@posix
def test_a_passphrase_file_beside_the_shop_is_found(well: Vault, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    file.chmod(0o644)
    said = [one.what for one in bad(well, passphrase_file=file)]
    assert len(said) == 2
    assert "same disk" in said[0]
    assert PASSPHRASE not in " ".join(said)


def test_a_missing_spare_of_the_keys_file_is_found(well: Vault) -> None:
    (well.folder / headers.COPY).unlink()
    assert [headers.COPY in one.what for one in bad(well)] == [True]


def test_dates_that_passed_are_counted(well: Vault) -> None:
    draft = OrderDraft(
        (LineDraft("Posy", 1, 5),), placed_at="2026-11-19", promised_on="2026-11-20", paid=PaidDraft("cash")
    )
    well.write(orders.place, draft)
    assert [one.what for one in bad(well)] == ["1 date has passed."]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE daily_sales SET total = 7", "daily sales"),
        ("DELETE FROM customer_totals", ""),
        ("UPDATE orders SET settled = 7", "another sum than their payments"),
        ("UPDATE orders SET refunded = 7", "another sum than their payments"),
        ("UPDATE orders SET stage = 'packed'", "another stage than their history"),
    ],
)
def test_a_full_check_adds_everything_up_again(well: Vault, sql: str, words: str) -> None:
    well.write(run, sql)
    assert bad(well) == []
    found = bad(well, full=True)
    assert [one.level for one in found] == ["error"] * bool(words)
    assert all(words in one.what for one in found)


@write("test_checking.misplace_credit")
def misplace_credit(tx: Tx, customer: int) -> None:
    """What no rule of the shop does: a payment by one customer drawn on the credit of another."""
    with tx.gate("merge"):
        tx.run("UPDATE store_credit SET customer_id = ? WHERE kind = 'spent'", (customer,))


def test_a_full_check_compares_store_credit_with_the_payments(well: Vault) -> None:
    ana, bo = (well.write(customers.add, CustomerDraft(name)) for name in ("Ana", "Bo"))
    well.write(store_credit.issue, ana, 500)
    draft = OrderDraft((LineDraft("Posy", 1, 500),), ana, paid=PaidDraft("credit"), handed_over=True)
    well.write(orders.place, draft)
    assert bad(well, full=True) == []
    well.write(misplace_credit, bo)
    assert ["store credit and payments do not say the same" in one.what for one in bad(well, full=True)] == [True]


def test_a_full_check_finds_a_damaged_page(well: Vault, tmp_path: Path) -> None:
    talker = well.write(customers.add, CustomerDraft("Cleo", "Marsh"))
    for _ in range(3):
        well.write(customers.add_note, talker, "a long story " * 1500)
    well.close()
    with well.path.open("r+b") as book:
        book.seek(-2000, os.SEEK_END)
        byte = book.read(1)
        book.seek(-2000, os.SEEK_END)
        book.write(bytes([byte[0] ^ 1]))
    with open_vault(well.folder, PASSPHRASE, ballast_bytes=BALLAST) as damaged:
        found = bad(damaged, full=True)
    assert "error" in {one.level for one in found}


def test_an_altered_activity_is_an_error(well: Vault) -> None:
    well.write(run, "DROP TRIGGER activity_changes_only_by_erasure")
    well.write(run, "UPDATE activity SET detail = '{}' WHERE seq = 1")
    found = bad(well)
    assert found[0].level == "error"
    assert "entry 1" in found[0].what
