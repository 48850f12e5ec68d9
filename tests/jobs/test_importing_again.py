"""The same orders in a later file that says more or something else; and such a file taken back from the middle."""

from pathlib import Path
from typing import Any

import pytest

from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportReport
from shopcrm.shop import orders
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import bring_in, dump, query, write
from tests.jobs.test_importing_rows import ORDER

HEADING = "customer,name,email,date,amount,order number\n"
WHOSE = "SELECT name, orders.total FROM orders LEFT JOIN customers ON customers.id = customer_id"


def bring(vault: Vault, tmp_path: Path, rows: str, heading: str = HEADING) -> ImportReport:
    return bring_in(vault, write(tmp_path, heading + rows))


def undo(vault: Vault, report: ImportReport) -> Any:
    return vault.write(importing.undo, report.import_id)


@pytest.mark.parametrize("before", [",,", ",Zed Quill,", "Zed Quill,,"])
def test_an_order_that_named_nobody_or_only_a_name_gets_its_customer_from_a_later_file(
    vault: Vault, tmp_path: Path, before: str
) -> None:
    bring(vault, tmp_path, f"{before},2026-08-20,13,A5\n")
    held = dump(vault)
    second = bring(vault, tmp_path, "xx2,Zed Quill,zq@x.com,2026-08-20,13,A5\n")
    assert query(vault, WHOSE) == [("Zed Quill", 1300)]
    assert query(vault, "SELECT normal FROM contact_points") == [("zq@x.com",)]
    undo(vault, second)
    assert dump(vault) == held


def test_an_import_from_the_middle_leaves_what_a_later_one_has_changed_and_says_so(
    vault: Vault, tmp_path: Path
) -> None:
    _, second, third = [bring(vault, tmp_path, f"k1,,,2026-08-20,{amount},C1\n") for amount in (50, 29, 20)]
    held = dump(vault)
    assert undo(vault, second).kept == ("O-1001: changed since the import",)
    assert dump(vault) == held
    assert undo(vault, third).kept == ()
    assert query(vault, "SELECT total, quantity * unit_price FROM orders JOIN order_lines ON order_id = orders.id") == [
        (2900, 2900)
    ]


def test_imports_taken_back_last_first_leave_nothing(vault: Vault, tmp_path: Path) -> None:
    empty = dump(vault)
    done = [bring(vault, tmp_path, f"k1,,,2026-08-20,{amount},C1\n") for amount in (50, 29, 20)]
    for one in reversed(done):
        assert undo(vault, one).kept == ()
    assert dump(vault) == empty


def test_an_import_leaves_an_order_that_was_edited_by_hand_since_and_says_so(vault: Vault, tmp_path: Path) -> None:
    for price in ("50", "29"):
        last = bring(vault, tmp_path, f"#1,2026-08-20 10:00:00 +0000,{price},GBP,Mug,{price}\n", ORDER)
    vault.write(orders.edit, 1001, OrderDraft((LineDraft("Jug", 1, 4500),)))
    held = dump(vault)
    assert undo(vault, last).kept == ("O-1001: changed since the import",)
    assert dump(vault) == held


@pytest.mark.parametrize("date", ["0001-01-01", "01/01/0001", "0001-01-01 00:00:00 +0000", "0999-12-31T12:00:00Z"])
def test_a_date_of_another_millennium_is_skipped_with_its_line(vault: Vault, tmp_path: Path, date: str) -> None:
    done = bring(vault, tmp_path, f"k1,,,{date},5,A1\nk1,,,31/12/2025,6,A2\n")
    assert [(one.line, one.reason) for one in done.skipped] == [(2, f"“{date}” is not a date")]
    assert query(vault, "SELECT total FROM orders") == [(600,)]


def test_a_reason_begins_with_no_colon_where_the_order_has_no_number(vault: Vault, tmp_path: Path) -> None:
    done = bring(
        vault, tmp_path, "k1,,,2026-01-01,99999999999999999\nk1,,,2027-01-01,5\n", HEADING.replace(",order number", "")
    )
    assert len(done.skipped) == 2
    assert not [one.reason for one in done.skipped if one.reason.startswith(":")]


def test_a_list_without_numbers_brings_in_only_other_sales_however_its_rows_stand(vault: Vault, tmp_path: Path) -> None:
    heading, rows = "customer,date,amount\n", ["k1,2026-08-20,5\n", "k1,2026-08-20,7\n", "k1,2026-08-20,5\n"]
    bring(vault, tmp_path, "".join(rows), heading)
    held = dump(vault)
    for again in (rows, rows[::-1]):
        assert bring(vault, tmp_path, "".join(again), heading).unchanged["orders"] == 3
        assert dump(vault) == held
    assert bring(vault, tmp_path, "k1,2026-08-20,9\n", heading).created == {"orders": 1, "payments": 1}
    assert query(vault, "SELECT sum(total) FROM orders") == [(2600,)]
