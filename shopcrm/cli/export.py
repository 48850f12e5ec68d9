"""`shopcrm export`: copies that leave the book."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import counted

if TYPE_CHECKING:
    from shopcrm.jobs.exporting import ExportReport

WHATS = ("customers", "orders", "everything")
FORMATS = ("csv", "csv-lossless", "json", "zip")
PURPOSES = ("marketing", "reminders", "feedback")
CHANNELS = ("email", "sms", "phone", "post", "social")


@click.command()
@click.argument("what", type=click.Choice(WHATS), metavar="WHAT")
@click.option(
    "--format",
    "file_format",
    required=True,
    type=click.Choice(FORMATS),
    help="csv is safe in a spreadsheet, csv-lossless alters nothing; everything goes as zip (JSON and CSV) or json.",
)
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="PATH", help="The file."
)
@click.option(
    "--purpose", type=click.Choice(PURPOSES), help="Only people who may be contacted for this; with --channel."
)
@click.option("--channel", type=click.Choice(CHANNELS), help="Only people who may be contacted so; with --purpose.")
@click.option(
    "--segment", metavar="NAME", help="Only customers of a group or a saved segment; with --purpose and --channel."
)
@click.pass_obj
def export(
    app: App, what: Any, file_format: Any, output: Path, purpose: Any, channel: Any, segment: str | None
) -> None:
    """Write customers, orders or everything to a file.

    Without a purpose and a channel, customers come with what they said to e-mail, texts, calls and post.
    """
    from shopcrm.jobs import exporting

    request = exporting.ExportRequest(what, file_format, str(output), purpose, channel, segment)
    with app.open() as vault:
        done = run_job(
            app, "Export", lambda step, cancel: vault.write(exporting.export, request, progress=step, cancel=cancel)
        )
    app.present(done, _lines_of(done))


def _lines_of(done: "ExportReport") -> Iterator[str]:
    yield f"Written: {done.file}, {counted(done.rows, 'row')}"
    for reason, people in sorted(done.left_out.items()):
        yield f"Left out: {counted(people, 'person', 'people')}: {reason}"
