"""The registers on the command line: listed, written, and old records let go only by their number."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BREACH = {"do": "breaches.log", "what": "A lost stick", "discovered_at": "2026-11-20T16:30", "nature": "lost"}
NOW = ("--now", "2026-11-22T09:30:00Z")
LATER = ("--now", "2029-01-01T09:30:00Z")


@pytest.fixture
def filled(asked: Run, shop: Path, tmp_path: Path) -> Path:
    """A shop with a breach, somebody who never bought, and training."""
    lines: list[dict[str, Any]] = [
        BREACH,
        {"do": "customers.add", "given_name": "Ana", "family_name": "Baker"},
        {"do": "customers.add", "given_name": "Otto", "family_name": "Else"},
        {"do": "training.record", "held_on": "2026-11-01", "who": "Robin", "topic": "Phishing"},
        {"do": "fee.check", "staff": 1, "turnover": 90000, "beyond": ["cctv"], "direct_debit": True},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    asked(*NOW, "batch", batch).ok()
    return shop


def test_the_registers_are_counted_and_one_is_listed(asked: Run, crm: Run, filled: Path) -> None:
    found = {one["name"]: one["entries"] for one in asked("registers").ok().document["registers"]}
    assert (found["breaches"], found["training"], found["fee"]) == (1, 1, 1)
    fee = asked("registers", "fee").ok().document
    assert set(fee) >= {"columns", "rows"}
    assert fee["rows"][0][3] == "£47.00"
    assert "A lost stick" in crm("registers", "breaches").ok().out
    assert asked("registers", "dogs").code == 1
    assert asked("registers", "--output", ".").code == 2


def test_registers_are_written_where_the_person_said(asked: Run, filled: Path, tmp_path: Path) -> None:
    files = [Path(file) for file in asked("registers", "breaches", "--output", tmp_path / "out").ok().document["files"]]
    assert {file.suffix for file in files} == {".csv", ".pdf"}
    assert all(file.exists() for file in files)


def test_notice_and_evidence_are_written(asked: Run, filled: Path, tmp_path: Path) -> None:
    notice = asked("privacy-notice", "--output", tmp_path).ok().document
    assert Path(notice["file"]).exists()
    assert (notice["version"], notice["pages"] > 1) == (1, True)
    pack = asked("evidence-pack", "--output", tmp_path).ok().document
    assert Path(pack["file"]).exists()
    assert {"breaches.csv", "privacy-notice.pdf"} <= {one["name"] for one in pack["files"]}
    assert pack["problems"] == []


def test_a_breach_is_shown_found_and_due(asked: Run, crm: Run, filled: Path) -> None:
    shown = asked(*NOW, "show", "B-1001").ok().document
    assert shown["clock"]["due"] == "2026-11-23T16:30:00Z"
    assert "31 hours left" in crm(*NOW, "show", "b-1001").ok().out
    assert [one["ref"] for one in asked("find", "B-1001").ok().document["results"]] == ["B-1001"]
    first = asked(*NOW, "deadlines").ok().document["deadlines"][0]
    assert (first["due"], first["ref"]) == ("2026-11-23", "B-1001")


def test_old_records_go_only_when_their_number_is_said(asked: Run, crm: Run, filled: Path) -> None:
    proposals = {one["kind"]: one for one in asked(*LATER, "retention").ok().document["proposals"]}
    assert proposals["enquirers"]["count"] == 2
    assert {"kind", "count", "what", "rule", "source"} <= set(proposals["enquirers"])
    assert "C-1001" in crm(*LATER, "retention", "enquirers").ok().out
    assert asked(*LATER, "retention", "enquirers", "--confirm", 1).code == 1
    assert asked(*LATER, "retention", "enquirers", "C-1002", "--keep", "A wedding").ok().document["kept"] == 1
    assert asked(*LATER, "retention", "enquirers", "C-1002", "--confirm", 1).code == 1
    assert asked(*LATER, "retention", "enquirers", "--confirm", 1).ok().document["done"] == 1
    assert asked(*LATER, "retention", "enquirers").ok().document["records"] == []
    assert asked("show", "C-1001").ok().document["status"] == "erased"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--confirm", 1),
        ("notes", "--confirm", 1, "--keep", "x"),
        ("notes", "--until", "2030-01-01"),
    ],
)
def test_what_contradicts_itself_is_no_command(asked: Run, filled: Path, arguments: tuple[object, ...]) -> None:
    assert asked("retention", *arguments).code == 2


def test_nothing_goes_with_time_alone(asked: Run, filled: Path) -> None:
    far = "2036-01-01T09:30:00Z"
    asked("--now", far, "retention").ok()
    assert asked("show", "C-1001").ok().document["name"] == "Ana Baker"
