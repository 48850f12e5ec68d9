"""What Lock does with something typed and not saved: it is kept in the vault and offered at the next unlock."""

from collections.abc import Sequence
import importlib.util
from importlib import import_module
from typing import Any

from textual.screen import Screen

from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form
from shopcrm.tui.sitting import Sitting

_ROOM = "shopcrm.tui."


async def keep_topmost(sitting: Sitting, stack: Sequence[Screen[Any]]) -> None:
    """Keep the draft of the topmost form that holds one."""
    from shopcrm.shop import drafts

    for screen in reversed(stack):
        values = screen.draft() if isinstance(screen, Desk) else None
        if values is not None:
            about = screen.about if isinstance(screen, Form) else {}
            await sitting.write(drafts.keep, _name_of(screen), {"about": about, "values": values})
            return


async def take_kept(sitting: Sitting) -> Desk[Any] | None:
    """The form that was open at the last lock, filled in again; it is kept only once. None where there is none."""
    if importlib.util.find_spec("shopcrm.shop.drafts") is None:
        return None
    from shopcrm.shop import drafts

    kept = await sitting.write(drafts.take)
    if kept is None:
        return None
    name, body = kept
    desk: Desk[Any] = _class_of(name)(**body["about"])
    desk.restore(body["values"])
    return desk


def _name_of(screen: Screen[Any]) -> str:
    return f"{type(screen).__module__}:{type(screen).__qualname__}"


def _class_of(name: str) -> type[Any]:
    module, _, cls = name.partition(":")
    assert module.startswith(_ROOM)
    found: type[Any] = getattr(import_module(module), cls)
    assert issubclass(found, Desk)
    return found
