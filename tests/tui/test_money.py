"""Money on the screens: points and credit at the till, part payments, goodwill, taking back."""

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, loyalty, orders, payments, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Reward
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import OpenApp, type_in, until, until_golden, until_shown
from tests.tui.screen_text import screen_text

ORDERS = (Section(3, "orders", "Orders", "shopcrm.tui.screens.orders:OrdersScreen"),)
TERMS = Programme(worth_points=10, worth_amount=100, lock_days=0, rewards=(Reward("Free vase", "money_off", 50, 800),))


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana Smith has 20 points, £5.00 of credit, and an order of £28.00 that is not paid."""
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(loyalty.set_programme, TERMS)
    vault.write(loyalty.join, ana)
    vault.write(loyalty.goodwill, ana, 20)
    vault.write(store_credit.issue, ana, 500)
    vault.write(orders.place, OrderDraft((LineDraft("Bouquet", 1, 2800),), ana))
    return ana


def held(vault: Vault, order: int = 1001) -> orders.Order:
    return vault.read(orders.card, order)


async def open_order(pilot: Pilot[int]) -> None:
    pilot.app.open_record("O-1001")  # type: ignore[attr-defined]
    await until_shown(pilot, "History")


async def again(pilot: Pilot[int]) -> None:
    """The form of a new order of the same, for Ana."""
    await open_order(pilot)
    await pilot.press("f5")
    await until_shown(pilot, "To pay  £28.00")


async def test_points_and_credit_come_off_what_is_to_pay_as_they_are_ticked(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await again(pilot)
        pilot.app.screen.query_one("#field-use_points").focus()
        await until_shown(pilot, "[ ] Use 20 points (£2.00)")
        await pilot.press("space")
        await until_shown(pilot, "To pay  £26.00")
        await pilot.press("tab", "space")
        await until_shown(pilot, "[x] Use store credit £5.00")
        await until_shown(pilot, "To pay  £21.00")
        await pilot.press("tab", "right", "ctrl+s")
        await until_shown(pilot, "O-1002")
    paid = [(one.kind, one.method, one.amount) for one in held(vault, 1002).payments]
    assert paid == [("points", "points", 200), ("credit", "credit", 500), ("in", "card", 2100)]
    assert vault.read(store_credit.balance, ana) == 0


async def test_credit_alone_may_pay_and_the_rest_stays_open(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await again(pilot)
        pilot.app.screen.query_one("#field-use_credit").focus()
        await pilot.press("space")
        await until_shown(pilot, "To pay  £23.00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "O-1002")
    assert (held(vault, 1002).balance_due, len(held(vault, 1002).payments)) == (2300, 1)


async def test_nothing_is_offered_without_a_customer(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await again(pilot)
        pilot.app.screen.query_one("#field-use_points").focus()
        await until_shown(pilot, "Use 20 points")
        pilot.app.screen.query_one("#field-customer").focus()
        await pilot.press("ctrl+a", "backspace")
        await until(pilot, lambda: "Use 20 points" not in screen_text(pilot.app))
        await pilot.press("ctrl+s")
        await until_shown(pilot, "O-1002")
    assert (held(vault, 1002).customer_id, held(vault, 1002).payments) == (None, ())


async def test_a_part_of_an_order_is_paid_as_it_is_placed(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await again(pilot)
        pilot.app.screen.query_one("#field-paid").focus()
        await pilot.press("right")
        await until_shown(pilot, "Paid now")
        await pilot.press("tab")
        await type_in(pilot, "10")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "O-1002")
    assert (held(vault, 1002).settled, held(vault, 1002).balance_due) == (1000, 1800)


async def test_goodwill_takes_a_key_and_an_amount(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(payments.record, PaymentDraft(1001, 2800, "cash"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await pilot.press("f7")
        await until_shown(pilot, "At most £28.00.")
        await type_in(pilot, "2.50")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Paid back £2.50, cash, as a gesture")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "as a gesture, taken back")
    assert held(vault).settled == 2800


async def test_goodwill_may_be_store_credit_but_not_without_a_customer(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    vault.write(payments.record, PaymentDraft(1001, 2800, "cash"))
    nobody = OrderDraft((LineDraft("Posy", 1, 900),), paid=orders.PaidDraft("cash"))
    vault.write(orders.place, nobody)
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await pilot.press("f7")
        await until_shown(pilot, "( ) Store credit")
        await type_in(pilot, "2.50")
        await pilot.press("tab", "right", "ctrl+s")
        await until_shown(pilot, "Store credit given £2.50, as a gesture")
        pilot.app.open_record("O-1002")  # type: ignore[attr-defined]
        await until_shown(pilot, "no customer")
        await pilot.press("f7")
        await until_shown(pilot, "At most £9.00.")
        assert "( ) Store credit" not in screen_text(pilot.app)
    assert vault.read(store_credit.balance, ana) == 750


async def test_a_payment_by_credit_takes_what_there_is(open_app: OpenApp, vault: Vault, ana: int) -> None:
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await pilot.press("f2")
        await until_shown(pilot, "The customer has £5.00 of store credit and 20 points (£2.00).")
        assert "Reward" not in screen_text(pilot.app)
        pilot.app.screen.query_one("#field-method").focus()
        await pilot.press("left", "left")
        await until_shown(pilot, "▌ 5.00")
        await pilot.press("right")
        await until_shown(pilot, "▌ 2.00")
        await pilot.press("left", "ctrl+s")
        await until_shown(pilot, "Store credit used £5.00")
    assert (held(vault).balance_due, vault.read(store_credit.balance, ana)) == (2300, 0)


async def test_a_reward_is_bought_with_points(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(loyalty.goodwill, ana, 40)
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await pilot.press("f2")
        await until_shown(pilot, "( ) Free vase: 50 points for £8.00")
        pilot.app.screen.query_one("#field-reward").focus()
        await pilot.press("right", "ctrl+s")
        await until_shown(pilot, "Points used £8.00")
    assert vault.read(loyalty.worth, ana).points == 10


async def test_the_payment_to_take_back_is_chosen(open_app: OpenApp, vault: Vault, ana: int) -> None:
    for amount in (1000, 1800):
        vault.write(payments.record, PaymentDraft(1001, amount, "cash"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await pilot.press("f9")
        await until_shown(pilot, "Take back which payment?")
        await pilot.press("down", "enter")
        await until_shown(pilot, "Paid £10.00, cash, taken back")
    assert held(vault).balance_due == 1000


async def test_fees_are_shown_with_what_is_left_of_the_money(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.write(payments.record, PaymentDraft(1001, 2800, "online"))
    vault.write(payments.record, PaymentDraft(1001, 62, "online", "fee"))
    async with open_app(sections=ORDERS, pages=PAGES) as pilot:
        await open_order(pilot)
        await until_shown(pilot, "Fees £0.62, so the shop has £27.38 of it")


CUSTOMERS = (Section(2, "customers", "Customers", "shopcrm.tui.screens.customers:CustomersScreen"),)


async def open_credit(pilot: Pilot[int]) -> None:
    """Ana's page, on what it says about her store credit."""
    pilot.app.open_record("C-1001")  # type: ignore[attr-defined]
    await until_shown(pilot, "Orders 1")
    await pilot.press("right", "right")
    await until_shown(pilot, "[Credit]")


async def test_store_credit_is_given_told_and_taken_back_on_the_customer_page(
    open_app: OpenApp, vault: Vault, ana: int
) -> None:
    vault.write(payments.record, PaymentDraft(1001, 150, "credit"))
    async with open_app(sections=CUSTOMERS, pages=PAGES) as pilot:
        await open_credit(pilot)
        text = screen_text(pilot.app)
        assert text.count("Store credit £3.50") == 2
        assert "-£1.50  Spent on O-1001 = £3.50" in text
        assert "+£5.00  Given as a gesture = £5.00" in text
        await until_golden(pilot, "customer_credit_80")
        await pilot.press("f8")
        await until_shown(pilot, "Take back £5.00: given as a gesture")
        await pilot.press("enter")
        await until_shown(pilot, "As a gesture")
        await type_in(pilot, "10")
        await pilot.press("tab", "right", "tab")
        await type_in(pilot, "voucher")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "+£10.00  Gift voucher, voucher = £13.50")
        await pilot.press("f8")
        await until_shown(pilot, "Take back £10.00: gift voucher, voucher")
        await pilot.press("down", "enter")
        await until_shown(pilot, "taken back since = £13.50")
        await pilot.press("f8")
        await until_shown(pilot, "Take back £5.00")
        await pilot.press("down", "enter")
        await until_shown(pilot, "£3.50 is left")
    assert vault.read(store_credit.balance, ana) == 350


async def test_a_customer_without_credit_is_told_how_to_give_some(open_app: OpenApp, vault: Vault, ana: int) -> None:
    vault.undo()
    vault.write(store_credit.take_back, 1)
    vault.write(customers.add, CustomerDraft("Bo"))
    async with open_app(sections=CUSTOMERS, pages=PAGES) as pilot:
        pilot.app.open_record("C-1002")  # type: ignore[attr-defined]
        await until_shown(pilot, "[Orders]")
        await pilot.press("right", "right")
        await until_shown(pilot, "No store credit yet")
        await pilot.click("#act-credit")
        await until_shown(pilot, "Give store credit")
        await type_in(pilot, "nothing")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "That is not an amount.")
