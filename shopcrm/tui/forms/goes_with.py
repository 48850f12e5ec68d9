"""What is often bought with the items of an order, or with what its customer bought before, in one line."""

from collections.abc import Sequence
from typing import Any

from textual.widgets import Static

from shopcrm.insight import suggestions
from shopcrm.tui.desk import Desk
from shopcrm.tui.text import line, plain


class GoesWith(Static):
    """``Goes with it: Vase (41 of 120 orders)``; empty where nothing stands out."""

    async def look(self, desk: Desk[Any], products: Sequence[int | None], customer: int | None) -> None:
        """Show what goes with these products; with what the customer bought, where there are none yet."""
        chosen = tuple(dict.fromkeys(one for one in products if one is not None))
        label, words = "", ""
        if chosen:
            for one in await desk.read(suggestions.with_products, chosen, 1):
                label, words = "Goes with it: ", f"{one.name} ({one.together:,} of {one.having:,} orders)"
        elif customer is not None and not products:
            for one in await desk.read(suggestions.for_customer, customer, 1):
                label, words = "May like: ", f"{one.name} ({one.together:,} of {one.having:,} with {one.goes_with})"
        self.update(line((label, "$quiet"), words) if words else plain(""), layout=False)
