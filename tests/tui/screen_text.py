"""What stands on the screen, as plain text: for golden files that a person can read."""

from pathlib import Path
from typing import Any

from textual.app import App

GOLDEN = Path(__file__).parent.parent / "golden" / "screens"


def screen_text(app: App[Any]) -> str:
    """The rows of the screen, without the spaces at their ends."""
    strips = app.screen._compositor.render_strips()
    rows = [strip.text.rstrip() for strip in strips]
    return "\n".join(rows) + "\n"
