"""The clipboard: "Copied" is said only when the system's own tool took the words; a lock empties it."""

from pathlib import Path

import pytest

from shopcrm.tui.app import ShopApp
from shopcrm.tui.clipboard import copy_natively
from tests.tui.conftest import OpenApp, until, until_shown
from tests.tui.screen_text import screen_text


@pytest.fixture
def xclip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clipboard tool that keeps what it was given in the file answered."""
    kept, tools = tmp_path / "kept", tmp_path / "tools"
    tools.mkdir()
    for name in ("xclip", "pbcopy"):
        (tools / name).write_text(f"#!/bin/sh\n/bin/cat > {kept}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    return kept


def _app(app: object) -> ShopApp:
    assert isinstance(app, ShopApp)
    return app


async def test_what_was_copied_is_said_to_be_copied_and_a_lock_forgets_it(open_app: OpenApp, xclip: Path) -> None:
    async with open_app() as pilot:
        _app(pilot.app).copy("07700 900245")
        await until_shown(pilot, "Copied")
        assert xclip.read_text() == "07700 900245"
        await pilot.press("ctrl+l")
        await until(pilot, lambda: pilot.app._exit)
        assert xclip.read_text() == ""
        assert pilot.app.clipboard == ""


async def test_without_a_tool_nothing_is_claimed(
    open_app: OpenApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with open_app() as pilot:
        _app(pilot.app).copy("07700 900245")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "Copied" not in screen_text(pilot.app)


def test_a_tool_that_fails_counts_as_none(xclip: Path) -> None:
    for tool in (xclip.parent / "tools").iterdir():
        tool.write_text("#!/bin/sh\nexit 1\n")
    assert not copy_natively("x")
