"""Verifying believes no list: the book in a backup is opened, and a list that makes no sense is refused in words."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shopcrm.errors import Damaged
from shopcrm.jobs import backup, restore
from shopcrm.vault import container
from shopcrm.vault.container import Manifest
from shopcrm.vault.session import Vault
from tests.conftest import PASSPHRASE
from tests.vault.rules import add_many


@pytest.fixture
def made(vault: Vault, tmp_path: Path) -> Path:
    """A backup of a few records."""
    vault.write(add_many, 30, "x" * 500)
    return backup.make(vault, tmp_path / "stick").file


def with_list(file: Path, dk: bytes, forge: Callable[[Manifest], Manifest]) -> None:
    """The same backup with another list, sealed as the program seals it."""
    found = container.read(file)
    manifest, content = found.open(dk), file.read_bytes()
    file.write_bytes(container.front(found.header, forge(manifest), dk) + content[found.start :])


@pytest.mark.parametrize("by", ["the open shop", "a passphrase"])
def test_a_list_that_is_not_that_of_the_book_inside_is_found_out(vault: Vault, made: Path, by: str) -> None:
    with_list(made, vault.keys.dk, lambda one: dataclasses.replace(one, counts={**one.counts, "products": 31}))
    with pytest.raises(Damaged, match="does not hold the records that it lists"):
        restore.verify(made, vault=vault) if by == "the open shop" else restore.verify(made, PASSPHRASE)
    assert not list(vault.folder.glob("copy-*"))


def test_what_is_sealed_but_no_book_is_found_out(vault: Vault, made: Path) -> None:
    found, dk = container.read(made), vault.keys.dk
    nonsense = bytes(3 * 4096)
    listed = dataclasses.replace(found.open(dk), size=len(nonsense), chunks=(hashlib.sha256(nonsense).digest(),))
    made.write_bytes(container.front(found.header, listed, dk) + nonsense)
    with pytest.raises(Damaged):
        restore.verify(made, vault=vault)


@pytest.mark.parametrize(
    "forge",
    [
        lambda plain: plain | {"size": 0, "chunks": []},
        lambda plain: plain | {"chunks": []},
        lambda plain: plain | {"size": "much"},
        lambda plain: plain | {"counts": {"products": "many"}},
        lambda plain: plain | {"head": None},
        lambda plain: plain | {"taken_at": "yesterday"},
        lambda plain: [plain],
        lambda plain: {},
    ],
)
def test_a_list_that_makes_no_sense_is_refused_in_words(
    vault: Vault, made: Path, monkeypatch: pytest.MonkeyPatch, forge: Callable[[dict[str, object]], object]
) -> None:
    encode = Manifest.encode
    monkeypatch.setattr(Manifest, "encode", lambda one: json.dumps(forge(json.loads(encode(one)))).encode())
    with_list(made, vault.keys.dk, lambda one: one)
    with pytest.raises(Damaged, match="makes no sense"):
        restore.verify(made, vault=vault)


def test_a_whole_backup_is_read_and_nothing_of_it_stays_behind(vault: Vault, made: Path) -> None:
    proven = restore.verify(made, PASSPHRASE)
    assert (proven.counts["products"], proven.size) == (30, made.stat().st_size)
    steps: list[str] = []
    restore.verify(made, vault=vault, progress=lambda _done, _total, what: steps.append(what))
    assert {"Copying the backup", "Checking every page"} <= set(steps)
    assert not list(vault.folder.glob("copy-*"))
