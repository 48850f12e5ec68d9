"""What every test may use: a real shop in a temporary folder, opened cheaply, at a fixed moment."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from shopcrm.jobs import drives
from shopcrm.vault.keyring import Kdf
from shopcrm.vault.vault import Vault, create_vault, open_vault

# Where changes are judged the same examples are tried each time; at a desk, new ones.
settings.register_profile("judged", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("judged")

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSPHRASE = "correct pony stapled the battery"
SHOP = "Corner Flowers"
OWNER = "Robin Marsh"
CHEAP = Kdf(memory_kib=19 * 1024, passes=1, lanes=1)
BALLAST = 64 * 1024

MakeVault = Callable[..., Vault]


def pytest_xdist_auto_num_workers() -> int:
    """Three tests at a time for each core: those of screens mostly wait until a screen has settled."""
    return 3 * (os.cpu_count() or 1)


def fixed_clock() -> datetime:
    """Sunday morning, 22 November 2026, half past nine."""
    return NOW


@pytest.fixture(autouse=True)
def no_drives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that happens to be plugged in is nobody's to write to."""
    monkeypatch.setattr(drives, "plugged_in", lambda: ())


@pytest.fixture
def shop_folder(tmp_path: Path) -> Path:
    """Where the test's shop lives, or will."""
    return tmp_path / "shop"


@pytest.fixture
def make_vault(shop_folder: Path) -> Iterator[MakeVault]:
    """Makes shops (`make_vault()`, or in another folder, of another region ...) and locks them when the test ends."""
    opened: list[Vault] = []

    def make(folder: Path = shop_folder, **options: object) -> Vault:
        settings: dict[str, object] = {"clock": fixed_clock, "kdf": CHEAP, "ballast_bytes": BALLAST} | options
        settings = {"name": SHOP, "owner": OWNER, "passphrase": PASSPHRASE} | settings
        vault, _ = create_vault(folder, **settings)  # type: ignore[arg-type]
        opened.append(vault)
        return vault

    yield make
    for vault in opened:
        vault.close()


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty shop, locked: made once, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "shop"
    vault, _ = create_vault(
        folder, name=SHOP, owner=OWNER, passphrase=PASSPHRASE, clock=fixed_clock, kdf=CHEAP, ballast_bytes=BALLAST
    )
    vault.close()
    return folder


@pytest.fixture
def vault(empty_shop: Path, shop_folder: Path) -> Iterator[Vault]:
    """An open, empty shop."""
    shutil.copytree(empty_shop, shop_folder)
    opened = open_vault(shop_folder, PASSPHRASE, clock=fixed_clock, ballast_bytes=BALLAST)
    yield opened
    opened.close()


def pytest_collection_finish() -> None:
    """What was collected stays: the collector of garbage need not look through ten thousand tests again and again."""
    gc.freeze()
