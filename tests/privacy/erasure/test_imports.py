"""No file brings an erased person back: her row is left out and said, her orders are kept without a name."""

from datetime import timedelta
from pathlib import Path

import pytest

from shopcrm.jobs.importing import ImportRequest, applying
from shopcrm.jobs.importing.report import ImportReport
from shopcrm.jobs.importing.taking_back import undo
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import customers
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import NOW
from tests.privacy.erasure.people import HEADER
from tests.vault.rules import query

ORDERS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Billing Name,Shipping Name,Shipping Street,Shipping City,Shipping Zip,Notes,Payment Method,Id"
)


def person(number: str = "771", mail: str = "ana@example.com", phone: str = "", first: str = "Ana") -> str:
    return f"{number},{first},Baker,{mail},yes,,1 Row,,Leeds,,GB,LS1 1AA,,{phone},no,0,0,,no,,no,"


def ordered(number: int, at: str = "2026-11-02 10:00:00 +0000", mail: str = "ana@example.com") -> str:
    return (
        f"#{number},{mail},paid,{at},fulfilled,{at},no,GBP,10.00,0,0,10.00,,0,,{at},1,Rose,10.00,Ana Baker,Ana Baker,"
        f"1 Row,Leeds,LS1 1AA,ring twice,Card,55{number}"
    )


def imported(vault: Vault, folder: Path, header: str, *rows: str) -> ImportReport:
    file = folder / "file.csv"
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return vault.write(applying.apply, ImportRequest(str(file)))


def erased(vault: Vault, folder: Path) -> int:
    """Ana came with a file, ordered, and was erased."""
    imported(vault, folder, HEADER, person(phone="07700900123"))
    imported(vault, folder, ORDERS, ordered(1001))
    ana = vault.read(query, "SELECT id FROM customers")[0][0]
    vault.write(erasure.erase, ErasureDraft(ana, "Baker", anyway=True))
    return int(ana)


def everything(vault: Vault) -> str:
    tables = ("customers", "contact_points", "addresses", "notes", "orders", "search_entries", "consent_events")
    return "\n".join(str(vault.read(query, f"SELECT * FROM {table}")) for table in tables).lower()


@pytest.mark.parametrize(
    "row",
    [
        person(),
        person(number="", mail="ANA@example.com"),
        person(mail="new@example.com"),
        person(number="", mail="", phone="+44 7700 900123"),
    ],
    ids=["the same row", "her e-mail", "her number at the platform", "her telephone, without an e-mail"],
)
def test_a_row_about_an_erased_person_is_left_out_with_a_warning(vault: Vault, tmp_path: Path, row: str) -> None:
    ana = erased(vault, tmp_path)
    report = imported(vault, tmp_path, HEADER, row, person("772", "bo@example.com", first="Bo"))
    assert report.created["customers"] == 1
    (skipped,) = report.skipped
    assert f"C-{ana} was erased" in skipped.reason
    assert "ana@" not in everything(vault)


def test_the_random_number_of_her_record_does_not_bring_her_back(vault: Vault, tmp_path: Path) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),)))
    uid = vault.read(customers.card, ana).uid
    vault.write(erasure.erase, ErasureDraft(ana, "Baker"))
    report = imported(vault, tmp_path, "id,first name,last name,email", f"{uid},Ana,Baker,another@example.com")
    assert len(report.skipped) == 1
    assert "another@" not in everything(vault)


def test_her_orders_in_a_file_are_kept_and_nobodys(vault: Vault, tmp_path: Path) -> None:
    erased(vault, tmp_path)
    report = imported(vault, tmp_path, ORDERS, ordered(1001), ordered(1002))
    assert report.created["orders"] == 1
    assert any("kept without a name" in one for one in report.warnings)
    assert vault.read(query, "SELECT customer_id, deliver_to, note FROM orders ORDER BY id DESC LIMIT 1") == [
        (None, "", "")
    ]
    for word in ("ana@", "baker", "1 row", "ring twice"):
        assert word not in everything(vault)


def test_who_orders_again_after_the_erasure_is_a_customer_anew(vault: Vault, tmp_path: Path) -> None:
    ana = erased(vault, tmp_path)
    vault.clock = lambda: NOW + timedelta(days=10)
    report = imported(vault, tmp_path, ORDERS, ordered(1003, "2026-12-01 10:00:00 +0000"))
    assert report.created["customers"] == 1
    assert vault.read(query, "SELECT max(id) FROM customers")[0][0] > ana


def test_who_shares_a_telephone_with_an_erased_person_comes_with_her_own_address(vault: Vault, tmp_path: Path) -> None:
    erased(vault, tmp_path)
    report = imported(vault, tmp_path, HEADER, person("773", "ben@example.com", "07700900123", "Ben"))
    assert report.created["customers"] == 1


def test_an_import_that_brought_her_is_taken_back_without_her(vault: Vault, tmp_path: Path) -> None:
    ana = erased(vault, tmp_path)
    for number in vault.read(query, "SELECT id FROM imports ORDER BY id DESC"):
        report = vault.write(undo, number[0])
        assert any("erased" in one or "went on" in one for one in report.kept)
    assert vault.read(customers.card, ana).status == "erased"
    assert vault.read(query, "SELECT count(*) FROM orders") == [(1,)]
