"""Who bought on which days, however many orders one customer has."""

from datetime import date, timedelta

from shopcrm.insight import purchases
from shopcrm.shop import orders
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.insight.sales import TODAY, bought, busy, named, trade
from tests.vault.rules import rule

SINCE, KNOWN_ON, UNTIL = TODAY - timedelta(days=400), TODAY - timedelta(days=100), TODAY


@rule("test_purchases.came", "read")
def came(tx: Tx) -> int:
    """The rule itself, on the days of this test."""
    return purchases.came_after(tx, SINCE, KNOWN_ON, UNTIL)


@rule("test_purchases.plan", "read")
def plan(tx: Tx) -> str:
    """How the database goes about counting who came back."""
    span = (str(KNOWN_ON + timedelta(days=1)), str(UNTIL), str(SINCE), str(KNOWN_ON))
    return "; ".join(row[3] for row in tx.all(f"EXPLAIN QUERY PLAN {purchases._CAME_BACK}", span))


def test_what_counts_as_coming_back_is_every_day_of_a_customer_known_before(vault: Vault) -> None:
    known, earlier, new = (named(vault, name) for name in ("Known", "Earlier", "New"))
    bought(vault, known, 200, 100, 99, 99, 1)
    bought(vault, earlier, 500, 50)
    bought(vault, new, 60, 20)
    bought(vault, None, 300, 40)
    assert vault.read(came) == 2
    taken_back = named(vault, "Gone")
    for order in bought(vault, taken_back, 300):
        vault.write(orders.cancel, order)
    bought(vault, taken_back, 10)
    assert vault.read(came) == 2


def test_the_count_is_that_of_going_through_every_order(vault: Vault) -> None:
    sold = busy()
    vault.write(trade, sold)
    days = {(customer, date.fromisoformat(day)) for customer, day, *_ in sold}
    known = {customer for customer, day in days if SINCE <= day <= KNOWN_ON}
    later = sum(customer in known for customer, day in days if KNOWN_ON < day <= UNTIL)
    assert vault.read(came) == later > 0


def test_no_order_looks_through_the_other_orders_of_its_customer(vault: Vault) -> None:
    assert "LIST SUBQUERY" in vault.read(plan), "the customers known before are listed once"
