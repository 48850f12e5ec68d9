"""The application on a real shop, without a terminal: fixed clock, fixed size, no blinking."""

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.tui.app import ShopApp
from shopcrm.tui.launch import Launch
from shopcrm.vault.vault import Vault
from tests.conftest import fixed_clock
from tests.tui.example import PAGES, SECTIONS

for _name in ("NO_COLOR", "TEXTUAL_THEME"):
    os.environ.pop(_name, None)

NARROW = (80, 24)
WIDE = (120, 34)
OpenApp = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on a loop of its own; no plugin is needed for more."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture
def open_app(vault: Vault, shop_folder: Path, tmp_path: Path) -> OpenApp:
    """Opens the application on the test's shop: ``async with open_app(size=WIDE) as pilot``."""

    @asynccontextmanager
    async def start(size: tuple[int, int] = NARROW, **options: object) -> AsyncIterator[Pilot[int]]:
        settings: dict[str, object] = {"clock": fixed_clock, "book": vault, "sections": SECTIONS, "pages": PAGES}
        settings |= {"folder": shop_folder, "settings_file": tmp_path / "settings.json", **options}
        app = ShopApp(Launch(**settings))  # type: ignore[arg-type]
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            yield pilot

    return start
