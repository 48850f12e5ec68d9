"""The processing register on paper: what UK GDPR Art 30(1) asks a controller to keep."""

from collections.abc import Iterable

from shopcrm.papers.access_wording import TRANSFERS
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.privacy.registers.processing import Activity, Held, Register

TITLE = "Record of processing activities"
_HEADS = ("Kind of details", "Details", "Lawful basis", "Kept")


def make(register: Register, shop: Letterhead) -> Paper:
    """The register as a PDF: who is responsible, each activity, recipients, transfers, security."""
    sheet = Sheet(TITLE, shop, register.made_at, f"{TITLE} · UK GDPR Art 30(1)")
    sheet.title(TITLE, "UK GDPR Art 30(1)")
    names = ["Controller", *(one.name for one in register.activities), "Recipients and transfers", "Security measures"]
    numbered = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    sheet.contents(numbered)
    headings = iter(numbered)
    sheet.section(next(headings))
    sheet.facts(_controller(register))
    for one in register.activities:
        sheet.section(next(headings), follows=200)
        _activity(sheet, one)
    sheet.section(next(headings))
    _recipients(sheet, register)
    sheet.section(next(headings))
    sheet.items([text for text in register.security if text.strip()])
    return sheet.finish()


def _controller(register: Register) -> list[tuple[str, str]]:
    shop, said = register.shop, register.said
    pairs = [
        ("Name", f"{shop.name}, {shop.owner}"),
        ("Address", ", ".join(shop.address.splitlines())),
        ("E-mail", shop.email),
        ("Telephone", shop.phone),
        ("Joint controller", said.joint or "none"),
        ("Representative", said.representative or "none"),
        ("Data protection officer", said.officer or "none; none is asked for"),
    ]
    return [(label, value or "not entered in the settings") for label, value in pairs]


def _activity(sheet: Sheet, one: Activity) -> None:
    pairs = [("Purpose", one.purpose), ("People", one.people), ("Legitimate interest", one.interest)]
    pairs += [("Recipients", one.recipients), ("Transfers", one.transfers), ("Security", one.security)]
    sheet.facts([pair for pair in pairs if pair[1]])
    if one.added is not None:
        sheet.facts(pair for held in one.held for pair in zip(_HEADS[1:], _cells(held)[1:], strict=True))
        sheet.paragraph("Added by hand.", NOTE)
        return
    table(sheet, [Column(head) for head in _HEADS], [_cells(held) for held in one.held])
    sources = list(dict.fromkeys(held.source for held in one.held if held.source))
    if sources:
        sheet.paragraph(f"Source: {'; '.join(sources)}.", NOTE)


def _cells(held: Held) -> tuple[str, ...]:
    return held.category, ", ".join(held.labels) or held.category, held.basis, _capital(held.kept)


def _recipients(sheet: Sheet, register: Register) -> None:
    sheet.items([f"{one.kind}{_named(one.names)}" for one in register.recipients])
    sheet.subsection("Transfers to a third country")
    sheet.paragraph(register.said.transfers or TRANSFERS.replace("you gave it", "it was given"))
    if register.contacts:
        sheet.subsection("Contact on another ground than consent")
        rows = [(one.title, one.basis, one.aim, one.review_on) for one in register.contacts]
        table(sheet, [Column(head) for head in ("What", "Basis", "Aim", "Looked at again")], rows)


def _named(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f": {listed}" if listed else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
