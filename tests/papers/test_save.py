"""Files that we write are new, private and whole."""

import resource
import stat
from pathlib import Path

import pytest

from shopcrm.errors import NoSpace, Refused
from shopcrm.papers.save import save


def test_a_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    path = save(b"data", tmp_path / "new" / "folder", "report.pdf")
    assert path.read_bytes() == b"data"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    paths = [save(text, tmp_path, "report.pdf") for text in (b"one", b"two", b"three")]
    assert [path.name for path in paths] == ["report.pdf", "report-2.pdf", "report-3.pdf"]
    assert [path.read_bytes() for path in paths] == [b"one", b"two", b"three"]


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").symlink_to(tmp_path / "elsewhere")
    assert save(b"x", tmp_path, "report.pdf").name == "report-2.pdf"
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_where_the_folder_should_be_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(Refused, match="Nothing can be written"):
        save(b"x", tmp_path / "taken", "report.pdf")


def test_a_full_disk_is_named_and_leaves_no_half_file(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(NoSpace, match="full"):
            save(b"x" * 5000, tmp_path, "report.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.iterdir())
