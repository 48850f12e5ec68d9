"""What is held about customers, in rows and words for the data map's screens."""

from collections.abc import Iterable

from textual.content import Content

from shopcrm.papers.data_map_paper import remark
from shopcrm.papers.in_words import day
from shopcrm.privacy.minimising import FieldHeld, KindHeld
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.virtual_table import Column

KIND_COLUMNS = (Column("What is held"), Column("Records", 9, right=True), Column("Last used", 11), Column("", 10))
FIELD_COLUMNS = (Column("Field"), Column("Filled in", 9, right=True), Column("Last used", 11), Column("", 19))
BASIS_WORDS = {
    "contract": "to serve them (contract)",
    "consent": "they said yes (consent)",
    "legal duty": "the law asks for it (legal duty)",
    "legitimate interest": "to run the shop well (legitimate interest)",
    "none needed": "none needed",
}


def kind_row(one: KindHeld) -> tuple[str, ...]:
    """One kind of record."""
    number = len(one.proposed)
    unused = "" if not number else "! 1 unused" if number == 1 else f"! {number} unused"
    return (one.title, f"{one.records:,}", day(one.last_on) if one.last_on else "", unused)


def kind_peek(one: KindHeld) -> Iterable[Content]:
    """On what basis, how long, from where, what for."""
    yield plain(one.title, "bold")
    yield line(("Basis    ", "$quiet"), BASIS_WORDS[one.basis])
    yield line(("Kept     ", "$quiet"), one.kept)
    yield line(("Source   ", "$quiet"), one.source or "the customer, or the shop as it served them")
    yield line(("Why      ", "$quiet"), "; ".join(one.purposes))


def field_row(one: FieldHeld) -> tuple[str, ...]:
    """One field."""
    said = remark(one)
    return (
        one.label,
        f"{one.filled:,}",
        day(one.last_on) if one.last_on else "",
        f"! {said}" if one.proposed else said,
    )


def field_peek(one: FieldHeld) -> Iterable[Content]:
    """What the field is for, and whether it may go."""
    yield line((one.label, "bold"), (f"   {one.why}", "$quiet"))
    if one.proposed:
        yield plain("Nobody has filled or changed it for a year. F9 blanks it in every record.")
    elif one.optional:
        yield plain("It may stay empty. Where nobody uses it for a year, it is proposed to be blanked.", "$quiet")
    else:
        yield plain("The book rests on it.", "$quiet")


def tally(kinds: Iterable[KindHeld]) -> str:
    """How many kinds and records, and what is proposed."""
    listed = list(kinds)
    proposed = sum(len(one.proposed) for one in listed)
    unused = "no field is unused for a year" if not proposed else f"{proposed} unused for a year"
    return f"{len(listed)} kinds of record, {sum(one.records for one in listed):,} records; {unused}"
