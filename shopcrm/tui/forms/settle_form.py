"""Settle what was accepted: what it would do stands below the fields, and changes with every key."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm import money
from shopcrm.errors import CrmError, InvalidValue
from shopcrm.shop import orders, returns
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import SettlementDraft, WhatIf
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row, tick_row
from shopcrm.tui.forms.order_form import OrderForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.order_words import METHODS
from shopcrm.tui.return_words import line_name
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.tick import Tick
from shopcrm.vault.refs import OrderId, ref

WAYS = (("money", "Money, credit, exchange"), ("repair", "Repaired, given back"))
MEANS = (("", "As it was paid"), *METHODS)
AMOUNTS = ("refund", "credit", "goodwill", "delivery", "deduction")
OF_MONEY = ("refund", "refund_method", "credit", "delivery", "deduction", "deducted_because")
"""What is not asked of a repair."""
_LEFT = 36


class ExchangeForm(OrderForm):
    """An order that is taken in exchange: it is kept in `drafted`, and placed with the settlement."""

    save_label = "Take in exchange"
    HELP = (
        "Choose the new items as in any order. Nothing is placed yet: it is placed together with the settlement."
        " What came back pays for it; “Paid by” is how the customer pays the rest of it."
    )

    def __init__(self, order: int, customer: int | None, name: str, currency: str) -> None:
        """order: the one that came back; its customer and currency."""
        super().__init__(customer=customer, name=name)
        self.heading = f"In exchange for {ref('O', order)}"
        self.drafted: OrderDraft | None = None
        self._draft = OrderDraft((), customer=customer, currency=currency)

    async def save(self, values: dict[str, Any]) -> OrderId:
        """Keep the order for the settlement; what could not be placed is refused here already."""
        if values["item"]:
            await self._add()
            values = self.values()
        drafted = await self._to_draft(values)
        await self.read(orders.reckoned, drafted)
        self.drafted = drafted
        return 0

    def draft(self) -> None:
        """The settlement below keeps what Lock keeps: by itself this could not be placed."""
        return


class SettleForm(Form[int]):
    """Settles accepted lines of a return, and shows before what that does; answers the settlement's number."""

    tall = True
    save_label = "Settle"
    back_label = "Not now"
    HELP = (
        "Leave the amounts empty to pay everything back as it was paid. Type an amount to pay back less, and give the"
        " rest as store credit, or choose new items (F2): what came back pays for them. Goodwill goes on top."
        " Delivery is paid back with the last item unless you type another amount; a deduction needs its reason."
        " The lines at the bottom say what will happen to money, tax, points and tier. Nothing is written before you"
        " press Settle, and Ctrl+Z takes it back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", save_label, priority=True),
        key("f2", "exchange", "Exchange…", "Choose new items in exchange"),
        key("escape", "back", back_label),
    ]
    CSS_PATH = "settle_form.tcss"

    def __init__(self, ret: int, accepted: list[list[Any]]) -> None:
        """accepted: what may be settled, as [line id, words] pairs."""
        super().__init__(ret=ret, accepted=accepted)
        self.heading = f"Settle {ref('R', ret)}"
        self._currency = "GBP"
        self._order = 0
        self._customer: int | None = None
        self._customer_name = ""
        self._exchange: OrderDraft | None = None
        self._exchange_total = 0

    def rows(self) -> Iterable[FormRow]:
        """Which lines, and where what they are worth goes."""
        if len(self.about["accepted"]) > 1:
            for line_id, words in self.about["accepted"]:
                yield tick_row(f"take-{line_id}", str(words), True)
        yield choice_row("way", "Settle by", WAYS)
        yield text_row("refund", "Pay back", placeholder="all that is left", check=self._amount("refund"))
        yield choice_row("refund_method", "By", MEANS)
        yield text_row("credit", "Store credit", check=self._amount("credit"), max_length=60)
        yield text_row("goodwill", "Goodwill", placeholder="on top of it", check=self._amount("goodwill"))
        yield text_row("delivery", "Delivery", placeholder="by the rule", check=self._amount("delivery"))
        yield text_row("deduction", "Keep back", placeholder="for use or handling", check=self._amount("deduction"))
        yield text_row("deducted_because", "  because", max_length=2_000)
        yield text_row("note", "Note", max_length=2_000)

    def extra(self) -> ComposeResult:
        """New items in exchange; what all of it would do."""
        with Horizontal(id="exchange-row"):
            yield Push("Exchange… F2", id="exchange")
            yield Static(id="exchange-words")
        yield Static(id="what-if")

    async def load(self) -> dict[str, Any]:
        """Whose it is, and in which money."""
        held = await self.read(returns.card, self.about["ret"])
        self._currency, self._order = held.currency, held.order_id
        self._customer, self._customer_name = held.customer_id, held.customer_name
        self._show_exchange()
        self._reckon()
        return {}

    def values(self) -> dict[str, Any]:
        """What stands in the fields, and the new order."""
        return super().values() | {"exchange": asdict(self._exchange) if self._exchange else None}

    def _fill(self, values: dict[str, Any]) -> None:
        super()._fill(values)
        kept = values.get("exchange")
        self._exchange = _order_of(kept) if kept else None
        self._show_exchange()
        self._reckon()

    async def save(self, values: dict[str, Any]) -> int:
        """Settle it; what was seen is what happens."""
        return await self.write(returns.settle, self.about["ret"], self._draft(values))

    @flow
    async def action_exchange(self) -> None:
        """Choose new items, or change what was chosen; an exchange that is not wanted any more is dropped."""
        if self.row("way").value == "repair":
            return
        if self._exchange is not None:
            self._exchange = None
        else:
            form = ExchangeForm(self._order, self._customer, self._customer_name, self._currency)
            if await self.ask(form) is not None:
                self._exchange = form.drafted
        self._show_exchange()
        self._reckon()

    @on(Push.Pressed, "#exchange")
    def _pressed_exchange(self) -> None:
        self.action_exchange()

    @on(Input.Changed)
    @on(Tick.Changed)
    def _changed(self) -> None:
        self._reckon()

    @on(ChoiceRow.Changed)
    def _way_changed(self, event: ChoiceRow.Changed) -> None:
        if event.row.id == "field-way":
            for name in OF_MONEY:
                self.row(name).display = event.value != "repair"
            self.query_one("#exchange-row").display = event.value != "repair"
        self._reckon()

    @flow(newest=True)
    async def _reckon(self) -> None:
        """Show what settling would do; what cannot be is said there too."""
        place = self.query_one("#what-if", Static)
        try:
            seen = await self.read(returns.what_if, self.about["ret"], self._draft(self.values()))
        except CrmError as error:
            words = " ".join(part for part in (error.message, error.next_step) if part)
            place.update(line(("✗ ", "$error"), words))
            return
        place.update(lines(*what_if_rows(seen, self.row("way").value == "repair")))

    def key_words(self, action: str, words: str) -> str:
        """F2 drops the exchange once there is one."""
        if action == "exchange":
            return "No exchange" if self._exchange else "Exchange…"
        return super().key_words(action, words)

    def _show_exchange(self) -> None:
        push, words = self.query_one("#exchange", Push), self.query_one("#exchange-words", Static)
        taken = self._exchange
        push.label = f"{self.key_words('exchange', '')} F2"
        push.refresh(layout=True)
        self.query_one(KeyRow).refresh()
        items = ", ".join(f"{one.quantity} × {one.description}" for one in taken.lines) if taken else ""
        words.update(plain(f"New order: {items}") if taken else plain("new items that this pays for", "$quiet"))

    def _draft(self, values: dict[str, Any]) -> SettlementDraft:
        repair = values["way"] == "repair"
        amounts = {name: self._typed(name, values) for name in AMOUNTS}
        if repair:
            return SettlementDraft(
                self._taken(values), goodwill=amounts["goodwill"] or 0, repair=True, note=values["note"]
            )
        return SettlementDraft(
            self._taken(values),
            amounts["refund"],
            values["refund_method"] or None,
            amounts["credit"] or 0,
            self._exchange,
            amounts["goodwill"] or 0,
            delivery=amounts["delivery"],
            deduction=amounts["deduction"] or 0,
            deducted_because=values["deducted_because"],
            note=values["note"],
        )

    def _taken(self, values: dict[str, Any]) -> tuple[int, ...]:
        """The lines that are ticked; where there is but one, nobody is asked."""
        accepted = [line_id for line_id, _ in self.about["accepted"]]
        taken = tuple(one for one in accepted if values.get(f"take-{one}", True))
        if not taken:
            raise InvalidValue(f"take-{accepted[0]}", "Nothing is ticked.", "Tick what is to be settled.")
        return taken

    def _typed(self, name: str, values: dict[str, Any]) -> int | None:
        return money.parse_typed(values[name], self._currency, name) if values[name] else None

    def _amount(self, name: str) -> Any:
        return lambda typed: money.parse_typed(typed, self._currency, name)


def settle_form(held: returns.Return) -> SettleForm:
    """The form for what of a return is accepted and not settled."""
    accepted = [one for one in held.lines if one.decision == "accepted" and one.outcome is None]
    shown = [[one.id, f"{line_name(one)}, {money.show(one.value, held.currency)}"] for one in accepted]
    return SettleForm(held.id, shown)


def what_if_rows(seen: WhatIf, repair: bool = False) -> Iterator[Content]:
    """Money at the left, points and tier at the right; what to mind below."""
    left, right = list(_money_rows(seen, repair)), list(_points_rows(seen))
    for place in range(max(len(left), len(right))):
        said = left[place] if place < len(left) else plain("")
        beside = right[place] if place < len(right) else ""
        yield line(said, " " * max(2, _LEFT - said.cell_length), beside)
    for warning in seen.warnings:
        yield plain(f"! {warning}", "$warning")


def _money_rows(seen: WhatIf, repair: bool) -> Iterator[Content]:
    show = seen.currency
    if repair:
        yield plain("Repaired: nothing is paid back", "bold")
    elif not (seen.refund or seen.to_pay):
        yield plain("Nothing to pay back in money", "bold")
    if seen.refund:
        by = dict(METHODS)[seen.refund_method].lower()
        yield plain(f"To pay back {money.show(seen.refund, show)}, {by}", "bold")
    if seen.to_pay:
        yield plain(f"Customer pays {money.show(seen.to_pay, show)} more", "bold")
    if seen.exchange_total:
        yield plain(f"New order {money.show(seen.exchange_total, show)}")
    parts = (
        (seen.exchange_paid, "of it paid by the return"),
        (seen.credit, "as store credit"),
        (seen.by_points, "as points"),
        (seen.off_the_bill, "off the bill"),
        (seen.goodwill, "goodwill on top"),
    )
    for amount, words in parts:
        if amount:
            yield plain(f"{money.show(amount, show)} {words}")


def _points_rows(seen: WhatIf) -> Iterator[str]:
    if seen.value:
        tax = f", tax {money.show(seen.tax, seen.currency)}" if seen.tax else ""
        yield f"Goods {money.show(seen.value, seen.currency)}{tax}"
    if seen.delivery:
        yield f"Delivery {money.show(seen.delivery, seen.currency)}"
    if seen.deduction:
        yield f"Kept back {money.show(seen.deduction, seen.currency)}"
    if (seen.points_before, seen.points_after) != (0, 0):
        yield f"Points {_change(f'{seen.points_before:,}', f'{seen.points_after:,}')}"
    if seen.tier_before or seen.tier_after:
        yield f"Tier {_change(seen.tier_before or 'none', seen.tier_after or 'none')}"


def _change(before: str, after: str) -> str:
    return f"{before}, unchanged" if before == after else f"{before} → {after}"


def _order_of(kept: dict[str, Any]) -> OrderDraft:
    """An order as `asdict` wrote it."""
    paid = PaidDraft(**kept["paid"]) if kept["paid"] else None
    lines_kept = tuple(LineDraft(**one) for one in kept["lines"])
    return OrderDraft(**{**kept, "lines": lines_kept, "paid": paid})
