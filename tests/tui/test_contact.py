"""Contact: the grid of one customer's answers, why or why not, wordings, old answers, and other grounds."""

from pathlib import Path

import pytest

from shopcrm.shop import consent, customers, wordings
from shopcrm.shop.consent import BasisDraft, ConsentDraft
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL, people, someone
from tests.tui.screen_text import screen_text

each_size = pytest.mark.parametrize(("size", "name"), [(NARROW, "80"), (WIDE, "120")], ids=["80x24", "120x34"])
Size = tuple[int, int]
WEIGHED = BasisDraft(
    "marketing",
    "legitimate_interest",
    "Tell regulars when the Christmas wreaths are here",
    "The window reaches only those who pass, and most live elsewhere",
    "Twice a year, they know us, and every letter says how to stop",
    "post",
)


def at(app: object, customer: int) -> None:
    """Show the grid of a customer."""
    from shopcrm.tui.screens.consent_page import ConsentPage

    app.push_screen(ConsentPage(customer))  # type: ignore[attr-defined]


@each_size
async def test_the_grid_says_what_was_said_and_why_or_why_not(
    open_app: OpenApp, vault: Vault, size: Size, name: str
) -> None:
    ana = people(vault).ana
    vault.write(consent.ask, ana, "feedback", "email", "on a form")
    async with open_app(size=size, **REAL) as pilot:
        at(pilot.app, ana)
        await until_ready(pilot, "YES 22 Nov 2026")
        await until_shown(pilot, "form 12")
        await until_golden(pilot, f"consent_yes_{name}")
        await pilot.press("down")
        await until_shown(pilot, "do-not-contact list")
        await until_golden(pilot, f"consent_no_{name}")


async def test_a_yes_and_a_stop_take_two_keys(open_app: OpenApp, vault: Vault) -> None:
    bjorn = people(vault).bjorn
    async with open_app(**REAL) as pilot:
        at(pilot.app, bjorn)
        await until_ready(pilot, "not asked")
        await pilot.press("down", "f5")
        await until_ready(pilot, "Yes to offers and news by text message?")
        await until_golden(pilot, "consent_two_keys_80")
        await pilot.press("enter")
        await until_shown(pilot, "YES 22 Nov 2026")
        assert vault.read(consent.may_contact, bjorn, "marketing", "sms").allowed
        await pilot.press("f8")
        await until_ready(pilot, "Stop offers and news by text message?")
        await pilot.press("enter")
        await until_shown(pilot, "NO 22 Nov 2026")
        assert not vault.read(consent.may_contact, bjorn, "marketing", "sms").allowed


async def test_after_a_no_a_yes_asks_for_its_proof(open_app: OpenApp, vault: Vault) -> None:
    ana = people(vault).ana
    async with open_app(**REAL) as pilot:
        at(pilot.app, ana)
        await until_ready(pilot, "NEVER 22 Nov 2026")
        await pilot.press("down", "f5")
        await until_ready(pilot, "Only their own yes, with proof, counts")


async def test_a_question_is_asked_and_confirmed(open_app: OpenApp, vault: Vault) -> None:
    bjorn = people(vault).bjorn
    async with open_app(**REAL) as pilot:
        at(pilot.app, bjorn)
        await until_ready(pilot, "not asked")
        await pilot.press("f12")
        await until_ready(pilot, "double opt-in")
        await until_golden(pilot, "consent_more_80")
        await pilot.press("enter")
        await until_ready(pilot, "Signed up for")
        await pilot.press("enter")
        await until_shown(pilot, "to be confirmed")
        await pilot.press("f12")
        await until_ready(pilot, "They confirmed")
        await pilot.press("enter")
        await until_ready(pilot, "Question and answer together")
        await pilot.press("enter")
        await until(pilot, lambda: vault.read(consent.current, bjorn))
        assert "double opt-in" in vault.read(consent.current, bjorn)[0].evidence


async def test_a_soft_opt_in_comes_with_its_sale(open_app: OpenApp, vault: Vault) -> None:
    bjorn = people(vault).bjorn
    async with open_app(**REAL) as pilot:
        at(pilot.app, bjorn)
        await until_ready(pilot, "not asked")
        await pilot.press("f12")
        await until_ready(pilot, "double opt-in")
        await pilot.press("b", "enter")
        await until_ready(pilot, "2026-11-16")
        await pilot.press("tab")
        await type_in(pilot, "wreaths")
        await until_golden(pilot, "consent_soft_80")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "SALE 22 Nov 2026")
        (answer,) = vault.read(consent.current, bjorn)
        assert answer.soft is not None
        assert (answer.soft.family, answer.soft.order) == ("wreaths", 1003)


async def test_a_file_is_kept_as_proof(open_app: OpenApp, vault: Vault, tmp_path: Path) -> None:
    ana = people(vault).ana
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(b"%PDF signed")
    async with open_app(**REAL) as pilot:
        at(pilot.app, ana)
        await until_ready(pilot, "form 12")
        await pilot.press("f12")
        await until_ready(pilot, "double opt-in")
        await pilot.press("k", "enter")
        await until_ready(pilot, "Keep a document as proof")
        await type_in(pilot, str(slip))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "F-1001 slip.pdf")


async def test_a_company_and_its_number_are_noted(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    hotel = vault.write(customers.add, someone("", "", "07700 900555", company="Rose Hotel", kind="business"))
    async with open_app(**REAL) as pilot:
        at(pilot.app, hotel)
        await until_ready(pilot, "a business")
        await pilot.press("f12")
        await until_ready(pilot, "What kind of business")
        await pilot.press("w", "enter")
        await until_ready(pilot, "A sole trader")
        await pilot.press("end", "enter")
        await until_shown(pilot, "a limited company")
        await pilot.press("down", "down", "f12")
        await until_ready(pilot, "TPS list: not listed")
        await pilot.press("l", "enter")
        await until(pilot, lambda: vault.read(consent.tps_checks, hotel))


async def test_who_wants_to_be_left_alone_is(open_app: OpenApp, vault: Vault) -> None:
    ana = people(vault).ana
    async with open_app(**REAL) as pilot:
        at(pilot.app, ana)
        await until_ready(pilot, "form 12")
        await pilot.press("f12")
        await until_ready(pilot, "double opt-in")
        await pilot.press("end", "enter")
        await until_ready(pilot, "Leave this customer alone?")
        await pilot.press("enter")
        await until(pilot, lambda: len(vault.read(consent.current, ana)) == 15)


@each_size
async def test_contact_lists_who_may_be_sent_offers(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    people(vault)
    async with open_app(size=size, **REAL) as pilot:
        pilot.app.go_to_place("contact")  # type: ignore[attr-defined]
        await until_ready(pilot, "Offers to")
        await until_shown(pilot, "Jones")
        await type_in(pilot, "smith")
        await until(pilot, lambda: "Jones" not in screen_text(pilot.app))
        await until_golden(pilot, f"contact_{name}")
        await pilot.press("enter")
        await until_ready(pilot, "YES 22 Nov 2026")


@each_size
async def test_every_wording_is_shown_with_its_seal(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    people(vault)
    vault.write(wordings.change_wording, "marketing", "May Corner Flowers write to you? Stop at any time.")
    async with open_app(size=size, **REAL) as pilot:
        pilot.app.go_to_place("wordings")  # type: ignore[attr-defined]
        await until_ready(pilot, "The text is unchanged")
        await until_golden(pilot, f"wordings_{name}")
        await pilot.press("f4")
        await until_ready(pilot, "They are asked")
        await type_in(pilot, "Hello. ")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(vault.read(wordings.versions)) == 3)


@each_size
async def test_old_answers_are_kept_with_a_reason_or_stopped(
    open_app: OpenApp, vault: Vault, size: Size, name: str
) -> None:
    who = people(vault)
    for customer, on in ((who.bjorn, "2023-05-03"), (who.markup, "2024-02-01")):
        vault.write(consent.record, ConsentDraft(customer, "marketing", "sms", "grant", "by letter", "letter", on))
    async with open_app(size=size, **REAL) as pilot:
        pilot.app.go_to_place("consent-reviews")  # type: ignore[attr-defined]
        await until_ready(pilot, "2 to look at")
        await until_shown(pilot, "Said yes on 3 May 2023")
        await until_golden(pilot, f"consent_reviews_{name}")
        await pilot.press("f6")
        await until_ready(pilot, "It still counts")
        await type_in(pilot, "Comes every week")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 to look at")
        await pilot.press("f8")
        await until_ready(pilot, "Stop offers and news by text message?")
        await pilot.press("enter")
        await until_shown(pilot, "None is due")


@each_size
async def test_grounds_are_weighed_and_ended(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    vault.write(consent.set_basis, WEIGHED)
    async with open_app(size=size, **REAL) as pilot:
        pilot.app.go_to_place("lawful-bases")  # type: ignore[attr-defined]
        await until_ready(pilot, "Twice a year")
        await until_golden(pilot, f"lawful_bases_{name}")
        await pilot.press("f4")
        await until_ready(pilot, "Weigh a ground")
        await until_golden(pilot, f"basis_form_{name}")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: len(vault.read(consent.bases, ended=True)) == 2)
        await until_ready(pilot, "ended")
        await pilot.press("f9")
        await until_ready(pilot, "End the ground")
        await pilot.press("enter")
        await until(pilot, lambda: not vault.read(consent.bases))


async def test_a_ground_with_a_part_missing_stays_on_the_form(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        pilot.app.go_to_place("lawful-bases")  # type: ignore[attr-defined]
        await until_ready(pilot, "No ground but consent")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "Weigh a ground")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "2 things to fix")


async def test_the_menu_of_a_customer_leads_to_the_grid(open_app: OpenApp, vault: Vault) -> None:
    ana = people(vault).ana
    async with open_app(**REAL) as pilot:
        pilot.app.open_record(f"C-{ana}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Contact 2")
        await pilot.press("f12")
        await until_ready(pilot, "Contact: what they said")
        await pilot.press("c", "enter")
        await until_ready(pilot, "form 12")
