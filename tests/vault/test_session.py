"""The open shop: one transaction and one entry for each write, threads of their own, and nothing half done."""

import threading
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest

from shopcrm.errors import Cancelled, NotAllowed
from shopcrm.vault import header as headers
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Staff, Tx
from tests.conftest import NOW, MakeVault
from tests.vault.rules import add, add_many, entries, names, query, remove_all, rule, run

PATIENCE, TRIES = 20, 1000
"""Seconds that a test waits at most for what another thread does, and how often it looks."""


@rule("test.fail", "write")
def add_then_fail(tx: Tx) -> None:
    """Half a change, then a bug."""
    add(tx, "Half")
    raise ZeroDivisionError


@rule("test.leave_open", "write")
def leave_the_gate_open(tx: Tx) -> None:
    """What no rule may do."""
    add(tx, "Behind an open gate")
    tx.run("UPDATE ledger_gate SET state = 'erase'")


@rule("test.manage", "write", Role.MANAGER)
def manage(tx: Tx) -> None:
    """Something for managers."""


@rule("test.undoable", "write")
def add_undoably(tx: Tx, name: str) -> None:
    """A product, and the way to take it back."""
    tx.offer_undo(f"adding {name}", take_back, add(tx, name))


@rule("test.take_back", "write")
def take_back(tx: Tx, product_id: int) -> None:
    """The inverse."""
    tx.change_one("DELETE FROM products WHERE id = ?", (product_id,))


@rule("test.long_read", "read")
def count_for_long(tx: Tx, started: threading.Event) -> Any:
    """A query that would take minutes."""
    started.set()
    return tx.value(
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT sum(i) FROM n"
    )


@rule("test.sneak", "read")
def write_in_a_read(tx: Tx) -> None:
    """What a reading function may not do."""
    add(tx, "Sneaked in")


@rule("test.thread", "read")
def reading_thread(_: Tx) -> str:
    """Where reads run."""
    return threading.current_thread().name


@rule("test.wthread", "write")
def writing_thread(_: Tx) -> str:
    """Where writes run."""
    return threading.current_thread().name


def test_a_write_is_there_for_the_next_read_and_leaves_one_entry(vault: Vault) -> None:
    assert vault.write(add, "Rose") == 1001
    assert vault.read(names) == ["Rose"]
    (entry,) = vault.read(entries)
    seq, verb, staff, rehearsed, at, recorded_at = entry
    assert (seq, verb, staff, rehearsed, at) == (1, "test.add", vault.staff.id, 1, "2026-11-22T09:30:00Z")
    assert recorded_at != at


def test_a_write_without_a_rehearsed_clock_is_not_marked_so(make_vault: MakeVault) -> None:
    with make_vault(clock=None) as vault:
        vault.write(add)
        assert vault.read(entries)[0][3] == 0


def test_what_fails_leaves_neither_a_row_nor_an_entry(vault: Vault) -> None:
    with pytest.raises(ZeroDivisionError):
        vault.write(add_then_fail)
    assert vault.read(names) == []
    assert vault.read(entries) == []
    vault.write(add, "Rose")
    assert vault.read(names) == ["Rose"]


def test_the_ledger_gate_is_shut_at_every_commit(vault: Vault) -> None:
    with pytest.raises(RuntimeError, match="gate"):
        vault.write(leave_the_gate_open)
    assert vault.read(names) == []
    assert vault.read(query, "SELECT state FROM ledger_gate") == [("shut",)]


def test_each_kind_of_work_has_its_own_thread(vault: Vault) -> None:
    assert vault.read(reading_thread) == "shopcrm-reader"
    assert vault.write(writing_thread) == "shopcrm-writer"


def test_a_read_cannot_write(vault: Vault) -> None:
    with pytest.raises(Exception, match="readonly"):
        vault.read(write_in_a_read)
    assert vault.read(names) == []


def test_reading_goes_on_while_a_long_write_runs_and_sees_none_of_it(vault: Vault) -> None:
    going, finish = threading.Event(), threading.Event()

    def progress(done: int, total: int, what: str) -> None:
        going.set()
        finish.wait(20)

    long_write = vault.submit_write(add_many, 3, progress=progress)
    assert going.wait(20)
    assert vault.read(names) == []
    finish.set()
    long_write.result(20)
    assert len(vault.read(names)) == 3


def test_cancel_undoes_a_long_write_whole(vault: Vault) -> None:
    cancel = threading.Event()
    steps: list[int] = []

    def progress(done: int, total: int, what: str) -> None:
        steps.append(done)
        if done == 5:
            cancel.set()

    with pytest.raises(Cancelled):
        vault.write(add_many, 100, progress=progress, cancel=cancel)
    assert steps == [0, 1, 2, 3, 4, 5]
    assert vault.read(names) == []
    assert vault.read(entries) == []


def test_a_newer_wish_interrupts_the_running_read_and_those_that_wait(vault: Vault) -> None:
    started = threading.Event()
    running: Future[Any] = vault.submit_read(count_for_long, started)
    waiting = vault.submit_read(names)
    assert started.wait(20)
    for _ in range(TRIES):
        vault.interrupt_reads()
        if wait([running], PATIENCE / TRIES).done:
            break
    for stopped in (running, waiting):
        with pytest.raises(Cancelled):
            stopped.result(20)
    assert vault.read(names) == []


def test_a_role_that_is_too_low_is_refused_before_anything_runs(vault: Vault) -> None:
    vault.staff = Staff(vault.staff.id, "Kim", Role.ASSISTANT)
    with pytest.raises(NotAllowed) as refused:
        vault.write(manage)
    assert refused.value.exit_code == 6
    assert vault.read(entries) == []


def test_a_function_that_was_never_registered_does_not_run(vault: Vault) -> None:
    with pytest.raises(TypeError):
        vault.read(lambda tx: tx.all("SELECT 1"))
    with pytest.raises(TypeError):
        vault.write(names)
    with pytest.raises(TypeError):
        vault.read(add)


def test_undo_takes_back_the_last_write_that_offered_a_way(vault: Vault) -> None:
    vault.write(add_undoably, "Rose")
    vault.write(add_undoably, "Lily")
    assert vault.undo() == "adding Lily"
    assert vault.read(names) == ["Rose"]
    assert vault.undo() is None


def test_the_calendar_follows_the_shops_settings(vault: Vault) -> None:
    assert vault.calendar.zone == "Europe/London"
    vault.write(run, "UPDATE profile SET region = 'IE', zone = 'Europe/Dublin'")
    assert vault.calendar.region == "IE"


def test_the_log_is_merged_when_nobody_has_worked_for_a_while(make_vault: MakeVault, shop_folder: Path) -> None:
    vault = make_vault(idle_seconds=0.05)
    vault.write(add, "Rose")
    log = shop_folder / "data-1.db-wal"
    never = threading.Event()
    assert any(log.stat().st_size == 0 or never.wait(PATIENCE / TRIES) for _ in range(TRIES))


def test_closing_merges_the_log_anchors_the_activity_and_lets_the_next_in(vault: Vault, shop_folder: Path) -> None:
    vault.write(add, "Rose")
    vault.close()
    vault.close()
    assert not (shop_folder / "data-1.db-wal").exists()
    assert headers.read(shop_folder / headers.NAME).anchor.seq == 1
    assert (shop_folder / "lock").read_bytes() == b""
    with pytest.raises(RuntimeError):
        vault.read(names)


def test_queued_writes_are_finished_before_the_shop_closes(make_vault: MakeVault, shop_folder: Path) -> None:
    vault = make_vault()
    waiting = [vault.submit_write(add, f"Rose {n}") for n in range(20)]
    vault.close()
    assert [future.result(0) for future in waiting] == list(range(1001, 1021))


def test_when_a_chore_last_ran_can_be_read_without_a_passphrase(vault: Vault, shop_folder: Path) -> None:
    vault.note_chore("backup")
    assert headers.read(shop_folder / headers.NAME).chores["backup"] == "2026-11-22T09:30:00Z"


def test_the_pragmas_are_those_of_the_design(vault: Vault) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "cache_size": -65536,
        "query_only": 1,
    }
    assert {name: vault.read(query, f"PRAGMA {name}")[0][0] for name in wanted} == wanted


def test_writes_from_two_threads_are_all_there_in_one_chain(vault: Vault) -> None:
    def work() -> None:
        for _ in range(100):
            vault.write(add)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seq for seq, *_ in vault.read(entries)] == list(range(1, 201))


def test_deleting_everything_is_one_write(vault: Vault) -> None:
    vault.write(add_many, 10)
    assert vault.write(remove_all) == 10
    assert vault.clock() == NOW
