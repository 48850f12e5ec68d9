"""Opening hours and promises, saved replies and short notes, as a shopkeeper sets them."""

from datetime import date

import pytest
from textual.pilot import Pilot

from shopcrm.shop import tickets
from shopcrm.shop.tickets import KnowledgeDraft, SavedReplyDraft, knowledge, replies
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


async def place(pilot: Pilot[int], name: str, words: str) -> None:
    """To a place below More."""
    pilot.app.go_to_place(name)  # type: ignore[attr-defined]
    await until_ready(pilot, words)


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_policy_stands_on_one_screen(open_app: OpenApp, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size, **REAL) as pilot:
        await place(pilot, "service", "Solve, low")
        await until_golden(pilot, f"policy_{name}")


async def test_hours_with_a_lunch_break_closed_days_and_promises_are_typed_and_kept(
    open_app: OpenApp, vault: Vault
) -> None:
    async with open_app(**REAL) as pilot:
        await place(pilot, "service", "Solve, low")
        await pilot.press("ctrl+a")
        await type_in(pilot, "13:30-17:30, 9-12:30")
        await pilot.press(*["tab"] * 7)
        await type_in(pilot, "24 dec to 26 dec")
        await pilot.press("tab", "space", "tab", "ctrl+a")
        await type_in(pilot, "90 min")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "New tickets follow it")
        kept = vault.read(tickets.policy)
        assert kept.hours[0] == ((540, 750), (810, 1050))
        assert kept.closed_days == (date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26))
        assert not kept.keeps_holidays
        assert kept.first_response.urgent == 90
        await pilot.press("ctrl+z")
        await until(pilot, lambda: vault.read(tickets.policy) == tickets.DEFAULT)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9-12:30, 12-17", "overlap"),
        ("9-9", "no time at all"),
        ("17-9", "ends before it begins"),
        ("all day", "is not a time"),
    ],
)
async def test_hours_that_cannot_be_are_refused_in_words_and_nothing_changes(
    open_app: OpenApp, vault: Vault, typed: str, words: str
) -> None:
    async with open_app(**REAL) as pilot:
        await place(pilot, "service", "Solve, low")
        await pilot.press("ctrl+a")
        await type_in(pilot, typed)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 thing to fix")
        assert words in screen_text(pilot.app)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-day-0"
    assert vault.read(tickets.policy) == tickets.DEFAULT


async def test_a_shop_that_is_never_open_and_a_promise_of_nothing_are_refused(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await place(pilot, "service", "Solve, low")
        for _ in range(6):
            await pilot.press("ctrl+a", "backspace", "tab")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "never open")
        await pilot.press("ctrl+a")
        await type_in(pilot, "9-17")
        pilot.app.screen.query_one("#field-resolution-low").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, "0 min")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "no time to answer in")
    assert vault.read(tickets.policy) == tickets.DEFAULT


async def test_leaving_the_policy_half_changed_asks(open_app: OpenApp) -> None:
    async with open_app(**REAL) as pilot:
        await place(pilot, "service", "Solve, low")
        await pilot.press("ctrl+a", "8", "escape")
        await until_shown(pilot, "Keep editing")


async def test_a_saved_reply_is_added_changed_and_put_away(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await place(pilot, "saved-replies", "[ New saved reply ]")
        await pilot.press("enter")
        await until_ready(pilot, "{first name}")
        await type_in(pilot, "Thanks")
        await pilot.press("tab")
        await type_in(pilot, "Dear {vorname},")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "no merge field {vorname}")
        await pilot.press("ctrl+a")
        await type_in(pilot, "Dear {first name}, thank you.")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "▸ Thanks")
        await pilot.press("enter")
        await until_ready(pilot, "Change the saved reply")
        await type_in(pilot, "!")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "▸ Thanks!")
        assert vault.read(replies.listed)[0].body == "Dear {first name}, thank you."
        await pilot.press("f9")
        await until_shown(pilot, "[ New saved reply ]")
        assert vault.read(replies.listed) == ()
        await pilot.press("ctrl+z")
        await until_shown(pilot, "▸ Thanks!")


async def test_short_notes_stand_beside_the_replies(open_app: OpenApp, vault: Vault) -> None:
    vault.write(replies.add, SavedReplyDraft("[/] [bold]x", "[@click=app.quit]y[/]"))
    vault.write(knowledge.add, KnowledgeDraft("Lost parcels", "Ask the carrier.", "missing"))
    async with open_app(**REAL) as pilot:
        await place(pilot, "saved-replies", "[@click=app.quit]y[/]")
        await pilot.press("shift+tab", "shift+tab", "right")
        await until_shown(pilot, "Found by: missing")
        await pilot.press("f2")
        await until_ready(pilot, "New note")
        await type_in(pilot, "Lost parcels")
        await pilot.press("tab", "x", "ctrl+s")
        await until_shown(pilot, "Another note has that title")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_screen_of_saved_replies(open_app: OpenApp, vault: Vault, size: tuple[int, int], name: str) -> None:
    vault.write(replies.add, SavedReplyDraft("On its way", "Dear {first name},\n\n{order} is on its way."))
    vault.write(replies.add, SavedReplyDraft("Sorry", "We are sorry."))
    async with open_app(size=size, **REAL) as pilot:
        await place(pilot, "saved-replies", "is on its way.")
        await until_golden(pilot, f"saved_replies_{name}")
