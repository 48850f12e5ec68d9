"""The access report: what a person gets who asks what the shop holds about them (UK GDPR Art 15; LAW section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from shopcrm.papers.access_wording import (
    BASES,
    DECISIONS,
    LETTER,
    NOT_ALL,
    OUTSIDE,
    RECIPIENTS,
    RIGHTS,
    TRANSFERS,
    WITHHELD,
)
from shopcrm.papers.complaint_routes import routes
from shopcrm.papers.in_words import day, in_words, long_day
from shopcrm.papers.kit import BODY, BODY_BOLD, NOTE, QUIET_BODY, Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.plain_text import visible
from shopcrm.privacy.holding import Category, Heading, Holding, in_use

_LONG = 40
"""Entries from which on the report has a table of contents."""
_WIDE = 10
"""Columns from which on an entry is a block of its own."""
_LOW, _TALL = 120, 200
"""Points that the head of a kind of record needs with its first entry."""
_SHORT = 3
"""Entries from which on a list says once what is alike in all."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the report says beside the data itself, from the shop's profile and from the request.

    zone: IANA name, for every instant printed. due_on: the last day for the answer, with the rule that says so.
    identity: how the person's identity was checked; blank prints a line to fill in by hand. request: its reference.
    regime: the law under which it was made (uk, eu or ccpa); blank for the shop's own.
    """

    zone: str
    region: str
    regulator: str
    regulator_contact: str
    requested_on: date | None = None
    due_on: date | None = None
    rule: str = ""
    identity: str = ""
    request: str = ""
    regime: str = ""

    @property
    def british(self) -> bool:
        """Whether the Data Protection Act 2018 applies, with its two routes of complaint."""
        return self.region.startswith("GB")


def make(holding: Holding, shop: Letterhead, terms: Terms) -> Paper:
    """The report as a PDF: cover letter, what Art 15 asks for, the data by category, what was left out, the rights."""
    footer = f"Confidential: for {holding.name} only · {holding.reference}"
    sheet = Sheet(f"Your personal data: {visible(holding.name)}", shop, holding.gathered_at, footer)
    used = in_use(holding.categories)
    sections = [
        "Your request",
        "Why we hold your details, and for how long",
        "Who else has seen them, and what is decided with them",
        *(category.title for category in used),
        "May we contact you?",
        "What the codes mean",
        "What is not in this report, and why",
        "Your rights, and how to complain",
    ]
    numbered = [f"{number}. {title}" for number, title in enumerate(sections, 1)]
    headings = iter(numbered)
    _letter(sheet, holding, shop, terms, used)
    sheet.turn()
    if sum(len(category.rows) for category in used) > _LONG:
        sheet.subsection("In this report")
        sheet.contents(numbered)
    sheet.section(next(headings))
    _request(sheet, holding, shop, terms)
    sheet.section(next(headings))
    _article_15(sheet, used)
    sheet.section(next(headings))
    _recipients(sheet, holding, terms)
    for category in used:
        sheet.section(next(headings), follows=_TALL if len(category.headings) > _WIDE else _LOW)
        _category(sheet, category, ZoneInfo(terms.zone))
    sheet.section(next(headings))
    _contact(sheet, holding)
    sheet.section(next(headings))
    _codes(sheet, used)
    sheet.section(next(headings))
    _left_out(sheet, holding)
    sheet.section(next(headings))
    _rights(sheet, shop, terms)
    return sheet.finish()


def _letter(sheet: Sheet, holding: Holding, shop: Letterhead, terms: Terms, used: tuple[Category, ...]) -> None:
    made_on = holding.gathered_at.astimezone(ZoneInfo(terms.zone)).date()
    for line in (holding.name, *holding.address):
        sheet.write(line, BODY)
    sheet.space(16)
    sheet.write(long_day(made_on), QUIET_BODY)
    sheet.space(10)
    sheet.title("Your personal data", "Everything that we hold about you in our customer book")
    sheet.paragraph(f"Dear {holding.name},")
    asked = f" On {long_day(terms.requested_on)} you asked us for it." if terms.requested_on else ""
    sheet.paragraph(f"Yes, we hold personal data about you.{asked} {LETTER.format(searched=holding.searched)}")
    rows = [(category.title, str(len(category.rows)), _span(category)) for category in used]
    table(sheet, [Column("What we hold"), Column("Entries", right=True), Column("Dates")], rows)
    empty = list(dict.fromkeys(one.title for one in holding.categories if not one.rows))
    if empty:
        sheet.paragraph(f"We hold nothing under these headings: {', '.join(empty)}.", NOTE)
    sheet.paragraph(OUTSIDE)
    if holding.redactions or holding.withheld:
        sheet.paragraph(NOT_ALL)
    if holding.files:
        sheet.paragraph("With this report you also get: " + ", ".join(file.name for file in holding.files) + ".")
    sheet.keep(70)
    sheet.write("Yours sincerely,")
    sheet.space(30)
    sheet.write(shop.owner or shop.name, BODY_BOLD)
    if shop.owner:
        sheet.write(shop.name, QUIET_BODY)


def _span(category: Category) -> str:
    """The first and last date among the rows, from the first column that is a date or an instant."""
    for at, heading in enumerate(category.headings):
        if heading.unit in ("instant", "date"):
            days = sorted(str(row[at])[:10] for row in category.rows if row[at])
            if days:
                first, last = day(date.fromisoformat(days[0])), day(date.fromisoformat(days[-1]))
                return first if first == last else f"{first} to {last}"
    return ""


def _request(sheet: Sheet, holding: Holding, shop: Letterhead, terms: Terms) -> None:
    made_on = holding.gathered_at.astimezone(ZoneInfo(terms.zone)).date()
    received = long_day(terms.requested_on) if terms.requested_on else "not written down in the book"
    due = f"{long_day(terms.due_on)} ({terms.rule})" if terms.due_on else "one month after we received it"
    sheet.facts(
        [
            ("Your reference with us", f"{holding.reference} (please quote it)"),
            *([("Your request", terms.request)] if terms.request else []),
            ("Request received", received),
            ("Answer due by", due),
            ("Identity checked", terms.identity or "_" * 40),
            ("Report made", f"{long_day(made_on)}, for {shop.name} by {holding.staff_name}"),
            (
                "Searches done",
                f"All {holding.searched} kinds of record in our customer book that can hold something about a "
                "customer, by your customer number and the numbers of your orders.",
            ),
        ]
    )


def _article_15(sheet: Sheet, used: tuple[Category, ...]) -> None:
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in used:
        alike.setdefault((BASES[one.basis], _capital(one.kept), _source(one)), []).append(one.title)
    columns = [Column(text) for text in ("What", "Why (lawful basis)", "How long", "Where it came from")]
    table(sheet, columns, [("\n".join(titles), *said) for said, titles in alike.items()])
    sheet.paragraph("Each section below also says what its details are needed for.", NOTE)


def _source(category: Category) -> str:
    if category.source:
        return _capital(category.source)
    named = any(heading.name == "source" for heading in category.headings)
    return "Stated beside each entry" if named else "You, or made by us as we served you"


def _recipients(sheet: Sheet, holding: Holding, terms: Terms) -> None:
    sheet.subsection("Recipients")
    columns = [Column("Who"), Column("What kind"), Column("Your orders", right=True)]
    rows = [(one.name, one.kind, str(one.orders)) for one in holding.recipients]
    table(sheet, columns, rows, empty="No delivery company or online service is named in your orders.")
    sheet.paragraph(RECIPIENTS)
    sheet.subsection("Transfers abroad")
    sheet.paragraph(TRANSFERS)
    sheet.subsection("Automated decisions")
    sheet.paragraph(DECISIONS)


def _category(sheet: Sheet, category: Category, zone: ZoneInfo) -> None:
    words = [
        [in_words(value, heading, zone) for value, heading in zip(row, category.headings, strict=True)]
        for row in category.rows
    ]
    sheet.paragraph(f"Why: {'; '.join(category.purposes)}. Source: {_source(category)}.", NOTE)
    same, varying = _same_throughout(words, category.headings)
    columns = [Column(category.headings[at].label, right=category.headings[at].unit == "money") for at in varying]
    rows = [[row[at] for at in varying] for row in words]
    table(sheet, columns, rows)
    stated = [f"{category.headings[at].label}: {words[0][at]}" for at in same if words[0][at]]
    if stated:
        sheet.paragraph(f"The same for all of these. {'; '.join(stated)}.", NOTE)
    blank = [category.headings[at].label for at in same if not words[0][at]]
    if blank:
        sheet.paragraph(f"Left blank: {', '.join(blank)}.", NOTE)


def _same_throughout(words: list[list[str]], headings: Sequence[Heading]) -> tuple[list[int], list[int]]:
    """Columns to be said once, and the others: those that are blank, or in a long list alike, in every row.

    When something happened is always said beside it.
    """
    dated = next((at for at, heading in enumerate(headings) if heading.unit == "instant"), None)
    first, *others = words
    same = [
        at
        for at, value in enumerate(first)
        if (not value or (len(words) >= _SHORT and at != dated)) and all(row[at] == value for row in others)
    ]
    varying = [at for at in range(len(first)) if at not in same]
    return (same, varying) if varying else ([], same)


def _contact(sheet: Sheet, holding: Holding) -> None:
    sheet.paragraph("What your answers, and our list of people not to contact, come to on the day of this report:")
    rows = [(one.purpose, one.channel, "yes" if one.allowed else "no", one.because) for one in holding.contact]
    table(sheet, [Column("For"), Column("By"), Column("May we?"), Column("Because")], rows)
    if holding.wordings:
        sheet.subsection("The words that you were shown")
        told = [(one.purpose, str(one.version), one.text) for one in holding.wordings]
        table(sheet, [Column("For"), Column("Version", right=True), Column("Words")], told)


def _codes(sheet: Sheet, used: tuple[Category, ...]) -> None:
    sheet.paragraph(
        "In this report codes are already spelled out. In the data files beside it they stand as they are stored:", BODY
    )
    rows: dict[tuple[str, str, str], None] = {}
    for category in used:
        for at, heading in enumerate(category.headings):
            held = {str(row[at]) for row in category.rows if row[at] is not None}
            codes = [(code, words) for code, words in heading.codes if code in held]
            rows |= dict.fromkeys((f"{category.title}: {heading.label}", code, words) for code, words in codes)
    table(sheet, [Column("Where"), Column("Code"), Column("Means")], list(rows), empty="No codes were used.")


def _left_out(sheet: Sheet, holding: Holding) -> None:
    if holding.redactions:
        sheet.subsection("Taken out, because it is about somebody else")
        rows = [(one.what, one.reason, ", ".join(one.where), str(one.times)) for one in holding.redactions]
        columns = [Column("What"), Column("Why"), Column("Where"), Column("Times", right=True)]
        table(sheet, columns, rows)
    else:
        sheet.paragraph("Nothing was taken out of the entries above.")
    if holding.withheld:
        sheet.subsection("Held, and withheld from you")
        kept = [(one.what, one.reason, str(one.entries)) for one in holding.withheld]
        table(sheet, [Column("What"), Column("Why"), Column("Entries", right=True)], kept)
        sheet.paragraph(WITHHELD)
    sheet.subsection("Kept by the program, and not printed")
    rows_out = [(_capital(one.reason), ", ".join(one.where)) for one in holding.left_out]
    table(sheet, [Column("Reason"), Column("Where")], rows_out)


def _rights(sheet: Sheet, shop: Letterhead, terms: Terms) -> None:
    sheet.paragraph("You may ask us, free of charge and in any way you like:")
    sheet.items(RIGHTS)
    regime = terms.regime or ("uk" if terms.british else "eu")
    at_home = (regime == "uk") == terms.british
    sheet.subsection("If you are not content")
    sheet.items(routes(regime, shop, terms.regulator, terms.regulator_contact, at_home=at_home), numbered=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
