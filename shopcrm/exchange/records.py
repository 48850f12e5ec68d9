"""What every platform's file is turned into: neutral records, in minor units and UTC, each with its line number.

Named tuples, where the rest of the house has frozen dataclasses: a long file makes a million of these, and they are
made three times as fast.
"""

from typing import NamedTuple

from shopcrm.money import show


class ImportedAddress(NamedTuple):
    """A postal address as stated. `purpose`: billing, shipping, or home where the file does not say."""

    purpose: str
    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    postcode: str = ""


class ConsentAnswer(NamedTuple):
    """What the file says that a person answered about marketing on one channel; blank cells make no answer.

    channel: email, sms, phone, post or social. said: the cell's own word. source: which file and column.
    granted: None where the cell says neither yes nor no. at: when, UTC, where the file tells. final: the answer is the
    person's present one, not one given at a checkout. opted_out: a no of her own, not a box left empty.
    """

    channel: str
    granted: bool | None
    said: str
    source: str
    at: str | None = None
    final: bool = True
    opted_out: bool = False


class ImportedCustomer(NamedTuple):
    """A person or a business, from a customers file or as the buyer of an order."""

    line: int
    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[ImportedAddress, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    consents: tuple[ConsentAnswer, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def nobody(self) -> bool:
        """Whether the file tells nothing by which this person could be known: a guest at the till."""
        return not (self.external_id or self.first_name or self.last_name or self.company or self.emails or self.phones)


class ImportedLine(NamedTuple):
    """One line of an order; amounts in minor units. `price` is of one item, None where the file has no prices."""

    line: int
    title: str
    sku: str = ""
    quantity: int = 1
    price: int | None = None
    discount: int = 0
    tax: int = 0


class ImportedOrder(NamedTuple):
    """An order as stated by the file; amounts in minor units of `currency`, instants in UTC.

    tax_included: None where neither reading of the totals adds up. fulfilled: "", "part", "full" for sent, or "over"
    for handed over. paid, refunded: totals so far. total, subtotal: None where the file does not state them.
    placed_raw: the date as the file wrote it.
    quantities_less_refunds: what was refunded is missing from the lines.
    """

    line: int
    external_id: str
    number: str
    placed_at: str
    placed_raw: str
    currency: str
    buyer: ImportedCustomer
    lines: tuple[ImportedLine, ...]
    discount: int = 0
    discount_code: str = ""
    shipping: int = 0
    shipping_method: str = ""
    fees: int = 0
    tax: int = 0
    tax_included: bool | None = None
    subtotal: int | None = None
    total: int | None = None
    paid: int = 0
    paid_at: str | None = None
    payment_method: str = ""
    payment_reference: str = ""
    payment_failed: bool = False
    refunded: int = 0
    refunded_at: str | None = None
    fulfilled: str = ""
    fulfilled_at: str | None = None
    cancelled_at: str | None = None
    sold_through: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    quantities_less_refunds: bool = False

    @property
    def lines_total(self) -> int | None:
        """The lines after their own discounts; None where the file has no prices."""
        total = 0
        for line in self.lines:
            if line.price is None:
                return None
            total += line.quantity * line.price - line.discount
        return total

    @property
    def computed_total(self) -> int | None:
        """Lines - discount + shipping + fees (+ tax where prices exclude it); None where the file has no prices."""
        lines = self.lines_total
        if lines is None:
            return None
        extra = self.shipping + self.fees + (self.tax if self.tax_included is False else 0)
        return lines - self.discount + extra + (self.refunded if self.quantities_less_refunds else 0)

    @property
    def difference(self) -> str:
        """A sentence where the stated total is not what the lines make, within 1 minor unit a line; else nothing."""
        computed = self.computed_total
        if computed is None or self.total is None or abs(self.total - computed) <= len(self.lines):
            return ""
        stated, made = show(self.total, self.currency), show(computed, self.currency)
        return f"{self.number or f'line {self.line}'}: the file says {stated}, its lines make {made}"


class Skipped(NamedTuple):
    """A row that cannot be imported, and why, in the shopkeeper's words."""

    line: int
    reason: str


ImportedRecord = ImportedCustomer | ImportedOrder | Skipped
