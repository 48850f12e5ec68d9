"""Customers who were erased: how they are called wherever a name would stand, and that nothing is written to them.

Their rows keep the number that orders hang on, and no name.
"""

from shopcrm.errors import Refused
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.tx import Tx

NAME = (
    "CASE customers.status WHEN 'erased' THEN 'Erased customer C-' || customers.id"
    " ELSE coalesce(customers.name, '') END"
)
"""What is shown for a customer's name, in SQL, where the table is joined under its own name; '' for nobody."""


def refuse_erased(tx: Tx, customer: CustomerId) -> None:
    """Raises Refused where a customer was erased: nothing may be written about her under that number."""
    if tx.maybe("SELECT 1 FROM customers WHERE id = ? AND status = 'erased'", (customer,)):
        raise Refused(f"{ref('C', customer)} was erased.", "Add the customer anew. Nothing was changed.")
