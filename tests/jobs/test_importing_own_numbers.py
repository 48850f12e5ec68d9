"""A list of purchases that names customers by this book's own numbers: it is theirs, and nobody is added."""

from pathlib import Path

from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportReport
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.shop.merge import merge as put_together
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import bring_in, dump, query, write

HEADING = "customer,date,amount\n"
SPENT = "SELECT customer_id, count(*), sum(total) FROM orders GROUP BY 1 ORDER BY 1"


def bring(vault: Vault, tmp_path: Path, rows: str, heading: str = HEADING) -> ImportReport:
    return bring_in(vault, write(tmp_path, heading + rows))


def people(vault: Vault) -> tuple[int, int]:
    """Ann Lee, C-1001, and Bo Cho, C-1002."""
    return (
        vault.write(customers.add, CustomerDraft("Ann", "Lee")),
        vault.write(customers.add, CustomerDraft("Bo", "Cho")),
    )


def test_purchases_by_this_books_numbers_go_to_the_customers_that_bear_them(vault: Vault, tmp_path: Path) -> None:
    ann, bo = people(vault)
    held = dump(vault)
    rows = f"C-{ann},2026-01-01,5\nc-{ann},2026-01-03,9\nC-{bo},2026-01-02,7\n"
    done = bring(vault, tmp_path, rows)
    assert done.created == {"orders": 3, "payments": 3}
    assert query(vault, SPENT) == [(ann, 2, 1400), (bo, 1, 700)]
    (told,) = done.warnings
    assert told.startswith("3 rows name their customers by the numbers of this book")
    assert bring(vault, tmp_path, rows).created == {}
    assert vault.write(importing.undo, done.import_id).kept == ()
    assert dump(vault) == held


def test_a_number_with_somebody_elses_name_is_another_lists(vault: Vault, tmp_path: Path) -> None:
    ann, _ = people(vault)
    rows = f"C-{ann},Ann Lee,2026-01-01,5\nC-{ann},Wolf Ruud,2026-01-02,6\n"
    done = bring(vault, tmp_path, rows, "customer,name,date,amount\n")
    assert done.created == {"customers": 1, "orders": 2, "payments": 2}
    assert query(vault, "SELECT count(*) FROM orders WHERE customer_id = 1001") == [(1,)]
    assert any("has another name in this book" in told for told in done.warnings)
    assert bring(vault, tmp_path, rows, "customer,name,date,amount\n").created == {}


def test_numbers_that_nobody_bears_are_said(vault: Vault, tmp_path: Path) -> None:
    ann, _ = people(vault)
    done = bring(vault, tmp_path, f"C-{ann},2026-01-01,5\nC-4711,2026-01-02,6\n")
    assert done.created["customers"] == 1
    assert any("nobody's in this book (C-4711)" in told for told in done.warnings)


def test_the_number_of_a_merged_customer_means_whom_she_was_kept_as(vault: Vault, tmp_path: Path) -> None:
    ann, bo = people(vault)
    vault.write(put_together, MergeDraft(ann, bo))
    done = bring(vault, tmp_path, f"C-{bo},2026-01-01,5\n")
    assert "customers" not in done.created
    assert query(vault, SPENT) == [(ann, 1, 500)]


def test_the_number_of_an_erased_customer_brings_nothing_back(vault: Vault, tmp_path: Path) -> None:
    ann, _ = people(vault)
    vault.write(erasure.erase, ErasureDraft(ann, "Lee"))
    done = bring(vault, tmp_path, f"C-{ann},2026-01-01,5\n")
    assert query(vault, SPENT) == [(None, 1, 500)]
    assert any("was erased, and is not brought back by a file" in told for told in done.warnings)


def test_past_purchases_are_done_so_that_nothing_of_them_is_in_the_way_of_erasing(vault: Vault, tmp_path: Path) -> None:
    ann, _ = people(vault)
    bring(vault, tmp_path, f"C-{ann},2026-01-01,5\n")
    assert query(vault, "SELECT stage FROM orders") == [("delivered",)]
    assert vault.read(erasure.plan, ann).obstacles == ()
