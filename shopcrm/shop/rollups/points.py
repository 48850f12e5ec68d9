"""By how many points the balance of all customers changed each day; the ledgers of points keep it themselves."""

from shopcrm.vault.tx import Tx

KEPT = "SELECT day, points FROM daily_points WHERE points <> 0"
MADE = (
    "SELECT day, sum(points) FROM (SELECT earned_on AS day, points FROM loyalty_lots"
    " UNION ALL SELECT made_on, -points FROM loyalty_allocations) GROUP BY day HAVING sum(points) <> 0"
)


def rebuild(tx: Tx) -> None:
    """Add up afresh."""
    tx.run("DELETE FROM daily_points")
    tx.run(f"INSERT INTO daily_points (day, points) {MADE}")
