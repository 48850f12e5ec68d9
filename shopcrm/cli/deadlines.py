"""`shopcrm deadlines`: everything with a date."""

import click

from shopcrm.cli.app import App
from shopcrm.cli.words import table


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also what is due in more than 30 days.")
@click.pass_obj
def deadlines(app: App, everything: bool) -> None:
    """Everything with a date, soonest first.

    What is overdue, and what is due in the next 30 days.
    """
    from shopcrm.jobs import agenda

    with app.open() as vault:
        due = vault.read(agenda.listed, everything)
    rows = [(one.due, one.ref, one.what, one.rule) for one in due]
    lines = table(("Due", "Record", "What", "Rule"), rows) if rows else ["Nothing is due."]
    app.present({"deadlines": due}, lines)
