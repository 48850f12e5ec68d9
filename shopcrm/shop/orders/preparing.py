"""From a draft to what is kept: products looked up, dates and texts checked, every amount computed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shopcrm.errors import InvalidValue, NotFound
from shopcrm.money import check_currency
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.shop.orders.records import LineDraft, OrderDraft, TaxMode, Totals
from shopcrm.shop.orders.sums import Priced, not_negative, priced, reckon
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx, stamp

LONGEST_LINE = 500
LONGEST_BLOCK = 10_000
MOST_LINES = 1_000
EARLIEST = date(1970, 1, 1)
FURTHEST_PROMISE = timedelta(days=5 * 366)
_SHOP = "SELECT currency, prices_include_tax, (SELECT status FROM customers WHERE id = ?) FROM profile"
"""What an order needs to know of the shop, and how a customer's record stands."""

LineRow = tuple[int | None, str, str, int, int, int, int, int | None]
"""A line as kept: product, sku, description, quantity, unit price, discount, tax, cost."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order ready to be kept; placed_at and placed_on say the same moment, in UTC and on the shop's calendar."""

    customer: int | None
    placed_at: str
    placed_on: str
    channel: str
    currency: str
    tax_mode: TaxMode
    order_discount: int
    shipping: int
    totals: Totals
    promised_on: str | None
    deliver_to: str
    note: str
    lines: tuple[LineRow, ...]


def prepare(tx: Tx, draft: OrderDraft, earlier: tuple[str, str] | None = None) -> Prepared:
    """Check a draft and compute what it comes to. earlier: placed_at and placed_on of the order that is edited.

    Raises InvalidValue, naming the field, or NotFound for a customer or product that is not there.
    """
    own_currency, including_tax, status = tx.one(_SHOP, (draft.customer,))
    if draft.customer is not None and status is None:
        raise NotFound(f"There is no customer {ref('C', draft.customer)}.", "Check the reference, or use Find.")
    if status in ("restricted", "erased"):
        refuse_restricted(tx, draft.customer)
    placed_at, placed_on = (
        earlier if earlier and draft.placed_at in (None, earlier[0]) else _placed(tx, draft.placed_at)
    )
    currency = check_currency(draft.currency) if draft.currency else own_currency
    tax_mode = draft.tax_mode or ("included" if including_tax else "excluded")
    found, kept = _lines(tx, draft, currency)
    totals, taxes = reckon(found, draft.order_discount, draft.shipping, tax_mode)
    return Prepared(
        draft.customer,
        placed_at,
        placed_on,
        draft.channel,
        currency,
        tax_mode,
        draft.order_discount,
        draft.shipping,
        totals,
        _promised(draft.promised_on, placed_on),
        _block("deliver_to", draft.deliver_to),
        _block("note", draft.note),
        tuple((*row[:6], tax, row[7]) for row, tax in zip(kept, taxes, strict=True)),
    )


@read("orders.reckon")
def reckoned(tx: Tx, draft: OrderDraft) -> Totals:
    """What an order would come to, with the products' prices and taxes, before it is placed; minor units."""
    return prepare(tx, draft).totals


def _lines(tx: Tx, draft: OrderDraft, currency: str) -> tuple[list[Priced], list[LineRow]]:
    if not draft.lines:
        raise InvalidValue("lines", "An order needs at least one line.", "Add what was ordered.")
    if len(draft.lines) > MOST_LINES:
        raise InvalidValue("lines", f"An order has at most {MOST_LINES:,} lines.", "Make two orders of it.")
    both = [_line(tx, line, currency) for line in draft.lines]
    return [amounts for amounts, _ in both], [row for _, row in both]


def _line(tx: Tx, line: LineDraft, currency: str) -> tuple[Priced, LineRow]:
    name, sku, price, cost, rate = _product(tx, line, currency)
    description = clean_line(line.description) or name
    if not description:
        raise InvalidValue("description", "Each line says what it is.", "Choose a product, or type a few words.")
    if len(description) > LONGEST_LINE or len(line.sku) > LONGEST_LINE:
        raise InvalidValue("description", f"At most {LONGEST_LINE} characters fit on a line.", "Use the note for more.")
    unit_price = line.unit_price if line.unit_price is not None else price
    if unit_price is None:
        raise InvalidValue("unit_price", f"What does “{description[:40]}” cost?", "Type its price; 0 if it is free.")
    amounts = priced(line, unit_price, rate)
    own_cost = line.cost if line.cost is not None else cost
    if own_cost is not None:
        not_negative("cost", own_cost)
    kept_sku = clean_line(line.sku) or sku
    return amounts, (line.product, kept_sku, description, line.quantity, unit_price, line.discount, 0, own_cost)


def _product(tx: Tx, line: LineDraft, currency: str) -> tuple[str, str, int | None, int | None, int]:
    """Name, code, price, cost and tax rate; the price and cost only where they are in the order's money."""
    if line.product is None:
        return "", "", None, None, 0
    row = tx.maybe(
        "SELECT name, coalesce(sku, ''), price, cost, tax_rate, currency FROM products WHERE id = ?", (line.product,)
    )
    if row is None:
        raise NotFound(f"There is no product {ref('P', line.product)}.", "Check the reference, or type a free line.")
    name, sku, price, cost, rate, priced_in = row
    return (name, sku, price, cost, rate) if priced_in == currency else (name, sku, None, None, rate)


def _placed(tx: Tx, typed: str | None) -> tuple[str, str]:
    """When an order was placed, as an instant and as the shop's day. A date alone means noon of that day, or now."""
    if not typed:
        return tx.stamp, tx.today.isoformat()
    zone = ZoneInfo(tx.calendar.zone)
    try:
        if len(typed) == len("2026-11-22"):
            noon = datetime.combine(date.fromisoformat(typed), time(12), zone)
            moment = min(noon, tx.now) if noon.date() == tx.today else noon
        else:
            moment = datetime.fromisoformat(typed)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        day = tx.calendar.local_date(moment)
    except (ValueError, OverflowError):
        raise InvalidValue("placed_at", "That is not a date.", "Write it like 2026-11-22.") from None
    if moment > tx.now:
        raise InvalidValue("placed_at", "An order cannot be placed in the future.", "Use the promised date for that.")
    if day < EARLIEST:
        raise InvalidValue("placed_at", f"The year {day.year} cannot be right.", "Check the date.")
    return stamp(moment), day.isoformat()


def _promised(typed: str | None, placed_on: str) -> str | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise InvalidValue("promised_on", "That is not a date.", "Write it like 2026-11-22.") from None
    placed = date.fromisoformat(placed_on)
    if day < placed:
        raise InvalidValue("promised_on", "That day is before the order.", "Type the day on which it shall be ready.")
    if day > placed + FURTHEST_PROMISE:
        raise InvalidValue("promised_on", f"The year {day.year} cannot be right.", "Check the date.")
    return day.isoformat()


def _block(field: str, text: str) -> str:
    if len(text) > LONGEST_BLOCK:
        raise InvalidValue(field, f"At most {LONGEST_BLOCK:,} characters fit here.", "Shorten it.")
    return clean_block(text)
