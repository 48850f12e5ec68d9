"""Points as a payment: they pay for part of an order, and come back to where they came from."""

import pytest

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import customers, loyalty, orders, payments, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, Reward
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

TERMS = Programme(
    points=1, per_amount=100, lock_days=0, worth_points=10, worth_amount=100, least_points=20,
    rewards=(Reward("Free vase", "money_off", 50, 800),),
)  # fmt: skip


@read("test_points.replayed")
def replayed(tx: Tx) -> tuple[tuple[str, ...], int]:
    return loyalty.replay(tx), payments.wrong(tx)


@pytest.fixture
def ana(vault: Vault) -> int:
    """A member with 100 points, worth £10.00."""
    vault.write(loyalty.set_programme, TERMS)
    customer = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    vault.write(loyalty.join, customer)
    vault.write(loyalty.goodwill, customer, 100)
    return customer


def order_of(vault: Vault, customer: int | None, paid: PaidDraft | None = None, price: int = 2000) -> int:
    return vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, price),), customer, paid=paid))


def points(vault: Vault, customer: int) -> int:
    return vault.read(loyalty.worth, customer).points


def test_points_pay_for_part_of_an_order_and_that_part_earns_none(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft("cash", points=50))
    held = vault.read(orders.card, order)
    assert [(one.kind, one.method, one.amount) for one in held.payments] == [
        ("points", "points", 500),
        ("in", "cash", 1500),
    ]
    assert (held.paid_in_words, held.net, points(vault, ana)) == ("Paid", 1500, 50 + 15)
    vault.undo()
    assert (vault.read(orders.card, order).settled, points(vault, ana)) == (0, 100)
    assert vault.read(replayed) == ((), 0)


@pytest.mark.parametrize(
    ("paid", "words"),
    [
        (PaidDraft(points=101), "Only 100 points"),
        (PaidDraft(points=10), "from 20 on"),
        (PaidDraft(points=-5), "below zero"),
        (PaidDraft(amount=0, points=60), "left to pay"),
    ],
)
def test_points_that_cannot_be_used_pay_for_nothing(vault: Vault, ana: int, paid: PaidDraft, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        order_of(vault, ana, paid, 500 if paid.points == 60 else 2000)
    assert (points(vault, ana), vault.read(orders.count, orders.OrderFilter.ALL)) == (100, 0)


@pytest.mark.parametrize(
    ("total", "usable"),
    [(2000, (100, 1000, 700)), (905, (90, 900, 700)), (300, (30, 300, 300)), (199, (0, 0, 199)), (0, (0, 0, 0))],
)
def test_what_may_be_used_of_points_and_credit_never_exceeds_the_bill(
    vault: Vault, ana: int, total: int, usable: tuple[int, ...]
) -> None:
    vault.write(store_credit.issue, ana, 700)
    found = vault.read(payments.usable, ana, total)
    assert (found.points, found.worth, found.credit) == usable
    assert vault.read(payments.usable, ana, total, "EUR") == payments.Usable()
    if found.points:
        order_of(vault, ana, PaidDraft(amount=0, points=found.points), total)
        assert points(vault, ana) == 100 - found.points


def test_an_order_without_a_customer_or_a_shop_without_a_programme_takes_no_points(vault: Vault) -> None:
    with pytest.raises(Refused, match="no loyalty programme"):
        order_of(vault, None, PaidDraft(points=50))
    vault.write(loyalty.set_programme, TERMS)
    with pytest.raises(Refused, match="Points belong to a customer"):
        order_of(vault, None, PaidDraft(points=50))


def test_points_go_back_as_points_only_and_in_parts_without_loss(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft("cash", points=50))
    with pytest.raises(InvalidValue, match=r"Only £15\.00 was paid in money or store credit"):
        vault.write(payments.record, PaymentDraft(order, 1501, "cash", "out"))
    with pytest.raises(InvalidValue, match=r"Only £5\.00 was paid with points"):
        vault.write(payments.record, PaymentDraft(order, -501, kind="points"))
    for amount in (167, 166, 167):
        vault.write(payments.record, PaymentDraft(order, -amount, kind="points"))
    vault.write(payments.record, PaymentDraft(order, 1500, "cash", "out"))
    assert (points(vault, ana), vault.read(orders.card, order).settled) == (100, 0)
    assert vault.read(replayed) == ((), 0)


def test_a_cancelled_order_gives_points_back_as_points(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft("cash", points=50))
    vault.write(orders.cancel, order, "", "refund")
    assert [(one.kind, one.amount) for one in vault.read(payments.of_order, order)[2:]] == [
        ("points", -500),
        ("out", -1500),
    ]
    assert points(vault, ana) == 100
    vault.undo()
    assert points(vault, ana) == 100


def test_a_payment_by_points_is_taken_back_and_put_back(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana)
    vault.write(payments.pay_by_points, order, 50)
    vault.undo()
    assert (points(vault, ana), vault.read(orders.card, order).settled) == (100, 0)
    vault.undo()
    assert (points(vault, ana), vault.read(orders.card, order).settled) == (50, 500)
    assert vault.read(replayed) == ((), 0)


def test_points_given_back_by_mistake_are_taken_again_however_few(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft(amount=0, points=50))
    payment = vault.read(payments.of_order, order)[0].id
    back = vault.write(payments.record, PaymentDraft(order, -100, kind="points"))
    with pytest.raises(Refused, match="given back since"):
        vault.write(payments.reverse, payment)
    assert points(vault, ana) == 60
    vault.write(payments.reverse, back)
    assert points(vault, ana) == 50
    vault.write(payments.reverse, payment)
    assert (points(vault, ana), vault.read(orders.card, order).settled) == (100, 0)
    assert vault.read(replayed) == ((), 0)


def test_points_that_were_used_elsewhere_since_do_not_come_back_a_second_time(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft(amount=0, points=100))
    back = vault.write(payments.record, PaymentDraft(order, -1000, kind="points"))
    order_of(vault, ana, PaidDraft(amount=0, points=80))
    with pytest.raises(Refused, match="used since"):
        vault.write(payments.reverse, back)
    assert points(vault, ana) == 20


def test_a_reward_pays_what_it_says_and_is_put_back_as_it_was(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana)
    vault.write(payments.record, PaymentDraft(order, 0, reward="Free vase"))
    held = vault.read(orders.card, order)
    assert (held.settled, points(vault, ana)) == (800, 50)
    vault.undo()
    vault.undo()
    assert (vault.read(orders.card, order).settled, points(vault, ana)) == (800, 50)
    with pytest.raises(Refused, match="no such reward"):
        vault.write(payments.record, PaymentDraft(order, 0, reward="Free car"))


def test_the_points_of_an_order_follow_its_edits_and_its_cancelling(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft("cash"))
    assert points(vault, ana) == 120
    vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 1000),), ana))
    assert points(vault, ana) == 110
    vault.write(orders.cancel, order)
    assert points(vault, ana) == 100
    vault.undo()
    assert points(vault, ana) == 110
    assert vault.read(replayed) == ((), 0)


def test_what_was_paid_with_points_alone_goes_back_as_points(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft(points=100), 1000)
    vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 700),), ana))
    assert (vault.read(orders.card, order).to_refund, vault.read(payments.means, order).usual) == (300, "points")
    vault.write(payments.goodwill, order, 300)
    assert (points(vault, ana), vault.read(orders.card, order).to_refund) == (30, 0)


def test_points_of_an_order_follow_its_customer(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana, PaidDraft("cash"))
    other = vault.write(customers.add, CustomerDraft("Bo"))
    vault.write(loyalty.join, other)
    vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 2000),), other))
    assert (points(vault, ana), points(vault, other)) == (100, 20)
    assert vault.read(replayed) == ((), 0)
