"""Tickets: the inbox, one ticket's page, replies and what else happens on it, as a shopkeeper does it."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, orders, tickets
from shopcrm.shop.customers import RestrictionDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import Ticket, TicketFilter, replies
from shopcrm.tui.widgets.tab_row import TabRow
from tests.conftest import MakeVault
from tests.tui import returns_desk
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text
from tests.tui.tickets_desk import Desk, desk

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.fixture
def shop(make_vault: MakeVault, tmp_path: Path) -> Desk:
    """Four tickets on a Friday morning."""
    return desk(make_vault, tmp_path / "tickets")


@pytest.fixture
def counter(open_app: OpenApp, shop: Desk) -> OpenApp:
    """Opens the application on these tickets."""

    def start(**options: object) -> object:
        return open_app(book=shop.vault, clock=shop.clock, **REAL, **options)

    return start  # type: ignore[return-value]


def held(shop: Desk, ticket: int) -> Ticket:
    return shop.vault.read(tickets.card, ticket)


async def inbox(pilot: Pilot[int]) -> None:
    """To the list of tickets."""
    await pilot.press("5")
    await until_ready(pilot, "(o) Inbox")
    await until_shown(pilot, "T-1002")


async def page(pilot: Pilot[int], ticket: int) -> None:
    """To the page of a ticket."""
    pilot.app.open_record(f"T-{ticket}")  # type: ignore[attr-defined]
    await until_ready(pilot, "[ Note F5 ]")
    await until_shown(pilot, f" T-{ticket} · ")


async def test_a_key_pressed_before_the_ticket_is_read_counts_once_it_is(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        pilot.app.open_record(f"T-{shop.vase}")  # type: ignore[attr-defined]
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_screens_of_tickets(counter: OpenApp, size: tuple[int, int], name: str) -> None:
    async with counter(size=size) as pilot:
        await inbox(pilot)
        await until_shown(pilot, "First reply: ! late")
        await until_golden(pilot, f"tickets_{name}")
        await pilot.press("down", "down", "enter")
        await until_shown(pilot, "still is not here")
        await until_golden(pilot, f"ticket_{name}")
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        await pilot.press("f5")
        await until_shown(pilot, "your order O-1001 is on its way")
        await until_golden(pilot, f"ticket_pick_{name}")
        await pilot.press("enter")
        await until_shown(pilot, "Copy and record")
        await until_golden(pilot, f"ticket_reply_{name}")


async def test_the_inbox_stands_in_the_order_of_its_deadlines_and_says_the_time_left(counter: OpenApp) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        rows = [row for row in screen_text(pilot.app).splitlines() if "T-100" in row][:3]
        assert "T-1002" in rows[0]
        assert "! late by 23 h" in rows[0]
        assert "9 h 30 min left" in rows[1]
        assert "22 h 15 min left" in rows[2]


async def test_each_choice_lists_its_tickets(counter: OpenApp, shop: Desk) -> None:
    shop.vault.write(tickets.resolve, shop.markup)
    async with counter() as pilot:
        await inbox(pilot)
        await pilot.press("shift+tab")
        for words in ("waits for them", "late by", "resolved", "No ticket is closed yet", "4 tickets"):
            await pilot.press("right")
            await until_shown(pilot, words)
    assert shop.vault.read(tickets.count, TicketFilter.ALL) == 4


@pytest.mark.parametrize(
    ("typed", "found"),
    [("1003", "Open on Sunday?"), ("t-1001", "Where is my"), ("vase", "T-1002"), ("jones", "T-1002")],
)
async def test_find_takes_numbers_words_and_names(counter: OpenApp, typed: str, found: str) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, typed)
        await until_shown(pilot, "1 ticket")
        await until_shown(pilot, found)


async def test_an_empty_inbox_offers_one_button(open_app: OpenApp) -> None:
    async with open_app(**REAL) as pilot:
        await pilot.press("5")
        await until_ready(pilot, "Nobody is waiting for an answer")
        assert screen_text(pilot.app).count("[ New ticket ]") == 1


async def test_a_ticket_is_opened_from_an_order_in_two_keys(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        pilot.app.open_record(f"O-{shop.order}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Rose bouquet")
        await pilot.press("ctrl+t")
        await until_ready(pilot, "New ticket")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "T-1005 · About order O-1001")
        await pilot.press("escape")
        await until_shown(pilot, "Ticket T-1005")
    assert (held(shop, 1005).customer_id, held(shop, 1005).order_id) == (shop.ana, shop.order)


async def test_a_ticket_is_opened_from_a_return_in_two_keys(
    open_app: OpenApp, make_vault: MakeVault, tmp_path: Path
) -> None:
    back = returns_desk.desk(make_vault, tmp_path / "returns")
    async with open_app(book=back.vault, clock=back.clock, **REAL) as pilot:
        pilot.app.open_record(f"R-{back.faulty}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Ticket ]")
        await pilot.press("ctrl+t")
        await until_ready(pilot, "New ticket")
        await pilot.press("ctrl+s")
        await until_shown(pilot, f"T-1001 · About return R-{back.faulty}")
    found = back.vault.read(tickets.card, 1001)
    assert (found.customer_id, found.order_id, found.return_id) == (back.ana, back.bouquets, back.faulty)
    assert found.category == "return"


async def test_a_ticket_is_written_down_with_the_keys_alone(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New ticket")
        await type_in(pilot, "Gift card")
        await pilot.press("tab")
        await type_in(pilot, "smi")
        await until_shown(pilot, "▸ Ana Smith")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-order")
        await type_in(pilot, "10")
        await until_shown(pilot, "▸ O-1001")
        await pilot.press("enter", "tab")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-body")
        await type_in(pilot, "Do you sell them?")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "T-1005 · Gift card")
    made = held(shop, 1005)
    assert (made.customer_id, made.order_id, made.events[0].body) == (shop.ana, 1001, "Do you sell them?")


async def test_what_is_offered_can_be_clicked(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New ticket")
        await pilot.press("tab")
        await type_in(pilot, "smi")
        await until_shown(pilot, "▸ Ana Smith")
        rows = screen_text(pilot.app).splitlines()
        y = next(place for place, row in enumerate(rows) if "▸ Ana Smith" in row)
        await pilot.click(offset=(rows[y].index("Ana"), y))
        await until_shown(pilot, "▌ Ana Smith")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-order")


async def test_a_name_that_nobody_has_is_asked_about_and_nothing_is_saved(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await inbox(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "New ticket")
        await type_in(pilot, "Gift card")
        await pilot.press("tab")
        await type_in(pilot, "zzzz")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Choose one that is offered")
    assert shop.vault.read(tickets.count, TicketFilter.ALL) == 4


async def test_an_order_of_another_customer_is_refused(counter: OpenApp, shop: Desk) -> None:
    shop.vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), shop.bjorn))
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("l")
        await until_ready(pilot, "What it is about")
        await pilot.press("tab", "ctrl+a")
        await type_in(pilot, "O-1002")
        await until_shown(pilot, "▸ O-1002")
        await pilot.press("enter", "ctrl+s")
        await until_shown(pilot, "another customer")
    assert held(shop, shop.parcel).order_id == shop.order


async def test_a_saved_reply_is_seen_filled_in_before_it_is_recorded(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        await pilot.press("f5")
        await until_shown(pilot, "your order O-1001 is on its way")
        await pilot.press("enter")
        await until_shown(pilot, "▌ Dear Ana,")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Waiting for the customer")
    assert held(shop, shop.parcel).state == "waiting_customer"
    assert held(shop, shop.parcel).events[-2].body.startswith("Dear Ana,\n\nyour order O-1001")
    assert shop.vault.read(replies.listed)[0].uses == 1


async def test_a_restricted_person_is_answered_once_it_is_said_what_for(counter: OpenApp, shop: Desk) -> None:
    shop.vault.write(customers.restrict, RestrictionDraft(shop.ana, "accuracy"))
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f2")
        await until_ready(pilot, "Ana Smith's record is restricted: say what this reply is for")
        await type_in(pilot, "It comes tomorrow.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "restricted since")
        await pilot.press("enter")
        await until(pilot, lambda: "restricted since" not in screen_text(pilot.app))
        pilot.app.screen.query_one("#field-purpose").focus()
        await pilot.press("right", "ctrl+s")
        await until_shown(pilot, "Waiting for the customer")
    assert held(shop, shop.parcel).events[-2].body == "It comes tomorrow."


async def test_a_reply_with_a_gap_is_not_recorded(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        await pilot.press("f5")
        await until_ready(pilot, "Enter puts it in")
        await type_in(pilot, "return")
        await until_shown(pilot, "This ticket has nothing for return")
        await pilot.press("enter")
        await until_shown(pilot, "your return [return?]")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "“[return?]” is not filled in")
    assert held(shop, shop.parcel).state == "open"


async def test_copy_and_record_says_where_to_send_it(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        await type_in(pilot, "It comes today.")
        await pilot.press("f7")
        await until_shown(pilot, "To: ana@example.com")
        assert pilot.app.clipboard == "It comes today."
        await pilot.press("tab", "enter")
        await until(pilot, lambda: pilot.app.clipboard == "ana@example.com")
        await pilot.press("escape")
        await until_shown(pilot, "It comes today.")
    assert held(shop, shop.parcel).events[-2].kind == "reply"


async def test_notes_that_have_the_words_of_the_ticket_are_offered_beside(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.vase)
        await pilot.press("f2")
        await until_ready(pilot, "May help (F6): Broken on arrival")
        await pilot.press("f6")
        await until_shown(pilot, "Ask for a photo")
        await pilot.press("enter")
        await until_shown(pilot, "▌ Ask for a photo")
        await pilot.press("ctrl+a")
        await type_in(pilot, "Sorry!")
        await pilot.press("f6")
        await until_ready(pilot, "Enter puts it in")
        await pilot.press("enter")
        await until(pilot, lambda: str(pilot.app.screen.query_one("#field-body").text).startswith("Sorry!\n\nAsk for"))  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until_shown(pilot, "Keep editing")
        await pilot.press("escape")
        await until_shown(pilot, "▌ Ask for a photo")
    assert held(shop, shop.vase).replied_at is None


async def test_a_reply_may_resolve_and_write_down_the_answer_at_once(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        await type_in(pilot, "Here it is.")
        assert "Satisfied?" not in screen_text(pilot.app)
        await pilot.press("tab", "tab", "left")
        await until_shown(pilot, "Satisfied?")
        await pilot.press("tab", "left", "ctrl+s")
        await until_shown(pilot, "satisfied 5 of 5")
    found = held(shop, shop.parcel)
    assert (found.state, found.score, found.asked) == ("resolved", 5, True)


async def test_resolving_asks_for_satisfaction_and_once_a_quarter_for_more(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f8")
        await until_ready(pilot, "Recommend us?")
        await until_golden(pilot, "ticket_resolve_80")
        await pilot.press("right", "tab", "tab")
        await type_in(pilot, "11")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "no answer from 0 to 10")
        await pilot.press("ctrl+a")
        await type_in(pilot, "9")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[ Satisfied? F8 ]")
        await until_shown(pilot, "F8 Satisfied?  ")
        assert (held(shop, shop.parcel).asked, held(shop, shop.parcel).score) == (True, None)
        await pilot.press("f8")
        await until_ready(pilot, "Satisfied with T-1001?")
        assert "Recommend us?" not in screen_text(pilot.app)
        await pilot.press("right", "right", "right", "right", "tab")
        await type_in(pilot, "Quick!")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "satisfied 4 of 5")
    assert held(shop, shop.parcel).comment == "Quick!"
    assert [one.score for one in shop.vault.read(tickets.recommendations.of_customer, shop.ana)] == [9]


async def test_one_ctrl_z_takes_back_all_that_the_form_of_resolving_wrote(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f8")
        await until_ready(pilot, "Recommend us?")
        await pilot.press("left", "tab", "tab")
        await type_in(pilot, "9")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "satisfied 5 of 5")
        await until_shown(pilot, "Ctrl+Z takes back: Resolve T-1001")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "Taken back: Resolve T-1001")
    found = held(shop, shop.parcel)
    assert (found.state, found.score, found.asked) == ("open", None, False)
    assert shop.vault.read(tickets.recommendations.of_customer, shop.ana) == ()


async def test_what_they_write_opens_a_resolved_ticket_again(counter: OpenApp, shop: Desk) -> None:
    shop.vault.write(tickets.resolve, shop.parcel)
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f3")
        await until_ready(pilot, "They wrote or said")
        await type_in(pilot, "Still nothing")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Ana Smith · O-1001 · Open")
    assert held(shop, shop.parcel).state == "open"


async def test_a_note_is_no_reply_and_ctrl_z_takes_it_back(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.vase)
        await pilot.press("f5")
        await until_ready(pilot, "not for the customer")
        await type_in(pilot, "Photo is in the folder")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "┊ Photo is in the folder")
        assert held(shop, shop.vase).replied_at is None
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Photo is in the folder" not in screen_text(pilot.app))
        await pilot.press("ctrl+y")
        await until_shown(pilot, "There is nothing to do again.")


async def test_a_ticket_waits_and_goes_on(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f7")
        await until_ready(pilot, "Wait for whom?")
        await pilot.press("enter")
        await until_shown(pilot, "Solution: paused")
        await pilot.press("f7")
        await until_shown(pilot, "Solution: 22 h 15 min left")
        await pilot.press("f7")
        await until_ready(pilot, "Wait for whom?")
        await pilot.press("right", "enter")
        await until_shown(pilot, "Waiting for a supplier")
    assert held(shop, shop.parcel).state == "waiting_supplier"


async def test_subject_priority_and_kind_change(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("f4")
        await until_ready(pilot, "Change the ticket")
        await pilot.press("tab", "right", "ctrl+s")
        await until_shown(pilot, "! High priority")
    assert (held(shop, shop.parcel).priority, held(shop, shop.parcel).category) == ("high", "delivery")


async def test_two_tickets_become_one_and_the_other_says_where_it_went(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("m")
        await until_ready(pilot, "Merge T-1001")
        await type_in(pilot, "1003")
        await until_shown(pilot, "▸ T-1003 Open on Sunday?")
        await pilot.press("enter", "ctrl+s")
        await until_shown(pilot, "Would you come?")
        await page_of_merged(pilot, shop.hours)
        await pilot.press("o")
        await until_shown(pilot, "Where is my parcel?")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(shop, shop.hours).merged_into is None)


async def page_of_merged(pilot: Pilot[int], ticket: int) -> None:
    """To the page of a ticket that went on in another."""
    pilot.app.open_record(f"T-{ticket}")  # type: ignore[attr-defined]
    await until_ready(pilot, "! Merged into T-1001")
    await until(pilot, lambda: "[ Reply F2 ]" not in screen_text(pilot.app))


async def test_a_ticket_is_not_merged_with_another_customers(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("m")
        await until_ready(pilot, "Merge T-1001")
        await type_in(pilot, "vase")
        await until_shown(pilot, "▸ T-1002")
        await pilot.press("enter", "ctrl+s")
        await until_shown(pilot, "different customers")
    assert held(shop, shop.vase).merged_into is None


async def test_what_belongs_elsewhere_is_split_off(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        await pilot.press("s")
        await until_ready(pilot, "Split: a second ticket")
        await type_in(pilot, "The fee")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Nothing is ticked")
        await pilot.press("tab", "space", "ctrl+s")
        await until_shown(pilot, "T-1005 · The fee")
        await until_shown(pilot, "Ask the carrier for the fee back")
    assert held(shop, 1005).split_from == shop.parcel


async def test_closing_a_ticket_that_is_closed_elsewhere_is_refused(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        await page(pilot, shop.parcel)
        shop.vault.write(tickets.close, shop.parcel)
        await pilot.press("f9")
        await until_shown(pilot, "T-1001 is closed already")
        await pilot.press("escape")
        pilot.app.screen.reload()  # type: ignore[attr-defined]
        await until_shown(pilot, "[ Open again F9 ]")
        assert "[ Reply F2 ]" not in screen_text(pilot.app)
        await pilot.press("f9")
        await until_shown(pilot, "[ Reply F2 ]")
    assert held(shop, shop.parcel).state == "open"


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_ticket_named_like_markup_is_shown_as_it_is(
    counter: OpenApp, shop: Desk, size: tuple[int, int]
) -> None:
    async with counter(size=size) as pilot:
        await inbox(pilot)
        assert "[/] [bold]x" in screen_text(pilot.app)
        await page(pilot, shop.markup)
        await until_shown(pilot, "[@click=app.quit]y[/]")
        assert "[/] [bold]Lee" in screen_text(pilot.app)
        await pilot.press("f2")
        await until_ready(pilot, "sends nothing")
        assert "[/] [bold]x" in screen_text(pilot.app)


async def test_a_customers_tickets_stand_on_the_page_and_one_is_opened_there(counter: OpenApp, shop: Desk) -> None:
    async with counter() as pilot:
        pilot.app.open_record(f"C-{shop.ana}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Tickets 2")
        pilot.app.screen.query_one(TabRow).value = "tickets"
        await until_shown(pilot, "How it stands")
        await until_shown(pilot, "waits for them")
        await pilot.press("ctrl+t")
        await until_ready(pilot, "New ticket")
        await type_in(pilot, "Wreath")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "T-1005 · Wreath")
    assert held(shop, 1005).customer_id == shop.ana


async def test_go_to_reaches_a_ticket_by_its_words(counter: OpenApp) -> None:
    async with counter() as pilot:
        await pilot.press("ctrl+g")
        await type_in(pilot, "vase arrived")
        await until_shown(pilot, "T-1002")
        await pilot.press("enter")
        await until_shown(pilot, "[ Note F5 ]")


async def test_a_ticket_half_written_is_offered_again_after_a_lock(counter: OpenApp, shop: Desk) -> None:
    from shopcrm.tui.forms.ticket_form import TicketForm

    form = TicketForm(customer=shop.ana)
    form.restore({"subject": "Gift card", "body": "Two lines\nof it", "customer": "Björn Jones", "order": "", "ret": "",
                  "chosen": {"customer": [f"C-{shop.bjorn}", "Björn Jones"]}})  # fmt: skip
    async with counter() as pilot:
        pilot.app.push_screen(form)
        await until_shown(pilot, "of it")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shop.vault.read(tickets.count, TicketFilter.ALL) == 5)
    assert held(shop, 1005).customer_id == shop.bjorn
