"""Store credit: a ledger that a customer's balance is the sum of, and that payments by credit mirror."""

from typing import Any

import pytest
import sqlcipher3

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.money import LARGEST, Money
from shopcrm.shop import customers, orders, payments, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.orders import bulk as bulk_orders
from shopcrm.shop.orders.bulk import Past
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault import migrate
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@read("test_credit.wrong")
def wrong(tx: Tx) -> tuple[int, int]:
    return store_credit.wrong(tx), payments.wrong(tx)


@pytest.fixture
def ana(vault: Vault) -> int:
    return vault.write(customers.add, CustomerDraft("Ana", "Smith {0}"))


def order_of(vault: Vault, customer: int | None, price: int = 1000, currency: str | None = None) -> int:
    return vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, price),), customer, currency=currency))


def balance(vault: Vault, customer: int) -> int:
    return vault.read(store_credit.balance, customer)


def test_credit_is_given_spent_and_told_in_a_statement(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 1500, kind="gift", note="birthday")
    order = order_of(vault, ana)
    vault.write(payments.record, PaymentDraft(order, 1000, "credit"))
    vault.write(payments.record, PaymentDraft(order, -200, "credit", "credit", reason="return"))
    told = vault.read(store_credit.entries, ana)
    assert [(one.kind, one.amount, one.balance_after, one.order) for one in told] == [
        ("return", 200, 700, order),
        ("spent", -1000, 500, order),
        ("gift", 1500, 1500, None),
    ]
    assert (told[2].note, told[2].staff) == ("birthday", "Robin Marsh")
    assert balance(vault, ana) == 700
    assert vault.read(wrong) == (0, 0)


def test_no_more_credit_is_spent_than_there_is(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana)
    with pytest.raises(InvalidValue, match="There is no store credit"):
        vault.write(payments.record, PaymentDraft(order, 1, "credit"))
    vault.write(store_credit.issue, ana, 500)
    with pytest.raises(InvalidValue, match=r"There is only £5\.00 store credit") as refusal:
        vault.write(payments.record, PaymentDraft(order, 501, "credit"))
    assert refusal.value.field == "amount"
    assert (balance(vault, ana), vault.read(payments.of_order, order)) == (500, ())


@pytest.mark.parametrize("amount", [1, -1])
def test_an_order_without_a_customer_has_no_credit(vault: Vault, amount: int) -> None:
    order = order_of(vault, None)
    vault.write(payments.record, PaymentDraft(order, 500))
    with pytest.raises(Refused, match="belongs to a customer"):
        vault.write(payments.record, PaymentDraft(order, amount, "credit", "credit"))


@pytest.mark.parametrize("amount", [0, -1, LARGEST + 1, 2**63])
def test_credit_of_nothing_below_it_or_beyond_belief_is_refused(vault: Vault, ana: int, amount: int) -> None:
    with pytest.raises(InvalidValue) as refusal:
        vault.write(store_credit.issue, ana, amount)
    assert refusal.value.field == "amount"


def test_credit_for_nobody_or_in_no_money_is_refused(vault: Vault, ana: int) -> None:
    with pytest.raises(NotFound):
        vault.write(store_credit.issue, 7, 100)
    with pytest.raises(InvalidValue, match="not the code"):
        vault.write(store_credit.issue, ana, 100, "XXX")
    with pytest.raises(InvalidValue, match="2,000"):
        vault.write(store_credit.issue, ana, 100, note="x" * 2_001)


def test_credit_is_kept_apart_by_currency(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 500)
    vault.write(store_credit.issue, ana, 700, "EUR")
    assert vault.read(store_credit.balances, ana) == (Money(700, "EUR"), Money(500, "GBP"))
    order = order_of(vault, ana, currency="EUR")
    with pytest.raises(InvalidValue, match=r"only €7\.00"):
        vault.write(payments.record, PaymentDraft(order, 701, "credit"))
    vault.write(payments.record, PaymentDraft(order, 700, "credit"))
    assert vault.read(store_credit.balances, ana) == (Money(500, "GBP"),)


def test_credit_given_by_mistake_is_taken_back_and_comes_back_with_undo(vault: Vault, ana: int) -> None:
    entry = vault.write(store_credit.issue, ana, 500, kind="gift", note="card")
    vault.write(store_credit.take_back, entry)
    assert balance(vault, ana) == 0
    opposite, given = vault.read(store_credit.entries, ana)
    assert (opposite.kind, given.taken_back, given.may_be_taken_back) == ("taken_back", True, False)
    with pytest.raises(Refused, match="taken back already"):
        vault.write(store_credit.take_back, entry)
    vault.undo()
    assert (balance(vault, ana), vault.read(store_credit.entries, ana)[0].note) == (500, "card")
    with pytest.raises(NotFound):
        vault.write(store_credit.take_back, 99)


def test_credit_that_was_spent_is_not_taken_back(vault: Vault, ana: int) -> None:
    entry = vault.write(store_credit.issue, ana, 500)
    vault.write(payments.record, PaymentDraft(order_of(vault, ana), 200, "credit"))
    with pytest.raises(Refused, match=r"£3\.00 is left"):
        vault.write(store_credit.take_back, entry)
    spent = vault.read(store_credit.entries, ana)[0]
    assert not spent.may_be_taken_back
    with pytest.raises(Refused, match="made by a payment"):
        vault.write(store_credit.take_back, spent.id)


def test_a_payment_by_credit_that_is_taken_back_gives_the_credit_back(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 500)
    order = order_of(vault, ana)
    vault.write(payments.record, PaymentDraft(order, 500, "credit"))
    vault.undo()
    assert (balance(vault, ana), vault.read(orders.card, order).settled) == (500, 0)
    vault.undo()
    assert (balance(vault, ana), vault.read(orders.card, order).settled) == (0, 500)
    assert vault.read(wrong) == (0, 0)


def test_a_refund_as_credit_is_not_taken_back_once_the_credit_was_spent(vault: Vault, ana: int) -> None:
    order = order_of(vault, ana)
    vault.write(payments.record, PaymentDraft(order, 1000))
    refund = vault.write(payments.record, PaymentDraft(order, 1000, "credit", "out"))
    vault.write(payments.record, PaymentDraft(order_of(vault, ana), 400, "credit"))
    with pytest.raises(Refused, match=r"£6\.00 is left"):
        vault.write(payments.reverse, refund)
    assert vault.read(orders.card, order).settled == 0


def test_a_cancelled_order_gives_back_credit_as_credit(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 400)
    draft = OrderDraft((LineDraft("Posy", 1, 1000),), ana, paid=PaidDraft("card", credit=400))
    order = vault.write(orders.place, draft)
    vault.write(orders.cancel, order, "", "refund")
    assert (balance(vault, ana), vault.read(orders.card, order).to_refund) == (400, 0)


def test_the_ledger_of_credit_is_never_changed(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 400)
    for sql in ("UPDATE store_credit SET amount = 900", "DELETE FROM store_credit"):
        with pytest.raises(Exception, match="ledger"):
            vault.write(run, sql)


@write("test_credit.run")
def run(tx: Tx, sql: str) -> int:
    return tx.run(sql)


@write("test_credit.fill")
def fill(tx: Tx, customer: int) -> None:
    """One order put in by the batch, paid by credit in part, some of it given back as credit."""
    at = ("2026-11-20T10:00:00Z", "2026-11-20")
    past = Past(
        customer, *at, "counter", "GBP", "included", 0, 0, orders.Totals(1000, 0, 0, 0, 1000),
        ((None, "", "Posy", 1, 1000, 0, 0, None),), (("placed", at[0], "", ""), ("delivered", at[0], "", "")),
        (("credit", "credit", 300, at[0]), ("in", "cash", 700, at[0]), ("credit", "credit", -500, at[0])),
    )  # fmt: skip
    bulk_orders.put(tx, [past], 1)


def test_orders_put_in_by_the_batch_draw_on_credit_too(vault: Vault, ana: int) -> None:
    vault.write(store_credit.issue, ana, 300)
    vault.write(fill, ana)
    assert balance(vault, ana) == 500
    held = vault.read(orders.card, 1001)
    assert (held.settled, held.refunded, held.balance_due) == (500, 500, 0)
    assert vault.read(wrong) == (0, 0)


@pytest.fixture
def old_book() -> Any:
    """A book from before store credit was kept, with credit given, spent, taken back, and spent out of nothing."""
    book = sqlcipher3.connect(":memory:", isolation_level=None)
    book.execute("PRAGMA foreign_keys = ON")
    for number, sql in migrate.migrations()[:11]:
        book.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    book.executescript("""
        INSERT INTO staff (id, name, role, slot, created_at) VALUES (1, 'Robin', 'owner', 's', 'x');
        INSERT INTO customers (id, uid, kind, name, sort_name, source, created_at, updated_at)
            SELECT value, value, 'person', 'Ana', 'ana', 'typed', 'x', 'x' FROM json_each('[1, 2]');
        INSERT INTO orders (id, customer_id, placed_at, placed_on, channel, currency, tax_mode, goods, discount, tax,
            total, settled, created_at, updated_at)
            SELECT value, nullif(value, 3), 'x', 'x', 'counter', 'GBP', 'included', 900, 0, 0, 900, 0, 'x', 'x'
            FROM json_each('[1, 2, 3]');
        INSERT INTO payments (id, order_id, kind, method, amount, currency, at, staff_id, reverses) VALUES
            (1, 1, 'in', 'cash', 900, 'GBP', 't1', 1, NULL), (2, 1, 'credit', 'credit', -500, 'GBP', 't2', 1, NULL),
            (3, 1, 'credit', 'credit', 200, 'GBP', 't3', 1, NULL), (4, 1, 'credit', 'credit', -200, 'GBP', 't4', 1, 3),
            (5, 2, 'credit', 'credit', 400, 'GBP', 't5', 1, NULL),
            (6, 3, 'credit', 'credit', 100, 'GBP', 't6', 1, NULL);
    """)
    return book


def test_a_book_from_before_keeps_every_payment_and_gets_its_credit(old_book: Any) -> None:
    before = old_book.execute("SELECT id, kind, amount, reverses FROM payments ORDER BY id").fetchall()
    migrate.upgrade(old_book)
    assert old_book.execute("SELECT id, kind, amount, reverses FROM payments ORDER BY id").fetchall() == before
    rows = old_book.execute(
        "SELECT credit.customer_id, credit.amount, credit.kind, credit.payment_id, earlier.payment_id"
        " FROM store_credit AS credit LEFT JOIN store_credit AS earlier ON earlier.id = credit.reverses"
        " ORDER BY credit.id"
    ).fetchall()
    assert rows == [
        (2, 400, "adjusted", None, None),
        (1, 500, "return", 2, None),
        (1, -200, "spent", 3, None),
        (1, 200, "taken_back", 4, 3),
        (2, -400, "spent", 5, None),
    ]
    assert old_book.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(sqlcipher3.IntegrityError, match="ledger"):
        old_book.execute("UPDATE payments SET amount = 1")
