"""`shopcrm registers`, `privacy-notice`, `evidence-pack`, `retention`: how the shop shows that it keeps the law."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.words import counted, table
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.privacy.registers.breaches import Breach
    from shopcrm.privacy.retention import Due, Kind
    from shopcrm.vault.vault import Vault

_folder = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("name", required=False)
@click.option("--output", type=_folder, metavar="DIR", help="Write the register there: CSV, and papers as PDF.")
@click.pass_obj
def registers(app: App, name: str | None, output: Path | None) -> None:
    """The registers of data-protection law, or one of them.

    NAME: processing, breaches, requests, complaints, training, audits, fee, notices, wordings, grounds, retention or
    decisions. Without one, how much stands in each.
    """
    from shopcrm.privacy.registers import listing

    if name is None:
        if output is not None:
            raise click.UsageError("--output needs the name of a register.")
        with app.open() as vault:
            found = vault.read(listing.every)
        rows = [(one.name, one.title, one.count) for one in found]
        document = {"registers": [{"name": name, "title": title, "entries": many} for name, title, many in rows]}
        app.present(document, table(("Name", "Register", "Entries"), rows))
        return
    with app.open() as vault:
        if output is not None:
            _write(app, vault, name, output)
        else:
            one = vault.read(listing.listing, name)
            app.present(one, [one.title, one.note, *(table(one.columns, one.rows) if one.rows else ["No entry."])])


def _write(app: App, vault: "Vault", name: str, output: Path) -> None:
    from shopcrm.jobs.privacy_papers import write_register

    done = write_register(vault, name, output)
    app.present(done, [*(f"Written: {file}" for file in done.files), *(f"Note: {text}" for text in done.warnings)])


@click.command("privacy-notice")
@click.option("--output", required=True, type=_folder, metavar="DIR", help="Where to.")
@click.pass_obj
def privacy_notice(app: App, output: Path) -> None:
    """Write the privacy notice for customers as a PDF.

    It says what the book does with their details and what the shop added; new words make a new version.
    """
    from shopcrm.jobs.privacy_papers import write_notice

    with app.open() as vault:
        done = write_notice(vault, output)
    pages = counted(done.pages, "page")
    lines = [f"Written: {done.file}, {pages}, version {done.version}", *(f"Note: {text}" for text in done.warnings)]
    app.present(done, lines)


@click.command("evidence-pack")
@click.option("--output", required=True, type=_folder, metavar="DIR", help="Where to.")
@click.pass_obj
def evidence_pack(app: App, output: Path) -> None:
    """Write all registers and proofs as one zip.

    It is made for the regulator: customers stand in it by their references only.
    """
    from shopcrm.jobs.evidence_pack import write_evidence

    with app.open() as vault:
        done = write_evidence(vault, output)
    lines = [f"Written: {done.file}", *(f"  {one.name}, {one.bytes:,} bytes" for one in done.files)]
    log = [f"! {text}" for text in done.problems] or [f"The log of {done.entries:,} changes is as it was written."]
    app.present(done, [*lines, *log])


@click.command()
@click.argument("kind", required=False)
@click.argument("refs", nargs=-1)
@click.option("--confirm", type=int, metavar="COUNT", help="Let these records go; COUNT must be how many they are.")
@click.option("--keep", metavar="REASON", help="Keep these records, and say why.")
@click.option("--until", metavar="DATE", default="", help="With --keep: when to propose them again; else in a year.")
@click.pass_obj
def retention(app: App, kind: Any, refs: tuple[str, ...], confirm: int | None, keep: str | None, until: str) -> None:
    """Old records that are not needed any more.

    Nothing goes by itself. Without KIND, how many of each kind are due and by which rule; with it, which; REFS are some
    of them. What was let go cannot be taken back.
    """
    from shopcrm.privacy import retention as old

    if confirm is not None and keep is not None:
        raise click.UsageError("--confirm and --keep contradict each other: give one.")
    if kind is None and (confirm is not None or keep is not None):
        raise click.UsageError("Say which kind of record.")
    if until and keep is None:
        raise click.UsageError("--until goes with --keep.")
    with app.open() as vault:
        if kind is None:
            _proposals(app, vault)
            return
        chosen = _chosen(vault.read(old.records, kind), refs)
        numbers = tuple(one.record for one in chosen)
        if confirm is not None:
            _check_count(confirm, len(numbers))
            app.present({"kind": kind, "done": vault.write(old.confirm, kind, numbers)}, ["Done."])
        elif keep is not None:
            count = vault.write(old.decline, kind, numbers, keep, until)
            app.present({"kind": kind, "kept": count}, [f"Kept: {counted(count, 'record')}."])
        else:
            _records(app, kind, chosen)


def _proposals(app: App, vault: "Vault") -> None:
    from shopcrm.privacy import retention as old

    found = vault.read(old.proposals)
    document = [
        {
            "kind": one.rule.kind,
            "title": one.rule.title,
            "count": one.count,
            "oldest": one.oldest,
            "kept": one.kept,
            "rule": one.rule.rule,
            "what": one.rule.what,
            "source": one.rule.source,
        }
        for one in found
    ]
    rows = [(one.rule.kind, one.rule.title, one.count, one.oldest, one.kept, one.rule.rule) for one in found]
    app.present({"proposals": document}, table(("Kind", "What", "Due", "Oldest", "Kept", "Rule"), rows))


def _records(app: App, kind: "Kind", found: "tuple[Due, ...]") -> None:
    document = [{"ref": one.ref, "what": one.words, "since": one.since} for one in found]
    rows = [(one.ref, one.words, one.since) for one in found]
    lines = table(("Record", "What", "Since"), rows) if rows else ["Nothing is due."]
    app.present({"kind": kind, "records": document}, lines)


def _chosen(due: "tuple[Due, ...]", refs: tuple[str, ...]) -> "tuple[Due, ...]":
    """Those that were named, or all; raises InvalidValue for one that is not due."""
    from shopcrm.vault.refs import parse_ref, ref

    named = [ref(*parse_ref(one)) for one in refs]
    unknown = set(named) - {one.ref for one in due}
    if unknown:
        raise InvalidValue("refs", f"{', '.join(sorted(unknown))} is not due.", "Look through the proposals first.")
    return tuple(one for one in due if one.ref in named) if named else due


def _check_count(said: int, count: int) -> None:
    if said != count:
        raise InvalidValue(
            "confirm", f"{counted(count, 'record')} would go, not {said}.", "Look through them, then say how many."
        )


def breach_lines(one: "Breach") -> Iterator[str]:
    """A breach as lines to read."""
    from shopcrm.privacy.registers.breaches import NATURES, RISKS
    from shopcrm.privacy.registers.due import hours_left

    facts = one.facts
    yield f"B-{one.id}  {facts.what}"
    yield f"Discovered {facts.discovered_at}; {NATURES[facts.nature]}"
    running = one.clock.state in ("running", "over")
    yield f"72 hours end {one.clock.due:%Y-%m-%dT%H:%M:%SZ}" + (f", {hours_left(one.clock.left)}" if running else "")
    yield f"Risk: {RISKS[facts.risk]}. {facts.risk_because}".rstrip()
    if one.report:
        yield f"Report to the regulator: {one.report}. {one.report_because}".rstrip()
    if one.reported_at:
        yield f"Reported {one.reported_at} {one.regulator_ref}".rstrip()
    if one.told_at:
        yield f"People told {one.told_at}"
    yield from (f"! {point}" for point in one.open_points)
    yield from (f"{event.at}  {event.kind}  {event.staff}" for event in one.events)
