"""The sheet that carries somebody's portable data (UK GDPR Art 20) where they are locked with a password."""

from shopcrm.papers.kit import Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.plain_text import visible
from shopcrm.privacy.portability import NOT_IN_IT, PortableData


def make(data: PortableData, shop: Letterhead) -> Paper:
    """What is attached, kind by kind, and what is not."""
    holding = data.holding
    footer = f"Confidential: for {holding.name} only · {holding.reference}"
    sheet = Sheet(f"Your data to take along: {visible(holding.name)}", shop, holding.gathered_at, footer)
    sheet.title("Your data to take along", "The files are attached to this document, for another service to read")
    rows = [(one.title, str(len(one.rows)), f"{one.table}.csv") for one in data.categories]
    table(sheet, [Column("What"), Column("Entries", right=True), Column("File")], rows)
    sheet.paragraph("All of it is in portable-data.json too, with the meaning of each column and code.")
    sheet.paragraph(NOT_IN_IT)
    return sheet.finish()
