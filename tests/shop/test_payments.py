"""Payments: a ledger of signed entries; refunds never exceed what was paid."""

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.jobs import agenda
from shopcrm.shop import orders, payments
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.vault import Vault


@pytest.fixture
def order(vault: Vault) -> int:
    return vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),)))


def settled(vault: Vault, order: int) -> int:
    return vault.read(orders.card, order).settled


def test_part_payments_add_up_until_nothing_is_due(vault: Vault, order: int) -> None:
    vault.write(payments.record, PaymentDraft(order, 400, "cash"))
    part = vault.read(orders.card, order)
    assert (part.balance_due, part.paid_in_words) == (600, "Part paid")
    vault.write(payments.record, PaymentDraft(order, 600))
    assert vault.read(orders.card, order).paid_in_words == "Paid"


@pytest.mark.parametrize("kind", ["in", "out", "fee", "failed"])
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
    with pytest.raises(InvalidValue, match=r"Only £0\.00"):
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
