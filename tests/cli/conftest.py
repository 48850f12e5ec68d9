"""A shop set up through the command line, and commands run as a person or a script would."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shopcrm.cli.edge import run
from shopcrm.cli.main import shopcrm
from shopcrm.vault import database
from shopcrm.vault.guard import BALLAST, BALLAST_BYTES
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE, MakeVault


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: exit code, and what it wrote where."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output; anything beside it fails."""
        return json.loads(self.out)

    def ok(self) -> "Answer":
        """The same, once it is sure that the command succeeded."""
        assert self.code == 0, self.out + self.err
        return self


Run = Callable[..., Answer]
Activity = Callable[[], list[tuple[Any, ...]]]

ANA_SAYS_YES = {
    "do": "consent.record",
    "customer": "$ana",
    "purpose": "marketing",
    "channel": "email",
    "answer": "grant",
    "method": "at the counter",
}
"""A line of a batch in which somebody was added as "ana": she may be sent offers by e-mail."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's preferences are those of the test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("SHOPCRM_SHOP", "SHOPCRM_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process, through the same edge as the program's."""

    def call(*arguments: object, stdin: str = "") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run(shopcrm, [str(one) for one in arguments])
        written = capsys.readouterr()
        return Answer(code, written.out, written.err)

    return call


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """A file with the passphrase on its first line."""
    path = tmp_path / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path


@pytest.fixture
def shop(make_vault: MakeVault, shop_folder: Path) -> Path:
    """The folder of a new, empty shop."""
    make_vault().close()
    # A reserve with a hole in it: laying 32 MiB of random bytes anew would take longer than the tests.
    with (shop_folder / BALLAST).open("r+b") as reserve:
        reserve.truncate(BALLAST_BYTES)
    return shop_folder


@pytest.fixture
def crm(command: Run, shop_folder: Path, passphrase_file: Path) -> Run:
    """Run a command on the shop in `shop_folder`, and have it answer in words."""

    def call(*arguments: object, stdin: str = "") -> Answer:
        return command("--shop", shop_folder, "--passphrase-file", passphrase_file, *arguments, stdin=stdin)

    return call


@pytest.fixture
def asked(crm: Run) -> Run:
    """Run a command on the shop with ``--json``."""

    def call(*arguments: object, stdin: str = "") -> Answer:
        return crm("--json", *arguments, stdin=stdin)

    return call


@pytest.fixture
def program() -> Run:
    """Run the real program in a process of its own."""

    def call(*arguments: object, stdin: str = "") -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "shopcrm", *(str(one) for one in arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def activity(shop_folder: Path) -> Activity:
    """The whole activity of the shop, as (at, verb, detail, rehearsed), read past every rule."""

    def entries() -> list[tuple[Any, ...]]:
        with open_vault(shop_folder, PASSPHRASE, ballast_bytes=0) as vault:
            book = database.connect(vault.path, vault.keys.dk, read_only=True)
            try:
                rows: list[tuple[Any, ...]] = book.execute(
                    "SELECT at, verb, detail, rehearsed FROM activity ORDER BY seq"
                ).fetchall()
            finally:
                book.close()
        return rows

    return entries
