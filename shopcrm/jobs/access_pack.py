"""The access pack: the report to read, the data files for a computer, written where the person said, and noted."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from shopcrm.errors import InvalidValue
from shopcrm.jobs.conclusions import with_conclusions
from shopcrm.jobs.data_files import data_files, zipped
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.operations import load_operations
from shopcrm.jobs.written import write_noted
from shopcrm.papers import access_report
from shopcrm.papers.access_report import Terms
from shopcrm.papers.kit import Paper
from shopcrm.papers.typesetting import warning
from shopcrm.privacy import access, deadlines
from shopcrm.privacy.access import Holding
from shopcrm.privacy.third_parties import Redaction, Removal
from shopcrm.shop import profile
from shopcrm.vault.vault import Vault

DELIVERY = (
    "Check that the person is who they say they are before you hand this over.",
    "Read it first. Notes may name other people: take out what is not about this person.",
    "Add what you hold outside the book: e-mails, letters, messages.",
    "Ask how they want to get it. By e-mail: to their own mailbox, not a shared one, and marked confidential. "
    "By post: tracked.",
    "Send a password by another way than the file.",
)
"""What to do before it leaves the shop (ICO, supplying information securely)."""

_SHORT_PASSWORD = 12
_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv", "txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class AccessPack:
    """What was written: the files, the pages of the report, what was taken out, and what the person should know."""

    files: tuple[Path, ...]
    pages: int
    redactions: tuple[Redaction, ...]
    warnings: tuple[str, ...]
    advice: tuple[str, ...] = DELIVERY


def write_pack(
    vault: Vault,
    customer_id: int,
    folder: Path,
    *,
    requested_on: date | None = None,
    identity: str = "",
    password: str | None = None,
    remove: tuple[Removal, ...] = (),
) -> AccessPack:
    """Write everything held about a customer into `folder` as new files that only their owner may read.

    A PDF and a zip; with a password one PDF, encrypted with AES-256, that carries the data files inside it: no readable
    copy is written. requested_on: when the person asked, for the due date. remove: passages about other people to take
    out. Raises InvalidValue for a day to come, NotFound, NotAllowed, Refused or NoSpace; nothing is left behind then.
    """
    if requested_on is not None and requested_on > vault.calendar.local_date(vault.clock()):
        raise InvalidValue("request", f"{requested_on} is in the future.", "Give the day on which the person asked.")
    if password is not None and not password:
        raise InvalidValue("password", "The password is empty.", "Put it on the first line of the file.")
    holding = with_conclusions(vault, vault.read(access.gather, customer_id, remove))
    shop = vault.read(profile.get)
    load_operations(("shop", "privacy", "jobs"))
    paper = access_report.make(holding, letterhead(shop), _terms(vault, shop, requested_on, identity))
    files = data_files(holding, shop.name)
    stem = f"access-report-{holding.reference}-{vault.calendar.local_date(holding.gathered_at)}"
    if password is None:
        contents = {f"{stem}.pdf": paper.pdf, f"{stem}.zip": zipped(files, holding)}
    else:
        contents = {f"{stem}.pdf": _locked(paper.pdf, password, files, holding.gathered_at)}
    taken_out = sum(one.times for one in holding.redactions)
    paths = write_noted(contents, folder, lambda names: vault.write(access.note_pack, customer_id, names, taken_out))
    return AccessPack(paths, paper.pages, holding.redactions, _warnings(holding, paper, password))


def _terms(vault: Vault, shop: profile.Profile, requested_on: date | None, identity: str) -> Terms:
    due = deadlines.data_request("access", requested_on, vault.calendar) if requested_on else None
    return Terms(
        shop.zone,
        shop.region,
        shop.regulator,
        shop.regulator_contact,
        requested_on,
        due.due if due else None,
        due.rule if due else "",
        identity,
    )


def _locked(pdf: bytes, password: str, files: dict[str, bytes], made_at: datetime) -> bytes:
    """The report under AES-256 (PDF 2.0, revision 6), with the data files attached inside."""
    import pikepdf

    out, dated = io.BytesIO(), f"D:{made_at:%Y%m%d%H%M%S}Z"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, content in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(
                document,
                content,
                description=name,
                filename=name.rpartition("/")[2],
                mime_type=_MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
                creation_date=dated,
                mod_date=dated,
            )
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _warnings(holding: Holding, paper: Paper, password: str | None) -> tuple[str, ...]:
    found = [warning(paper.unsettable)]
    free_text = [one.title for one in holding.categories if one.table == "notes" and one.rows]
    if free_text or holding.files:
        found.append("Notes and documents may name other people: read them before you hand this over.")
    if password is not None:
        found.append("With a password no zip is written: the data files are attached inside the PDF.")
        if len(password) < _SHORT_PASSWORD:
            found.append(f"The password is short: at least {_SHORT_PASSWORD} characters are better.")
    else:
        found.append("These files are not encrypted: give a password, or hand them over on paper.")
    return tuple(text for text in found if text)
