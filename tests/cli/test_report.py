"""`shopcrm report`: figures for people, programs and spreadsheets."""

import csv
import json
from pathlib import Path

from shopcrm.cli.report import NAMES
from shopcrm.insight.reports import REPORTS
from tests.cli.conftest import ANA_SAYS_YES, Run

SAID_YES = [
    {"do": "customers.add", "given_name": "Ana", "as": "ana"},
    ANA_SAYS_YES | {"at": "2026-03-01"},
]


def test_the_command_knows_every_report() -> None:
    assert tuple(REPORTS) == NAMES


def test_consent_is_counted(asked: Run, shop: Path) -> None:
    del shop
    asked("batch", "-", stdin="\n".join(map(json.dumps, SAID_YES))).ok()
    document = asked("report", "consent").ok().document
    assert document["columns"] == ["purpose", "channel", "answer", "people"]
    assert document["rows"] == [["marketing", "email", "grant", 1]]
    (wording,) = document["wordings"]
    assert (wording["version"], wording["answers"], wording["yes"], wording["present"]) == (1, 1, 1, True)
    assert document["lawful_bases"] == document["reviews_due"] == []
    assert asked("report", "consent", "--from", "2026-03-02").ok().document["rows"] == []
    assert asked("report", "consent", "--from", "2026-03-01", "--to", "2026-03-01").ok().document["rows"]


def test_a_csv_file_is_written_for_its_owner_only(crm: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    crm("batch", "-", stdin="\n".join(map(json.dumps, SAID_YES))).ok()
    crm("report", "consent", "--csv", tmp_path / "consent.csv").ok()
    written = (tmp_path / "consent.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written == ['"purpose","channel","answer","people"', '"marketing","email","grant","1"']
    assert (tmp_path / "consent.csv").stat().st_mode & 0o077 == 0


def test_figures_are_told_by_period_and_printed_on_one_page(crm: Run, asked: Run, shop: Path, tmp_path: Path) -> None:
    found = asked("report", "figures", "--by", "month").ok().document
    assert found["columns"][:4] == ["figure", "unit", "currency", "value"]
    assert found["definitions"]["Sales"].startswith("What the orders placed")
    file = tmp_path / "figures.pdf"
    told = crm("report", "figures", "--from", "2026-01-01", "--pdf", file).ok().out
    assert "Lost customers (churn)   percent" in told
    assert "compared with" in told
    assert file.read_bytes().startswith(b"%PDF")
    assert asked("report", "sales", "--pdf", file).code == 2
    assert asked("report", "sales", "--by", "month").code == 2
    assert asked("report", "figures", "--by", "month", "--from", "2026-01-01").code == 2


def test_a_page_into_a_folder_that_is_not_there_is_refused(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    folder = tmp_path / "missing"
    for option in ("--pdf", "--csv"):
        answer = asked("report", "figures", option, folder / "x" / "page")
        assert answer.code == 1
        assert "no such file or directory" in answer.document["error"]["message"]
        assert not folder.exists()


def test_an_empty_report_says_so(crm: Run, shop: Path) -> None:
    del shop
    assert "nothing to report" in crm("report", "sales").ok().out


def test_odd_days_are_refused(asked: Run, shop: Path) -> None:
    del shop
    assert asked("report", "sales", "--from", "soon").code == 2
    assert asked("report", "sales", "--to", "9999-12-31").code == 1
    assert asked("report", "nonsense").code == 2


def test_a_file_that_is_there_is_never_replaced(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    file = tmp_path / "consent.csv"
    file.write_text("mine", encoding="utf-8")
    answer = asked("report", "consent", "--csv", file)
    assert (answer.code, file.read_text(encoding="utf-8")) == (1, "mine")
    assert "another name" in answer.document["error"]["next"]


def test_days_the_wrong_way_round_are_a_usage_error(asked: Run, shop: Path) -> None:
    del shop
    assert asked("report", "sales", "--from", "2026-11-23", "--to", "2026-11-22").code == 2


def test_segments_are_reported_with_what_they_mean(asked: Run, shop: Path) -> None:
    del shop
    document = asked("report", "segments").ok().document
    assert document["columns"][:3] == ["segment", "kind", "customers"]
    assert [row[0] for row in document["rows"]][:2] == ["Champions", "Loyal"]
    assert all(row[2] == 0 for row in document["rows"])


def test_segments_saved_by_name_are_in_the_report_and_in_its_csv(
    asked: Run, crm: Run, shop: Path, tmp_path: Path
) -> None:
    del shop
    rules = {"all": [{"field": "spent", "how": "at_least", "value": "100", "days": 90}]}
    lines = [
        {"do": "customers.add", "given_name": "Ana", "as": "ana"},
        {"do": "orders.place", "customer": "$ana", "lines": [{"description": "Posy", "unit_price": 12000}]},
        {"do": "segments.save", "name": "=best", "rules": rules},
        {"do": "segments.count", "rules": rules},
        {"do": "segments.why", "rules": rules, "customer": "$ana"},
    ]
    results = asked("batch", "-", stdin="\n".join(map(json.dumps, lines))).ok().document["results"]
    assert results[3]["customers"] == 1
    assert results[4][0]["hers"] == "£120.00"
    file = tmp_path / "segments.csv"
    rows = {row[0]: row for row in asked("report", "segments", "--csv", file).ok().document["rows"]}
    assert (rows["=best"][1:3], rows["New"][2]) == (["saved", 1], 1)
    told = {row["segment"]: row for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())}
    assert told["'=best"]["means"] == "Spent at least £100.00 in the last 90 days"
    assert told["New"]["spent"] == "120.00"
