"""Whom each field of a segment fits: SQL conditions on `customers`, as sets of ids that are worked out once."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

from shopcrm.errors import InvalidValue
from shopcrm.insight.figures import start_of
from shopcrm.insight.segments.measures import LIVE, Asked, Measure
from shopcrm.insight.segments.rfm import scored
from shopcrm.insight.segments.sql import Sql
from shopcrm.shop import consent_of_all
from shopcrm.shop.consent import CHANNELS, PURPOSES
from shopcrm.vault.tx import Tx

Fits = Callable[[Tx, Asked], Sql]
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_AREA = re.compile(r"[A-Z]{1,2}")
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]*")


def nobody(_tx: Tx, _asked: Asked) -> Sql:
    """Fits nobody."""
    return Sql("0")


def compared(measure: Measure, *, none_is_nought: bool = True) -> Fits:
    """Who has at least, at most or exactly so much. none_is_nought: who has none has nought, else does not fit."""

    def fits(tx: Tx, asked: Asked) -> Sql:
        held, nought = measure(tx, asked), none_is_nought
        if asked.how == "at_least":
            return Sql("1") if nought and asked.number <= 0 else _held(held, ">= ?", asked.number)
        if asked.how == "at_most":
            return _held(held, "> ?", asked.number, "NOT IN") if nought else _held(held, "<= ?", asked.number)
        if nought and asked.number == 0:
            return _held(held, "<> 0", None, "NOT IN")
        return _held(held, "= ?", asked.number)

    return fits


def aged(measure: Measure) -> Fits:
    """Whose day lies within the last so many days, longer ago, or is none at all."""

    def fits(tx: Tx, asked: Asked) -> Sql:
        held = measure(tx, asked)
        if asked.how == "never":
            return _held(held, "IS NOT NULL", None, "NOT IN")
        return _held(held, ">= ?" if asked.how == "within" else "< ?", edge(asked))

    return fits


def any_of(measure: Measure) -> Fits:
    """Who has any."""
    return lambda tx, asked: _held(measure(tx, asked), "IS NOT NULL", None)


def known(tx: Tx, asked: Asked) -> Sql:
    """How long ago the customer was put into the book."""
    since = start_of(tx, date.fromisoformat(edge(asked)))
    return Sql(f"customers.created_at {'>=' if asked.how == 'within' else '<'} ?", (since,))


def bought(_tx: Tx, asked: Asked) -> Sql:
    """Who ordered a product, named by its code, its name or its family."""
    since = " AND orders.placed_at >= ? AND orders.placed_on <= ?" if asked.first else ""
    return _among(
        "SELECT orders.customer_id FROM products JOIN order_lines ON product_id = products.id JOIN orders ON"
        " orders.id = order_id WHERE (products.sku = ? OR products.name = ? OR products.family = ? COLLATE NOCASE)"
        f" AND {LIVE}{since}",
        (*[asked.value] * 3, *((asked.first[1], asked.today) if asked.first else ())),
    )


def ordered_by(_tx: Tx, asked: Asked) -> Sql:
    """Who ordered at the counter, by telephone, on the web ..."""
    return _among(f"SELECT customer_id FROM orders WHERE channel = ? AND {LIVE}", (asked.value,))


def group(tx: Tx, asked: Asked) -> Sql:
    """Who is in a named group as of now."""
    everyone = scored(tx)
    return _among(f"SELECT customer_id FROM ({everyone.text}) WHERE name = ?", (*everyone.values, asked.value))


def contact(tx: Tx, asked: Asked) -> Sql:
    """Who may be contacted for a purpose by a channel."""
    wanted_purpose, _, wanted_channel = asked.value.partition("/")
    purpose = next(one for one in PURPOSES if one == wanted_purpose)
    channel = next(one for one in CHANNELS if one == wanted_channel)
    return _among("SELECT value FROM json_each(?)", (json.dumps(consent_of_all.everyone(tx, purpose, channel)),))


def postcode(_tx: Tx, asked: Asked) -> Sql:
    """Who lives in a postcode's area (LS), district (LS6), sector (LS6 1) or whole postcode; wrong addresses not."""
    wanted = " ".join(asked.value.upper().split())
    if not _POSTCODE.fullmatch(wanted):
        raise InvalidValue("value", "That is no part of a postcode.", "Type an area such as LS, or a district: LS6.")
    if _AREA.fullmatch(wanted):
        patterns: tuple[str, ...] = (f"{wanted}[0-9]*",)
    elif _OUTWARD.fullmatch(wanted):
        patterns = (wanted, f"{wanted} *", f"{wanted}[A-Z]*") if wanted[-1].isdigit() else (wanted, f"{wanted} *")
    else:
        patterns = (f"{wanted}*",)
    fits = " OR ".join(["postcode GLOB ?"] * len(patterns))
    return _among(f"SELECT customer_id FROM addresses WHERE wrong = 0 AND ({fits})", patterns)


def town(_tx: Tx, asked: Asked) -> Sql:
    """Who lives in a town; wrong addresses do not count."""
    return _among("SELECT customer_id FROM addresses WHERE wrong = 0 AND town = ? COLLATE NOCASE", (asked.value,))


def country(_tx: Tx, asked: Asked) -> Sql:
    """Who has an address in a country; wrong addresses do not count."""
    return _among("SELECT customer_id FROM addresses WHERE wrong = 0 AND country = ?", (asked.value,))


def tag(_tx: Tx, asked: Asked) -> Sql:
    """Who bears a tag."""
    return _among("SELECT customer_id FROM customer_tags WHERE tag = ?", (asked.value,))


def birthday(tx: Tx, asked: Asked) -> Sql:
    """Whose birthday is in a month: named, this one, or the next."""
    month = {"this": tx.today.month, "next": tx.today.month % 12 + 1}.get(asked.value) or int(asked.value)
    return Sql("substr(customers.birthday, -5, 2) = ?", (f"{month:02d}",))


def kind(_tx: Tx, asked: Asked) -> Sql:
    """A person, or a business."""
    return Sql("customers.kind = ?", (asked.value,))


def source(_tx: Tx, asked: Asked) -> Sql:
    """From where the record came."""
    return Sql("customers.source = ?", (asked.value,))


def tier(_tx: Tx, asked: Asked) -> Sql:
    """Members of the loyalty programme, or of one of its tiers."""
    if asked.value == "*":
        return _among("SELECT customer_id FROM loyalty_cards WHERE left_at IS NULL", ())
    return _among("SELECT customer_id FROM loyalty_cards WHERE left_at IS NULL AND tier = ?", (asked.value,))


def reach(_tx: Tx, asked: Asked) -> Sql:
    """Who has an address or number that may be used."""
    if asked.value == "post":
        return _among("SELECT customer_id FROM addresses WHERE wrong + do_not_use = 0", ())
    return _among(
        "SELECT customer_id FROM contact_points WHERE kind = ? AND wrong + bounced + do_not_use = 0", (asked.value,)
    )


def _among(ids: str, values: tuple[object, ...]) -> Sql:
    return Sql(f"customers.id IN ({ids})", values)


def _held(held: Sql, test: str, value: object, among: str = "IN") -> Sql:
    values = held.values if value is None else (*held.values, value)
    return Sql(f"customers.id {among} (SELECT customer_id FROM ({held.text}) WHERE held {test})", values)


def edge(asked: Asked) -> str:
    """The first of the last so many days."""
    return (date.fromisoformat(asked.today) - timedelta(days=asked.number)).isoformat()
