"""Orders in the shopkeeper's words, for lists, pages and forms."""

from datetime import date

from textual.content import Content

from shopcrm import money
from shopcrm.papers.in_words import day
from shopcrm.shop.orders import Order, OrderRow
from shopcrm.shop.payments import Payment
from shopcrm.tui.text import line
from shopcrm.vault.refs import ref

STAGES = {
    "placed": "To do",
    "packed": "Packed",
    "shipped": "Shipped",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
}
CHANNELS = {
    "counter": "at the counter",
    "phone": "by phone",
    "email": "by e-mail",
    "web": "on the web shop",
    "market": "at a market",
    "other": "some other way",
}
METHODS = (
    ("card", "Card"),
    ("cash", "Cash"),
    ("transfer", "Transfer"),
    ("cheque", "Cheque"),
    ("online", "Online"),
    ("other", "Other"),
)
_BY = dict(METHODS) | {"credit": "Store credit", "points": "Points", "exchange": "Exchange"}
EVENTS = {
    "placed": "Placed",
    "packed": "Packed",
    "shipped": "Shipped",
    "delivered": "Delivered or handed over",
    "cancelled": "Cancelled",
    "edited": "Changed",
    "taken_back": "An entry was taken back",
}
_MONEY_MOVED = {
    "in": ("Paid", "Paid"),
    "out": ("Paid back", "Paid back"),
    "credit": ("Store credit used", "Store credit given"),
    "points": ("Points used", "Points given back"),
    "allowed": ("Put on the bill again", "Taken off the bill"),
    "fee": ("Fee of the payment service", "Fee of the payment service"),
    "failed": ("Payment failed", "Payment failed"),
}
"""What is said of an entry above zero, and of one below."""
_WHY = {"return": "for what came back", "exchange": "in exchange", "goodwill": "as a gesture"}
_BY_ITSELF = ("credit", "points", "allowed")


def payment_words(one: Payment, amount: str = "") -> str:
    """What an entry is, by what and why: ``Paid back £2.50, cash, as a gesture``. amount: shown where it is given."""
    moved = " ".join(filter(None, (_MONEY_MOVED[one.kind][one.amount < 0], amount)))
    by = "" if one.kind in _BY_ITSELF or one.method == "exchange" else _BY[one.method].lower()
    taken = "taken back" if one.reversed else "takes one back" if one.reverses is not None else ""
    return ", ".join(filter(None, (moved, by, _WHY.get(one.reason, ""), one.note, taken)))


def net_words(order: Order) -> str:
    """What the shop has of an order after fees; nothing to say where there were none."""
    if not order.fees:
        return ""
    fees, net = (money.show(amount, order.currency) for amount in (order.fees, order.net))
    return f"Fees {fees}, so the shop has {net} of it"


def day_words(stored: str | None) -> str:
    """A stored date as people read it; nothing for none."""
    return day(date.fromisoformat(stored)) if stored else ""


def stage_words(order: Order | OrderRow) -> str:
    """How far an order is; that it is late matters more."""
    return "! late" if order.late else STAGES[order.stage]


def near_day(stored: str | None, today: date) -> str:
    """A stored date in 8 columns, for lists: ``22 Nov`` of this year, ``Nov 2025`` of another."""
    if not stored:
        return ""
    words, that = day_words(stored), date.fromisoformat(stored)
    return words.rpartition(" ")[0] if that.year == today.year else words.partition(" ")[2]


def balance_words(one: OrderRow) -> str:
    """What is still to pay, what is owed back, or that nothing is."""
    if one.balance < 0:
        return f"{money.show(-one.balance, one.currency)} back"
    if one.balance == 0:
        return "nothing" if one.stage == "cancelled" else "paid"
    return f"{'! ' if one.payment_failed else ''}{money.show(one.balance, one.currency)}"


def heading(order: Order) -> Content:
    """``O-1042 · Ana Smith · To do · promised for 24 Nov 2026``."""
    facts = [order.external_name or "", order.customer_name or "no customer", stage_words(order)]
    if order.promised_on:
        facts.append(f"promised for {day_words(order.promised_on)}")
    return line((ref("O", order.id), "bold"), " · " + " · ".join(filter(None, facts)))


def owing(order: Order) -> Content:
    """What is still to pay, or owed back."""
    if order.to_refund:
        return line((f"! {money.show(order.to_refund, order.currency)} to pay back", "bold $warning"))
    if not order.balance_due:
        return line((_settled_words(order), "bold $success"))
    failed = "! payment failed · " if order.payment_failed else ""
    return line((f"{failed}{money.show(order.balance_due, order.currency)} to pay", "bold $warning"))


def _settled_words(order: Order) -> str:
    if order.stage != "cancelled":
        return order.paid_in_words
    return "Paid back, nothing owed" if order.refunded else "Cancelled, nothing was paid"
