"""`shopcrm find`, `show`, `deadlines` and `report sales`, on a small shop."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import ANA_SAYS_YES, Run

SHOP: list[dict[str, Any]] = [
    {
        "do": "customers.add",
        "as": "ana",
        "given_name": "Ana",
        "family_name": "Smith",
        "emails": [{"typed": "ana@example.com"}],
        "phones": [{"typed": "07700 900123"}],
        "addresses": [{"line1": "1 High Street", "town": "Leeds", "postcode": "LS1 4AP"}],
    },
    {"do": "products.add", "as": "rose", "name": "Rose bouquet", "price": 2800},
    {
        "do": "orders.place",
        "customer": "$ana",
        "lines": [{"product": "$rose", "quantity": 2}],
        "promised_on": "2026-11-30",
        "paid": {"method": "cash"},
    },
    {"do": "orders.place", "lines": [{"description": "Tulips", "unit_price": 500}], "promised_on": "2027-03-01"},
    ANA_SAYS_YES,
]


@pytest.fixture(autouse=True)
def in_a_small_shop(crm: Run, shop: Path) -> None:
    """A customer with an order and an answer, and an order of nobody's."""
    del shop
    crm("--now", "2026-11-22T09:30:00Z", "batch", "-", stdin="\n".join(map(json.dumps, SHOP))).ok()


def test_a_customer_is_shown_whole(asked: Run) -> None:
    document = asked("show", "c-1001").ok().document
    assert document["ref"] == "C-1001"
    assert {"orders", "returns", "tickets", "points", "consent", "totals"} <= set(document)
    assert [order["id"] for order in document["orders"]] == ["O-1001"]
    assert document["totals"][0]["total"] == 5600
    assert document["consent"][0]["answer"] == "grant"
    assert (document["returns"], document["tickets"], document["points"]) == ([], [], None)


def test_what_was_paid_back_is_not_among_what_a_customer_bought(asked: Run, crm: Run) -> None:
    back = {"do": "payments.record", "order": "O-1001", "amount": 1000, "kind": "out"}
    crm("batch", "-", stdin=json.dumps(back)).ok()
    assert asked("show", "C-1001").ok().document["totals"][0]["total"] == 4600
    said = "Bought:    £46.00 in 1 order, less what was given back; the last on 2026-11-22"
    assert said in crm("show", "C-1001").ok().out


def test_what_happened_after_midnight_in_summer_is_shown_on_the_day_at_the_shop(crm: Run) -> None:
    """Half past eleven in UTC is half past midnight of the next day in Leeds."""
    sold = {"do": "orders.place", "customer": "C-1001", "lines": [{"description": "Fern", "unit_price": 500}]}
    asked = {"do": "tickets.open", "customer": "C-1001", "subject": "Wilted"}
    noted = {"do": "customers.add_note", "customer": "C-1001", "body": "Likes ferns"}
    lines = [sold | {"paid": {"method": "cash"}, "handed_over": True}, asked, noted]
    crm("--now", "2026-07-01T23:30:00Z", "batch", "-", stdin="\n".join(map(json.dumps, lines))).ok()
    for reference in ("O-1003", "T-1001", "N-1001", "C-1001"):
        shown = crm("show", reference).ok().out
        assert "2026-07-02" in shown
        assert "2026-07-01" not in shown
    assert "2026-07-02 00:30" in crm("show", "T-1001").ok().out


def test_an_order_and_a_product_are_shown(asked: Run) -> None:
    order = asked("show", "O-1001").ok().document
    assert order["customer_id"] == "C-1001"
    assert order["lines"][0]["product"] == "P-1001"
    assert order["total"] == 5600
    assert asked("show", "P-1001").ok().document["name"] == "Rose bouquet"


def test_a_note_that_was_found_can_be_shown(asked: Run, crm: Run) -> None:
    crm("batch", "-", stdin='{"do": "customers.add_note", "customer": "C-1001", "body": "Likes\\nviolets"}').ok()
    found = asked("find", "violets").ok().document["results"][0]["ref"]
    note = asked("show", found).ok().document
    assert (note["ref"], note["customer_id"], note["body"]) == (found, "C-1001", "Likes\nviolets")
    assert "Note on Ana Smith (C-1001)" in crm("show", found).ok().out


def test_the_words_are_a_shopkeepers(crm: Run) -> None:
    customer = crm("show", "C-1001").ok().out
    assert "Bought:    £56.00 in 1 order" in customer
    assert "offers and news by e-mail: yes" in customer
    order = crm("show", "O-1001").ok().out
    assert "2 x Rose bouquet  £28.00 each, £56.00" in order
    assert "Paid:      Paid" in order
    assert "Price:     £28.00" in crm("show", "P-1001").ok().out


def test_what_is_not_there_is_refused(asked: Run) -> None:
    for ref in (
        "C-9999",
        "O-9999",
        "P-9999",
        "N-9999",
        "I-9999",
        "F-1001",
        "X-1",
        "ana",
        "C-",
        "C-99999999999999999999",
    ):
        assert asked("show", ref).code == 1, ref


def test_a_customer_is_found_by_anything_that_is_known_of_her(asked: Run) -> None:
    for typed in ("ana", "smi", "ana@example.com", "900123", "ls1 4ap", "smyth", "C-1001"):
        document = asked("find", typed).ok().document
        assert set(document) >= {"results", "more"}
        assert set(document["results"][0]) == {"ref", "kind", "title", "detail"}
        assert "C-1001" in [one["ref"] for one in document["results"]], typed


def test_a_limit_leaves_more(asked: Run, crm: Run) -> None:
    crm("batch", "-", stdin=json.dumps(SHOP[0] | {"given_name": "Anabel"})).ok()
    document = asked("find", "smith", "--limit", 1).ok().document
    assert len(document["results"]) == 1
    assert document["more"] is True


def test_nothing_found_is_an_answer(asked: Run, crm: Run) -> None:
    assert asked("find", "zzzzzz").ok().document["results"] == []
    assert "Nothing was found." in crm("find", "zzzzzz").ok().out


def test_deadlines_are_listed_soonest_first(asked: Run, crm: Run) -> None:
    at = ("--now", "2026-11-22T09:30:00Z")
    soon = asked(*at, "deadlines").ok().document["deadlines"]
    assert [(one["due"], one["ref"]) for one in soon] == [("2026-11-30", "O-1001")]
    assert set(soon[0]) == {"due", "what", "ref", "rule"}
    every = asked(*at, "deadlines", "--all").ok().document["deadlines"]
    assert [one["due"] for one in every] == sorted(one["due"] for one in every)
    assert {one["ref"] for one in every} == {"O-1001", "O-1002"}
    assert "2026-11-30  O-1001" in crm(*at, "deadlines").ok().out


def test_sales_are_reported_by_day(asked: Run, crm: Run, tmp_path: Path) -> None:
    document = asked("report", "sales", "--from", "2026-11-22", "--to", "2026-11-22").ok().document
    assert document == {"columns": ["day", "orders", "total", "currency"], "rows": [["2026-11-22", 2, 6100, "GBP"]]}
    crm("report", "sales", "--csv", tmp_path / "sales.csv").ok()
    assert '"2026-11-22","2","61.00","GBP"' in (tmp_path / "sales.csv").read_text(encoding="utf-8-sig")


def test_find_loads_no_screens_no_papers_and_no_tables(shop: Path, passphrase_file: Path) -> None:
    from tests.cli.test_loading import HEAVY, loaded_by

    loaded = loaded_by("--shop", str(shop), "--passphrase-file", str(passphrase_file), "find", "ana")
    assert sorted(loaded & (HEAVY | {"phonenumbers", "holidays", "rapidfuzz", "email_validator"})) == []


def test_a_customer_is_found_by_the_domain_of_her_e_mail(asked: Run) -> None:
    assert [one["ref"] for one in asked("find", "example.com").ok().document["results"]] == ["C-1001"]


def test_a_name_of_signs_only_is_found_by_typing_it(asked: Run, crm: Run) -> None:
    crm("batch", "-", stdin='{"do": "customers.add", "given_name": "[/]"}').ok()
    assert [one["ref"] for one in asked("find", "[/]").ok().document["results"]] == ["C-1002"]
    assert [one["ref"] for one in asked("find", "[").ok().document["results"]] == ["C-1002"]
    assert asked("find", "[x]").ok().document["results"] == []


def test_an_order_number_that_is_not_there_brings_no_near_misses(asked: Run) -> None:
    assert asked("find", "#1").ok().document["results"] == []
    assert asked("find", "#900123").ok().document["results"] == []
    assert [one["ref"] for one in asked("find", "#1001").ok().document["results"]] == ["O-1001"]
