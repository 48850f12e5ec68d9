"""What is often bought with the items of an order, in one line beside the sum."""

from collections.abc import Iterable
from typing import Any

from textual.widgets import Static

from shopcrm.insight import suggestions
from shopcrm.tui.desk import Desk
from shopcrm.tui.text import line, plain


class GoesWith(Static):
    """``Goes with it: Vase (41 of 120), Card (30 of 120)``; empty where nothing goes with the items."""

    async def look(self, desk: Desk[Any], products: Iterable[int | None]) -> None:
        """Show what goes with these products."""
        chosen = tuple(dict.fromkeys(one for one in products if one is not None))
        found = await desk.read(suggestions.with_products, chosen, 2) if chosen else ()
        words = ", ".join(f"{one.name} ({one.together:,} of {one.having:,})" for one in found)
        self.update(line(("Goes with it: ", "$quiet"), words) if words else plain(""), layout=False)
