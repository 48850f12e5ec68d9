"""Opening a shop: every refusal says what happened, and leaves every file exactly as it was."""

import dataclasses
import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcrm.errors import CannotUnlock, CrmError, Damaged, InvalidValue, OpenElsewhere, Refused
from shopcrm.vault import activity, database, facts, keyring, migrate
from shopcrm.vault import header as headers
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import Vault, create_vault, open_vault
from tests.conftest import BALLAST, CHEAP, NOW, OWNER, PASSPHRASE, SHOP, MakeVault, fixed_clock
from tests.vault.rules import add, entries, names, query, run


def reopen(folder: Path, passphrase: str = PASSPHRASE, **options: Any) -> Vault:
    """Open the test's shop as the next start of the program would."""
    settings: dict[str, Any] = {"clock": fixed_clock, "ballast_bytes": BALLAST, "pause": no_wait} | options
    return open_vault(folder, passphrase, **settings)


def no_wait(_: float) -> None:
    """Waits for wrong guesses are counted in one test and passed over in the others."""


def picture(folder: Path) -> dict[str, bytes]:
    """Every file of the shop with its content, but for the lock and the count of wrong guesses."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in ("lock", "guesses")}


@pytest.fixture
def shop(make_vault: MakeVault, shop_folder: Path) -> Path:
    """A closed shop with one product."""
    with make_vault() as vault:
        vault.write(add, "Rose")
    return shop_folder


def refused(folder: Path, kind: type[CrmError], **options: Any) -> CrmError:
    """Open, be refused, and find every file as it was."""
    before = picture(folder)
    with pytest.raises(kind) as found:
        reopen(folder, **options)
    assert picture(folder) == before
    assert found.value.next_step
    return found.value


def test_a_shop_opens_with_its_passphrase_and_says_who_is_working(shop: Path) -> None:
    with reopen(shop) as vault:
        assert vault.read(names) == ["Rose"]
        assert (vault.staff.name, vault.staff.role) == (OWNER, Role.OWNER)
        assert vault.notices == ()
        assert vault.read_only is None


def test_a_shop_opens_with_the_recovery_code_however_it_is_typed(shop_folder: Path) -> None:
    vault, code = create_vault(
        shop_folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, clock=fixed_clock, ballast_bytes=BALLAST
    )
    vault.close()
    with reopen(shop_folder, code.lower().replace("-", " ")) as opened:
        assert opened.staff.role == Role.OWNER
        assert opened.audit_key() is not None


def test_a_mistyped_recovery_code_names_the_group_before_any_derivation(shop_folder: Path) -> None:
    vault, code = create_vault(
        shop_folder, SHOP, OWNER, PASSPHRASE, kdf=CHEAP, clock=fixed_clock, ballast_bytes=BALLAST
    )
    vault.close()
    groups = code.split("-")
    groups[2] = groups[2][:2] + ("0" if groups[2][2] != "0" else "7") + groups[2][3:]
    with pytest.raises(CannotUnlock, match="group 3"):
        reopen(shop_folder, "-".join(groups))
    assert not (shop_folder / "guesses").exists()


def test_a_wrong_passphrase_is_exit_code_3_counted_and_slowed(shop: Path) -> None:
    waits: list[float] = []
    for _ in range(7):
        assert refused(shop, CannotUnlock, passphrase="not this one at all", pause=waits.append).exit_code == 3
    assert waits == [0, 0, 0, 1, 2, 4, 8]
    with reopen(shop, pause=waits.append) as vault:
        assert waits[-1] == 16
        assert vault.notices == ("7 wrong passphrases were tried since last time.",)
    with reopen(shop, pause=waits.append):
        assert waits[-1] == 0


def test_who_is_not_in_the_shop_cannot_be_told_from_a_wrong_passphrase(shop: Path) -> None:
    stranger = refused(shop, CannotUnlock, staff="Nobody")
    wrong = refused(shop, CannotUnlock, passphrase="not this one at all")
    assert stranger.message.split(".")[0] == wrong.message.split(".")[0]
    with reopen(shop, staff=OWNER.upper()) as vault:
        assert vault.staff.name == OWNER


def test_a_folder_without_a_shop_is_not_made_one(tmp_path: Path) -> None:
    assert refused(tmp_path, CannotUnlock).exit_code == 3
    with pytest.raises(CannotUnlock):
        reopen(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_book_is_damage_and_is_not_made_anew(shop: Path) -> None:
    (shop / "data-1.db").unlink()
    assert refused(shop, Damaged).exit_code == 5


@pytest.mark.parametrize("size", [0, 1, 15, 16, 512, 4095, 4097])
def test_a_book_cut_to_a_size_that_cannot_be_is_never_opened_as_new(shop: Path, size: int) -> None:
    book = shop / "data-1.db"
    book.write_bytes((book.read_bytes() + b"\0")[:size])
    assert refused(shop, Damaged).exit_code == 5


def test_a_book_cut_at_any_page_is_found_out_at_opening_or_by_the_check(shop: Path) -> None:
    whole = (shop / "data-1.db").read_bytes()
    for page in (1, 2, 3, len(whole) // 4096 // 2, len(whole) // 4096 - 1):
        (shop / "data-1.db").write_bytes(whole[: page * 4096])
        with pytest.raises(CrmError) as found:
            reopen(shop)
        assert found.value.exit_code in (3, 5)


def test_a_plaintext_database_in_its_place_is_refused(shop: Path) -> None:
    (shop / "data-1.db").unlink()
    plain = sqlite3.connect(shop / "data-1.db")
    plain.execute("CREATE TABLE customers (name)")
    plain.close()
    refusal = refused(shop, Damaged)
    assert (refusal.exit_code, "not encrypted" in refusal.message) == (5, True)


def test_another_shops_header_is_found_out_and_the_copy_opens_the_shop(
    shop: Path, make_vault: MakeVault, tmp_path: Path
) -> None:
    make_vault(tmp_path / "other").close()
    (shop / headers.NAME).write_bytes((tmp_path / "other" / headers.NAME).read_bytes())
    with reopen(shop) as vault:
        assert "another shop" in vault.notices[0]
        assert headers.COPY in vault.notices[0]
        vault.write(add, "Rose")
    with reopen(shop) as vault:
        assert vault.notices == ()


def test_another_shops_header_under_another_passphrase_opens_by_the_copy_and_a_wrong_guess_is_told_why(
    shop: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    vault, _ = create_vault(other, "Other", "Bo", "violets at the back door", kdf=CHEAP, ballast_bytes=0)
    vault.close()
    (shop / headers.NAME).write_bytes((other / headers.NAME).read_bytes())
    with reopen(shop) as vault:
        assert "another shop" in vault.notices[0]
    (shop / headers.NAME).write_bytes((other / headers.NAME).read_bytes())
    with pytest.raises(CannotUnlock) as wrong:
        open_vault(shop, "never a passphrase of either", ballast_bytes=0, pause=lambda _: None)
    assert "two shops" in wrong.value.message


def test_another_shops_header_alone_is_explained(shop: Path, make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(tmp_path / "other").close()
    for name in (headers.NAME, headers.COPY):
        (shop / name).write_bytes((tmp_path / "other" / headers.NAME).read_bytes())
    assert "another shop" in refused(shop, Damaged).message


def test_another_shops_book_in_its_place_is_refused(shop: Path, make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(tmp_path / "other").close()
    (shop / "data-1.db").write_bytes((tmp_path / "other" / "data-1.db").read_bytes())
    refused(shop, Damaged)


def test_another_generation_of_the_same_book_in_its_place_is_refused(shop: Path) -> None:
    with reopen(shop) as vault:
        vault.write(run, "UPDATE meta SET value = 2 WHERE key = 'gen'")
    assert "is not the book" in refused(shop, Damaged).message


def test_a_newer_schema_is_refused(shop: Path) -> None:
    with reopen(shop) as vault:
        dk = vault.keys.dk
    connection = database.connect(shop / "data-1.db", dk)
    connection.execute(f"PRAGMA user_version = {migrate.newest() + 1}")
    connection.close()
    assert "newer version" in refused(shop, CannotUnlock).message


def test_a_foreign_header_is_refused(shop: Path, make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(tmp_path / "other", passphrase="another long passphrase").close()
    for name in (headers.NAME, headers.COPY):
        (shop / name).write_bytes((tmp_path / "other" / name).read_bytes())
    assert refused(shop, CannotUnlock).exit_code == 3
    assert refused(shop, Damaged, passphrase="another long passphrase").exit_code == 5


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format":"keepass"}', b"\0" * 70_000])
def test_a_damaged_header_without_a_copy_is_refused(shop: Path, content: bytes) -> None:
    (shop / headers.NAME).write_bytes(content)
    (shop / headers.COPY).unlink()
    assert refused(shop, CannotUnlock).exit_code == 3


@pytest.mark.parametrize("content", [None, b"", b'{"format":"shopcrm-vault"}'])
def test_a_damaged_or_missing_header_is_read_from_its_copy_and_said_so(shop: Path, content: bytes | None) -> None:
    if content is None:
        (shop / headers.NAME).unlink()
    else:
        (shop / headers.NAME).write_bytes(content)
    with reopen(shop) as vault:
        assert vault.read(names) == ["Rose"]
        assert headers.COPY in vault.notices[0]
    with reopen(shop) as vault:
        assert vault.notices == ()


def test_a_rotten_slot_is_opened_from_the_copy(shop: Path) -> None:
    header = headers.read(shop / headers.NAME)
    rotten = dataclasses.replace(header.slots[0], private=bytes(60))
    (shop / headers.NAME).write_bytes(dataclasses.replace(header, slots=(rotten, *header.slots[1:])).encode())
    with reopen(shop) as vault:
        assert headers.COPY in vault.notices[0]


def test_a_header_whose_seal_does_not_match_opens_read_only_and_explains(shop: Path) -> None:
    header = headers.read(shop / headers.NAME)
    headers.write(shop, dataclasses.replace(header, target=dataclasses.replace(header.target, passes=2)))
    before = picture(shop)
    with reopen(shop) as vault:
        assert vault.read(names) == ["Rose"]
        assert "seal" in vault.notices[0]
        for attempt in (lambda: vault.write(add, "Lily"), lambda: vault.note_chore("backup")):
            with pytest.raises(Damaged):
                attempt()
    assert picture(shop)["data-1.db"] == before["data-1.db"]
    assert picture(shop)[headers.NAME] == before[headers.NAME]


def test_the_second_program_is_told_who_holds_the_shop(shop: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(shop), PASSPHRASE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(OpenElsewhere, match=f"program {holder.pid}") as refusal:
        reopen(shop)
    assert refusal.value.exit_code == 4
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with reopen(shop) as vault:
        assert vault.read(names) == ["Rose"]


HOLD = """
import sys
from pathlib import Path
from shopcrm.vault.vault import open_vault
vault = open_vault(Path(sys.argv[1]), sys.argv[2], ballast_bytes=0)
print("open", flush=True)
sys.stdin.read()
"""


def test_the_same_program_cannot_open_the_shop_twice(vault: Vault) -> None:
    with pytest.raises(OpenElsewhere):
        reopen(vault.folder)


@pytest.mark.skipif(sys.platform == "win32", reason="folder permissions are another matter there")
def test_a_folder_that_cannot_be_written_is_refused_with_the_reason(make_vault: MakeVault) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place) / "shop"
        make_vault(folder).close()
        Path(place).chmod(0o755)
        as_nobody(folder, 0o555)
        done = subprocess.run(
            [sys.executable, "-c", UNPRIVILEGED, str(folder), PASSPHRASE], capture_output=True, text=True, check=False
        )
        folder.chmod(0o700)
        assert done.stdout == "1 The shop's folder cannot be written to.\n", done.stderr


def as_nobody(folder: Path, mode: int) -> None:
    """Make a folder readable to a user who is not root, so that permissions count in the test."""
    for path in folder.iterdir():
        path.chmod(0o644)
    folder.chmod(mode)


UNPRIVILEGED = """
import os, sys
from pathlib import Path
from shopcrm.errors import CrmError
from shopcrm.vault.vault import open_vault
if os.geteuid() == 0:
    os.setuid(65534)
try:
    open_vault(Path(sys.argv[1]), sys.argv[2], ballast_bytes=0)
except CrmError as refused:
    print(refused.exit_code, refused.message)
"""


def test_set_up_refuses_a_folder_that_holds_a_shop_and_changes_nothing(shop: Path) -> None:
    before = picture(shop)
    with pytest.raises(Refused, match="already"):
        create_vault(shop, SHOP, OWNER, PASSPHRASE, kdf=CHEAP)
    for name in (headers.NAME, headers.COPY):
        (shop / name).unlink()
    with pytest.raises(Refused, match=r"data-1\.db"):
        create_vault(shop, SHOP, OWNER, PASSPHRASE, kdf=CHEAP)
    assert picture(shop)["data-1.db"] == before["data-1.db"]


@pytest.mark.parametrize(
    "wrong", [{"passphrase": "short"}, {"name": " "}, {"owner": ""}, {"region": "GB"}, {"region": "Narnia"}]
)
def test_set_up_refuses_bad_values_before_anything_is_made(shop_folder: Path, wrong: dict[str, str]) -> None:
    values = {"name": SHOP, "owner": OWNER, "passphrase": PASSPHRASE, "region": "GB-ENG"} | wrong
    with pytest.raises(InvalidValue):
        create_vault(shop_folder, **values, kdf=CHEAP)  # type: ignore[arg-type]
    assert not shop_folder.exists()


def test_what_an_interrupted_set_up_left_does_not_stop_the_next(shop_folder: Path, make_vault: MakeVault) -> None:
    shop_folder.mkdir()
    (shop_folder / "data-1.db.part").write_bytes(b"half a book")
    (shop_folder / "data-1.db.part-wal").write_bytes(b"half a log")
    with make_vault() as vault:
        assert vault.read(names) == []


def test_a_shops_folder_is_0700_and_its_files_0600(shop: Path) -> None:
    assert stat.S_IMODE(shop.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in shop.iterdir()} == {0o600}


def test_a_head_that_is_ahead_of_the_book_says_how_many_changes_are_missing(shop: Path) -> None:
    older = (shop / "data-1.db").read_bytes()
    with reopen(shop) as vault:
        for _ in range(3):
            vault.write(add)
    (shop / "data-1.db").write_bytes(older)
    with reopen(shop) as vault:
        assert "3 saved changes are missing" in vault.notices[0]


def test_a_lost_write_ahead_log_is_noticed_even_without_a_clean_end(shop: Path) -> None:
    script = HOLD.replace("sys.stdin.read()", "from tests.vault.rules import add; vault.write(add); os._exit(9)")
    subprocess.run([sys.executable, "-c", "import os\n" + script, str(shop), PASSPHRASE], check=False)
    log = shop / "data-1.db-wal"
    assert log.stat().st_size
    log.unlink()
    (shop / "data-1.db-shm").unlink()
    with reopen(shop) as vault:
        assert "1 saved change is missing" in vault.notices[0]


def test_another_history_of_the_same_length_is_noticed(shop: Path) -> None:
    older = (shop / "data-1.db").read_bytes()
    header = (shop / headers.NAME).read_bytes()
    with reopen(shop) as vault:
        vault.write(add, "Lily")
    newer_head, newer_header = (shop / "head").read_bytes(), (shop / headers.NAME).read_bytes()
    (shop / "data-1.db").write_bytes(older)
    (shop / headers.NAME).write_bytes(header)
    (shop / "head").unlink()
    with reopen(shop) as vault:
        vault.write(add, "Fern")
    (shop / "head").write_bytes(newer_head)
    (shop / headers.NAME).write_bytes(newer_header)
    with reopen(shop) as vault:
        assert "history is not the one" in vault.notices[0]


@pytest.mark.parametrize("line", [b"", b"x", b"\0" * 172, None])
def test_a_torn_head_file_is_ignored(shop: Path, line: bytes | None) -> None:
    head = shop / "head"
    head.write_bytes(head.read_bytes()[:100] if line is None else line)
    with reopen(shop) as vault:
        assert vault.notices == ()


def test_a_clock_set_back_is_told_and_nothing_is_refused(shop: Path) -> None:
    with reopen(shop, clock=lambda: NOW - timedelta(days=400), rehearsed=False) as vault:
        assert "clock" in vault.notices[0]
        vault.write(add)


def test_an_older_schema_is_upgraded_and_a_verified_backup_of_it_is_kept(shop: Path) -> None:
    with reopen(shop) as vault:
        dk = vault.keys.dk
    connection = database.connect(shop / "data-1.db", dk)
    take_back_the_last_migration(connection)
    connection.close()
    with reopen(shop) as vault:
        assert vault.read(names) == ["Rose"]
        assert vault.read(query, "PRAGMA user_version") == [(migrate.newest(),)]
    kept = list((shop / "backups").iterdir())
    assert [path.suffix for path in kept] == [".scb"]


def take_back_the_last_migration(connection: Any) -> None:
    """Leave the file as the release before would have: without what the last migration created."""
    older = database.driver().connect(":memory:")
    for _, earlier in migrate.migrations()[:-1]:
        older.executescript(earlier)
    known = {name for (name,) in older.execute("SELECT name FROM sqlite_schema")}
    for kind in ("trigger", "index", "table"):
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = ?", (kind,)).fetchall()
        for (name,) in found:
            if name not in known and not name.startswith("sqlite_"):
                connection.execute(f"DROP {kind} {name}")
    connection.execute(f"PRAGMA user_version = {migrate.newest() - 1}")


def test_a_key_file_is_a_second_factor_that_derives(shop: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "stick.key"
    key_file.write_bytes(os.urandom(32))
    with reopen(shop) as vault:
        keys, header = vault.keys, vault.header
    slot = keyring.new_slot(
        PASSPHRASE, keys, header.vault, header.gen, CHEAP, name="Bo Lind", key_file=key_file.read_bytes()
    )
    headers.write(shop, dataclasses.replace(header, slots=(*header.slots, slot)).sealed(keys.dk))
    for named, said in ((None, "also needs its key file"), (tmp_path / "none", "The key file is not there")):
        assert said in refused(shop, CannotUnlock, staff="Bo Lind", key_file=named).message
        assert not (shop / "guesses").exists(), "nothing was tried, so nothing counts as a wrong passphrase"
    (tmp_path / "foreign.key").write_bytes(os.urandom(32))
    foreign = refused(shop, CannotUnlock, staff="Bo Lind", key_file=tmp_path / "foreign.key").message
    assert "Passphrase and key file did not match; which one is wrong cannot be told" in foreign
    with reopen(shop, staff="Bo Lind", key_file=key_file) as vault:
        assert vault.read(names) == ["Rose"]


def test_the_recovery_code_counts_as_unproven_until_a_piece_is_typed_back(shop: Path) -> None:
    with reopen(shop) as vault:
        assert not vault.read(facts.recovery_proven)
        vault.write(facts.prove_recovery)
        assert vault.read(facts.recovery_proven)


def test_the_first_opening_already_has_an_unbroken_chain(shop: Path) -> None:
    with reopen(shop) as vault:
        report = vault.read(activity.verify_chain, vault.audit_key())
        assert (report.entries, report.problems, report.proven) == (1, (), True)
        assert [verb for _, verb, *_ in vault.read(entries)] == ["test.add"]
