"""Orders of a file that have a return: what a later file says changes neither their lines nor their totals."""

from pathlib import Path

import pytest

from shopcrm.jobs import importing
from shopcrm.shop import orders, returns
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import ORDERS, altered, bring_in, query


def shipped(vault: Vault) -> int:
    """An order of the file that was sent and paid."""
    found: int = query(vault, "SELECT min(id) FROM orders WHERE stage = 'shipped' AND settled > 0 AND total > 0")[0][0]
    return found


def comes_back(vault: Vault, order: int) -> int:
    """Return one of its first line."""
    placed_on = vault.read(orders.card, order).placed_on
    draft = ReturnDraft(order, (ReturnLineDraft(1, 1, "damaged"),), delivered_on=placed_on)
    ret: int = vault.write(returns.open, draft)
    return ret


def dearer(tmp_path: Path) -> Path:
    """The same file with other prices, and every order cancelled."""

    def change(row: dict[str, str]) -> None:
        if row["Lineitem price"]:
            row["Lineitem price"] = "99.00"
        if row["Created at"]:
            row["Cancelled at"] = row["Created at"]

    return altered(ORDERS, tmp_path, change)


def test_a_later_file_changes_no_line_of_an_order_with_a_return_and_says_so(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, ORDERS)
    order = shipped(vault)
    ret = comes_back(vault, order)
    before = vault.read(orders.card, order)
    report = bring_in(vault, dearer(tmp_path))
    after = vault.read(orders.card, order)
    assert (after.lines, after.total, after.stage) == (before.lines, before.total, "delivered")
    assert any("has a return: its lines and totals stay" in str(one) for one in report.warnings)
    assert any("it was cancelled, but it has a return: it stays" in str(one) for one in report.warnings)
    vault.write(returns.decide, ret, DecisionDraft(vault.read(returns.card, ret).lines[0].id, "accepted"))
    vault.write(returns.settle, ret, SettlementDraft())


def test_an_import_that_changed_an_order_is_not_taken_back_from_it_once_it_has_a_return(
    vault: Vault, tmp_path: Path
) -> None:
    bring_in(vault, ORDERS)

    def change(row: dict[str, str]) -> None:
        if row["Lineitem price"]:
            row["Lineitem price"] = "99.00"

    second = bring_in(vault, altered(ORDERS, tmp_path, change))
    order = shipped(vault)
    ret = comes_back(vault, order)
    before = vault.read(orders.card, order)
    report = vault.write(importing.undo, second.import_id)
    assert f"O-{order}: it has a return since" in report.kept
    assert vault.read(orders.card, order) == before
    assert vault.read(returns.card, ret).lines[0].quantity == 1


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_order_with_a_return_stays_as_its_import_is_taken_back(vault: Vault, withdrawn: bool) -> None:
    done = bring_in(vault, ORDERS)
    order = shipped(vault)
    ret = comes_back(vault, order)
    if withdrawn:
        vault.write(returns.withdraw, ret)
    report = vault.write(importing.undo, done.import_id)
    assert f"O-{order}: it went on after the import" in report.kept
    assert vault.read(returns.card, ret).order_id == order
