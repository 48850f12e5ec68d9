"""Reminders and chores on screen: by keys alone, and what runs by itself while nobody is there."""

from datetime import UTC, datetime
from pathlib import Path

from shopcrm.jobs import chores
from shopcrm.jobs.chores import Task
from shopcrm.settings import Settings
from shopcrm.shop import customers, reminders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.reminders import ReminderDraft
from shopcrm.tui import aside
from shopcrm.tui.app import ShopApp
from shopcrm.tui.screens.chores import often
from shopcrm.tui.widgets.top_line import shortened
from shopcrm.vault import snapshot
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE
from tests.tui.conftest import OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text

EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def at(vault: Vault, folder: Path, now: datetime) -> Vault:
    """The same shop at another moment."""
    vault.close()
    return open_vault(folder, PASSPHRASE, clock=lambda: now, ballast_bytes=BALLAST)


async def test_reminders_are_added_put_off_ticked_off_and_taken_back_by_keys(open_app: OpenApp, vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "[/]", birthday="--11-25"))
    vault.write(reminders.add, ReminderDraft("Ring about the wreath", "2026-11-20", customer=ana, note="Mornings"))
    vault.write(reminders.add, ReminderDraft("Pay the rent", "2026-12-31", "monthly"))
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "Ring about the wreath (Ana [/]): since 20 Nov 2026")
        pilot.app.go_to_place("reminders")  # type: ignore[attr-defined]
        await until_ready(pilot, "2 reminders, 1 due")
        await until_shown(pilot, "About Ana [/]")
        await until_golden(pilot, "reminders_80")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New reminder")
        await type_in(pilot, "Order ribbon")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "3 reminders, 1 due")
        await until_shown(pilot, "▸ 23 Nov 2026     Order ribbon")
        assert "Ctrl+Z takes back:…" not in screen_text(pilot.app)
        await pilot.press("home", "f6")
        await until_ready(pilot, "Until")
        await type_in(pilot, "27 nov")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "3 reminders, 0 due")
        await until_shown(pilot, "▸ 27 Nov 2026     Ring about the wreath")
        assert vault.read(reminders.of_customer, ana)[0].due_on.isoformat() == "2026-11-27"
        await pilot.press("home", "f5")
        await until_ready(pilot, "2 reminders, 0 due")
        await pilot.press("ctrl+z")
        await until_ready(pilot, "3 reminders, 0 due")
        await pilot.press("shift+tab", "right", "right")
        await until_shown(pilot, "1 birthday in the next 30 days")


def test_what_can_be_taken_back_is_never_cut_to_nothing() -> None:
    undo = "Ctrl+Z takes back: Add a reminder"
    assert [shortened(undo, room) for room in (33, 27, 26, 17, 16)] == [
        undo,
        "Ctrl+Z takes back: Add a r…",
        "Ctrl+Z takes back",
        "Ctrl+Z takes back",
        "",
    ]


def test_chores_say_of_backups_what_the_person_chose_for_them() -> None:
    backup = chores.chore_named("backup")
    chosen = ((True, True), (False, True), (False, False))
    kept = [Settings(backup_at_closing=at, backup_on_stick=on) for at, on in chosen]
    assert [often(backup, one) for one in kept] == [
        "every day when the shop closes, and when a known stick is plugged in (Backup, F5)",
        "when a known stick is plugged in (Backup, F5)",
        "only when you ask (Backup, F5)",
    ]
    assert often(chores.chore_named("drill"), Settings()) == "every 30 days"


async def test_a_reminder_about_a_customer_is_added_from_her_page(open_app: OpenApp, vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    async with open_app(**REAL) as pilot:
        pilot.app.open_record(f"C-{ana}", "notes")  # type: ignore[attr-defined]
        await until_ready(pilot, "No notes yet")
        await pilot.press("f12")
        await until_ready(pilot, "Reminder: remember something")
        await pilot.press("r", "enter")
        await until_ready(pilot, "About Ana Baker")
        await type_in(pilot, "Ring her")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "23 Nov 2026 Reminder: Ring her")
    (made,) = vault.read(reminders.of_customer, ana)
    assert (made.title, made.due_on.isoformat()) == ("Ring her", "2026-11-23")


async def test_what_was_missed_or_failed_stands_on_today_and_is_run_skipped_or_read_in_its_place(
    open_app: OpenApp, vault: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    chores.run(Task(vault, tmp_path / "settings.json"), "drill")
    with at(vault, shop_folder, MORNING) as later:
        async with open_app(book=later, **REAL) as pilot:
            await until_shown(pilot, "! Try a backup failed: ")
            await until_shown(pilot, "Missed while the shop was closed: Backup. Run or skip")
            pilot.app.go_to_place("chores")  # type: ignore[attr-defined]
            await until_ready(pilot, "Chores: 1 failed, 3 due")
            await until_golden(pilot, "chores_80")
            await pilot.press("enter")
            await until_ready(pilot, "I have read why it failed")
            await pilot.press("enter")
            await until_ready(pilot, "Chores: 3 due")
            await pilot.press("home", "f9")
            await until_ready(pilot, "Chores: 2 due")
            await pilot.press("f5")
            await until_ready(pilot, "nothing waits")
        assert later.read(chores.to_do) == []


async def test_while_nobody_is_there_what_is_due_runs_by_itself_and_vault_json_learns_of_it(
    open_app: OpenApp, vault: Vault, shop_folder: Path
) -> None:
    with at(vault, shop_folder, EVENING) as later:
        async with open_app(book=later, **REAL) as pilot:
            app = pilot.app
            assert isinstance(app, ShopApp)
            assert not aside.Aside(app, lambda: 5.0).wants_to_look, "somebody is there"
            app.go_to_place("chores")
            await until_ready(pilot, "Chores: 3 due")
            app.aside = aside.Aside(app, lambda: 3600.0)
            assert app.aside.wants_to_look
            app.do_chores()
            await until_shown(pilot, "Chores: nothing waits")
            await until_shown(pilot, "Last backup today")
            assert snapshot.of_vault(shop_folder / "backups", later.vault_id)
            assert later.header.chores["due-backup"] == "2026-11-24T17:30:00Z"
            assert not app.aside.wants_to_look, "it looks once a minute"
            await app.aside.look()
            assert len(later.read(chores.history, "backup")) == 1


async def test_what_runs_aside_stops_for_whoever_locks_and_is_due_again(
    open_app: OpenApp, vault: Vault, shop_folder: Path
) -> None:
    with at(vault, shop_folder, EVENING) as later:
        async with open_app(book=later, **REAL) as pilot:
            app = pilot.app
            assert isinstance(app, ShopApp)
            app.aside = aside.Aside(app, lambda: 3600.0)
            app.do_chores()
            await until(pilot, lambda: "Backup" in screen_text(app) or later.read(chores.history, "backup"))
            await app.aside.stop()
            assert not app.aside._running
        done = later.read(chores.history, "backup")
        assert done == () or done[0].outcome == "done"
