"""Requests: the register, the form for a new one, and the page that leads through it, as a shopkeeper does it."""

import json
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.privacy import erasure, requests
from shopcrm.privacy.requests import DataRequest, Right
from shopcrm.shop import consent
from shopcrm.tui.forms.request_form import RequestForm
from shopcrm.tui.widgets.choice_row import ChoiceRow
from tests.conftest import MakeVault
from tests.papers.reading import text_of
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.requests_desk import Desk, desk, enter
from tests.tui.screen_text import screen_text

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.fixture
def shop(make_vault: MakeVault, tmp_path: Path) -> Desk:
    """Six requests on a Sunday morning."""
    return desk(make_vault, tmp_path / "requests")


def held(shop: Desk, request: int) -> DataRequest:
    return shop.vault.read(requests.card, request)


async def fill(pilot: Pilot[int], field: str, words: str) -> None:
    """Type into a field of the form on top, in place of what stands there."""
    pilot.app.screen.query_one(f"#field-{field}").focus()
    await pilot.press("ctrl+a", "backspace")
    await type_in(pilot, words)


async def fill_find(pilot: Pilot[int], words: str) -> None:
    """Type into Find in place of what stands there."""
    await pilot.press("ctrl+a", "backspace")
    await type_in(pilot, words)


async def golden(pilot: Pilot[int], name: str) -> None:
    """The screen reads as it did, once it stands still: a scroll bar is drawn after what it scrolls."""
    before = ""
    while before != screen_text(pilot.app):
        before = screen_text(pilot.app)
        await pilot.pause(0.2)
    await until_golden(pilot, name)


async def to_list(pilot: Pilot[int]) -> None:
    """To the register."""
    await pilot.press("6")
    await until_ready(pilot, "Records that are seen")
    await pilot.press("enter")
    await until_ready(pilot, "the soonest due first")


async def to_page(pilot: Pilot[int], request: int, words: str = "1 Find") -> None:
    """To the page of a request."""
    pilot.app.open_record(f"D-{request}")  # type: ignore[attr-defined]
    await until_ready(pilot, words)


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_register(open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await until_shown(pilot, "Received Sunday 18 October")
        await golden(pilot, f"requests_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("access", "In the book twice?"),
        ("late", "days late"),
        ("waiting", "Not started"),
        ("complaint", "Tell them within 30 days"),
        ("stranger", "Find the record of who asks"),
        ("done", "Tell those who had the data"),
    ],
)
async def test_the_page_at_each_stage(
    open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str, which: str, words: str
) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, getattr(shop, which))
        if which == "access":
            await pilot.press("left")
        await until_shown(pilot, words)
        await golden(pilot, f"request_{which}_{name}")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_a_new_request_says_when_it_is_due_before_it_is_saved(
    open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str
) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "Answer by Tuesday 22 Dec 2026")
        await pilot.press("tab")
        await type_in(pilot, "smith")
        await until_shown(pilot, "Which one?")
        await golden(pilot, f"request_offer_{name}")
        await pilot.press("enter")
        await until_shown(pilot, "D-1004 asks the same")
        await golden(pilot, f"request_new_{name}")


async def test_the_register_shows_what_is_late_what_is_done_and_complaints(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        pilot.app.screen.query_one("#which").focus()
        for words, listed in (("1 request", "D-1001"), ("1 request", "Complaint"), ("1 request", "! 3 things left")):
            await pilot.press("right")
            await until_shown(pilot, listed)
            await until_shown(pilot, words)
        await pilot.press("right")
        await until_shown(pilot, "6 requests")
        await pilot.press("ctrl+f")
        await type_in(pilot, "cleo")
        await until_shown(pilot, "2 requests")
        await fill_find(pilot, "qqq")
        await until_shown(pilot, "No request for “qqq”.")
        assert "[ New request ]" in screen_text(pilot.app)


async def test_a_stop_to_offers_holds_as_soon_as_it_is_entered(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "They want to")
        pilot.app.screen.query_one("#field-right", ChoiceRow).value = "marketing"
        await fill(pilot, "customer", "björn")
        await until_shown(pilot, "Which one?")
        await pilot.press("enter")
        await until_shown(pilot, "D-1005 of the same person is open too")
        await fill(pilot, "received_on", "yesterday")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "2 Stop")
    made = held(shop, 1007)
    assert (made.right, made.customer_id, made.received_on) == ("marketing", shop.bjorn, date(2026, 11, 21))
    assert not shop.vault.read(consent.may_contact, shop.bjorn, "marketing", "email").allowed


async def test_what_cannot_be_entered_is_refused_in_plain_words(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "They want to")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Who asks?")
        await fill(pilot, "customer", "nobody of that name")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Choose one that is offered")
        await fill(pilot, "customer", "")
        await fill(pilot, "name", "Ana Smith")
        await until_shown(pilot, "In the book: Ana Smith, C-1001 (the same name). Is it them?")
        await fill(pilot, "received_on", "2026-12-24")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "24 Dec 2026 is still to come.")
        await fill(pilot, "received_on", "today")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "not found in the book yet")
    assert held(shop, 1007).name == "Ana Smith"


async def test_another_law_asks_whose_holidays_count(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(size=WIDE, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "They want to")
        await fill(pilot, "name", "Maeve Kelly")
        assert "Holidays of" not in screen_text(pilot.app)
        pilot.app.screen.query_one("#field-regime", ChoiceRow).value = "eu"
        await until_shown(pilot, "Name a region")
        await fill(pilot, "region", "ie")
        await until_shown(pilot, "Answer by Tuesday 22 Dec 2026")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "European Union")
    assert (held(shop, 1007).regime, held(shop, 1007).region) == ("eu", "IE")


async def test_what_is_typed_is_asked_about_before_it_is_lost_and_survives_a_lock(
    open_app: OpenApp, shop: Desk
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "They want to")
        await fill(pilot, "customer", "smith")
        await until_shown(pilot, "Which one?")
        await pilot.press("enter")
        await fill(pilot, "words", "All of it.")
        kept = json.loads(json.dumps(pilot.app.screen.draft()))  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until_ready(pilot, "Not saved yet")
        await pilot.press("escape")
        await until_ready(pilot, "Asked by")
        again = RequestForm()
        again.restore(kept)
        pilot.app.push_screen(again)
        await until_ready(pilot, "You were writing this when the shop was locked.")
        assert again.chosen("customer") == f"C-{shop.ana}"
        assert again.values()["words"] == "All of it."


async def test_how_they_showed_who_they_are_is_ticked_and_the_page_goes_on(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.waiting, "They showed it… F2")
        await pilot.press("f2")
        await until_ready(pilot, "I know them in person")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Tick what made you sure")
        await golden(pilot, "request_identity_80")
        pilot.app.screen.query_one("#field-photo").focus()
        await pilot.press("space", "ctrl+s")
        await until_shown(pilot, "[3 Erase]")
        await until_shown(pilot, "due 22 Dec (30 days left)")
        await until_shown(pilot, "✓ 2 Check identity")
    last = held(shop, shop.waiting).events[-1]
    assert (last.kind, last.body) == ("identity_shown", "I saw photo ID (no copy kept)")


async def test_a_request_of_somebody_who_never_showed_who_they_are_is_closed(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.waiting, "Never shown V")
        await pilot.press("v")
        await until_ready(pilot, "Were they reminded, and given a month?")
        await type_in(pilot, "asked twice")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✓ 4 Close")
        await until_shown(pilot, "Open again… F8")
    assert held(shop, shop.waiting).outcome == "not_identified"


async def test_proof_that_somebody_may_act_is_asked_for_and_shown(open_app: OpenApp, shop: Desk) -> None:
    request = enter(shop.vault, "access", date(2026, 11, 20), shop.bjorn, "For my father.", representative="His son")
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, request, "Ask for proof… P")
        await pilot.press("p")
        await until_ready(pilot, "That His son may act for them")
        await pilot.press("enter")
        await until_ready(pilot, "You asked whether somebody may act")
        await type_in(pilot, "A signed letter")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "waits for authority")
        await pilot.press("f2")
        await until_ready(pilot, "How shown")
        await type_in(pilot, "his father's letter")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "30 days left")
    kinds = [event.kind for event in held(shop, request).events]
    assert kinds[-2:] == ["authority_asked", "authority_shown"]


async def test_a_fee_is_asked_for_with_its_reason_and_paid(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "Fee… E")
        await pilot.press("e")
        await until_ready(pilot, "It is free as a rule")
        await pilot.press("f1")
        await until_ready(pilot, "UK GDPR Art 12(5)")
        await pilot.press("escape")
        await until_ready(pilot, "It is free as a rule")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "This must be filled in.")
        await type_in(pilot, "the fourth copy")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "waits for the fee")
        await until_ready(pilot, "Fee paid… E")
        await pilot.press("e")
        await until_ready(pilot, "Paid on")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "30 days left")


async def test_the_clock_stands_still_from_a_question_to_its_answer(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "Check identity")
        await pilot.press("right")
        await until_ready(pilot, "Ask them… F7")
        await pilot.press("f7")
        await until_ready(pilot, "You asked what they mean")
        await type_in(pilot, "One order, or all?")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "waits for an answer")
        pilot.app.clear_notifications()
        await until(pilot, lambda: "Saved\n" not in screen_text(pilot.app))
        await golden(pilot, "request_asked_80")
        shop.clock.set(25, 9)
        await pilot.press("f7")
        await until_ready(pilot, "They said what they mean")
        await type_in(pilot, "All.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "due 22 Dec (27 days left)")


async def test_longer_time_is_claimed_with_reasons_while_it_still_can_be(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.late, "They showed it… F2")
        await pilot.press("right")
        await until_ready(pilot, "Data report… F2")
        assert "Longer…" not in screen_text(pilot.app)
        await pilot.press("escape")
        await to_page(pilot, shop.access, "Check identity")
        await pilot.press("right")
        await until_ready(pilot, "Longer… F9")
        await pilot.press("f9")
        await until_ready(pilot, "Being busy is no reason")
        await type_in(pilot, "Hundreds of messages")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "due 19 Feb (89 days left)")
        assert "Longer…" not in screen_text(pilot.app)


async def test_tasks_are_added_ticked_off_and_taken_back(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.complaint, "Find out what happened")
        await pilot.press("ctrl+t")
        await until_ready(pilot, "Something to do for it")
        await type_in(pilot, "Ask Sam")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "[ ] Ask Sam")
        pilot.app.screen.query_one("#request-tasks").focus()
        await pilot.press("enter")
        await until_shown(pilot, "[x] Find out what happened")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "[ ] Find out what happened")
        await pilot.press("f5")
        await until_ready(pilot, "Note on the request")
        await type_in(pilot, "Sam was loud.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: held(shop, shop.complaint).events[-1].body == "Sam was loud.")


async def test_a_complaint_is_acknowledged_and_the_page_goes_on(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.complaint, "Acknowledge F2")
        await pilot.press("f2")
        await until_ready(pilot, "They were told that it is here")
        await type_in(pilot, "by letter")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[4 Look into it]")
        await until_shown(pilot, "no date set")


async def test_a_letter_is_written_where_the_person_says_and_kept(
    open_app: OpenApp, shop: Desk, tmp_path: Path
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.waiting, "They showed it… F2")
        await pilot.press("ctrl+p")
        await until_ready(pilot, "Letter about D-1002")
        assert "(o) Please show who you are" in screen_text(pilot.app)
        await fill(pilot, "words", "Bring your passport.")
        await fill(pilot, "folder", str(tmp_path / "nowhere"))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "There is no such folder.")
        assert "Bring your passport." in screen_text(pilot.app)
        await fill(pilot, "folder", str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Written")
        await pilot.press("enter")
        await until_ready(pilot, "They showed it… F2")
    assert "Bring your passport." in text_of((tmp_path / "D-1002-identity.pdf").read_bytes())
    assert held(shop, shop.waiting).events[-1].kind == "letter"


async def test_whose_it_is_is_found_and_a_double_is_compared(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.stranger, "Whose it is… F2")
        await pilot.press("f2")
        await until_ready(pilot, "They gave: Pat Noel, pat@example.com")
        await type_in(pilot, "ana")
        await until_shown(pilot, "Which one?")
        await pilot.press("enter")
        await until_shown(pilot, "May be in the book twice: Ana Smith C-1002")
        await golden(pilot, "request_whose_80")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[2 Check identity]")
        await pilot.press("left")
        await until_ready(pilot, "Compare F2")
        await pilot.press("o")
        await until_ready(pilot, "D-1004 · Ana Smith")
        await pilot.press("escape")
        await until_ready(pilot, "Compare F2")
        await pilot.press("f2")
        await until_ready(pilot, "Goes into it")
    assert held(shop, shop.stranger).customer_id == shop.ana


@pytest.mark.parametrize(
    ("right", "button", "words"),
    [
        ("access", "Data report…", "for D-1007"),
        ("portability", "Files for them…", "for D-1007"),
        ("rectification", "Correct…", "Edit C-1003"),
        ("erasure", "Erase…", "This is the plan"),
        ("restriction", "Restrict…", "Being checked"),
        ("objection", "Their answers", "Björn Jones"),
        ("marketing", "Their answers", "Björn Jones"),
        ("automated", "What is reckoned", "Outlook"),
    ],
)
async def test_each_right_leads_to_its_deed(
    open_app: OpenApp, shop: Desk, right: Right, button: str, words: str
) -> None:
    request = enter(shop.vault, right, date(2026, 11, 20), shop.bjorn, "Please.")
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, request)
        if right != "marketing":
            await pilot.press("right")
        await until_ready(pilot, f"[ {button} F2 ]")
        page = pilot.app.screen
        await pilot.press("f4")
        await until(pilot, lambda: pilot.app.screen is not page)
        await until_ready(pilot, words)


async def test_a_refusal_needs_its_reasons_and_can_be_opened_again(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "Check identity")
        await pilot.press("f8")
        await until_ready(pilot, "Close D-1004")
        assert "Identity never shown" not in screen_text(pilot.app)
        await pilot.press("right", "right")
        await until_shown(pilot, "where to complain")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The person must be told why.")
        await golden(pilot, "request_close_80")
        await fill(pilot, "words", "The same as in May.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✓ 4 Close")
        await pilot.press("f8")
        await until_ready(pilot, "Open it again")
        await type_in(pilot, "They came back")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "[2 Check identity]")
    assert held(shop, shop.access).state == "open"


async def test_closing_says_what_is_not_on_record_and_asks_why_it_is_done_all_the_same(
    open_app: OpenApp, shop: Desk
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "Check identity")
        await pilot.press("f8")
        await until_ready(pilot, "! No report was written since they asked.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "say why it is done.")
        await fill(pilot, "words", "Read to her.")
        await fill(pilot, "anyway", "An old friend.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✓ 4 Close")
    assert any("An old friend." in event.body for event in held(shop, shop.access).events)


async def test_a_double_is_closed_only_by_naming_the_other(open_app: OpenApp, shop: Desk) -> None:
    other = enter(shop.vault, "access", date(2026, 11, 21), shop.ana, "Again.")
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, other, "D-1004 asks the same")
        await pilot.press("f8")
        await until_ready(pilot, "Close D-1007")
        await pilot.press("left")
        await until_shown(pilot, "Theirs are D-1004")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The same as which request?")
        await fill(pilot, "words", "D-1004")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "✓ 4 Close")
    assert held(shop, other).outcome == "duplicate"


async def test_those_who_had_the_data_are_told(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.done, "Told others… F2")
        await pilot.press("f2")
        await until_ready(pilot, "You told those who had the data")
        await type_in(pilot, "Nobody had it.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[x] Tell those")


async def test_the_day_it_came_is_put_right_before_anything_was_done(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "Check identity")
        await pilot.press("left")
        await until_ready(pilot, "Came on… D")
        await pilot.press("d")
        await until_ready(pilot, "It came on another day")
        await type_in(pilot, "the postmark")
        await fill(pilot, "on", "17 nov")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "due 17 Dec (25 days left)")


async def test_leaving_a_request_loses_nothing_and_its_keys_are_in_its_help(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(size=WIDE, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("enter")
        await until_ready(pilot, "They showed it… F2")
        assert not pilot.app.screen.unsaved  # type: ignore[attr-defined]
        await pilot.press("f1")
        await until_ready(pilot, "Everything is saved at once")
        await pilot.press("end")
        await until_shown(pilot, "You asked who they are, or whether they may act")
        await pilot.press("escape")
        await until_ready(pilot, "They showed it… F2")
        await pilot.press("escape")
        await until_ready(pilot, "the soonest due first")


async def test_a_step_is_shown_by_a_click_and_by_its_buttons(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.access, "[2 Check identity]")
        await pilot.click("#do-next-step")
        await until_shown(pilot, "[3 Answer]")
        await pilot.click("#do-back-step")
        await until_shown(pilot, "[2 Check identity]")
        await pilot.click("#request-steps", offset=(3, 0))
        await until_shown(pilot, "[✓ 1 Find]")
        await pilot.press("left")
        await until_shown(pilot, "[✓ 1 Find]")


async def test_once_the_record_is_erased_there_is_only_to_close(open_app: OpenApp, shop: Desk) -> None:
    cleo = held(shop, shop.waiting).customer_id
    assert cleo is not None
    shop.vault.write(requests.show_identity, shop.waiting, "passport seen")
    shop.vault.write(erasure.erase, erasure.ErasureDraft(cleo, "Marsh", "asked for it", shop.waiting))
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.waiting, "Close… F2")
        await until_shown(pilot, "Erase the record")
        await pilot.press("left")
        await until_shown(pilot, "[✓ 3 Erase]")
        assert "[ Erase…" not in screen_text(pilot.app)


async def test_today_and_go_to_open_a_request(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await until_shown(pilot, "Answer D-1001 of Björn Jones")
        await pilot.press("ctrl+g")
        await until_ready(pilot, "Go to")
        await type_in(pilot, "D-1005")
        await until_shown(pilot, "Request D-1005: complaint")
        await pilot.press("enter")
        await until_ready(pilot, "[3 Acknowledge]")


async def test_the_customers_menu_enters_a_request_and_lists_those_made(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"C-{shop.bjorn}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Contact")
        await pilot.press("f12")
        await until_ready(pilot, "Requests: those they made")
        await pilot.press("r", "r", "enter")
        await until_ready(pilot, "D-1001: See their data · ! 4 days late")
        await pilot.press("escape")
        await until_ready(pilot, "Contact")
        await pilot.press("f12")
        await until_ready(pilot, "Requests: new request")
        await pilot.press("r", "enter")
        await until_ready(pilot, "They want to")
        assert "Björn Jones" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await until_ready(pilot, "[2 Check identity]")
    assert held(shop, 1007).customer_id == shop.bjorn
