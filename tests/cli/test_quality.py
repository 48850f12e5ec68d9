"""`shopcrm report quality`: the score, its points, and the records behind each."""

import json
from pathlib import Path

from tests.cli.conftest import Run

PEOPLE = [
    {"do": "customers.add", "given_name": "Ana", "phones": [{"typed": "0113 496 0123"}]},
    {"do": "customers.add", "given_name": "Xkqzvbn", "source": "a web form", "emails": [{"typed": "x@example.com"}]},
]


def test_the_report_tells_the_score_and_names_the_records(asked: Run, crm: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    asked("batch", "-", stdin="\n".join(map(json.dumps, PEOPLE))).ok()
    found = asked("report", "quality").ok().document
    assert found["columns"] == ["point", "customers", "first_here", "takes"]
    assert (found["score"], found["customers"], found["nothing_to_put_right"]) == (50, 2, 1)
    assert ["Perhaps junk", 1, 1, 50] in found["rows"]
    assert ["No telephone number", 1, 0, ""] in found["rows"]
    assert found["definitions"]["Perhaps junk"].startswith("Not typed in by you")
    assert {
        "point": "Perhaps junk",
        "customer": "C-1002",
        "name": "Xkqzvbn",
        "why": "a name without a vowel: Xkqzvbn",
    } in found["records"]
    assert "Score: 50 of 100. 1 of 2 customers have nothing to put right." in crm("report", "quality").ok().out
    crm("report", "quality", "--csv", tmp_path / "quality.csv").ok()
    assert '"Perhaps junk","1","1","50"' in (tmp_path / "quality.csv").read_text(encoding="utf-8-sig")


def test_an_empty_shop_has_no_score_and_that_is_said(asked: Run, crm: Run, shop: Path) -> None:
    del shop
    assert asked("report", "quality").ok().document["score"] is None
    assert "No score yet. There are no customers yet" in crm("report", "quality").ok().out


def test_it_is_always_of_today(asked: Run, shop: Path) -> None:
    del shop
    assert asked("report", "quality", "--from", "2026-01-01").code == 2
