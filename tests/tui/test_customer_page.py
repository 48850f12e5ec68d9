"""A customer's page: facts, parts, and everything that can be done from it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.shop import consent, customers
from shopcrm.tui.screens.customer_page import CustomerPage
from shopcrm.tui.screens.customer_peek import address_rows
from shopcrm.tui.screens.customers import CustomersScreen
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL, People, people
from tests.tui.screen_text import screen_text


@pytest.fixture
def them(vault: Vault) -> People:
    """Ana, Björn and [/]."""
    return people(vault)


async def to_page(pilot: Pilot[int], name: str = "ana") -> None:
    """From Today to a customer's page, as a person goes."""
    await pilot.press("2")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
    await type_in(pilot, name)
    await until_shown(pilot, "1 of ")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomerPage))
    await until_shown(pilot, "[Orders")
    await until_shown(pilot, "Notes")


async def to_part(pilot: Pilot[int], part: str) -> None:
    while pilot.app.screen.query_one(TabRow).value != part:
        await pilot.press("right")
    await pilot.pause()


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_page_and_its_parts_fit(open_app: OpenApp, them: People, size: tuple[int, int], width: int) -> None:
    async with open_app(size=size, **REAL) as pilot:
        await to_page(pilot)
        await until_shown(pilot, "[Orders 2]")
        await until_golden(pilot, f"customer_{width}")
        await to_part(pilot, "contact")
        await until_shown(pilot, "Has not said yes")
        await until_golden(pilot, f"customer_contact_{width}")


async def test_a_page_that_becomes_narrow_is_drawn_as_if_it_were_opened_so(open_app: OpenApp, them: People) -> None:
    async with open_app(size=WIDE, **REAL) as pilot:
        await to_page(pilot)
        await until_shown(pilot, "[Orders 2]")
        await pilot.resize_terminal(*NARROW)
        await until_golden(pilot, "customer_80")


async def test_the_arrows_show_one_part_after_the_other(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await until_shown(pilot, "[Orders 2]")
        await pilot.press("right")
        await until_shown(pilot, "Paid, card")
        await pilot.press("right")
        await until_shown(pilot, "No store credit")
        await pilot.press("right")
        await until_shown(pilot, "[Returns]")
        await pilot.press("right")
        await until_shown(pilot, "[Tickets]")
        await pilot.press("right")
        await until_shown(pilot, "There is no loyalty programme")
        await pilot.press("right")
        await until_shown(pilot, "Nothing stands out that goes with what they bought.")
        await pilot.press("right")
        await until_shown(pilot, "Has not said yes to reminders.")
        await pilot.press("right")
        await until_shown(pilot, "No notes yet")
        await pilot.press("right")
        await until_shown(pilot, "Add a customer")
        await pilot.press("right")
        await until_shown(pilot, "[Orders 2]")


async def test_enter_opens_the_marked_order_and_esc_comes_back(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await until_shown(pilot, "[Orders 2]")
        await pilot.press("enter")
        await until_shown(pilot, "Rose bouquet, large")
        await pilot.press("escape")
        await until_shown(pilot, "[Orders 2]")


async def test_a_note_is_added_shown_and_taken_back(open_app: OpenApp, vault: Vault, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f5")
        await until_shown(pilot, "New note")
        await type_in(pilot, "Likes lilies")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[Notes 1]")
        await until_shown(pilot, "Likes lilies")
        assert vault.read(customers.notes_of, them.ana)[0].body == "Likes lilies"
        await pilot.press("ctrl+z")
        await until_shown(pilot, "No notes yet")


async def test_an_answer_is_recorded_with_method_and_proof_and_says_what_it_did(
    open_app: OpenApp, vault: Vault, them: People
) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f6")
        await until_shown(pilot, "( ) Yes  ( ) Stop")
        await pilot.press("tab", "tab", "right")
        await until_shown(pilot, "They were asked: “May we, Corner Flowers, send")
        await pilot.press("right", "tab", "right", "tab", "tab")
        await type_in(pilot, "letter 7")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[Contact 3]")
        said = vault.read(consent.history, them.ana)[0]
        assert (said.purpose, said.channel, said.answer) == ("marketing", "email", "withdraw")
        assert (said.method, said.evidence) == ("by telephone", "letter 7")
        await until_shown(pilot, "Took back any yes to offers and news on 22 Nov 2026")


async def test_no_answer_is_preset_and_a_yes_after_a_no_needs_proof(
    open_app: OpenApp, vault: Vault, them: People
) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f6")
        await until_shown(pilot, "( ) Yes  ( ) Stop")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Answer: Choose one.")
        pilot.app.screen.query_one("#field-channel").focus()
        await pilot.press("right", "tab", "right")
        await until_shown(pilot, "! They have said no. Only their own yes, with proof, counts.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Proof: After a no, a yes needs proof.")
        assert len(vault.read(consent.history, them.ana)) == 2
        await type_in(pilot, "her letter")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[Contact 3]")
        assert vault.read(consent.may_contact, them.ana, "marketing", "sms").allowed


async def test_an_answer_from_the_future_is_pointed_at(open_app: OpenApp, vault: Vault, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f6")
        await until_shown(pilot, "* When")
        pilot.app.screen.query_one("#field-answer").focus()
        await pilot.press("right")
        pilot.app.screen.query_one("#field-at").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "24/11/2026")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "cannot be from the future")
        assert len(vault.read(consent.history, them.ana)) == 2


async def test_why_a_message_is_not_allowed_is_told(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await to_part(pilot, "contact")
        await until_shown(pilot, "Said no to offers and news on 22 Nov 2026.")
        await until_shown(pilot, "Said yes on 22 Nov 2026. (at the counter, form 12")


async def test_a_value_is_copied_from_the_menu(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f7")
        await until_shown(pilot, "Ana Smith 1 High Street Leeds LS1 1AA")
        await until_golden(pilot, "copy_80")
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: pilot.app.clipboard == "ana@example.com")


async def test_putting_away_is_taken_back_by_undo(open_app: OpenApp, vault: Vault, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f9")
        await until_shown(pilot, "Put away  Person")
        assert vault.read(customers.card, them.ana).status == "archived"
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Put away  Person" not in screen_text(pilot.app))
        assert vault.read(customers.card, them.ana).status == "active"


async def test_the_buttons_do_what_their_keys_do(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.click("#note")
        await until_shown(pilot, "New note")
        await pilot.press("escape")
        await pilot.click("#edit")
        await until_shown(pilot, "Edit C-1001")


async def test_a_new_order_is_for_this_customer(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("ctrl+n")
        await until_shown(pilot, "New order")
        await until_shown(pilot, "Ana Smith")


async def test_the_data_report_is_written_where_asked_and_says_what_to_mind(
    open_app: OpenApp, them: People, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("ctrl+p")
        await until_ready(pilot, "passages go out")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Asked on")
        await pilot.press("tab", "ctrl+a")
        await type_in(pilot, str(tmp_path / "nowhere"))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "There is no such folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(folder))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✓ Written")
        assert "[ Print it ]" in screen_text(pilot.app)
    assert sorted(path.suffix for path in folder.iterdir()) == [".pdf", ".zip"]


async def test_a_page_of_somebody_called_like_markup_opens(open_app: OpenApp, vault: Vault, them: People) -> None:
    vault.write(customers.add_note, them.markup, "[/] [red]\tnot markup\n\u202ebackwards")
    async with open_app(**REAL) as pilot:
        await to_page(pilot, "jones")
        await to_part(pilot, "notes")
        await until_shown(pilot, "[/] [red]")


async def test_an_address_keeps_its_postcode_whole_and_names_only_another_country(vault: Vault) -> None:
    home = customers.AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA", country="GB")
    away = customers.AddressDraft("2 Rue Haute", town="Lille", country="FR")
    draft = customers.CustomerDraft("Ana", addresses=(home, away))
    one = vault.read(customers.card, vault.write(customers.add, draft))
    rows = [[row.plain for row in address_rows(address, "GB")] for address in one.addresses]
    assert sorted(rows) == [["1 High Street", "Leeds, LS1 1AA"], ["2 Rue Haute", "Lille, FR"]]


async def test_help_says_that_there_is_more_below(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await to_page(pilot)
        await pilot.press("f1")
        await until_shown(pilot, "more ↓")
        await pilot.press("end")
        await until(pilot, lambda: "more ↓" not in screen_text(pilot.app))


async def test_a_key_pressed_before_a_customer_is_read_waits_for_it(open_app: OpenApp, them: People) -> None:
    async with open_app(**REAL) as pilot:
        await pilot.app.push_screen(CustomerPage(them.ana))
        pilot.app.simulate_key("f4")
        await until_shown(pilot, f"Edit C-{them.ana}")
