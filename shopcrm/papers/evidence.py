"""The evidence pack's first sheet: how the shop keeps data-protection law, each register in short, and the files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shopcrm.papers.kit import Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.privacy.registers.listing import Listing

TITLE = "How we keep data-protection law"
INTRODUCTION = (
    "This pack shows how the shop keeps the law on personal data (UK GDPR Art 5(2), accountability). It was made by the"
    " shop's customer book from the registers that the book holds. Customers stand in it by references only."
)
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What checking the log of every change found. proven: each entry was proven, not only their order."""

    entries: int
    proven: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the pack: its name, size in bytes and SHA-256 in hexadecimal digits."""

    name: str
    bytes: int
    sha256: str


def make(
    listings: Sequence[Listing], chain: ChainCheck, files: Sequence[PackedFile], shop: Letterhead, made_at: datetime
) -> Paper:
    """The sheet as a PDF. files: all others of the pack."""
    sheet = Sheet(TITLE, shop, made_at, TITLE)
    sheet.title(TITLE, "Registers and evidence")
    sheet.paragraph(INTRODUCTION)
    sheet.facts([("Registers", _counted(listings)), ("Log of changes", _chain(chain))])
    for number, one in enumerate(listings, 1):
        sheet.section(f"{number}. {one.title}", follows=70)
        sheet.paragraph(one.note)
        _rows(sheet, one)
    sheet.section("Files in this pack")
    rows = [(one.name, f"{one.bytes:,}", one.sha256) for one in files]
    table(sheet, [Column("File"), Column("Bytes", right=True), Column("SHA-256")], rows)
    return sheet.finish()


def _rows(sheet: Sheet, one: Listing) -> None:
    if len(one.rows) > _MOST_ROWS:
        entries = "1 entry" if one.count == 1 else f"{one.count:,} entries"
        sheet.paragraph(f"{entries}: in {one.name}.csv, whole.")
        return
    table(sheet, [Column(head) for head in one.columns], one.rows, empty="No entry.")


def _counted(listings: Sequence[Listing]) -> str:
    return "\n".join(f"{one.title}: {one.count:,}" for one in listings)


def _chain(chain: ChainCheck) -> str:
    if chain.problems:
        return f"{chain.entries:,} entries; {len(chain.problems)} do not fit: " + "; ".join(chain.problems)
    how = "each proven unaltered by its seal" if chain.proven else "in their order, without a gap"
    return f"{chain.entries:,} entries, {how}"
