"""What a person at a real terminal meets: the passphrase is not echoed, work moves, the demo opens."""

import sys
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE
from tests.terminal import Terminal


def shopcrm(*arguments: object) -> list[str]:
    """The program's command line."""
    return [sys.executable, "-m", "shopcrm", *(str(one) for one in arguments)]


def test_the_passphrase_is_asked_for_and_never_echoed(shop: Path) -> None:
    with Terminal(shopcrm("--shop", shop, "find", "ana")) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.press(PASSPHRASE, "enter")
        terminal.wait_for("Nothing was found.")
        assert PASSPHRASE.encode() not in bytes(terminal.raw)


def test_a_missing_shop_is_told_before_anyone_types(tmp_path: Path) -> None:
    with Terminal(shopcrm("--shop", tmp_path / "none", "find", "ana")) as terminal:
        terminal.wait_for("There is no shop")


def test_a_new_passphrase_is_typed_twice(tmp_path: Path) -> None:
    with Terminal(shopcrm("--shop", tmp_path / "new", "init", "--name", "A", "--owner", "B")) as terminal:
        terminal.wait_for("New passphrase:")
        terminal.press(PASSPHRASE, "enter")
        terminal.wait_for("The same again:")
        terminal.press(PASSPHRASE + "x", "enter")
        terminal.wait_for("The two passphrases differ.")
    assert not (tmp_path / "new").exists()


def test_ctrl_c_at_the_question_stops_quietly(shop: Path) -> None:
    with Terminal(shopcrm("--shop", shop, "find", "ana")) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.press("ctrl+c")
        terminal.wait_for("Stopped, as you asked.")


def test_restoring_over_the_shop_asks_first(shop: Path, passphrase_file: Path, tmp_path: Path) -> None:
    with Terminal(
        shopcrm("--shop", shop, "--passphrase-file", passphrase_file, "backup", "--to", tmp_path)
    ) as terminal:
        terminal.wait_for("every page proven")
        assert b"\r" in bytes(terminal.raw)
    backup = next(tmp_path.glob("*.scb"))
    with Terminal(shopcrm("--shop", shop, "restore", backup)) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.press(PASSPHRASE, "enter")
        terminal.wait_for("Go on?")
        terminal.press("n", "enter")
        terminal.wait_for("Stopped, as you asked.")
    assert not (shop / "replaced").exists()


def test_the_demo_opens_at_once(tmp_path: Path) -> None:
    with Terminal(shopcrm("--shop", tmp_path / "demo", "demo", "--customers", 5)) as terminal:
        terminal.wait_for("Corner Flowers")
        terminal.press("ctrl+q")
        terminal.wait_for("A demonstration shop is in")


def test_without_a_command_the_shop_opens(shop: Path) -> None:
    with Terminal(shopcrm("--shop", shop)) as terminal:
        terminal.wait_for("Your records are locked")


def test_a_locked_demo_starts_afresh_on_its_own_folder(tmp_path: Path) -> None:
    with Terminal(shopcrm("--shop", tmp_path / "demo", "demo", "--customers", 5)) as terminal:
        terminal.wait_for("Corner Flowers")
        terminal.wait_for("Today")
        terminal.press("ctrl+l")
        terminal.wait_for("Your records are locked")


@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "open"])
def test_closing_the_window_closes_the_shop_and_ends_the_program(shop: Path, unlocked: bool) -> None:
    with Terminal(shopcrm("--shop", shop)) as terminal:
        terminal.wait_for("Passphrase")
        if unlocked:
            terminal.settle()
            terminal.press(PASSPHRASE, "enter")
            terminal.wait_for("New order")
        assert terminal.hang_up() == 0
    with Terminal(shopcrm("--shop", shop, "find", "ana")) as again:
        again.wait_for("Passphrase")
