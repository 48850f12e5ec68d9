"""`shopcrm export`: copies of the book, only of whom may be contacted where asked."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from shopcrm.cli import export
from shopcrm.jobs import exporting
from shopcrm.shop.consent import CHANNELS, PURPOSES
from tests.cli.conftest import ANA_SAYS_YES, Activity, Run

PEOPLE = [
    {"do": "customers.add", "given_name": "Ana", "emails": [{"typed": "ana@example.com"}], "as": "ana"},
    {"do": "customers.add", "given_name": "=Bo", "emails": [{"typed": "bo@example.com"}]},
    ANA_SAYS_YES,
]


@pytest.fixture(autouse=True)
def with_two_people(crm: Run, shop: Path) -> None:
    """One who said yes to e-mail, and one who was never asked."""
    del shop
    crm("batch", "-", stdin="\n".join(map(json.dumps, PEOPLE))).ok()


def test_the_command_offers_what_the_job_can_do() -> None:
    assert set(export.WHATS) == set(exporting.FORMATS)
    assert set(export.FORMATS) == {one for formats in exporting.FORMATS.values() for one in formats}
    assert (set(export.PURPOSES), set(export.CHANNELS)) == (set(PURPOSES), set(CHANNELS))


def test_a_plain_copy_tells_who_may_be_contacted_how(asked: Run, tmp_path: Path, activity: Activity) -> None:
    file = tmp_path / "people.csv"
    document = asked("export", "customers", "--format", "csv", "--output", file).ok().document
    assert set(document) == {"file", "rows", "left_out"}
    assert (document["rows"], document["left_out"]) == (2, {})
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["may_email"] for row in rows] == ["yes", "no"]
    assert {"may_email", "may_sms", "may_phone", "may_post"} <= set(rows[0])
    assert rows[1]["first name"] == "'=Bo"
    assert file.stat().st_mode & 0o077 == 0
    assert activity()[-1][1] == "exports.write"


def test_with_a_purpose_only_those_who_agreed_are_written(asked: Run, crm: Run, tmp_path: Path) -> None:
    options = ("--format", "json", "--purpose", "marketing", "--channel", "email")
    document = asked("export", "customers", *options, "--output", tmp_path / "a.json").ok().document
    assert document["rows"] == 1
    assert sum(document["left_out"].values()) == 1
    assert "Left out: 1 person" in crm("export", "customers", *options, "--output", tmp_path / "b.json").ok().out


def test_a_segment_leaves_the_book_only_for_a_purpose_and_by_a_channel(
    asked: Run, crm: Run, tmp_path: Path, activity: Activity
) -> None:
    save = {"do": "segments.save", "name": "[/] =best", "rules": {"field": "reach", "how": "is", "value": "email"}}
    crm("batch", "-", stdin=json.dumps(save)).ok()
    bounds = ("export", "customers", "--format", "csv", "--segment", "[/] =best", "--output", tmp_path / "s.csv")
    refused = asked(*bounds)
    assert refused.code == 2
    assert "only for a purpose" in refused.document["error"]["message"]
    said = ("--purpose", "marketing", "--channel", "email")
    document = asked(*bounds, *said).ok().document
    assert (document["rows"], sum(document["left_out"].values())) == (1, 1)
    (row,) = csv.DictReader((tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines())
    assert row["email"] == "ana@example.com"
    assert activity()[-1][1] == "exports.write"
    unknown = asked(*bounds[:4], "--segment", "none", "--output", tmp_path / "n.csv", *said)
    assert unknown.code == 1
    assert "There is no segment" in unknown.document["error"]["message"]
    assert not (tmp_path / "n.csv").exists()


def test_everything_is_json_and_csv_in_one_zip(asked: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    asked("export", "everything", "--format", "zip", "--output", file).ok()
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        assert {"everything.json", "customers.csv", "orders.csv"} <= names
        assert not {"meta.csv", "ledger_gate.csv"} & names


def test_what_does_not_fit_together_is_a_usage_error(asked: Run, tmp_path: Path) -> None:
    file = tmp_path / "x"
    assert asked("export", "customers", "--output", file).code == 2
    assert asked("export", "customers", "--format", "csv").code == 2
    assert asked("export", "customers", "--format", "zip", "--output", file).code == 2
    assert asked("export", "customers", "--format", "csv", "--output", file, "--purpose", "marketing").code == 2
    assert asked("export", "birthdays", "--format", "csv", "--output", file).code == 2
    assert not file.exists()


def test_a_folder_that_is_not_there_is_refused(asked: Run, tmp_path: Path) -> None:
    answer = asked("export", "customers", "--format", "csv", "--output", tmp_path / "none" / "x.csv")
    assert answer.code == 1
    assert answer.document["error"]["data_safe"] is True


def test_a_file_that_is_there_is_never_replaced(asked: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("mine", encoding="utf-8")
    answer = asked("export", "customers", "--format", "csv", "--output", file)
    assert answer.code == 1
    assert "already" in answer.document["error"]["message"]
    assert "another name" in answer.document["error"]["next"]
    assert file.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.glob("*people*")] == ["people.csv"]
