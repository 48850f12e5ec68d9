"""`shopcrm access-report`: everything held about a customer, as a paper and as data."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App, first_line
from shopcrm.cli.words import day_of
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.jobs.access_pack import AccessPack


@click.command()
@click.argument("customer")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where to."
)
@click.option(
    "--request", type=day_of, metavar="DATE", help="When the customer asked, so that the due date is on the letter."
)
@click.option("--password-file", metavar="FILE", help="Encrypt with the password on the first line of FILE (AES-256).")
@click.pass_obj
def access_report(app: App, customer: str, output: Path, request: date | None, password_file: str | None) -> None:
    """Write everything held about a customer.

    A PDF to read, and a zip with the same as data; with a password, one encrypted PDF that holds both.
    """
    from shopcrm.jobs.access_pack import write_pack
    from shopcrm.vault.refs import parse_ref

    customer_id = parse_ref(customer, "C")[1]
    passphrase = app.passphrase()
    password = None if password_file is None else first_line(password_file, _no_password)
    with app.open(passphrase) as vault:
        pack = write_pack(vault, customer_id, output, requested_on=request, password=password)
    app.present(pack, lines_of(pack))


def lines_of(pack: "AccessPack") -> Iterator[str]:
    """What was written, what to know about it, and what to do before it leaves the shop."""
    yield from (f"Written: {file}" for file in pack.files)
    yield f"{pack.pages} pages. Passages about other people taken out: {sum(one.times for one in pack.redactions)}."
    yield from (f"{one.times} x {one.what}: {one.reason}" for one in pack.redactions)
    yield from (f"Note: {text}" for text in pack.warnings)
    yield from ("", "Before you hand it over:", *(f"- {text}" for text in pack.advice))


def _no_password(message: str, next_step: str) -> InvalidValue:
    return InvalidValue("password-file", message, next_step)
