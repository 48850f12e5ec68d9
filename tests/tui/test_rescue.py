"""Before a shop is open: brought back from a stick on a laptop that never saw it; out of a damaged book, two ways."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.jobs import backup, drives
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import PASSPHRASE, SHOP
from tests.tui.conftest import OpenApp, type_in, until, until_ready
from tests.tui.screen_text import screen_text


@pytest.fixture
def stick(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick with a backup of a shop with one customer; the shop is closed."""
    folder = tmp_path / "stick"
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    backup.make(vault, folder)
    vault.close()
    monkeypatch.setattr(drives, "plugged_in", lambda: (drives.Drive(folder, "BLUE"),))
    return folder


async def type_passphrase(pilot: Pilot[int]) -> None:
    await type_in(pilot, PASSPHRASE)
    await pilot.press("ctrl+s")


async def opened(pilot: Pilot[int]) -> None:
    """The shop is open, and its first screen is painted."""
    await until(pilot, lambda: pilot.app.in_shop and SHOP in screen_text(pilot.app))  # type: ignore[attr-defined]


async def test_a_laptop_that_never_saw_the_shop_brings_it_back_from_the_stick(
    open_app: OpenApp, stick: Path, tmp_path: Path
) -> None:
    assert stick.is_dir()
    new = tmp_path / "new laptop" / "shop"
    async with open_app(folder=new, book=None) as pilot:
        await until_ready(pilot, "I have a backup")
        pilot.app.screen.query_one("#rescue").focus()
        await pilot.press("enter")
        await until_ready(pilot, "Bring the shop back from a backup")
        await until_ready(pilot, "The recovery code of that day does as well")
        assert "Made on " in screen_text(pilot.app)
        await type_in(pilot, "not this one at all")
        await pilot.press("enter")
        await until_ready(pilot, "passphrase of its day")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-passphrase"
        await pilot.press("ctrl+a")
        await type_passphrase(pilot)
        await until_ready(pilot, f"{SHOP} is back")
        assert "1 customer and 0 orders" in screen_text(pilot.app)
        await pilot.press("enter")
        await opened(pilot)
        book = pilot.app.sitting.book  # type: ignore[attr-defined]
        assert (book.folder, book.read(customers.count)) == (new, 1)
        book.close()


@pytest.fixture
def damaged(stick: Path, shop_folder: Path) -> Path:
    """The shop's folder, in which the book does not open any more."""
    assert stick.is_dir()
    book = next(shop_folder.glob("data-*.db"))
    content = bytearray(book.read_bytes())
    content[500] ^= 1
    book.write_bytes(content)
    return shop_folder


async def open_damaged(pilot: Pilot[int]) -> None:
    await until_ready(pilot, "Your records are locked")
    await type_in(pilot, PASSPHRASE)
    await pilot.press("enter")
    await until_ready(pilot, "Save what can be read")


async def test_a_backup_takes_the_place_of_a_damaged_book_from_the_unlock_screen(
    open_app: OpenApp, damaged: Path
) -> None:
    async with open_app(book=None) as pilot:
        await open_damaged(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "Bring the shop back from a backup")
        await type_passphrase(pilot)
        await until_ready(pilot, f"{SHOP} is back")
        await pilot.press("enter")
        await opened(pilot)
        pilot.app.sitting.book.close()  # type: ignore[attr-defined]
    assert list((damaged / "replaced").glob("*/data-1.db"))


async def test_what_can_be_read_is_saved_from_the_unlock_screen(open_app: OpenApp, damaged: Path) -> None:
    async with open_app(book=None) as pilot:
        await open_damaged(pilot)
        await pilot.press("right", "enter")
        await until_ready(pilot, "New folder")
        await type_passphrase(pilot)
        await until_ready(pilot, "A shop was made of what can be read")
    assert list(Path(f"{damaged}-saved").glob("data-*.db"))
