"""A full disk: an honest error, nothing half done, and deleting still works."""

import subprocess
import sys
from pathlib import Path

import pytest

from shopcrm.vault import activity
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.vault.rules import add_many, names

CHILD = """
import resource, sys
from pathlib import Path
from shopcrm.errors import NoSpace
from shopcrm.jobs import backup
from shopcrm.vault.vault import open_vault
from tests.vault.rules import add

folder, passphrase, limit, what = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
vault = open_vault(folder, passphrase, ballast_bytes=65536)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
saved = 0
try:
    if what == "write":
        while True:
            vault.write(add, f"Rose {saved}", "x" * 4000)
            saved += 1
    backup.make(vault, folder.parent / "stick")
    print("made")
except NoSpace as full:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(saved, full.exit_code, "reserve" in full.next_step)
    if what == "write":
        vault.write(add, "After")
vault.close()
"""


def with_a_limit(folder: Path, limit: int, what: str) -> str:
    """Run the child with files limited to so many bytes; its last line."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), PASSPHRASE, str(limit), what],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def closed(vault: Vault) -> Path:
    """A closed shop with some rows."""
    vault.write(add_many, 50, "x" * 1000)
    vault.close()
    return vault.folder


@pytest.mark.parametrize("room", [4096, 64 * 1024, 200_000, 700_000])
def test_a_write_on_a_full_disk_fails_whole_and_the_next_works_once_there_is_space(closed: Path, room: int) -> None:
    size = (closed / "data-1.db").stat().st_size
    answer = with_a_limit(closed, room if room < size else size + room, "write").split()
    saved, exit_code, reserve = int(answer[0]), int(answer[1]), answer[2]
    assert (exit_code, reserve) == (7, "True")
    with open_vault(closed, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        kept = vault.read(names)
        assert kept[50:] == [*(f"Rose {number}" for number in range(saved)), "After"]
        assert vault.read(activity.verify_chain, vault.audit_key()).problems == ()
        assert vault.notices == ()


@pytest.mark.parametrize("part", [0.0, 0.4, 0.99])
def test_a_backup_on_a_full_disk_leaves_nothing_half_done_and_older_backups_whole(closed: Path, part: float) -> None:
    size = (closed / "data-1.db").stat().st_size
    assert with_a_limit(closed, 10 * size, "backup") == "made"
    (older,) = (closed.parent / "stick").glob("*.scb")
    whole = older.read_bytes()
    assert with_a_limit(closed, int(size * part) // 4096 * 4096, "backup").split()[1] == "7"
    assert [path.read_bytes() for path in (closed.parent / "stick").glob("*.scb")] == [whole]
    assert not list(closed.glob("*.part"))
    with open_vault(closed, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        assert len(vault.read(names)) == 50
