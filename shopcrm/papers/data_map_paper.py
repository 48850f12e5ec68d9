"""The map of what is held about customers: kind by kind why, how long and how many, then field by field."""

from collections.abc import Sequence
from datetime import date, datetime

from shopcrm.papers.access_wording import BASES
from shopcrm.papers.in_words import day, long_day
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.table import Column, table
from shopcrm.privacy.minimising import FieldHeld, KindHeld

_INTRODUCTION = (
    "What this shop's customer book can hold about a person, why, on what lawful basis and how long; how many records "
    "there are, and when one was last made or changed. It holds no details of any customer."
)


def make(kinds: Sequence[KindHeld], shop: Letterhead, on: date, made_at: datetime) -> Paper:
    """The map as a PDF. on: the day of the shop's calendar that it is of."""
    sheet = Sheet("What we hold about customers", shop, made_at, "What we hold about customers")
    sheet.title("What we hold about customers", long_day(on))
    sheet.paragraph(_INTRODUCTION)
    titles = ["Kinds of record", *(kind.title for kind in kinds)]
    numbered = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    sheet.contents(numbered)
    sheet.section(numbered[0])
    columns = [Column("Kind"), Column("Records", right=True), Column("Last used"), Column("How long"), Column("Basis")]
    rows = [(kind.title, f"{kind.records:,}", _day(kind.last_on), kind.kept, BASES[kind.basis]) for kind in kinds]
    table(sheet, columns, rows)
    for heading, kind in zip(numbered[1:], kinds, strict=True):
        sheet.section(heading, follows=80)
        sheet.paragraph(f"Source: {kind.source or 'the customer, or the shop as it served them'}.", NOTE)
        columns = [
            Column("Field"),
            Column("What for"),
            Column("Filled in", right=True),
            Column("Last used"),
            Column(""),
        ]
        table(sheet, columns, [_row(one) for one in kind.fields])
    return sheet.finish()


def _row(one: FieldHeld) -> tuple[str, ...]:
    return (one.label, one.why, f"{one.filled:,}", _day(one.last_on), remark(one))


def remark(one: FieldHeld) -> str:
    """What stands out about a field: nobody fills it, or nobody has for long."""
    if not one.filled:
        return "never filled in"
    return "unused for a year" if one.proposed else ""


def _day(found: date | None) -> str:
    return day(found) if found else ""
