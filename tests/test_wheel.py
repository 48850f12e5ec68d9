"""What is delivered: the wheel carries all that the program reads, and works with nothing else of it in reach."""

import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CARRIED = {".sql": "shopcrm", ".tcss": "shopcrm", ".ttf": "assets", ".txt": "assets"}
OUTSIDE = ["PYTHONPATH", "SHOPCRM_SHOP", "SHOPCRM_PASSPHRASE_FILE"]


def done(*command: object, cwd: Path) -> str:
    """Run a command away from the project; answers what it wrote, fails with it where it failed."""
    ran = subprocess.run([str(one) for one in command], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the project as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, PROJECT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The Python of an environment of its own that has the wheel; only the libraries come from this environment."""
    home = wheel.parent / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python" if sys.platform != "win32" else home / "Scripts" / "python.exe"
    done(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel),
        cwd=home,
    )
    packages = Path(done(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    # A path in a .pth file comes after the environment's own packages, and .pth files there are not read in turn:
    # the project's editable install stays out.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


@pytest.fixture(autouse=True)
def nothing_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No path and no setting of this machine reaches the program."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)


def test_the_wheel_carries_every_migration_stylesheet_font_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    wanted = {
        re.sub("^assets/", "shopcrm/_assets/", path.relative_to(PROJECT).as_posix())
        for suffix, folder in CARRIED.items()
        for path in (PROJECT / folder).rglob(f"*{suffix}")
    }
    assert {Path(name).suffix for name in wanted} == set(CARRIED)
    assert wanted - inside == set()
    assert not [name for name in inside if name.startswith(("tests/", "assets/"))]


def test_the_installed_program_is_the_wheels_with_its_own_assets(installed: Path, tmp_path: Path) -> None:
    told = done(installed, "-c", "import shopcrm; print(shopcrm.__file__)", cwd=tmp_path)
    assert Path(told.strip()).is_relative_to(installed.parents[1])
    assets = done(installed, "-c", "from shopcrm import places; print(places.asset('fonts'))", cwd=tmp_path)
    assert Path(assets.strip()).is_relative_to(installed.parents[1])
    assert Path(assets.strip()).parts[-3:] == ("shopcrm", "_assets", "fonts")


def test_the_installed_program_makes_a_shop_and_a_paper(installed: Path, tmp_path: Path) -> None:
    shopcrm = installed.with_name("shopcrm")
    shop = tmp_path / "shop"
    done(shopcrm, "--shop", shop, "demo", "--no-open", "--customers", 20, cwd=tmp_path)
    unlocked = (shopcrm, "--shop", shop, "--passphrase-file", tmp_path / "shop-passphrase.txt")
    done(*unlocked, "access-report", "C-1001", "--output", tmp_path / "out", cwd=tmp_path)
    (paper,) = (tmp_path / "out").glob("*.pdf")
    assert paper.read_bytes().startswith(b"%PDF-")
