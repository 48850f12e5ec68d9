"""`shopcrm staff`, and what a role means on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Answer, Run
from tests.conftest import OWNER

KIMS = "five words that nobody guesses"


@pytest.fixture
def kims(tmp_path: Path) -> Path:
    """A file with Kim's passphrase."""
    file = tmp_path / "kim.txt"
    file.write_text(KIMS + "\n", encoding="utf-8")
    return file


@pytest.fixture
def as_kim(command: Run, shop_folder: Path, kims: Path) -> Run:
    """Run a command as Kim."""

    def call(*arguments: object, stdin: str = "") -> Answer:
        return command(
            "--json", "--shop", shop_folder, "--passphrase-file", kims, "--staff", "KIM dale", *arguments, stdin=stdin
        )

    return call


def test_somebody_starts_gets_another_role_and_leaves(shop: Path, asked: Run, as_kim: Run, kims: Path) -> None:
    made = asked("staff", "add", "Kim Dale", "--new-passphrase-file", kims).ok().document
    assert (made["id"], made["name"], made["role"]) == (2, "Kim Dale", "assistant")
    found = asked("staff", "list").ok().document["staff"]
    assert [(one["name"], one["role"], one["login"], one["key_file"]) for one in found] == [
        (OWNER, "owner", True, False), ("Kim Dale", "assistant", True, False)
    ]  # fmt: skip
    as_kim("find", "x").ok()
    refused = as_kim("staff", "list")
    assert (refused.code, refused.document["error"]["kind"]) == (6, "not-allowed")
    assert refused.document["error"]["data_safe"] is True
    assert asked("staff", "role", "kim dale", "manager").ok().document["role"] == "manager"
    as_kim("staff", "list").ok()
    assert as_kim("staff", "add", "Sam", "--new-passphrase-file", kims).code == 6
    gone = asked("staff", "remove", "Kim Dale").ok().document
    assert (gone["gen"], gone["old_backups_open"]) == (2, False)
    assert as_kim("find", "x").code == 3
    assert [one["name"] for one in asked("staff", "list").ok().document["staff"]] == [OWNER]
    everybody = asked("staff", "list", "--all").ok().document["staff"]
    assert [(one["name"], one["login"]) for one in everybody] == [(OWNER, True), ("Kim Dale", False)]


def test_an_owner_who_is_none_any_more_may_know_the_recovery_code_until_there_is_a_new_sheet(
    shop: Path, crm: Run, asked: Run, kims: Path
) -> None:
    def doubted() -> bool:
        return any("Olga Ny is no owner any more" in one["what"] for one in asked("check").ok().document["findings"])

    asked("staff", "add", "Olga Ny", "--role", "owner", "--new-passphrase-file", kims).ok()
    assert not doubted()
    assert "Make a new recovery sheet now" in crm("staff", "role", "Olga Ny", "viewer").ok().out
    assert doubted()
    asked("staff", "role", "Olga Ny", "owner").ok()
    assert not doubted()
    gone = asked("staff", "remove", "Olga Ny").ok().document
    assert gone["new_recovery_sheet_needed"]
    assert doubted()
    asked("recovery").ok()
    assert not doubted()


def test_a_role_is_kept_to_on_the_command_line(shop: Path, asked: Run, as_kim: Run, kims: Path, tmp_path: Path) -> None:
    """Exit code 6, and JSON that says of what kind; nothing was written."""
    asked("staff", "add", "Kim Dale", "--role", "viewer", "--new-passphrase-file", kims).ok()
    file = tmp_path / "people.csv"
    lines = '{"do": "customers.add", "given_name": "Ana"}\n'
    for words in (
        ("export", "customers", "--format", "csv", "--output", file),
        ("report", "sales"),
        ("batch", "-"),
        ("staff", "role", "Kim Dale", "owner"),
        ("staff", "passphrase", OWNER, "--new-passphrase-file", kims),
    ):
        refused = as_kim(*words, stdin=lines)
        assert (refused.code, refused.document["error"]["kind"]) == (6, "not-allowed"), words
    assert not file.exists()
    as_kim("find", "Ana").ok()


def test_a_new_passphrase_takes_the_place_of_a_forgotten_one(
    shop: Path, asked: Run, command: Run, as_kim: Run, kims: Path
) -> None:
    asked("staff", "add", "Kim Dale", "--new-passphrase-file", kims).ok()
    asked(
        "staff", "passphrase", "Kim Dale", "--new-passphrase-file", "-", stdin="another five that nobody knows\n"
    ).ok()
    assert as_kim("find", "x").code == 3
    asked("staff", "rename", "kim dale", "Kim Hart").ok()
    command(
        "--shop", shop, "--passphrase-file", "-", "--staff", "kim hart", "find", "x",
        stdin="another five that nobody knows\n",
    ).ok()  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("staff", "remove", OWNER), 1),
        (("staff", "role", OWNER, "viewer"), 1),
        (("staff", "role", OWNER, "boss"), 2),
        (("staff", "remove", "Nobody"), 1),
        (("staff", "add", "Sam"), 2),
        (("staff", "add", OWNER.upper(), "--new-passphrase-file", "-"), 1),
        (("staff", "add", "Sam", "--new-passphrase-file", "/nowhere/at-all"), 1),
    ],
)
def test_what_cannot_be_is_refused(shop: Path, asked: Run, words: tuple[str, ...], code: int) -> None:
    answer = asked(*words, stdin=KIMS + "\n")
    assert answer.code == code, answer.out
    assert answer.document["error"]["message"]
