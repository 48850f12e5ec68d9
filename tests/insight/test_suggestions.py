"""What is bought together, with counts and lift."""

from shopcrm.insight import suggestions
from shopcrm.insight.suggestions import Suggestion
from shopcrm.shop import orders, products
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.vault.vault import Vault
from tests.insight.sales import named


def stocked(vault: Vault, *names: str) -> list[int]:
    return [vault.write(products.add, ProductDraft(name, price=500)) for name in names]


def sold(vault: Vault, *items: int, times: int = 1, customer: int | None = None) -> None:
    for _ in range(times):
        vault.write(orders.place, OrderDraft(tuple(LineDraft(product=one) for one in items), customer))


def beside(vault: Vault, *chosen: int) -> tuple[Suggestion, ...]:
    return vault.read(suggestions.with_products, chosen)


def test_what_is_bought_together_is_suggested_with_counts_and_lift(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, vase, times=4)
    sold(vault, rose, times=2)
    sold(vault, card, times=6)
    (found,) = beside(vault, rose)
    assert (found.name, found.together, found.having, found.in_all, found.orders) == ("Vase", 4, 6, 4, 12)
    assert found.lift == 2.0
    assert found.why == "in 4 of 6 orders with Rose, 2.0 times as often as in all"


def test_what_everybody_buys_anyway_is_no_suggestion(vault: Vault) -> None:
    rose, bag = stocked(vault, "Rose", "Bag")
    sold(vault, rose, bag, times=10)
    sold(vault, bag, times=2)
    assert beside(vault, rose) == ()


def test_what_chance_often_makes_is_no_suggestion(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, vase, times=3)
    sold(vault, rose, times=7)
    sold(vault, vase, times=3)
    sold(vault, card, times=14)
    assert beside(vault, rose) == ()
    sold(vault, rose, vase, times=3)
    assert [one.product for one in beside(vault, rose)] == [vase]


def test_two_orders_prove_nothing(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, vase, times=2)
    sold(vault, card, times=5)
    assert beside(vault, rose) == ()


def test_neither_what_is_in_the_order_nor_what_was_put_away_is_suggested(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, vase, times=4)
    sold(vault, card, times=5)
    assert beside(vault, rose, vase) == ()
    vault.write(products.archive, vase)
    assert beside(vault, rose) == ()


def test_one_order_with_a_product_on_two_lines_counts_once(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, rose, vase, vase, times=3)
    sold(vault, card, times=5)
    (found,) = beside(vault, rose)
    assert (found.together, found.having, found.in_all) == (3, 3, 3)


def test_a_customer_is_told_what_goes_with_what_she_bought_and_never_had(vault: Vault) -> None:
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    ana, bea = named(vault, "Ana"), named(vault, "Bea")
    sold(vault, rose, vase, times=4, customer=bea)
    sold(vault, card, times=5)
    sold(vault, rose, customer=ana)
    assert [one.product for one in vault.read(suggestions.for_customer, ana)] == [vase]
    assert vault.read(suggestions.for_customer, bea) == ()


def test_nothing_is_suggested_where_nothing_was_sold_or_known(vault: Vault) -> None:
    (rose,) = stocked(vault, "Rose")
    assert beside(vault) == ()
    assert beside(vault, rose, 9999) == ()
    assert vault.read(suggestions.for_customer, 9999) == ()
