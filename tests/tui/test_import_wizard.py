"""Import, as a shopkeeper does it: choose, look, rehearse, import, take back."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.jobs.importing import ImportRequest, apply, as_before, past_imports, undo
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import OrderFilter
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready
from tests.tui.screen_text import screen_text

IMPORT = (Section(7, "more", "More", "shopcrm.tui.screens.import_wizard:ImportScreen"),)
SHOPIFY = (
    "Name,Email,Financial Status,Created at,Currency,Subtotal,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
    "#1001,ana@example.com,paid,2026-11-01 10:00:00 +0000,GBP,28.00,28.00,1,Rose bouquet,28.00\n"
    "#1002,bob@example.com,paid,2026-11-02 10:00:00 +0000,GBP,7.00,7.00,2,Rose,3.50\n"
)
WOO = (
    "Order Number,Order Date,Order Status,First Name (Billing),Email (Billing),Item Name,Quantity,Item Cost,"
    "Order Total Amount\n"
    "501,{date},completed,Ana,ana@example.com,Rose,1,3.50,3.50\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with exports, and one that is no export."""
    folder = tmp_path / "exports"
    (folder / "old").mkdir(parents=True)
    (folder / "orders.csv").write_text(SHOPIFY)
    (folder / "woo.csv").write_text(WOO.format(date="03/04/2026"))
    (folder / "list.csv").write_text("Kundin;Ruf;Sonst\nAna [/] Smith;07700 900111;x\n;;\n")
    (folder / "picture.png").write_bytes(b"x")
    return folder


async def pick(pilot: Pilot[int], file: Path) -> None:
    """Type a file's whole path and press Enter."""
    await until_ready(pilot, "[1 File]")
    await pilot.press("ctrl+a")
    await type_in(pilot, str(file))
    await pilot.press("enter")
    await until_ready(pilot, "[2 Columns]")


async def rehearse(pilot: Pilot[int], file: Path) -> None:
    """Up to the rehearsal."""
    await pick(pilot, file)
    await pilot.press("enter")
    await until_ready(pilot, "[3 Rehearsal]")


async def test_the_folders_list_follows_the_typing_and_completes_it(open_app: OpenApp, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await until_ready(pilot, "[1 File]")
        await pilot.press("ctrl+a")
        await type_in(pilot, f"{files}/")
        await until_ready(pilot, "orders.csv")
        text = screen_text(pilot.app)
        assert "old/" in text
        assert "picture.png" not in text
        await type_in(pilot, "ord")
        await until(pilot, lambda: "woo.csv" not in screen_text(pilot.app))
        await pilot.press("down", "enter")
        await until_ready(pilot, "orders.csv: Shopify orders")


async def test_the_rehearsal_tells_what_would_happen_and_changes_nothing(
    open_app: OpenApp, vault: Vault, files: Path
) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "orders.csv")
        text = screen_text(pilot.app)
        assert "Nothing was changed so far" in text
        assert "2 customers" in text
        assert "2 orders" in text
    assert vault.read(customers.count) == 0
    assert vault.read(past_imports) == ()


async def test_a_file_is_imported_and_taken_back(open_app: OpenApp, vault: Vault, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "orders.csv")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
        assert vault.read(orders.count, OrderFilter.ALL) == 2
        await pilot.press("tab", "enter")
        await until_ready(pilot, "Take I-1001 back?")
        await pilot.press("enter")
        await until_ready(pilot, "I-1001 was taken back")
        assert "2 orders" in screen_text(pilot.app)
        await pilot.press("tab", "enter")
        await until_ready(pilot, "[1 File]")
    assert vault.read(orders.count, OrderFilter.ALL) == 0
    assert vault.read(customers.count) == 0


async def test_the_same_file_again_has_nothing_new(open_app: OpenApp, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "orders.csv")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
        await pilot.press("enter")
        await rehearse(pilot, files / "orders.csv")
        await until_ready(pilot, "Nothing new in this file")
        assert "[ Import now ]" not in screen_text(pilot.app)


async def test_past_imports_are_listed_and_one_is_taken_back_later(
    open_app: OpenApp, vault: Vault, files: Path
) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "orders.csv")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
        vault.write(customers.add_note, 1001, "Rang about her order")
        await pilot.press("f4")
        await until_ready(pilot, "Imports so far")
        await until_ready(pilot, "2 customers")
        await pilot.press("enter")
        await until_ready(pilot, "Shopify orders")
        await pilot.press("f2")
        await until_ready(pilot, "Take I-1001 back?")
        await pilot.press("enter")
        await until_ready(pilot, "C-1001: has notes made since")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "[ Take it back ]" not in screen_text(pilot.app))
    assert vault.read(customers.count) == 1


async def test_dates_that_could_be_read_two_ways_are_asked_about(open_app: OpenApp, vault: Vault, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await pick(pilot, files / "woo.csv")
        await pilot.press("enter")
        await until_ready(pilot, "How does it write 3 April?")
        await pilot.press("enter")
        await until_ready(pilot, "[3 Rehearsal]")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
    assert vault.read(orders.card, 1001).placed_at == "2026-04-02T23:00:00Z"


async def test_a_file_without_a_currency_is_asked_about_with_the_shops_own_at_hand(
    open_app: OpenApp, vault: Vault, files: Path
) -> None:
    (files / "woo.csv").write_text(WOO.format(date="2026-11-03 10:00"))
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await pick(pilot, files / "woo.csv")
        await until_ready(pilot, "Currency")
        pilot.app.screen.query_one("#field-currency").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "EU")
        await pilot.press("tab", "enter")
        await until_ready(pilot, "is not the code of a currency")
        pilot.app.screen.query_one("#field-currency").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "EUR")
        await pilot.press("tab", "enter")
        await until_ready(pilot, "[3 Rehearsal]")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
    assert vault.read(orders.card, 1001).currency == "EUR"


async def test_columns_that_nobody_knows_are_mapped_by_hand(open_app: OpenApp, vault: Vault, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await pick(pilot, files / "list.csv")
        await until_ready(pilot, "is of no kind that is known by itself")
        await until_ready(pilot, "Ana [/] Smith")
        assert "[ Rehearse ]" not in screen_text(pilot.app)
        await pilot.press("enter")
        await until_ready(pilot, "“Kundin” holds")
        await pilot.press("down", "down", "down", "down", "enter")
        await until_ready(pilot, "a list of customers")
        await pilot.press("down", "enter")
        await until_ready(pilot, "“Ruf” holds")
        await pilot.press(*["down"] * 8, "enter")
        await until(pilot, lambda: "Phone" in screen_text(pilot.app))
        pilot.app.screen.query_one("#rehearse").focus()
        await pilot.press("enter")
        await until_ready(pilot, "1 customer")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
    held = vault.read(customers.card, 1001)
    assert held.name == "Ana [/] Smith"
    assert [one.typed for one in held.phones] == ["07700 900111"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is an Excel workbook or a zip file"),
        (SHOPIFY.encode() + b'#1003,"broken,paid\n', "quotes are broken"),
        (
            SHOPIFY.encode() + b"#1003,x@example.com,paid,then,GBP,1,1,1,Rose,1,more,and more\n",
            "cells where the header",
        ),
    ],
)
async def test_a_broken_file_is_told_and_changes_nothing(
    open_app: OpenApp, vault: Vault, files: Path, content: bytes, said: str
) -> None:
    (files / "broken.csv").write_bytes(content)
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await until_ready(pilot, "[1 File]")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(files / "broken.csv"))
        await pilot.press("enter")
        await until(
            pilot, lambda: "[2 Columns]" in screen_text(pilot.app) or "Your records are safe" in screen_text(pilot.app)
        )
        if "[ Rehearse ]" in screen_text(pilot.app):
            await pilot.press("enter")
        await until_ready(pilot, said)
        assert "Your records are safe" in screen_text(pilot.app)
    assert vault.read(customers.count) == 0


async def test_skipped_rows_are_told_with_their_line_and_reason(open_app: OpenApp, vault: Vault, files: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    (files / "people.csv").write_text('Name,Email\nBob Jones,bob@example.com\n,,\n,""\n-,not an address\n')
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "people.csv")
        await until_ready(pilot, "Would add")
        text = screen_text(pilot.app)
    assert "line " in text


async def test_escape_goes_one_step_back(open_app: OpenApp, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await rehearse(pilot, files / "orders.csv")
        await pilot.press("escape")
        await until_ready(pilot, "[2 Columns]")
        await pilot.press("escape")
        await until_ready(pilot, "[1 File]")


async def test_a_name_that_no_file_has_is_told_and_the_step_stays(open_app: OpenApp, files: Path) -> None:
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await until_ready(pilot, "[1 File]")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(files / "no-such-file.csv"))
        await pilot.press("enter")
        await until_ready(pilot, "There is no such file")
        assert "[1 File]" in screen_text(pilot.app)


async def test_an_import_that_was_taken_back_has_no_key_for_it_any_more(
    open_app: OpenApp, vault: Vault, files: Path
) -> None:
    vault.write(apply, ImportRequest(str(files / "orders.csv")))
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await until_ready(pilot, "[1 File]")
        pilot.app.open_record("I-1001")  # type: ignore[attr-defined]
        await until_ready(pilot, "F2 Take it back")
        vault.write(undo, 1001)
        pilot.app.screen.reload()  # type: ignore[attr-defined]
        await until(pilot, lambda: "Take it back" not in screen_text(pilot.app))


async def test_a_list_of_purchases_is_mapped_once_and_remembered(open_app: OpenApp, vault: Vault, files: Path) -> None:
    (files / "sales.csv").write_text("Wer;Wann;Summe\n7;2026-03-01;12.50\n", encoding="utf-8")
    mapping = ("customer=Wer", "date=Wann", "amount=Summe")
    vault.write(apply, ImportRequest(str(files / "sales.csv"), None, mapping))
    (files / "sales.csv").write_text("Wer;Wann;Summe\n7;2026-03-01;12.50\n8;2026-03-02;3\n", encoding="utf-8")
    async with open_app(sections=IMPORT, pages=PAGES) as pilot:
        await pick(pilot, files / "sales.csv")
        await until_ready(pilot, "a list of purchases")
        pilot.app.screen.query_one("#rehearse").focus()
        await pilot.press("enter")
        await until_ready(pilot, "1 customer, 1 order")


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_who_when_and_how_much_are_mapped_by_hand_and_known_the_next_time(
    open_app: OpenApp, vault: Vault, files: Path, size: tuple[int, int], width: int
) -> None:
    (files / "sales.csv").write_text("Wer;Wann;Summe\n7;2026-03-01;12.50\n8;2026-03-02;3\n", encoding="utf-8")
    async with open_app(sections=IMPORT, pages=PAGES, size=size) as pilot:
        await pick(pilot, files / "sales.csv")
        await until_ready(pilot, "is of no kind that is known by itself")
        for column, letters, field in (
            ("Wer", "cccc", "Customer"),
            ("Wann", "d", "Date"),
            ("Summe", "aaaaaaa", "Amount"),
        ):
            await pilot.press("enter")
            await until_ready(pilot, f"“{column}” holds")
            await pilot.press(*letters)
            await until_ready(pilot, f"▸ {field}")
            await pilot.press("enter")
            await until_ready(pilot, "Esc Back")
            await pilot.press("down")
        await until_ready(pilot, "a list of purchases")
        await until_golden(pilot, f"import_purchases_{width}")
        pilot.app.screen.query_one("#rehearse").focus()
        await pilot.press("enter")
        await until_ready(pilot, "2 customers, 2 orders")
        await pilot.press("enter")
        await until_ready(pilot, "Imported as I-1001")
    assert [vault.read(orders.card, order).total for order in (1001, 1002)] == [1250, 300]
    again = vault.read(as_before, ImportRequest(str(files / "sales.csv")))
    assert set(again.mapping) == {"customer=Wer", "date=Wann", "amount=Summe"}
