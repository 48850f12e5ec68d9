"""The SQL behind each field of a segment: a condition on `customers`, as a set of ids that is worked out once."""

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta

from shopcrm.errors import InvalidValue
from shopcrm.insight.figures import start_of
from shopcrm.insight.segments.rfm import scored
from shopcrm.insight.segments.sql import Sql
from shopcrm.shop import consent_of_all
from shopcrm.shop.consent import CHANNELS, PURPOSES
from shopcrm.vault.tx import Tx

_LIVE = "stage <> 'cancelled' AND customer_id IS NOT NULL"
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_AREA = re.compile(r"[A-Z]{1,2}")
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A test made out. number: its amount in minor units, its count or its days. first: the first day and instant."""

    field: str
    how: str
    value: str
    number: int
    first: tuple[str, str] | None
    today: str


def nobody(_tx: Tx, _asked: Asked) -> Sql:
    """Fits nobody."""
    return Sql("0")


def spent(tx: Tx, asked: Asked) -> Sql:
    """What the orders came to in the shop's currency, cancelled ones left out."""
    currency = str(tx.value("SELECT currency FROM profile"))
    if asked.first is None:
        return _compared(
            "SELECT customer_id, total AS held FROM customer_totals WHERE currency = ?", (currency,), asked
        )
    return _compared(
        f"SELECT customer_id, sum(total) AS held FROM orders WHERE placed_at >= ? AND placed_on <= ? AND currency = ?"
        f" AND {_LIVE} GROUP BY customer_id",
        (asked.first[1], asked.today, currency),
        asked,
    )


def orders(_tx: Tx, asked: Asked) -> Sql:
    """How many orders, in every currency."""
    if asked.first is None:
        return _compared("SELECT customer_id, sum(orders) AS held FROM customer_totals GROUP BY customer_id", (), asked)
    return _compared(
        f"SELECT customer_id, count(*) AS held FROM orders WHERE placed_at >= ? AND placed_on <= ? AND {_LIVE}"
        " GROUP BY customer_id",
        (asked.first[1], asked.today),
        asked,
    )


def last_order(_tx: Tx, asked: Asked) -> Sql:
    """How long ago the last order was."""
    if asked.how == "never":
        return Sql("customers.id NOT IN (SELECT customer_id FROM customer_totals)")
    return _aged("SELECT customer_id, max(last_on) AS held FROM customer_totals GROUP BY customer_id", asked)


def first_order(_tx: Tx, asked: Asked) -> Sql:
    """How long ago the first order was."""
    return _aged("SELECT customer_id, min(first_on) AS held FROM customer_totals GROUP BY customer_id", asked)


def known(tx: Tx, asked: Asked) -> Sql:
    """How long ago the customer was put into the book."""
    edge = start_of(tx, date.fromisoformat(_edge(asked)))
    return Sql(f"customers.created_at {'>=' if asked.how == 'within' else '<'} ?", (edge,))


def bought(_tx: Tx, asked: Asked) -> Sql:
    """Who ordered a product, named by its code or its name."""
    since = " AND orders.placed_at >= ? AND orders.placed_on <= ?" if asked.first else ""
    return _among(
        "SELECT orders.customer_id FROM products JOIN order_lines ON product_id = products.id JOIN orders ON"
        f" orders.id = order_id WHERE (products.sku = ? OR products.name = ?) AND {_LIVE}{since}",
        (asked.value, asked.value, *((asked.first[1], asked.today) if asked.first else ())),
    )


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


def tier(_tx: Tx, asked: Asked) -> Sql:
    """Members of the loyalty programme, or of one of its tiers."""
    if asked.value == "*":
        return _among("SELECT customer_id FROM loyalty_cards WHERE left_at IS NULL", ())
    return _among("SELECT customer_id FROM loyalty_cards WHERE left_at IS NULL AND tier = ?", (asked.value,))


def points(_tx: Tx, asked: Asked) -> Sql:
    """The balance of points; who never earned any has none."""
    entries = (
        "SELECT customer_id, points FROM loyalty_lots UNION ALL SELECT customer_id, -points FROM loyalty_allocations"
    )
    return _compared(f"SELECT customer_id, sum(points) AS held FROM ({entries}) GROUP BY customer_id", (), asked)


def returns(_tx: Tx, asked: Asked) -> Sql:
    """How many returns were opened and not withdrawn."""
    since = " AND returns.opened_at >= ?" if asked.first else ""
    return _compared(
        "SELECT customer_id, count(*) AS held FROM returns JOIN orders ON orders.id = order_id"
        f" WHERE state <> 'withdrawn' AND customer_id IS NOT NULL{since} GROUP BY customer_id",
        (asked.first[1],) if asked.first else (),
        asked,
    )


def tickets(_tx: Tx, asked: Asked) -> Sql:
    """How many tickets were opened; merged ones count once."""
    since = " AND opened_at >= ?" if asked.first else ""
    return _compared(
        "SELECT customer_id, count(*) AS held FROM tickets WHERE merged_into IS NULL AND customer_id IS NOT NULL"
        f"{since} GROUP BY customer_id",
        (asked.first[1],) if asked.first else (),
        asked,
    )


def score(_tx: Tx, asked: Asked) -> Sql:
    """The last answer to whether she would recommend the shop; who was never asked does not fit."""
    sign = ">=" if asked.how == "at_least" else "<="
    return _among(
        "SELECT customer_id FROM (SELECT customer_id, score, max(at) FROM recommendations GROUP BY customer_id)"
        f" WHERE score {sign} ?",
        (asked.number,),
    )


def unpaid(_tx: Tx, _asked: Asked) -> Sql:
    """Who owes money on an order."""
    return _among(
        "SELECT customer_id FROM orders WHERE total > settled + refunded AND stage <> 'cancelled'"
        " AND customer_id IS NOT NULL",
        (),
    )


def reach(_tx: Tx, asked: Asked) -> Sql:
    """Who has an address or number that may be used."""
    if asked.value == "post":
        return _among("SELECT customer_id FROM addresses WHERE wrong + do_not_use = 0", ())
    return _among(
        "SELECT customer_id FROM contact_points WHERE kind = ? AND wrong + bounced + do_not_use = 0", (asked.value,)
    )


def _among(ids: str, values: tuple[object, ...]) -> Sql:
    return Sql(f"customers.id IN ({ids})", values)


def _compared(held: str, values: tuple[object, ...], asked: Asked) -> Sql:
    """Who has at least, at most or exactly so much; who has none at all has nought."""
    few, many = asked.how in ("at_most", "exactly"), asked.how in ("at_least", "exactly")
    parts = []
    if many and asked.number > 0:
        parts.append(
            Sql(f"customers.id IN (SELECT customer_id FROM ({held}) WHERE held >= ?)", (*values, asked.number))
        )
    if few:
        above = f"customers.id NOT IN (SELECT customer_id FROM ({held}) WHERE held > ?)"
        parts.append(Sql(above, (*values, asked.number)))
    text = " AND ".join(part.text for part in parts) or "1"
    return Sql(f"({text})", tuple(value for part in parts for value in part.values))


def _edge(asked: Asked) -> str:
    return (date.fromisoformat(asked.today) - timedelta(days=asked.number)).isoformat()


def _aged(held: str, asked: Asked) -> Sql:
    sign = ">=" if asked.how == "within" else "<"
    return Sql(f"customers.id IN (SELECT customer_id FROM ({held}) WHERE held {sign} ?)", (_edge(asked),))
