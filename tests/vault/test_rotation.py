"""A new data key for an open book: everything stays, every login opens it, and what fails leaves the old one in use."""

import contextlib
import os
import threading
from pathlib import Path

import pytest

from shopcrm.errors import Cancelled, CrmError, Damaged, NotAllowed
from shopcrm.vault import activity, database, files, logins, rotation, snapshot
from shopcrm.vault import header as headers
from shopcrm.vault.book import Book
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import open_vault
from tests.conftest import BALLAST, PASSPHRASE, fixed_clock
from tests.vault.rules import add, add_many, names, query

HERS = "seven quiet herons by the weir"


def opened(folder: Path, passphrase: str = PASSPHRASE, **options: object) -> Vault:
    """The shop again, as the next program opens it."""
    return open_vault(folder, passphrase, clock=fixed_clock, ballast_bytes=BALLAST, **options)  # type: ignore[arg-type]


def books(folder: Path) -> list[str]:
    """The books' files in the shop's folder."""
    return sorted(path.name for path in folder.glob("data-*"))


def dump(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but those that tell one file from the other."""
    tables = vault.read(query, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_s%'")
    return {
        name: sorted(vault.read(query, f'SELECT * FROM "{name}"'), key=repr)
        for (name,) in tables
        if name not in ("meta", "activity")
    }


def test_a_rotated_book_holds_the_same_goes_on_being_written_and_opens_again(vault: Vault) -> None:
    vault.write(add_many, 50, "x" * 500)
    before, key = dump(vault), vault.keys.dk
    settings = vault.read(query, "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id")
    rotation.rotate(vault, reason="test")
    assert vault.keys.dk != key
    assert vault.header.gen == 2
    assert dump(vault) == before
    assert settings == vault.read(
        query, "SELECT user_version, application_id FROM pragma_user_version, pragma_application_id"
    )
    vault.write(add, "After")
    assert vault.read(names)[-1] == "After"
    report = vault.read(activity.verify_chain, vault.audit_key())
    assert report.proven
    assert not report.problems
    vault.close()
    assert books(vault.folder) == ["data-2.db"]
    with opened(vault.folder) as again:
        assert not again.notices
        assert again.read(names)[-1] == "After"


def test_the_key_of_before_does_not_open_the_new_book(vault: Vault) -> None:
    key = vault.keys.dk
    rotation.rotate(vault)
    vault.close()
    with pytest.raises(database.UnreadableError):
        database.connect(vault.path, key)


def test_every_login_opens_the_rotated_book_and_the_recovery_code_too(vault: Vault) -> None:
    logins.add(vault, "Ana Smith", Role.ASSISTANT, HERS)
    code = logins.new_recovery_code(vault)
    rotation.rotate(vault)
    vault.close()
    for secret, who in ((PASSPHRASE, None), (HERS, "Ana Smith"), (code, None)):
        with opened(vault.folder, secret, staff=who) as again:
            assert again.header.gen == 2
            assert not again.notices


def test_only_an_owner_may_change_the_key_of_the_book(vault: Vault) -> None:
    logins.add(vault, "Ana Smith", Role.MANAGER, HERS)
    vault.switch("Ana Smith", HERS)
    with pytest.raises(NotAllowed):
        rotation.rotate(vault)
    assert vault.header.gen == 1


def test_a_cancelled_rotation_leaves_the_old_book_in_use(vault: Vault) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        rotation.rotate(vault, cancel=cancel)
    still_writes(vault, 1)


FAULTS = ("busy", "full", "failed")
STEPS = ("export", "settle", "flush", "prove", "rename", "open", "commit")


def break_at(step: str, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let one step of a rotation meet the error, as the system or the driver raises it."""

    def fail(*_: object, **__: object) -> None:
        raise error

    steps = {
        "export": (rotation, "_counts_of_both"),
        "settle": (activity, "append"),
        "flush": (files, "sync_file"),
        "prove": (snapshot, "prove"),
        "rename": (files, "rename"),
        "open": (Book, "open_reader"),
        "commit": (headers, "commit"),
    }
    monkeypatch.setattr(*steps[step], fail)


def error_of(fault: str) -> OSError:
    """ENOSPC, EIO or EBUSY."""
    number = {"busy": 16, "full": 28, "failed": 5}[fault]
    return OSError(number, os.strerror(number))


def still_writes(vault: Vault, gen: int) -> None:
    """The shop is open on that generation, can be written to, and is found again by the next program."""
    vault.write(add, "After")
    assert vault.header.gen == gen
    assert vault.read(names)[-1] == "After"
    vault.close()
    with opened(vault.folder) as again:
        assert again.header.gen == gen
        assert again.read(names)[-1] == "After"
        assert not again.notices
    assert books(vault.folder) == [f"data-{gen}.db"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_rotation_that_fails_leaves_the_old_book_in_use(
    vault: Vault, step: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write(add, "Before")
    with monkeypatch.context() as broken:
        break_at(step, broken, error_of(fault))
        with pytest.raises((CrmError, OSError)):
            rotation.rotate(vault)
    still_writes(vault, 1)


def test_a_bad_page_that_the_driver_reads_as_zeros_is_not_sealed_anew_as_genuine(vault: Vault) -> None:
    vault.write(add, "Rose", "y" * 9000)
    vault.close()
    whole = vault.path.read_bytes()
    for page in range(len(whole) // database.PAGE, 1, -1):
        start = (page - 1) * database.PAGE
        vault.path.write_bytes(whole[:start] + bytes([whole[start] ^ 1]) + whole[start + 1 :])
        connection = database.connect(vault.path, vault.keys.dk, settled=True)
        with contextlib.suppress(database.driver().Error):
            if ("y" * 9000,) not in connection.execute("SELECT family FROM products").fetchall():
                break
    with opened(vault.folder) as again, pytest.raises(Damaged, match=f"page {page}"):
        rotation.rotate(again)
    assert books(vault.folder) == ["data-1.db"]


def test_a_rotation_on_a_disk_that_is_full_before_the_end_leaves_the_old_book_in_use(vault: Vault) -> None:
    import resource

    vault.write(add_many, 300, "x" * 500)
    vault.quietly(lambda book: None)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for share in (0.1, 0.6, 0.95):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(vault.path.stat().st_size * share), limits[1]))
        try:
            with pytest.raises(CrmError):
                rotation.rotate(vault)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    still_writes(vault, 1)


def test_a_commit_whose_copy_fails_has_happened_and_the_next_start_mends_it(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write_whole

    def fail_for_the_copy(path: Path, content: bytes) -> None:
        if path.name == headers.COPY:
            raise error_of("failed")
        write(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(files, "write_whole", fail_for_the_copy)
        rotation.rotate(vault)
        assert books(vault.folder)[0] == "data-1.db"
    still_writes(vault, 2)


def test_a_rotation_finds_what_an_interrupted_one_left_and_is_not_misled(vault: Vault) -> None:
    for name in ("data-2.db", "data-2.db-wal", "data-2.db.part", "data-2.db.part-journal"):
        (vault.folder / name).write_bytes(b"left over" * 1000)
    rotation.rotate(vault)
    still_writes(vault, 2)


def test_reads_and_writes_of_others_go_on_through_a_rotation(vault: Vault) -> None:
    pending = [vault.submit_write(add, f"Rose {number}") for number in range(5)]
    thread = threading.Thread(target=rotation.rotate, args=(vault,))
    thread.start()
    pending += [vault.submit_write(add, f"Later {number}") for number in range(5)]
    thread.join()
    assert all(one.result() for one in pending)
    assert len(vault.read(names)) == 10
    still_writes(vault, 2)
