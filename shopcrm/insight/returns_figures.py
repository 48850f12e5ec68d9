"""How much of what was delivered comes back, by product and by reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from shopcrm.insight.figures import Figures, end_of, start_of
from shopcrm.shop.returns.records import REASONS, Reason
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

EVERYTHING = "everything"
ALL_REASONS = "any reason"
A_YEAR = timedelta(days=365)

_PERIOD = "orders.placed_at BETWEEN ?1 AND ?2 AND orders.stage IN ('shipped', 'delivered')"
# A line of no product is known by what it says.
_WHAT = "coalesce(line.product_id, line.description)"
_DELIVERED = (
    f"SELECT {_WHAT}, sum(line.quantity) FROM orders CROSS JOIN order_lines AS line ON line.order_id = orders.id"
    f" WHERE {_PERIOD} GROUP BY 1"
)
_RETURNED = (
    f"SELECT {_WHAT}, coalesce(products.name, line.description), reason,"
    " coalesce(sum(back.quantity) FILTER (WHERE decision <> 'rejected'), 0),"
    " coalesce(sum(back.quantity) FILTER (WHERE decision = 'rejected'), 0)"
    " FROM returns JOIN orders ON orders.id = returns.order_id JOIN return_lines AS back ON return_id = returns.id"
    " JOIN order_lines AS line ON line.id = order_line_id LEFT JOIN products ON products.id = line.product_id"
    f" WHERE {_PERIOD} AND state <> 'withdrawn' GROUP BY 1, 3"
)


@dataclass(slots=True)
class _Product:
    """What came back of one product: by reason, how many, and how many were rejected."""

    name: str
    by_reason: dict[Reason, tuple[int, int]] = field(default_factory=dict)

    @property
    def returned(self) -> int:
        return sum(returned for returned, _ in self.by_reason.values())


@read("figures.returns", role=Role.MANAGER)
def returns(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """The return rate of each product that came back, and of each reason, of orders placed in these days.

    Rate: pieces that came or are to come back, without those rejected, of a hundred delivered in the same orders; an
    order counts as delivered once it is sent. Both days included; the last year where no first day is named. A piece
    that came back twice, after a repair, counts twice. The first rows are for everything that was sold.
    """
    last = until or tx.today
    first = since or last - A_YEAR
    period = (start_of(tx, first), end_of(tx, last))
    delivered: dict[int | str, int] = dict(tx.all(_DELIVERED, period))
    products: dict[int | str, _Product] = {}
    for what, name, reason, returned, rejected in tx.all(_RETURNED, period):
        products.setdefault(what, _Product(name)).by_reason[reason] = (returned, rejected)
    ranked = sorted(products, key=lambda what: (-products[what].returned / delivered[what], products[what].name))
    rows = _rows(_together(products.values()), sum(delivered.values())) if products else []
    for what in ranked:
        rows += _rows(products[what], delivered[what])
    return Figures(("product", "reason", "returned", "rejected", "delivered", "rate"), tuple(rows))


def _together(products: Iterable[_Product]) -> _Product:
    """All products as one."""
    sums: defaultdict[Reason, list[int]] = defaultdict(lambda: [0, 0])
    for product in products:
        for reason, (returned, rejected) in product.by_reason.items():
            sums[reason][0] += returned
            sums[reason][1] += rejected
    return _Product(EVERYTHING, {reason: (one[0], one[1]) for reason, one in sums.items()})


def _rows(product: _Product, delivered: int) -> list[tuple[str | int, ...]]:
    """One row for all reasons, and one for each, the most frequent first."""
    rejected = sum(number for _, number in product.by_reason.values())
    whole = (product.name, ALL_REASONS, product.returned, rejected, delivered, _rate(product.returned, delivered))
    reasons = sorted(product.by_reason.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        whole,
        *(
            (product.name, REASONS[reason], returned, refused, delivered, _rate(returned, delivered))
            for reason, (returned, refused) in reasons
        ),
    ]


def _rate(returned: int, delivered: int) -> str:
    """Per cent to one decimal, halves up: ``12.5 %``."""
    tenths = (2000 * returned + delivered) // (2 * delivered) if delivered else 0
    return f"{tenths // 10}.{tenths % 10} %"
