"""A customer's own part in what is asked: the value in the book that makes a condition true of her, or not."""

from collections.abc import Callable
from datetime import date

from shopcrm import money
from shopcrm.insight.segments import rfm
from shopcrm.insight.segments.groups import title_of
from shopcrm.insight.segments.measures import LIVE, OWED, Asked
from shopcrm.shop import consent
from shopcrm.shop.consent import CHANNELS, PURPOSES
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import short_day

Hers = Callable[[Tx, Asked, int], str]


def listed(sql: str, none: str) -> Hers:
    """The values of a column, by commas. sql: takes the customer's id; none: what is said where there are none."""
    return lambda tx, _asked, customer: ", ".join(str(value) for (value,) in tx.all(sql, (customer,))) or none


def group(tx: Tx, _asked: Asked, customer: int) -> str:
    """The group that she is in now."""
    everyone = rfm.scored(tx)
    row = tx.maybe(f"SELECT name FROM ({everyone.text}) WHERE customer_id = ?", (*everyone.values, customer))
    return title_of(row[0] if row else "")


def contact(tx: Tx, asked: Asked, customer: int) -> str:
    """Why she may be contacted, or may not."""
    purpose, channel = asked.value.split("/")
    held = next(one for one in PURPOSES if one == purpose), next(one for one in CHANNELS if one == channel)
    return consent.may_contact(tx, customer, *held).because.rstrip(".")


def bought(tx: Tx, asked: Asked, customer: int) -> str:
    """When she last bought it."""
    row = tx.one(
        "SELECT max(orders.placed_on) FROM products JOIN order_lines ON product_id = products.id JOIN orders ON"
        " orders.id = order_id WHERE (products.sku = ? OR products.name = ? OR products.family = ? COLLATE NOCASE)"
        f" AND {LIVE} AND customer_id = ?",
        (*[asked.value] * 3, customer),
    )
    return f"last on {short_day(date.fromisoformat(row[0]))}" if row[0] else "never"


def birthday(tx: Tx, _asked: Asked, customer: int) -> str:
    """Her birthday without the year."""
    held = tx.value("SELECT birthday FROM customers WHERE id = ?", (customer,))
    if not held:
        return "unknown"
    day = date.fromisoformat(f"2000-{held[-5:]}")
    return f"{day.day} {day:%B}"


def known(tx: Tx, _asked: Asked, customer: int) -> str:
    """The day on which she was put into the book."""
    stamp = str(tx.value("SELECT created_at FROM customers WHERE id = ?", (customer,)))
    return f"since {short_day(tx.calendar.local_date(from_stamp(stamp)))}"


def reach(tx: Tx, asked: Asked, customer: int) -> str:
    """How many addresses or numbers may be used; which they are stands on her page."""
    if asked.value == "post":
        found = tx.value("SELECT count(*) FROM addresses WHERE wrong + do_not_use = 0 AND customer_id = ?", (customer,))
    else:
        found = tx.value(
            "SELECT count(*) FROM contact_points WHERE kind = ? AND wrong + bounced + do_not_use = 0"
            " AND customer_id = ?",
            (asked.value, customer),
        )
    return f"{found} that may be used" if found else "none"


def unpaid(tx: Tx, _asked: Asked, customer: int) -> str:
    """What she owes, in each currency."""
    rows = tx.all(
        f"SELECT currency, sum(total - settled - refunded) FROM orders WHERE customer_id = ? AND {OWED} AND {LIVE}"
        " GROUP BY currency ORDER BY currency",
        (customer,),
    )
    return ", ".join(money.show(owed, currency) for currency, owed in rows) or "nothing"


kind = listed("SELECT CASE kind WHEN 'person' THEN 'a person' ELSE 'a business' END FROM customers WHERE id = ?", "")
postcode = listed(
    "SELECT DISTINCT postcode FROM addresses WHERE customer_id = ? AND wrong = 0 AND postcode <> ''", "no postcode"
)
town = listed("SELECT DISTINCT town FROM addresses WHERE customer_id = ? AND wrong = 0 AND town <> ''", "no town")
country = listed(
    "SELECT DISTINCT country FROM addresses WHERE customer_id = ? AND wrong = 0 AND country <> ''", "no country"
)
tag = listed("SELECT tag FROM customer_tags WHERE customer_id = ? ORDER BY tag", "no tag")
source = listed("SELECT source FROM customers WHERE id = ?", "")
tier = listed(
    "SELECT CASE tier WHEN '' THEN 'a member' ELSE tier END FROM loyalty_cards"
    " WHERE customer_id = ? AND left_at IS NULL",
    "not a member",
)
ordered_by = listed(
    f"SELECT DISTINCT channel FROM orders WHERE customer_id = ? AND {LIVE} ORDER BY channel", "no orders"
)
