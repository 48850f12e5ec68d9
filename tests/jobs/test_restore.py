"""Restoring: from the file alone on another laptop, or over the shop with the replaced book kept; all or nothing."""

import dataclasses
import errno
import random
from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.cli.restoring import lines_of_restored
from shopcrm.errors import Cancelled, CannotUnlock, CrmError, Damaged, NoSpace, NotAllowed, Refused
from shopcrm.jobs import backup, drill, restore
from shopcrm.vault import activity, facts, files, keyring, logins, recovery_code, tidying
from shopcrm.vault import header as headers
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Row, Staff, Tx
from shopcrm.vault.vault import create_vault, open_vault
from tests.conftest import BALLAST, CHEAP, NOW, OWNER, PASSPHRASE, SHOP, MakeVault, fixed_clock
from tests.vault.rules import add, add_many, entries, names, query, rule, run

EVERYTHING = ("products", "staff", "profile", "suppressions", "activity")


@rule("test.suppress", "write")
def suppress(tx: Tx, digest: bytes) -> None:
    """Somebody asked not to be written to."""
    tx.insert(
        "INSERT INTO suppressions (digest, kind, reason, source, at) VALUES (?, 'email', 'asked', 'test', ?)",
        (digest, tx.stamp),
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Where the backups are."""
    return tmp_path / "stick"


def reopen(folder: Path, passphrase: str = PASSPHRASE) -> Vault:
    """Open a shop at the test's moment."""
    return open_vault(folder, passphrase, clock=fixed_clock, ballast_bytes=BALLAST)


def contents(vault: Vault) -> dict[str, list[Row]]:
    """A logical dump, but for the entry that restoring adds."""
    dump = {table: vault.read(query, f"SELECT * FROM {table} ORDER BY 1") for table in EVERYTHING}
    return dump | {"activity": [row for row in dump["activity"] if row[5] != "vault.restored"]}


@pytest.mark.parametrize("seed", range(3))
def test_a_restored_shop_equals_what_was_backed_up(
    make_vault: MakeVault, tmp_path: Path, stick: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with make_vault() as vault:
        for number in range(chance.randrange(1, 40)):
            vault.write(add, f"Product {chance.random()} {number}", "é" * chance.randrange(5000))
        before = contents(vault)
        made = backup.make(vault, stick)
    restore.into(made.file, tmp_path / "new", PASSPHRASE, clock=fixed_clock)
    with reopen(tmp_path / "new") as restored:
        assert contents(restored) == before
        assert restored.notices == ()
        report = restored.read(activity.verify_chain, restored.audit_key())
        assert (report.problems, report.proven) == ((), True)
        assert restored.read(entries)[-1][1] == "vault.restored"
        restored.write(add, "After")


def test_on_another_laptop_the_file_the_recovery_code_and_the_shops_name_are_enough(
    shop_folder: Path, tmp_path: Path, stick: Path
) -> None:
    vault, code = create_vault(shop_folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, clock=fixed_clock, ballast_bytes=0)
    with vault:
        vault.write(add, "Rose")
        made = backup.make(vault, stick)
    carried = tmp_path / "another laptop" / made.file.name
    carried.parent.mkdir()
    carried.write_bytes(made.file.read_bytes())
    restore.into(carried, tmp_path / "another laptop" / "shop", code, shop_name=SHOP)
    for secret in (code, PASSPHRASE):
        with reopen(tmp_path / "another laptop" / "shop", secret) as opened:
            assert opened.read(names) == ["Rose"]


def test_a_folder_that_holds_a_shop_is_not_restored_into(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    with pytest.raises(Refused):
        restore.into(made.file, vault.folder, PASSPHRASE)
    with pytest.raises(CannotUnlock):
        restore.into(made.file, stick / "new", "not this one at all")
    assert not (stick / "new").exists()


def test_a_book_without_its_header_which_a_killed_restore_leaves_is_set_aside_by_the_next(
    vault: Vault, stick: Path, tmp_path: Path
) -> None:
    vault.write(add, "Rose")
    made = backup.make(vault, stick)
    new = tmp_path / "new"
    new.mkdir(mode=0o700)
    (new / "data-1.db").write_bytes(b"perhaps a book")
    restore.into(made.file, new, PASSPHRASE, clock=fixed_clock)
    with reopen(new) as opened:
        assert opened.read(names) == ["Rose"]
    (aside,) = new.glob("left-over-*")
    assert (aside / "data-1.db").read_bytes() == b"perhaps a book"


def test_restoring_over_the_shop_brings_back_the_past_and_keeps_the_present(vault: Vault, stick: Path) -> None:
    vault.write(add, "Rose")
    made = backup.make(vault, stick)
    vault.write(add, "Lily")
    done = restore.over(vault, made.file)
    assert done.counts["products"] == 1
    with reopen(vault.folder) as opened:
        assert opened.read(names) == ["Rose"]
        assert opened.path.name == "data-2.db"
        assert opened.notices == ()
        assert opened.read(activity.verify_chain, opened.audit_key()).problems == ()
    assert done.replaced == vault.folder / "replaced" / "2026-11-22T093000Z"
    with reopen(done.replaced) as kept:
        assert kept.read(names) == ["Rose", "Lily"]
    assert sorted(path.name for path in vault.folder.glob("data-*")) == ["data-2.db"]
    replaced = [one for one in backup.found(vault.folder, [stick], NOW) if one.replaced]
    assert [one.file.name for one in replaced] == ["data-1.db"]


def test_suppressions_newer_than_the_backup_survive_the_restore(vault: Vault, stick: Path) -> None:
    vault.write(suppress, b"a" * 32)
    made = backup.make(vault, stick)
    vault.write(suppress, b"b" * 32)
    vault.write(
        run,
        "UPDATE suppressions SET lifted_at = '2026-11-22T09:30:00Z' WHERE digest = CAST('" + "a" * 32 + "' AS BLOB)",
    )
    assert restore.over(vault, made.file).carried == 1
    with reopen(vault.folder) as opened:
        held = opened.read(query, "SELECT digest FROM suppressions WHERE lifted_at IS NULL ORDER BY digest")
        assert held == [(b"a" * 32,), (b"b" * 32,)]


def test_restoring_over_the_shop_twice_a_day_keeps_both(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    first = restore.over(vault, made.file)
    with reopen(vault.folder) as opened:
        second = restore.over(opened, made.file)
    assert first.replaced != second.replaced
    with reopen(vault.folder) as opened:
        assert opened.path.name == "data-3.db"


def test_a_backup_from_before_new_staff_is_sealed_to_the_present_slots(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    slot = keyring.new_slot("her own passphrase", vault.keys, vault.vault_id, 1, CHEAP, name="Bo Lind")
    vault.write(
        run,
        "INSERT INTO staff (name, role, slot, created_at)"
        f" VALUES ('Bo Lind', 'owner', '{slot.id}', '2026-01-01T00:00:00Z')",
    )
    vault.header = dataclasses.replace(vault.header, slots=(*vault.header.slots, slot)).sealed(vault.keys.dk)
    headers.write(vault.folder, vault.header)
    restore.over(vault, made.file)
    with open_vault(vault.folder, "her own passphrase", staff="Bo Lind", ballast_bytes=0) as opened:
        assert opened.read(names) == []


def test_only_the_owner_restores_over_the_shop(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    vault.staff = Staff(1, "Kim", Role.MANAGER)
    with pytest.raises(NotAllowed):
        restore.over(vault, made.file)


def test_a_damaged_backup_changes_nothing(vault: Vault, stick: Path) -> None:
    vault.write(add_many, 30, "x" * 500)
    made = backup.make(vault, stick)
    rotten = bytearray(made.file.read_bytes())
    rotten[-1000] ^= 1
    made.file.write_bytes(rotten)
    with pytest.raises(Damaged):
        restore.over(vault, made.file)
    assert len(vault.read(names)) == 30
    assert not list(vault.folder.glob("data-2*"))
    with pytest.raises(Damaged):
        restore.into(made.file, stick / "new", PASSPHRASE)
    assert not list((stick / "new").glob("data*"))
    assert not (stick / "new" / headers.NAME).exists()


def test_cancel_leaves_the_shop_open_and_as_it_was(vault: Vault, stick: Path) -> None:
    import threading

    made = backup.make(vault, stick)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        restore.over(vault, made.file, cancel=cancel)
    vault.write(add, "Still open")
    assert not list(vault.folder.glob("*.part"))


@pytest.mark.parametrize("how", ["book gone", "book rotten", "book empty", "header gone"])
def test_a_shop_that_does_not_open_is_restored_in_place_and_what_is_left_is_kept(
    vault: Vault, stick: Path, how: str
) -> None:
    vault.write(add, "Rose")
    made = backup.make(vault, stick)
    vault.close()
    if how == "book gone":
        vault.path.unlink()
    elif how == "book rotten":
        vault.path.write_bytes(bytes(8192))
    elif how == "book empty":
        vault.path.write_bytes(b"")
    else:
        (vault.folder / headers.NAME).unlink()
        (vault.folder / headers.COPY).unlink()
    left = vault.path.read_bytes() if vault.path.exists() else None
    with pytest.raises(CrmError):
        reopen(vault.folder)
    done = restore.over_damaged(vault.folder, made.file, PASSPHRASE, clock=fixed_clock)
    with reopen(vault.folder) as opened:
        assert opened.read(names) == ["Rose"]
    assert done.replaced is not None
    kept = done.replaced / "data-1.db"
    assert (kept.read_bytes() if kept.exists() else None) == left


def test_suppressions_are_carried_over_even_from_a_damaged_book(vault: Vault, stick: Path) -> None:
    vault.write(add_many, 100, "x" * 500)
    made = backup.make(vault, stick)
    vault.write(suppress, b"b" * 32)
    root = vault.read(query, "SELECT rootpage FROM sqlite_schema WHERE name = 'products'")[0][0]
    vault.close()
    book = bytearray(vault.path.read_bytes())
    book[(root - 1) * 4096 + 50] ^= 1
    vault.path.write_bytes(book)
    assert restore.over_damaged(vault.folder, made.file, PASSPHRASE, clock=fixed_clock).carried == 1


def used_on(vault: Vault, days: int) -> None:
    """The shop is used, so many days after the test's moment."""
    vault.clock = lambda: NOW + timedelta(days=days)
    vault.write(add, f"Day {days}")


def test_a_replaced_book_goes_after_its_month_once_the_shop_was_used_for_three_days_more(
    vault: Vault, stick: Path
) -> None:
    made = backup.make(vault, stick)
    done = restore.over(vault, made.file)
    assert done.replaced is not None
    with reopen(vault.folder) as opened:
        opened.write(facts.confirm_restore)
        for day, is_kept in ((29, True), (31, True), (31, True), (40, True), (41, False)):
            used_on(opened, day)
            backup.make(opened, stick)
            assert done.replaced.exists() == is_kept, day


def test_a_clock_that_is_ahead_and_put_right_again_costs_no_replaced_book(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    done = restore.over(vault, made.file)
    assert done.replaced is not None
    with reopen(vault.folder) as opened:
        opened.write(facts.confirm_restore)
        for day in (400, 401, 1, 2, 3):
            used_on(opened, day)
            backup.make(opened, stick)
        assert done.replaced.exists()


@pytest.mark.parametrize(
    "step", ["copy of the header", "flush and reading back", "setting aside", "setting aside, at every opening"]
)
def test_what_fails_after_the_commit_point_of_a_restore_is_told_as_done_and_finished_by_the_next_opening(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    vault.write(add, "Rose")
    made = backup.make(vault, stick)
    vault.write(add, "Lily")
    write_whole, rename = files.write_whole, files.rename

    def fails_for_the_copy(path: Path, content: bytes) -> None:
        if path.name == headers.COPY:
            raise OSError(errno.ENOSPC, "full")
        write_whole(path, content)

    def fails_to_flush(path: Path, content: bytes) -> None:
        write_whole(path, content)
        if path == vault.folder / headers.NAME and b'"db":"data-2.db"' in content:
            broken.setattr(Path, "read_bytes", fails)
            raise OSError(errno.EIO, "broken")

    def fails_to_set_aside(source: Path, target: Path) -> None:
        if target.parent.parent.name == "replaced":
            raise OSError(errno.EIO, "broken")
        rename(source, target)

    with monkeypatch.context() as broken:
        if step == "copy of the header":
            broken.setattr(files, "write_whole", fails_for_the_copy)
        elif step == "flush and reading back":
            broken.setattr(files, "write_whole", fails_to_flush)
        else:
            broken.setattr(files, "rename", fails_to_set_aside)
        done = restore.over(vault, made.file)
        assert not done.settled
        assert "It is in place, but" in "\n".join(lines_of_restored(done))
        if step.endswith("every opening"):
            with reopen(vault.folder) as opened:
                assert opened.read(names) == ["Rose"]
    with reopen(vault.folder) as opened:
        assert opened.read(names) == ["Rose"]
    assert done.replaced is not None
    with reopen(done.replaced) as kept:
        assert kept.read(names) == ["Rose", "Lily"]
    assert (vault.folder / headers.COPY).read_bytes() == (vault.folder / headers.NAME).read_bytes()


def test_a_replaced_book_whose_header_cannot_be_used_is_left_where_it_is_until_it_can(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.make(vault, stick)
    with monkeypatch.context() as stopped:
        stopped.setattr(tidying, "tidy", lambda *_: False)
        kept = restore.over(vault, made.file).replaced
    assert kept is not None
    whole = (kept / headers.NAME).read_bytes()
    (kept / headers.NAME).write_bytes(whole[:200])
    assert not tidying.tidy(vault.folder, headers.read(vault.folder / headers.NAME))
    assert (vault.folder / "data-1.db").exists()
    (kept / headers.NAME).write_bytes(whole)
    assert tidying.tidy(vault.folder, headers.read(vault.folder / headers.NAME))
    assert (kept / "data-1.db").exists()


def test_what_fails_before_the_commit_point_leaves_the_book_and_nothing_else(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write(add, "Rose")
    made = backup.make(vault, stick)
    write_whole = files.write_whole

    def fails_for_the_header(path: Path, content: bytes) -> None:
        if path.parent == vault.folder and path.name == headers.NAME and b'"db":"data-2.db"' in content:
            raise OSError(errno.ENOSPC, "full")
        write_whole(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(files, "write_whole", fails_for_the_header)
        with pytest.raises(NoSpace):
            restore.over(vault, made.file)
        broken.setattr(files, "write_whole", lambda path, content: fails(path))
        with pytest.raises(NoSpace):
            restore.into(made.file, stick.parent / "new", PASSPHRASE, clock=fixed_clock)
    assert not list((vault.folder / "replaced").iterdir())
    assert not list(vault.folder.glob("data-2*"))
    assert not (stick.parent / "new").exists()
    with reopen(vault.folder) as opened:
        assert opened.read(names) == ["Rose"]


def fails(path: Path) -> None:
    """The disk is full."""
    raise OSError(errno.ENOSPC, "full", path)


def test_a_restored_book_knows_that_its_backup_was_tried_and_proven(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    restore.into(made.file, stick.parent / "new", PASSPHRASE, clock=fixed_clock)
    restore.over(vault, made.file)
    for folder in (vault.folder, stick.parent / "new"):
        with reopen(folder) as opened:
            assert opened.read(drill.wanting) == ""
            tried = opened.read(drill.last)
            assert tried is not None
            assert (tried.file, tried.outcome, tried.counts) == (made.file.name, "passed", made.counts)
            assert opened.read(backup.standing)[str(stick), made.file.name].how == "put back"


def test_a_second_owner_opens_a_backup_by_her_name_and_words_tell_of_its_day(
    vault: Vault, stick: Path, tmp_path: Path
) -> None:
    logins.add(vault, "Olga Ny", Role.OWNER, "a passphrase for Olga alone")
    file = backup.make(vault, stick).file
    olga = "a passphrase for Olga alone"
    assert restore.verify(file, olga, staff="olga ny").counts["staff"] == 2
    restore.into(file, tmp_path / "new", olga, staff="Olga Ny", clock=fixed_clock)
    with open_vault(tmp_path / "new", olga, staff="Olga Ny", ballast_bytes=0) as opened:
        assert opened.staff.name == "Olga Ny"
    with pytest.raises(CannotUnlock) as wrong:
        restore.verify(file, olga)
    assert "passphrase of its day" in wrong.value.next_step
    with pytest.raises(CannotUnlock, match="Kim Dale has no login in this backup"):
        restore.verify(file, olga, staff="Kim Dale")
    with pytest.raises(CannotUnlock, match="recovery code did not match") as other_sheet:
        restore.verify(file, recovery_code.generate())
    assert "sheet of its day" in other_sheet.value.next_step
    with pytest.raises(CannotUnlock, match="recovery code did not match") as at_the_door:
        open_vault(tmp_path / "new", recovery_code.generate(), ballast_bytes=0)
    assert "older sheet" in at_the_door.value.next_step
    assert "Caps Lock" not in at_the_door.value.next_step


def test_nothing_is_restored_into_a_folder_inside_a_shop(vault: Vault, stick: Path) -> None:
    made = backup.make(vault, stick)
    with pytest.raises(Refused, match="inside a shop"):
        restore.into(made.file, vault.folder / "deep" / "new", PASSPHRASE)
    assert not (vault.folder / "deep").exists()
