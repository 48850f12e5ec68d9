"""`shopcrm access-report`: everything held about a customer, as a paper and as data."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App, first_line
from shopcrm.cli.words import day_of
from shopcrm.errors import InvalidValue

if TYPE_CHECKING:
    from shopcrm.jobs.access_pack import AccessPack


def _request(typed: str) -> date | int:
    """A day, or the id of a request in the register (D-1003)."""
    found = re.fullmatch(r"[dD]-?(\d{1,18})", typed.strip())
    return int(found[1]) if found else day_of(typed)


@click.command()
@click.argument("customer")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where to."
)
@click.option(
    "--request",
    type=_request,
    metavar="DATE|D-…",
    help="When the customer asked, or the request in the register: the due date is then on the letter.",
)
@click.option("--password-file", metavar="FILE", help="Encrypt with the password on the first line of FILE (AES-256).")
@click.option(
    "--redact",
    multiple=True,
    metavar="TEXT=REASON",
    help="Take a passage about somebody else out wherever it stands, in any case; as often as you like.",
)
@click.option(
    "--withhold",
    multiple=True,
    metavar="WHAT=REASON",
    help="Keep back a kind of record (notes) or a document (F-1003), and say in the report that you do, and why.",
)
@click.option("--portability", is_flag=True, help="Only what the customer may take along (Art 20): JSON and CSV.")
@click.pass_obj
def access_report(
    app: App,
    customer: str,
    output: Path,
    request: date | int | None,
    password_file: str | None,
    redact: tuple[str, ...],
    withhold: tuple[str, ...],
    portability: bool,
) -> None:
    """Write everything held about a customer.

    A PDF to read, and a zip with the same as data; with a password, one encrypted PDF that holds both. Who else may be
    named in it is listed, so that you can take it out.
    """
    from shopcrm.jobs.access_pack import Asked, around, asked_in, write_pack
    from shopcrm.jobs.portable_pack import write_portable
    from shopcrm.privacy.holding import Withholding
    from shopcrm.privacy.third_parties import Removal
    from shopcrm.vault.refs import parse_ref

    customer_id = parse_ref(customer, "C")[1]
    removals = tuple(Removal(*_with_reason(one, "redact")) for one in redact)
    kept_back = tuple(Withholding(*_with_reason(one, "withhold")) for one in withhold)
    if portability and kept_back:
        raise InvalidValue("withhold", "Nothing is kept back from a portability file.", "Leave out --withhold.")
    passphrase = app.passphrase()
    password = None if password_file is None else first_line(password_file, _no_password)
    with app.open(passphrase) as vault:
        asked = vault.read(asked_in, request, customer_id) if isinstance(request, int) else Asked(request)
        others = vault.read(around, customer_id, asked.reference)
        for words in (*asked.unproved, *others):
            app.say(f"! {words}")
        if portability:
            pack = write_portable(vault, customer_id, output, asked=asked, password=password, remove=removals)
        else:
            pack = write_pack(
                vault, customer_id, output, asked=asked, password=password, remove=removals, withhold=kept_back
            )
    pack = replace(pack, warnings=(*pack.warnings, *others))
    app.present(pack, lines_of(pack))


def lines_of(pack: "AccessPack") -> Iterator[str]:
    """What was written, what to know about it, and what to do before it leaves the shop."""
    yield from (f"Written: {file}" for file in pack.files)
    pages = f"{pack.pages} pages. " if pack.pages else ""
    yield f"{pages}Passages about other people taken out: {sum(one.times for one in pack.redactions)}."
    yield from (f"{one.times} x {one.what} ({', '.join(one.where)}): {one.reason}" for one in pack.redactions)
    yield from (f"Withheld: {one.what}, {one.entries} entries: {one.reason}" for one in pack.withheld)
    yield from (f"Note: {text}" for text in pack.warnings)
    if pack.mentions:
        yield from ("", "May name somebody else (take it out with --redact):")
        yield from (f"- “{one.text}”: {one.why}; in {', '.join(one.where)}, {one.times} x" for one in pack.mentions)
    yield from ("", "Before you hand it over:", *(f"- {text}" for text in pack.advice))


def _with_reason(typed: str, option: str) -> tuple[str, str]:
    """The two sides of ``text=reason``; raises InvalidValue where one is missing."""
    text, _, reason = typed.partition("=")
    if not text.strip() or not reason.strip():
        raise InvalidValue(option, "A reason is missing.", f'Write it as --{option} "what=reason".')
    return text.strip(), reason.strip()


def _no_password(message: str, next_step: str) -> InvalidValue:
    return InvalidValue("password-file", message, next_step)
