"""Who may be in the book already is told before a file is imported: by line, with the reasons, and nobody is merged."""

from pathlib import Path

import pytest

from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportRequest
from shopcrm.shop import customers, merge
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.vault import Vault
from tests.vault.rules import query

ANA = CustomerDraft(
    "Ana",
    "Baker",
    emails=(ContactDraft("ana@example.com"),),
    phones=(ContactDraft("07700 900123"),),
    addresses=(AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA"),),
)
HEAD = "First name,Last name,Email,Phone,Address,Town,Postcode\n"
LINES = (
    "Anna,Baker,anna@example.org,07700 900123,1 High St,Leeds,LS1 1AA\n"
    "Bo,Cho,bo@example.com,07700 900456,2 Quay,York,YO1 1AA\n"
    "Zoë,Third,zoe@example.com,07700 900789,,,\n"
)


@pytest.fixture
def request_of(tmp_path: Path) -> ImportRequest:
    """A list of three people, of whom the first is Ana once more."""
    path = tmp_path / "people.csv"
    path.write_text(HEAD + LINES, encoding="utf-8")
    return ImportRequest(str(path))


def test_a_rehearsal_names_who_may_be_in_the_book_already(vault: Vault, request_of: ImportRequest) -> None:
    vault.write(customers.add, ANA)
    told = importing.rehearse(vault, request_of).doubles
    (line,) = told
    assert line.startswith("line 2: Anna Baker may be C-1001, Ana Baker: ")
    assert "same telephone number" in line
    done = vault.write(importing.apply, request_of)
    assert done.doubles == told
    assert done.created["customers"] == 3


def test_in_an_empty_book_and_at_the_second_time_nobody_is_named(vault: Vault, request_of: ImportRequest) -> None:
    assert vault.write(importing.apply, request_of).doubles == ()
    assert vault.write(importing.apply, request_of).doubles == ()


def test_people_of_one_household_are_not_named(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, ANA)
    path = tmp_path / "people.csv"
    path.write_text(HEAD + "Robin,Baker,robin@example.com,07700 900123,1 High Street,Leeds,LS1 1AA\n")
    assert importing.rehearse(vault, ImportRequest(str(path))).doubles == ()


def test_an_import_is_taken_back_whatever_was_merged_meanwhile(vault: Vault, request_of: ImportRequest) -> None:
    ana = vault.write(customers.add, ANA)
    report = vault.write(importing.apply, request_of)
    anna, bo, zoe = (row[0] for row in vault.read(query, "SELECT id FROM customers WHERE id > 1001 ORDER BY id"))
    vault.write(merge.tell_apart, bo, zoe)
    vault.write(merge.unmerge, vault.write(merge.merge, MergeDraft(anna, bo)).merge_id)
    vault.write(merge.merge, MergeDraft(ana, anna))
    done = vault.write(importing.undo, report.import_id)
    assert done.removed["customers"] == 2
    assert vault.read(query, "SELECT id FROM customers") == [(ana,)]
    assert vault.read(query, "SELECT * FROM told_apart") == []
    assert vault.read(query, "PRAGMA foreign_key_check") == []


def test_somebody_who_others_were_merged_into_stays_when_an_import_is_taken_back(
    vault: Vault, request_of: ImportRequest
) -> None:
    report = vault.write(importing.apply, request_of)
    first, second, third = (row[0] for row in vault.read(query, "SELECT id FROM customers ORDER BY id"))
    vault.write(merge.unmerge, vault.write(merge.merge, MergeDraft(first, second)).merge_id)
    vault.write(merge.merge, MergeDraft(first, third))
    done = vault.write(importing.undo, report.import_id)
    assert done.kept == ("C-1001: was merged with another record",)
    assert vault.read(query, "SELECT id FROM customers") == [(first,)]
    assert vault.read(query, "PRAGMA foreign_key_check") == []
