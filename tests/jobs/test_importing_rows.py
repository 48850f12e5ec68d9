"""Every row of a file is accounted for: repeated, corrected, below zero, or not yet due."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportReport
from shopcrm.jobs.importing.likeness import corrects
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.jobs.test_importing import bring_in, dump, query, write

ORDER = "Name,Created at,Total,Currency,Lineitem name,Lineitem price\n"


def explained(report: ImportReport) -> int:
    """How many rows of a list of people a report accounts for."""
    counts = (report.created, report.updated, report.unchanged)
    return sum(count.get("customers", 0) for count in counts) + len(report.skipped)


def test_the_rows_of_a_list_add_up_where_a_customer_stands_in_it_twice(vault: Vault, tmp_path: Path) -> None:
    ann = "Ann,Lee,ann@example.com,\n"
    path = write(
        tmp_path, f"First name,Last name,Email,Town\n{ann}{ann}Bo,Li,bo@example.com,\nAnn,Lee,ann@example.com,Hull\n"
    )
    for _ in range(2):
        done = bring_in(vault, path)
        assert [(one.line, one.reason) for one in done.skipped] == [
            (3, "same as line 2"),
            (5, "same as line 2: the same customer, with whom it was put together"),
        ]
        assert explained(done) == done.rows == 4
    assert query(vault, "SELECT count(*) FROM customers") == [(2,)]


@pytest.mark.parametrize("amounts", ["-5.00,GBP,Mug,-5.00", ",GBP,Mug,-5.00", "-5.00,GBP,Mug,"])
def test_an_order_below_zero_is_skipped_as_no_order(vault: Vault, tmp_path: Path, amounts: str) -> None:
    done = bring_in(vault, write(tmp_path, f"{ORDER}#1,2026-01-01 10:00:00 +0000,{amounts}\n"))
    assert [(one.line, one.reason) for one in done.skipped] == [
        (2, "#1: its total is -£5.00: a credit note or a refund, not an order")
    ]
    assert query(vault, "SELECT count(*) FROM orders") == [(0,)]


def test_an_order_of_the_future_is_skipped_with_its_date(vault: Vault, tmp_path: Path) -> None:
    rows = "".join(f"#{year},{year}-11-22 09:30:00 +0000,5.00,GBP,Mug,5.00\n" for year in (2026, 2027))
    done = bring_in(vault, write(tmp_path, ORDER + rows))
    assert [(one.line, one.reason) for one in done.skipped] == [
        (3, "#2027: its date, 2027-11-22 09:30:00 +0000, is in the future")
    ]
    assert query(vault, "SELECT external_name FROM orders") == [("#2026",)]


def test_a_corrected_first_name_changes_the_customer_and_can_be_taken_back(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    moments = iter(NOW + timedelta(minutes=minute) for minute in range(1000))
    vault = make_vault(clock=lambda: next(moments))
    bring_in(vault, write(tmp_path, "Name,Email\nAnn Lee,ann@example.com\n"))
    before = dump(vault)
    path = write(tmp_path, "Name,Email\nAnna Lee,ann@example.com\n")
    done = bring_in(vault, path)
    assert (done.created, done.updated) == ({}, {"customers": 1})
    assert query(vault, "SELECT name FROM customers") == [("Anna Lee",)]
    assert bring_in(vault, path).unchanged == {"customers": 1}
    vault.write(importing.undo, done.import_id)
    assert dump(vault) == before


def test_a_name_typed_by_hand_stays_though_a_list_spells_it_otherwise(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=(customers.ContactDraft("ann@example.com"),)))
    done = bring_in(vault, write(tmp_path, "Name,Email\nAnna Lee,ann@example.com\n"))
    assert done.created == {}
    assert query(vault, "SELECT name FROM customers") == [("Ann Lee",)]


def test_two_of_a_household_with_like_names_stay_two_however_often_the_list_comes(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path, "Name,Email\nJo Lee,home@example.com\nJohn Lee,home@example.com\n")
    assert bring_in(vault, path).created == {"customers": 2}
    before = dump(vault)
    assert bring_in(vault, path).unchanged == {"customers": 2}
    assert dump(vault) == before


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Lee", "Anna Lee", True),
        ("Ann Lee", "Anna Leigh", False),
        ("Ann Lee", "Amy Lee", False),
        ("Ann", "Anna", False),
    ],
)
def test_a_first_name_is_corrected_only_by_one_that_begins_like_it(one: str, other: str, same: bool) -> None:
    assert corrects(one, other) is same
    assert corrects(other, one) is same
