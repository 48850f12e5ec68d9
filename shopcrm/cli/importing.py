"""`shopcrm import`: files from elsewhere, rehearsed or imported whole, and taken back."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.cli.progress import Step, run_job
from shopcrm.cli.words import counted

if TYPE_CHECKING:
    from shopcrm.jobs.importing import ImportReport, ImportRequest, Preview, UndoReport
    from shopcrm.vault.vault import Vault

_COUNTED = ("created", "updated", "unchanged")


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE...")
@click.option("--format", "format_name", metavar="NAME", help="What kind of file it is. Default: recognised.")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column is which field; repeat it.")
@click.option("--dry-run", is_flag=True, help="Rehearse: tell exactly what would happen, and change nothing.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where the file leaves it open.")
@click.option("--currency", metavar="C", help="Where the file names none. Default: the shop's.")
@click.option("--undo", metavar="ID", help="Take an import back: I-1001. Updated values are restored.")
@click.pass_obj
def import_files(
    app: App,
    files: tuple[Path, ...],
    format_name: str | None,
    mapping: tuple[str, ...],
    dry_run: bool,
    dates: Any,
    currency: str | None,
    undo: str | None,
) -> None:
    """Import orders and customers, all or nothing.

    Exports of Shopify and WooCommerce are recognised, and lists of customers or of purchases with a heading row.

    For purchases: customer, date, amount, quantity. What --map says is remembered for the next file with these columns.

    Several files are one import after the other in one transaction. Importing a file again changes only what is new.
    """
    if bool(files) == (undo is not None):
        raise click.UsageError("Name a file to import, or --undo and the import to take back.")
    if undo is not None:
        _take_back(app, undo)
        return
    from shopcrm.jobs.importing import ImportRequest, as_before, preview

    said = [ImportRequest(str(file), format_name, mapping, dates, currency) for file in files]
    with app.open() as vault:
        requests = [vault.read(as_before, request) for request in said]
        previews = [preview(request) for request in requests]
        reports = run_job(
            app,
            "Rehearsal" if dry_run else "Import",
            lambda step, cancel: _run(vault, requests, dry_run, step, cancel),
        )
    kept = (replace(report, import_id=None) if dry_run else report for report in reports)
    told = list(zip(files, previews, kept, strict=True))
    app.present(
        _document(told), (line for file, found, report in told for line in _lines_of(file, found, report, dry_run))
    )


def _run(
    vault: "Vault", requests: "list[ImportRequest]", dry_run: bool, step: Step, cancel: threading.Event
) -> "list[ImportReport]":
    from shopcrm.cli.import_many import apply_all, rehearse_all
    from shopcrm.jobs.importing import apply, rehearse

    if len(requests) > 1:
        many = rehearse_all if dry_run else apply_all
        return many(vault, requests, step, cancel)
    if dry_run:
        return [rehearse(vault, requests[0], step)]
    return [vault.write(apply, requests[0], progress=step, cancel=cancel)]


def _document(told: "list[tuple[Path, Preview, ImportReport]]") -> dict[str, Any]:
    """One file's report, or the sum of several with each below `imports`."""
    each = [_one_document(file, found, report) for file, found, report in told]
    if len(each) == 1:
        return each[0]
    sums: dict[str, Any] = {"import_id": None, "format": ", ".join(dict.fromkeys(one["format"] for one in each))}
    sums["rows"] = sum(one["rows"] for one in each)
    for state in _COUNTED:
        kinds = dict.fromkeys(kind for one in each for kind in one[state])
        sums[state] = {kind: sum(one[state].get(kind, 0) for one in each) for kind in kinds}
    for name in ("skipped", "warnings", "differences", "doubles"):
        sums[name] = [item for one in each for item in one[name]]
    return {**sums, "imports": each}


def _one_document(file: Path, found: "Preview", report: "ImportReport") -> dict[str, Any]:
    from shopcrm.vault.refs import ref

    return {
        "file": str(file),
        **plain(report),
        "import_id": None if report.import_id is None else ref("I", report.import_id),
        "mapping": dict(found.mapping),
        "unused": list(found.unused),
    }


def _lines_of(file: Path, found: "Preview", report: "ImportReport", dry_run: bool) -> Iterator[str]:
    from shopcrm.jobs.importing.applying import lines_of
    from shopcrm.vault.refs import ref

    yield f"{file.name}: {found.title}, {counted(report.rows, 'row')}."
    if dry_run:
        yield "A rehearsal: nothing was changed. The columns are read so:"
        yield from (f"  {column} is {field.replace('_', ' ')}" for field, column in found.mapping)
        if found.unused:
            yield f"  Not read: {', '.join(found.unused)}"
    yield from lines_of(report)
    if report.import_id is not None:
        reference = ref("I", report.import_id)
        yield f"Imported as {reference}. `shopcrm import --undo {reference}` takes it back."


def _take_back(app: App, typed: str) -> None:
    from shopcrm.jobs.importing import undo
    from shopcrm.vault.refs import parse_ref

    import_id = int(typed) if typed.isascii() and typed.isdigit() else parse_ref(typed, "I")[1]
    with app.open() as vault:
        done = run_job(app, "Undo", lambda step, cancel: vault.write(undo, import_id, progress=step, cancel=cancel))
    app.present(done, _lines_of_undo(done))


def _lines_of_undo(done: "UndoReport") -> Iterator[str]:
    for title, counts in (("Removed", done.removed), ("Restored", done.restored)):
        told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
        yield f"{title}: {told or 'nothing'}"
    if done.kept:
        yield "Kept:"
        yield from (f"  {reason}" for reason in done.kept)
