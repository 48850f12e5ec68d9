"""`shopcrm staff`, and what a role means on the command line."""

import json
from pathlib import Path

import pytest

from shopcrm.tui.sections import PLACES_OF
from shopcrm.vault.registry import Role
from tests.cli.conftest import Answer, Run
from tests.conftest import OWNER

KIMS = "five words that nobody guesses"


LOOKING: tuple[tuple[tuple[str, ...], Role, str], ...] = (
    (("show", "C-1001"), Role.VIEWER, ""),
    (("show", "O-1001"), Role.VIEWER, ""),
    (("find", "Ana"), Role.VIEWER, ""),
    (("deadlines",), Role.VIEWER, ""),
    (("show", "D-1001"), Role.ASSISTANT, "requests"),
    (("show", "B-1001"), Role.ASSISTANT, "breaches"),
    (("show", "A-1001"), Role.ASSISTANT, "reminders"),
    (("reminders",), Role.ASSISTANT, "reminders"),
    (("chores", "--list"), Role.ASSISTANT, "chores"),
    (("backup",), Role.ASSISTANT, "backup"),
    (("drill",), Role.ASSISTANT, "backup"),
    (("report", "quality"), Role.MANAGER, ""),
    (("report", "figures"), Role.MANAGER, "figures"),
    (("report", "at-risk"), Role.MANAGER, "at-risk"),
    (("show", "I-1001"), Role.MANAGER, "import"),
    (("duplicates",), Role.MANAGER, "duplicates"),
    (("merge", "C-1001", "C-1002", "--dry-run"), Role.MANAGER, "duplicates"),
    (("registers",), Role.MANAGER, "processing"),
    (("registers", "breaches"), Role.MANAGER, "processing"),
    (("retention",), Role.MANAGER, "retention"),
    (("access-report", "C-1001", "--output", "out"), Role.MANAGER, ""),
    (("erase", "C-1001", "--plan"), Role.MANAGER, "erased"),
    (("export", "customers", "--format", "csv", "--output", "out.csv"), Role.MANAGER, "export"),
    (("calendar", "--output", "out.ics"), Role.MANAGER, ""),
    (("staff", "list"), Role.MANAGER, ""),
)
"""Commands that look, the least role for each, and the place on the screens that shows the same, where there is one."""
OF_ALL_KINDS = (
    {"do": "customers.add", "given_name": "Ana", "family_name": "Smith"},
    {"do": "customers.add", "given_name": "Ana", "family_name": "Smyth"},
    {"do": "orders.place", "lines": [{"description": "Roses", "unit_price": 2800}], "promised_on": "2026-11-22"},
    {"do": "requests.open", "right": "access", "received_on": "2026-11-20", "name": "Zoe Quill"},
    {
        "do": "breaches.log",
        "what": "Quill's order shown",
        "discovered_at": "2026-11-21T16:30",
        "nature": "misdirected",
    },
    {"do": "reminders.add", "title": "Quill pens", "due_on": "2026-11-21"},
)


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


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ASSISTANT])
def test_what_the_screens_refuse_a_role_the_command_line_refuses(
    shop: Path, asked: Run, as_kim: Run, kims: Path, role: Role
) -> None:
    del shop
    now = ("--now", "2026-11-22T09:30:00Z")
    asked(*now, "batch", "-", stdin="\n".join(map(json.dumps, OF_ALL_KINDS))).ok()
    asked("staff", "add", "Kim Dale", "--role", role.name.lower(), "--new-passphrase-file", kims).ok()
    places = {one.name: one.role for some in PLACES_OF.values() for one in some}
    for words, needed, place in LOOKING:
        assert not place or places[place] is needed, place
        answer = as_kim(*now, *words)
        if role < needed:
            assert (answer.code, answer.document["error"]["kind"]) == (6, "not-allowed"), words
        else:
            answer.ok()
    found = {one["ref"][0] for one in as_kim(*now, "find", "Quill").ok().document["results"]}
    due = {one["ref"][:1] for one in as_kim(*now, "deadlines").ok().document["deadlines"]}
    assert (found, due) == ((set(), {"O"}) if role is Role.VIEWER else ({"D", "A"}, {"O", "D", "B", "A"}))


def test_a_backup_goes_to_a_new_place_only_when_an_owner_sends_it_there(
    shop: Path, asked: Run, as_kim: Run, kims: Path, tmp_path: Path
) -> None:
    del shop
    asked("staff", "add", "Kim Dale", "--new-passphrase-file", kims).ok()
    refused = as_kim("backup", "--to", tmp_path / "kims")
    assert (refused.code, (tmp_path / "kims").exists()) == (6, False)
    assert "only the owner may" in refused.document["error"]["message"]
    asked("backup", "--to", tmp_path / "stick").ok()
    as_kim("backup", "--to", tmp_path / "stick").ok()
    as_kim("drill").ok()


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
