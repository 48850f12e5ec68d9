"""Points that change hands when two records of one person become one, and those of a person who is erased."""

from shopcrm.shop.loyalty import lots, tiers
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.tx import Tx

_LEDGERS = ("loyalty_lots", "loyalty_allocations", "stamps")


def hand_over(tx: Tx, lose: CustomerId, keep: CustomerId) -> None:
    """Carry over everything that one record of a person has to the other: points, debts, stamps, terms, the card.

    The sum of both stays what it was; a debt is then repaid from what the other had. Where both have cards, the one
    that is kept stays, since the earlier joining. To be called within a merge, with the ledger gate shut.
    """
    for customer in (lose, keep):
        lots.settle(tx, customer)
    with tx.gate("merge"):
        for table in _LEDGERS:
            tx.run(f"UPDATE {table} SET customer_id = ? WHERE customer_id = ?", (keep, lose))
    tx.run("UPDATE loyalty_orders SET customer_id = ? WHERE customer_id = ?", (keep, lose))
    _hand_over_card(tx, lose, keep)
    lots.settle(tx, keep)
    tiers.refresh(tx, keep)


def put_in_order(tx: Tx, customer: CustomerId) -> None:
    """Let points repay debts, and keep the tier, once points have come or gone with a merge that was undone."""
    lots.settle(tx, customer)
    tiers.refresh(tx, customer)


def _hand_over_card(tx: Tx, lose: int, keep: int) -> None:
    other = tx.maybe("SELECT joined_at, left_at FROM loyalty_cards WHERE customer_id = ?", (lose,))
    own = tx.maybe("SELECT joined_at, left_at FROM loyalty_cards WHERE customer_id = ?", (keep,))
    if other is None:
        return
    if own is None:
        tx.change_one("UPDATE loyalty_cards SET customer_id = ? WHERE customer_id = ?", (keep, lose))
        return
    tx.change_one("DELETE FROM loyalty_cards WHERE customer_id = ?", (lose,))
    still = own[1] is None or other[1] is None
    tx.change_one(
        "UPDATE loyalty_cards SET joined_at = ?, left_at = ? WHERE customer_id = ?",
        (min(own[0], other[0]), None if still else max(own[1], other[1]), keep),
    )


def erase(tx: Tx, customer: CustomerId) -> None:
    """Delete everything about a person's points, stamps and card. Her orders and payments are not touched.

    To be called within an erasure, with the ledger gate shut.
    """
    with tx.gate("erase"):
        for table in ("loyalty_allocations", "stamps"):
            tx.run(f"DELETE FROM {table} WHERE customer_id = ? AND reverses IS NOT NULL", (customer,))
        for table in ("loyalty_allocations", "stamps", "loyalty_lots"):
            tx.run(f"DELETE FROM {table} WHERE customer_id = ?", (customer,))
    for table in ("loyalty_orders", "loyalty_cards"):
        tx.run(f"DELETE FROM {table} WHERE customer_id = ?", (customer,))
