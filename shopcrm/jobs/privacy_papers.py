"""Papers of the registers: privacy notice, processing register, a breach; written where the person said, and noted."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shopcrm.exchange.writer import write_table
from shopcrm.jobs.letterhead import letterhead, nowhere_to_write
from shopcrm.jobs.written import Written, write_noted, write_paper
from shopcrm.papers import breach_report, privacy_notice, processing_register
from shopcrm.papers.kit import Paper
from shopcrm.papers.privacy_notice import Part
from shopcrm.papers.typesetting import warning
from shopcrm.privacy import retention
from shopcrm.privacy.registers import breaches, notices, processing
from shopcrm.privacy.registers.breaches import Breach
from shopcrm.privacy.registers.listing import Listing, listing
from shopcrm.privacy.registers.processing import Register
from shopcrm.privacy.retention import Rule
from shopcrm.shop import profile
from shopcrm.shop.profile import Profile
from shopcrm.vault.refs import BreachId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the privacy notice is made from, all of one moment.

    version: which one it is, or would be. on: the day of that version, today for one that is not given out yet.
    """

    register: Register
    rules: tuple[Rule, ...]
    parts: tuple[Part, ...]
    text: str
    version: int
    on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """A privacy notice that was written, and which version it is."""

    file: Path
    pages: int
    version: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Files that were written, the pages of those that are papers, and what the person should know."""

    files: tuple[Path, ...]
    pages: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What a breach's paper is made from."""

    breach: Breach
    shop: Profile
    stamp: str


@read("notices.facts", role=Role.MANAGER)
def notice_facts(tx: Tx) -> NoticeFacts:
    """The privacy notice as it would read today."""
    register, rules = processing.register(tx), retention.rules(tx)
    parts = privacy_notice.parts_of(register, letterhead(register.shop), rules)
    text = privacy_notice.text_of(parts)
    since = notices.given_out(tx, text)
    on = tx.calendar.local_date(from_stamp(since)) if since else tx.today
    return NoticeFacts(register, rules, parts, text, notices.next_version(tx, text), on)


@read("breaches.facts", role=Role.ASSISTANT)
def breach_facts(tx: Tx, breach: BreachId) -> BreachFacts:
    """A breach and the shop; raises NotFound."""
    return BreachFacts(breaches.card(tx, breach), profile.get(tx), tx.stamp)


@write("breaches.note_paper")
def note_breach_paper(tx: Tx, breach: BreachId, file: str) -> None:
    """Note that a breach was written to a file."""
    tx.note(ref("B", breach), file=file)


@write("registers.note_files", role=Role.MANAGER)
def note_files(tx: Tx, name: str, files: tuple[str, ...]) -> None:
    """Note that a register was written to files."""
    tx.note(register=name, files=list(files))


def notice_paper(facts: NoticeFacts) -> Paper:
    """The privacy notice as a PDF."""
    return privacy_notice.make(facts.parts, facts.register, letterhead(facts.register.shop), facts.version, facts.on)


def write_notice(vault: Vault, folder: Path) -> Notice:
    """Write the privacy notice into `folder` as a new file, and keep its words as a version if they are new.

    Raises NotAllowed, Refused or NoSpace; nothing is left behind then.
    """
    facts = vault.read(notice_facts)
    paper = notice_paper(facts)
    name = f"privacy-notice-{facts.version}.pdf"
    told = nowhere_to_write(facts.register.shop)
    done = write_paper(paper, name, folder, lambda file: vault.write(notices.issue, facts.text, file), told)
    return Notice(done.file, done.pages, facts.version, done.warnings)


def write_register(vault: Vault, name: str, folder: Path) -> Files:
    """Write a register into `folder` as CSV, and as PDF where it has a paper: the processing register, each breach.

    Raises InvalidValue for no such register, NotAllowed, Refused or NoSpace; nothing is left behind then.
    """
    listed = vault.read(listing, name)
    papers = _papers(vault, name)
    stem = f"{name}-{vault.calendar.local_date(vault.clock())}"
    contents = {f"{stem}.csv": csv_of(listed)} | {file: paper.pdf for file, paper in papers.items()}
    paths = write_noted(contents, folder, lambda names: vault.write(note_files, name, names))
    told = warning(frozenset[str]().union(*(paper.unsettable for paper in papers.values())))
    return Files(paths, sum(paper.pages for paper in papers.values()), (told,) if told else ())


def _papers(vault: Vault, name: str) -> dict[str, Paper]:
    """The papers of a register by their file names."""
    if name == "breaches":
        return {
            f"breach-{ref('B', one.id)}.pdf": breach_paper(vault.read(breach_facts, one.id))
            for one in vault.read(breaches.listed)
        }
    if name == "processing":
        register = vault.read(processing.register)
        made = processing_register.make(register, letterhead(register.shop))
        return {f"processing-register-{vault.calendar.local_date(register.made_at)}.pdf": made}
    return {}


def breach_paper(facts: BreachFacts) -> Paper:
    """A breach as a PDF."""
    return breach_report.make(facts.breach, facts.shop, letterhead(facts.shop), facts.stamp)


def write_breach(vault: Vault, breach: int, folder: Path) -> Written:
    """Write what the regulator asks about a breach into `folder` as a new file. Raises NotFound, Refused or NoSpace."""
    paper = breach_paper(vault.read(breach_facts, breach))
    name = f"breach-{ref('B', breach)}.pdf"
    return write_paper(paper, name, folder, lambda file: vault.write(note_breach_paper, breach, file))


def csv_of(listed: Listing) -> bytes:
    """A register as CSV for a spreadsheet."""
    out = io.StringIO(newline="")
    write_table(out, listed.columns, listed.rows, for_spreadsheet=True)
    return out.getvalue().encode()
