"""`shopcrm report`: figures as a table, on the screen or as a CSV file."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.cli.words import day_of, table

if TYPE_CHECKING:
    from shopcrm.insight.figures import Figures

NAMES = ("sales", "consent", "returns", "service", "loyalty")
"""The reports there are; named here so that `--help` loads nothing."""


@click.command()
@click.argument("name", type=click.Choice(NAMES), metavar="NAME")
@click.option("--from", "since", type=day_of, metavar="DATE", help="The first day. Default: from the beginning.")
@click.option("--to", "until", type=day_of, metavar="DATE", help="The last day. Default: until today.")
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a CSV file as well.",
)
@click.pass_obj
def report(app: App, name: str, since: date | None, until: date | None, csv_file: Path | None) -> None:
    """Figures: sales, answers, returns, service, points.

    NAME is sales, consent, returns, service or loyalty.

    Amounts are minor units (pence) in JSON, and decimal numbers in the CSV file.
    """
    from shopcrm.insight.reports import REPORTS

    if since and until and since > until:
        raise click.UsageError(f"--from {since} is after --to {until}.")
    with app.open() as vault:
        figures = vault.read(REPORTS[name], since, until)
    if csv_file is not None:
        from shopcrm.exchange.writer import write_csv

        write_csv(csv_file, figures.columns, decimal_rows(figures), for_spreadsheet=True)
        app.say(f"Written: {csv_file}")
    app.present({"columns": figures.columns, "rows": figures.rows}, lines_of(figures))


def lines_of(figures: "Figures") -> Iterable[str]:
    """The figures to read."""
    if not figures.rows:
        return ["There is nothing to report for these days."]
    return table(figures.columns, decimal_rows(figures))


def decimal_rows(figures: "Figures") -> Iterator[tuple[str | int, ...]]:
    """The rows with each amount as a decimal number in its currency; a figure that is no money has none."""
    from shopcrm.money import to_major

    for row in figures.rows:
        named = dict(zip(figures.columns, row, strict=True))
        currency = str(named.get("currency", ""))
        yield tuple(
            str(to_major(int(value), currency)) if column in figures.money and value != "" else value
            for column, value in named.items()
        )
