"""Copies that leave the book: noted, guarded, lossless where a program reads them, and only who may be contacted."""

import csv
import json
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from shopcrm.data_map import TABLES
from shopcrm.errors import Refused, UsageError
from shopcrm.jobs import exporting, importing
from shopcrm.jobs.exporting import ExportReport, ExportRequest
from shopcrm.jobs.importing import ImportRequest
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import BasisDraft, ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.vault.vault import Vault
from tests.jobs.test_importing import ORDERS, PEOPLE, dump, query


def take_out(vault: Vault, path: Path, what: str, form: str, **said: str) -> ExportReport:
    request = ExportRequest(what, form, str(path), **said)  # type: ignore[arg-type]
    return vault.write(exporting.export, request)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def book(vault: Vault) -> Vault:
    """A shop with people and orders."""
    for path in (PEOPLE, ORDERS):
        vault.write(importing.apply, ImportRequest(str(path)))
    return vault


@pytest.mark.parametrize("form", ["csv", "csv-lossless"])
def test_what_was_exported_and_imported_again_changes_nothing(book: Vault, tmp_path: Path, form: str) -> None:
    before = dump(book)
    take_out(book, tmp_path / "people.csv", "customers", form)
    done = book.write(importing.apply, ImportRequest(str(tmp_path / "people.csv")))
    assert (done.created, done.updated, done.unchanged) == ({}, {}, {"customers": 4})
    assert dump(book) == before


def test_a_plain_copy_carries_the_answers(book: Vault, tmp_path: Path) -> None:
    report = take_out(book, tmp_path / "people.csv", "customers", "csv")
    rows = read_csv(tmp_path / "people.csv")
    assert (report.rows, len(rows), report.left_out) == (4, 4, {})
    assert [rows[0][f"may_{one}"] for one in ("email", "sms", "phone", "post")] == ["yes", "no", "no", "no"]
    assert stat.S_IMODE((tmp_path / "people.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("said", [{}, {"purpose": "marketing", "channel": "email"}])
def test_a_restricted_customer_is_in_no_list_and_counted(book: Vault, tmp_path: Path, said: dict[str, str]) -> None:
    before = take_out(book, tmp_path / "before.csv", "customers", "csv", **said)
    (first, *_) = read_csv(tmp_path / "before.csv")
    number = int(first["reference"].removeprefix("C-"))
    book.write(customers.restrict, RestrictionDraft(number, "accuracy"))
    report = take_out(book, tmp_path / "after.csv", "customers", "csv", **said)
    assert first["reference"] not in {row["reference"] for row in read_csv(tmp_path / "after.csv")}
    assert report.rows == before.rows - 1
    assert report.left_out["restricted: to be seen, not used (UK GDPR Art 18)"] == 1


def test_with_a_purpose_only_who_may_be_contacted_and_the_others_are_counted_by_reason(
    book: Vault, tmp_path: Path
) -> None:
    book.write(consent.suppress, "email", "renee@example.org", "letter")
    report = take_out(book, tmp_path / "p.csv", "customers", "csv", purpose="marketing", channel="email")
    assert [row["email"] for row in read_csv(tmp_path / "p.csv")] == ["zoe.odonnell@example.com"]
    assert report.rows == 1
    assert sum(report.left_out.values()) == 3
    assert not any(character.isdigit() or character == "@" for reason in report.left_out for character in reason)


def test_why_nobody_is_called_is_counted_without_a_number_or_an_age(vault: Vault, tmp_path: Path) -> None:
    vault.write(
        consent.set_basis,
        BasisDraft("marketing", "legitimate_interest", "Tell of new bulbs", "Nothing milder will do", "Few"),
    )
    people = [
        CustomerDraft(name, "Lee", phones=(ContactDraft(f"07700 90010{name[-1]}"),)) for name in ("A1", "B2", "C3")
    ]
    for one in people:
        vault.write(customers.add, one)
    vault.write(consent.note_tps, 1002, "2026-01-05")
    vault.write(consent.record, ConsentDraft(1003, "marketing", "phone", "grant", "at the counter", "slip"))
    vault.write(customers.edit, 1003, replace(people[2], birthday="2020-01-01"))
    report = take_out(vault, tmp_path / "p.csv", "customers", "csv", purpose="marketing", channel="phone")
    assert (report.rows, sum(report.left_out.values()), len(report.left_out)) == (0, 3, 3)
    told = " ".join(report.left_out)
    assert not any(part in told for part in ("07700", "6 years old"))


def test_with_a_purpose_only_what_they_may_be_contacted_by_is_written(vault: Vault, tmp_path: Path) -> None:
    mails = (ContactDraft("old@example.com", bounced=True, preferred=True), ContactDraft("ann@example.com"))
    phones = (ContactDraft("07700 900123"),)
    home = AddressDraft("1 High Street", town="Leeds", postcode="LS6 1AA")
    ann = vault.write(customers.add, CustomerDraft("Ann", "Lee", emails=mails, phones=phones, addresses=(home,)))
    for channel in ("email", "post"):
        said = ConsentDraft(ann, "marketing", channel, "grant", "at the counter", "slip 4")
        vault.write(consent.record, said)
    take_out(vault, tmp_path / "p.csv", "customers", "csv", purpose="marketing", channel="email")
    (row,) = read_csv(tmp_path / "p.csv")
    assert [row[key] for key in ("email", "email 2", "phone", "city")] == ["ann@example.com", "", "", "Leeds"]


def test_formulas_are_guarded_for_spreadsheets_and_kept_for_programs(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft(given_name="=1+1", family_name="@SUM(A1)", company="-2+3"))
    take_out(vault, tmp_path / "s.csv", "customers", "csv")
    take_out(vault, tmp_path / "l.csv", "customers", "csv-lossless")
    safe, exact = read_csv(tmp_path / "s.csv")[0], read_csv(tmp_path / "l.csv")[0]
    assert [safe[key] for key in ("first name", "last name", "company")] == ["'=1+1", "'@SUM(A1)", "'-2+3"]
    assert [exact[key] for key in ("first name", "last name", "company")] == ["=1+1", "@SUM(A1)", "-2+3"]


def test_further_addresses_share_a_cell(vault: Vault, tmp_path: Path) -> None:
    mails = tuple(ContactDraft(f"ann{number}@example.com") for number in range(3))
    vault.write(customers.add, CustomerDraft(given_name="Ann", emails=mails))
    take_out(vault, tmp_path / "p.csv", "customers", "csv")
    row = read_csv(tmp_path / "p.csv")[0]
    assert (row["email"], row["email 2"]) == ("ann0@example.com", "ann1@example.com; ann2@example.com")


def test_orders_once_each_with_decimal_amounts(book: Vault, tmp_path: Path) -> None:
    take_out(book, tmp_path / "o.csv", "orders", "csv")
    rows = read_csv(tmp_path / "o.csv")
    assert [row["number"] for row in rows] == ["#1001", "#1002", "#1003", "#1004"]
    assert (rows[1]["total"], rows[1]["customer"]) == ("14.00", "")
    take_out(book, tmp_path / "o.json", "orders", "json")
    document = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert document["orders"][0]["lines"][0] == {
        "sku": "CAN-LAV-30",
        "item": "Soy Candle - Lavender / 30cl",
        "quantity": 2,
        "price": "14.00",
        "discount": "0.00",
        "tax": document["orders"][0]["lines"][0]["tax"],
    }


def test_everything_holds_every_table_but_the_vaults_keys(book: Vault, tmp_path: Path) -> None:
    report = take_out(book, tmp_path / "all.zip", "everything", "zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        document = json.loads(archive.read("everything.json"))
        names = {name.removesuffix(".csv") for name in archive.namelist() if name.endswith(".csv")}
    tables = {table["table"]: table["rows"] for table in document["tables"]}
    inside = {"meta", "ledger_gate", "old_keys"}
    assert names == set(tables) == {name for name in TABLES if not name.startswith("search_")} - inside
    assert len(tables["customers"]) == 4
    assert report.rows == sum(len(rows) for rows in tables.values())


def test_each_export_is_noted(book: Vault, tmp_path: Path) -> None:
    take_out(book, tmp_path / "p.json", "customers", "json")
    verb, detail = query(book, "SELECT verb, detail FROM activity ORDER BY seq DESC LIMIT 1")[0]
    assert verb == "exports.write"
    assert json.loads(detail)["rows"] == 4


def test_what_does_not_fit_together_is_a_usage_error(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written as"):
        take_out(vault, tmp_path / "x", "everything", "csv")
    with pytest.raises(UsageError, match="needs a channel"):
        take_out(vault, tmp_path / "x", "customers", "csv", purpose="marketing")
    with pytest.raises(UsageError, match="Only customers"):
        take_out(vault, tmp_path / "x", "orders", "csv", purpose="marketing", channel="email")


def test_a_folder_that_is_not_there_leaves_nothing_noted(vault: Vault, tmp_path: Path) -> None:
    before = query(vault, "SELECT count(*) FROM activity")
    with pytest.raises(Refused, match="cannot be written"):
        take_out(vault, tmp_path / "none" / "x.csv", "customers", "csv")
    assert query(vault, "SELECT count(*) FROM activity") == before
