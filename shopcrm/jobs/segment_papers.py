"""Address labels and letters for the customers of a segment: only for those who may be written to, and noted."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from shopcrm.errors import InvalidValue, Refused
from shopcrm.insight import segments
from shopcrm.insight.segments import Condition, Parts
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
from shopcrm.shop.consent import Channel, Purpose
from shopcrm.shop.customers import Customer
from shopcrm.shop.profile import Profile
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.session import Progress
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

FIELDS = ("first name", "name", "town", "shop", "me", "today")
"""The merge fields of a letter. me is who writes."""
MOST = 5_000
"""So many letters or labels at once; more are a job for a printer's shop."""
_STEP = 50
_ONLY_A_GREETING = re.compile(r"dear\b[^,.!?\n]*,?|(?:hello|hi)\b[^,.!?\n]*,", re.IGNORECASE)


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
class Outlook:
    """How many of a segment may be contacted for a purpose by a channel, of how many."""

    willing: int
    everyone: int


@dataclass(frozen=True, slots=True)
class MailingDone:
    """What was written, for how many, and how many were left out for which reason."""

    written: Written
    people: int
    left_out: dict[str, int]


@read("segment_papers.outlook", role=Role.MANAGER)
def outlook(tx: Tx, segment: str, purpose: Purpose, channel: Channel) -> Outlook:
    """How many of a segment may be contacted, counted at once; raises NotFound for a segment that there is not."""
    asked = Parts("all", (segments.rules_of(tx, segment), Condition("contact", "is", f"{purpose}/{channel}")))
    return Outlook(segments.count(tx, asked).customers, segments.count(tx, asked.parts[0]).customers)


@read("segment_papers.mailing", role=Role.MANAGER)
def mailing(tx: Tx, segment: str, purpose: Purpose) -> Mailing:
    """Who of a segment may be written to by post for a purpose.

    Raises NotFound for a segment that there is not, Refused for more papers than can be printed at once.
    """
    shop = profile.get(tx)
    readers: list[Reader] = []
    left_out = Counter[str]()
    members = segments.member_ids(tx, segment)
    for done, customer in enumerate(members):
        if done % _STEP == 0:
            tx.step(done, len(members), "Looking who may be written to")
        if len(readers) > MOST:
            raise Refused(f"That would be more than {MOST:,} papers.", f"Narrow the segment to {MOST:,} people.")
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
    vault: Vault,
    segment: str,
    purpose: Purpose,
    sheet: LabelSheet,
    folder: Path,
    first: int = 1,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> MailingDone:
    """Write address labels for a segment into `folder`. first: the first label left on the first sheet.

    Raises Refused where nobody may be written to, InvalidValue for a first label that there is not, NotFound, NoSpace.
    """
    found = _checked(vault.read(mailing, segment, purpose, progress=progress, cancel=cancel))
    addresses = [one.address for one in found.readers]
    paper = labels.make(addresses, sheet, letterhead(found.shop), found.at, first)
    return _write(vault, segment, purpose, found, paper, f"labels-{sheet.code}", folder)


def write_letters(
    vault: Vault,
    segment: str,
    purpose: Purpose,
    text: str,
    folder: Path,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> MailingDone:
    """Write a letter to each customer of a segment into `folder`, as one document to print.

    Raises InvalidValue for a letter that says nothing but a greeting or has a merge field that there is not, and as
    `write_labels` does.
    """
    body = clean_block(text)
    merge_fields.check(body, FIELDS, "text")
    if not body or _ONLY_A_GREETING.fullmatch(body):
        raise InvalidValue("text", "The letter says nothing yet.", "Write what it is to say, below the greeting.")
    found = _checked(vault.read(mailing, segment, purpose, progress=progress, cancel=cancel))
    letters = [Letter(one.address, merge_fields.fill(body, one.values)[0]) for one in found.readers]
    on = vault.calendar.local_date(found.at)
    paper = letter.make(letters, letterhead(found.shop), on, found.at, _opt_out(found.shop, purpose))
    return _write(vault, segment, purpose, found, paper, "letters", folder)


def _checked(found: Mailing) -> Mailing:
    if not found.readers:
        said = "; ".join(f"{number}: {why}" for why, number in found.left_out.items())
        raise Refused("Nobody in this segment may be written to by post.", said or "The segment is empty.")
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
