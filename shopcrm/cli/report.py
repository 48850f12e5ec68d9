"""`shopcrm report`: figures as a table, on the screen or as a CSV file."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.cli.words import day_of, table
from shopcrm.errors import Refused

if TYPE_CHECKING:
    from shopcrm.insight.dashboard import Kind
    from shopcrm.insight.figures import Figures

NAMES = ("sales", "consent", "returns", "figures", "service", "loyalty", "segments", "at-risk", "forecast", "quality")
"""The reports there are; named here so that `--help` loads nothing."""
KINDS: Mapping[str, "Kind"] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "tax-year": "tax_year",
}
"""The periods that figures are told by, as they are typed."""


@click.command()
@click.argument("name", type=click.Choice(NAMES), metavar="NAME")
@click.option("--from", "since", type=day_of, metavar="DATE", help="The first day. Default: from the beginning.")
@click.option("--to", "until", type=day_of, metavar="DATE", help="The last day. Default: until today.")
@click.option(
    "--by",
    type=click.Choice(tuple(KINDS)),
    help="For figures: the period of that kind in which --to lies, compared with the one before.",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a CSV file as well.",
)
@click.option(
    "--pdf",
    "pdf_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="For figures: write one page with charts as well.",
)
@click.pass_obj
def report(
    app: App,
    name: str,
    since: date | None,
    until: date | None,
    by: str | None,
    csv_file: Path | None,
    pdf_file: Path | None,
) -> None:
    """Figures of sales, service and customers.

    NAME is sales, consent, returns, figures, service, loyalty, segments, at-risk, forecast or quality.

    For forecast, --to is the last day that it may know: what came later shows how good it is.

    Amounts are minor units (pence) in JSON, and decimal numbers in the CSV file.
    """
    from shopcrm.insight.reports import REPORTS

    if since and until and since > until:
        raise click.UsageError(f"--from {since} is after --to {until}.")
    if by and (name != "figures" or since):
        raise click.UsageError("--by goes with figures, and without --from.")
    if pdf_file and name != "figures":
        raise click.UsageError("--pdf goes with figures.")
    period = (KINDS[by],) if by else ()
    with app.open() as vault:
        figures = vault.read(REPORTS[name], since, until, *period)
        if pdf_file is not None:
            from shopcrm.jobs import figures_paper

            _check_folder(pdf_file)
            asked = figures_paper.Asked(since, until, *period)
            page = figures_paper.page(vault, asked, pdf_file.absolute().parent, pdf_file.name)
            app.say(f"Written: {page.file}")
    if csv_file is not None:
        from shopcrm.exchange.writer import write_csv
        from shopcrm.insight.figures import spreadsheet

        write_csv(csv_file, *spreadsheet(figures), for_spreadsheet=True)
        app.say(f"Written: {csv_file}")
    app.present({"columns": figures.columns, "rows": figures.rows, **figures.facts}, lines_of(figures))


def _check_folder(file: Path) -> None:
    """Raises Refused where there is no folder for the file: a slip of the finger makes none."""
    from shopcrm.plain_text import visible

    if not file.absolute().parent.is_dir():
        raise Refused(
            f"{visible(str(file))} cannot be written: no such file or directory.", "Choose another folder or name."
        )


def lines_of(figures: "Figures") -> Iterable[str]:
    """The figures to read."""
    from shopcrm.insight.figures import decimal_rows

    if not figures.rows:
        return [*figures.words] or ["There is nothing to report for these days."]
    return [*table(figures.columns, decimal_rows(figures)), *figures.words]
