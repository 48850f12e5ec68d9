"""`shopcrm erase`: what erasing a customer would do, and the deed with its certificate."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.progress import run_job
from shopcrm.errors import Refused

if TYPE_CHECKING:
    from shopcrm.jobs.erasing import Copy, Erased
    from shopcrm.privacy.erasure import Line, Plan
    from shopcrm.vault.vault import Vault


@click.command()
@click.argument("customer")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would be done; change nothing.")
@click.option("--confirm", metavar="SURNAME", help="The customer's surname (of a business its name), to confirm.")
@click.option("--reason", default="", metavar="TEXT", help="Why, without the name: it stays on record.")
@click.option("--request", metavar="D-…", help="The request in the register that it answers.")
@click.option("--anyway", is_flag=True, help="Even though something is still open: see the plan.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the certificate goes. Default: the folder you are in.",
)
@click.pass_obj
def erase(
    app: App,
    customer: str,
    only_plan: bool,
    confirm: str | None,
    reason: str,
    request: str | None,
    anyway: bool,
    output: Path | None,
) -> None:
    """Erase a customer for good (UK GDPR Art 17).

    What the law makes the shop keep stays until its day, without what it does not need. This cannot be taken back.
    """
    from shopcrm.privacy.erasure import ErasureDraft
    from shopcrm.vault.refs import parse_ref

    number = parse_ref(customer, "C")[1]
    asked = None if request is None else parse_ref(request, "D")[1]
    passphrase = app.passphrase()
    with app.open(passphrase) as vault:
        if only_plan:
            plan, copies = _planned(vault, number, asked)
            app.present(_plan_document(plan, copies), _lines_of_plan(plan, copies))
            return
        typed = confirm if confirm is not None else _asked(app, vault, number, asked)
        done = _deed(app, vault, ErasureDraft(number, typed, reason, asked, anyway), output or Path.cwd())
    app.present(_document(done), _lines_of(done))


def _planned(vault: "Vault", customer: int, request: int | None) -> "tuple[Plan, tuple[Copy, ...]]":
    from shopcrm.jobs import erasing

    return vault.read(erasing.plan, customer, request), erasing.copies_with(vault, customer, _folders(vault))


def _deed(app: App, vault: "Vault", draft: Any, output: Path) -> "Erased":
    from shopcrm.jobs import erasing

    folders = _folders(vault)
    return run_job(
        app,
        "Erase",
        lambda step, cancel: erasing.erase(vault, draft, folders, output, progress=step, cancel=cancel),
    )


def _folders(vault: "Vault") -> tuple[Path, ...]:
    """Where backups may lie: plugged in, used before, or the shop's own."""
    from shopcrm import settings
    from shopcrm.jobs import backup

    remembered = settings.load().kept_for(vault.vault_id.hex())
    return tuple(place.folder for place in backup.places(vault.folder, remembered))


def _asked(app: App, vault: "Vault", customer: int, request: int | None) -> str:
    """The surname, typed by a person who has read the plan; raises Refused where nobody can be asked."""
    plan, copies = _planned(vault, customer, request)
    if app.json or not sys.stdin.isatty():
        raise Refused(
            "An erasure is for good: confirm it with the customer's surname.",
            "`--confirm SURNAME` does it, `--plan` shows before what would be done. Nothing was changed.",
        )
    for line in _lines_of_plan(plan, copies):
        app.say(line)
    typed: str = click.prompt("This cannot be taken back. Type the surname to go on", err=True)
    return typed


def _plan_document(plan: "Plan", copies: "Sequence[Copy]") -> dict[str, Any]:
    return {
        "customer": f"C-{plan.customer}",
        "deleted": [_line_document(one) for one in plan.deleted],
        "anonymised": [_line_document(one) for one in plan.anonymised],
        "kept": [_line_document(one) for one in plan.kept],
        "kept_until": plan.kept_until,
        "obstacles": plan.obstacles,
        "warnings": plan.warnings,
        "recipients": plan.recipients,
        "copies": copies,
        "certificate": None,
    }


def _document(done: "Erased") -> dict[str, Any]:
    held = done.certificate
    return {
        "customer": f"C-{held.customer}",
        "deleted": [_line_document(one) for one in held.deleted],
        "anonymised": [_line_document(one) for one in held.anonymised],
        "kept": [_line_document(one) for one in held.kept],
        "kept_until": held.kept_until,
        "warnings": done.warnings,
        "recipients": held.recipients,
        "copies": done.copies,
        "certificate": done.paper.file if done.paper else None,
    }


def _line_document(one: "Line") -> dict[str, Any]:
    return {"category": one.category, "rows": one.rows, "reason": one.reason, "date": one.until}


def _lines_of_plan(plan: "Plan", copies: "Sequence[Copy]") -> Iterator[str]:
    yield f"Erasing {plan.name} (C-{plan.customer}) would do this. Nothing is changed yet."
    yield from _lines_of_kinds(plan)
    yield from _lines_of_copies(copies)
    if plan.recipients:
        yield from ("", f"To be told (Art 19): {', '.join(plan.recipients)}.")
    if plan.obstacles:
        yield from ("", "Still open; only with --anyway:")
        yield from (f"  {one.what} {one.do}" for one in plan.obstacles)
    if plan.warnings:
        yield from ("", *plan.warnings)
    yield from ("", f"To do it: shopcrm erase C-{plan.customer} --confirm SURNAME")


def _lines_of(done: "Erased") -> Iterator[str]:
    held = done.certificate
    yield f"C-{held.customer} was erased."
    yield from _lines_of_kinds(held)
    yield from _lines_of_copies(done.copies)
    if held.recipients:
        yield from ("", f"Tell them too (Art 19): {', '.join(held.recipients)}.")
    yield ""
    if done.paper:
        yield f"Certificate: {done.paper.file}"
    yield from (f"Note: {text}" for text in done.warnings)


def _lines_of_kinds(held: "Plan | Any") -> Iterator[str]:
    for title, lines in (("Deleted", held.deleted), ("Made nobody's", held.anonymised), ("Kept", held.kept)):
        if lines:
            yield from ("", f"{title}:")
        for one in lines:
            until = f", until {one.until}" if one.until else ""
            yield f"  {one.rows:,} x {one.category}{until}: {one.reason}"


def _lines_of_copies(copies: "Sequence[Copy]") -> Iterator[str]:
    if copies:
        yield from ("", "Copies that still hold the customer; a restore erases again:")
    for one in copies:
        until = f"makes way about {one.until}" if one.until else "stays until you delete it"
        yield f"  {one.taken_at:%Y-%m-%d} {one.kind}, {until}: {one.file}"
