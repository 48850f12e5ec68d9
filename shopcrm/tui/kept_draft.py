"""What Lock does with something typed and not saved: it is kept in the vault and offered at the next unlock."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

from textual.screen import Screen

from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form
from shopcrm.tui.sitting import Sitting
from shopcrm.vault.refs import ref


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
    from shopcrm.shop import drafts

    kept = await sitting.write(drafts.take) if await sitting.read(drafts.waiting) else None
    if kept is None:
        return None
    name, body = kept
    cls = _class_of(name)
    if cls is None:
        return None
    about = body["about"]
    now = await _merged_into(sitting, cls, about)
    desk = cls(**about if now is None else about | {"customer": now})
    if now is not None:
        desk.heading = f"{desk.heading} · for {ref('C', now)}, as {ref('C', about['customer'])} is now"
    desk.restore(body["values"])
    return cast(Desk[Any], desk)


async def _merged_into(sitting: Sitting, cls: type[Any], about: dict[str, Any]) -> int | None:
    """Whose record it is now that a form is about, where it was merged since; else None.

    Not for changes to the record itself, nor for forms that find out by themselves.
    """
    from shopcrm.shop import customers
    from shopcrm.tui.forms.customer_form import CustomerForm
    from shopcrm.tui.forms.offering import OfferingForm

    customer = about.get("customer")
    if customer is None or issubclass(cls, (CustomerForm, OfferingForm)):
        return None
    held = await sitting.read(customers.holder, customer)
    return held if held != customer else None


def _name_of(screen: Screen[Any]) -> str:
    return f"{type(screen).__module__}:{type(screen).__qualname__}"


def _class_of(name: str) -> type[Any] | None:
    """The form of that name; None where a later version of the program has it no more."""
    module, _, cls = name.partition(":")
    try:
        found = getattr(import_module(module), cls)
    except (ImportError, AttributeError):
        return None
    return found if isinstance(found, type) and issubclass(found, Desk) else None
