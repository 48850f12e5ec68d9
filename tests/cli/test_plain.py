"""Plain mode: the shop line by line, as a screen reader speaks it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Run

ANA = {"do": "customers.add", "given_name": "Ana", "family_name": "Smith", "emails": [{"typed": "ana@example.com"}]}
ROSE = {"do": "products.add", "name": "Rose bouquet", "price": 2800, "sku": "ROSE"}


@pytest.fixture
def plain(crm: Run, shop: Path) -> Run:
    """Type lines into plain mode; the input ends after them."""
    del shop
    crm("batch", "-", stdin="\n".join(map(json.dumps, (ANA, ROSE)))).ok()

    def call(*typed: str) -> Answer:
        return crm("--plain", stdin="".join(f"{line}\n" for line in typed)).ok()

    return call


def test_it_says_what_can_be_done_and_closes_when_asked(plain: Run) -> None:
    told = plain("7").out
    assert "Corner Flowers is open." in told
    for word in ("1: Find", "2: Show a record", "3: Add a note", "4: New order", "5: Backup", "6: Access report"):
        assert word in told
    assert told.rstrip().endswith("The shop is closed.")


def test_it_closes_when_the_input_ends(plain: Run) -> None:
    assert plain("1").out.rstrip().endswith("The shop is closed.")


def test_it_finds_and_shows(plain: Run) -> None:
    told = plain("1", "smyth", "2", "c-1001", "7").out
    assert "C-1001  Ana Smith" in told
    assert "E-mail:    ana@example.com" in told


def test_a_note_is_added_to_someone_found_by_name(plain: Run, asked: Run) -> None:
    assert "Saved." in plain("3", "ana", "1", "Likes roses", "7").out
    assert asked("show", "C-1001").ok().document["notes"][0]["body"] == "Likes roses"


def test_an_order_is_read_back_and_saved(plain: Run, asked: Run) -> None:
    told = plain(*("4", "y", "C-1001", "rose", "1", "2", "", "Gift card", "1", "1.50", "", "1", "y", "7")).out
    assert "2 x Rose bouquet at £28.00" in told
    assert "To pay £57.50" in told
    order = asked("show", "O-1001").ok().document
    assert order["total"] == 5750
    assert order["balance_due"] == 0
    assert order["customer_id"] == "C-1001"


def test_an_order_is_paid_with_store_credit_and_in_part(plain: Run, crm: Run, asked: Run) -> None:
    crm("batch", "-", stdin=json.dumps({"do": "store_credit.issue", "customer": "C-1001", "amount": 600})).ok()
    answers = ("4", "y", "C-1001", "Tulips", "1", "20", "", "y", "4", "5", "2", "15", "14-5", "y", "7")
    told = plain(*answers).out
    assert "Use store credit, £6.00" in told
    assert "Type 1 or 2." in told
    assert "Type an amount up to £14.00." in told
    assert "To pay £14.00" in told
    order = asked("show", "O-1001").ok().document
    assert [(one["kind"], one["amount"]) for one in order["payments"]] == [("credit", 600), ("in", 900)]
    assert order["balance_due"] == 500


def test_an_order_that_is_not_agreed_to_is_not_saved(plain: Run, asked: Run) -> None:
    assert "Nothing was changed." in plain("4", "n", "Tulips", "1", "3*4.50", "", "3", "n", "7").out
    assert asked("show", "O-1001").code == 1


def test_a_slip_is_told_and_the_questions_go_on(plain: Run) -> None:
    told = plain(
        "9", "2", "x-1", "2", "C-9999", "4", "n", "Tulips", "many", "Tulips", "1", "dear", "", "3", "nobody"
    ).out
    assert "Type a number from 1 to 7" in told
    assert "is not a reference" in told
    assert "no customer C-9999" in told
    assert "not a whole number" in told
    assert "not an amount" in told


def test_a_backup_and_an_access_report_are_made(plain: Run, tmp_path: Path) -> None:
    told = plain("5", str(tmp_path / "stick"), "6", "C-1001", str(tmp_path / "out"), "7").out
    assert "every page proven" in told
    assert list((tmp_path / "stick").glob("*.scb"))
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".pdf", ".zip"}


def test_an_empty_answer_goes_back(plain: Run) -> None:
    assert plain("1", "", "3", "", "6", "C-1001", "", "7").out.count("Back to the menu.") == 3


def test_nothing_in_a_name_can_act_on_the_terminal(crm: Run, shop: Path) -> None:
    del shop
    crm("batch", "-", stdin=json.dumps(ANA | {"given_name": "[red]A‮na\u009b2J"})).ok()
    told = crm("--plain", stdin="1\nsmith\n2\nC-1001\n7\n").ok().out
    assert not set(told) & {"\x1b", "\u009b", "\u202e"}
