"""Orders of a file on which money moved here since: neither a later file nor an undo counts it twice."""

from pathlib import Path

from shopcrm.jobs import importing
from shopcrm.shop import orders, payments, store_credit
from shopcrm.shop.payments import PaymentDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import ORDERS, altered, bring_in


@read("test_importing_credit.wrong")
def wrong(tx: Tx) -> tuple[int, int]:
    return payments.wrong(tx), store_credit.wrong(tx)


def refunded_whole(tmp_path: Path) -> Path:
    """The same file, with everything paid back on the first order."""

    def change(row: dict[str, str]) -> None:
        if row["Name"] == "#1001" and row["Total"]:
            row["Refunded Amount"] = row["Total"]

    return altered(ORDERS, tmp_path, change)


def test_what_was_given_back_here_as_credit_is_not_paid_back_once_more_by_a_file(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, ORDERS)
    vault.write(payments.record, PaymentDraft(1001, -5000, "credit", "credit"))
    bring_in(vault, refunded_whole(tmp_path))
    held = vault.read(orders.card, 1001)
    assert (held.settled, held.refunded, held.balance_due) == (0, 6515, 0)
    assert vault.read(wrong) == (0, 0)


def test_an_order_on_which_money_moved_since_stays_as_an_import_is_taken_back(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, ORDERS)

    def paid(row: dict[str, str]) -> None:
        if row["Name"] == "#1004":
            row["Financial Status"] = "paid"

    second = bring_in(vault, altered(ORDERS, tmp_path, paid))
    assert vault.read(orders.card, 1004).settled > 0
    vault.write(payments.goodwill, 1004, 100, "credit")
    before = vault.read(orders.card, 1004)
    report = vault.write(importing.undo, second.import_id)
    assert report.kept == ("O-1004: money moved on it since",)
    assert vault.read(orders.card, 1004) == before
    assert vault.read(wrong) == (0, 0)


def test_a_customer_with_store_credit_stays_as_her_import_is_taken_back(vault: Vault) -> None:
    done = bring_in(vault, ORDERS)
    vault.write(store_credit.issue, 1001, 500)
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ("C-1001: has store credit",)
    assert vault.read(store_credit.balance, 1001) == 500
