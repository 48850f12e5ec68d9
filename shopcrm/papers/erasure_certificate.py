"""The certificate of an erasure: what was deleted, what was made nobody's, what is kept until when and why.

The shop's own copy names nobody; the one for the person may bear name and address, which are then on this paper alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from shopcrm.papers.in_words import day, long_day, moment
from shopcrm.papers.kit import NOTE, Letterhead, Paper, Sheet
from shopcrm.papers.sums import head_note
from shopcrm.papers.table import Column, table
from shopcrm.privacy.erasure import Certificate, Line
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp

_INTRODUCTION = (
    "We have erased what we held about you (UK GDPR Article 17), but for what the law makes us keep. What is kept is"
    " listed below, with the reason and the day on which it goes too. It is used for nothing else."
)
_COPIES = (
    "Copies of our book that were made before are encrypted and kept apart. They are used only if the book is lost, and"
    " you are then erased again before anyone sees a record. Each is overwritten in its turn:"
)
_RIGHTS = (
    "If you are not satisfied, you may complain to us (Data Protection Act 2018, section 164A), to the {regulator}"
    " ({contact}; section 165), or go to court."
)
_TOLD = "Others who had details about you from us, or gave them to us, are being told as far as that is possible: {}."


@dataclass(frozen=True, slots=True)
class OldCopy:
    """A copy of the book that still holds the person: what it is, of which day, and when it falls out of use."""

    what: str
    taken_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a certificate says beside the erasure. zone: IANA name of the shop's clock; head: the book's last entry."""

    zone: str
    regulator: str
    contact: str
    made_at: str
    head: Anchor


def make(
    done: Certificate,
    shop: Letterhead,
    terms: Terms,
    copies: Sequence[OldCopy] = (),
    addressee: tuple[str, ...] = (),
) -> Paper:
    """A certificate as a PDF. addressee: name and address for the person's own copy, or nothing."""
    number, clock = f"{ref('C', done.customer)}", ZoneInfo(terms.zone)
    sheet = Sheet("Certificate of erasure", shop, from_stamp(terms.made_at), f"Certificate of erasure · {number}")
    for line in addressee:
        sheet.write(sheet.fit(line))
    if addressee:
        sheet.space(20)
    sheet.title("Certificate of erasure", f"Our reference {number}")
    sheet.facts(_facts(done, clock), label_width=110)
    sheet.paragraph(_INTRODUCTION)
    _lines(sheet, "Deleted", done.deleted)
    _lines(sheet, "Made nobody's", done.anonymised)
    _lines(sheet, "Kept", done.kept)
    _copies(sheet, copies)
    if done.recipients:
        sheet.section("Others who had your details")
        sheet.paragraph(_TOLD.format(", ".join(done.recipients)))
    sheet.section("Your rights")
    sheet.paragraph(_RIGHTS.format(regulator=terms.regulator, contact=terms.contact))
    printed = day(from_stamp(terms.made_at).astimezone(clock).date())
    sheet.paragraph(f"Printed {printed}. {head_note(terms.head)}", NOTE)
    return sheet.finish()


def _facts(done: Certificate, clock: ZoneInfo) -> list[tuple[str, str]]:
    found = [
        ("Erased", moment(done.at, clock)),
        ("By", done.staff),
        ("Because", done.reason),
        ("Your request", ref("D", done.request) if done.request else ""),
        ("Purchases kept", f"until {long_day(done.kept_until)} at the latest" if done.kept_until else ""),
    ]
    return [(label, value) for label, value in found if value]


def _lines(sheet: Sheet, title: str, lines: Sequence[Line]) -> None:
    if not lines:
        return
    sheet.section(title, follows=60)
    dated = any(one.until for one in lines)
    columns = [Column("What"), Column("How many", right=True), Column("Why"), *([Column("Until")] if dated else [])]
    rows = [
        (one.category, f"{one.rows:,}", one.reason, *([day(one.until) if one.until else ""] if dated else []))
        for one in lines
    ]
    table(sheet, columns, rows)


def _copies(sheet: Sheet, copies: Sequence[OldCopy]) -> None:
    if not copies:
        return
    sheet.section("Older copies of our book", follows=60)
    sheet.paragraph(_COPIES)
    rows = [
        (one.what, day(one.taken_on), f"about {day(one.until)}" if one.until else "we delete it by hand")
        for one in copies
    ]
    table(sheet, [Column("Copy"), Column("Made on"), Column("Overwritten")], rows)
