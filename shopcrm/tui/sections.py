"""The sections of the shop, the pages that records open, and how both are found without importing them at start."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """One place in the menu. `number` is its key and never shifts; `screen` is ``module:Class``, imported late."""

    number: int
    name: str
    title: str
    screen: str


SECTIONS = (
    Section(1, "today", "Today", "shopcrm.tui.screens.today:TodayScreen"),
    Section(2, "customers", "Customers", "shopcrm.tui.screens.customers:CustomersScreen"),
    Section(3, "orders", "Orders", "shopcrm.tui.screens.orders:OrdersScreen"),
    Section(7, "more", "More", "shopcrm.tui.screens.more:MoreScreen"),
)
PAGES = {
    "C": "shopcrm.tui.screens.customer_page:CustomerPage",
    "O": "shopcrm.tui.screens.order_page:OrderPage",
}
"""The page that a reference opens, by its letter; each takes the record's id."""


def load(place: str) -> Callable[..., Any]:
    """The class named ``module:Class``."""
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
