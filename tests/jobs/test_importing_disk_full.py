"""A full disk in the middle of an import: an honest error, and nothing half done."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from shopcrm.jobs import importing
from shopcrm.vault import activity
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.jobs.test_importing import bring_in, dump, query

CHILD = """
import resource, sys
from pathlib import Path
from shopcrm.errors import NoSpace
from shopcrm.jobs import importing
from shopcrm.vault.vault import open_vault

folder, passphrase, limit, path = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
vault = open_vault(folder, passphrase, ballast_bytes=65536)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
try:
    vault.write(importing.apply, importing.ImportRequest(path))
    print("done")
except NoSpace as full:
    print(full.exit_code, full.message, full.next_step)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
vault.close()
"""


def a_long_list(folder: Path) -> Path:
    """People enough that the book grows by some megabytes, on several batches."""
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("First name", "Last name", "Email", "Note", "Accepts email"))
        for number in range(2_500):
            rows.writerow((f"Ann{number}", "Lee", f"ann{number}@example.com", "likes roses " * 8, "unsubscribed"))
    return path


@pytest.mark.parametrize("more", [8_192, 300_000, 1_000_000])
def test_an_import_on_a_full_disk_fails_whole_and_works_once_there_is_space(
    vault: Vault, tmp_path: Path, more: int
) -> None:
    path, before = a_long_list(tmp_path), dump(vault)
    vault.close()
    size = (vault.folder / "data-1.db").stat().st_size
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(vault.folder), PASSPHRASE, str(size + more), str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("7 ")
    assert "reserve" in done.stdout
    with open_vault(vault.folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as after:
        assert dump(after) == before
        assert query(after, "SELECT count(*) FROM imports") == [(0,)]
        assert after.read(activity.verify_chain, after.audit_key()).problems == ()
        assert bring_in(after, path).created["customers"] == 2_500
        assert len(after.read(importing.past_imports)) == 1
