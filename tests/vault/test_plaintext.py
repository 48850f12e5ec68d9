"""Nothing that was entered can be found in any file of the shop, of a backup, or of a restored shop."""

from pathlib import Path

from shopcrm.jobs import backup, restore
from shopcrm.vault.session import Vault
from tests.conftest import OWNER, PASSPHRASE, SHOP
from tests.vault.rules import add, query, remove_all

CANARY = "Zyxwvut-canary-07700900123"


def found(folder: Path) -> list[str]:
    """The files in which a canary can be read."""
    secrets = [CANARY, SHOP, OWNER, PASSPHRASE, "CREATE TABLE", "products"]
    needles = [text.encode(form) for text in secrets for form in ("utf-8", "utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_no_canary_is_readable_in_any_file_at_any_moment(vault: Vault, tmp_path: Path) -> None:
    for _ in range(20):
        vault.write(add, CANARY, CANARY * 50)
    assert found(tmp_path) == []
    made = backup.make(vault, tmp_path / "stick")
    assert CANARY not in made.file.name
    restore.into(made.file, tmp_path / "restored", PASSPHRASE)
    vault.write(remove_all)
    vault.close()
    assert found(tmp_path) == []


def test_a_sort_too_large_for_the_cache_writes_no_plaintext(vault: Vault, tmp_path: Path) -> None:
    for _ in range(8):
        vault.write(add, CANARY, CANARY * 4_000)
    sql = (
        "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
        " SELECT length(family || i) AS long FROM products, n ORDER BY family || i DESC LIMIT 1"
    )
    assert vault.read(query, sql)
    assert found(tmp_path) == []
