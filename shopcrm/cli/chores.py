"""`shopcrm chores`: what falls due by itself, with the passphrase or without."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import Step, run_job
from shopcrm.cli.words import table
from shopcrm.errors import OpenElsewhere

if TYPE_CHECKING:
    from shopcrm.jobs.chores import Run, State
    from shopcrm.jobs.chores.unattended import Next, Report
    from shopcrm.vault.vault import Vault

_KINDS = ("cron", "systemd", "launchd", "task-scheduler")
_MARKS = {"done": "✓", "failed": "✗", "skipped": "-"}


@click.command()
@click.option("--due", is_flag=True, help="Only say what is due; run nothing, and ask for no passphrase.")
@click.option("--list", "listing", is_flag=True, help="Every chore, when it last ran and what came of it.")
@click.option("--run", "name", metavar="NAME", help="Run this one now.")
@click.option("--skip", "skipped", metavar="NAME", help="Do not run this one this time.")
@click.option(
    "--install-help", "kind", type=click.Choice(_KINDS), help="Write the files that let the system call this hourly."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="With --install-help: where to. Default: show them.",
)
@click.pass_context
def chores(
    ctx: click.Context, due: bool, listing: bool, name: str | None, skipped: str | None, kind: str | None, output: Any
) -> None:
    """Do what falls due by itself.

    With the passphrase everything that is due runs. Without it (from cron, say) the book stays shut: it says what is
    due, and carries the newest backup to a known stick that is plugged in. The exit code is 1 where something failed.
    """
    app: App = ctx.obj
    if kind is not None:
        _install(app, kind, output)
    elif due:
        _say_due(app)
    elif app.passphrase_file is None and not sys.stdin.isatty() and not (listing or name or skipped):
        _unattended(ctx, app)
    else:
        _attended(ctx, app, partial(_with_vault, listing=listing, name=name, skipped=skipped))


def _attended(ctx: click.Context, app: App, work: Callable[[App, "Vault"], bool]) -> None:
    """With the shop open; where it is open elsewhere nothing is wrong, and nothing runs."""
    try:
        vault = app.open()
    except OpenElsewhere:
        from shopcrm.jobs.chores import unattended

        _present(app, unattended.open_elsewhere(app.folder, app.clock()))
        return
    with vault:
        failed = work(app, vault)
    if failed:
        ctx.exit(1)


def _with_vault(app: App, vault: "Vault", *, listing: bool, name: str | None, skipped: str | None) -> bool:
    """Run, skip or list; answers whether something failed."""
    from shopcrm.jobs import chores as jobs

    ran: list[Run] = []
    if name is not None:
        ran.append(_run(app, vault, name))
    elif skipped is not None:
        done = jobs.skip(vault, skipped)
        ran += [done] if done else []
    elif not listing:
        due = [one for one in vault.read(jobs.states) if one.due and one.chore.role <= vault.staff.role]
        ran += [_run(app, vault, one.chore.name) for one in due]
    jobs.tell_header(vault)
    states = vault.read(jobs.states)
    app.present(_document(ran, states), _lines_of_states(states) if listing else _lines_of_runs(ran, states))
    return any(one.outcome == "failed" for one in ran)


def _run(app: App, vault: "Vault", name: str) -> "Run":
    from shopcrm.jobs import chores as jobs

    title = jobs.chore_named(name).title

    def work(step: Step, cancel: Any) -> "Run":
        return jobs.run(jobs.Task(vault, progress=step, cancel=cancel), name)

    return run_job(app, title, work)


def _document(ran: "list[Run]", states: "tuple[State, ...]") -> dict[str, Any]:
    from shopcrm.vault.tx import stamp

    return {
        "ran": [one for one in ran if one.outcome != "skipped"],
        "skipped": [
            *({"chore": one.chore, "because": one.words} for one in ran if one.outcome == "skipped"),
            *({"chore": one.chore.name, "because": "it is due and did not run"} for one in states if one.due),
        ],
        "next": [
            {
                "chore": one.chore.name,
                "title": one.chore.title,
                "due": stamp(one.moment),
                "overdue": one.due,
                "last": one.last,
                "failed": one.failed,
            }
            for one in sorted(states, key=lambda one: one.moment)
        ],
    }


def _lines_of_runs(ran: "list[Run]", states: "tuple[State, ...]") -> Iterator[str]:
    if not ran:
        yield "Nothing was due."
    for one in ran:
        yield f"{_MARKS[one.outcome]} {one.chore}: {one.words}"
    first = min(states, key=lambda one: one.moment)
    yield f"Next: {first.chore.name}, {first.moment:%Y-%m-%d %H:%M} UTC"


def _lines_of_states(states: "tuple[State, ...]") -> Iterator[str]:
    rows = [
        (
            one.chore.name,
            f"{one.last.at[:16].replace('T', ' ')} {one.last.outcome}" if one.last else _never(one),
            "now" if one.due else f"{one.moment:%Y-%m-%d %H:%M}",
            one.last.words if one.last else one.chore.words,
        )
        for one in states
    ]
    yield from table(("Chore", "Last (UTC)", "Next (UTC)", "What came of it"), rows)


def _never(one: "State") -> str:
    """That it never ran, or that it did on days that are still to come by the present clock."""
    return "after today (was the clock set back?)" if one.ahead else "never"


def _unattended(ctx: click.Context, app: App) -> None:
    from shopcrm.jobs.chores import unattended

    report = unattended.visit(app.folder, app.clock())
    _present(app, report)
    if any(one.outcome == "failed" for one in report.ran):
        ctx.exit(1)


def _say_due(app: App) -> None:
    from shopcrm.jobs.chores import unattended
    from shopcrm.jobs.chores.unattended import Report
    from shopcrm.vault import guard

    guard.check_folder(app.folder)
    coming = unattended.coming(app.folder, app.clock())
    _present(app, Report((), (), coming))


def _present(app: App, report: "Report") -> None:
    app.present({"ran": report.ran, "skipped": report.skipped, "next": report.next}, _lines_of_report(report))


def _lines_of_report(report: "Report") -> Iterator[str]:
    for one in report.ran:
        yield f"{_MARKS[one.outcome]} {one.words}"
    for left in report.skipped:
        yield f"- {left.chore} is due: {left.because}."
    waiting: list[Next] = [one for one in report.next if not (one.overdue and report.skipped)]
    for one_next in waiting:
        yield f"{one_next.chore}: {'due since' if one_next.overdue else 'due'} {one_next.due}"
    if not report.next:
        yield "When chores are due is not known yet: open the shop once."


def _install(app: App, kind: str, output: Path | None) -> None:
    """Show or write the files, and say what to do with them."""
    from shopcrm.jobs.chores import units
    from shopcrm.vault import files

    made = units.KINDS[kind](units.command(Path(sys.executable), app.folder.resolve()))
    if output is not None:
        with files.disk_errors("The folder"):
            output.mkdir(parents=True, exist_ok=True)
            for one in made.files:
                files.write_whole(output / one.name, one.content)
    document = {
        "kind": kind,
        "files": [{"name": one.name, "content": _text(one.content)} for one in made.files],
        "written": [output / one.name for one in made.files] if output else [],
        "steps": made.steps,
    }
    shown = (
        [] if output else [line for one in made.files for line in (f"# {one.name}", *_text(one.content).split("\n"))]
    )
    written = [f"Written: {output / one.name}" for one in made.files] if output else []
    app.present(document, [*shown, *written, *made.steps])


def _text(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8").removesuffix("\n")
