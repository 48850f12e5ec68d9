"""Screens compared with what they looked like when a person last agreed to it."""

import os
from typing import Any

from textual.app import App

from tests.tui.screen_text import GOLDEN, screen_text


def assert_golden(app: App[Any], name: str) -> None:
    """The screen reads as in ``tests/golden/screens/NAME.txt``; with UPDATE_GOLDEN=1 that file is written instead."""
    path = GOLDEN / f"{name}.txt"
    shown = screen_text(app)
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
