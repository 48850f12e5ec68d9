"""The one guard for unsaved changes: Save, Don't save, Keep editing. For Esc, Ctrl+Q, sections, the palette."""

from collections.abc import Sequence
from typing import Any, Literal

from textual.screen import Screen

from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import block, plain

Choice = Literal["save", "drop", "keep"]


class Guard(Dialog[Choice]):
    """Asks what to do with what was typed."""

    HELP = (
        "Save keeps what you typed and goes on. Don't save throws it away and goes on. Keep editing, or Esc, takes you"
        " back to it."
    )

    def __init__(self) -> None:
        super().__init__(
            "Not saved yet",
            plain("You have typed something here that is not saved."),
            [("Save", "save"), ("Don't save", "drop"), ("Keep editing", "keep")],
            back="keep",
        )


async def may_close(desk: Desk[Any]) -> bool:
    """Whether `desk` may be closed without losing anything; where the person chose Save it has closed by itself."""
    if not desk.unsaved:
        return await _parts(desk)
    choice = await desk.app.push_screen_wait(Guard())
    if choice == "save":
        await desk.save_now()
        return False
    return choice == "drop"


async def may_leave(stack: Sequence[Screen[Any]]) -> bool:
    """Close the modal screens of `stack` from the top, asking about each unsaved one; False to stay."""
    for screen in reversed(stack):
        if isinstance(screen, Desk) and screen.unsaved:
            choice = await screen.app.push_screen_wait(Guard())
            if choice == "keep" or (choice == "save" and not await screen.save_now()):
                return False
            if choice == "drop":
                screen.forget()
        elif screen.is_modal:
            if isinstance(screen, Desk) and not await _parts(screen):
                return False
            screen.dismiss(None)
    return True


async def _parts(desk: Desk[Any]) -> bool:
    """Ask what a form wants asked before it is left, which Enter alone never answers."""
    question = desk.parting if desk.is_modal else None
    if question is None:
        return True
    heading, words = question
    answers = [("Stay here", False), ("Leave", True)]
    return await desk.app.push_screen_wait(Dialog(heading, block(words), answers, back=False))
