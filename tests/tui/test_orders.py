"""Orders: the list, one order's page, and placing one, as a shopkeeper does it."""

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, orders, payments, products
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, OrderFilter, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.tui.screens.order_page import OrderPage
from shopcrm.tui.sections import PAGES, Section
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.vault import Vault
from tests.tui.conftest import WIDE, OpenApp, type_in, until, until_golden, until_shown
from tests.tui.screen_text import screen_text

ORDERS = (Section(3, "orders", "Orders", "shopcrm.tui.screens.orders:OrdersScreen"),)


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana Smith, who ordered a bouquet for Tuesday and has not paid."""
    rose = vault.write(products.add, ProductDraft("Rose bouquet, large", 2800, "ROSE-L", tax_rate=2000))
    vault.write(products.add, ProductDraft("Rose, single stem", 350, "ROSE-1"))
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(orders.place, OrderDraft((LineDraft(product=rose),), ana, promised_on="2026-11-24"))
    return ana


def held(vault: Vault, order: int = 1001) -> orders.Order:
    return vault.read(orders.card, order)


async def open_first(pilot: Pilot[int]) -> None:
    """From the list to the page of its first order."""
    await until_shown(pilot, "O-1001")
    await pilot.press("enter")
    await until_shown(pilot, "History")


async def test_the_list_opens_on_what_is_to_do_and_says_what_is_unpaid(open_app: OpenApp, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        text = screen_text(pilot.app)
        assert "(o) To do" in text
        assert "Ana Smith" in text
        assert "£28.00" in text
        assert "1 order" in text


@pytest.mark.parametrize(("size", "width"), [((80, 24), 80), (WIDE, 120)])
async def test_the_list_and_the_page_of_an_order_fit(
    open_app: OpenApp, ana: int, size: tuple[int, int], width: int
) -> None:
    async with open_app(size=size, sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "Rose bouquet, large")
        await until_golden(pilot, f"orders_{width}")
        await open_first(pilot)
        await until_golden(pilot, f"order_{width}")


async def test_an_order_is_placed_with_the_keys_alone(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "New order")
        await type_in(pilot, "rose")
        await until_shown(pilot, "Rose, single stem")
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-quantity")
        await type_in(pilot, "3")
        await pilot.press("enter", "enter")
        await until_shown(pilot, "£10.50")
        await pilot.press("tab", "tab", "tab")
        await type_in(pilot, "ana")
        await until_shown(pilot, "Which one?")
        await pilot.press("enter")
        await type_in(pilot, "tomorrow")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "History")
    placed = held(vault, 1002)
    assert (placed.customer_id, placed.total, placed.promised_on) == (ana, 1050, "2026-11-23")
    assert [(one.description, one.quantity) for one in placed.lines] == [("Rose, single stem", 3)]


async def test_an_item_without_a_price_is_asked_about_and_nothing_is_lost(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "Nothing to do")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "New order")
        await type_in(pilot, "Wreath")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "What does")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-each"
        await type_in(pilot, "3*4.50")
        await pilot.press("enter")
        await until_shown(pilot, "£13.50")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "History")
    assert held(vault).total == 1350


async def test_a_payment_settles_the_order_and_undo_takes_it_back(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f2")
        await until_shown(pilot, "Payment for O-1001")
        await until_shown(pilot, "28.00")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: held(vault).settled == 2800)
        await until_shown(pilot, "Paid £28.00")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(vault).settled == 0)
    assert [one.amount for one in vault.read(payments.of_order, 1001)] == [2800, -2800]


async def test_more_than_was_paid_is_never_paid_back(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f2")
        await until_shown(pilot, "28.00")
        await pilot.press("tab", "right", "ctrl+s")
        await until_shown(pilot, "1 thing to fix")
    assert held(vault).payments == ()


async def test_an_order_is_packed_shipped_and_the_mistake_taken_back(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: held(vault).stage == "packed")
        await until_shown(pilot, "· Packed ·")
        await pilot.press("f3")
        await until_shown(pilot, "O-1001 is shipped")
        await type_in(pilot, "Own van")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: held(vault).stage == "shipped")
        await until_shown(pilot, "Own van")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: held(vault).stage == "packed")


async def test_cancelling_a_paid_order_asks_about_the_money(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(payments.record, payments.PaymentDraft(1001, 2800, "cash"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f8")
        await until_shown(pilot, "Paid back now")
        await type_in(pilot, "Changed their mind")
        await pilot.press("tab", "right", "ctrl+s")
        await until(pilot, lambda: held(vault).stage == "cancelled")
    assert held(vault).settled == 0


async def test_same_again_opens_a_new_order_with_the_same_items(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f5")
        await until_shown(pilot, "New order")
        await until_shown(pilot, "Rose bouquet, large")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "O-1002")
    again = held(vault, 1002)
    assert (again.customer_id, again.total, again.promised_on) == (ana, 2800, None)


async def test_find_looks_through_every_order_and_not_only_the_list(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), ana, paid=PaidDraft("cash"), handed_over=True))
    assert vault.read(orders.count, OrderFilter.TO_DO) == 1
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        await pilot.press("ctrl+f")
        await type_in(pilot, "smith")
        await until_shown(pilot, "2 orders")
        assert "O-1002" in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), WIDE])
async def test_an_order_for_a_customer_named_like_markup_is_shown_as_it_is(
    open_app: OpenApp, vault: Vault, size: tuple[int, int]
) -> None:
    odd = vault.write(customers.add, CustomerDraft("[/]", "=cmd|' /C calc'!A0"))
    vault.write(orders.place, OrderDraft((LineDraft("[bold]Rose[/]", 1, 350),), odd, note="[@click=app.quit]x[/]"))
    async with open_app(size=size, sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        text = screen_text(pilot.app)
    assert "[/] =cmd|" in text
    assert "[bold]Rose[/]" in text
    assert "[@click=app.quit]x[/]" in text


async def test_leaving_a_half_filled_order_asks_and_keeps_it(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "New order")
        await type_in(pilot, "Wreath")
        await pilot.press("escape")
        await until_shown(pilot, "Keep editing")
        await pilot.press("escape")
        await until_shown(pilot, "Wreath")
    assert vault.read(orders.count, OrderFilter.ALL) == 1


async def test_the_columns_of_an_order_stay_whole_beside_the_scroll_bar(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    lots = tuple(LineDraft(f"Vase {number}", 1, 900) for number in range(12))
    order = vault.write(orders.place, OrderDraft(lots, ana))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        pilot.app.open_record(f"O-{order}")  # type: ignore[attr-defined]
        await until_shown(pilot, "Vase 1")
        rows = [row for row in screen_text(pilot.app).splitlines() if "Vase" in row]
        assert rows
        assert all(row.count("£9.00") == 2 for row in rows)


async def test_a_cancelled_order_says_what_became_of_the_money(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(payments.record, payments.PaymentDraft(1001, 2800, "cash"))
    vault.write(orders.cancel, 1001, "", "refund")
    vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), ana))
    vault.write(orders.cancel, 1002)
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "Nothing to do")
        pilot.app.open_record("O-1001")  # type: ignore[attr-defined]
        await until_shown(pilot, "Paid back, nothing owed")
        pilot.app.open_record("O-1002")  # type: ignore[attr-defined]
        await until_shown(pilot, "Cancelled, nothing was paid")


async def test_the_cancel_form_shows_every_choice_and_names_both_ways_out(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    vault.write(payments.record, payments.PaymentDraft(1001, 2800, "cash"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f8")
        await until_shown(pilot, "Never paid, a mistake")
        text = screen_text(pilot.app)
        assert "[ Cancel the order ]  [ Keep the order ]" in text
        assert "Ctrl+S Cancel the order" in text
        assert "Esc Keep the order" in text


async def test_every_way_of_paying_is_shown_and_can_be_clicked(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f2")
        await until_shown(pilot, "( ) Other")
        rows = screen_text(pilot.app).splitlines()
        y = next(place for place, row in enumerate(rows) if "( ) Other" in row)
        await pilot.click(offset=(rows[y].index("( ) Other") + 5, y))
        await until_shown(pilot, "(o) Other")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: held(vault).settled == 2800)
    assert held(vault).payments[0].method == "other"


async def test_the_bottom_row_and_help_name_only_what_can_be_done(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(orders.deliver, 1001)
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "Nothing to do")
        pilot.app.open_record("O-1001")  # type: ignore[attr-defined]
        await until_shown(pilot, "History")
        assert "F3" not in screen_text(pilot.app)
        await pilot.press("f1")
        await until_shown(pilot, "A new order of the same")
        assert "Change the order" not in screen_text(pilot.app)
        await pilot.press("escape")
        vault.write(orders.take_back, held(vault).events[-1].id)
        vault.write(orders.cancel, 1001)
        pilot.app.screen.reload()  # type: ignore[attr-defined]
        await until_shown(pilot, "nothing was paid")
        await until(pilot, lambda: "F2" not in screen_text(pilot.app))


async def test_a_percentage_comes_off_the_goods_and_a_mistake_leaves_the_sum_in_sight(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_first(pilot)
        await pilot.press("f5")
        await until_shown(pilot, "To pay  £28.00")
        pilot.app.screen.query_one("#field-discount").focus()
        await type_in(pilot, "12.5%")
        await until_shown(pilot, "To pay  £24.50")
        pilot.app.screen.query_one("#field-promised").focus()
        await type_in(pilot, "some day")
        await pilot.press("tab")
        await until_shown(pilot, "1 thing to fix")
        assert "To pay  £24.50" in screen_text(pilot.app)
        await pilot.press("shift+tab", "ctrl+a", "backspace", "tab", "ctrl+a")
        await type_in(pilot, "101%")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "0% to 100%")
        await pilot.press("ctrl+a")
        await type_in(pilot, "10%")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "O-1002")
    assert (held(vault, 1002).order_discount, held(vault, 1002).total) == (280, 2520)


async def test_a_day_or_a_name_still_being_typed_leaves_the_sum_right(open_app: OpenApp, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        await pilot.press("ctrl+n")
        await until_shown(pilot, "New order")
        pilot.app.screen.query_one("#field-customer").focus()
        await type_in(pilot, "Nobod")
        pilot.app.screen.query_one("#field-promised").focus()
        await type_in(pilot, "Flor")
        pilot.app.screen.query_one("#field-item").focus()
        await type_in(pilot, "rose-l")
        await until_shown(pilot, "▸ Rose bouquet, large")
        await pilot.press("enter", "enter", "enter")
        await until_shown(pilot, "To pay  £28.00")


async def test_a_customers_name_stands_whole_in_the_smallest_list(open_app: OpenApp, vault: Vault) -> None:
    long = vault.write(customers.add, CustomerDraft("Alexandra", "Montgomery"))
    vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), long))
    vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), long, placed_at="2025-03-14T09:00:00Z"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1002")
        rows = [" ".join(row.split()) for row in screen_text(pilot.app).splitlines()]
        assert any("Alexandra Montgomery 22 Nov" in row for row in rows)
        assert any("Alexandra Montgomery Mar 2025" in row for row in rows)


async def test_a_key_pressed_before_an_order_is_read_waits_for_it_and_no_button_is_shown_before(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await until_shown(pilot, "O-1001")
        page = OrderPage(1001)
        await pilot.app.push_screen(page)
        assert not [push for push in page.query(Push) if push.display]
        pilot.app.simulate_key("f2")
        await until_shown(pilot, "Payment for O-1001")
