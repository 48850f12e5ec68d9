"""Salvage: what can be read of a damaged book is saved, what cannot is listed, and nothing else is missing."""

import contextlib
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from shopcrm.cli.restoring import lines_of_saved
from shopcrm.errors import CannotUnlock, CrmError, Damaged, NoSpace, Refused
from shopcrm.jobs import backup, checking, salvage
from shopcrm.shop import customers, orders, search
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault import activity, container, database, facts, migrate, rotation, table_list
from shopcrm.vault.registry import write
from shopcrm.vault.salvage import Loss
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.vault.rules import query, run

PEOPLE = 120
SEED = 20261122


@write("test_salvage.fill")
def fill(tx: Tx) -> None:
    """Customers with an order each, long enough to need many pages."""
    for number in range(PEOPLE):
        customer = customers.add(tx, CustomerDraft(f"Ana{number}", "Smith", note="x" * 300))
        orders.place(tx, OrderDraft((LineDraft("Posy", 1, 500),), customer=customer, paid=PaidDraft()))


@pytest.fixture(scope="module")
def whole(empty_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed shop with many customers and orders, and one backup of it; never changed."""
    folder = tmp_path_factory.mktemp("whole") / "shop"
    shutil.copytree(empty_shop, folder)
    with open_vault(folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        vault.write(fill)
        backup.make(vault, folder.parent / "stick")
    return folder


@pytest.fixture
def shop(whole: Path, tmp_path: Path) -> Path:
    """A copy of that shop, to be damaged."""
    shutil.copytree(whole.parent, tmp_path / "there")
    return tmp_path / "there" / "shop"


def damage(file: Path, pages: set[int], start: int = 0) -> None:
    """Flip a bit in each of these pages."""
    content = bytearray(file.read_bytes())
    for page in pages:
        content[start + (page - 1) * database.PAGE + 77] ^= 4
    file.write_bytes(content)


def reopened(folder: Path) -> Vault:
    return open_vault(folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)


def save(shop: Path, folder: Path) -> salvage.Saved:
    return salvage.into(shop, folder, PASSPHRASE, clock=fixed_clock)


def numbers(vault: Vault, table: str) -> set[int]:
    return {row[0] for row in vault.read(query, f"SELECT rowid FROM {table}")}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_pages_are_bad_what_is_missing_is_what_is_listed(shop: Path, tmp_path: Path, seed: int) -> None:
    with reopened(shop) as vault:
        before = {table: numbers(vault, table) for table in ("customers", "orders", "payments", "order_lines")}
        book = vault.path
    chance = random.Random(SEED + seed)
    most = book.stat().st_size // database.PAGE
    damage(book, set(chance.sample(range(80, most), 6)))
    original = book.read_bytes()
    saved = save(shop, tmp_path / "new")
    assert book.read_bytes() == original
    assert saved.losses
    with reopened(tmp_path / "new") as vault:
        assert vault.read(query, "SELECT count(*) FROM pragma_foreign_key_check") == [(0,)]
        for table, ids in before.items():
            missing = ids - numbers(vault, table)
            told = [line for line in saved.losses if line.startswith(table.replace("_", " ") + ":")]
            assert bool(missing) <= bool(told), (table, sorted(missing)[:9], saved.losses)
        vault.write(customers.add, CustomerDraft("After", "Salvage"))
        assert vault.read(search.find, "After Salvage").results


def test_a_bad_page_of_customers_loses_those_alone_by_their_numbers(shop: Path, tmp_path: Path) -> None:
    with reopened(shop) as vault:
        before, book = numbers(vault, "customers"), vault.path
    leaf = leaf_of(shop, "customers")
    damage(book, {leaf})
    saved = save(shop, tmp_path / "new")
    (told,) = [line for line in saved.losses if line.startswith("customers:") and "could not be read" in line]
    with reopened(tmp_path / "new") as vault:
        missing = sorted(before - numbers(vault, "customers"))
        assert 1 <= len(missing) < PEOPLE
        assert f"{len(missing)} could not be read" in told
        assert f"C-{missing[0]}" in told
        assert len(vault.read(query, "SELECT id FROM orders")) == PEOPLE
        assert vault.read(query, "SELECT count(*) FROM pragma_foreign_key_check") == [(0,)]
        assert any("orders:" in line and "kept, without" in line for line in saved.losses)
        assert vault.read(facts.restore_unconfirmed)


def leaf_of(shop: Path, table: str) -> int:
    """A page in the middle of a table, found by trying: the one whose loss takes some of its rows and no other's."""
    with reopened(shop) as vault:
        book, dk = vault.path, vault.keys.dk
    whole_book = book.read_bytes()
    trial = book.with_name("trial.db")
    for page in range(len(whole_book) // database.PAGE, 20, -1):
        content = bytearray(whole_book)
        content[(page - 1) * database.PAGE + 77] ^= 4
        trial.write_bytes(content)
        if bad(trial, dk, f"SELECT * FROM {table} NOT INDEXED") and not bad(
            trial, dk, f"SELECT * FROM {table} LIMIT 1"
        ):
            trial.unlink()
            return page
    raise AssertionError("no such page")


def bad(book: Path, dk: bytes, sql: str) -> bool:
    connection = database.connect(book, dk, settled=True)
    try:
        connection.execute(sql).fetchall()
    except database.driver().Error:
        return True
    finally:
        connection.close()
    return False


def test_a_damaged_backup_is_saved_as_well_and_people_erased_since_are_not_forgotten(
    shop: Path, tmp_path: Path
) -> None:
    (file,) = (shop.parent / "stick").glob("*.scb")
    start = container.read(file).start
    most = (file.stat().st_size - start) // database.PAGE
    damage(file, {most - 3, most - 9}, start)
    saved = salvage.into(file, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    assert (saved.unlisted, saved.known_until) == ("", "2026-11-22T09:30:00Z")
    with reopened(tmp_path / "new") as vault:
        assert vault.read(customers.count) > 0


def test_a_salvage_without_any_list_says_so_and_asks_the_one_in_the_shop_where_there_is_one(
    shop: Path, tmp_path: Path
) -> None:
    (file,) = (shop.parent / "stick").glob("*.scb")
    alone = tmp_path / "alone" / "deep" / file.name
    alone.parent.mkdir(parents=True)
    alone.write_bytes(file.read_bytes())
    saved = salvage.into(alone, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    assert saved.losses == ()
    said = list(lines_of_saved(saved))
    assert "is not known" in "\n".join(said)
    asked = salvage.into(alone, tmp_path / "other", PASSPHRASE, shop=shop, clock=fixed_clock)
    assert "is not known" not in "\n".join(lines_of_saved(asked))


def test_an_owner_who_has_left_is_not_the_owner_of_what_is_saved(shop: Path, tmp_path: Path) -> None:
    with reopened(shop) as vault:
        vault.write(run, "UPDATE staff SET left_at = '2026-11-22T09:30:00Z', slot = 'gone'")
    save(shop, tmp_path / "new")
    with reopened(tmp_path / "new") as vault:
        assert vault.staff.name == "The owner"


def test_a_whole_book_is_saved_without_any_loss(shop: Path, tmp_path: Path) -> None:
    saved = save(shop, tmp_path / "new")
    assert saved.losses == ()
    assert saved.counts["customers"] == saved.counts["orders"] == PEOPLE
    with reopened(tmp_path / "new") as vault:
        assert vault.read(checking.add_up) == ()
        assert vault.read(activity.verify_chain, vault.audit_key()).problems == ()


def list_pages(book: Path, dk: bytes) -> list[int]:
    """The pages without which the list of tables cannot be read."""
    whole_book, trial, found = book.read_bytes(), book.with_name("trial.db"), []
    for page in range(1, len(whole_book) // database.PAGE + 1):
        trial.write_bytes(whole_book)
        damage(trial, {page})
        if bad(trial, dk, "SELECT count(*) FROM sqlite_schema"):
            found.append(page)
    trial.unlink()
    return found


@pytest.mark.parametrize("is_rotated", [False, True])
def test_the_list_of_tables_is_made_anew_whichever_pages_of_it_are_bad(
    shop: Path, tmp_path: Path, is_rotated: bool
) -> None:
    with reopened(shop) as vault:
        if is_rotated:
            rotation.rotate(vault)
        book, dk = vault.path, vault.keys.dk
    pages = list_pages(book, dk)
    assert pages[0] == 1
    for number, some in enumerate(({pages[3], pages[7]}, {1, pages[-1]})[: 1 if is_rotated else 2]):
        content = book.read_bytes()
        damage(book, some)
        saved = save(shop, tmp_path / f"new-{number}")
        book.write_bytes(content)
        assert saved.losses == ()
        assert saved.counts["customers"] == saved.counts["orders"] == PEOPLE
        with reopened(tmp_path / f"new-{number}") as vault:
            assert vault.read(checking.add_up) == ()


def test_what_the_model_has_on_pages_of_its_own_never_hides_that_records_are_lost_there(
    shop: Path, tmp_path: Path
) -> None:
    with reopened(shop) as vault:
        rotation.rotate(vault)
        book, dk = vault.path, vault.keys.dk
    pages, model = list_pages(book, dk), tmp_path / "model"
    table_list._make(model, dk, migrate.newest(), 0, is_exported=True)
    damage(book, set(list_pages(model, dk)) - set(pages))
    records_alone = save(shop, tmp_path / "new-1")
    assert records_alone.losses
    damage(book, {pages[3]})
    assert save(shop, tmp_path / "new-2").losses == records_alone.losses
    damage(book, {1})
    with pytest.raises(Damaged, match="could not be made anew"):
        save(shop, tmp_path / "new-3")


def test_a_book_that_is_laid_out_otherwise_is_not_guessed_at(shop: Path, tmp_path: Path) -> None:
    with reopened(shop) as vault:
        index = "CREATE INDEX activity_by_ref ON activity (ref) WHERE ref IS NOT NULL"
        vault.write(run, "DROP INDEX activity_by_ref")
        vault.write(run, index)
        book, dk = vault.path, vault.keys.dk
    damage(book, {list_pages(book, dk)[2]})
    with pytest.raises(Damaged, match="could not be made anew") as told:
        save(shop, tmp_path / "new")
    assert "newest backup is the way" in told.value.next_step
    assert not (tmp_path / "new").exists()


def test_a_disk_that_is_full_while_the_list_is_made_anew_is_told_as_that(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reopened(shop) as vault:
        book, dk = vault.path, vault.keys.dk
    damage(book, {list_pages(book, dk)[2]})
    connect = database.connect

    def connect_on_a_small_disk(path: Path, dk: bytes, **options: Any) -> Any:
        connection = connect(path, dk, **options)
        if options.get("create"):
            connection.execute("PRAGMA max_page_count = 30")
        return connection

    monkeypatch.setattr(database, "connect", connect_on_a_small_disk)
    with pytest.raises(NoSpace):
        save(shop, tmp_path / "new")


def test_where_nothing_can_be_read_nothing_is_made(shop: Path, tmp_path: Path) -> None:
    next(shop.glob("data-*.db")).write_bytes(b"")
    with pytest.raises(CrmError):
        save(shop, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("missing", [1, database.PAGE, database.PAGE * 30 + 5])
def test_a_book_that_is_cut_off_gives_what_is_there(shop: Path, tmp_path: Path, missing: int) -> None:
    book = next(shop.glob("data-*.db"))
    book.write_bytes(book.read_bytes()[:-missing])
    saved = save(shop, tmp_path / "new")
    told = bool([line for line in saved.losses if line.startswith("customers:")])
    assert told == (saved.counts["customers"] < PEOPLE)
    assert saved.counts["customers"] >= PEOPLE // 3


def test_a_page_that_the_disk_gives_as_empty_counts_as_lost_and_never_as_blank(shop: Path, tmp_path: Path) -> None:
    with reopened(shop) as vault:
        vault.write(customers.add, CustomerDraft("Long", "Note", note="y" * 9000))
        book, dk = vault.path, vault.keys.dk
    whole_book = book.read_bytes()
    for page in range(len(whole_book) // database.PAGE, 1, -1):
        start = (page - 1) * database.PAGE
        book.write_bytes(whole_book[:start] + bytes(database.PAGE) + whole_book[start + database.PAGE :])
        connection = database.connect(book, dk, settled=True)
        with contextlib.suppress(database.driver().Error):
            if ("y" * 9000,) not in connection.execute("SELECT body FROM notes").fetchall():
                break
    saved = save(shop, tmp_path / "new")
    assert any(line.startswith("notes: 1 could not be read") for line in saved.losses), saved.losses


def test_a_wrong_passphrase_or_a_folder_with_a_shop_saves_nothing(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotUnlock):
        salvage.into(shop, tmp_path / "new", "not this one at all")
    with pytest.raises(Refused, match="a shop in this folder"):
        save(shop, shop)
    with pytest.raises(CannotUnlock):
        salvage.into(tmp_path / "nothing.txt", tmp_path / "new", PASSPHRASE)


def test_a_loss_reads_as_a_sentence() -> None:
    assert salvage.in_words(Loss("orders", 3, ((1042, 1043), (1050, 1050)))) == (
        "orders: 3 could not be read (O-1042 to O-1043, O-1050)"
    )
    assert salvage.in_words(Loss("order_lines", None, ((1, 2**63 - 1),))) == (
        "order lines: some could not be read (an unknown number of them)"
    )
