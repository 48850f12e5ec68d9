"""The return rate: what came back of what was delivered, by product and by reason."""

from datetime import date

import pytest

from shopcrm.insight import returns_figures
from shopcrm.insight.reports import REPORTS
from shopcrm.shop import orders, products, returns
from shopcrm.shop.orders import LineDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.returns import DecisionDraft, Reason, ReturnDraft, ReturnLineDraft
from shopcrm.vault.vault import Vault
from tests.shop.returns.helpers import DELIVERED, sold


def back(vault: Vault, order: int, quantity: int, reason: Reason, position: int = 1) -> int:
    lines = (ReturnLineDraft(position, quantity, reason),)
    found: int = vault.write(returns.open, ReturnDraft(order, lines, delivered_on=DELIVERED))
    return found


def rows(vault: Vault, since: date | None = None, until: date | None = None) -> list[tuple[object, ...]]:
    return list(vault.read(returns_figures.returns, since, until).rows)


def test_the_rate_is_what_came_back_of_a_hundred_delivered(vault: Vault) -> None:
    vase = vault.write(products.add, ProductDraft("Vase", price=4000))
    order = sold(vault, LineDraft(product=vase, quantity=8), LineDraft("Posy", 30, 100))
    sold(vault, LineDraft(product=vase, quantity=8))
    back(vault, order, 2, "damaged")
    back(vault, order, 1, "changed_mind")
    back(vault, order, 3, "late", position=2)
    rejected = back(vault, order, 1, "damaged")
    line = vault.read(returns.card, rejected).lines[0].id
    vault.write(returns.decide, rejected, DecisionDraft(line, "rejected", "Broken at home"))
    vault.write(returns.withdraw, back(vault, order, 1, "faulty"))
    assert rows(vault) == [
        ("everything", "any reason", 6, 1, 46, "13.0 %"),
        ("everything", "Came too late", 3, 0, 46, "6.5 %"),
        ("everything", "Arrived damaged", 2, 1, 46, "4.3 %"),
        ("everything", "Changed mind", 1, 0, 46, "2.2 %"),
        ("Vase", "any reason", 3, 1, 16, "18.8 %"),
        ("Vase", "Arrived damaged", 2, 1, 16, "12.5 %"),
        ("Vase", "Changed mind", 1, 0, 16, "6.3 %"),
        ("Posy", "any reason", 3, 0, 30, "10.0 %"),
        ("Posy", "Came too late", 3, 0, 30, "10.0 %"),
    ]


def test_what_was_not_delivered_counts_for_nothing(vault: Vault) -> None:
    back(vault, sold(vault), 3, "faulty")
    sold(vault, handed_over=False)
    vault.write(orders.cancel, sold(vault, handed_over=False))
    assert rows(vault)[0] == ("everything", "any reason", 3, 0, 3, "100.0 %")


@pytest.mark.parametrize(
    ("since", "until", "delivered"),
    [
        (None, None, 6),
        (date(2026, 11, 2), date(2026, 11, 2), 6),
        (date(2024, 1, 1), None, 9),
        (date(2024, 1, 1), date(2024, 12, 31), 3),
        (date(2026, 11, 3), None, 0),
    ],
)
def test_the_days_are_those_of_the_orders_and_a_year_where_none_are_named(
    vault: Vault, since: date | None, until: date | None, delivered: int
) -> None:
    for placed_at in ("2026-11-02", "2026-11-02T00:00", "2024-05-01"):
        back(vault, sold(vault, placed_at=placed_at), 1, "faulty")
    found = rows(vault, since, until)
    assert [row[4] for row in found[:1]] == ([delivered] if delivered else [])


def test_a_shop_without_returns_has_no_rate(vault: Vault) -> None:
    sold(vault)
    assert vault.read(REPORTS["returns"], None, None).rows == ()
