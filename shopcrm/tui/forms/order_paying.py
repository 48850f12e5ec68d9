"""How a new order is paid: points and store credit first, then the rest by card or cash, all of it or a part."""

from collections.abc import Iterable
from typing import Any, cast

from shopcrm import money
from shopcrm.shop.orders import PaidDraft
from shopcrm.shop.payments import Usable
from shopcrm.tui.forms.form import Check, Form, FormRow, choice_row, text_row, tick_row
from shopcrm.tui.order_words import METHODS
from shopcrm.tui.widgets.tick import Tick

PAID = (("", "Not yet"), *METHODS[:3])
NOTHING = Usable()


def paid_rows(check: Check) -> Iterable[FormRow]:
    """The rows; check: of a typed amount."""
    yield tick_row("use_points", "Use points")
    yield tick_row("use_credit", "Use store credit")
    yield choice_row("paid", "Paid by", PAID)
    yield text_row("part", "Paid now", placeholder="all of it", check=check, max_length=60)


class Till:
    """Shows these rows as far as they apply, and works out what is left to pay by money."""

    def __init__(self, form: Form[Any]) -> None:
        self._form = form
        self._usable = NOTHING
        self._credit = 0

    def show(self, total: int, usable: Usable, currency: str) -> int:
        """Offer what may be used; answers what is left of `total` once what is ticked is used, minor units."""
        self._usable = usable
        by_points = usable.worth if self._ticked("use_points", usable.points) else 0
        self._credit = min(usable.credit, total - by_points)
        worth, credit = money.show(usable.worth, currency), money.show(self._credit, currency)
        self._offer("use_points", usable.points, f"Use {usable.points:,} points ({worth})")
        self._offer("use_credit", self._credit, f"Use store credit {credit}")
        self._form.row("part").display = bool(self._form.row("paid").value)
        return total - by_points - (self._credit if self._ticked("use_credit", self._credit) else 0)

    def paid(self, part: int | None) -> PaidDraft | None:
        """What the rows say; part: the amount paid now, minor units, None for all that is left."""
        points = self._usable.points if self._ticked("use_points", self._usable.points) else 0
        credit = self._credit if self._ticked("use_credit", self._credit) else 0
        method = str(self._form.row("paid").value)
        if method:
            return PaidDraft(cast(Any, method), part, points, credit)
        return PaidDraft("card", 0, points, credit) if points or credit else None

    def _ticked(self, name: str, most: int) -> bool:
        return bool(most) and self._form.row(name).value is True

    def _offer(self, name: str, most: int, words: str) -> None:
        row = self._form.row(name)
        row.display = bool(most)
        tick = cast(Tick, row.field)
        tick.label = words
        tick.refresh(layout=True)
