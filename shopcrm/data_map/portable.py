"""What a person may take along (UK GDPR Art 20), and which fields nobody has to fill (Art 5(1)(c)).

To take along: what she provided, knowingly or by using the shop, held on her consent or for a contract. Not what the
shop wrote or worked out itself (notes, tags, scores, groups, points), nor what it keeps because the law says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portable:
    """The columns of a table that can be taken along, and of which rows: those with one of `values` in `column`."""

    columns: tuple[str, ...]
    column: str = ""
    values: tuple[str, ...] = ()


_MONEY = ("order_discount", "shipping", "goods", "discount", "tax", "total")
PORTABLE: Mapping[str, Portable] = {
    "customers": Portable(("kind", "given_name", "family_name", "company", "birthday")),
    "contact_points": Portable(("kind", "typed", "label", "preferred")),
    "addresses": Portable(
        ("label", "line1", "line2", "town", "county", "postcode", "country", "preferred"),
    ),
    "orders": Portable(
        ("id", "placed_at", "channel", "currency", *_MONEY, "promised_on", "deliver_to", "platform", "external_name")
    ),
    "order_lines": Portable(
        ("order_id", "position", "sku", "description", "quantity", "unit_price", "discount", "tax"),
    ),
    "payments": Portable(("order_id", "kind", "method", "amount", "currency", "at")),
    "returns": Portable(("id", "order_id", "basis", "told_on", "delivered_on", "sent_on")),
    "return_lines": Portable(("return_id", "quantity", "reason", "detail")),
    "tickets": Portable(("id", "order_id", "return_id", "subject", "channel", "opened_at")),
    "ticket_events": Portable(("ticket_id", "at", "channel", "body"), "kind", ("opened", "message")),
    "loyalty_cards": Portable(("number", "joined_at", "left_at")),
}

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "customers": ("birthday",),
    "contact_points": ("label", "checked_on"),
    "addresses": ("label", "line2", "county", "checked_on"),
    "orders": ("deliver_to", "note"),
    "returns": ("note",),
    "return_lines": ("detail",),
    "recommendations": ("comment",),
}
"""Fields that may stay empty, and that nothing else in the book rests on: blanked where long unused."""
