"""What the screens offer to whom: nothing that would be refused."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from textual.pilot import Pilot

import shopcrm.tui
from shopcrm.tui import allowed
from shopcrm.tui.forms.trouble import Trouble
from shopcrm.tui.frame import Frame
from shopcrm.tui.sections import PLACES_OF
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import Vault
from tests.tui.conftest import OpenApp, until
from tests.tui.people import REAL, people
from tests.tui.screen_text import screen_text


def as_role(vault: Vault, role: Role) -> None:
    vault.staff = replace(vault.staff, role=role)


def test_what_is_named_in_the_table_is_there() -> None:
    """A screen that is renamed would otherwise be open to all, and nobody would notice."""
    rooms = Path(shopcrm.tui.__file__).parent
    for name in [*allowed.ACTIONS, *(form for forms in allowed.FORMS.values() for form in forms)]:
        module, _, cls = name.partition(":")
        room = "screens" if (rooms / "screens" / f"{module}.py").exists() else "forms"
        found = getattr(import_module(f"shopcrm.tui.{room}.{module}"), cls)
        for actions in allowed.ACTIONS.get(name, {}).values():
            for action in actions.split():
                assert action == "first" or hasattr(found, f"action_{action}"), f"{name} has no {action}"


async def settles(pilot: Pilot[int], screen: str) -> None:
    """Wait until the screen of that class is shown and read; nothing may be refused meanwhile."""
    await until(pilot, lambda: type(pilot.app.screen).__name__ in (screen, "Trouble"))
    await until(pilot, lambda: not any(one.is_running for one in pilot.app.workers))
    assert not isinstance(pilot.app.screen, Trouble), screen_text(pilot.app)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ASSISTANT, Role.MANAGER])
async def test_whatever_is_offered_opens_without_a_refusal(open_app: OpenApp, vault: Vault, role: Role) -> None:
    """Every section, each record's page, and each place that is offered to the role."""
    them = people(vault)
    as_role(vault, role)
    async with open_app(**REAL) as pilot:
        app = pilot.app
        assert isinstance(app, Frame)
        for section in app.sections:
            app.go_to_section(section.name)
            await settles(pilot, section.screen.partition(":")[2])
        app.open_record(f"C-{them.ana}")
        await settles(pilot, "CustomerPage")
        app.open_record("O-1001")
        await settles(pilot, "OrderPage")
        for place in (one for places in PLACES_OF.values() for one in places if one.role <= role):
            app.go_to_place(place.name)
            await settles(pilot, place.screen.partition(":")[2])
