"""What the design forbids is absent from the program, and the vault is quiet about it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "shopcrm").rglob("*.py"))}


@pytest.mark.parametrize(
    "forbidden",
    [
        r"PRAGMA\s+rekey",
        r"\brekey\b",
        r"\.backup\(",
        r"cipher_memory_security",
        r"VACUUM\s+INTO",
        r"temp_store\s*=\s*FILE",
        r"synchronous\s*=\s*(NORMAL|OFF)",
        r"(Named|Spooled)?TemporaryFile|mkstemp",
        r"cipher_plaintext_header",
        r"load_extension",
    ],
)
def test_the_program_never_uses(forbidden: str) -> None:
    assert [path.name for path, text in SOURCES.items() if re.search(forbidden, text, re.IGNORECASE)] == []


def test_only_the_vault_imports_the_driver() -> None:
    importing = {path.parent.name for path, text in SOURCES.items() if re.search(r"(import|from) sqlcipher3", text)}
    assert importing == {"vault"}


def test_loading_the_vault_loads_neither_the_driver_nor_argon2() -> None:
    program = "import sys, shopcrm.vault.vault; print({'sqlcipher3', 'argon2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_no_core_is_dumped_and_no_other_program_may_trace() -> None:
    program = """
import ctypes, os, resource, sys
from shopcrm.vault import guard
guard.harden_process()
pr_get_dumpable = 3
dumpable = ctypes.CDLL(None).prctl(pr_get_dumpable, 0, 0, 0, 0) if sys.platform == "linux" else 0
print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)), dumpable)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0) 0o77 0"
