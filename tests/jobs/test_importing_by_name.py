"""A list of purchases that knows its customers by name alone: the same name is one person, and the report says so."""

from pathlib import Path

from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportReport, ImportRequest
from shopcrm.shop import customers
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import bring_in, dump, query, write

HEADING = "customer,date,amount\n"
PURCHASES = (
    "Ann Lee,2026-01-01,5\n"
    "Bo Cho,2026-01-02,7\n"
    "Ann Lee,2026-01-03,9\n"
    "ann  LEE,2026-02-03,4\n"
    "Zoë Núñez,2026-02-04,3\n"
    "Zoe Nunez,2026-02-05,2\n"
)
SPENT = (
    "SELECT name, count(*), sum(total) FROM orders JOIN customers ON customers.id = customer_id GROUP BY 1 ORDER BY 1"
)


def bring(vault: Vault, tmp_path: Path, rows: str = PURCHASES, heading: str = HEADING) -> ImportReport:
    return bring_in(vault, write(tmp_path, heading + rows))


def test_the_same_name_is_one_customer_however_it_is_spelt_and_the_rehearsal_says_so(
    vault: Vault, tmp_path: Path
) -> None:
    path = write(tmp_path, HEADING + PURCHASES)
    rehearsed = importing.rehearse(vault, ImportRequest(str(path)))
    assert rehearsed.created == {"customers": 3, "orders": 6, "payments": 6}
    assert rehearsed.warnings == (
        "6 purchases name their customers by name alone: the same name counts as one person (3 people in all)."
        " Customer numbers or e-mail addresses tell namesakes apart.",
    )
    assert bring(vault, tmp_path).warnings == rehearsed.warnings
    assert query(vault, SPENT) == [("Ann Lee", 3, 1800), ("Bo Cho", 1, 700), ("Zoë Núñez", 2, 500)]


def test_a_list_of_names_that_comes_again_brings_nothing_and_a_longer_one_only_what_is_new(
    vault: Vault, tmp_path: Path
) -> None:
    bring(vault, tmp_path)
    held = dump(vault)
    again = bring(vault, tmp_path)
    assert (again.created, again.updated, again.warnings) == ({}, {}, ())
    assert dump(vault) == held
    longer = bring(vault, tmp_path, PURCHASES + "Ann Lee,2026-03-01,1\n")
    assert longer.created == {"orders": 1, "payments": 1}
    assert "1 purchase names its customer by name alone" in longer.warnings[0]
    assert "(1 person in all, 1 of them in the book before)" in longer.warnings[0]


def test_a_list_of_names_is_taken_back_whole(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),)))
    held = dump(vault)
    done = bring(vault, tmp_path)
    assert vault.write(importing.undo, done.import_id).kept == ()
    assert dump(vault) == held


def test_the_one_customer_of_that_name_in_the_book_is_the_buyer(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft("ann@example.com"),)))
    done = bring(vault, tmp_path)
    assert done.created["customers"] == 2
    assert "(3 people in all, 1 of them in the book before)" in done.warnings[0]
    assert query(vault, "SELECT count(*) FROM orders WHERE customer_id = 1001") == [(3,)]


def test_a_name_that_several_in_the_book_bear_becomes_one_more_and_the_report_says_so(
    vault: Vault, tmp_path: Path
) -> None:
    for mail in ("ann@example.com", "other@example.com"):
        vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=(ContactDraft(mail),)))
    done = bring(vault, tmp_path)
    assert done.warnings[1] == (
        "line 2: “Ann Lee” is the name of 2 customers (C-1001, C-1002): added as another; compare them under Duplicates"
    )
    assert done.created["customers"] == 3
    later = bring(vault, tmp_path, PURCHASES + "Ann Lee,2026-03-01,1\n")
    assert "customers" not in later.created
    assert "taken for C-1003, known by name alone" in later.warnings[1]
    assert query(vault, "SELECT count(*) FROM orders WHERE customer_id = 1003") == [(4,)]


def test_a_number_or_an_address_tells_namesakes_apart(vault: Vault, tmp_path: Path) -> None:
    rows = "k1,Ann Lee,,2026-01-01,5\nk2,Ann Lee,,2026-01-02,5\n,Ann Lee,ann@example.com,2026-01-03,5\n"
    done = bring(vault, tmp_path, rows, "customer,name,email,date,amount\n")
    assert (done.created["customers"], done.warnings) == (3, ())


def test_a_purchase_by_name_alone_is_hers_who_stands_in_the_same_list_with_an_address(
    vault: Vault, tmp_path: Path
) -> None:
    rows = ",Ann Lee,ann@example.com,2026-01-01,5\n,Ann Lee,,2026-01-02,5\n"
    done = bring(vault, tmp_path, rows, "customer,name,email,date,amount\n")
    assert done.created["customers"] == 1
    assert "(1 person in all)" in done.warnings[0]


def test_a_purchase_without_any_name_is_nobodys(vault: Vault, tmp_path: Path) -> None:
    done = bring(vault, tmp_path, ",2026-01-01,5\n,2026-01-02,5\n")
    assert (done.created, done.warnings) == ({"orders": 2, "payments": 2}, ())


def test_a_list_of_people_may_name_two_of_the_same_name(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path, "First name,Last name,Town\nAnn,Lee,Leeds\nAnn,Lee,Hull\n")
    assert bring_in(vault, path).created == {"customers": 2}
