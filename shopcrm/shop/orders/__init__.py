"""Orders: what was ordered, what it comes to, what happened to it."""

from shopcrm.shop.orders.finding import find_ids
from shopcrm.shop.orders.preparing import reckoned
from shopcrm.shop.orders.reading import card, count, draft_of, of_customer, page, row_ids, rows_for, same_again
from shopcrm.shop.orders.records import (
    LineDraft,
    Order,
    OrderDraft,
    OrderEvent,
    OrderFilter,
    OrderLine,
    OrderPage,
    OrderRow,
    OrderSort,
    PaidDraft,
    Totals,
)
from shopcrm.shop.orders.stages import cancel, deliver, pack, ship, take_back
from shopcrm.shop.orders.sums import totals
from shopcrm.shop.orders.writing import edit, place, unplace

__all__ = [
    "LineDraft",
    "Order",
    "OrderDraft",
    "OrderEvent",
    "OrderFilter",
    "OrderLine",
    "OrderPage",
    "OrderRow",
    "OrderSort",
    "PaidDraft",
    "Totals",
    "cancel",
    "card",
    "count",
    "deliver",
    "draft_of",
    "edit",
    "find_ids",
    "of_customer",
    "pack",
    "page",
    "place",
    "reckoned",
    "row_ids",
    "rows_for",
    "same_again",
    "ship",
    "take_back",
    "totals",
    "unplace",
]
