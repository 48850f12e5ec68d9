"""What the screens offer to whom: nothing that would be refused."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from textual.pilot import Pilot

import shopcrm.tui
from shopcrm.jobs import backup
from shopcrm.tui import allowed
from shopcrm.tui.forms.trouble import Trouble
from shopcrm.tui.frame import Frame
from shopcrm.tui.sections import PLACES_OF
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import Vault
from tests.tui.conftest import OpenApp, until, until_ready, until_shown
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
        for section in app.sections_offered:
            app.go_to_section(section.name)
            await settles(pilot, section.screen.partition(":")[2])
        app.open_record(f"C-{them.ana}")
        await settles(pilot, "CustomerPage")
        app.open_record("O-1001")
        await settles(pilot, "OrderPage")
        for place in (one for places in PLACES_OF.values() for one in places if one.role <= role):
            app.go_to_place(place.name)
            await settles(pilot, place.screen.partition(":")[2])


async def test_a_viewer_is_offered_neither_privacy_nor_what_was_taken(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    as_role(vault, Role.VIEWER)
    async with open_app(**REAL) as pilot:
        await until_shown(pilot, "Orders to do")
        shown = screen_text(pilot.app)
        assert not [one for one in ("Privacy", "Sales today", "This week", "£", "Make a backup") if one in shown]
        await pilot.press("6", "7")
        await until_shown(pilot, "[7.More]")
        await pilot.press("ctrl+g")
        await until_ready(pilot, "Customers")
        shown = screen_text(pilot.app)
        assert not [one for one in ("Privacy", "New order", "Backup", "Requests") if one in shown]


async def test_an_assistant_is_offered_neither_a_restore_nor_the_shops_settings(
    open_app: OpenApp, vault: Vault
) -> None:
    backup.make(vault, backup.own_folder(vault.folder))
    as_role(vault, Role.ASSISTANT)
    async with open_app(**REAL) as pilot:
        app = pilot.app
        assert isinstance(app, Frame)
        app.go_to_place("settings")
        await until_shown(pilot, "Colours")
        assert not [one for one in ("Currency", "Locks after", "Recovery sheet") if one in screen_text(app)]
        app.go_to_place("keys")
        await until_shown(pilot, "tell the owner")
        app.go_to_place("backup")
        await until_shown(pilot, "1 backup")
        assert "Automatic" not in screen_text(app)
        app.screen.query_one("#backups").focus()
        await pilot.press("enter")
        await until_shown(pilot, "Prove it")
        assert not [one for one in ("Put it back", "Into a new folder") if one in screen_text(app)]
