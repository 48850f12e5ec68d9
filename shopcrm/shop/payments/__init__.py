"""Payments: a ledger of signed entries. What an order has settled is their sum, kept with the order beside what was
paid back or taken off its bill: owed is its total less both, for what the shop gives back it does not ask for again.

An entry that reverses another, and the one that it reverses, count for nothing together. A payment by store credit
draws on the customer's credit and one by points on her points; paying them back adds to these again.
"""

from shopcrm.shop.payments.ledger import settle, wrong
from shopcrm.shop.payments.reading import means, of_customer, of_order, usable
from shopcrm.shop.payments.records import (
    LONGEST_NOTE,
    Means,
    Method,
    Payment,
    PaymentDraft,
    PaymentKind,
    Reason,
    Usable,
    fees_of,
    net_of,
    taken_off,
)
from shopcrm.shop.payments.refunding import goodwill, refund_all, reverse_all, reverse_settlement, reverse_several
from shopcrm.shop.payments.writing import pay_by_points, put_back, record, reverse

__all__ = [
    "LONGEST_NOTE",
    "Means",
    "Method",
    "Payment",
    "PaymentDraft",
    "PaymentKind",
    "Reason",
    "Usable",
    "fees_of",
    "goodwill",
    "means",
    "net_of",
    "of_customer",
    "of_order",
    "pay_by_points",
    "put_back",
    "record",
    "refund_all",
    "reverse",
    "reverse_all",
    "reverse_settlement",
    "reverse_several",
    "settle",
    "taken_off",
    "usable",
    "wrong",
]
