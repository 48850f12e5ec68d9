"""`shopcrm drill`: the newest backup is tried, as a restore would have to."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.cli.backup import counts_in_words
from shopcrm.cli.progress import run_job
from shopcrm.errors import Damaged

if TYPE_CHECKING:
    from shopcrm.jobs.drill import Drill


@click.command()
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the backups are. Default: every known place.",
)
@click.pass_context
def drill(ctx: click.Context, folder: Path | None) -> None:
    """Try the newest backup.

    It is opened in a scratch file, every page is proven, counts and balances are compared with what it lists. The exit
    code is 5 where something is wrong.
    """
    from shopcrm.jobs import drill as jobs

    app: App = ctx.obj
    with app.open() as vault:
        folders = None if folder is None else (folder,)
        done = run_job(
            app, "Drill", lambda step, cancel: jobs.run(vault, folders=folders, progress=step, cancel=cancel)
        )
    document = {
        "file": done.file,
        "taken_at": done.taken_at,
        "verified": done.outcome == "passed",
        "outcome": done.outcome,
        "seconds": done.seconds,
        "counts": done.counts,
        "problems": done.problems,
        "at": done.at,
    }
    app.present(document, _lines(done))
    if done.outcome == "failed":
        ctx.exit(Damaged.exit_code)


def _lines(done: "Drill") -> Iterator[str]:
    if done.outcome == "passed":
        yield f"✓ {done.file} can be restored: tried in {done.seconds:.1f} seconds."
        yield f"It holds {counts_in_words(done.counts)}; every page, count and balance is as it should be."
        return
    yield f"✗ {done.file} cannot be relied on. Your records are safe."
    yield from (f"  {problem}" for problem in done.problems)
    yield "Keep the older backups, and make a new one now: `shopcrm backup`."
