"""Payments: a ledger of signed entries; refunds never exceed what was paid."""

from typing import Any

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.jobs import agenda
from shopcrm.shop import customers, orders, payments, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.vault import Vault


@pytest.fixture
def ana(vault: Vault) -> int:
    """A customer with £10.00 of store credit."""
    customer = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(store_credit.issue, customer, 1000)
    return customer


@pytest.fixture
def order(vault: Vault, ana: int) -> int:
    return vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),), ana))


def settled(vault: Vault, order: int) -> int:
    return vault.read(orders.card, order).settled


@pytest.mark.parametrize("kind", ["fee", "failed"])
@pytest.mark.parametrize("method", ["credit", "points", "exchange"])
def test_what_is_no_money_has_no_fee_and_does_not_fail(vault: Vault, kind: Any, method: Any) -> None:
    order = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),)))
    with pytest.raises(InvalidValue, match="only for money"):
        vault.write(payments.record, PaymentDraft(order, 100, method, kind))
    assert vault.read(payments.of_order, order) == ()


def test_part_payments_add_up_until_nothing_is_due(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 400, "cash"))
    part = vault.read(orders.card, order)
    assert (part.balance_due, part.paid_in_words) == (600, "Part paid")
    vault.write(payments.record, PaymentDraft(order, 600))
    assert vault.read(orders.card, order).paid_in_words == "Paid"


@pytest.mark.parametrize("kind", ["in", "out", "fee", "failed", "allowed"])
@pytest.mark.parametrize("amount", [0, -1, 2**63, -(2**63)])
def test_an_amount_of_nothing_below_it_or_beyond_belief_is_refused(
    vault: Vault, order: int, kind: payments.PaymentKind, amount: int
) -> None:
    with pytest.raises(InvalidValue) as refusal:
        vault.write(payments.record, PaymentDraft(order, amount, kind=kind))
    assert refusal.value.field == "amount"


@pytest.mark.parametrize(("kind", "sign"), [("out", 1), ("credit", -1)])
def test_no_more_is_paid_back_than_was_paid(vault: Vault, order: int, kind: payments.PaymentKind, sign: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 700))
    with pytest.raises(InvalidValue, match=r"Only £7\.00"):
        vault.write(payments.record, PaymentDraft(order, sign * 701, kind=kind))
    vault.write(payments.record, PaymentDraft(order, sign * 700, kind=kind))
    with pytest.raises(InvalidValue, match="Nothing was paid and not yet paid back"):
        vault.write(payments.record, PaymentDraft(order, sign, kind=kind))


def test_what_was_paid_back_is_not_asked_for_again(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000))
    refund = vault.write(payments.record, PaymentDraft(order, 400, kind="out"))
    held = vault.read(orders.card, order)
    assert (held.settled, held.refunded, held.balance_due, held.to_refund) == (600, 400, 0, 0)
    assert held.paid_in_words == "Part paid back"
    assert vault.read(orders.count, orders.OrderFilter.UNPAID) == vault.read(agenda.board).unpaid == 0
    assert vault.read(agenda.listed) == ()
    vault.write(payments.record, PaymentDraft(order, -600, "credit", "credit"))
    held = vault.read(orders.card, order)
    assert (held.settled, held.refunded, held.balance_due, held.paid_in_words) == (0, 1000, 0, "Paid back")
    vault.write(payments.reverse, refund)
    held = vault.read(orders.card, order)
    assert (held.settled, held.refunded, held.balance_due) == (400, 600, 0)


def test_what_was_paid_beyond_the_total_is_to_refund_until_it_is_paid_back(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000))
    vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 700),)))
    assert vault.read(orders.card, order).to_refund == 300
    vault.write(payments.record, PaymentDraft(order, 300, kind="out"))
    held = vault.read(orders.card, order)
    assert (held.to_refund, held.balance_due, held.paid_in_words) == (0, 0, "Paid")


@pytest.mark.parametrize("kind", ["in", "credit"])
def test_no_more_is_taken_than_is_owed(vault: Vault, order: int, kind: payments.PaymentKind) -> None:
    vault.write(payments.record, PaymentDraft(order, 400))
    with pytest.raises(InvalidValue, match=r"Only £6\.00 is left to pay\.") as refusal:
        vault.write(payments.record, PaymentDraft(order, 601, kind=kind))
    assert refusal.value.field == "amount"
    vault.write(payments.record, PaymentDraft(order, 600, kind=kind))
    with pytest.raises(InvalidValue, match="It is paid already") as refusal:
        vault.write(payments.record, PaymentDraft(order, 1, kind=kind))
    assert refusal.value.field == "amount"


def test_a_payment_taken_back_by_mistake_comes_back_even_where_it_is_too_much_by_now(vault: Vault, order: int) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 1000, note="cash in the till"))
    vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 700),)))
    vault.write(payments.reverse, entry)
    vault.undo()
    held = vault.read(orders.card, order)
    assert (held.settled, held.to_refund, held.payments[-1].note) == (1000, 300, "cash in the till")
    with pytest.raises(Refused, match="not taken back"):
        vault.write(payments.put_back, held.payments[-1].id)


def test_a_fee_is_kept_and_settles_nothing(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 30, "online", "fee"))
    assert settled(vault, order) == 0
    assert vault.read(payments.of_order, order)[0].amount == -30


def test_a_failed_try_is_flagged_until_money_comes_in(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000, "online", "failed"))
    assert vault.read(orders.card, order).payment_failed
    vault.write(payments.record, PaymentDraft(order, 1000))
    assert not vault.read(orders.card, order).payment_failed
    vault.undo()
    assert vault.read(orders.card, order).payment_failed


@pytest.mark.parametrize("kind", ["in", "fee", "failed", "credit"])
def test_undo_reverses_an_entry_by_another_one(vault: Vault, order: int, kind: payments.PaymentKind) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 500, kind=kind))
    vault.undo()
    first, second = vault.read(payments.of_order, order)
    assert (first.reversed, second.reverses, second.reversed) == (True, entry, False)
    held = vault.read(orders.card, order)
    assert (held.settled, held.payment_failed) == (0, False)
    vault.undo()
    assert settled(vault, order) == (500 if kind in ("in", "credit") else 0)


def test_an_entry_is_reversed_once_and_a_reversal_never(vault: Vault, order: int) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 500))
    reversal = vault.write(payments.reverse, entry)
    for again in (entry, reversal):
        with pytest.raises(Refused, match="already"):
            vault.write(payments.reverse, again)


def test_a_payment_is_not_reversed_once_it_was_paid_back(vault: Vault, order: int) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 500))
    refund = vault.write(payments.record, PaymentDraft(order, 200, kind="out"))
    with pytest.raises(Refused, match="paid back since"):
        vault.write(payments.reverse, entry)
    vault.write(payments.reverse, refund)
    vault.write(payments.reverse, entry)
    assert settled(vault, order) == 0


def test_nothing_is_left_to_refund_where_nothing_was_paid(vault: Vault, order: int) -> None:
    with pytest.raises(Refused, match="Nothing"):
        vault.write(payments.refund_all, order)
    with pytest.raises(NotFound):
        vault.write(payments.record, PaymentDraft(7, 100))


def test_an_order_of_nothing_is_paid_without_a_payment(vault: Vault) -> None:
    order = vault.write(orders.place, OrderDraft((LineDraft("Sample", 1, 0),), paid=PaidDraft("cash")))
    held = vault.read(orders.card, order)
    assert (held.payments, held.balance_due, held.paid_in_words) == ((), 0, "Paid")


def test_a_fee_is_shown_and_taken_off_what_the_shop_has(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000, "online"))
    wrong = vault.write(payments.record, PaymentDraft(order, 99, "online", "fee"))
    vault.write(payments.reverse, wrong)
    vault.write(payments.record, PaymentDraft(order, 62, "online", "fee"))
    vault.write(payments.record, PaymentDraft(order, 300, "online", "out"))
    held = vault.read(orders.card, order)
    assert (held.fees, held.net, held.settled) == (62, 638, 700)


@pytest.mark.parametrize("kind", ["in", "credit"])
@pytest.mark.parametrize("method", ["credit", "card"])
def test_a_payment_by_credit_means_the_same_however_it_is_named(
    vault: Vault, ana: int, order: int, kind: payments.PaymentKind, method: payments.Method
) -> None:
    if (kind, method) == ("in", "card"):
        return
    vault.write(payments.record, PaymentDraft(order, 300, method, kind))
    [entry] = vault.read(payments.of_order, order)
    assert (entry.kind, entry.method, entry.amount) == ("credit", "credit", 300)
    assert vault.read(store_credit.balance, ana) == 700


def test_a_goodwill_refund_goes_back_the_way_it_came_and_says_why(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000, "cash"))
    vault.write(payments.goodwill, order, 250, note="late")
    entry = vault.read(payments.of_order, order)[-1]
    assert (entry.kind, entry.method, entry.amount, entry.reason, entry.note) == (
        "out",
        "cash",
        -250,
        "goodwill",
        "late",
    )
    assert vault.read(orders.card, order).balance_due == 0
    with pytest.raises(InvalidValue, match=r"Only £7\.50 was paid"):
        vault.write(payments.goodwill, order, 751)
    vault.undo()
    assert settled(vault, order) == 1000


def test_a_payment_that_was_taken_back_says_nothing_about_how_to_pay_back(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 500, "cash"))
    vault.write(payments.reverse, vault.write(payments.record, PaymentDraft(order, 500, "cheque")))
    assert vault.read(payments.means, order).method == "cash"


def test_goodwill_as_credit_adds_to_the_balance_within_what_was_paid(vault: Vault, ana: int, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000, "cash"))
    vault.write(payments.goodwill, order, 250, "credit")
    assert vault.read(store_credit.balance, ana) == 1250
    assert vault.read(store_credit.entries, ana)[0].kind == "goodwill"
    with pytest.raises(InvalidValue, match="paid"):
        vault.write(payments.goodwill, order, 751, "credit")


def test_an_order_is_paid_in_parts_by_credit_and_by_money_at_once(vault: Vault, ana: int) -> None:
    draft = OrderDraft((LineDraft("Posy", 1, 2500),), ana, paid=PaidDraft("cash", credit=1000))
    order = vault.write(orders.place, draft)
    held = vault.read(orders.card, order)
    assert [(one.kind, one.amount) for one in held.payments] == [("credit", 1000), ("in", 1500)]
    assert (held.paid_in_words, held.net, vault.read(store_credit.balance, ana)) == ("Paid", 1500, 0)
    vault.undo()
    assert (settled(vault, order), vault.read(store_credit.balance, ana)) == (0, 1000)


def test_the_rest_of_an_order_paid_by_credit_may_stay_open(vault: Vault, ana: int) -> None:
    draft = OrderDraft((LineDraft("Posy", 1, 2500),), ana, paid=PaidDraft("cash", 0, credit=400))
    held = vault.read(orders.card, vault.write(orders.place, draft))
    assert (held.balance_due, len(held.payments)) == (2100, 1)


@pytest.mark.parametrize(("paid", "field"), [
    (PaidDraft(credit=-1), "credit"), (PaidDraft(points=-1), "points"), (PaidDraft(credit=1001), "amount"),
    (PaidDraft(amount=500, credit=501), "amount"), (PaidDraft("credit", 1001), "amount"),
])  # fmt: skip
def test_an_order_paid_at_once_by_more_than_there_is_is_not_placed(
    vault: Vault, ana: int, paid: PaidDraft, field: str
) -> None:
    before = vault.read(orders.count, orders.OrderFilter.ALL)
    with pytest.raises(InvalidValue) as refusal:
        vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),), ana, paid=paid))
    assert refusal.value.field == field
    assert vault.read(orders.count, orders.OrderFilter.ALL) == before
    assert vault.read(store_credit.balance, ana) == 1000


def test_everything_is_paid_back_by_what_it_was_paid_with(vault: Vault, ana: int) -> None:
    draft = OrderDraft((LineDraft("Posy", 1, 1500),), ana, paid=PaidDraft("cash", credit=600))
    order = vault.write(orders.place, draft)
    assert vault.read(payments.means, order) == payments.Means(900, 600, 0, "cash")
    vault.write(payments.refund_all, order)
    back = vault.read(payments.of_order, order)[2:]
    assert [(one.kind, one.method, one.amount) for one in back] == [("credit", "credit", -600), ("out", "cash", -900)]
    assert vault.read(store_credit.balance, ana) == 1000
    vault.undo()
    assert (settled(vault, order), vault.read(store_credit.balance, ana)) == (1500, 400)


def test_what_is_taken_off_the_bill_is_not_owed_and_not_paid_back(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 300))
    with pytest.raises(InvalidValue, match=r"Only £7\.00 is left"):
        vault.write(payments.record, PaymentDraft(order, 701, "other", "allowed"))
    entry = vault.write(payments.record, PaymentDraft(order, 700, "other", "allowed", reason="return"))
    held = vault.read(orders.card, order)
    assert (held.settled, held.refunded, held.balance_due, held.to_refund) == (300, 700, 0, 0)
    assert (held.taken_off, held.paid_in_words, held.payments[-1].amount) == (700, "Paid", -700)
    with pytest.raises(InvalidValue, match="paid already"):
        vault.write(payments.record, PaymentDraft(order, 1))
    vault.write(payments.reverse, entry)
    assert vault.read(orders.card, order).balance_due == 700


def test_an_order_whose_whole_bill_was_taken_off_has_nothing_to_pay(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 1000, "other", "allowed"))
    assert vault.read(orders.card, order).paid_in_words == "Nothing to pay"
    with pytest.raises(Refused, match="taken off this order's bill"):
        vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 500),)))


def test_a_payment_is_not_put_back_once_the_bill_was_made_smaller(vault: Vault, order: int) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 1000))
    vault.write(payments.reverse, entry)
    vault.write(payments.record, PaymentDraft(order, 400, "other", "allowed"))
    with pytest.raises(Refused, match="taken off the bill since"):
        vault.write(payments.put_back, entry)
    assert vault.read(orders.card, order).balance_due == 600


def test_the_customer_stays_while_her_credit_pays_for_the_order(vault: Vault, ana: int, order: int) -> None:
    entry = vault.write(payments.record, PaymentDraft(order, 300, "credit"))
    other = vault.write(customers.add, CustomerDraft("Bo"))
    changed = OrderDraft((LineDraft("Posy", 1, 1000),), other)
    for draft in (changed, OrderDraft(changed.lines)):
        with pytest.raises(Refused, match="store credit or points"):
            vault.write(orders.edit, order, draft)
    vault.write(payments.reverse, entry)
    vault.write(orders.edit, order, changed)
    assert vault.read(orders.card, order).customer_id == other


def test_a_payment_of_an_order_that_is_not_there_is_refused(vault: Vault) -> None:
    for act in (
        (payments.record, PaymentDraft(7, 1)),
        (payments.goodwill, 7, 1),
        (payments.refund_all, 7),
        (payments.reverse, 7),
    ):
        with pytest.raises(NotFound):
            vault.write(*act)
