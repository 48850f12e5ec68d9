"""Files out: formulas guarded for spreadsheets, nothing altered for programs, nothing half written."""

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import Refused
from shopcrm.exchange.guard import TRIGGERS, guarded
from shopcrm.exchange.people import text
from shopcrm.exchange.writer import write_csv, write_json
from shopcrm.plain_text import clean_line

PREFIXES = ["", " ", "\u00a0", "\ufeff", "\u200b", '"']


@pytest.mark.parametrize("trigger", sorted(TRIGGERS))
@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_cell_starts_a_formula_in_a_spreadsheet(tmp_path: Path, trigger: str, prefix: str) -> None:
    danger = f"{prefix}{trigger}HYPERLINK(1)"
    write_csv(tmp_path / "f.csv", ["a", "b"], [[danger, danger]], for_spreadsheet=True)
    written = (tmp_path / "f.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(written.splitlines(keepends=True)))
    assert all(cell.startswith("'") for cell in rows[1])


def test_numbers_are_not_guarded() -> None:
    assert guarded(-5) == -5
    assert guarded("12.50") == "12.50"
    assert guarded("'t Hooft") == "'t Hooft"


@settings(deadline=None, max_examples=50)
@given(value=st.text(alphabet="='+-@ ＝ab1\t", max_size=6))
def test_what_was_guarded_is_read_back_as_it_was(value: str) -> None:
    kept = clean_line(value)
    assert text(str(guarded(kept))) == kept


@settings(deadline=None, max_examples=50)
@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=2, max_size=2)))
def test_a_file_for_programs_is_lossless(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("w") / "f.csv"
    write_csv(path, ["a", "b"], rows, for_spreadsheet=False)
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [["a", "b"], *rows]


def test_json_is_one_document(tmp_path: Path) -> None:
    write_json(tmp_path / "f.json", {"made": "now"}, "people", [{"name": "Zoë"}, {"name": None}])
    assert json.loads((tmp_path / "f.json").read_text(encoding="utf-8")) == {
        "made": "now",
        "people": [{"name": "Zoë"}, {"name": None}],
    }
    assert write_json(tmp_path / "e.json", {}, "people", []) == 0
    assert json.loads((tmp_path / "e.json").read_text(encoding="utf-8")) == {"people": []}


def test_files_are_the_owners_only_and_nothing_half_written_bears_the_name(tmp_path: Path) -> None:
    write_csv(tmp_path / "f.csv", ["a"], [["1"]], for_spreadsheet=False)
    assert stat.S_IMODE((tmp_path / "f.csv").stat().st_mode) == 0o600

    def rows() -> Iterator[list[str]]:
        yield ["half"]
        raise Refused("stop")

    with pytest.raises(Refused, match="stop"):
        write_csv(tmp_path / "g.csv", ["a"], rows(), for_spreadsheet=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.csv"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        write_csv(tmp_path / "none" / "f.csv", ["a"], [], for_spreadsheet=False)
