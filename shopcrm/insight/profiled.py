"""Of whom nothing is worked out: people who were erased, and those whose records are kept and not used."""

from shopcrm.vault.refs import CustomerId
from shopcrm.vault.tx import Tx

LEFT_ALONE = "(SELECT id FROM customers WHERE status <> 'active' AND status IN ('restricted', 'erased'))"
"""Their ids, in SQL. UK GDPR Art 17 and 18: what is kept of them is for the books or for storage alone.

The first condition says nothing new; it lets the small index of those not in use answer.
"""


def left_alone(tx: Tx, customer: CustomerId) -> bool:
    """Whether nothing may be worked out about a customer."""
    return tx.maybe(f"SELECT 1 WHERE ? IN {LEFT_ALONE}", (customer,)) is not None
