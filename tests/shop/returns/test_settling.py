"""Settling: what is shown before is what is done, to the penny; nothing is paid back twice, or beyond what was paid."""

from dataclasses import replace
from typing import Any

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, orders, payments, returns, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.returns import DecisionDraft, SettlementDraft
from shopcrm.vault.vault import Vault
from tests.shop.returns.helpers import ALL_WELL, accepted, customer, opened, refunded, sold, wrong

THREE_AT_999 = LineDraft("Posy", 3, 333)


def money(vault: Vault, order: int) -> tuple[int, int, int, int]:
    held = vault.read(orders.card, order)
    return (held.settled, held.refunded, held.balance_due, held.to_refund)


def settle(vault: Vault, ret: int, **options: Any) -> returns.Settlement:
    """Settle as the options say; what was shown before is what was done."""
    draft = SettlementDraft(**options)
    seen = vault.read(returns.what_if, ret, draft)
    vault.write(returns.settle, ret, draft)
    done: returns.Settlement = vault.read(returns.card, ret).settlements[-1]
    for name in ("value", "tax", "delivery", "deduction", "off_the_bill", "refund", "credit", "by_points", "goodwill"):
        assert getattr(done, name) == getattr(seen, name), name
    assert (done.exchange_total, done.exchange_paid) == (seen.exchange_total, seen.exchange_paid)
    if done.exchange is not None and draft.exchange is not None and draft.exchange.paid is None:
        assert vault.read(orders.card, done.exchange).balance_due == seen.to_pay
    assert vault.read(wrong) == ALL_WELL
    return done


def test_a_full_refund_goes_back_as_it_was_paid(vault: Vault) -> None:
    order = sold(vault, paid=PaidDraft("transfer"))
    done = settle(vault, accepted(vault, order, 3))
    assert (done.value, done.refund, done.refund_method, done.exchange) == (3000, 3000, "transfer", None)
    assert money(vault, order) == (0, 3000, 0, 0)
    entry = vault.read(payments.of_order, order)[-1]
    assert (entry.kind, entry.reason, entry.settlement) == ("out", "return", done.id)


def test_three_returns_of_one_each_pay_back_a_discounted_line_to_the_penny(vault: Vault) -> None:
    order = sold(vault, LineDraft("Posy", 3, 1000), LineDraft("Mug", 1, 777), order_discount=100)
    parts = [refunded(vault, order, 1) for _ in range(3)]
    assert parts == [974, 973, 974]
    assert refunded(vault, order, 0, 1) == 756
    assert money(vault, order) == (0, 3677, 0, 0)


@pytest.mark.parametrize(("pieces", "price", "off"), [(6, 130, 3), (7, 1, 2), (3, 334, 2), (7, 143, 1)])
def test_settlements_taken_back_and_done_again_in_another_order_lose_no_penny(
    vault: Vault, pieces: int, price: int, off: int
) -> None:
    order = sold(vault, LineDraft("Posy", pieces, price, discount=off))
    returned = [accepted(vault, order, 1) for _ in range(pieces)]
    done = [settle(vault, ret) for ret in returned[:-1]]
    for back in done[::2]:
        vault.write(returns.take_back, back.id)
    for ret in [*returned[:-1:2], returned[-1]]:
        settle(vault, ret)
    assert money(vault, order) == (0, pieces * price - off, 0, 0)
    lines = [line for ret in returned for line in vault.read(returns.card, ret).lines]
    assert sum(line.value or 0 for line in lines) == pieces * price - off


def test_a_settlement_taken_back_is_done_again_though_a_penny_fell_to_another_meanwhile(vault: Vault) -> None:
    order = sold(vault, LineDraft("Posy", 2, 500, discount=1))
    first, second = (accepted(vault, order, 1) for _ in range(2))
    done = [settle(vault, ret) for ret in (first, second)]
    assert [one.refund for one in done] == [500, 499]
    for one in done:
        vault.write(returns.take_back, one.id)
    vault.undo()
    assert vault.read(returns.card, second).settlements[-1].refund == 500
    assert settle(vault, first).refund == 499


@pytest.mark.parametrize("mode", ["included", "excluded", "unknown"])
def test_tax_of_the_parts_sums_to_the_orders_tax_and_the_money_to_what_was_paid(vault: Vault, mode: str) -> None:
    order = sold(vault, LineDraft("Posy", 3, 335, tax=101), LineDraft("Mug", 2, 501, tax=67), tax_mode=mode)
    whole = vault.read(orders.card, order)
    done = [settle(vault, accepted(vault, order, *one)) for one in ((1, 0), (1, 1), (1, 1))]
    assert sum(one.tax for one in done) == whole.tax == 168
    assert sum(one.refund for one in done) == whole.total


def test_delivery_goes_back_once_with_the_last_item_of_what_was_faulty_or_cancelled(vault: Vault) -> None:
    for basis in ("faulty", "cancelled"):
        order = sold(vault, shipping=395)
        assert settle(vault, accepted(vault, order, 2, basis=basis)).delivery == 0
        last = settle(vault, accepted(vault, order, 1, basis=basis))
        assert (last.delivery, last.refund) == (395, 1395)
        assert money(vault, order) == (0, 3395, 0, 0)
    order = sold(vault, shipping=395)
    assert settle(vault, accepted(vault, order, 3, basis="goodwill")).delivery == 0


def test_delivery_can_be_chosen_but_not_beyond_what_was_paid_for_it(vault: Vault) -> None:
    order = sold(vault, shipping=995)
    assert settle(vault, accepted(vault, order, 1), delivery=395).refund == 1395
    ret = accepted(vault, order, 2)
    with pytest.raises(InvalidValue, match="more than was paid for delivery"):
        vault.read(returns.what_if, ret, SettlementDraft(delivery=601))
    assert settle(vault, ret).refund == 2600


def test_what_was_never_paid_is_taken_off_the_bill_first(vault: Vault) -> None:
    order = sold(vault, paid=PaidDraft("cash", 1200))
    done = settle(vault, accepted(vault, order, 1))
    assert (done.off_the_bill, done.refund) == (1000, 0)
    assert money(vault, order) == (1200, 1000, 800, 0)
    done = settle(vault, accepted(vault, order, 2))
    assert (done.off_the_bill, done.refund) == (800, 1200)
    assert money(vault, order) == (0, 3000, 0, 0)


def test_an_order_never_paid_is_taken_back_without_money(vault: Vault) -> None:
    order = sold(vault, paid=None)
    done = settle(vault, accepted(vault, order, 3))
    assert (done.off_the_bill, done.refund, done.credit) == (3000, 0, 0)
    assert vault.read(orders.card, order).balance_due == 0


def test_a_settlement_is_split_over_refund_and_store_credit(vault: Vault) -> None:
    order = sold(vault)
    done = settle(vault, accepted(vault, order, 3), credit=1800, refund_method="cash")
    assert (done.credit, done.refund, done.refund_method) == (1800, 1200, "cash")
    assert vault.read(store_credit.balance, vault.read(orders.card, order).customer_id) == 1800


@pytest.mark.parametrize(
    ("options", "field", "why"),
    [
        ({"refund": 3001}, "refund", "Only £30.00 is left"),
        ({"refund": 2999}, "refund", "£0.01 would be left over"),
        ({"refund": 3000, "credit": 1}, "refund", "Only £29.99 is left"),
        ({"credit": 3001}, "credit", "Only £30.00 goes back"),
        ({"goodwill": 1}, "goodwill", "Nothing of what was paid is left"),
        ({"refund": -1}, "refund", "below zero"),
        ({"credit": -1}, "credit", "below zero"),
        ({"goodwill": -1}, "goodwill", "below zero"),
        ({"credit": 10**16}, "credit", "too large"),
        ({"refund_method": "credit"}, "refund_method", "no way to pay money back"),
        ({"deduction": 10}, "deducted_because", "amount and a reason"),
        ({"deducted_because": "Worn"}, "deduction", "amount and a reason"),
        ({"deduction": 3001, "deducted_because": "Worn"}, "deduction", "more than what came back"),
        ({"repair": True, "credit": 5}, "repair", "pays nothing back"),
    ],
)
def test_amounts_beyond_what_was_paid_or_that_do_not_add_up_are_refused(
    vault: Vault, options: dict[str, Any], field: str, why: str
) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 3, basis="goodwill")
    for asked in (vault.read, vault.write):
        function = returns.what_if if asked == vault.read else returns.settle
        with pytest.raises(InvalidValue, match=why) as refusal:
            asked(function, ret, SettlementDraft(**options))
        assert refusal.value.field == field
    assert money(vault, order) == (3000, 0, 0, 0)
    assert vault.read(returns.card, ret).settlements == ()


def test_a_second_instance_of_the_form_does_not_settle_again(vault: Vault) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    vault.write(returns.settle, ret, SettlementDraft())
    with pytest.raises(Refused, match="Nothing of this return is accepted"):
        vault.write(returns.settle, ret, SettlementDraft())
    with pytest.raises(Refused, match="settled already"):
        vault.write(returns.settle, ret, SettlementDraft((1,)))
    with pytest.raises(NotFound):
        vault.write(returns.settle, ret, SettlementDraft((99,)))
    assert money(vault, order) == (2000, 1000, 0, 0)


def test_what_was_not_accepted_is_not_settled(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 2)
    with pytest.raises(Refused):
        vault.read(returns.what_if, ret, SettlementDraft())
    vault.write(returns.decide, ret, DecisionDraft(1, "rejected", "Worn", quantity=1))
    with pytest.raises(Refused, match="not accepted"):
        vault.read(returns.what_if, ret, SettlementDraft((1,)))


def test_a_deduction_needs_the_right_to_cancel_explained_and_half_a_year_for_faulty_goods(vault: Vault) -> None:
    order = sold(vault)
    worn = {"deduction": 300, "deducted_because": "Worn"}
    for basis, options in (("cancelled", {"never_informed": True}), ("faulty", {})):
        ret = accepted(vault, order, 1, basis=basis, **options)  # type: ignore[arg-type]
        with pytest.raises(InvalidValue, match="Nothing may be deducted"):
            vault.read(returns.what_if, ret, SettlementDraft(**worn))  # type: ignore[arg-type]
        vault.write(returns.withdraw, ret)
    done = settle(vault, accepted(vault, order, 1, basis="cancelled"), **worn)
    assert (done.value, done.deduction, done.refund) == (1000, 300, 700)
    old = sold(vault, placed_at="2026-01-01")
    assert settle(vault, accepted(vault, old, 1, delivered_on="2026-05-20"), **worn).refund == 700
    ret = accepted(vault, old, 1, delivered_on="2026-05-21")
    with pytest.raises(InvalidValue, match="until Monday 23 November 2026"):
        vault.read(returns.what_if, ret, SettlementDraft(**worn))  # type: ignore[arg-type]


def test_an_earlier_gesture_stays_the_customers_until_the_rest_would_pay_back_more_than_was_paid(vault: Vault) -> None:
    order = sold(vault)
    vault.write(payments.goodwill, order, 500)
    assert settle(vault, accepted(vault, order, 2)).refund == 2000
    ret = accepted(vault, order, 1)
    assert vault.read(returns.what_if, ret, SettlementDraft()).warnings == ("£5.00 of it was paid back before.",)
    assert settle(vault, ret).refund == 500
    assert money(vault, order) == (0, 3000, 0, 0)


def test_what_was_paid_beyond_the_total_goes_back_with_the_last_item(vault: Vault) -> None:
    order = sold(vault, handed_over=False)
    vault.write(
        orders.edit, order, OrderDraft((LineDraft("Posy", 2, 1000),), vault.read(orders.card, order).customer_id)
    )
    vault.write(orders.deliver, order)
    assert settle(vault, accepted(vault, order, 1)).refund == 1000
    assert settle(vault, accepted(vault, order, 1)).refund == 2000
    assert money(vault, order) == (0, 3000, 0, 0)


def test_goodwill_goes_on_top_of_what_came_back(vault: Vault) -> None:
    order = sold(vault)
    done = settle(vault, accepted(vault, order, 1), goodwill=250)
    assert (done.refund, done.goodwill) == (1000, 250)
    assert vault.read(payments.of_order, order)[-1].reason == "goodwill"


def test_an_exchange_for_something_dearer_leaves_the_difference_to_pay(vault: Vault) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    seen = vault.read(returns.what_if, ret, SettlementDraft(exchange=OrderDraft((LineDraft("Vase", 1, 1500),))))
    assert (seen.exchange_total, seen.exchange_difference, seen.to_pay) == (1500, 500, 500)
    done = settle(vault, ret, exchange=OrderDraft((LineDraft("Vase", 1, 1500),)))
    new = vault.read(orders.card, done.exchange)
    assert (new.customer_id, new.settled, new.balance_due) == (vault.read(orders.card, order).customer_id, 1000, 500)
    assert [(one.kind, one.method, one.amount, one.reason) for one in new.payments] == [
        ("in", "exchange", 1000, "exchange")
    ]
    assert money(vault, order) == (2000, 1000, 0, 0)


def test_the_difference_can_be_paid_at_once_but_no_more_than_that(vault: Vault) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    dearer = OrderDraft((LineDraft("Vase", 1, 1500),), paid=PaidDraft("cash"), handed_over=True)
    with pytest.raises(InvalidValue, match="more than the difference"):
        vault.read(returns.what_if, ret, SettlementDraft(exchange=replace(dearer, paid=PaidDraft("cash", 501))))
    done = settle(vault, ret, exchange=dearer)
    new = vault.read(orders.card, done.exchange)
    assert (new.stage, new.balance_due, [one.amount for one in new.payments]) == ("delivered", 0, [500, 1000])


@pytest.mark.parametrize(("options", "refund", "credit"), [({}, 400, 0), ({"credit": 400}, 0, 400)])
def test_what_an_exchange_leaves_over_is_paid_back_or_credited(
    vault: Vault, options: dict[str, Any], refund: int, credit: int
) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    cheaper = OrderDraft((LineDraft("Card", 2, 300),))
    assert vault.read(returns.what_if, ret, SettlementDraft(exchange=cheaper)).exchange_difference == -400
    done = settle(vault, ret, exchange=cheaper, **options)
    assert (done.exchange_paid, done.refund, done.credit) == (600, refund, credit)
    assert vault.read(orders.card, done.exchange).balance_due == 0


def test_an_exchange_is_for_the_same_customer_in_the_same_money(vault: Vault) -> None:
    ret = accepted(vault, sold(vault), 1)
    other = vault.write(customers.add, CustomerDraft("Bo"))
    for change in ({"customer": other}, {"currency": "EUR"}):
        exchange = replace(OrderDraft((LineDraft("Vase", 1, 1500),)), **change)
        with pytest.raises(InvalidValue) as refusal:
            vault.read(returns.what_if, ret, SettlementDraft(exchange=exchange))
        assert refusal.value.field == "exchange"


def test_what_was_exchanged_can_come_back_too_and_is_paid_back_by_the_first_means(vault: Vault) -> None:
    order = sold(vault, paid=PaidDraft("cheque"))
    swap = OrderDraft((LineDraft("Vase", 1, 3000),), handed_over=True)
    done = settle(vault, accepted(vault, order, 3), exchange=swap)
    back = settle(vault, accepted(vault, done.exchange or 0, 1, delivered_on="2026-11-22"))
    assert (back.refund, back.refund_method) == (3000, "cheque")


def test_goods_paid_with_store_credit_are_not_turned_into_cash(vault: Vault) -> None:
    someone = customer(vault)
    vault.write(store_credit.issue, someone, 2000)
    order = sold(vault, paid=PaidDraft("card", credit=2000), customer=someone)
    ret = accepted(vault, order, 2)
    with pytest.raises(InvalidValue, match=r"Only £10\.00 of it was paid with money"):
        vault.read(returns.what_if, ret, SettlementDraft(refund=2000))
    done = settle(vault, ret)
    assert (done.refund, done.credit) == (1000, 1000)
    swap = settle(vault, accepted(vault, order, 1), exchange=OrderDraft((LineDraft("Mug", 1, 800),)))
    assert (swap.exchange_paid, swap.refund, swap.credit) == (800, 0, 200)
    assert vault.read(store_credit.balance, someone) == 1200


def test_a_repair_pays_nothing_back_and_the_goods_may_come_back_again(vault: Vault) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    done = settle(vault, ret, repair=True)
    held = vault.read(returns.card, ret)
    assert (done.value, held.lines[0].outcome, held.state) == (0, "repair", "done")
    assert (held.repair_asked_on, held.repaired_on) == (None, "2026-11-22")
    assert money(vault, order) == (3000, 0, 0, 0)
    assert vault.read(returns.returnable, order)[0].returnable == 3
    vault.write(returns.take_back, done.id)
    held = vault.read(returns.card, ret)
    assert (held.state, held.repair_asked_on, held.repaired_on) == ("settling", None, None)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"credit": 400},
        {"goodwill": 100, "refund_method": "cash"},
        {"exchange": OrderDraft((LineDraft("Vase", 1, 1500),), paid=PaidDraft("cash"), handed_over=True)},
        {"exchange": OrderDraft((LineDraft("Card", 1, 300),)), "credit": 700},
        {"repair": True},
    ],
)
def test_a_settlement_taken_back_leaves_everything_as_it_was_and_can_be_done_again(
    vault: Vault, options: dict[str, Any]
) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 1)
    before = (money(vault, order), vault.read(returns.returnable, order), vault.read(returns.card, ret).lines)
    dates = vault.read(returns.dates_of, ret)
    done = settle(vault, ret, **options)
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert (money(vault, order), vault.read(returns.returnable, order), vault.read(returns.card, ret).lines) == before
    assert vault.read(returns.dates_of, ret) == dates
    held = vault.read(returns.card, ret)
    assert held.settlements[0] == replace(done, lines=(), taken_back=True)
    if done.exchange is not None:
        new = vault.read(orders.card, done.exchange)
        assert (new.stage, new.settled, new.to_refund) == ("cancelled", 0, 0)
    with pytest.raises(Refused, match="taken back already"):
        vault.write(returns.take_back, done.id)
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    again = vault.read(returns.card, ret).settlements[1]
    assert (again.refund, again.credit, again.goodwill, again.exchange_paid) == (
        *(done.refund, done.credit, done.goodwill, done.exchange_paid),
    )
    assert vault.read(wrong) == ALL_WELL


def test_a_settlement_is_not_taken_back_once_its_credit_is_spent_or_its_exchange_on_its_way(vault: Vault) -> None:
    order = sold(vault)
    someone = vault.read(orders.card, order).customer_id
    credit = settle(vault, accepted(vault, order, 1), credit=1000)
    sold(vault, LineDraft("Mug", 1, 900), customer=someone, paid=PaidDraft("card", credit=900))
    with pytest.raises(Refused, match="spent since"):
        vault.write(returns.take_back, credit.id)
    swap = settle(vault, accepted(vault, order, 1), exchange=OrderDraft((LineDraft("Vase", 1, 1000),)))
    vault.write(orders.ship, swap.exchange)
    with pytest.raises(Refused, match="on its way"):
        vault.write(returns.take_back, swap.id)
    with pytest.raises(NotFound):
        vault.write(returns.take_back, 99)
    assert vault.read(wrong) == ALL_WELL


def test_part_payments_after_a_return_ask_for_no_more_than_what_was_kept(vault: Vault) -> None:
    order = sold(vault, paid=None)
    settle(vault, accepted(vault, order, 1))
    with pytest.raises(InvalidValue, match=r"Only £20\.00 is left"):
        vault.write(payments.record, PaymentDraft(order, 2001))
    vault.write(payments.record, PaymentDraft(order, 2000))
    assert settle(vault, accepted(vault, order, 2)).refund == 2000


def test_an_order_without_a_customer_is_paid_back_but_gets_no_credit(vault: Vault) -> None:
    order = vault.write(orders.place, OrderDraft((THREE_AT_999,), paid=PaidDraft("cash"), handed_over=True))
    ret = accepted(vault, order, 1, delivered_on=None)
    with pytest.raises(Refused, match="belongs to a customer"):
        vault.write(returns.settle, ret, SettlementDraft(credit=333))
    assert settle(vault, ret).refund == 333


def test_free_goods_come_back_for_nothing(vault: Vault) -> None:
    order = sold(vault, LineDraft("Sample", 2, 0), LineDraft("Posy", 1, 1000), shipping=300)
    assert settle(vault, accepted(vault, order, 1)).refund == 0
    assert settle(vault, accepted(vault, order, 0, 1)).refund == 1000
    assert settle(vault, accepted(vault, order, 1)).refund == 300
    assert money(vault, order) == (0, 1300, 0, 0)
