"""What stands on the screen, as plain text: for golden files that a person can read."""

import os
from pathlib import Path
from typing import Any

from textual._context import visible_screen_stack
from textual.app import App

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"
RENEW = "SHOPCRM_RENEW_SCREENS"
"""Set this in the environment to write the golden screens anew; then read the difference before it is kept."""


def screen_text(app: App[Any]) -> str:
    """The rows of the screen, without the spaces at their ends."""
    # What a form lets shine through is drawn anew from these, where it was not drawn yet.
    visible_screen_stack.set(app._background_screens)
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def check_golden(app: App[Any], name: str) -> None:
    """The screen reads as `tests/golden/screens/<name>.txt` says."""
    shown, path = screen_text(app), GOLDEN / f"{name}.txt"
    if os.environ.get(RENEW):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
