"""What the formats share when they read a person: addresses, tags, answers about marketing, e-mail and phone cells."""

from shopcrm.exchange.guard import unguarded, unmarked
from shopcrm.exchange.records import ConsentAnswer, ImportedAddress
from shopcrm.exchange.values import opted_out, phones, shortened_by_spreadsheet, yes_or_no
from shopcrm.plain_text import clean_block, clean_line

_PARTS_OF_UK = frozenset(("ENG", "SCT", "WLS", "NIR"))


def text(cell: str) -> str:
    """A single-line cell as stored, without a spreadsheet's guard before a formula (``'=1+1``); ``'t Hooft`` stays."""
    if not cell:
        return ""
    return clean_line(unguarded(cell) if cell[0] in "'=" else cell)


def texts(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Several single-line cells at once: where all of them are plain ASCII, which is most often, far faster."""
    joined = "".join(cells)
    if joined.isascii() and joined.isprintable() and "'" not in joined and "=" not in joined:
        return tuple(map(str.strip, cells))
    return tuple(map(text, cells))


def block(cell: str) -> str:
    """A note as stored, newlines kept, without a spreadsheet's guard."""
    return clean_block(unguarded(cell)) if cell else ""


def bare(cell: str) -> str:
    """A phone, postcode or id cell, where a leading ``'`` is never part of the value."""
    if not cell:
        return ""
    return clean_line(unmarked(cell) if cell[0] in "'=" else cell)


def emails(*cells: str) -> tuple[str, ...]:
    """The addresses of e-mail cells, first ones first, none twice."""
    found = [bare(cell) for cell in cells if cell]
    if len(found) == 1 and "," not in found[0] and ";" not in found[0]:
        return (found[0],) if found[0] else ()
    parts = [part.strip() for cell in found for part in cell.replace(";", ",").split(",")]
    return tuple(dict.fromkeys(filter(None, parts)))


def phone_cells(*cells: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of phone cells, none twice, and a warning for each that a spreadsheet has spoilt."""
    numbers: list[str] = []
    warnings: list[str] = []
    for cell in dict.fromkeys(cells):
        plain = bare(cell)
        if not plain:
            continue
        if shortened_by_spreadsheet(plain):
            warnings.append(f"a spreadsheet has shortened the phone number to {plain}: left out")
        else:
            numbers += phones(plain)
    return tuple(dict.fromkeys(numbers)), tuple(warnings)


def tags(cell: str) -> tuple[str, ...]:
    """The tags of one cell, separated by commas."""
    return tuple(dict.fromkeys(tag for part in cell.split(",") if (tag := text(part)))) if cell else ()


def answer(
    channel: str, cell: str, source: str, *, at: str | None = None, final: bool = True
) -> tuple[ConsentAnswer, ...]:
    """One answer about marketing, or none where the cell is blank; one that is not understood is neither yes nor no."""
    said = text(cell)
    if not said:
        return ()
    granted = yes_or_no(said)
    return (ConsentAnswer(channel, granted, said, source, at, final, granted is False and opted_out(said)),)


def address(
    purpose: str,
    name: str,
    company: str,
    line1: str,
    line2: str,
    city: str,
    region: str,
    country: str,
    postcode: str,
) -> tuple[ImportedAddress, ...]:
    """An address, or none where neither street, town nor postcode is filled.

    Where a shop system asks for a county, it fills in the part of the United Kingdom by itself: that is left out.
    """
    if not (line1 or city or postcode or line2):
        return ()
    name, company, line1, line2, city, region, country = texts((name, company, line1, line2, city, region, country))
    region = "" if region in _PARTS_OF_UK else region
    return (ImportedAddress(purpose, name, company, line1, line2, city, region, country, bare(postcode)),)


def split_name(whole: str) -> tuple[str, str]:
    """A whole name as first and last: the last word is the last name, and a single word is a first name."""
    first, _, last = text(whole).rpartition(" ")
    return (first, last) if first else (last, "")
