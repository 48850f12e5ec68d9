"""Address labels and letters for the customers of a segment: only for those who may be written to, and noted."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shopcrm.errors import Refused
from shopcrm.insight import segments
from shopcrm.jobs.exporting import reason
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import labels, letter
from shopcrm.papers.in_words import day
from shopcrm.papers.kit import Paper
from shopcrm.papers.labels import LabelSheet
from shopcrm.papers.letter import Letter
from shopcrm.plain_text import clean_block
from shopcrm.shop import consent, customers, merge_fields, profile
from shopcrm.shop.consent import Purpose
from shopcrm.shop.customers import Customer
from shopcrm.shop.profile import Profile
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

FIELDS = ("first name", "name", "town", "shop", "me", "today")
"""The merge fields of a letter. me is who writes."""
MOST = 5_000
"""So many letters or labels at once; more are a job for a printer's shop."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be written to: her address as on an envelope, and what the merge fields stand for."""

    customer: int
    address: tuple[str, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who may be written to, how many may not and why, and what the paper is made from, all of one moment."""

    readers: tuple[Reader, ...]
    left_out: dict[str, int]
    shop: Profile
    at: datetime


@dataclass(frozen=True, slots=True)
class MailingDone:
    """What was written, for how many, and how many were left out for which reason."""

    written: Written
    people: int
    left_out: dict[str, int]


@read("segment_papers.mailing", role=Role.MANAGER)
def mailing(tx: Tx, segment: str, purpose: Purpose) -> Mailing:
    """Who of a segment may be written to by post for a purpose; raises NotFound for a segment that there is not."""
    shop = profile.get(tx)
    readers, left_out = [], Counter[str]()
    for customer in segments.members(tx, segment):
        permission = consent.may_contact(tx, customer, purpose, "post")
        if permission.allowed:
            readers.append(_reader(tx, customers.card(tx, customer), shop))
        else:
            left_out[reason(permission)] += 1
    return Mailing(tuple(readers), dict(left_out), shop, tx.now)


@write("segment_papers.note", role=Role.MANAGER)
def note_mailing(tx: Tx, segment: str, purpose: Purpose, file: str, people: int, left_out: int) -> None:
    """Note that labels or letters for a segment were written to a file."""
    tx.note(segment=segment, purpose=purpose, channel="post", file=file, people=people, left_out=left_out)


def write_labels(
    vault: Vault, segment: str, purpose: Purpose, sheet: LabelSheet, folder: Path, first: int = 1
) -> MailingDone:
    """Write address labels for a segment into `folder`. first: the first label left on the first sheet.

    Raises Refused where nobody may be written to, InvalidValue for a first label that there is not, NotFound, NoSpace.
    """
    found = _checked(vault.read(mailing, segment, purpose))
    addresses = [one.address for one in found.readers]
    paper = labels.make(addresses, sheet, letterhead(found.shop), found.at, first)
    return _write(vault, segment, purpose, found, paper, f"labels-{sheet.code}", folder)


def write_letters(vault: Vault, segment: str, purpose: Purpose, text: str, folder: Path) -> MailingDone:
    """Write a letter to each customer of a segment into `folder`, as one document to print.

    Raises InvalidValue for a merge field that there is not, and as `write_labels` does.
    """
    body = clean_block(text)
    merge_fields.check(body, FIELDS, "text")
    found = _checked(vault.read(mailing, segment, purpose))
    letters = [Letter(one.address, merge_fields.fill(body, one.values)[0]) for one in found.readers]
    on = vault.calendar.local_date(found.at)
    paper = letter.make(letters, letterhead(found.shop), on, found.at, _opt_out(found.shop, purpose))
    return _write(vault, segment, purpose, found, paper, "letters", folder)


def _checked(found: Mailing) -> Mailing:
    if not found.readers:
        said = "; ".join(f"{number}: {why}" for why, number in found.left_out.items())
        raise Refused("Nobody in this segment may be written to by post.", said or "The segment is empty.")
    if len(found.readers) > MOST:
        raise Refused(f"That would be {len(found.readers):,} papers.", f"Narrow the segment to {MOST:,} people.")
    return found


def _reader(tx: Tx, card: Customer, shop: Profile) -> Reader:
    """Her first address that may be used; the country only where it is another than the shop's."""
    home = next(one for one in card.addresses if one.usable)
    lines = tuple(line for line in home.lines if line != shop.country)
    company = (card.company,) if card.company and card.company != card.name else ()
    values = (card.given_name or card.name, card.name, home.town, shop.name, tx.staff.name, day(tx.today))
    return Reader(card.id, (card.name, *company, *lines), dict(zip(FIELDS, values, strict=True)))


def _opt_out(shop: Profile, purpose: Purpose) -> str:
    """How to ask for no more letters, which every letter must say clearly (UK GDPR Art 21(4))."""
    reach = " or ".join(filter(None, (shop.phone, shop.email)))
    what = consent.FOR_WHAT[purpose]
    return f"You may tell us at any time that you want no more {what} by post{f': {reach}' if reach else ''}."


def _write(
    vault: Vault, segment: str, purpose: Purpose, found: Mailing, paper: Paper, kind: str, folder: Path
) -> MailingDone:
    people = len(found.readers)
    written = write_paper(
        paper,
        f"{kind}-{found.at:%Y-%m-%d}.pdf",
        folder,
        lambda file: vault.write(note_mailing, segment, purpose, file, people, sum(found.left_out.values())),
    )
    return MailingDone(written, people, found.left_out)
