"""What is bought together: suggestions for an order, or for a customer, with the counts that they are made from.

Counted among the latest orders with a product, and all orders since the first of these. Orders are counted as they were
placed, cancelled later or not: what was wanted together was wanted together.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from shopcrm.insight.profiled import left_alone
from shopcrm.vault.refs import CustomerId, ProductId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

LATEST = 1_000
"""So many of the latest orders with a product are looked at."""
LEAST_TOGETHER, LEAST_LIFT = 3, 1.2
"""A suggestion was bought together that often at least, and that much more often than in all orders; by more, too, than
chance alone often makes: the square root of what was to be expected.
"""
MOST_ASKED = 5
"""Of so many products at most, the ones named last, suggestions are looked for."""
MOST_BOUGHT = 500
"""So many of a customer's latest orders tell what she has bought."""
DEFINITION = (
    f"Of the last {LATEST:,} orders with an item, those that had the other too; and how many times as often that is as"
    f" in all orders of that time. Suggested from {LEAST_TOGETHER} orders and {LEAST_LIFT} times as often on, where it"
    " is more than chance often makes."
)

_ORDERS = "SELECT DISTINCT order_id FROM order_lines WHERE product_id = ? ORDER BY order_id DESC LIMIT ?"
_BESIDE = (
    "SELECT product_id, count(DISTINCT order_id) AS times FROM order_lines"
    " WHERE order_id IN (SELECT value FROM json_each(?1)) AND product_id IS NOT NULL AND product_id <> ?2"
    " GROUP BY product_id HAVING times >= ?3 ORDER BY times DESC, product_id LIMIT 20"
)
_IN_ALL = "SELECT count(DISTINCT order_id) FROM order_lines WHERE product_id = ? AND order_id >= ?"
_BOUGHT = (
    "SELECT product_id FROM (SELECT id, placed_at FROM orders WHERE customer_id = ? AND stage <> 'cancelled'"
    " ORDER BY placed_at DESC LIMIT ?) AS hers CROSS JOIN order_lines ON order_id = hers.id"
    " WHERE product_id IS NOT NULL GROUP BY product_id ORDER BY max(placed_at) DESC, product_id"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product that goes with another. together: of `having` orders with that one, how many had both.

    in_all: how many of `orders` in the same time had the suggested product.
    """

    product: ProductId
    name: str
    price: int
    currency: str
    goes_with: str
    together: int
    having: int
    in_all: int
    orders: int

    @property
    def lift(self) -> float:
        """How many times as often as in all orders."""
        return self.together * self.orders / (self.having * self.in_all)

    @property
    def surplus(self) -> float:
        """How many more orders had both than chance would have made: the suggestions come in this order."""
        return self.together - self.having * self.in_all / self.orders

    @property
    def counted(self) -> str:
        """``in 41 of 120 orders with Rose bouquet``."""
        return f"in {self.together:,} of {self.having:,} orders with {self.goes_with}"

    @property
    def why(self) -> str:
        """``in 41 of 120 orders with Rose bouquet, 3.2 times as often as in all``."""
        return f"{self.counted}, {self.how_often}"

    @property
    def how_often(self) -> str:
        """``3.2 times as often as in all``: where chance alone would make it once."""
        return f"{self.lift:.1f} times as often as in all"


@read("suggestions.with_products")
def with_products(tx: Tx, chosen: tuple[ProductId, ...], most: int = 3) -> tuple[Suggestion, ...]:
    """What is often bought with these products, the surest first; none of them again, and nothing put away."""
    return _best(tx, chosen[-MOST_ASKED:], set(chosen), most)


@read("suggestions.for_customer")
def for_customer(tx: Tx, customer: CustomerId, most: int = 3) -> tuple[Suggestion, ...]:
    """What goes with what a customer bought lately, and is in none of her latest orders.

    Nothing for who was erased or is restricted.
    """
    if left_alone(tx, customer):
        return ()
    bought = [product for (product,) in tx.all(_BOUGHT, (customer, MOST_BOUGHT))]
    return _best(tx, bought[:MOST_ASKED], set(bought), most)


def _best(tx: Tx, chosen: Iterable[int], known: set[int], most: int) -> tuple[Suggestion, ...]:
    """The surest suggestion of each product, the surest first."""
    found: dict[int, Suggestion] = {}
    for product in chosen:
        for one in _beside(tx, product):
            if one.product not in known and (one.product not in found or one.surplus > found[one.product].surplus):
                found[one.product] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.surplus, one.product))[:most])


def _beside(tx: Tx, product: int) -> Iterable[Suggestion]:
    """What stands beside a product in its latest orders more often than elsewhere."""
    having = [order for (order,) in tx.all(_ORDERS, (product, LATEST))]
    if len(having) < LEAST_TOGETHER:
        return
    beside = tx.all(_BESIDE, (json.dumps(having), product, LEAST_TOGETHER))
    if not beside:
        return
    orders = tx.value("SELECT count(*) FROM orders WHERE id >= ?", (having[-1],))
    name = tx.value("SELECT name FROM products WHERE id = ?", (product,))
    for other, together in beside:
        shown = tx.maybe("SELECT name, price, currency FROM products WHERE id = ? AND archived = 0", (other,))
        if shown is None:
            continue
        in_all = tx.value(_IN_ALL, (other, having[-1]))
        one = Suggestion(other, shown[0], shown[1], shown[2], name, together, len(having), in_all, orders)
        if one.lift >= LEAST_LIFT and one.surplus >= sqrt(one.together - one.surplus):
            yield one
