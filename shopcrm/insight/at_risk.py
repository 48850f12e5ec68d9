"""Whom the shop is about to lose: customers who have been silent for much longer than they usually are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shopcrm.insight import scores
from shopcrm.insight.figures import Figures
from shopcrm.insight.forecast import WEEKS
from shopcrm.insight.purchases import COUNTS, GIVEN_BACK
from shopcrm.insight.scores import KeptScore
from shopcrm.money import Money
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

LEAST_PURCHASES = 3
"""Whoever bought on fewer days has no habit yet that she could break."""
TIMES, LEAST_SILENCE = 2, 21
"""At risk: silent for twice as long as usual, and 21 days at least."""
LOST_TIMES, LOST_AFTER = 5, 183
"""Lost, and no longer listed: silent for five times as long as usual, and for half a year."""
MOST = 1_000
DEFINITION = (
    f"Customers who bought on {LEAST_PURCHASES} days or more and have now been silent for {TIMES} times as long as they"
    f" usually are between two purchases, and for {LEAST_SILENCE} days at least. Usually: the days from the first"
    " purchase to the last, shared among the gaps between; an order that was cancelled or given back whole counts for"
    " nothing. First come those who pay in the shop's own currency, and of them who has spent most; then the others,"
    f" currency by currency. Who is silent for half a year and {LOST_TIMES} times as long as usual counts as lost, and"
    " is not listed."
)

# Days with a purchase are no more than orders, so that the gap by orders is no longer than the gap by days: whom this
# leaves out, the exact rule leaves out too. Whose first or last order was given back whole is looked at in any case.
_LIKELY = (
    "SELECT buyers.customer_id, name, paid.total, paid.currency FROM (SELECT customer_id, sum(orders) AS times,"
    " min(first_on) AS first_day, max(last_on) AS last_day FROM customer_totals {whose} GROUP BY customer_id) AS buyers"
    " CROSS JOIN customers ON customers.id = buyers.customer_id"
    " CROSS JOIN customer_totals AS paid ON paid.customer_id = buyers.customer_id AND paid.currency = ("
    "SELECT currency FROM customer_totals WHERE customer_id = buyers.customer_id"
    " ORDER BY currency <> ?2, orders DESC, currency LIMIT 1)"
    " WHERE status = 'active' AND last_day BETWEEN ?3 AND ?1 AND (last_day <= ?4 AND times >= {least}"
    " AND first_day < last_day AND julianday(?1) - julianday(last_day)"
    " >= max({silence}, {twice} * (julianday(last_day) - julianday(first_day)) / (times - 1))"
    " OR EXISTS (SELECT 1 FROM orders WHERE customer_id = buyers.customer_id AND placed_on IN (first_day, last_day)"
    " AND {given_back})) ORDER BY paid.currency <> ?2, paid.currency, paid.total DESC, buyers.customer_id"
).format(whose="{whose}", least=LEAST_PURCHASES, silence=LEAST_SILENCE, twice=TIMES, given_back=GIVEN_BACK)
_DAYS = (
    "SELECT count(DISTINCT placed_on), min(placed_on), max(placed_on) FROM orders"
    f" WHERE customer_id = ? AND {COUNTS} AND placed_on <= ?"
)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A customer whom the shop may lose. usual: days between two purchases; silent: days since the last.

    spent: in the shop's own currency; in the one of most of her orders where none is in that. score: what is to be
    expected of her; None without a forecast of the last four weeks.
    """

    customer: CustomerId
    name: str
    purchases: int
    first_on: date
    last_on: date
    usual: int
    silent: int
    spent: Money
    score: KeptScore | None

    @property
    def why(self) -> str:
        """``Usually every 24 days; silent for 71.``"""
        return f"usually every {_days(self.usual)}; silent for {self.silent:,}"

    @property
    def made_from(self) -> str:
        """The numbers behind: ``bought on 4 days, 72 days from first to last: 72 ÷ 3``."""
        span = (self.last_on - self.first_on).days
        return f"bought on {self.purchases:,} days, {_days(span)} from first to last: {span:,} ÷ {self.purchases - 1:,}"


@dataclass(frozen=True, slots=True)
class AtRiskList:
    """Who is at risk, in the order of `DEFINITION`; `more`: there are others behind the last."""

    customers: tuple[AtRisk, ...]
    more: bool


@read("at_risk.listed", role=Role.MANAGER)
def listed(tx: Tx, most: int = MOST, since: date | None = None, until: date | None = None) -> AtRiskList:
    """Everybody at risk today, at most so many; only those whose last purchase was within these days, if named."""
    found: list[AtRisk] = []
    first, last = since or date.min, until or tx.today
    for row in tx.all(_LIKELY.format(whose=""), (*_asked(tx), first.isoformat(), last.isoformat())):
        one = _judged(tx, row)
        if one is None or not first <= one.last_on <= last:
            continue
        if len(found) == most:
            return AtRiskList(tuple(found), more=True)
        found.append(one)
    return AtRiskList(tuple(found), more=False)


@read("at_risk.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> AtRisk | None:
    """Why the shop may lose this customer; None where nothing says so."""
    ever = (date.min.isoformat(), tx.today.isoformat())
    rows = tx.all(_LIKELY.format(whose="WHERE customer_id = ?5"), (*_asked(tx), *ever, customer))
    return _judged(tx, rows[0]) if rows else None


@read("at_risk.report", role=Role.MANAGER)
def report(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """Who is at risk today, and why; only those whose last purchase was within these days, where they are named."""
    held = listed(tx, MOST, since, until)
    rows = tuple(map(_row, held.customers))
    expected_from = next((one.score.made_on for one in held.customers if one.score), None)
    columns = (
        *("customer", "name", "why", "usual_days", "silent_days", "purchases", "last_on"),
        *("spent", "currency", "expected_orders", "expected_value"),
    )
    facts = {
        "definition": DEFINITION,
        "more": held.more,
        "expected_from": None if expected_from is None else expected_from.isoformat(),
    }
    return Figures(columns, rows, ("spent", "expected_value"), facts=facts, words=tuple(_words(rows, expected_from)))


def _asked(tx: Tx) -> tuple[str, str]:
    """Today, and the shop's own currency."""
    return tx.today.isoformat(), str(tx.value("SELECT currency FROM profile"))


def _judged(tx: Tx, row: tuple[int, str, int, str]) -> AtRisk | None:
    """The customer by the exact rule: days with a purchase, not orders."""
    customer, name, spent, currency = row
    days, first, last = tx.one(_DAYS, (customer, tx.today.isoformat()))
    if days < LEAST_PURCHASES:
        return None
    first_on, last_on = date.fromisoformat(first), date.fromisoformat(last)
    span, silent = (last_on - first_on).days, (tx.today - last_on).days
    if silent < LEAST_SILENCE or silent * (days - 1) < TIMES * span:
        return None
    usual = max(1, round(span / (days - 1)))
    if silent > max(LOST_AFTER, LOST_TIMES * usual):
        return None
    return AtRisk(
        customer,
        name,
        days,
        first_on,
        last_on,
        usual,
        silent,
        Money(spent, currency),
        scores.of_customer(tx, customer),
    )


def _words(rows: Sequence[object], expected_from: date | None) -> Iterator[str]:
    if not rows:
        yield "Nobody is at risk."
    yield DEFINITION
    if expected_from is not None:
        yield f"Expected: in the {WEEKS} weeks from {short_day(expected_from)}."


def _row(one: AtRisk) -> tuple[str | int, ...]:
    score, worth = one.score, one.score.worth if one.score else None
    return (
        *(ref("C", one.customer), one.name, one.why, one.usual, one.silent, one.purchases, one.last_on.isoformat()),
        *(one.spent.minor, one.spent.currency, "" if score is None else f"{score.orders:.2f}"),
        "" if worth is None or worth.currency != one.spent.currency else worth.minor,
    )


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count:,} days"
