"""Orders that were delivered, and returns of them brought as far as a test needs."""

from typing import Any

from shopcrm.shop import customers, orders, payments, returns
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import Basis, DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

PLACED = "2026-11-02"
DELIVERED = "2026-11-04"


@read("test_returns.wrong")
def wrong(tx: Tx) -> tuple[int, int, str]:
    """How many returns are in a wrong state, how many orders' sums are wrong, and how the ledger gate stands."""
    return returns.wrong_states(tx), payments.wrong(tx), tx.value("SELECT state FROM ledger_gate")


ALL_WELL = (0, 0, "shut")
BY_CARD = PaidDraft("card")


def customer(vault: Vault) -> int:
    """Somebody who buys."""
    found: int = vault.write(customers.add, CustomerDraft("Ana", "Bell"))
    return found


def sold(vault: Vault, *lines: LineDraft, paid: PaidDraft | None = BY_CARD, **options: Any) -> int:
    """An order of somebody new, placed on PLACED, paid and handed over unless `options` say otherwise."""
    wanted = {"customer": None, "placed_at": PLACED, "handed_over": True} | options
    if wanted["customer"] is None:
        wanted["customer"] = customer(vault)
    lines = lines or (LineDraft("Posy", 3, 1000),)
    found: int = vault.write(orders.place, OrderDraft(lines, paid=paid, **wanted))
    return found


def opened(vault: Vault, order: int, *quantities: int, basis: Basis = "faulty", **options: Any) -> int:
    """A return of so many of each line, lying on the counter."""
    lines = tuple(
        ReturnLineDraft(position, quantity, "faulty") for position, quantity in enumerate(quantities, 1) if quantity
    )
    wanted: dict[str, Any] = {"delivered_on": DELIVERED, "handed_over": True} | options
    found: int = vault.write(returns.open, ReturnDraft(order, lines, basis, **wanted))
    return found


def accepted(vault: Vault, order: int, *quantities: int, basis: Basis = "faulty", **options: Any) -> int:
    """A return of so many of each line, all of it accepted."""
    ret = opened(vault, order, *quantities, basis=basis, **options)
    for line in vault.read(returns.card, ret).lines:
        vault.write(returns.decide, ret, DecisionDraft(line.id, "accepted"))
    return ret


def refunded(vault: Vault, order: int, *quantities: int, basis: Basis = "faulty", **options: Any) -> int:
    """Return so many of each line, and settle it; answers what was paid back as money."""
    ret = accepted(vault, order, *quantities, basis=basis)
    vault.write(returns.settle, ret, SettlementDraft(**options))
    found: int = vault.read(returns.card, ret).settlements[-1].refund
    return found
