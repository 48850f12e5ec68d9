"""`shopcrm demo`: a shop of invented people, to look around in."""

import sys
import tempfile
from pathlib import Path

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job


@click.command()
@click.option("--customers", type=int, default=150, show_default=True, metavar="N", help="How many invented people.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="The same seed makes the same shop.")
@click.option("--no-open", is_flag=True, help="Make it, tell where it is, and stop.")
@click.pass_context
def demo(ctx: click.Context, customers: int, seed: int, no_open: bool) -> None:
    """Open a realistic shop of invented people.

    It lies in a throwaway folder, or where --shop says.
    """
    from shopcrm.jobs.demo import open_demo

    app: App = ctx.obj
    named = ctx.find_root().params["shop"]
    folder = app.folder if named is not None else Path(tempfile.mkdtemp(prefix="shopcrm-demo-")) / "shop"
    clock = app.clock if app.rehearsed else None
    made = run_job(app, "Demo", lambda step, cancel: open_demo(folder, customers, seed, clock, step))
    with made.vault:
        if not (no_open or app.json) and sys.stdin.isatty() and sys.stdout.isatty():
            from shopcrm.cli.screens import open_screens

            code = open_screens(app, folder, made.vault)
            if code:
                ctx.exit(code)
    app.present(
        {"folder": folder, "counts": made.counts, "passphrase_file": made.passphrase_file},
        (
            f"A demonstration shop is in {folder}",
            ", ".join(f"{number:,} {kind}" for kind, number in made.counts.items()),
            f"Open it:  shopcrm --shop {folder} --passphrase-file {made.passphrase_file}",
        ),
    )
