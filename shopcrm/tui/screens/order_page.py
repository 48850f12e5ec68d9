"""One order: its lines, its money, its history, and what can be done with it."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from shopcrm import money
from shopcrm.insight import suggestions
from shopcrm.papers.in_words import moment
from shopcrm.shop import orders, payments, profile, returns, tickets
from shopcrm.shop.orders import Order, OrderEvent
from shopcrm.shop.payments import Payment
from shopcrm.tui import return_words
from shopcrm.tui.forms.purpose_choice import purpose_for
from shopcrm.tui.frame import flow, key
from shopcrm.tui.insight_words import goes_with_line
from shopcrm.tui.order_words import CHANNELS, EVENTS, day_words, heading, net_words, owing, payment_words
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.ticket_words import related_line
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import ref

_ACTS = ("pay", "goodwill", "reverse", "next", "pack", "ship", "deliver", "edit", "cancel", "customer", "send_back")
_AMOUNT = 11
_QUANTITY = 5


class OrderWords(Static):
    """All about an order, drawn for the width that it has: what is laid out later changes it."""

    _shown: tuple[Order, ZoneInfo, Sequence[Content]] | None = None

    def show(self, order: Order, zone: ZoneInfo, related: Sequence[Content]) -> None:
        """Replace what is shown. related: lines on other records that are about this order."""
        self._shown = order, zone, related
        self._draw()

    def on_resize(self) -> None:
        """The columns take the new width."""
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            self.update(lines(*_whole(*self._shown, max(40, self.size.width))))


class OrderPage(ShopPage):
    """Everything about one order, and a row of buttons for what may happen to it next."""

    section = "orders"
    AUTO_FOCUS = ""
    CSS_PATH = "order_page.tcss"
    HELP = (
        "The buttons say what can happen to this order next; Tab goes from one to the other. What was entered by"
        " mistake is taken back, never wiped out: Ctrl+Z takes back the last act, F9 a payment, “Stage back” the last"
        " stage. Goodwill pays something back as a gesture, in money or as store credit, though nothing came back."
        " A cancelled order owes nothing; what was paid for it is shown as money to pay back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "pay", "Payment", "Take a payment, or pay back"),
        key("f3", "next", "Next stage", "Packed, shipped or handed over"),
        key("ctrl+p", "receipt", "Receipt", "Save or print a receipt"),
        key("f4", "edit", "Change", "Change the order", shown=False),
        key("f5", "again", "Same again", "A new order of the same", shown=False),
        key("f6", "customer", "Customer", "Open the customer", shown=False),
        key("f7", "goodwill", "Goodwill", "Pay something back as a gesture", shown=False),
        key("f9", "reverse", "Take back", "Take back a payment entered by mistake", shown=False),
        key("f8", "cancel", "Cancel order", "Cancel the order", shown=False),
        key("ctrl+r", "send_back", "Return…", "Something of it comes back", shown=False),
        key("ctrl+t", "ticket", "Ticket…", "Write down what the customer asks about it", shown=False),
    ]

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order_id = order
        self._order: Order | None = None
        self._zone = ZoneInfo("UTC")
        self._early = []

    def body(self) -> ComposeResult:
        """Heading, buttons, and the rest to scroll through."""
        yield Static(id="order-heading")
        with Horizontal(id="order-money"):
            yield Static(id="order-owing")
            yield Push("Payment F2", id="do-pay", main=True)
            yield Push("Goodwill F7", id="do-goodwill")
            yield Push("Take back F9", id="do-reverse")
        with Horizontal(id="order-buttons", classes="buttons"):
            yield Push("Packed", id="do-pack")
            yield Push("Shipped", id="do-ship")
            yield Push("Handed over", id="do-deliver")
            yield Push("Change F4", id="do-edit")
            yield Push("Return Ctrl+R", id="do-send_back")
            yield Push("Stage back", id="do-take_back")
        with Horizontal(id="order-buttons-2", classes="buttons"):
            yield Push("Same again F5", id="do-again")
            yield Push("Receipt", id="do-receipt")
            yield Push("Customer F6", id="do-customer")
            yield Push("Ticket", id="do-ticket")
            yield Push("Cancel order F8", id="do-cancel")
        with VerticalScroll(id="order-scroll"):
            yield OrderWords(id="order-body")

    def on_mount(self) -> None:
        """No button stands there before it is known which ones may be pressed."""
        for push in self.query(Push):
            push.display = False

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the order again and show it; the buttons follow its stage."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._order = order = await self.read(orders.card, self.order_id)
        self.query_one("#order-heading", Static).update(heading(order))
        self.query_one("#order-owing", Static).update(owing(order))
        self.query_one(OrderWords).show(order, self._zone, await self._related())
        self._offer()

    async def _related(self) -> Sequence[Content]:
        """The returns of this order, and the tickets about it."""
        back = await self.read(returns.of_order, self.order_id)
        asked = await self.read(tickets.of_order, self.order_id)
        return [*map(return_words.related_line, back), *map(related_line, asked), *await self._suggested()]

    async def _suggested(self) -> Sequence[Content]:
        """What is often bought with what was ordered."""
        ordered = tuple(one.product for one in self._order.lines if one.product) if self._order else ()
        found = await self.read(suggestions.with_products, ordered, 2)
        return [*map(goes_with_line, found)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now has a key, in the bottom row and in Help."""
        return self._possible().get(action, True)

    @flow
    async def action_pay(self) -> None:
        """Take a payment, or pay back."""
        from shopcrm.tui.forms.payment_form import PaymentForm

        self._show_saved(await self.ask(PaymentForm(self.order_id)) is not None)

    @flow
    async def action_goodwill(self) -> None:
        """Pay something back as a gesture, though nothing came back."""
        from shopcrm.tui.forms.goodwill_form import GoodwillForm

        self._show_saved(await self.ask(GoodwillForm(self.order_id)) is not None)

    @flow
    async def action_reverse(self) -> None:
        """Take back a payment that was entered by mistake: the one there is, or the one that is chosen."""
        from shopcrm.tui.forms.choose import Choose

        entries = [(str(one.id), _choice(one, self._zone)) for one in _may_be_taken_back(self._order)]
        chosen = await self.ask(Choose("Take back which payment?", list(reversed(entries))))
        if chosen is not None:
            await self.write(payments.reverse, int(chosen))
            self._show_saved()

    @flow
    async def action_next(self) -> None:
        """The next stage: packed, then shipped or handed over."""
        stage = self._order.stage if self._order else ""
        if stage == "placed":
            await self._write(orders.pack)
        elif stage == "packed":
            self.action_ship()
        elif stage == "shipped":
            await self._write(orders.deliver)

    @flow
    async def action_pack(self) -> None:
        """Mark it packed."""
        await self._write(orders.pack)

    @flow
    async def action_ship(self) -> None:
        """Mark it shipped, with the parcel's number."""
        from shopcrm.tui.forms.ship_form import ShipForm

        go_on, purpose = await purpose_for(self, self._order)
        if go_on:
            self._show_saved(await self.ask(ShipForm(self.order_id, purpose)) is not None)

    @flow
    async def action_deliver(self) -> None:
        """Mark it handed over."""
        await self._write(orders.deliver)

    @flow
    async def action_take_back(self) -> None:
        """Take back the last stage."""
        latest = _last_stage(self._order)
        if latest is not None:
            await self.write(orders.take_back, latest.id)
            self._show_saved()

    @flow
    async def action_edit(self) -> None:
        """Change the order."""
        from shopcrm.tui.forms.order_form import OrderForm

        self._show_saved(await self.ask(OrderForm(order=self.order_id)) is not None)

    @flow
    async def action_again(self) -> None:
        """A new order of the same, to look over before it is saved."""
        from shopcrm.tui.forms.order_form import OrderForm

        made = await self.ask(OrderForm(same_as=self.order_id))
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("O", made))

    @flow
    async def action_cancel(self) -> None:
        """Cancel the order."""
        from shopcrm.tui.forms.cancel_form import CancelForm

        self._show_saved(await self.ask(CancelForm(self.order_id)) is not None)

    @flow
    async def action_receipt(self) -> None:
        """Save a receipt, and print it where the person says so."""
        from shopcrm.jobs.receipt import write_receipt
        from shopcrm.tui.forms.folder_form import FolderForm
        from shopcrm.tui.forms.paper_done import offer_print

        folder = await self.ask(FolderForm(f"Receipt for {ref('O', self.order_id)}"))
        if folder is not None:
            made = await self.thread(write_receipt, cast(Any, self.sitting.book), self.order_id, folder)
            await offer_print(self, (made.file,), made.warnings)

    @flow
    async def action_send_back(self) -> None:
        """Open a return of this order, and show it."""
        from shopcrm.tui.forms.return_form import open_return

        await open_return(self, self.order_id)

    @flow
    async def action_ticket(self) -> None:
        """Open a ticket about this order, and show it."""
        from shopcrm.tui.forms.ticket_form import TicketForm

        made = await self.ask(TicketForm(order=self.order_id))
        if made is not None:
            self.toast("Saved")
            self.open_record(ref("T", made))

    def action_customer(self) -> None:
        """Open the customer's page."""
        if self._order is not None and self._order.customer_id is not None:
            self.open_record(ref("C", self._order.customer_id))

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        await self.run_action((event.push.id or "").removeprefix("do-"))

    async def _write(self, step: Any) -> None:
        go_on, purpose = await purpose_for(self, self._order)
        if go_on:
            await self.write(step, self.order_id, purpose=purpose)
            self._show_saved()

    def _show_saved(self, saved: bool = True) -> None:
        if saved:
            self.toast("Saved")
            self.reload()

    def _possible(self) -> dict[str, bool]:
        """What can be done with the order as it is; nothing before it was read."""
        order = self._order
        if order is None:
            return dict.fromkeys(_ACTS, False)
        open_still = order.stage in ("placed", "packed")
        return {
            "send_back": order.stage in ("shipped", "delivered"),
            "pay": order.stage != "cancelled" or order.to_refund > 0,
            "goodwill": order.settled > 0,
            "reverse": bool(_may_be_taken_back(order)),
            "next": order.stage in ("placed", "packed", "shipped"),
            "pack": order.stage == "placed",
            "ship": open_still,
            "deliver": order.stage in ("placed", "packed", "shipped"),
            "edit": open_still,
            "take_back": _last_stage(order) is not None,
            "cancel": open_still,
            "customer": order.customer_id is not None,
        }

    def _offer(self) -> None:
        """Show the buttons and keys for what is possible now, and none that is not."""
        for push in self.query(Push):
            push.display = self._possible().get((push.id or "").removeprefix("do-"), True)
        self.query_one(KeyRow).refresh()
        focused = cast(Screen[Any], self).focused
        if focused is None or not focused.display:
            first = next((one for one in self.query(Push) if one.display), None)
            if first is not None:
                first.focus()
        self.press_early()


def _may_be_taken_back(order: Order | None) -> tuple[Payment, ...]:
    """The entries that stand, but for those that the settling of a return made: these are taken back with it."""
    return tuple(one for one in (order.payments if order else ()) if one.stands and one.settlement is None)


def _choice(one: Payment, zone: ZoneInfo) -> str:
    return f"{payment_words(one, money.show(abs(one.amount), one.currency))}  ({moment(one.at, zone)})"


def _last_stage(order: Order | None) -> OrderEvent | None:
    """The stage that a button may take back: the latest that stands, but never the placing."""
    stages = ("packed", "shipped", "delivered", "cancelled")
    standing = [one for one in (order.events if order else ()) if one.kind in stages and not one.taken_back]
    return standing[-1] if standing else None


def _whole(order: Order, zone: ZoneInfo, related: Sequence[Content], width: int) -> Iterator[Content]:
    yield from _lines(order, width)
    yield from _sums(order, width)
    yield from _facts(order, zone)
    yield from related
    yield from _money(order, zone)
    yield from _history(order, zone)


def _lines(order: Order, width: int) -> Iterator[Content]:
    room = width - _QUANTITY - 2 * _AMOUNT - 3
    yield line((f"{'Item':<{room}} {'Qty':>{_QUANTITY}} {'Each':>{_AMOUNT}} {'Total':>{_AMOUNT}}", "bold"))
    for one in order.lines:
        name = plain(one.description).truncate(room, ellipsis=True, pad=True)
        each, total = money.show(one.unit_price, order.currency), money.show(one.total, order.currency)
        yield line(name, f" {one.quantity:>{_QUANTITY}} {each:>{_AMOUNT}} {total:>{_AMOUNT}}")
        if one.discount:
            yield line((f"  less {money.show(one.discount, order.currency)}", "$quiet"))


def _sums(order: Order, width: int) -> Iterator[Content]:
    rows = []
    if order.order_discount:
        rows.append(("Discount", money.show(-order.order_discount, order.currency)))
    if order.shipping:
        rows.append(("Delivery", money.show(order.shipping, order.currency)))
    if order.tax:
        within = "Tax" if order.tax_mode == "excluded" else "Tax, within the price"
        rows.append((within, money.show(order.tax, order.currency)))
    rows.append(("Total", money.show(order.total, order.currency)))
    for label, amount in rows:
        style = "bold" if label == "Total" else ""
        yield line((f"{label:>{width - _AMOUNT - 1}} {amount:>{_AMOUNT}}", style))
    if order.tax_mode == "unknown":
        yield plain("The imported file did not say whether its prices include tax.", "$quiet")
    if order.stated_total is not None and order.stated_total != order.total:
        stated = money.show(order.stated_total, order.currency)
        yield plain(f"! The imported file says {stated} in all.", "$warning")


def _facts(order: Order, zone: ZoneInfo) -> Iterator[Content]:
    yield plain("")
    yield plain(f"Placed {moment(order.placed_at, zone)}, {CHANNELS[order.channel]}")
    if order.promised_on:
        yield plain(f"Promised for {day_words(order.promised_on)}")
    if order.deliver_to:
        yield line(("Deliver to: ", "bold"), ", ".join(order.deliver_to.splitlines()))
    if order.note:
        yield line(("Note: ", "bold"), block(order.note))


def _money(order: Order, zone: ZoneInfo) -> Iterator[Content]:
    yield plain("")
    yield plain("Payments", "bold")
    if not order.payments:
        yield plain("None so far", "$quiet")
    for one in order.payments:
        words = payment_words(one, money.show(abs(one.amount), one.currency))
        yield plain(f"{moment(one.at, zone)}  {words}, {one.staff}", "" if one.stands else "$quiet")
    if net := net_words(order):
        yield plain(net, "bold")


def _history(order: Order, zone: ZoneInfo) -> Iterator[Content]:
    yield plain("")
    yield plain("History", "bold")
    for one in order.events:
        taken = " (taken back)" if one.taken_back else ""
        parcel = " ".join(filter(None, (one.carrier, one.tracking)))
        detail = " · ".join(filter(None, (parcel, one.detail.replace("\n", "; "))))
        words = f"{moment(one.at, zone)}  {EVENTS[one.kind]}{taken}, {one.staff}"
        yield line(words, (f" · {detail}" if detail else "", "$quiet"))
