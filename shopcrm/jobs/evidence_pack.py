"""The evidence pack: every register, the notices, and the check of the log, in one zip for the regulator."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from shopcrm.insight.reports import REPORTS
from shopcrm.jobs.data_files import zipped
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.privacy_papers import breach_facts, breach_paper, csv_of, notice_facts, notice_paper
from shopcrm.jobs.written import write_noted
from shopcrm.papers import evidence, processing_register
from shopcrm.papers.evidence import ChainCheck, PackedFile
from shopcrm.privacy.registers import breaches, notices
from shopcrm.privacy.registers.listing import Listing, every
from shopcrm.vault import activity
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

_FIRST, _LIST = "evidence.pdf", "files.csv"


@dataclass(frozen=True, slots=True)
class EvidencePack:
    """The pack that was written: the zip, and what is in it."""

    file: Path
    files: tuple[PackedFile, ...]
    entries: int
    problems: tuple[str, ...]


@read("evidence.listings", role=Role.OWNER)
def listings(tx: Tx) -> tuple[Listing, ...]:
    """Every register as a table, and how many people said yes and no to being contacted."""
    found = REPORTS["consent"](tx, None, None)
    rows = tuple(tuple("" if value is None else str(value) for value in row) for row in found.rows)
    heads = tuple(str(column).replace("_", " ").capitalize() for column in found.columns)
    counts = Listing("consent", "Answers about being contacted, counted", "UK GDPR Art 7(1)", heads, rows)
    return (*every(tx), counts)


@write("evidence.note", role=Role.OWNER)
def note(tx: Tx, file: str, files: int) -> None:
    """Note that the evidence pack was written."""
    tx.note(file=file, files=files)


def write_evidence(vault: Vault, folder: Path) -> EvidencePack:
    """Write the evidence pack into `folder` as a new zip that only its owner may read.

    Customers stand in it by references only. Raises NotAllowed, Refused or NoSpace; nothing is left behind then.
    """
    listed = vault.read(listings)
    facts = vault.read(notice_facts)
    report = vault.read(activity.verify_chain, vault.audit_key())
    chain = ChainCheck(report.entries, report.proven, report.problems)
    shop, at = letterhead(facts.register.shop), facts.register.made_at
    contents = {f"{one.name}.csv": csv_of(one) for one in listed}
    contents["processing-register.pdf"] = processing_register.make(facts.register, shop).pdf
    contents["privacy-notice.pdf"] = notice_paper(facts).pdf
    contents |= _notices(vault) | _breaches(vault)
    contents["activity-check.json"] = json.dumps(asdict(chain), indent=1).encode()
    packed = [_packed(name, content) for name, content in sorted(contents.items())]
    first = {_FIRST: evidence.make(listed, chain, packed, shop, at).pdf, _LIST: _list_of(packed)}
    name = f"evidence-{vault.calendar.local_date(at)}.zip"
    whole = {name: zipped(first | dict(sorted(contents.items())), at)}
    (path,) = write_noted(whole, folder, lambda names: vault.write(note, names[0], len(contents) + len(first)))
    return EvidencePack(path, tuple(packed), chain.entries, chain.problems)


def _notices(vault: Vault) -> dict[str, bytes]:
    """The words of every version of the privacy notice that was given out."""
    versions = vault.read(notices.listed)
    return {f"privacy-notice-{one.version}.txt": vault.read(notices.text_of, one.version).encode() for one in versions}


def _breaches(vault: Vault) -> dict[str, bytes]:
    return {
        f"breach-{ref('B', one.id)}.pdf": breach_paper(vault.read(breach_facts, one.id)).pdf
        for one in vault.read(breaches.listed)
    }


def _packed(name: str, content: bytes) -> PackedFile:
    return PackedFile(name, len(content), hashlib.sha256(content).hexdigest())


def _list_of(packed: list[PackedFile]) -> bytes:
    rows = tuple((one.name, str(one.bytes), one.sha256) for one in packed)
    return csv_of(Listing("files", "Files", "", ("File", "Bytes", "SHA-256"), rows))
