"""`shopcrm access-report`: the pack on disk, and nothing of it anywhere else."""

import json
from pathlib import Path

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
    import pypdfium2

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
