"""A command loads only what it uses: a start must be fast."""

import subprocess
import sys
from pathlib import Path

import pytest

from shopcrm.shop import customers
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE

HEAVY = {"textual", "pandas", "numpy", "scipy", "reportlab", "pikepdf", "babel"}


def loaded_by(*arguments: str) -> set[str]:
    """The top-level modules in memory once a command line has run."""
    program = (
        "import sys\n"
        "from shopcrm.cli.main import main\n"
        "sys.argv = ['shopcrm', *sys.argv[1:]]\n"
        "try:\n    main()\n"
        "finally:\n    print('LOADED', *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(done.stderr.split("LOADED")[1].split())


def test_due_needs_no_vault() -> None:
    assert not loaded_by("due", "access", "2026-11-20") & (HEAVY | {"sqlcipher3", "argon2", "cryptography"})


@pytest.mark.parametrize("arguments", [("--version",), ("due", "--help")])
def test_looking_around_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & (HEAVY | {"sqlcipher3", "argon2", "holidays", "phonenumbers", "rapidfuzz"})


def test_finding_loads_nothing_that_only_other_commands_need(shop: Path, passphrase_file: Path) -> None:
    with open_vault(shop, PASSPHRASE) as vault:
        vault.write(customers.add, CustomerDraft("Ann", "Smith", phones=(ContactDraft("07700 900245"),)))
    loaded = loaded_by("--shop", str(shop), "--passphrase-file", str(passphrase_file), "find", "smith")
    assert not loaded & (HEAVY | {"holidays", "phonenumbers", "email_validator", "rapidfuzz", "psutil", "lzma"})
