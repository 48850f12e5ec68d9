"""The drill opens the newest backup as a restore would, compares counts and balances, and keeps how it went."""

import dataclasses
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.errors import Cancelled, Refused
from shopcrm.jobs import backup, checking, drill, restore
from shopcrm.shop import customers, loyalty, orders, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault import container, keyring, rotation
from shopcrm.vault.container import Manifest
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Job
from shopcrm.vault.vault import open_vault
from tests.conftest import NOW, PASSPHRASE
from tests.vault.rules import entries, query, run


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the backups are."""
    return tmp_path / "stick"


@pytest.fixture
def shop(vault: Vault) -> Iterator[Vault]:
    """A shop with an order, a payment, store credit and points."""
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(store_credit.issue, ana, 700)
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 500),), customer=ana, paid=PaidDraft()))
    vault.write(loyalty.set_programme, Programme())
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 40, "Sorry")
    yield vault
    assert not list(vault.folder.glob("copy-*"))


def forged(file: Path, dk: bytes, **lies: object) -> None:
    """Seal another manifest into a backup: only who holds the key can, and this program never would."""
    whole, backup_file = file.read_bytes(), container.read(file)
    manifest: Manifest = dataclasses.replace(backup_file.open(dk), **lies)  # type: ignore[arg-type]
    file.write_bytes(container.front(backup_file.header, manifest, dk) + whole[backup_file.start :])


def test_a_drill_opens_the_newest_backup_and_keeps_how_it_went(shop: Vault, stick: Path) -> None:
    made = backup.make(shop, stick)
    shop.clock = lambda: NOW + timedelta(hours=1)
    assert shop.read(drill.last) is None
    done = drill.run(shop, folders=(stick,))
    assert (done.outcome, done.problems) == ("passed", ())
    assert (done.file, done.taken_at, done.counts) == (made.file.name, made.taken_at, made.counts)
    assert done.at == "2026-11-22T10:30:00Z"
    assert done.seconds >= 0
    assert shop.read(drill.last) == done
    assert [verb for _, verb, *_ in shop.read(entries)][-1] == "drill.note"


def test_a_backup_from_before_the_key_was_changed_passes(shop: Vault, stick: Path) -> None:
    backup.make(shop, stick)
    rotation.rotate(shop)
    assert drill.run(shop, folders=(stick,)).problems == ()


def test_of_several_places_the_newest_backup_is_tried(shop: Vault, stick: Path, tmp_path: Path) -> None:
    backup.make(shop, stick)
    shop.clock = lambda: NOW + timedelta(days=1)
    newer = backup.make(shop, tmp_path / "other")
    assert drill.run(shop, folders=(stick, tmp_path / "other", tmp_path / "gone")).file == newer.file.name


def test_a_backup_of_a_day_still_to_come_is_tried_only_where_there_is_no_other(shop: Vault, stick: Path) -> None:
    shop.clock = lambda: NOW + timedelta(days=365)
    ahead = backup.make(shop, stick)
    shop.clock = lambda: NOW
    assert drill.run(shop, folders=(stick,)).file == ahead.file.name
    made = backup.make(shop, stick)
    assert "the clock is behind now, or was ahead then" in made.warnings[0]
    assert drill.run(shop, folders=(stick,)).file == made.file.name
    assert [one.days for one in backup.found(shop.folder, [stick], NOW)] == [0, -365]


def test_the_known_places_are_looked_at_where_none_is_named(shop: Vault) -> None:
    made = backup.make(shop, backup.own_folder(shop.folder))
    assert drill.run(shop).file == made.file.name


def test_without_a_backup_there_is_nothing_to_try(shop: Vault, stick: Path) -> None:
    with pytest.raises(Refused, match="no backup"):
        drill.run(shop, folders=(stick,))
    assert shop.read(drill.last) is None


def test_a_place_that_cannot_be_read_is_not_called_empty(shop: Vault, tmp_path: Path) -> None:
    looped = tmp_path / "stick"
    looped.symlink_to(looped)
    with pytest.raises(Refused, match="stick cannot be read"):
        drill.run(shop, folders=(tmp_path / "gone", looped))


def test_a_backup_knows_what_its_ledgers_come_to(shop: Vault, stick: Path) -> None:
    manifest = container.read(backup.make(shop, stick).file).open(shop.keys.dk)
    assert manifest.sums == {"Payments GBP": 500, "Store credit GBP": 700, "Loyalty points": 45}


@pytest.mark.parametrize(
    ("lies", "words"),
    [
        ({"counts": {"customers": 7}}, "does not hold the records that it lists"),
        ({"sums": {"Payments GBP": 1}}, "Payments GBP add up to something else"),
        ({"schema": 3}, "does not hold the records"),
    ],
)
def test_a_manifest_that_lies_fails_the_drill(shop: Vault, stick: Path, lies: dict[str, object], words: str) -> None:
    forged(backup.make(shop, stick).file, shop.keys.dk, **lies)
    done = drill.run(shop, folders=(stick,))
    assert done.outcome == "failed"
    assert any(words in problem for problem in done.problems)


def test_a_backup_from_before_balances_were_noted_still_passes(shop: Vault, stick: Path) -> None:
    forged(backup.make(shop, stick).file, shop.keys.dk, sums={})
    assert drill.run(shop, folders=(stick,)).outcome == "passed"


def test_a_flipped_bit_fails_the_drill_and_is_kept(shop: Vault, stick: Path) -> None:
    file = backup.make(shop, stick).file
    content = bytearray(file.read_bytes())
    content[-3000] ^= 1
    file.write_bytes(content)
    done = drill.run(shop, folders=(stick,))
    assert done.outcome == "failed"
    assert "damaged between" in done.problems[0]
    assert shop.read(drill.last) == done


def test_ledgers_that_do_not_agree_fail_the_drill(shop: Vault, stick: Path) -> None:
    shop.write(run, "UPDATE orders SET settled = settled + 1")
    backup.make(shop, stick)
    assert "do not say the same" in drill.run(shop, folders=(stick,)).problems[0]


def test_a_backup_with_another_key_fails_the_drill(shop: Vault, stick: Path) -> None:
    backup.make(shop, stick)
    other = dataclasses.replace(shop.keys, dk=bytes(keyring.DATA_KEY_BYTES), private=None)
    mine, shop.keys = shop.keys, other
    counts, problems = drill._try(shop, next(stick.glob("*.scb")), Job())
    shop.keys = mine
    assert (counts, problems) == ({}, ("This key does not open that backup.",))


def test_a_backup_with_another_history_fails_the_drill(shop: Vault, stick: Path, tmp_path: Path) -> None:
    made = backup.make(shop, stick)
    restore.into(made.file, tmp_path / "second", vault=shop, clock=lambda: NOW)
    with open_vault(tmp_path / "second", PASSPHRASE, clock=lambda: NOW) as second:
        backup.make(second, tmp_path / "other stick")
    done = drill.run(shop, folders=(tmp_path / "other stick",))
    assert done.problems == ("Its activity is not a part of this book's.",)


def test_a_newer_backup_than_the_one_that_was_put_back_is_no_problem(shop: Vault, stick: Path, tmp_path: Path) -> None:
    old = backup.make(shop, stick)
    shop.clock = lambda: NOW + timedelta(hours=1)
    newer = backup.make(shop, stick)
    restore.into(old.file, tmp_path / "second", vault=shop, clock=lambda: NOW + timedelta(hours=2))
    with open_vault(tmp_path / "second", PASSPHRASE, clock=lambda: NOW + timedelta(hours=3)) as second:
        done = drill.run(second, folders=(stick,))
        assert (done.file, done.outcome) == (newer.file.name, "passed")


def test_a_drill_can_be_stopped_and_leaves_nothing(shop: Vault, stick: Path) -> None:
    backup.make(shop, stick)
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        drill.run(shop, folders=(stick,), progress=lambda *_: cancel.set(), cancel=cancel)
    assert shop.read(drill.last) is None


def said(vault: Vault) -> list[tuple[str, str]]:
    """What `check` says of drills."""
    return [(one.level, one.what) for one in checking.findings(vault) if "tried" in one.what]


def test_a_drill_never_done_failed_or_too_long_ago_is_a_finding(shop: Vault, stick: Path) -> None:
    assert said(shop) == [("warning", "No backup was ever tried.")]
    file = backup.make(shop, stick).file
    drill.run(shop, folders=(stick,))
    assert said(shop) == []
    shop.clock = lambda: NOW + timedelta(days=32)
    assert said(shop) == [("warning", "It is more than a month since a backup was tried.")]
    file.write_bytes(file.read_bytes()[:-1])
    drill.run(shop, folders=(stick,))
    (found,) = said(shop)
    assert found[0] == "error"
    assert "bytes are missing" in found[1]
    assert shop.read(query, "SELECT count(*) FROM drills") == [(2,)]
