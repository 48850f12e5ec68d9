"""A new order in plain mode: who, what, how much, and how it was paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from shopcrm.cli.plain_desk import BackToMenu, Desk
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.shop.orders import LineDraft, PaidDraft
    from shopcrm.shop.payments import Method
    from shopcrm.shop.products import Product
    from shopcrm.shop.profile import Profile


def new_order(desk: Desk) -> None:
    """Ask for an order line by line, read the sum back, and save it once the person agrees."""
    from shopcrm.money import show
    from shopcrm.shop import orders, profile
    from shopcrm.vault.refs import ref

    shop = desk.vault.read(profile.get)
    customer = desk.customer() if desk.yes("Is it for a customer in the book") else None
    lines = tuple(_lines(desk, shop))
    if not lines:
        raise BackToMenu
    draft = orders.OrderDraft(lines, customer=customer, currency=shop.currency)
    total = desk.vault.read(orders.reckoned, draft).total
    paid, left = _paid(desk, customer, total, shop.currency)
    if not desk.yes(f"To pay {show(left, shop.currency)}. Save the order"):
        raise BackToMenu
    desk.say(f"Saved as {ref('O', desk.vault.write(orders.place, replace(draft, paid=paid)))}.")


def _paid(desk: Desk, customer: int | None, total: int, currency: str) -> "tuple[PaidDraft | None, int]":
    """How it is paid, and what is to pay with money once points and store credit are used; minor units."""
    from shopcrm.money import show
    from shopcrm.shop import payments
    from shopcrm.shop.orders import PaidDraft

    has = desk.vault.read(payments.usable, customer, total, currency) if customer and total else payments.Usable()
    points = credit = 0
    left = total
    if has.points and desk.yes(f"Use {has.points:,} points, {show(has.worth, currency)} off"):
        points, left = has.points, left - has.worth
    if (most := min(has.credit, left)) and desk.yes(f"Use store credit, {show(most, currency)}"):
        credit, left = most, left - most
    if not left and total:
        return PaidDraft("card", 0, points, credit), left
    method, part = _method(desk, left, currency)
    if method is None and not (points or credit):
        return None, left
    return PaidDraft(method or "card", part if method else 0, points, credit), left


def _lines(desk: Desk, shop: "Profile") -> "Iterator[LineDraft]":
    """Lines until the person just presses Enter; what cannot be right is asked again."""
    from shopcrm.money import show

    while typed := desk.ask("Item, its name or code (Enter alone ends the list)"):
        try:
            line = _line(desk, shop, typed)
        except InvalidValue as wrong:
            desk.say(wrong.message, wrong.next_step)
            continue
        each = show(line.unit_price or 0, shop.currency)
        desk.say(f"{line.quantity} x {line.description} at {each}")
        yield line


def _line(desk: Desk, shop: "Profile", typed: str) -> "LineDraft":
    from shopcrm.money import parse_typed, show
    from shopcrm.shop.orders import LineDraft

    product = _product(desk, typed)
    quantity = _whole(desk.ask("How many", "1"))
    if product is None or product.currency != shop.currency:
        price = parse_typed(desk.need("Price of one"), shop.currency, "price")
        return LineDraft(typed, quantity, price)
    usual = show(product.price, product.currency)
    price = parse_typed(desk.ask("Price of one", usual), shop.currency, "price")
    return LineDraft(product.name, quantity, price, product.id)


def _product(desk: Desk, typed: str) -> "Product | None":
    """The product that is meant, or None for a line of free text."""
    from shopcrm.shop import products

    found = desk.vault.read(products.find, typed, 9)
    if not found:
        return None
    for number, product in enumerate(found, start=1):
        desk.say(f"{number}: {product.name} {product.sku}".rstrip())
    chosen = desk.ask("Which number (Enter alone for something else)")
    return found[int(chosen) - 1] if chosen in map(str, range(1, len(found) + 1)) else None


def _method(desk: Desk, left: int, currency: str) -> "tuple[Method | None, int | None]":
    """By what it is paid, None for not yet; and the part that is paid now, minor units, None for all of it."""
    methods: Mapping[str, Method | None] = {"1": "card", "2": "cash", "3": None}
    desk.say("1: Paid by card", "2: Paid in cash", "3: Not paid yet", "4: Paid in part")
    if (chosen := _one_of(desk, (*methods, "4"))) != "4":
        return methods[chosen], None
    desk.say("1: By card", "2: In cash")
    method = methods[_one_of(desk, ("1", "2"))]
    return method, _part(desk, left, currency)


def _one_of(desk: Desk, choices: Sequence[str]) -> str:
    while (chosen := desk.need("Which number")) not in choices:
        desk.say(f"Type {', '.join(choices[:-1])} or {choices[-1]}.")
    return chosen


def _part(desk: Desk, left: int, currency: str) -> int:
    """How much is paid now: more than nothing, no more than is left; asked until it is right."""
    from shopcrm.money import parse_typed, show

    while True:
        try:
            amount = parse_typed(desk.need("How much is paid now"), currency)
            if 0 < amount <= left:
                return amount
            desk.say(f"Type an amount up to {show(left, currency)}.")
        except InvalidValue as wrong:
            desk.say(wrong.message, wrong.next_step)


def _whole(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise InvalidValue("quantity", "That is not a whole number.", "Type it in digits, such as 2.")
    return int(typed)
