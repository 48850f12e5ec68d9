"""What a person said about doubtful records, and after how long one is asked about: the only things that are kept."""

from shopcrm.errors import InvalidValue
from shopcrm.shop.erased import refuse_erased
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST = 240
"""So many months are twenty years."""


@read("quality.stale_months", role=Role.ASSISTANT)
def stale_months(tx: Tx) -> int:
    """After how many months without an order or a word a record is asked about."""
    return int(tx.value("SELECT stale_months FROM quality_settings"))


@write("quality.set_stale_months", role=Role.MANAGER)
def set_stale_months(tx: Tx, months: int) -> None:
    """Say after how many months a record is asked about; raises InvalidValue for fewer than 1 or more than 240."""
    if not 1 <= months <= LONGEST:
        raise InvalidValue("months", f"That is 1 to {LONGEST} months.", "Two years are 24.")
    before = stale_months(tx)
    tx.change_one("UPDATE quality_settings SET stale_months = ? WHERE id = 1", (months,))
    tx.note(months=months)
    tx.offer_undo("Change when to ask whether a record is still correct", set_stale_months, before)


@write("quality.not_junk")
def not_junk(tx: Tx, customer: CustomerId) -> None:
    """Note that a record is a real customer's, so that it is not taken for junk again."""
    refuse_erased(tx, customer)
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    tx.run(
        "INSERT OR IGNORE INTO not_junk (customer_id, at, staff_id) VALUES (?, ?, ?)",
        (customer, tx.stamp, tx.staff.id),
    )
    tx.note(ref("C", customer), customer)
    tx.offer_undo(f"Not junk: {name}", perhaps_junk, customer)


@write("quality.perhaps_junk")
def perhaps_junk(tx: Tx, customer: CustomerId) -> None:
    """Take back that a record is a real customer's."""
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    tx.run("DELETE FROM not_junk WHERE customer_id = ?", (customer,))
    tx.note(ref("C", customer), customer)
    tx.offer_undo(f"Not junk: {name}", not_junk, customer)


def after_words(months: int) -> str:
    """``3 years``, ``18 months``."""
    if months % 12:
        return f"{months} months" if months > 1 else "1 month"
    return f"{months // 12} years" if months > 12 else "1 year"
