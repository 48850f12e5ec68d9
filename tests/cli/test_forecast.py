"""`shopcrm report forecast`: the published parameters on the published data, and why not where there is too little."""

import json
from datetime import date
from pathlib import Path

import pytest

from shopcrm.cli.outlook_words import Outlook
from shopcrm.insight.scores import KeptScore
from tests.cli.conftest import Run
from tests.insight.cdnow import MAPPED, UNTIL, as_csv


@pytest.fixture(autouse=True)
def in_a_shop(shop: Path) -> None:
    """Every test here has a new shop."""
    del shop


def test_the_parameters_on_cdnow_are_those_of_the_papers_to_the_printed_digits(asked: Run, tmp_path: Path) -> None:
    done = asked("import", as_csv(tmp_path), *MAPPED, "--currency", "USD").ok().document
    assert (done["format"], done["rows"], done["skipped"]) == ("plain-orders", 6919, [])
    assert (done["created"]["customers"], done["created"]["orders"]) == (2357, 6919)
    document = asked("report", "forecast", "--to", UNTIL).ok().document
    parameters = document["parameters"]
    assert {name: round(parameters[name], 3) for name in ("r", "alpha", "a", "b")} == {
        "r": 0.243,
        "alpha": 4.414,
        "a": 0.793,
        "b": 2.426,
    }
    assert {name: round(parameters[name], 2) for name in ("p", "q", "gamma")} == {"p": 6.25, "q": 3.74, "gamma": 15.44}
    assert round(document["log_likelihood"], 1) == -9582.4
    assert (document["customers"], document["came_back"], document["currency"]) == (2357, 946, "USD")
    check = document["hold_out"]
    assert (check["from"], check["to"], check["weeks"], check["customers"]) == ("1997-10-01", "1998-06-30", 39, 2357)
    assert (round(check["expected"]), check["actual"]) == (1653, 1882)
    assert check["words"] == "Last time it said 1,653, it was 1,882."
    assert len(document["rows"]) == 2357
    assert document["columns"][:3] == ["customer", "name", "expected_orders"]


def test_without_an_end_everything_is_used_and_an_earlier_forecast_is_held_against_it(
    asked: Run, tmp_path: Path
) -> None:
    now = ("--now", "1998-06-30T12:00:00Z")
    asked(*now, "import", as_csv(tmp_path), *MAPPED).ok()
    document = asked(*now, "report", "forecast").ok().document
    assert document["calibration"] == {"from": "1997-01-01", "to": "1998-06-30"}
    assert (document["hold_out"]["from"], document["hold_out"]["to"]) == ("1998-04-08", "1998-06-30")
    assert document["hold_out"]["actual"] > 0
    assert document["expected_orders"] > 0


def test_the_mapping_is_remembered_for_the_next_file_with_these_columns(asked: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("Who,When,Discs,Dollars\n0001,1997-01-01,2,29.33\n", encoding="utf-8")
    asked("import", book, "--map", "customer=Who", "--map", "date=When", "--map", "amount=Dollars").ok()
    book.write_text("Who,When,Discs,Dollars\n0001,1997-01-01,2,29.33\n0002,19970118,1,5.00\n", encoding="utf-8")
    again = asked("import", book).ok().document
    assert (again["format"], again["created"]["orders"], again["unchanged"]["orders"]) == ("plain-orders", 1, 1)
    assert again["mapping"]["customer"] == "Who"


def test_columns_with_usual_names_need_no_mapping(asked: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("customer,date,amount,quantity\n0001,19970101,29.33,2\n", encoding="utf-8")
    done = asked("import", book).ok().document
    assert (done["format"], done["created"]["orders"]) == ("plain-orders", 1)
    shown = asked("show", "O-1001").ok().document
    assert (shown["total"], [line["quantity"] for line in shown["lines"]]) == (2933, [1, 1])


def test_below_the_threshold_the_report_says_why_not(asked: Run, crm: Run) -> None:
    document = asked("report", "forecast").ok().document
    assert (document["parameters"], document["rows"], document["hold_out"]) == ({}, [], None)
    threshold = "it takes 100 customers who came back on another day, and 26 weeks of orders."
    assert document["why_not"] == f"there are no orders in these days; {threshold}"
    lines = [
        {"do": "customers.add", "given_name": "Ana", "as": "ana"},
        {"do": "orders.place", "customer": "$ana", "lines": [{"description": "Tulips", "unit_price": 500}]},
    ]
    asked("batch", "-", stdin="\n".join(map(json.dumps, lines))).ok()
    document = asked("report", "forecast").ok().document
    assert document["why_not"] == "it takes 100 customers who came back on another day; so far there are 0."
    assert "No forecast: it takes 100 customers" in crm("report", "forecast").ok().out


def test_show_tells_why_a_customer_is_at_risk(asked: Run, crm: Run) -> None:
    days = ("2026-07-02", "2026-07-26", "2026-08-19", "2026-09-12")
    lines: list[dict[str, object]] = [{"do": "customers.add", "given_name": "Ana", "as": "ana"}]
    tulips = [{"description": "Tulips", "unit_price": 500}]
    lines += [{"do": "orders.place", "customer": "$ana", "placed_at": day, "lines": tulips} for day in days]
    now = ("--now", "2026-11-22T09:30:00Z")
    asked(*now, "batch", "-", stdin="\n".join(map(json.dumps, lines))).ok()
    document = asked(*now, "show", "C-1001").ok().document
    assert document["at_risk"]["why"] == "usually every 24 days; silent for 71"
    assert (document["forecast"], document["suggestions"]) == (None, [])
    assert "At risk: usually every 24 days; silent for 71" in crm(*now, "show", "C-1001").ok().out


def test_a_score_in_show_names_the_day_that_it_is_of() -> None:
    score = KeptScore(date(2026, 11, 22), 12, 1.43, 4120, "GBP", 0.8)
    assert list(Outlook(None, score, ()).lines) == ["Expected in the 12 weeks from 22 Nov 2026: 1.4 orders"]
