"""Locking: never asks, keeps the draft, leaves nothing behind; and unlocking again."""

import asyncio
import contextlib
import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.errors import CrmError
from shopcrm.tui.app import ShopApp
from shopcrm.tui.kept_draft import take_kept
from shopcrm.tui.lock import Watch, fresh_command, fresh_environment
from shopcrm.tui.sitting import Sitting
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.tui.conftest import OpenApp, type_in, until, until_ready, until_shown
from tests.tui.example import ExampleToday
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text


def _app(pilot: object) -> ShopApp:
    app = pilot.app  # type: ignore[attr-defined]
    assert isinstance(app, ShopApp)
    return app


async def test_lock_never_asks_and_the_draft_is_offered_at_the_next_unlock(
    open_app: OpenApp, vault: Vault, shop_folder: Path
) -> None:
    async with open_app() as pilot:
        await pilot.press("ctrl+n")
        await until_shown(pilot, "▌ Corner Flowers")
        await pilot.press("ctrl+a", *"Tulips", "tab", "0", "7", "ctrl+l")
        await until(pilot, lambda: pilot.app._exit)
        assert _app(pilot).restart
        assert _app(pilot).sitting is None
    with open_vault(shop_folder, PASSPHRASE, clock=fixed_clock) as again:
        async with open_app(book=again) as pilot:
            await until_shown(pilot, "▌ Tulips")
            assert "▌ 07" in screen_text(pilot.app)
            await until_shown(pilot, "You were writing this when the shop was locked.")
            await pilot.press("escape")
            await until_shown(pilot, "[ Keep editing ]")


async def test_a_draft_of_a_form_that_is_no_more_is_let_go(vault: Vault) -> None:
    from shopcrm.shop import drafts

    vault.write(drafts.keep, "shopcrm.tui.forms.long_gone:Form", {"about": {}, "values": {}})
    assert await take_kept(Sitting(vault)) is None


async def test_a_lock_during_a_job_covers_the_screen_and_follows_the_job(open_app: OpenApp) -> None:
    may_end = threading.Event()
    async with open_app() as pilot:
        job = await _begun(pilot, may_end)
        await pilot.press("ctrl+l")
        await until_shown(pilot, "Locked. Work goes on behind this")
        assert "Sales" not in screen_text(pilot.app)
        assert not pilot.app._exit
        may_end.set()
        await until(pilot, lambda: pilot.app._exit)
        assert _app(pilot).restart
        job.cancel()


async def test_the_passphrase_takes_the_cover_away_while_the_job_goes_on(open_app: OpenApp) -> None:
    may_end = threading.Event()
    async with open_app() as pilot:
        job = await _begun(pilot, may_end)
        await pilot.press("ctrl+l")
        await until_shown(pilot, "Locked. Work goes on behind this")
        await pilot.press(*("space" if letter == " " else letter for letter in PASSPHRASE), "enter")
        await until_shown(pilot, "▸ Copying")
        assert not _app(pilot).locked
        may_end.set()
        await until(pilot, job.done)
        assert not pilot.app._exit


async def test_a_signal_from_the_system_stops_jobs_and_starts_nothing_new(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        job = await _begun(pilot, threading.Event())
        _app(pilot).leave_locked()
        await until(pilot, lambda: pilot.app._exit)
        assert not _app(pilot).restart
        job.cancel()


async def _begun(pilot: Pilot[int], may_end: threading.Event) -> "asyncio.Task[None]":
    screen = pilot.app.screen
    assert isinstance(screen, ExampleToday)
    job = asyncio.create_task(_begin(screen, may_end))
    await until_shown(pilot, "▸ Copying")
    return job


async def _begin(screen: ExampleToday, may_end: threading.Event) -> None:
    def work(progress: object, cancel: threading.Event) -> int:
        assert callable(progress)
        while not may_end.wait(0.01):
            progress(1, 2, "Copying")
        return 7

    with screen.app._context():
        worker = screen.run_worker(_awaited(screen, work), exit_on_error=False)
    await worker.wait()


async def _awaited(screen: ExampleToday, work: object) -> None:
    with contextlib.suppress(CrmError):
        assert await screen.job("Make a backup", work) == 7  # type: ignore[arg-type]


async def test_cancel_stops_a_job_and_says_that_nothing_was_changed(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        job = await _begun(pilot, threading.Event())
        await pilot.press("enter")
        await until(pilot, job.done)
        await until_shown(pilot, "[1.Today]")


def test_the_fresh_process_is_told_the_shop_and_nothing_else() -> None:
    assert fresh_command(Path("/shop"))[1:] == ["-m", "shopcrm", "--shop", "/shop"]
    kept = fresh_environment({"PATH": "/bin", "SHOPCRM_PASSPHRASE_FILE": "/secret", "SHOPCRM_SHOP": "/other"})
    assert kept == {"PATH": "/bin"}


class _Ticks:
    awake = 0.0
    asleep = 0.0


@pytest.fixture
def ticks() -> _Ticks:
    """Clocks that a test turns by hand."""
    return _Ticks()


def _watch(ticks: _Ticks, idle: float = 300) -> Watch:
    return Watch(idle, lambda: ticks.awake, lambda: ticks.awake + ticks.asleep)


def test_it_is_time_to_lock_when_nobody_touched_a_key_for_five_minutes(ticks: _Ticks) -> None:
    watch = _watch(ticks)
    ticks.awake = 299
    assert not watch.is_time()
    watch.touch()
    ticks.awake = 598
    assert not watch.is_time()
    ticks.awake = 599
    assert watch.is_time()


def test_it_is_time_to_lock_when_the_machine_has_slept(ticks: _Ticks) -> None:
    watch = _watch(ticks, idle=0)
    ticks.awake = 10_000
    assert not watch.is_time()
    ticks.asleep = 60
    assert watch.is_time()


async def test_idle_time_locks_by_itself(open_app: OpenApp) -> None:
    async with open_app() as pilot:
        app = _app(pilot)
        assert app.watch_idle.idle_seconds == 300
        app.watch_idle.idle_seconds = 0.01
        app._look_at_watch()
        await until(pilot, lambda: pilot.app._exit)


async def test_a_shop_that_is_open_elsewhere_says_who_holds_it(open_app: OpenApp, vault: Vault) -> None:
    assert vault.folder.exists()
    async with open_app(book=None) as pilot:
        await until_shown(pilot, "Your records are locked")
        await pilot.press(*("space" if letter == " " else letter for letter in PASSPHRASE), "enter")
        await until_shown(pilot, "The shop is already open in another window")


@pytest.mark.parametrize("answer", [["enter"], ["right", "enter"]], ids=["save", "drop"])
async def test_quitting_with_something_typed_asks_and_ends_well(
    open_app: OpenApp, vault: Vault, answer: list[str]
) -> None:
    async with open_app(**REAL) as pilot:
        await until_ready(pilot, "Sales today")
        await pilot.press("2")
        await until_ready(pilot, "Your customers stand here")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New customer")
        await type_in(pilot, "Ana")
        await pilot.press("ctrl+q")
        await until_ready(pilot, "Don't save")
        await pilot.press(*answer)
        await until(pilot, lambda: vault.is_closed and not pilot.app.is_running)
    assert pilot.app.return_code in (0, None)
