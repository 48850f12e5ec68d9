"""Backup: made with one key, listed with its age, proven, put back, and restored into a new folder."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm import settings
from shopcrm.errors import Refused
from shopcrm.jobs import backup, backup_places, backup_readme, drill, drives, restore
from shopcrm.jobs.backup import Place
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault import facts, logins, rotation
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Staff, Tx
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import PASSPHRASE, SHOP, fixed_clock
from tests.tui.conftest import WIDE, OpenApp, type_in, until, until_ready
from tests.tui.screen_text import screen_text


@write("example.doubt_restore")
def doubt(tx: Tx) -> None:
    """As a restore does."""
    facts.doubt_restore(tx)


BACKUP = (Section(7, "more", "More", "shopcrm.tui.screens.backup:BackupScreen"),)


@pytest.fixture
def ana(vault: Vault) -> Vault:
    """A shop with one customer."""
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    return vault


async def make_one(pilot: Pilot[int]) -> None:
    """Back up to the first place."""
    await until_ready(pilot, "This computer")
    await pilot.press("f2")
    await until_ready(pilot, "read back and proven")
    await pilot.press("enter")
    await until_ready(pilot, "1 backup")


async def open_marked(pilot: Pilot[int]) -> None:
    """What to do with the first backup of the list."""
    pilot.app.screen.query_one("#backups").focus()
    await pilot.press("enter")
    await until_ready(pilot, "Prove it")


async def test_a_backup_is_made_listed_and_told_on_the_top_line(open_app: OpenApp, ana: Vault) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "No backups found")
        await make_one(pilot)
        text = screen_text(pilot.app)
        assert "Last backup today" in text.splitlines()[0]
        assert "made and proven" in text
        assert "today" in text
    assert len(list(backup.own_folder(ana.folder).glob("*.scb"))) == 1


async def test_another_folder_is_remembered_with_when_it_was_used(
    open_app: OpenApp, ana: Vault, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "This computer")
        await pilot.press("f3")
        await until_ready(pilot, "Back up to another folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(stick))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "read back and proven")
        await pilot.press("enter")
        await until_ready(pilot, "A folder")
    kept = settings.load(tmp_path / "settings.json").backup_places
    assert [(one.folder, one.used_on) for one in kept] == [(stick, fixed_clock().date())]


async def test_a_backup_is_proven_again_and_the_book_remembers_it(open_app: OpenApp, ana: Vault) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        await open_marked(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "proven 22 Nov")
    (standing,) = ana.read(backup.standing).values()
    assert standing.how == "proven"


async def test_a_wrong_passphrase_of_an_old_backup_leaves_the_form_with_what_is_wrong(
    open_app: OpenApp, ana: Vault
) -> None:
    backup.make(ana, backup.own_folder(ana.folder))
    logins.set_passphrase(ana, 1, "five words that nobody guesses")
    rotation.rotate(ana)
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "1 backup")
        await open_marked(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "This backup has another passphrase")
        await type_in(pilot, "not this one")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "That passphrase did not match")
        await pilot.press("ctrl+a")
        await type_in(pilot, PASSPHRASE)
        await pilot.press("ctrl+s")
        await until_ready(pilot, "proven 22 Nov")


async def test_a_damaged_backup_is_told_and_the_shop_stays(open_app: OpenApp, ana: Vault) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        (file,) = backup.own_folder(ana.folder).glob("*.scb")
        content = bytearray(file.read_bytes())
        content[-5000] ^= 1
        file.write_bytes(content)
        await open_marked(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "damaged")
        assert "Your records are safe" in screen_text(pilot.app)
        await pilot.press("enter")
        await until_ready(pilot, "! faulty 22 Nov")


async def test_a_backup_is_put_in_place_of_the_shop_after_its_name_was_typed(
    open_app: OpenApp, ana: Vault, shop_folder: Path
) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        ana.write(customers.add, CustomerDraft("Bob", "Jones"))
        await open_marked(pilot)
        await pilot.press("right", "enter")
        await until_ready(pilot, "Put this backup in place of the shop?")
        rows = [row.split() for row in screen_text(pilot.app).splitlines() if "Customers  " in row]
        assert ["2", "·", "C-1002", "1", "·", "C-1001"] in [row[2:8] for row in rows]
        await type_in(pilot, "corner")
        await pilot.press("enter")
        await until_ready(pilot, "That does not read")
        await pilot.press("ctrl+a")
        await type_in(pilot, SHOP.lower())
        await pilot.press("enter")
        await until_ready(pilot, "The shop locks now")
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app.sitting is None)  # type: ignore[attr-defined]
    with open_vault(shop_folder, PASSPHRASE, clock=fixed_clock) as restored:
        assert restored.read(customers.count) == 1
        assert restored.read(facts.restore_unconfirmed)


async def test_a_restored_book_is_accepted_on_the_screen(open_app: OpenApp, ana: Vault) -> None:
    ana.write(doubt)
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "A backup was put back")
        assert "[ This book is right ]" in screen_text(pilot.app)
        pilot.app.screen.query_one("#accept").focus()
        await pilot.press("enter")
        await until_ready(pilot, "Is this the right book?")
        assert ana.read(facts.restore_unconfirmed)
        await pilot.press("enter")
        await until(pilot, lambda: "A backup was put back" not in screen_text(pilot.app))
    assert not ana.read(facts.restore_unconfirmed)


async def test_a_backup_becomes_a_second_shop_in_a_new_folder(open_app: OpenApp, ana: Vault, tmp_path: Path) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        await open_marked(pilot)
        await pilot.press("right", "right", "enter")
        await until_ready(pilot, "Restore into a new folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path / "second"))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "A shop was made in")
    with open_vault(tmp_path / "second", PASSPHRASE, clock=fixed_clock) as second:
        assert second.read(customers.count) == 1
    assert ana.read(customers.count) == 1


async def test_where_nothing_says_who_was_erased_since_the_shops_name_is_typed(
    open_app: OpenApp, ana: Vault, tmp_path: Path
) -> None:
    ana.staff = Staff(1, "Kim", Role.MANAGER)
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        for listed in tmp_path.rglob("*.sct"):
            listed.unlink()
        await open_marked(pilot)
        await pilot.press("right", "enter")
        await until_ready(pilot, "Restore into a new folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path / "second"))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "would come back")
        await type_in(pilot, SHOP)
        await pilot.press("ctrl+s")
        await until_ready(pilot, "A shop was made in")


async def test_a_folder_that_is_not_empty_is_refused_for_a_second_shop(
    open_app: OpenApp, ana: Vault, tmp_path: Path
) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await make_one(pilot)
        await open_marked(pilot)
        await pilot.press("right", "right", "enter")
        await until_ready(pilot, "Restore into a new folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "That folder is not empty")


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_a_place_that_is_not_plugged_in_says_so(
    open_app: OpenApp, ana: Vault, tmp_path: Path, size: tuple[int, int]
) -> None:
    gone = Place(tmp_path / "gone", "remembered", None)
    kept = settings.Settings().with_backup(gone.folder, fixed_clock().date(), ana.vault_id.hex())
    settings.save(kept, tmp_path / "settings.json")
    async with open_app(sections=BACKUP, pages=PAGES, size=size) as pilot:
        await until_ready(pilot, "not here")
        assert "today" in screen_text(pilot.app)


def test_a_folder_that_can_never_be_made_is_not_called_a_stick_that_was_taken_out(ana: Vault, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ana", encoding="utf-8")
    with pytest.raises(Refused, match="is not there, and cannot be made"):
        backup.make(ana, tmp_path / "letter.txt" / "backups")
    long = tmp_path / ("a" * 300)
    backup.require_stick(long, ana.vault_id, settings.Settings(), ())
    with pytest.raises(Refused, match="The name of the folder for the backup is too long"):
        backup.make(ana, long)


async def test_the_newest_backup_is_tried_with_one_key_and_the_screen_and_today_say_how_it_went(
    open_app: OpenApp, ana: Vault
) -> None:
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "No backup was ever tried")
        await make_one(pilot)
        await pilot.press("f4")
        await until_ready(pilot, "This backup can be put back")
        assert "1 customer and 0 orders" in screen_text(pilot.app)
        await pilot.press("enter")
        await until_ready(pilot, "Tried today: it can be put back")
    assert ana.read(drill.wanting) == ""


async def test_the_person_names_a_stick_and_says_how_old_its_copy_may_grow(
    open_app: OpenApp, ana: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "media" / "ROBIN"
    stick.mkdir(parents=True)
    monkeypatch.setattr(drives, "plugged_in", lambda: (drives.Drive(stick, "ROBIN", "vfat"),))
    monkeypatch.setattr(backup_places, "own_folder", lambda _: Path("/shop/backups"))
    async with open_app(sections=BACKUP, pages=PAGES) as pilot:
        await until_ready(pilot, "ROBIN")
        await pilot.press("f2")
        await until_ready(pilot, "read back and proven")
        await pilot.press("enter")
        await until_ready(pilot, "1 backup")
        await pilot.press("f5")
        await until_ready(pilot, "Warn after")
        pilot.app.screen.query_one("#field-days").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "14")
        pilot.app.screen.query_one("#field-name").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "Blue stick")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Blue stick")
    kept = settings.load(tmp_path / "settings.json")
    assert (kept.stick_days, kept.backup_places[0].name, len(kept.backup_places[0].mark)) == (14, "Blue stick", 32)
    assert (stick / backup_readme.NAME).exists()


async def test_the_book_before_a_restore_is_one_key_away(
    open_app: OpenApp, ana: Vault, shop_folder: Path, tmp_path: Path
) -> None:
    made = backup.make(ana, tmp_path / "stick")
    ana.write(customers.add, CustomerDraft("Bob", "Jones"))
    restore.over(ana, made.file)
    book = open_vault(shop_folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0)
    async with open_app(sections=BACKUP, pages=PAGES, book=book) as pilot:
        await until_ready(pilot, "a replaced book")
        assert "1 replaced book" in screen_text(pilot.app)
        pilot.app.screen.query_one("#backups").focus()
        await pilot.press("enter")
        await until_ready(pilot, "Go back to it")
        await pilot.press("enter")
        await until_ready(pilot, "Go back to the book before the restore?")
        assert "1 · C-1001          2 · C-1002" in screen_text(pilot.app)
        await type_in(pilot, SHOP)
        await pilot.press("enter")
        await until_ready(pilot, "The shop locks now")
        assert "The former book is back" in screen_text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.is_running or pilot.app.sitting is None)  # type: ignore[attr-defined]
    with open_vault(shop_folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as again:
        assert again.read(customers.count) == 2
        assert not again.read(facts.restore_unconfirmed)
