"""Returns: the list, one return's page, and its forms, as a shopkeeper does it."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, orders, payments, returns, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.returns import DecisionDraft, Return, ReturnDraft, ReturnFilter, ReturnLineDraft
from shopcrm.tui.forms.settle_form import SettleForm
from shopcrm.tui.order_words import payment_words
from shopcrm.tui.widgets.tab_row import TabRow
from tests.conftest import MakeVault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.returns_desk import Desk, desk, placed
from tests.tui.screen_text import screen_text

SIZES = [pytest.param(NARROW, "80", id="80x24"), pytest.param(WIDE, "120", id="120x34")]


@pytest.fixture
def shop(make_vault: MakeVault, tmp_path: Path) -> Desk:
    """Three returns on a Sunday morning."""
    return desk(make_vault, tmp_path / "returns")


def held(shop: Desk, ret: int) -> Return:
    return shop.vault.read(returns.card, ret)


async def to_list(pilot: Pilot[int]) -> None:
    """To the list of returns."""
    await pilot.press("4")
    await until_ready(pilot, "R-1001")


async def to_page(pilot: Pilot[int], ret: int) -> None:
    """To the page of a return."""
    await to_list(pilot)
    pilot.app.open_record(f"R-{ret}")  # type: ignore[attr-defined]
    await until_ready(pilot, "What the law says")


async def test_a_key_pressed_before_the_return_is_read_counts_once_it_is(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        pilot.app.open_record(f"R-{shop.faulty}")  # type: ignore[attr-defined]
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")


async def fill(pilot: Pilot[int], field: str, words: str) -> None:
    """Type into a field of the form on top, in place of what stands there."""
    pilot.app.screen.query_one(f"#field-{field}").focus()
    await pilot.press("ctrl+a", "backspace")
    await type_in(pilot, words)


@pytest.mark.parametrize(("size", "name"), SIZES)
async def test_the_screens_of_returns(open_app: OpenApp, shop: Desk, size: tuple[int, int], name: str) -> None:
    async with open_app(size=size, book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await until_shown(pilot, "to decide: accept")
        await until_golden(pilot, f"returns_{name}")
        await pilot.press("down", "down", "enter")
        await until_shown(pilot, "No deduction for use")
        await until_golden(pilot, f"return_{name}")
        await pilot.press("f4")
        await until_shown(pilot, "To pay back £28.00, card")
        await until_golden(pilot, f"return_settle_{name}")


async def test_the_list_says_what_is_next_and_by_when(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        rows = screen_text(pilot.app).splitlines()
        assert any("Björn Jones" in row and "17 days" in row and "! Decide, late" in row for row in rows)
        assert any("Await goods" in row for row in rows)
        assert any("Settle by 4 Dec" in row for row in rows)
        pilot.app.screen.query_one("#which").focus()
        await pilot.press("right")
        await until_shown(pilot, "1 return")
        assert "R-1002" in screen_text(pilot.app)
        await pilot.press("right", "right", "right")
        await until_shown(pilot, "No return is done yet.")
        assert "[ New return ]" in screen_text(pilot.app)


async def test_an_order_number_that_is_scanned_opens_a_new_return_of_it(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, f"O-{shop.bouquets}")
        await pilot.press("enter")
        await until_ready(pilot, f"Return of O-{shop.bouquets} · Ana Smith")
        await type_in(pilot, "2")
        await until_shown(pilot, "Arrived damaged")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 thing to fix")
        await until_shown(pilot, "Choose what is nearest.")
        await pilot.press("right", "ctrl+s")
        await until_ready(pilot, "What the law says")
    made = held(shop, 1004)
    assert [(one.quantity, one.reason, one.reception) for one in made.lines] == [(2, "faulty", "received")]
    assert (made.basis, made.delivered_on, made.told_on) == ("faulty", "2026-11-05", "2026-11-22")


async def test_the_number_of_a_return_that_is_scanned_opens_it(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, f"R-{shop.expected}")
        await pilot.press("enter")
        await until_shown(pilot, "1 item still to come")


async def test_find_shows_the_returns_of_a_customer(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, "smith")
        await until_shown(pilot, "2 returns")
        await until(pilot, lambda: "Björn" not in screen_text(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "list")


async def test_a_new_return_asks_for_the_order_and_takes_a_name(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "of which order?")
        await type_in(pilot, "9999")
        await pilot.press("enter")
        await until_shown(pilot, "There is no order O-9999.")
        assert "Ctrl+S Go on" in screen_text(pilot.app)
        await pilot.press("ctrl+a")
        await type_in(pilot, "nobody")
        await pilot.press("enter")
        await until_shown(pilot, "Choose one that is offered.")
        await pilot.press("ctrl+a")
        await type_in(pilot, "smith")
        await until_shown(pilot, "O-1003 Ana Smith")
        await pilot.press("enter")
        await until_ready(pilot, "Return of O-1003")


async def test_an_order_page_opens_a_return_in_two_keys(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.bouquets}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Return Ctrl+R ]")
        await until_shown(pilot, f"Return R-{shop.faulty}: 1 item, £28.00 · To settle")
        await pilot.press("ctrl+r")
        await until_ready(pilot, f"Return of O-{shop.bouquets}")
        await until_golden(pilot, "return_new_80")


async def test_an_order_all_of_which_is_in_returns_is_refused_with_the_reason(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.vases}")  # type: ignore[attr-defined]
        await until_ready(pilot, "· Delivered")
        await pilot.press("ctrl+r")
        await until_shown(pilot, "is in returns already")
        assert f"Look at R-{shop.cancelled}" in screen_text(pilot.app)
    assert shop.vault.read(returns.count, ReturnFilter.ALL) == 3


async def test_a_second_form_for_the_same_item_is_refused_and_loses_nothing(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.bouquets}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Return Ctrl+R ]")
        await pilot.press("ctrl+r")
        await until_ready(pilot, "Return of O-1003")
        await type_in(pilot, "2")
        await until_shown(pilot, "Arrived damaged")
        await pilot.press("tab", "right")
        await fill(pilot, "note", "She was cross")
        line = (ReturnLineDraft(1, 1, "changed_mind"),)
        shop.vault.write(returns.open, ReturnDraft(shop.bouquets, line, "goodwill"))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "At most 1 can still come back.")
        assert "She was cross" in screen_text(pilot.app)
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-line-1"
        await pilot.press("ctrl+a", "1", "ctrl+s")
        await until_ready(pilot, "What the law says")
    assert held(shop, 1005).lines[0].quantity == 1
    assert held(shop, 1005).note == "She was cross"


@pytest.mark.parametrize(
    ("typed", "said"), [("0", "What comes back?"), ("-1", "not a quantity"), ("4", "At most 2"), ("1e9", "not a quant")]
)
async def test_quantities_that_cannot_be_are_refused(open_app: OpenApp, shop: Desk, typed: str, said: str) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.bouquets}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Return Ctrl+R ]")
        await pilot.press("ctrl+r")
        await until_ready(pilot, "Return of O-1003")
        await type_in(pilot, typed)
        if pilot.app.screen.query_one("#field-reason-1").parent.display:  # type: ignore[union-attr]
            await pilot.press("tab", "right")
        await pilot.press("ctrl+s")
        await until_shown(pilot, said)
    assert shop.vault.read(returns.count, ReturnFilter.ALL) == 3


async def test_a_day_before_the_order_is_refused_at_its_field(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.bouquets}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Return Ctrl+R ]")
        await pilot.press("ctrl+r")
        await until_ready(pilot, "Return of O-1003")
        await type_in(pilot, "1")
        await until_shown(pilot, "Arrived damaged")
        await pilot.press("tab", "right")
        await fill(pilot, "delivered_on", "1 oct")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "before the order")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-delivered_on"
    assert shop.vault.read(returns.count, ReturnFilter.ALL) == 3


async def test_by_right_follows_the_reason_until_it_is_chosen_by_hand(open_app: OpenApp, shop: Desk) -> None:
    shop.vault.write(returns.withdraw, shop.cancelled)
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"O-{shop.vases}")  # type: ignore[attr-defined]
        await until_ready(pilot, "[ Return Ctrl+R ]")
        await pilot.press("ctrl+r")
        await until_ready(pilot, f"Return of O-{shop.vases}")
        await type_in(pilot, "1")
        await until_shown(pilot, "Arrived damaged")
        await pilot.press("tab", "right", "right", "right", "right", "right")
        await until_shown(pilot, "(o) Cancelled in time")
        await until_shown(pilot, "(o) With the order")
        await pilot.press("left")
        await until_shown(pilot, "(o) Faulty or wrong")


async def test_lines_are_received_in_part_decided_and_taken_back(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.cancelled)
        await pilot.press("f2")
        await until_ready(pilot, "What came: 1 × Glass vase")
        await pilot.press("tab", "right", "right", "ctrl+s")
        await until(
            pilot, lambda: {one.reception for one in held(shop, shop.cancelled).lines} == {"received", "wrong_item"}
        )
        await until_shown(pilot, "Something else ")
        await pilot.press("f3")
        await until_ready(pilot, "Decide: 1 × Glass vase")
        await pilot.press("tab", "right", "ctrl+s")
        await until_shown(pilot, "Why is it rejected?")
        await type_in(pilot, "It is not ours")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "rejected: It is not ours")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: all(one.decision == "waiting" for one in held(shop, shop.cancelled).lines))


async def test_more_than_the_line_holds_cannot_be_received(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.expected)
        await pilot.press("f2")
        await until_ready(pilot, "What came: 1 × Wreath")
        await pilot.press("ctrl+a", "2", "ctrl+s")
        await until_shown(pilot, "Type a number from 1 to 1.")
    assert held(shop, shop.expected).lines[0].reception == "expected"


async def test_the_what_if_follows_every_key_and_nothing_is_written_before_settle(
    open_app: OpenApp, shop: Desk
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await until_shown(pilot, "tax £4.67")
        await until_shown(pilot, "Points 132 → 104")
        await until_shown(pilot, "Tier Gold")
        await fill(pilot, "credit", "10")
        await until_shown(pilot, "To pay back £18.00, card")
        assert "£10.00 as store credit" in screen_text(pilot.app)
        await fill(pilot, "refund", "30")
        await until_shown(pilot, "✗ Only £18.00 is left to pay back.")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "1 thing to fix")
        assert held(shop, shop.faulty).settlements == ()
        await fill(pilot, "refund", "3*6")
        await until_shown(pilot, "To pay back £18.00, card")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "£18.00 paid back, card, £10.00 as store credit")
        assert shop.vault.read(store_credit.balance, shop.ana) == 1000
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(shop, shop.faulty).state == "settling")
        await until_shown(pilot, "£28.00 to settle")
    assert shop.vault.read(store_credit.balance, shop.ana) == 0


async def test_a_settlement_that_was_made_meanwhile_is_refused_and_the_form_stays(
    open_app: OpenApp, shop: Desk
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await fill(pilot, "note", "Sorry about that")
        shop.vault.write(returns.settle, shop.faulty, returns.SettlementDraft())
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A line is settled already")
        await pilot.press("escape")
        await until_shown(pilot, "Sorry about that")
    assert len(held(shop, shop.faulty).settlements) == 1


async def test_an_exchange_shows_the_difference_and_places_the_new_order(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await pilot.press("f2")
        await until_ready(pilot, f"In exchange for O-{shop.bouquets}")
        await type_in(pilot, "sun")
        await until_shown(pilot, "Which one?")
        await pilot.press("enter", "2", "enter", "enter")
        await until_shown(pilot, "To pay  £39.00")
        await until_golden(pilot, "return_exchange_80")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Customer pays £11.00 more")
        await until_golden(pilot, "return_settle_exchange_80")
        assert "Ctrl+S Settle   F2 No exchange   Esc Not now" in screen_text(pilot.app)
        assert shop.vault.read(orders.count, orders.OrderFilter.ALL) == 3
        await pilot.press("ctrl+s")
        await until_shown(pilot, "£28.00 for O-1004 in exchange")
        new = shop.vault.read(orders.card, 1004)
        assert (new.total, new.balance_due, new.customer_id) == (3900, 1100, shop.ana)
        assert payment_words(new.payments[0], "£28.00") == "Paid £28.00, in exchange"
        await pilot.press("f9")
        await until_shown(pilot, "Take back which settlement?")
        await pilot.press("enter")
        await until(pilot, lambda: held(shop, shop.faulty).state == "settling")
    assert shop.vault.read(orders.card, 1004).stage == "cancelled"


async def test_an_exchange_that_is_not_wanted_after_all_is_dropped(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await pilot.press("f2")
        await until_ready(pilot, "In exchange for")
        await type_in(pilot, "Vase")
        await fill(pilot, "each", "5")
        await pilot.press("enter")
        await until_shown(pilot, "To pay  £5.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "New order: 1 × Vase")
        await until_shown(pilot, "To pay back £23.00, card")
        await pilot.press("f2")
        await until_shown(pilot, "To pay back £28.00, card")
        await pilot.press("escape", "right", "enter")
    assert held(shop, shop.faulty).settlements == ()


async def test_a_repair_pays_nothing_back_and_asks_for_no_money(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        pilot.app.screen.query_one("#field-way").focus()
        await pilot.press("right")
        await until_shown(pilot, "Repaired: nothing is paid back")
        assert "Store credit" not in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Repaired, nothing paid back")
    assert held(shop, shop.faulty).lines[0].outcome == "repair"


async def test_a_deduction_that_the_law_forbids_says_by_which_rule(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await fill(pilot, "deduction", "5")
        await fill(pilot, "deducted_because", "worn")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "s.24(10)")
    assert shop.vault.read(payments.of_order, shop.bouquets)[-1].kind == "in"


async def test_leaving_a_half_filled_settlement_asks_first(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await fill(pilot, "goodwill", "5")
        await pilot.press("escape")
        await until_shown(pilot, "Keep editing")
        await pilot.press("escape")
        await until_shown(pilot, "£5.00 goodwill on top")


async def test_a_return_is_withdrawn_and_opened_again(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.expected)
        await pilot.press("f8")
        await until_ready(pilot, f"Withdraw R-{shop.expected}")
        await type_in(pilot, "She keeps it")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Withdrawn: nothing comes back.")
        await until_shown(pilot, "[ Open again F8 ]")
        await pilot.press("f8")
        await until_shown(pilot, "1 item still to come")


async def test_the_dates_are_set_right_and_the_clocks_follow(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await until_shown(pilot, "No deduction for use: 5 May 2027, 164 days left")
        await pilot.press("f5")
        await until_ready(pilot, f"Dates of R-{shop.faulty}")
        await fill(pilot, "delivered_on", "10 nov")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "No deduction for use: 10 May 2027, 169 days left")


async def test_the_return_slip_and_the_credit_note_are_written_where_the_person_says(
    open_app: OpenApp, shop: Desk, tmp_path: Path
) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("ctrl+p")
        await until_ready(pilot, f"Paper for R-{shop.faulty}")
        await fill(pilot, "folder", str(tmp_path))
        await pilot.press("ctrl+s")
        await until_shown(pilot, f"return-R-{shop.faulty}.pdf")
        await pilot.press("enter")
        shop.vault.write(returns.settle, shop.faulty, returns.SettlementDraft())
        pilot.app.screen.reload()  # type: ignore[attr-defined]
        await until_shown(pilot, "Done: everything is settled")
        await pilot.press("ctrl+p")
        await until_shown(pilot, "Credit note: 22 Nov 2026, 09:30  £28.00 paid back, card")
        await pilot.press("down", "enter")
        await until_ready(pilot, f"Paper for R-{shop.faulty}")
        await fill(pilot, "folder", str(tmp_path))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "credit-note")
    assert len(list(tmp_path.glob("*.pdf"))) == 2


async def test_a_ticket_about_a_return_is_opened_in_two_keys(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("ctrl+t")
        await until_shown(pilot, f"About return R-{shop.faulty}")


async def test_help_names_only_what_can_be_done(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.expected)
        text = screen_text(pilot.app)
        assert "F2 Receive" in text
        assert "F4" not in text
        await pilot.press("f1")
        await until_shown(pilot, "Write down what came of the marked line")
        assert "Pay back, exchange or repair" not in screen_text(pilot.app)


async def test_a_customers_page_lists_her_returns_and_opens_them(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        pilot.app.open_record(f"C-{shop.ana}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Returns 2")
        pilot.app.screen.query_one(TabRow).value = "returns"
        await until_shown(pilot, "[Returns 2]")
        await until_shown(pilot, "R-1003")
        await pilot.press("enter")
        await until_shown(pilot, "What the law says")


@pytest.mark.parametrize("cancelled", [True, False])
async def test_an_order_that_never_left_the_shop_is_refused_with_what_to_do_instead(
    open_app: OpenApp, shop: Desk, cancelled: bool
) -> None:
    order = shop.vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), shop.ana))
    if cancelled:
        shop.vault.write(orders.cancel, order)
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await pilot.press("ctrl+f")
        await type_in(pilot, f"o-{order}")
        await until_shown(pilot, f"[ New return of O-{order} ]")
        await pilot.press("enter")
        await until_shown(pilot, "was cancelled" if cancelled else "has not left the shop yet")
        await until_shown(pilot, "Your records are safe.")
    assert shop.vault.read(returns.count, ReturnFilter.ALL) == 3


async def test_a_settlement_that_lock_kept_is_offered_with_its_new_order(open_app: OpenApp, shop: Desk) -> None:
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_page(pilot, shop.faulty)
        await pilot.press("f4")
        await until_ready(pilot, "To pay back £28.00, card")
        await fill(pilot, "note", "Sorry")
        await pilot.press("f2")
        await until_ready(pilot, "In exchange for")
        await type_in(pilot, "Vase")
        await fill(pilot, "each", "5")
        await pilot.press("enter")
        await until_shown(pilot, "To pay  £5.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "To pay back £23.00, card")
        form = pilot.app.screen
        assert isinstance(form, SettleForm)
        kept = json.loads(json.dumps({"about": form.about, "values": form.draft()}))
        again = SettleForm(**kept["about"])
        again.restore(kept["values"])
        await pilot.app.push_screen(again)
        await until_ready(pilot, "To pay back £23.00, card")
        assert "New order: 1 × Vase" in screen_text(pilot.app)
        assert "Sorry" in screen_text(pilot.app)


async def test_names_that_look_like_markup_are_shown_as_they_are(open_app: OpenApp, shop: Desk) -> None:
    odd = shop.vault.write(customers.add, CustomerDraft("[/]", "[bold]Jones"))
    order = placed(shop.vault, odd, LineDraft("[@click=app.quit]Rose[/]", 1, 350))
    line = (ReturnLineDraft(1, 1, "other", "[/] [red]x"),)
    ret = shop.vault.write(returns.open, ReturnDraft(order, line, note="[bold]y[/]", handed_over=True))
    shop.vault.write(returns.decide, ret, DecisionDraft(held(shop, ret).lines[0].id, "accepted"))
    async with open_app(book=shop.vault, clock=shop.clock, **REAL) as pilot:
        await to_list(pilot)
        await until_shown(pilot, "[/] [bold]Jones")
        await to_page(pilot, ret)
        await until_shown(pilot, "[/] [red]x")
        await pilot.press("f4")
        await until_shown(pilot, "To pay back £3.50, card")
        await pilot.press("escape")
        await until_shown(pilot, "[@click=app.quit]Rose[/]")
