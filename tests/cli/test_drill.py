"""The drill on the command line: what it tried, and an exit code for what cannot be relied on."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_drill_tells_what_it_tried_and_a_damaged_backup_ends_in_5(asked: Run, shop: Path, tmp_path: Path) -> None:
    del shop
    assert asked("drill", "--in", tmp_path).code == 1
    file = Path(asked("backup", "--to", tmp_path / "stick").ok().document["file"])
    done = asked("drill").ok().document
    assert done["file"] == file.name
    assert (done["outcome"], done["verified"], done["problems"]) == ("passed", True, [])
    assert done["counts"]["customers"] == 0
    content = bytearray(file.read_bytes())
    content[-3000] ^= 1
    file.write_bytes(content)
    failed = asked("drill")
    assert failed.code == 5
    assert failed.document["outcome"] == "failed"
