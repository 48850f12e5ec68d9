"""The application on a real shop, without a terminal: fixed clock, fixed size, no blinking."""

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from shopcrm.tui.app import ShopApp
from shopcrm.tui.launch import Launch
from shopcrm.vault.vault import Vault
from tests.conftest import CHEAP, SHOP, fixed_clock
from tests.tui.example import PAGES, SECTIONS
from tests.tui.screen_text import GOLDEN, RENEW, check_golden, screen_text

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


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Let the application work until something holds; fails after a while that a busy machine may need."""
    patience = monotonic() + 90
    while monotonic() < patience:
        if condition():
            # What comes with it may still be on its way to the screen.
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError(f"it never came to hold; the screen says:\n{screen_text(pilot.app)}")


async def until_shown(pilot: Pilot[int], words: str) -> None:
    """Let the application work until these words are on the screen."""
    await until(pilot, lambda: words in screen_text(pilot.app))


async def until_ready(pilot: Pilot[int], words: str) -> None:
    """As `until_shown`, and something on that screen has the focus: only now a key goes where a person means it."""
    await until(pilot, lambda: words in screen_text(pilot.app) and pilot.app.focused is not None)


async def until_golden(pilot: Pilot[int], name: str) -> None:
    """As `check_golden`, once what is still being painted stands."""
    path = GOLDEN / f"{name}.txt"
    if not os.environ.get(RENEW):
        await until(pilot, lambda: screen_text(pilot.app) == path.read_text(encoding="utf-8"))
    check_golden(pilot.app, name)


async def type_in(pilot: Pilot[int], words: str) -> None:
    """Press the keys of `words`."""
    await pilot.press(*("space" if letter == " " else letter for letter in words))


@pytest.fixture
def open_app(vault: Vault, shop_folder: Path, tmp_path: Path) -> OpenApp:
    """Opens the application on the test's shop: ``async with open_app(size=WIDE) as pilot``."""

    @asynccontextmanager
    async def start(size: tuple[int, int] = NARROW, **options: object) -> AsyncIterator[Pilot[int]]:
        settings: dict[str, object] = {"clock": fixed_clock, "book": vault, "sections": SECTIONS, "pages": PAGES}
        settings |= {"folder": shop_folder, "settings_file": tmp_path / "settings.json", "kdf": CHEAP, **options}
        app = ShopApp(Launch(**settings))  # type: ignore[arg-type]
        async with app.run_test(size=size, notifications=True) as pilot:
            if settings["book"] is not None:
                # A form kept from before the lock covers the shop's name, perhaps before anyone looks.
                await until(pilot, lambda: app.in_shop and (SHOP in screen_text(app) or app.screen.is_modal))
            yield pilot

    return start
