"""What follows the sales of a large shop: returns and tickets, as many as SPEED.md says, copied from a few real ones.

Copied is what is over: the copies have no logs of their own and are there to be listed. Each return has another order.
"""

from collections.abc import Mapping

from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx

_APART = 1_000_000
_OVER = {
    "tickets": "state IN ('resolved', 'closed')",
    "returns": "state = 'done'",
    "return_lines": "return_id IN (SELECT id FROM returns WHERE state = 'done')",
}
"""Which rows of a table are copied."""
_ANOTHER_ORDER = "1001 + (id * 7919 + copy * 104729) % (SELECT count(*) FROM orders)"
_ITS_FIRST_LINE = (
    f"(SELECT min(order_lines.id) FROM order_lines JOIN returns USING (order_id)"
    f" WHERE returns.id = return_id + copy * {_APART})"
)


@write("benchmarks.more_tickets")
def more_tickets(tx: Tx, wanted: int) -> None:
    """Have at least so many tickets."""
    _copy(tx, "tickets", {}, _times(tx, "tickets", wanted))


@write("benchmarks.more_returns")
def more_returns(tx: Tx, wanted: int) -> None:
    """Have at least so many returns, each with its lines."""
    times = _times(tx, "returns", wanted)
    _copy(tx, "returns", {"order_id": _ANOTHER_ORDER}, times)
    moved = {"return_id": f"return_id + copy * {_APART}", "order_line_id": _ITS_FIRST_LINE, "quantity": "1"}
    _copy(tx, "return_lines", moved, times)


def _times(tx: Tx, table: str, wanted: int) -> int:
    """How often every row is to be copied so that there are enough."""
    held = tx.value(f"SELECT count(*) FROM {table} WHERE id < {_APART} AND {_OVER[table]}")
    return 0 if tx.value(f"SELECT count(*) FROM {table}") >= wanted else -(-wanted // held) - 1


def _copy(tx: Tx, table: str, changed: Mapping[str, str], times: int) -> None:
    names = [name for _, name, *_ in tx.all(f"PRAGMA table_info({table})")]
    values = [changed.get(name, f"id + copy * {_APART}" if name == "id" else name) for name in names]
    tx.run(
        f"WITH RECURSIVE copies (copy) AS (SELECT 1 WHERE ?1 > 0 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?1)"
        f" INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}, copies"
        f" WHERE id < {_APART} AND {_OVER[table]}",
        (times,),
    )
