"""What is doubtful about customers themselves: no name, a birthday that cannot be, nothing heard for long; junk."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from shopcrm.insight.quality import signs
from shopcrm.insight.quality.reaching import DOMAINS, EVERYBODY, IN_USE, Found
from shopcrm.vault.tx import Row, Tx
from shopcrm.workdays import add_months, short_day

OLDEST = 110
"""Nobody in the book is older, in years."""
_NO_NAME = f"SELECT id, name FROM customers WHERE {IN_USE} AND {{these}} AND given_name || family_name || company = ''"
_BORN = f"SELECT id, birthday FROM customers WHERE birthday IS NOT NULL AND {IN_USE} AND {{these}}"
_LAST_ON = "(SELECT max(last_on) FROM customer_totals WHERE customer_id = customers.id)"
_STALE = (
    f"SELECT id, confirmed_on, substr(created_at, 1, 10), {_LAST_ON} AS bought_on FROM customers WHERE {IN_USE}"
    " AND {these} AND coalesce(confirmed_on, '') < ?1 AND substr(created_at, 1, 10) < ?1"
    " AND coalesce(bought_on, '') < ?1"
)
# Who came by one file came in one minute, and no program signed up.
_STRANGERS = (
    "SELECT id, given_name, family_name, company, source, substr(created_at, 1, 16), created_at IN (SELECT at FROM"
    f" imports) FROM customers WHERE {IN_USE} AND {{these}} AND source <> 'typed'"
    " AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id)"
    " AND NOT EXISTS (SELECT 1 FROM tickets WHERE customer_id = customers.id)"
    " AND NOT EXISTS (SELECT 1 FROM not_junk WHERE customer_id = customers.id)"
)
_SAME_MINUTE = "substr(created_at, 1, 16) IN (SELECT substr(created_at, 1, 16) FROM customers WHERE {these})"
_MAIL = "SELECT customer_id FROM contact_points WHERE kind = 'email' AND substr(normal, instr(normal, '@') + 1) = ?"
_NOTES = "SELECT customer_id, body FROM notes WHERE source <> 'typed' AND (body LIKE '%http%' OR body LIKE '%www.%')"


def no_name(tx: Tx, these: str) -> Found:
    """Who has neither a name nor a company, and is listed by an address or a number."""
    for customer, shown in tx.rows(_NO_NAME.format(these=these)):
        yield customer, f"known as {shown} only"


def birthdays(tx: Tx, these: str) -> Found:
    """Whose birthday cannot be."""
    for customer, birthday in tx.rows(_BORN.format(these=these)):
        if why := birthday_doubt(birthday, tx.today):
            yield customer, f"{birthday}: {why}"


def birthday_doubt(kept: str, today: date) -> str:
    """Why a birthday as kept (``1980-05-03``, or ``--05-03`` without the year) cannot be; empty where it can."""
    try:
        born = date.fromisoformat(f"2000{kept[1:]}" if kept.startswith("--") else kept)
    except ValueError:
        return "no such day"
    if kept.startswith("--"):
        return ""
    if born > today:
        return "has not come yet"
    return f"more than {OLDEST} years ago" if born < add_months(today, -12 * OLDEST) else ""


def stale(tx: Tx, these: str, months: int) -> Found:
    """Who neither ordered nor was confirmed for so many months."""
    for customer, confirmed, since, bought in tx.rows(_STALE.format(these=these), (stale_before(tx, months),)):
        facts = (("last order", bought), ("confirmed", confirmed), ("in the book since", since))
        yield customer, " · ".join(f"{words} {_day(day)}" for words, day in facts if day)


def stale_before(tx: Tx, months: int) -> str:
    """The day before which nothing counts as fresh."""
    return add_months(tx.today, -months).isoformat()


def junk(tx: Tx, these: str) -> Found:
    """Whose record may be a program's, with each sign of it."""
    strangers = {row[0]: row[1:] for row in tx.rows(_STRANGERS.format(these=these))}
    for customer, (given, family, company, *_) in strangers.items():
        yield from ((customer, why) for why in of_names(given, family, company))
    for (domain,) in tx.all(DOMAINS):
        for why in signs.of_mail([domain]):
            yield from ((customer, why) for (customer,) in tx.rows(_MAIL, (domain,)) if customer in strangers)
    for customer, body in tx.rows(_NOTES):
        if customer in strangers and signs.has_link(body):
            yield customer, "a link in a note that you did not write"
    crowd = strangers.values() if these == EVERYBODY else _of_the_same_minutes(tx, these)
    minutes = Counter((source, minute) for *_, source, minute, by_file in crowd if not by_file)
    for customer, (*_, source, minute, by_file) in strangers.items():
        if not by_file and (many := minutes[source, minute]) >= signs.MANY_IN_A_MINUTE:
            yield customer, f"one of {many:,} who signed up in the same minute"


def _of_the_same_minutes(tx: Tx, these: str) -> list[Row]:
    return [row[1:] for row in tx.rows(_STRANGERS.format(these=_SAME_MINUTE.format(these=these)))]


def of_names(given: str, family: str, company: str) -> Iterator[str]:
    """Signs in a name; of a company only a link is one."""
    yield from signs.of_name(f"{given} {family}")
    if signs.has_link(company):
        yield "a link in the company's name"


def listed_first(found: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Each customer once, with all reasons."""
    reasons: dict[int, dict[str, None]] = {}
    for customer, why in found:
        reasons.setdefault(customer, {})[why] = None
    return {customer: "; ".join(whys) for customer, whys in reasons.items()}


def _day(stored: str) -> str:
    return short_day(date.fromisoformat(stored))
