"""`shopcrm import`: rehearsed, imported whole, imported again, taken back."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run

SAMPLES = Path(__file__).parents[1] / "samples"
ORDERS = SAMPLES / "shopify" / "synthetic_orders_export_1.csv"
CUSTOMERS = SAMPLES / "shopify" / "synthetic_customers_export.csv"
KEYS = {"import_id", "format", "rows", "created", "updated", "unchanged", "skipped", "warnings", "differences"}


@pytest.fixture(autouse=True)
def in_a_shop(shop: Path) -> None:
    """Every test here has a new shop."""
    del shop


def test_a_rehearsal_tells_what_the_import_then_does_and_changes_nothing(asked: Run) -> None:
    rehearsed = asked("import", ORDERS, "--dry-run").ok().document
    assert rehearsed["import_id"] is None
    assert asked("report", "sales").ok().document["rows"] == []
    done = asked("import", ORDERS).ok().document
    assert set(done) >= KEYS
    assert done["created"]["orders"] > 0
    assert {name: done[name] for name in KEYS - {"import_id"}} == {
        name: rehearsed[name] for name in KEYS - {"import_id"}
    }


def test_importing_again_creates_nothing(asked: Run) -> None:
    first = asked("import", ORDERS).ok().document
    again = asked("import", ORDERS).ok().document
    assert again["created"].get("orders", 0) == 0
    assert again["unchanged"]["orders"] == first["created"]["orders"]


def test_an_import_is_taken_back_by_its_reference(asked: Run) -> None:
    done = asked("import", ORDERS).ok().document
    assert asked("show", done["import_id"]).ok().document["undone_at"] is None
    undone = asked("import", "--undo", done["import_id"]).ok().document
    assert set(undone) == {"removed", "restored", "kept"}
    assert undone["removed"]["orders"] == done["created"]["orders"]
    assert asked("show", done["import_id"]).ok().document["undone_at"]
    assert asked("report", "sales").ok().document["rows"] == []


def test_several_files_are_one_import_after_the_other_in_one_transaction(asked: Run) -> None:
    rehearsed = asked("import", CUSTOMERS, ORDERS, "--dry-run").ok().document
    document = asked("import", CUSTOMERS, ORDERS).ok().document
    assert set(document) >= KEYS
    assert [one["file"] for one in document["imports"]] == [str(CUSTOMERS), str(ORDERS)]
    assert document["rows"] == sum(one["rows"] for one in document["imports"])
    assert document["created"] == rehearsed["created"]


def test_one_broken_file_among_several_imports_none(asked: Run, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("nothing,known\n1,2\n", encoding="utf-8")
    answer = asked("import", ORDERS, odd)
    assert answer.code in (1, 2)
    assert asked("report", "sales").ok().document["rows"] == []


def test_columns_are_mapped_by_name(asked: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("Who,Where to write\nAna Smith,ana@example.com\n", encoding="utf-8")
    mapped = ("--map", "name=Who", "--map", "email=Where to write")
    document = asked("import", book, "--format", "plain-customers", *mapped).ok().document
    assert document["created"]["customers"] == 1
    assert document["mapping"]["email"] == "Where to write"
    assert asked("find", "ana@example.com").ok().document["results"]


def test_the_words_tell_how_to_take_it_back(crm: Run) -> None:
    assert "--undo I-1001" in crm("import", ORDERS).ok().out
    told = crm("import", ORDERS, "--dry-run").ok().out
    assert "nothing was changed" in told
    assert "--undo" not in told


def test_what_makes_no_sense_is_a_usage_error(asked: Run, tmp_path: Path) -> None:
    assert asked("import").code == 2
    assert asked("import", tmp_path / "none.csv").code == 2
    assert asked("import", ORDERS, "--undo", "I-1001").code == 2
    assert asked("import", ORDERS, "--dates", "ymd").code == 2
    assert asked("import", ORDERS, "--map", "email").code == 2


def test_a_mapping_by_which_no_row_can_be_read_is_not_remembered(asked: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("Kunde,Datum,Betrag\nAna Smith,2026-01-01,5\n", encoding="utf-8")
    named = ("--map", "customer=Kunde", "--map", "date=Datum")
    asked("import", book, *named, "--map", "amount=Betrag").ok()
    wrong = asked("import", book, *named, "--map", "amount=Kunde").ok().document
    assert [line for line, _ in wrong["skipped"]] == [2]
    assert asked("import", book).ok().document["unchanged"] == {"customers": 1, "orders": 1}


def test_an_import_that_never_was_cannot_be_taken_back(asked: Run) -> None:
    answer = asked("import", "--undo", "I-9999")
    assert (answer.code, answer.document["error"]["message"]) == (1, "There is no import I-9999.")
    assert asked("import", "--undo", "C-1001").code == 1


def test_a_currency_that_is_none_is_refused(asked: Run, tmp_path: Path) -> None:
    answer = asked("import", ORDERS, "--currency", "XXQ")
    assert answer.code == 1
    assert "XXQ" in answer.document["error"]["message"]
    odd = tmp_path / "odd.csv"
    odd.write_text(ORDERS.read_text(encoding="utf-8").replace("GBP", "GBQ", 1), encoding="utf-8")
    skipped = asked("import", odd).ok().document["skipped"]
    assert [line for line, reason in skipped if "'GBQ' is not the code of a currency" in reason] == [2]


def test_a_mapping_to_what_is_not_there_is_a_usage_error(asked: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("Name,Email\nAna Smith,ana@example.com\n", encoding="utf-8")
    for mapping in ("email=Nope", "bogus=Email", "bogus=Nope"):
        for named in ((), ("--format", "plain-customers")):
            assert asked("import", book, *named, "--map", mapping).code == 2, (mapping, named)
