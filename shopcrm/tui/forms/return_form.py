"""Something comes back: of which order, what of it and why, and by what right."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from textual import on
from textual.widgets import Input

from shopcrm import money
from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.papers.in_words import day
from shopcrm.shop import orders, profile, returns
from shopcrm.shop.orders import Order
from shopcrm.shop.returns import Returnable, ReturnDraft, ReturnLineDraft
from shopcrm.tui.days import parse_day
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.forms.offering import MOST_OFFERED, Offered, OfferingForm
from shopcrm.tui.frame import flow
from shopcrm.tui.order_words import day_words
from shopcrm.tui.return_words import BASES, REASONS
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import ReturnId, looks_like_ref, parse_ref, ref
from shopcrm.vault.tx import from_stamp

LONGEST_NAME = 25
"""So much of an item's name stands beside its quantity."""
FROM_AFAR = ("phone", "email", "web")
"""Channels of a distance sale, of which the customer may change her mind."""
SHOPS_FAULT = ("faulty", "damaged", "wrong_item", "not_described")
WHERE = (("yes", "On the counter now"), ("no", "Still to come"))
TOLD = (("order", "With the order"), ("later", "Later"), ("never", "Never"))


class WhichOrderForm(OfferingForm[int]):
    """Answers the order that something comes back of."""

    heading = "New return: of which order?"
    save_label = "Go on"
    CSS_PATH = "return_form.tcss"
    OFFERS = ("order",)
    HELP = (
        "Scan the receipt, or type the order's number or the customer's name. The arrows choose among what is offered;"
        " Enter takes it and goes on."
    )

    def rows(self) -> Iterable[FormRow]:
        """Its number, or whose it was."""
        yield text_row("order", "Order", required=True, placeholder="number, scan, or customer's name", max_length=200)

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """The orders that it may mean."""
        if not typed:
            return ()
        rows = await self.read(orders.rows_for, await self.read(orders.find_ids, typed, MOST_OFFERED))
        return [
            Offered(
                ref("O", one.id),
                f"{ref('O', one.id)} {one.customer_name or one.external_name or ''}".strip(),
                f"{day_words(one.placed_on)} {money.show(one.total, one.currency)}",
            )
            for one in rows
        ]

    async def took(self, name: str, one: Offered) -> None:
        """Nothing else is asked."""
        self.action_save()

    @flow
    async def entered(self, field: Input) -> None:
        """Enter, which a scanner presses too: a whole number is taken as it stands, else what is marked."""
        if self._offered and not looks_like_ref(field.value):
            await self._take()
        else:
            await self.save_now()

    async def save(self, values: dict[str, Any]) -> int:
        """The order; a number that was scanned need not be chosen."""
        typed = str(values["order"])
        if not looks_like_ref(typed) and not (typed.isascii() and typed.isdigit()):
            return parse_ref(self.chosen("order"), "O")[1]
        try:
            number = parse_ref(typed, "O")[1] if looks_like_ref(typed) else int(typed[:18])
            return (await self.read(orders.card, number)).id
        except (InvalidValue, NotFound) as error:
            raise InvalidValue("order", error.message, error.next_step) from error


async def open_return(desk: Desk[Any], order: int) -> int | None:
    """Ask what comes back of an order, and show the new return; raises Refused where nothing can come back."""
    held = await desk.read(orders.card, order)
    there = [one for one in await desk.read(returns.returnable, order) if one.returnable]
    if not there:
        raise await _nothing_comes_back(desk, held)
    made = await desk.ask(ReturnForm(order, held.customer_name, [_told(one) for one in there]))
    if made is not None:
        desk.toast("Saved")
        desk.open_record(ref("R", made))
    return made


def _told(one: Returnable) -> dict[str, Any]:
    return {"position": one.position, "name": one.description, "bought": one.bought, "left": one.returnable}


async def _nothing_comes_back(desk: Desk[Any], held: Order) -> Refused:
    """Why nothing of an order can come back, and what next."""
    name = ref("O", held.id)
    if held.stage == "cancelled":
        return Refused(f"{name} was cancelled: nothing of it can come back.", "Pay back what was paid on its page.")
    if held.stage in ("placed", "packed"):
        return Refused(f"{name} has not left the shop yet: nothing of it can come back.", "Change it, or cancel it.")
    theirs = ", ".join(ref("R", row.id) for row in await desk.read(returns.of_order, held.id))
    return Refused(f"Everything of {name} is in returns already.", f"Look at {theirs}." if theirs else "")


class ReturnForm(Form[ReturnId]):
    """Opens a return; answers its id. Each item has its quantity, and once there is one, its reason."""

    tall = True
    save_label = "Open the return"
    HELP = (
        "Type how many of each item come back; then say why. “By right” follows the reason: faulty goods, and what was"
        " bought from afar and cancelled within 14 days, must be taken back; everything else is goodwill. The dates set"
        " what the law counts from. “Sent” is the day on the customer's proof of posting. Dates take words, such as"
        " yesterday or 14 mar."
    )
    CSS_PATH = "return_form.tcss"

    def __init__(self, order: int, customer: str, lines: list[dict[str, Any]]) -> None:
        """lines: what may come back, each with `position`, `name`, `bought` and `left`."""
        super().__init__(order=order, customer=customer, lines=lines)
        self.heading = f"Return of {ref('O', order)} · {customer}" if customer else f"Return of {ref('O', order)}"
        self._from_afar = False
        self._basis_by_hand = False

    def rows(self) -> Iterable[FormRow]:
        """Each item: how many, and why; then by what right, and when."""
        for one in self.about["lines"]:
            name = str(one["name"])
            name = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
            words = f"{name} ({one['left']} of {one['bought']} may return)"
            row = text_row(f"line-{one['position']}", words, check=_quantity)
            row.add_class("-item")
            yield row
            yield choice_row(f"reason-{one['position']}", "  Why", REASONS, "")
            yield text_row(f"detail-{one['position']}", "  In words", placeholder="what is wrong …", max_length=2_000)
        yield choice_row("handed_over", "The goods are", WHERE)
        yield choice_row("basis", "By right", BASES)
        yield choice_row("told", "Right explained", TOLD)
        yield text_row("informed_on", "Explained on", check=self._day("informed_on"), max_length=40)
        yield text_row("told_on", "Told us", required=True, check=self._day("told_on"), max_length=40)
        yield text_row("delivered_on", "They had it", required=True, check=self._day("delivered_on"), max_length=40)
        yield text_row("sent_on", "Sent on", check=self._day("sent_on"), placeholder="proof of posting", max_length=40)
        yield text_row("note", "Note", max_length=2_000)

    async def load(self) -> dict[str, Any]:
        """Today, the day of delivery, and all of a single item."""
        order = await self.read(orders.card, self.about["order"])
        self._from_afar = order.channel in FROM_AFAR
        lines = self.about["lines"]
        known = {f"line-{lines[0]['position']}": "1"} if len(lines) == 1 and lines[0]["left"] == 1 else {}
        self._show_what_matters(known)
        return known | {
            "told_on": day(self.sitting.today),
            "delivered_on": _delivered(order, ZoneInfo((await self.read(profile.get)).zone)),
        }

    def _fill(self, values: dict[str, Any]) -> None:
        super()._fill(values)
        self._basis_by_hand = True
        self._show_what_matters(self.values())

    async def save(self, values: dict[str, Any]) -> ReturnId:
        """Open it. Where others returned the same meanwhile, the form says so and stays."""
        draft = self._draft(values)
        try:
            return await self.write(returns.open, draft)
        except InvalidValue as error:
            raise await self._pointed(error, draft) from error

    async def _pointed(self, error: InvalidValue, draft: ReturnDraft) -> InvalidValue:
        """The same, at the row of the item that is meant: another form may have returned it meanwhile."""
        if error.field not in ("quantity", "position"):
            return error
        left = {one.position: one.returnable for one in await self.read(returns.returnable, draft.order)}
        beyond = [one.position for one in draft.lines if one.quantity > left.get(one.position, 0)]
        return InvalidValue(f"line-{(beyond or [draft.lines[0].position])[0]}", error.message, error.next_step)

    def _draft(self, values: dict[str, Any]) -> ReturnDraft:
        told = values["told"] if values["basis"] == "cancelled" else "order"
        if told == "later" and not values["informed_on"]:
            raise InvalidValue("informed_on", "When was it explained?", "Type that day.")
        return ReturnDraft(
            self.about["order"],
            tuple(self._lines(values)),
            values["basis"],
            self._stored(values["told_on"]),
            self._stored(values["delivered_on"]),
            self._stored(values["informed_on"]) if told == "later" else None,
            told == "never",
            self._stored(values["sent_on"]),
            values["note"],
            values["handed_over"] == "yes",
        )

    def _lines(self, values: dict[str, Any]) -> Iterable[ReturnLineDraft]:
        places = [one["position"] for one in self.about["lines"]]
        wanted = [place for place in places if _quantity(values[f"line-{place}"] or "0")]
        if not wanted:
            raise InvalidValue(f"line-{places[0]}", "What comes back?", "Type how many of at least one item.")
        for place in wanted:
            reason = values[f"reason-{place}"]
            if not reason:
                raise InvalidValue(f"reason-{place}", "Why does it come back?", "Choose what is nearest.")
            yield ReturnLineDraft(place, int(values[f"line-{place}"]), reason, values[f"detail-{place}"])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if (event.input.id or "").startswith("field-line-"):
            self._show_what_matters(self.values())

    @on(ChoiceRow.Changed)
    def _another(self, event: ChoiceRow.Changed) -> None:
        name = (event.row.id or "").removeprefix("field-")
        if name == "basis":
            self._basis_by_hand = self._basis_by_hand or event.row.has_focus
        elif name.startswith("reason-") and not self._basis_by_hand:
            self.row("basis").put(self._right(event.value))
        self._show_what_matters(self.values())

    def _right(self, reason: str) -> str:
        if not reason or reason in SHOPS_FAULT:
            return "faulty"
        return "cancelled" if self._from_afar else "goodwill"

    def _show_what_matters(self, values: dict[str, Any]) -> None:
        """Reasons stand below what comes back; when the right was explained, where it was used."""
        for one in self.about["lines"]:
            comes = values.get(f"line-{one['position']}", "") not in ("", "0")
            for name in ("reason", "detail"):
                self.row(f"{name}-{one['position']}").display = comes
        cancelled = values.get("basis") == "cancelled"
        self.row("told").display = cancelled
        self.row("informed_on").display = cancelled and values.get("told") == "later"

    def _day(self, name: str) -> Any:
        return lambda typed: parse_day(typed, self.sitting.today, name, past=True)

    def _stored(self, typed: str) -> str | None:
        return parse_day(typed, self.sitting.today, past=True).isoformat() if typed else None


def _delivered(order: Order, zone: ZoneInfo) -> str:
    """The day on which the order was delivered or handed over, in words; empty where it is on its way."""
    at = [one.at for one in order.events if one.kind == "delivered" and not one.taken_back]
    if not at:
        return ""
    on = from_stamp(at[-1]).astimezone(zone).date().isoformat()
    return day_words(max(on, order.placed_on))


def _quantity(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 7:
        raise InvalidValue("quantity", "That is not a quantity.", "Type a whole number, or leave it empty.")
    return int(typed)
