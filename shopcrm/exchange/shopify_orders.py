"""Shopify's orders CSV, and the Transporter layout: one row for each line; totals stand only in an order's first row.

Columns are matched by name: older files lack the right-hand ones and merchants trim them. Facts: the platform's own
export and four independent parsers of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from shopcrm.errors import InvalidValue, Refused
from shopcrm.exchange.format import Columns, Format, Options
from shopcrm.exchange.people import address, answer, bare, block, emails, phone_cells, split_name, tags, text, texts
from shopcrm.exchange.reader import Row
from shopcrm.exchange.records import (
    ImportedAddress,
    ImportedCustomer,
    ImportedLine,
    ImportedOrder,
    ImportedRecord,
    Skipped,
)
from shopcrm.exchange.totals import tax_included
from shopcrm.exchange.values import identifier, money, quantity, rounded
from shopcrm.money import check_currency, decimals
from shopcrm.plain_text import visible

_WORDS = {
    "name": ("name",),
    "created": ("created at", "processed at"),
    "discount_code": ("discount code",),
    "shipping_method": ("shipping method", "shipping line title"),
    "payment_method": ("payment method",),
    "payment_reference": ("payment reference", "payment id"),
    "source": ("source", "source name"),
    "financial": ("financial status",),
    "fulfillment": ("fulfillment status",),
}
_AMOUNTS = {
    "subtotal": ("subtotal",),
    "shipping": ("shipping", "shipping line price"),
    "taxes": ("taxes", "total tax"),
    "total": ("total",),
    "discount": ("discount amount",),
    "refunded": ("refunded amount",),
    "duties": ("duties",),
}
_OTHER = {
    "id": ("id",),
    "paid_at": ("paid at",),
    "fulfilled_at": ("fulfilled at",),
    "cancelled_at": ("cancelled at",),
    "currency": ("currency",),
    "notes": ("notes", "note"),
    "attributes": ("note attributes",),
    "outstanding": ("outstanding balance",),
    "tags": ("tags",),
}
_BUYER = {
    "email": ("email",),
    "marketing": ("accepts marketing", "buyer accepts marketing"),
    "phone": ("phone",),
}
_ADDRESS_PARTS = ("name", "company", "address1", "address2", "city", "province", "country", "zip", "phone")
_ADDRESSES = {
    f"{kind}_{part}": (f"{kind} province name", f"{kind} province") if part == "province" else (f"{kind} {part}",)
    for kind in ("billing", "shipping")
    for part in _ADDRESS_PARTS
}
_LINE = {
    "line_title": ("lineitem name",),
    "line_sku": ("lineitem sku",),
    "line_quantity": ("lineitem quantity",),
    "line_price": ("lineitem price",),
    "line_discount": ("lineitem discount",),
    "transaction": ("transaction amount",),
    "transaction_kind": ("transaction kind",),
    "transaction_status": ("transaction status",),
}
_FIELDS = _WORDS | _AMOUNTS | _OTHER | _BUYER | _ADDRESSES | _LINE
_PAID_IN_FULL = frozenset(("paid", "refunded", "partially_refunded"))
_FULFILLED = {"fulfilled": "full", "partial": "part"}
_VOIDED = "its payment was voided and nothing was sent: brought in as cancelled, so that nothing is owed"
_COMMON = frozenset({"GBP", "EUR", "USD"})
_SOURCE = "Shopify orders, column Accepts Marketing"


@dataclass(slots=True)
class _Group:
    """The rows of one order: the first row, with the totals, and every row with a line."""

    name: str
    id: str
    created: str
    rows: list[Row]

    def goes_on(self, name: str, order_id: str, created: str) -> bool:
        """Whether a row with these cells belongs to this order."""
        return name in ("", self.name) and order_id in ("", self.id) and created in ("", self.created)


def read(columns: Columns, options: Options) -> Iterator[ImportedRecord]:
    """Each order of the file, or the reason why it cannot be imported."""
    reader = _Reader(columns, options)
    for item in _groups(columns):
        if isinstance(item, Skipped):
            yield item
            continue
        try:
            yield reader.order(item)
        except InvalidValue as problem:
            yield Skipped(item.rows[0][0], f"{visible(item.name)}: {problem.message}")


def _groups(columns: Columns) -> Iterator[_Group | Skipped]:
    """Rows gathered by order. A continuation row repeats the name, or leaves it blank, and states no totals."""
    table = columns.table
    name_at, id_at, created_at = columns.at("name"), columns.at("id"), columns.at("created")
    stated = itemgetter(*(columns.at(field) for field in ("total", "currency", "financial", "id")))
    group: _Group | None = None
    seen: dict[str, int] = {}
    for line, cells in table.rows():
        name, order_id = cells[name_at], cells[id_at]
        if group is not None and group.goes_on(name, order_id, cells[created_at]):
            group.rows.append((line, cells))
            continue
        if not name or table.ends(cells):
            yield Skipped(line, "not an order: the row has no order name, or nothing but a first cell")
            continue
        if name in seen and not any(stated(cells)):
            raise Refused(
                f"The rows of order {visible(name)} are not together: lines {seen[name]} and {line}.",
                "Sort the file by Name, or export it again.",
            )
        if group is not None:
            yield group
        seen[name] = line
        group = _Group(name, order_id, cells[created_at], [(line, cells)])
    if group is not None:
        yield group


class _Reader:
    """Reads orders under one file's columns, which are looked up once."""

    def __init__(self, columns: Columns, options: Options) -> None:
        def pick(fields: Iterable[str]) -> Callable[[list[str]], tuple[str, ...]]:
            """Takes the cells of these fields out of a row."""
            return itemgetter(*map(columns.at, fields))

        self._options = options
        self._moments = columns.moments(options, "created", "paid_at", "fulfilled_at", "cancelled_at")
        self._words, self._amounts, self._other = pick(_WORDS), pick(_AMOUNTS), pick(_OTHER)
        self._contact, self._line = pick(_BUYER), pick(_LINE)
        self._billing, self._shipping = (
            pick(f"{kind}_{part}" for part in _ADDRESS_PARTS) for kind in ("billing", "shipping")
        )
        self._says_paid = columns.has("financial")

    def order(self, group: _Group) -> ImportedOrder:
        """One order; raises InvalidValue where a cell cannot be read."""
        line, cells = group.rows[0]
        order_id, paid_at, fulfilled_at, cancelled_at, code, notes, attributes, outstanding, tag_cell = self._other(
            cells
        )
        currency = check_currency(code) if code and code not in _COMMON else code or self._options.currency
        name, created, discount_code, shipping_method, method, reference, source, financial, fulfillment = texts(
            self._words(cells)
        )
        amounts = self._amounts(cells)
        subtotal, shipping, taxes, total, discount, refunded, duties = [
            money(cell, currency) if cell else 0 for cell in amounts
        ]
        stated, goods = total if amounts[3] else None, subtotal if amounts[0] else None
        lines, moved_in, moved_out, warnings = self._lines(group, currency)
        refunded = refunded or moved_out
        paid, unclear = self._paid(financial, total, money(outstanding, currency), moved_in, refunded)
        moments = self._moments
        unclear += rounded((*amounts, *self._prices(group, currency)), currency)
        placed_at, cancelled = moments.instant(created), moments.maybe(cancelled_at)
        sent, voided = _FULFILLED.get(fulfillment, ""), financial == "voided"
        if voided and not sent and not cancelled:
            cancelled, unclear = placed_at, (*unclear, _VOIDED)
        return ImportedOrder(
            line, identifier(bare(order_id), "Id") or name, name, placed_at, created, currency,
            self._buyer(line, cells, placed_at), lines,
            discount, discount_code, shipping, shipping_method, duties, taxes,
            tax_included(stated, goods, shipping, taxes, duties), goods, stated,
            paid, moments.maybe(paid_at), method, reference, voided and not cancelled, refunded, None,
            sent, moments.maybe(fulfilled_at), cancelled, source,
            "\n".join(filter(None, (block(notes), block(attributes)))), tags(tag_cell), warnings + unclear,
        )  # fmt: skip

    def _prices(self, group: _Group, currency: str) -> Iterator[str]:
        """The cells with the prices and discounts of the lines, where the currency has no decimals."""
        for _, cells in () if decimals(currency) else group.rows:
            yield from self._line(cells)[3:5]

    def _lines(self, group: _Group, currency: str) -> tuple[tuple[ImportedLine, ...], int, int, tuple[str, ...]]:
        """The lines, and what Transporter's transaction columns say came in and went out."""
        lines: list[ImportedLine] = []
        money_in = money_out = 0
        for line, cells in group.rows:
            title, sku, count, price, discount, amount, kind, status = self._line(cells)
            if title or price or sku:
                title, sku = texts((title, sku))
                lines.append(
                    ImportedLine(
                        line,
                        title or sku,
                        sku,
                        quantity(count),
                        money(price, currency) if price else None,
                        money(discount, currency) if discount else 0,
                    )
                )
            if amount and status == "success":
                money_out += money(amount, currency) if kind == "refund" else 0
                money_in += money(amount, currency) if kind in ("sale", "capture") else 0
        return tuple(lines), money_in, money_out, () if lines else ("the order has no lines",)

    def _paid(
        self, financial: str, total: int, outstanding: int, moved_in: int, refunded: int
    ) -> tuple[int, tuple[str, ...]]:
        """What has been paid so far; refunds are counted apart."""
        if moved_in:
            return moved_in, ()
        if not self._says_paid:
            return max(total, refunded), ("the file does not say whether the order was paid: taken as paid",)
        if financial in _PAID_IN_FULL:
            return max(total, refunded), ()
        if financial == "partially_paid":
            if 0 < outstanding <= total:
                return total - outstanding, ()
            return refunded, ("partly paid, but the file does not say how much: no payment recorded",)
        return refunded, ()

    def _buyer(self, line: int, cells: list[str], placed_at: str) -> ImportedCustomer:
        email, marketing, phone = self._contact(cells)
        first, last, company, mails, numbers, addresses, warnings = _person(
            email, phone, self._billing(cells), self._shipping(cells)
        )
        answers = answer("email", marketing, _SOURCE, at=placed_at, final=False) if marketing and email else ()
        return ImportedCustomer(
            line, "", first, last, company, mails, numbers, addresses, consents=answers, warnings=warnings
        )


@lru_cache(maxsize=1 << 14)
def _person(
    email: str, phone: str, billing: tuple[str, ...], shipping: tuple[str, ...]
) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[ImportedAddress, ...], tuple[str, ...]]:
    """First and last name, company, e-mails, numbers, addresses and warnings; cached, because buyers come back."""
    known = billing if any(billing) else shipping
    first, last = split_name(billing[0] or shipping[0])
    numbers, warnings = phone_cells(phone, billing[8], shipping[8])
    addresses = address("billing", *billing[:8])
    if shipping[:8] != billing[:8]:
        addresses += address("shipping", *shipping[:8])
    return first, last, text(known[1]), emails(email), numbers, addresses, warnings


FORMAT = Format(
    name="shopify-orders",
    title="Shopify orders",
    platform="shopify",
    fields=_FIELDS,
    required=(frozenset({"name"}), frozenset({"created"}), frozenset({"line_title"})),
    read=read,
)
