"""How a command ends: the words, the JSON and the exit code of everything that can go wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shopcrm import errors
from shopcrm.cli.edge import FAULT, report
from tests.cli.conftest import Run
from tests.conftest import PASSPHRASE, MakeVault


def test_a_wrong_passphrase_ends_with_3(command: Run, shop: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not the passphrase at all\n", encoding="utf-8")
    answer = command("--shop", shop, "--passphrase-file", wrong, "find", "ann")
    assert answer.code == 3
    assert "did not match" in answer.err
    assert answer.out == ""


def test_an_error_is_one_json_document(command: Run, shop: Path) -> None:
    answer = command("--json", "--shop", shop, "--passphrase-file", "-", "find", "ann", stdin="not the passphrase\n")
    assert answer.code == 3
    error = answer.document["error"]
    assert set(error) == {"kind", "message", "data_safe", "next"}
    assert error["kind"] == "cannot-unlock"
    assert error["data_safe"] is True


def test_the_passphrase_may_come_from_standard_input(command: Run, shop: Path) -> None:
    command("--shop", shop, "--passphrase-file", "-", "find", "ann", stdin=f"{PASSPHRASE}\r\nand more\n").ok()


def test_the_environment_may_name_the_shop_and_the_passphrase_file(
    command: Run, shop: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPCRM_SHOP", str(shop))
    monkeypatch.setenv("SHOPCRM_PASSPHRASE_FILE", str(passphrase_file))
    command("find", "ann").ok()


def test_without_a_terminal_nobody_is_asked(command: Run, shop: Path) -> None:
    answer = command("--shop", shop, "find", "ann")
    assert answer.code == 3
    assert "--passphrase-file" in answer.err


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_passphrase_file_that_holds_none_ends_with_3(
    command: Run, shop: Path, tmp_path: Path, content: bytes
) -> None:
    odd = tmp_path / "odd.txt"
    odd.write_bytes(content)
    assert command("--shop", shop, "--passphrase-file", odd, "find", "ann").code == 3


def test_a_missing_passphrase_file_ends_with_3(command: Run, shop: Path, tmp_path: Path) -> None:
    assert command("--shop", shop, "--passphrase-file", tmp_path / "none", "find", "ann").code == 3


def test_a_missing_shop_ends_with_3_before_anyone_is_asked(command: Run, tmp_path: Path) -> None:
    answer = command("--shop", tmp_path / "none", "find", "ann")
    assert answer.code == 3
    assert "no shop" in answer.err


def test_a_second_instance_ends_with_4(make_vault: MakeVault, crm: Run) -> None:
    with make_vault():
        answer = crm("find", "ann")
    assert answer.code == 4
    assert "already open" in answer.err


def test_a_plain_sqlite_file_in_place_of_the_book_is_refused(crm: Run, shop: Path) -> None:
    import sqlite3

    book = next(shop.glob("data-*.db"))
    book.unlink()
    with sqlite3.connect(book) as plain:
        plain.execute("CREATE TABLE a (b)")
    plain.close()
    assert crm("find", "ann").code == 5


def test_a_truncated_book_ends_with_5(crm: Run, shop: Path) -> None:
    book = next(shop.glob("data-*.db"))
    with book.open("r+b") as file:
        file.truncate(5000)
    answer = crm("--json", "find", "ann")
    assert answer.code == 5
    assert answer.document["error"]["kind"] == "damaged"


def test_a_foreign_header_ends_with_3(crm: Run, shop: Path) -> None:
    for name in ("vault.json", "vault.bak.json"):
        (shop / name).write_text('{"format": "something else"}', encoding="utf-8")
    assert crm("find", "ann").code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["find"],
        ["find", "--limit", "many", "x"],
        ["--now", "yesterday", "find", "x"],
        ["batch"],
    ],
)
def test_usage_errors_end_with_2_in_words_and_in_json(command: Run, arguments: list[str]) -> None:
    told = command(*arguments)
    assert told.code == 2
    assert told.out == ""
    assert told.err
    answer = command("--json", *arguments)
    assert answer.code == 2
    assert answer.document["error"]["kind"] == "usage"


def test_a_global_option_behind_the_command_is_told_its_place(command: Run) -> None:
    assert "before the command" in command("find", "--staff", "Bea", "x").err


def test_a_fault_shows_its_type_and_place_and_no_value() -> None:
    program = (
        "import sys\n"
        "from shopcrm.cli import main as root, app\n"
        "def broken(self): raise KeyError('Ana Smith')\n"
        "app.App.open = broken\n"
        "sys.argv = ['shopcrm', *sys.argv[1:]]\n"
        "root.main()\n"
    )
    for flags in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *flags, "find", "x"], capture_output=True, text=True, check=False
        )
        assert done.returncode == FAULT
        assert "Ana Smith" not in done.stdout + done.stderr
        assert "KeyError at cli/find.py:" in done.stdout + done.stderr
        if flags:
            assert json.loads(done.stdout)["error"]["kind"] == "fault"


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (errors.Refused("No."), 1, "refused"),
        (errors.InvalidValue("name", "No."), 1, "invalid"),
        (errors.NotFound("No."), 1, "not-found"),
        (errors.Cancelled("No."), 1, "cancelled"),
        (errors.UsageError("No."), 2, "usage"),
        (errors.CannotUnlock("No."), 3, "cannot-unlock"),
        (errors.OpenElsewhere("No."), 4, "open-elsewhere"),
        (errors.Damaged("No."), 5, "damaged"),
        (errors.NotAllowed("No."), 6, "not-allowed"),
        (errors.NoSpace("No."), 7, "no-space"),
    ],
)
def test_every_error_has_its_exit_code_and_its_kind(
    capsys: pytest.CaptureFixture[str], error: errors.CrmError, code: int, kind: str
) -> None:
    assert report(error, as_json=True) == code
    told = json.loads(capsys.readouterr().out)["error"]
    assert told == {"kind": kind, "message": "No.", "data_safe": error.data_safe, "next": ""}
    assert report(error, as_json=False) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("No.")


def test_a_full_disk_ends_with_7_and_loses_nothing(crm: Run, asked: Run, shop: Path, passphrase_file: Path) -> None:
    limit = next(shop.glob("data-*.db")).stat().st_size + 64 * 1024
    crm("batch", "-", stdin='{"do": "customers.add", "given_name": "Ana"}').ok()
    add = '{"do": "customers.add", "given_name": "Bo", "as": "bo"}\n'
    note = json.dumps({"do": "customers.add_note", "customer": "$bo", "body": "rose " * 1900}) + "\n"
    program = (
        "import resource, sys\n"
        "from shopcrm.cli.main import main\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--json", "--shop", shop, "--passphrase-file", passphrase_file, "batch", "-"],
        input=add + note * 240,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stdout + done.stderr
    assert json.loads(done.stdout)["error"]["data_safe"] is True
    assert asked("find", "ana").ok().document["results"]
    assert not asked("find", "bo").ok().document["results"]


def test_a_folder_that_cannot_be_written_to_ends_with_1(command: Run, passphrase_file: Path) -> None:
    folder = Path("/proc/shop")
    options = ("--shop", folder, "--passphrase-file", passphrase_file)
    assert command(*options, "init", "--name", "A", "--owner", "B", "--kdf-memory", 19).code == 1


def test_a_real_process_answers_with_one_document_and_its_code(program: Run, shop: Path) -> None:
    options = ("--json", "--shop", shop, "--passphrase-file", "-")
    done = program(*options, "find", "ana", stdin=PASSPHRASE)
    assert (done.code, done.document["results"], done.err) == (0, [], "")
    wrong = program(*options, "find", "ana", stdin="not the passphrase")
    assert (wrong.code, wrong.document["error"]["kind"], wrong.err) == (3, "cannot-unlock", "")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "shopcrm", "batch", "--list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.close()
    assert "fault" not in writer.communicate(timeout=60)[1]
