"""`shopcrm demo` fills a shop of its own; `shopcrm check` tells whether all is well."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

MakeDemo = Callable[..., tuple[Path, Path, dict[str, int]]]


@pytest.fixture
def demo(command: Run, tmp_path: Path) -> MakeDemo:
    """Make a demonstration shop; answers its folder, its passphrase file and what it holds."""

    def make(name: str = "demo", *options: object) -> tuple[Path, Path, dict[str, int]]:
        at = ("--json", "--shop", tmp_path / name, "--now", "2026-11-22T09:30:00Z")
        document = command(*at, "demo", "--no-open", "--customers", 8, *options).ok().document
        assert set(document) == {"folder", "counts", "passphrase_file"}
        return Path(document["folder"]), Path(document["passphrase_file"]), document["counts"]

    return make


def test_a_demo_shop_opens_with_the_passphrase_in_its_file(demo: MakeDemo, command: Run) -> None:
    folder, passphrase_file, counts = demo()
    assert counts["customers"] == 8
    assert passphrase_file.stat().st_mode & 0o077 == 0
    options = ("--json", "--shop", folder, "--passphrase-file", passphrase_file)
    assert command(*options, "show", "C-1001").ok().document["orders"]
    assert command(*options, "report", "sales").ok().document["rows"]


def test_the_same_seed_makes_the_same_shop_and_another_another(demo: MakeDemo, command: Run) -> None:
    sales = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        folder, passphrase_file, _ = demo(name, "--seed", seed)
        options = ("--json", "--shop", folder, "--passphrase-file", passphrase_file)
        sales.append(command(*options, "report", "sales").ok().document["rows"])
    assert sales[0] == sales[1]
    assert sales[0] != sales[2]


def test_a_demo_never_goes_into_a_shop_that_is_there(command: Run, shop: Path) -> None:
    assert command("--shop", shop, "demo", "--no-open").code == 1


def test_without_a_folder_the_demo_makes_one_of_its_own(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = command("demo", "--customers", 3).ok().out
    assert "Open it:  shopcrm --shop" in told
    assert next(tmp_path.glob("shopcrm-demo-*/shop/vault.json"))


def test_a_number_of_customers_that_cannot_be_is_refused(command: Run, tmp_path: Path) -> None:
    for number, code in ((0, 1), (10**9, 1), ("many", 2)):
        assert command("--shop", tmp_path / "x", "demo", "--no-open", "--customers", number).code == code
    assert not (tmp_path / "x").exists()


def test_check_tells_what_it_found_and_what_to_do(asked: Run, crm: Run, shop: Path) -> None:
    del shop
    document = asked("check").ok().document
    for one in document["findings"]:
        assert set(one) == {"level", "what", "do"}
        assert one["level"] in ("info", "warning", "error")
    assert any("no backup" in one["what"] for one in document["findings"])
    assert "warning: There is no backup yet." in crm("check").ok().out


def test_a_full_check_of_a_whole_shop_finds_no_error(demo: MakeDemo, command: Run) -> None:
    folder, passphrase_file, _ = demo()
    options = ("--json", "--shop", folder, "--passphrase-file", passphrase_file)
    found = command(*options, "check", "--full").ok().document["findings"]
    assert [one for one in found if one["level"] == "error"] == []


def test_check_ends_with_5_where_a_page_is_damaged(asked: Run, shop: Path) -> None:
    book = next(shop.glob("data-*.db"))
    content = bytearray(book.read_bytes())
    content[-2000] ^= 1
    book.write_bytes(content)
    answer = asked("check", "--full")
    assert answer.code == 5


def test_rehearsed_entries_are_reported(asked: Run, crm: Run, shop: Path) -> None:
    del shop
    crm("--now", "2026-01-05T10:00:00Z", "batch", "-", stdin='{"do": "customers.add", "given_name": "Ana"}').ok()
    told = [one["what"] for one in asked("check").ok().document["findings"]]
    assert any("--now" in what for what in told)
