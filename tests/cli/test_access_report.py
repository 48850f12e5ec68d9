"""`shopcrm access-report`: the pack on disk, and nothing of it anywhere else."""

import json
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.conftest import Run

ANA = json.dumps({"do": "customers.add", "given_name": "Ana", "emails": [{"typed": "ana@example.com"}]})


@pytest.fixture
def ana(asked: Run, shop: Path) -> str:
    """A customer."""
    del shop
    reference: str = asked("batch", "-", stdin=ANA).ok().document["results"][0]
    return reference


def test_a_report_is_a_pdf_and_a_zip(asked: Run, ana: str, tmp_path: Path) -> None:
    document = asked("access-report", ana, "--output", tmp_path / "out", "--request", "2026-11-20").ok().document
    assert set(document) >= {"files", "pages", "redactions"}
    assert {Path(file).suffix for file in document["files"]} == {".pdf", ".zip"}
    assert all(Path(file).stat().st_mode & 0o077 == 0 for file in document["files"])
    assert document["pages"] >= 2


def test_with_a_password_the_report_is_encrypted(asked: Run, ana: str, tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("violets at the back door\n", encoding="utf-8")
    options = ("--output", tmp_path / "out", "--password-file", tmp_path / "pw")
    files = asked("access-report", ana, *options).ok().document["files"]
    assert [Path(file).suffix for file in files] == [".pdf"]
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(files[0])
    assert len(pypdfium2.PdfDocument(files[0], password="violets at the back door")) >= 2


def test_the_words_tell_what_to_do_before_handing_it_over(crm: Run, ana: str, tmp_path: Path) -> None:
    told = crm("access-report", ana, "--output", tmp_path / "out").ok().out
    assert "Before you hand it over:" in told


def test_nobody_and_nonsense_are_refused(asked: Run, ana: str, tmp_path: Path) -> None:
    del ana
    assert asked("access-report", "C-9999", "--output", tmp_path / "out").code == 1
    assert asked("access-report", "O-1001", "--output", tmp_path / "out").code == 1
    assert asked("access-report", "ana", "--output", tmp_path / "out").code == 1
    assert asked("access-report", "C-1001").code == 2
    assert asked("access-report", "C-1001", "--output", tmp_path, "--request", "soon").code == 2
    assert not (tmp_path / "out").exists()


def test_a_request_from_the_future_is_refused(asked: Run, ana: str, tmp_path: Path) -> None:
    options = ("access-report", ana, "--output", tmp_path / "out", "--request")
    answer = asked("--now", "2026-11-22T09:30:00Z", *options, "2026-11-23")
    assert answer.code == 1
    assert "future" in answer.document["error"]["message"]
    assert not (tmp_path / "out").exists()
    asked("--now", "2026-11-22T09:30:00Z", *options, "2026-11-22").ok()


def test_passages_are_taken_out_and_records_kept_back_each_with_a_reason(asked: Run, ana: str, tmp_path: Path) -> None:
    note = json.dumps({"do": "customers.add_note", "customer": ana, "body": "Her sister Mia Berg collects it."})
    asked("batch", "-", stdin=note).ok()
    out = ("access-report", ana, "--output", tmp_path / "out")
    first = asked(*out).ok().document
    assert [(one["text"], one["likely"]) for one in first["mentions"]] == [("Mia Berg", True)]
    told = asked(*out, "--redact", "mia berg=has not agreed", "--withhold", "documents=a secret").ok().document
    assert told["redactions"][0]["times"] == 1
    assert told["redactions"][0]["reason"] == "has not agreed"
    assert told["withheld"] == [{"what": "Documents", "reason": "a secret", "entries": 0}]
    assert not told["mentions"]
    paper = pypdfium2.PdfDocument(next(file for file in told["files"] if file.endswith(".pdf")))
    assert "Mia" not in "".join(page.get_textpage().get_text_range() for page in paper)


def test_a_passage_without_a_reason_or_of_her_own_is_refused_and_nothing_is_written(
    asked: Run, ana: str, tmp_path: Path
) -> None:
    out = ("access-report", ana, "--output", tmp_path / "out")
    for option, value in (("redact", "Mia"), ("redact", "=x"), ("redact", "ana=x"), ("withhold", "nothing=x")):
        answer = asked(*out, f"--{option}", value)
        assert answer.code == 1, (option, value)
        assert answer.document["error"]["message"]
    assert asked(*out, "--portability", "--withhold", "notes=x").code == 1
    assert not (tmp_path / "out").exists()


def test_only_what_may_be_taken_along(asked: Run, ana: str, tmp_path: Path) -> None:
    document = asked("access-report", ana, "--output", tmp_path / "out", "--portability").ok().document
    (file,) = document["files"]
    assert Path(file).name.startswith(f"portable-data-{ana}")
    assert Path(file).suffix == ".zip"


def test_the_request_in_the_register_may_be_named(asked: Run, ana: str, tmp_path: Path) -> None:
    opened = json.dumps({"do": "requests.open", "right": "access", "received_on": "2026-11-02", "customer": ana})
    other = json.dumps({"do": "customers.add", "given_name": "Ben"})
    request, ben = (
        asked("--now", "2026-11-22T09:30:00Z", "batch", "-", stdin=f"{opened}\n{other}").ok().document["results"]
    )
    out = ("--now", "2026-11-22T09:30:00Z", "access-report")
    files = asked(*out, ana, "--output", tmp_path / "out", "--request", request).ok().document["files"]
    paper = pypdfium2.PdfDocument(next(file for file in files if file.endswith(".pdf")))
    assert request in "".join(page.get_textpage().get_text_range() for page in paper)
    assert asked(*out, ben, "--output", tmp_path / "out", "--request", request).code == 1
    assert asked(*out, ana, "--output", tmp_path / "out", "--request", "D-9999").code == 1
