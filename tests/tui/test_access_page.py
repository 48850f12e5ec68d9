"""The review before a data report: who else is named is ticked or not, things are kept back, the rest is written."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.privacy import requests
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import customers, documents
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.tui.screens.access_page import AccessPage
from shopcrm.vault.vault import Vault
from tests.papers.reading import text_of
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana, whose notes speak of Eva Berg, who is in the book, and of others."""
    vault.write(customers.add, CustomerDraft("Eva", "Berg", emails=(ContactDraft("eva@example.com"),)))
    customer: int = vault.write(customers.add, CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),)))
    vault.write(customers.add_note, customer, "Came with Eva Berg (eva@example.com), for the wedding in May.")
    vault.write(customers.add_note, customer, "Her sister Mia [/] collects; said hello to Eva, prefers lilies.")
    vault.write(documents.add, customer, "photo.jpg", b"\xff\xd8\xff", "evidence")
    return customer


async def open_page(pilot: Pilot[int], customer: int, request: int | None = None) -> AccessPage:
    page = AccessPage(customer, request)
    pilot.app.push_screen(page)
    await until_ready(pilot, "passages go out")
    await until_shown(pilot, "Eva Berg")
    return page


async def write_into(pilot: Pilot[int], folder: Path, *, sure: bool = False) -> None:
    """From the form to the end of the job. sure: it is asked whether to write although nobody showed who asks."""
    await until_ready(pilot, "Everything held")
    await pilot.press("tab", "ctrl+a")
    await type_in(pilot, str(folder))
    await pilot.press("ctrl+s")
    if sure:
        await until_ready(pilot, "Write it all the same?")
        await pilot.press("enter")
    await until_ready(pilot, "✓ Written")


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_review_fits(open_app: OpenApp, vault: Vault, ana: int, size: tuple[int, int], width: int) -> None:
    async with open_app(size=size, **REAL) as pilot:
        await open_page(pilot, ana)
        await until_shown(pilot, "Came with Eva Berg")
        await until_golden(pilot, f"access_others_{width}")
        await pilot.press("right")
        await until_shown(pilot, "How to reach you")
        await until_golden(pilot, f"access_held_{width}")


async def test_what_is_ticked_is_taken_out_and_how_it_went_out_is_noted(
    open_app: OpenApp, vault: Vault, ana: int, tmp_path: Path
) -> None:
    async with open_app(**REAL) as pilot:
        await open_page(pilot, ana)
        assert "2 of 3 passages go out" in screen_text(pilot.app)
        await pilot.press("down", "enter")
        await until_shown(pilot, "1 of 3 passages go out")
        await pilot.press("f2")
        await until_ready(pilot, "Take out a passage")
        await type_in(pilot, "the wedding")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "2 of 4 passages go out")
        await pilot.press("ctrl+s")
        await write_into(pilot, tmp_path)
        await pilot.press("enter")
        await until_ready(pilot, "I checked that it is the person")
        await pilot.press("space", "down", "ctrl+s")
        await until(pilot, lambda: "Noted" in screen_text(pilot.app))
    (pdf,) = tmp_path.glob("access-report-*.pdf")
    said = text_of(pdf.read_bytes())
    assert "Eva Berg" not in said
    assert "wedding" not in said
    assert "sister Mia" in said
    delivered, *_ = vault.read(customers.activity_of, ana)
    assert delivered.verb == "access.note_delivery"
    assert "I checked that it is the person" in delivered.detail


async def test_something_is_kept_back_with_a_reason_and_given_after_all(
    open_app: OpenApp, vault: Vault, ana: int, tmp_path: Path
) -> None:
    async with open_app(**REAL) as pilot:
        await open_page(pilot, ana)
        await pilot.press("right", "end", "enter")
        await until_ready(pilot, "Keep back: F-1001 photo.jpg")
        await type_in(pilot, "shows somebody else")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "kept back: shows somebody else")
        await pilot.press("enter")
        await until_shown(pilot, "0 kept back")
        await pilot.press("enter")
        await until_ready(pilot, "Keep back")
        await type_in(pilot, "shows others")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 kept back")
        await pilot.press("ctrl+s")
        await write_into(pilot, tmp_path)
        await pilot.press("escape")
        await until_ready(pilot, "1 kept back")
    with zipfile.ZipFile(next(tmp_path.glob("*.zip"))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("documents/")]
        assert "shows others" in archive.read("data.json").decode()


async def test_who_the_report_is_about_cannot_be_kept_back(open_app: OpenApp, ana: int) -> None:
    async with open_app(**REAL) as pilot:
        await open_page(pilot, ana)
        await pilot.press("right", "enter")
        await until_ready(pilot, "cannot be kept back")


async def test_what_was_decided_is_asked_about_before_it_is_lost_and_survives_a_lock(
    open_app: OpenApp, ana: int
) -> None:
    async with open_app(**REAL) as pilot:
        page = await open_page(pilot, ana)
        await pilot.press("enter")
        await until_shown(pilot, "1 of 3 passages go out")
        kept = page.draft()
        assert kept is not None
        again = AccessPage()
        again.restore(kept)
        await pilot.press("escape")
        await until_ready(pilot, "Not saved yet")
        await pilot.press("right", "enter")
        await until_ready(pilot, "Today")
        pilot.app.push_screen(again)
        await until_shown(pilot, "1 of 3 passages go out")
        assert "Ana Baker" in screen_text(pilot.app)


async def test_only_what_may_be_taken_along_is_written_where_that_is_chosen(
    open_app: OpenApp, ana: int, tmp_path: Path
) -> None:
    async with open_app(**REAL) as pilot:
        await open_page(pilot, ana)
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Everything held")
        await pilot.press("right")
        await write_into(pilot, tmp_path)
    assert [path.name for path in tmp_path.glob("portable*")] == [f"portable-data-C-{ana}-2026-11-22.zip"]


async def test_the_request_that_it_answers_is_in_the_heading_and_on_the_paper(
    open_app: OpenApp, vault: Vault, ana: int, tmp_path: Path
) -> None:
    request = vault.write(requests.open, RequestDraft("access", date(2026, 11, 20), customer=ana))
    async with open_app(**REAL) as pilot:
        await open_page(pilot, ana, request)
        assert f"for D-{request}, due 21 Dec 2026" in screen_text(pilot.app)
        await until_ready(pilot, "Nobody noted how they showed who they are.")
        await pilot.press("ctrl+s")
        await write_into(pilot, tmp_path, sure=True)
        await pilot.press("enter")
        await until_ready(pilot, "I checked")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Noted" in screen_text(pilot.app))
    (pdf,) = tmp_path.glob("access-report-*.pdf")
    assert f"D-{request}" in text_of(pdf.read_bytes())
    assert any("Handed over" in event.body for event in vault.read(requests.card, request).events)


async def test_the_customers_page_leads_to_the_review(open_app: OpenApp, ana: int) -> None:
    async with open_app(**REAL) as pilot:
        pilot.app.open_record(f"C-{ana}")  # type: ignore[attr-defined]
        await until_ready(pilot, "ana@example.com")
        await pilot.press("ctrl+p")
        await until_ready(pilot, "passages go out")


async def test_its_keys_are_in_its_help(open_app: OpenApp, ana: int) -> None:
    async with open_app(size=WIDE, **REAL) as pilot:
        await open_page(pilot, ana)
        await pilot.press("f1")
        await until_ready(pilot, "Everything can be clicked")
        await pilot.press("end")
        await until_ready(pilot, "Take out a passage that is not on the list")
