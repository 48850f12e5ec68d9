"""`shopcrm check`: is all well?"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.errors import Damaged

if TYPE_CHECKING:
    from shopcrm.jobs.checking import Finding

_MARKS = {"error": "✗", "warning": "!", "info": "·"}


@click.command()
@click.option("--full", is_flag=True, help="Read every page, and add up every sum again.")
@click.pass_context
def check(ctx: click.Context, full: bool) -> None:
    """Look whether all is well.

    Files, keys, backups, overdue dates. The exit code is 5 where something is damaged.
    """
    from shopcrm.jobs.checking import findings

    app: App = ctx.obj
    file = None if app.passphrase_file in (None, "-") else Path(str(app.passphrase_file))
    with app.open() as vault:
        found = run_job(
            app,
            "Check",
            lambda step, cancel: findings(vault, full=full, passphrase_file=file, progress=step, cancel=cancel),
        )
    app.present({"findings": found}, _lines_of(found))
    if any(one.level == "error" for one in found):
        ctx.exit(Damaged.exit_code)


def _lines_of(found: "Iterable[Finding]") -> Iterator[str]:
    for one in found:
        yield f"{_MARKS[one.level]} {one.level}: {one.what}"
        if one.do:
            yield f"    {one.do}"
