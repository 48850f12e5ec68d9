"""Orders: totals are computed, stages follow from events, edits keep their history, mistakes can be taken back."""

from dataclasses import replace
from typing import Any

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, orders, payments, products, profile, rollups
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, OrderFilter, OrderSort, PaidDraft
from shopcrm.shop.orders import bulk as bulk_orders
from shopcrm.shop.orders.stages import wrong_stages
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.vault.registry import OPERATIONS, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@read("test_orders.plan")
def plan(tx: Tx, sql: str, parameters: tuple[Any, ...]) -> list[str]:
    return [row[3] for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", parameters)]


@read("test_orders.sums")
def sums_agree(tx: Tx) -> bool:
    return rollups.compare(tx) == () and payments.wrong(tx) == 0 and wrong_stages(tx) == 0


@pytest.fixture
def ana(vault: Vault) -> int:
    return vault.write(customers.add, CustomerDraft("Ana", "Smith"))


@pytest.fixture
def roses(vault: Vault) -> int:
    return vault.write(products.add, ProductDraft("Rose bouquet", 2800, "RB", cost=1150, tax_rate=2000))


def simple(price: int = 1000, **more: Any) -> OrderDraft:
    return OrderDraft((LineDraft("Posy", 1, price),), **more)


def test_a_line_of_a_product_takes_its_name_price_cost_and_tax(vault: Vault, roses: int) -> None:
    order = vault.write(orders.place, OrderDraft((LineDraft(product=roses, quantity=2),), shipping=550))
    held = vault.read(orders.card, order)
    line = held.lines[0]
    assert (line.description, line.sku, line.unit_price, line.cost, line.tax) == ("Rose bouquet", "RB", 2800, 1150, 933)
    assert (held.goods, held.discount, held.tax, held.total) == (5600, 0, 933, 6150)


def test_tax_is_added_where_prices_exclude_it(vault: Vault, roses: int) -> None:
    draft = OrderDraft((LineDraft(product=roses),), tax_mode="excluded")
    assert vault.read(orders.card, vault.write(orders.place, draft)).total == 2800 + 560


def test_the_shops_own_setting_says_whether_prices_include_tax(vault: Vault, roses: int) -> None:
    vault.write(profile.change, replace(vault.read(profile.get), prices_include_tax=False))
    held = vault.read(orders.card, vault.write(orders.place, OrderDraft((LineDraft(product=roses),))))
    assert held.tax_mode == "excluded"


def test_tax_follows_the_share_of_a_discount_on_the_whole_order(vault: Vault, roses: int) -> None:
    lines = (LineDraft(product=roses), LineDraft("Card", 1, 2800))
    held = vault.read(orders.card, vault.write(orders.place, OrderDraft(lines, order_discount=1000)))
    assert held.total == 4600
    assert held.lines[0].tax == round((2800 - 500) / 6)


@pytest.mark.parametrize("price", [0, 10**15])
def test_nothing_and_the_largest_amount_can_be_charged(vault: Vault, price: int) -> None:
    assert vault.read(orders.card, vault.write(orders.place, simple(price))).total == price


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (simple(2**63), "unit_price"),
        (simple(-1), "unit_price"),
        (OrderDraft((LineDraft("Posy", 0, 100),)), "quantity"),
        (OrderDraft((LineDraft("Posy", -3, 100),)), "quantity"),
        (OrderDraft((LineDraft("Posy", 2**63, 100),)), "quantity"),
        (OrderDraft((LineDraft("Posy", 1_000_000, 10**12),)), "unit_price"),
        (OrderDraft((LineDraft("Posy", 1, 10**15),) * 2), "lines"),
        (OrderDraft((LineDraft("Posy", 1, 100, discount=101),)), "discount"),
        (OrderDraft((LineDraft("Posy", 1, 100, discount=-1),)), "discount"),
        (OrderDraft((LineDraft("Posy", 1, 100, tax=-1),)), "tax"),
        (OrderDraft((LineDraft("Posy", 1, 100, tax=101),)), "tax"),
        (OrderDraft((LineDraft("Posy", 1, 100, cost=-1),)), "cost"),
        (OrderDraft((LineDraft("Posy", 1, 100, cost=2**63),)), "cost"),
        (OrderDraft((LineDraft("Posy", 1),)), "unit_price"),
        (OrderDraft((LineDraft("", 1, 100),)), "description"),
        (OrderDraft((LineDraft("x" * 10_000, 1, 100),)), "description"),
        (OrderDraft(()), "lines"),
        (OrderDraft((LineDraft("Posy", 1, 1),) * 1_001), "lines"),
        (simple(order_discount=1001), "order_discount"),
        (simple(order_discount=-1), "order_discount"),
        (simple(shipping=-1), "shipping"),
        (simple(shipping=2**63), "shipping"),
        (simple(currency="POUNDS"), "currency"),
        (simple(placed_at="2026-11-23"), "placed_at"),
        (simple(placed_at="2026-11-22T09:30:01Z"), "placed_at"),
        (simple(placed_at="0001-01-01"), "placed_at"),
        (simple(placed_at="1969-12-31"), "placed_at"),
        (simple(placed_at="yesterday"), "placed_at"),
        (simple(promised_on="2026-11-21"), "promised_on"),
        (simple(promised_on="9999-12-31"), "promised_on"),
        (simple(promised_on="31/12/2026"), "promised_on"),
        (simple(note="x" * 10_001), "note"),
        (simple(paid=PaidDraft(amount=0)), "amount"),
        (simple(paid=PaidDraft(amount=-1)), "amount"),
        (simple(paid=PaidDraft(amount=2**63)), "amount"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name_and_nothing_is_kept(
    vault: Vault, draft: OrderDraft, field: str
) -> None:
    with pytest.raises(InvalidValue) as refusal:
        vault.write(orders.place, draft)
    assert refusal.value.field == field
    assert vault.read(orders.count, OrderFilter.ALL) == 0


def test_an_unknown_customer_or_product_is_told(vault: Vault) -> None:
    with pytest.raises(NotFound, match="C-7"):
        vault.write(orders.place, simple(customer=7))
    with pytest.raises(NotFound, match="P-7"):
        vault.write(orders.place, OrderDraft((LineDraft(product=7),)))
    with pytest.raises(NotFound, match="O-7"):
        vault.read(orders.card, 7)
    with pytest.raises(NotFound, match="O-7"):
        vault.write(orders.ship, 7)


def test_a_product_priced_in_other_money_needs_a_price(vault: Vault, roses: int) -> None:
    with pytest.raises(InvalidValue, match="cost"):
        vault.write(orders.place, OrderDraft((LineDraft(product=roses),), currency="EUR"))


def test_texts_are_cleaned_and_kept_as_data(vault: Vault) -> None:
    draft = OrderDraft((LineDraft("[/]\x1b[31m{0}", 1, 100),), note="=cmd\r\nsecond", deliver_to="\u202eHigh St")
    held = vault.read(orders.card, vault.write(orders.place, draft))
    assert (held.lines[0].description, held.note, held.deliver_to) == ("[/][31m{0}", "=cmd\nsecond", "High St")


def test_a_date_alone_is_that_day_at_the_shop(vault: Vault) -> None:
    held = vault.read(orders.card, vault.write(orders.place, simple(placed_at="2026-07-01")))
    assert (held.placed_on, held.placed_at) == ("2026-07-01", "2026-07-01T11:00:00Z")
    midnight = vault.read(orders.card, vault.write(orders.place, simple(placed_at="2026-06-30T23:30:00Z")))
    assert midnight.placed_on == "2026-07-01"


def test_an_order_goes_its_way_and_each_step_can_be_taken_back(vault: Vault) -> None:
    order = vault.write(orders.place, simple())
    vault.write(orders.pack, order)
    vault.write(orders.ship, order, "Royal Mail", "AB123")
    vault.write(orders.deliver, order)
    assert vault.read(orders.card, order).stage == "delivered"
    for expected in ("shipped", "packed", "placed"):
        last = [e for e in vault.read(orders.card, order).events if not e.taken_back and e.kind != "taken_back"][-1]
        vault.write(orders.take_back, last.id)
        assert vault.read(orders.card, order).stage == expected
    assert len(vault.read(orders.card, order).events) == 7
    assert vault.read(sums_agree)


def test_an_order_is_placed_from_plain_values_as_a_batch_sends_them(vault: Vault, ana: int, roses: int) -> None:
    operation = OPERATIONS["orders.place"]
    plain = {
        "customer": f"C-{ana}",
        "lines": [{"product": f"P-{roses}", "quantity": 2}, {"description": "Card", "unit_price": 250}],
        "paid": {"method": "cash"},
        "tax_mode": "excluded",
        "channel": "phone",
    }
    order = vault.write(orders.place, **operation.arguments(plain))
    held = vault.read(orders.card, order)
    assert (held.customer_id, held.total, held.balance_due, held.channel) == (ana, 5850 + 1120, 0, "phone")
    assert operation.result_letter() == "O"
    with pytest.raises(InvalidValue, match="channel"):
        operation.arguments(plain | {"channel": "fax"})


def test_what_was_taken_back_is_done_again_by_undo(vault: Vault) -> None:
    order = vault.write(orders.place, simple())
    vault.write(orders.ship, order, "DPD", "1550")
    assert vault.undo() == f"Shipped O-{order}"
    assert vault.read(orders.card, order).stage == "placed"
    vault.undo()
    held = vault.read(orders.card, order)
    assert (held.stage, held.events[-1].tracking) == ("shipped", "1550")


def test_only_the_latest_stage_can_be_taken_back(vault: Vault) -> None:
    order = vault.write(orders.place, simple())
    vault.write(orders.pack, order)
    vault.write(orders.ship, order)
    placed, packed, _ = (event.id for event in vault.read(orders.card, order).events)
    for event in (placed, packed):
        with pytest.raises(Refused):
            vault.write(orders.take_back, event)
    with pytest.raises(NotFound):
        vault.write(orders.take_back, 999)


@pytest.mark.parametrize("step", [orders.ship, orders.deliver])
def test_an_order_that_left_the_shop_is_neither_cancelled_nor_edited(vault: Vault, step: Any) -> None:
    order = vault.write(orders.place, simple())
    vault.write(step, order)
    for refused in (lambda: vault.write(orders.cancel, order), lambda: vault.write(orders.edit, order, simple(5))):
        with pytest.raises(Refused, match=f"O-{order} is"):
            refused()


def test_a_cancelled_order_is_not_changed_shipped_paid_or_cancelled_again(vault: Vault) -> None:
    order = vault.write(orders.place, simple())
    vault.write(orders.cancel, order, "changed her mind")
    for function, *values in (
        (orders.edit, simple(5)),
        (orders.ship,),
        (orders.pack,),
        (orders.deliver,),
        (orders.cancel,),
    ):
        with pytest.raises(Refused):
            vault.write(function, order, *values)
    with pytest.raises(Refused, match="cancelled"):
        vault.write(payments.record, PaymentDraft(order, 1000))


def test_a_cancelled_order_says_what_is_to_be_paid_back_until_it_is(vault: Vault) -> None:
    order = vault.write(orders.place, simple(paid=PaidDraft("cash")))
    assert vault.write(orders.cancel, order) == 1000
    held = vault.read(orders.card, order)
    assert (held.to_refund, held.balance_due, held.paid_in_words) == (1000, 0, "To refund")
    vault.write(payments.refund_all, order)
    after = vault.read(orders.card, order)
    assert (after.to_refund, after.payments[-1].method, after.payments[-1].amount) == (0, "cash", -1000)


def test_cancelling_can_refund_at_once(vault: Vault) -> None:
    order = vault.write(orders.place, simple(paid=PaidDraft("card")))
    assert vault.write(orders.cancel, order, "", "refund") == 0
    assert vault.read(orders.card, order).settled == 0


def test_an_order_taken_back_is_cancelled_and_its_payment_reversed(vault: Vault, ana: int) -> None:
    order = vault.write(orders.place, simple(customer=ana, paid=PaidDraft("cash"), handed_over=True))
    assert vault.read(orders.card, order).stage == "delivered"
    vault.undo()
    held = vault.read(orders.card, order)
    assert (held.stage, held.settled, held.to_refund) == ("cancelled", 0, 0)
    assert held.payments[1].reverses == held.payments[0].id
    assert vault.read(customers.card, ana).totals == ()
    assert vault.read(sums_agree)


def test_a_cancelled_order_leaves_the_sums_and_comes_back_with_undo(vault: Vault, ana: int) -> None:
    first = vault.write(orders.place, simple(700, customer=ana, placed_at="2026-01-05"))
    order = vault.write(orders.place, simple(customer=ana))
    vault.write(orders.cancel, order)
    totals = vault.read(customers.card, ana).totals[0]
    assert (totals.orders, totals.total, totals.last_on, totals.last_order_id) == (1, 700, "2026-01-05", first)
    vault.undo()
    totals = vault.read(customers.card, ana).totals[0]
    assert (totals.orders, totals.total, totals.last_order_id) == (2, 1700, order)
    assert vault.read(sums_agree)


def test_an_edit_keeps_what_was_before_and_undo_restores_it(vault: Vault, ana: int, roses: int) -> None:
    draft = OrderDraft((LineDraft(product=roses, quantity=2), LineDraft("Card", 1, 250)), ana, promised_on="2026-11-24")
    order = vault.write(orders.place, draft)
    before = vault.read(orders.card, order)
    vault.write(orders.edit, order, OrderDraft((LineDraft(product=roses),), None, note="No card"))
    edited = vault.read(orders.card, order)
    assert (edited.total, edited.lines[0].tax, edited.placed_at) == (2800, 467, before.placed_at)
    assert "Lines was: 2 × Rose bouquet £28.00; 1 × Card £2.50" in edited.events[-1].detail
    assert "Customer was: Ana Smith" in edited.events[-1].detail
    assert vault.read(customers.card, ana).totals == ()
    vault.undo()
    after = vault.read(orders.card, order)
    assert replace(after, events=()) == replace(before, events=())
    assert vault.read(sums_agree)


def test_tax_follows_an_edited_quantity_but_typed_tax_stays(vault: Vault, roses: int) -> None:
    lines = (LineDraft(product=roses), LineDraft("Gift", 1, 1000, tax=99))
    order = vault.write(orders.place, OrderDraft(lines))
    draft = vault.read(orders.draft_of, order)
    vault.write(orders.edit, order, replace(draft, lines=(replace(draft.lines[0], quantity=3), draft.lines[1])))
    assert [line.tax for line in vault.read(orders.card, order).lines] == [1400, 99]


def test_an_edit_below_what_was_paid_shows_what_to_give_back(vault: Vault) -> None:
    order = vault.write(orders.place, simple(paid=PaidDraft()))
    vault.write(orders.edit, order, simple(600))
    held = vault.read(orders.card, order)
    assert (held.balance_due, held.to_refund) == (0, 400)


def test_an_edit_takes_neither_a_payment_nor_other_money(vault: Vault) -> None:
    order = vault.write(orders.place, simple(paid=PaidDraft()))
    with pytest.raises(InvalidValue, match="payment"):
        vault.write(orders.edit, order, simple(paid=PaidDraft()))
    with pytest.raises(InvalidValue, match="currency"):
        vault.write(orders.edit, order, simple(currency="EUR"))


def test_same_again_repeats_an_order_at_todays_prices(vault: Vault, ana: int, roses: int) -> None:
    lines = (LineDraft(product=roses, quantity=2, discount=100), LineDraft("Card", 1, 250))
    order = vault.write(orders.place, OrderDraft(lines, ana, shipping=550, note="urgent", promised_on="2026-11-22"))
    vault.write(products.edit, roses, ProductDraft("Rose bouquet, new", 3000, "RB"))
    again = vault.read(orders.same_again, order)
    assert (again.customer, again.shipping, again.note, again.promised_on, again.paid) == (ana, 550, "", None, None)
    assert vault.read(orders.reckoned, again).total == 2 * 3000 + 250 + 550
    vault.write(orders.place, again)


def test_late_is_a_promise_that_passed_while_the_order_is_in_the_shop(vault: Vault) -> None:
    order = vault.write(orders.place, simple(placed_at="2026-11-18", promised_on="2026-11-21"))
    due_today = vault.write(orders.place, simple(placed_at="2026-11-18", promised_on="2026-11-22"))
    assert vault.read(orders.row_ids, OrderFilter.LATE) == [order]
    assert vault.read(orders.card, order).late
    assert not vault.read(orders.card, due_today).late
    vault.write(orders.ship, order)
    assert vault.read(orders.row_ids, OrderFilter.LATE) == []


def test_each_list_shows_what_its_name_says(vault: Vault) -> None:
    place = vault.write
    old = place(orders.place, simple(placed_at="2026-11-15", paid=PaidDraft(), handed_over=True))
    monday = place(orders.place, simple(placed_at="2026-11-16", promised_on="2026-11-30"))
    failed = place(orders.place, simple(promised_on="2026-11-23"))
    place(payments.record, PaymentDraft(failed, 1000, kind="failed"))
    gone = place(orders.place, simple())
    place(orders.cancel, gone)
    lists = {one: vault.read(orders.row_ids, one) for one in OrderFilter}
    assert lists == {
        OrderFilter.TO_DO: [failed, monday],
        OrderFilter.LATE: [],
        OrderFilter.UNPAID: [failed, monday],
        OrderFilter.FAILED: [failed],
        OrderFilter.THIS_WEEK: [gone, failed, monday],
        OrderFilter.ALL: [gone, failed, monday, old],
        OrderFilter.CANCELLED: [gone],
    }
    assert {one: vault.read(orders.count, one) for one in OrderFilter} == {one: len(ids) for one, ids in lists.items()}
    assert vault.read(orders.row_ids, OrderFilter.ALL, OrderSort.OLDEST) == [old, monday, failed, gone]
    assert vault.read(orders.row_ids, OrderFilter.TO_DO, OrderSort.PROMISED) == [failed, monday]


def test_pages_together_are_the_whole_list(vault: Vault, ana: int) -> None:
    for number in range(7):
        vault.write(orders.place, simple(100 + number, customer=ana if number % 2 else None))
    seen: list[int] = []
    after = None
    while True:
        page = vault.read(orders.page, OrderFilter.ALL, after, 3)
        seen += [row.id for row in page.rows]
        if not page.more:
            break
        after = seen[-1]
    assert seen == vault.read(orders.row_ids, OrderFilter.ALL)
    first = vault.read(orders.of_customer, ana, 2)
    rest = vault.read(orders.of_customer, ana, 9, first[-1].id)
    assert [row.id for row in first + rest] == [one for one in seen if (one - seen[-1]) % 2]
    assert vault.read(orders.rows_for, seen[2:4])[0].id == seen[2]


def test_no_list_walks_the_table_of_orders(vault: Vault) -> None:
    asked: list[tuple[str, tuple[Any, ...]]] = []

    @read("test_orders.listen")
    def listen(tx: Tx) -> None:
        heard = _Listening(tx, asked)
        for one in OrderFilter:
            for sort in (OrderSort.NEWEST, OrderSort.OLDEST):
                orders.row_ids(heard, one, sort)
            orders.count(heard, one)
            orders.page(heard, one)
            orders.page(heard, one, 1001)
        orders.of_customer(heard, 1001)
        orders.of_customer(heard, 1001, 5, 1001)
        orders.rows_for(heard, [1001])

    vault.write(orders.place, simple())
    vault.read(listen)
    assert len(asked) > 40
    for sql, parameters in asked:
        steps = vault.read(plan, sql, parameters)
        slow = ("SCAN orders",) if "json_each" in sql else ("SCAN orders", "USE TEMP B-TREE")
        assert not [step for step in steps if step.startswith(slow)], (sql, steps)


class _Listening(Tx):
    """A transaction that remembers what it was asked."""

    __slots__ = ("_asked",)

    def __init__(self, tx: Tx, asked: list[tuple[str, tuple[Any, ...]]]) -> None:
        super().__init__(
            tx._connection, now=tx.now, calendar=tx.calendar, staff=tx.staff, rehearsed=tx.rehearsed, job=tx.job
        )
        self._asked = asked

    def all(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        self._asked.append((sql, tuple(parameters)))
        return super().all(sql, parameters)

    def maybe(self, sql: str, parameters: Any = ()) -> tuple[Any, ...] | None:
        self._asked.append((sql, tuple(parameters)))
        return super().maybe(sql, parameters)


def test_orders_put_in_by_the_batch_agree_with_their_ledgers(vault: Vault, ana: int) -> None:
    totals = orders.totals(simple(900))
    line = (None, "", "Posy", 1, 900, 0, 0, None)
    at = "2026-03-14T10:00:00Z"
    past = bulk_orders.Past(
        *(ana, at, "2026-03-14", "web", "GBP", "included", 0, 0, totals, (line,)),
        (("placed", at, "", ""), ("shipped", "2026-03-15T10:00:00Z", "DPD", "1550")),
        (("failed", "online", 900, at), ("in", "online", 900, at), ("fee", "online", -33, at)),
    )

    @write("test_orders.put")
    def put(tx: Tx) -> None:
        bulk_orders.put(tx, [past, replace(past, payments=past.payments[:1])], 2)
        rollups.rebuild_for(tx, [ana, None], ["2026-03-14"])

    vault.write(put)
    rows = vault.read(orders.rows_for, vault.read(orders.row_ids, OrderFilter.ALL, OrderSort.OLDEST))
    assert [(row.stage, row.balance, row.payment_failed) for row in rows] == [
        ("shipped", 0, False),
        ("shipped", 900, True),
    ]
    assert vault.read(customers.card, ana).totals[0].total == 1800
    assert vault.read(sums_agree)
    assert vault.write(orders.place, simple()) == rows[-1].id + 1
