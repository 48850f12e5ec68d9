"""The receipt: every line and sum as the book has it, and nothing that is the shop's own business."""

from dataclasses import replace

import pytest

from shopcrm.papers import receipt
from shopcrm.papers.kit import Letterhead
from shopcrm.shop.orders import Order, OrderLine
from shopcrm.shop.payments import Payment
from shopcrm.vault.header import Anchor
from tests.papers.reading import ACTIVE, names_in, pages_of, text_of

SHOP = Letterhead("Corner Flowers", "Robin Marsh", "1 High Street\nLeeds", tax_number="GB 123 4567 89")
AT = "2026-07-01T23:30:00Z"
ROSES = OrderLine(1, None, "RB-L", "Rose bouquet [/]", 2, 1400, 300, 400, 900)
CARD = Payment(1, "in", "card", 2000, "GBP", AT, "Robin", "wrote down late", None, None, False)
ORDER = Order(
    id=1042,
    customer_id=1001,
    customer_name="Nguyễn <b>Thị",
    placed_at=AT,
    placed_on="2026-07-02",
    channel="counter",
    currency="GBP",
    tax_mode="included",
    order_discount=0,
    shipping=500,
    goods=2800,
    discount=300,
    tax=500,
    total=3000,
    stated_total=None,
    promised_on=None,
    deliver_to="",
    note="difficult customer",
    platform="",
    external_id=None,
    external_name="#1007",
    stage="placed",
    settled=2000,
    refunded=0,
    payment_failed=False,
    balance_due=1000,
    to_refund=0,
    late=False,
    created_at=AT,
    updated_at=AT,
    lines=(ROSES,),
    events=(),
    payments=(CARD,),
)


def read(order: Order) -> str:
    return text_of(
        receipt.make(order, SHOP, "Europe/London", AT, Anchor(57, bytes.fromhex("3fa9c01e") + bytes(28))).pdf
    )


def test_the_receipt_has_lines_discount_tax_total_payments_and_balance() -> None:
    text = read(ORDER)
    for words in (
        "Receipt O-1042",
        "2 July 2026",
        "Corner Flowers",
        "GB 123 4567 89",
        "Nguyễn <b>Thị",
        "#1007",
        "Rose bouquet [/]",
        "RB-L",
        "£14.00",
        "Goods £28.00",
        "Discount -£3.00",
        "Delivery £5.00",
        "Total £30.00 including tax £5.00",
        "Card, 2 Jul 2026 -£20.00",
        "To pay £10.00",
        "Entry 57 · 3FA9C01E",
        "Page 1 of 1",
    ):
        assert words in text, words


def test_costs_notes_and_staff_stay_in_the_shop() -> None:
    text = read(
        replace(ORDER, payments=(CARD, replace(CARD, id=2, kind="fee", amount=-77), replace(CARD, kind="failed")))
    )
    for words in ("£9.00", "difficult", "wrote down late", "Robin", "0.77"):
        assert words not in text
    assert text.count("Card, 2 Jul") == 1


def test_a_payment_taken_back_does_not_print() -> None:
    back = replace(CARD, id=2, amount=-2000, kind="out", reverses=1)
    assert "Card" not in read(replace(ORDER, payments=(replace(CARD, reversed=True), back)))


def test_store_credit_says_which_way_it_went() -> None:
    credit = replace(CARD, kind="credit", method="credit", amount=500)
    assert "Store credit used, 2 Jul 2026 -£5.00" in read(replace(ORDER, payments=(credit,)))
    assert "Store credit given, 2 Jul 2026 £5.00" in read(replace(ORDER, payments=(replace(credit, amount=-500),)))


def test_tax_that_was_added_stands_above_the_total() -> None:
    assert "Tax £5.00 Total £35.00" in read(replace(ORDER, tax_mode="excluded", total=3500))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"balance_due": 0}, "Paid in full £0.00"),
        ({"balance_due": 0, "settled": 1800, "refunded": 1200}, "Paid, less what was paid back £18.00"),
        ({"balance_due": 0, "settled": 0, "refunded": 3000}, "Paid back in full £30.00"),
        ({"balance_due": 0, "settled": 3000, "refunded": 250}, "Paid in full £0.00"),
        ({"balance_due": 0, "to_refund": 250}, "To be paid back to you £2.50"),
        ({"balance_due": 0, "stage": "cancelled", "to_refund": 2000}, "Cancelled"),
        ({"lines": ()}, "No items are written down"),
    ],
)
def test_the_receipt_says_how_the_order_stands(change: dict[str, object], words: str) -> None:
    assert words in read(replace(ORDER, **change))  # type: ignore[arg-type]


def test_an_order_of_two_hundred_lines_runs_over_numbered_pages_and_nothing_acts() -> None:
    lines = tuple(replace(ROSES, position=n, description=f"item-{n}-<img src=/etc/passwd>") for n in range(200))
    pdf = receipt.make(replace(ORDER, lines=lines), SHOP, "Europe/London", AT, Anchor(0, bytes(32))).pdf
    pages = pages_of(pdf)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all(f"item-{n}-<img" in "".join(pages) for n in range(200))
    assert not ACTIVE & names_in(pdf)
