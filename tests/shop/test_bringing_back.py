"""Ctrl+Z after an order was cancelled or taken back: it stands as it stood, with its payments and its delivery."""

import pytest

from shopcrm.shop import customers, orders, payments
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.vault import Vault


def undo(vault: Vault) -> None:
    """Press Ctrl+Z."""
    last = vault.last_undo
    assert last is not None
    vault.write(last.function, *last.arguments)


@pytest.mark.parametrize("handed_over", [False, True])
def test_an_order_that_was_taken_back_comes_back_with_its_payments_and_delivery(
    vault: Vault, handed_over: bool
) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana"))
    draft = OrderDraft((LineDraft("Posy", 1, 1000),), ana, paid=PaidDraft("cash", 400), handed_over=handed_over)
    order = vault.write(orders.place, draft)
    vault.write(payments.record, PaymentDraft(order, 100, "card"))
    before = vault.read(orders.card, order)
    vault.write(orders.unplace, order)
    assert (vault.read(orders.card, order).stage, vault.read(orders.card, order).settled) == ("cancelled", 0)
    undo(vault)
    after = vault.read(orders.card, order)
    assert (after.stage, after.settled, after.balance_due) == (before.stage, before.settled, before.balance_due)


def test_a_cancelling_that_reversed_payments_is_taken_back_and_done_again_whole(vault: Vault) -> None:
    order = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 1000),), paid=PaidDraft("card", 1000)))
    vault.write(orders.cancel, order, "twice", "reverse")
    for stage, settled in (("placed", 1000), ("cancelled", 0), ("placed", 1000)):
        undo(vault)
        held = vault.read(orders.card, order)
        assert (held.stage, held.settled) == (stage, settled)
