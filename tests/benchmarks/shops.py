"""The shops that are measured: demonstration shops of any size, and a plain copy of each as a peer."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shopcrm.jobs.demo import open_demo
from shopcrm.vault.database import connect
from shopcrm.vault.registry import Role
from shopcrm.vault.session import Vault, machine_clock
from shopcrm.vault.tx import Job, Staff, Tx
from shopcrm.vault.vault import open_vault


@dataclass(slots=True)
class BenchShop:
    """A shop on disk. Open it with `vault()`; `folder` is for programs that are started on it."""

    folder: Path
    passphrase_file: Path
    customers: int
    scratch: Path

    @property
    def passphrase(self) -> str:
        """What opens it."""
        return self.passphrase_file.read_text(encoding="utf-8").strip()

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """The shop, open in this process."""
        vault = open_vault(self.folder, self.passphrase)
        try:
            yield vault
        finally:
            vault.close()

    @property
    def command(self) -> list[str]:
        """How the program is started on this shop."""
        return ["--shop", str(self.folder), "--passphrase-file", str(self.passphrase_file)]

    @property
    def as_installed(self) -> dict[str, str]:
        """The environment of a program that was installed: its bytecode is compiled at the first run, then kept."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {"PYTHONPYCACHEPREFIX": str(self.scratch / "bytecode")}

    def plain_copy(self, vault: Vault) -> Path:
        """The same tables, indexes and rows in plain SQLite, made once: the peer of whatever reads the book."""
        path = self.scratch / "plain.db"
        if not path.exists():
            with closing(connect(vault.path, vault.keys.dk)) as book:
                book.execute(f"ATTACH '{path}' AS plain KEY ''")
                book.execute("SELECT sqlcipher_export('plain')")
                book.execute("DETACH plain")
        return path

    @contextmanager
    def both(self) -> Iterator[tuple[Tx, Tx]]:
        """A transaction on the encrypted book and one on its plain copy: the very same functions run on both."""
        with (
            self.vault() as vault,
            closing(connect(vault.path, vault.keys.dk, read_only=True)) as book,
            closing(sqlite3.connect(self.plain_copy(vault), isolation_level=None)) as plain,
        ):
            plain.execute("PRAGMA cache_size = -65536")
            yield tx_on(book, vault), tx_on(plain, vault)


def tx_on(connection: Any, vault: Vault) -> Tx:
    """A transaction on any connection."""
    staff = Staff(vault.staff.id, vault.staff.name, Role.OWNER)
    return Tx(connection, now=machine_clock(), calendar=vault.calendar, staff=staff, rehearsed=False, job=Job())


@contextmanager
def bench_shop(customers: int, kept: Path | None = None) -> Iterator[BenchShop]:
    """A demonstration shop of so many customers. kept: a folder where it stays for the next run."""
    with TemporaryDirectory(prefix="shopcrm-bench-") as scratch:
        home = kept / str(customers) if kept else Path(scratch) / "made"
        folder = home / "shop"
        if not folder.exists():
            home.mkdir(parents=True, exist_ok=True)
            try:
                open_demo(folder, customers).vault.close()
            except BaseException:
                shutil.rmtree(home)
                raise
        yield BenchShop(folder, home / "shop-passphrase.txt", customers, Path(scratch))
