"""`shopcrm reminders` and `shopcrm calendar`: what to be reminded of, and a calendar file of it."""

from pathlib import Path
from typing import Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.words import counted, table


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also those that are done.")
@click.pass_obj
def reminders(app: App, everything: bool) -> None:
    """What you want to be reminded of, soonest first.

    `batch` adds, ticks off and postpones them: reminders.add, reminders.done, reminders.postpone.
    """
    from shopcrm.shop import reminders as nouns
    from shopcrm.vault.refs import ref

    with app.open() as vault:
        found = vault.read(nouns.listed, "all" if everything else "open")
    rows = [
        (
            one.due_on,
            ref("A", one.id),
            nouns.in_words(one),
            "done" if one.state == "done" else nouns.REPEATS[one.repeats],
        )
        for one in found
    ]
    lines = table(("Day", "Reminder", "What", ""), rows) if rows else ["There are no reminders."]
    app.present({"reminders": [_document(one) for one in found]}, lines)


@click.command()
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="PATH", help="The file (.ics)."
)
@click.option(
    "--what",
    multiple=True,
    type=click.Choice(("reminders", "birthdays", "deadlines")),
    help="What to write; may be given more than once. Default: reminders.",
)
@click.option("--names", is_flag=True, help="Name customers, and what is written about them. Default: neither.")
@click.pass_obj
def calendar(app: App, output: Path, what: Any, names: bool) -> None:
    """Write a calendar file (iCalendar).

    The file leaves the vault, and a calendar may send it on: without --names nobody stands in it.
    """
    from shopcrm.jobs import calendar_file

    request = calendar_file.CalendarRequest(str(output), what or ("reminders",), names)
    with app.open() as vault:
        done = vault.write(calendar_file.export, request)
    named = "customers are named in it" if names else "no customer is named in it"
    entries = counted(done.entries, "entry", "entries")
    app.present(done, [f"Written: {done.file}, {entries}; {named}."])


def _document(one: Any) -> dict[str, Any]:
    from shopcrm.cli.document import plain

    letters = {"ref": f"A-{one.id}", "customer_id": f"C-{one.customer_id}" if one.customer_id else None}
    return {**plain(one), **letters}
