"""A full disk: an honest error, nothing half done, and deleting still works."""

import subprocess
import sys
from pathlib import Path

import pytest

from shopcrm.errors import NoSpace
from shopcrm.jobs import checking
from shopcrm.vault import activity
from shopcrm.vault.session import Vault
from shopcrm.vault.vault import open_vault
from tests.conftest import PASSPHRASE, fixed_clock
from tests.vault.rules import add, add_many, names

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

LOOKER = """
import os, resource, sys
from pathlib import Path
from shopcrm.errors import NoSpace
from shopcrm.vault.vault import open_vault
from tests.vault.rules import add, names

if sys.argv[3] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
vault = open_vault(Path(sys.argv[1]), sys.argv[2], ballast_bytes=65536)
if sys.argv[3] == "die":
    vault.write(add, "Last words")
    os._exit(0)
print(len(vault.read(names)), vault.notices[0])
try:
    vault.write(add, "Refused")
except NoSpace as full:
    print(full.message)
vault.close()
"""


def looked_at(folder: Path, how: str) -> list[str]:
    """What a child says that opens the shop; how: full for a disk that takes nothing, die to leave a log behind."""
    return child(LOOKER, str(folder), PASSPHRASE, how).splitlines()


def with_a_limit(folder: Path, limit: int, what: str) -> str:
    """Run the child with files limited to so many bytes; its last line."""
    return child(CHILD, str(folder), PASSPHRASE, str(limit), what)


def child(program: str, *arguments: str) -> str:
    """What a program of its own says."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
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


@pytest.mark.parametrize("log", [False, True])
def test_a_book_can_be_read_on_a_disk_that_takes_nothing_more_and_written_once_there_is_room(
    closed: Path, log: bool
) -> None:
    if log:
        looked_at(closed, "die")
    (closed / "ballast").unlink(missing_ok=True)
    told, refused = looked_at(closed, "full")
    assert told.startswith(f"{50 + log} The disk with the shop is full")
    assert "open to look at only" in told
    assert refused.startswith("Nothing can be written: The disk with the shop is full")
    with open_vault(closed, PASSPHRASE, clock=fixed_clock, ballast_bytes=0) as vault:
        assert vault.notices == ()
        vault.write(add, "After")
        assert len(vault.read(names)) == 51 + log


def test_a_book_can_be_read_where_no_file_can_be_made_beside_it(closed: Path) -> None:
    (closed / "data-1.db-wal").mkdir()
    with open_vault(closed, PASSPHRASE, clock=fixed_clock, ballast_bytes=65536) as vault:
        assert len(vault.read(names)) == 50
        with pytest.raises(NoSpace, match="The shop's folder takes no new file"):
            vault.write(add, "Refused")
        found = checking.findings(vault, full=True)
        assert [one.level for one in found if "open to look at only" in one.do] == ["warning"]
        assert not [one for one in found if "could not be read through" in one.what]


def test_the_reserve_is_released_before_a_shop_opens_to_be_looked_at_only(closed: Path) -> None:
    (closed / "ballast").write_bytes(bytes(65536))
    (closed / "data-1.db-wal").mkdir()
    with open_vault(closed, PASSPHRASE, clock=fixed_clock, ballast_bytes=65536) as vault:
        assert "A reserve was released" in vault.notices[1]
    assert not (closed / "ballast").exists()
