"""`shopcrm --plain`: the shop line by line, for screen readers. One question at a time; an empty answer goes back."""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from shopcrm.cli.app import App
from shopcrm.cli.plain_desk import BackToMenu, Desk
from shopcrm.cli.plain_order import new_order
from shopcrm.cli.show import look_up
from shopcrm.errors import CrmError
from shopcrm.plain_text import visible_block


def open_plain(app: App) -> None:
    """Unlock the shop, then ask what to do until the person quits, or the input ends."""
    from shopcrm.shop import profile

    with app.open() as vault:
        desk = Desk(app, vault)
        desk.say(f"{vault.read(profile.get).name} is open.")
        while _one_act(desk):
            pass
        desk.say("The shop is closed.")


def _one_act(desk: Desk) -> bool:
    """Ask for one thing and do it; False once the person quits."""
    desk.say("", *(f"{number}: {label}" for number, (label, _) in _MENU.items()), "7: Quit")
    try:
        chosen = desk.ask("What to do")
    except click.Abort:
        return False
    if chosen in ("7", "quit", "q"):
        return False
    if chosen not in _MENU:
        desk.say("Type a number from 1 to 7, then Enter.")
        return True
    try:
        _MENU[chosen][1](desk)
    except CrmError as error:
        desk.say(*visible_block(error.in_words()).splitlines())
    except BackToMenu:
        desk.say("Back to the menu. Nothing was changed.")
    except click.Abort:
        return False
    return True


def _find(desk: Desk) -> None:
    from shopcrm.cli.find import lines_of
    from shopcrm.shop import search

    desk.say(*lines_of(desk.vault.read(search.find, desk.need("Find"), 20)))


def _show(desk: Desk) -> None:
    desk.say(*look_up(desk.vault, desk.need("Number, such as C-1042 or O-1042")).lines)


def _add_note(desk: Desk) -> None:
    from shopcrm.shop import customers

    customer = desk.customer()
    desk.vault.write(customers.add_note, customer, desk.need("Note"))
    desk.say("Saved.")


def _backup(desk: Desk) -> None:
    from shopcrm.cli.backup import lines_of_backup, make_backup

    folder = desk.ask("Folder for the backup (Enter alone takes the usual place)")
    desk.say(*lines_of_backup(make_backup(desk.app, desk.vault, Path(folder).expanduser() if folder else None)))


def _access_report(desk: Desk) -> None:
    from shopcrm.cli.access_report import lines_of
    from shopcrm.jobs.access_pack import write_pack

    customer = desk.customer()
    folder = Path(desk.need("Folder for the report")).expanduser()
    desk.say(*lines_of(write_pack(desk.vault, customer, folder)))


_MENU: Mapping[str, tuple[str, Callable[[Desk], None]]] = {
    "1": ("Find", _find),
    "2": ("Show a record", _show),
    "3": ("Add a note", _add_note),
    "4": ("New order", new_order),
    "5": ("Backup", _backup),
    "6": ("Access report", _access_report),
}
