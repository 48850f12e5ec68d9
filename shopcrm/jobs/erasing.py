"""An erasure as a person does it: the plan with the old copies that remain, the deed, the lists renewed, the paper."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from shopcrm.errors import CrmError
from shopcrm.jobs import backup, request_people
from shopcrm.jobs.backup import Listed
from shopcrm.jobs.letterhead import letterhead, nowhere_to_write
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import erasure_certificate
from shopcrm.papers.erasure_certificate import OldCopy, Terms
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import Certificate, ErasureDraft, Plan
from shopcrm.shop import customers, profile
from shopcrm.vault import activity, container, restoring, snapshot
from shopcrm.vault.refs import CustomerId, RequestId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.session import Vault
from shopcrm.vault.tx import Tx, from_stamp, stamp

Progress = Callable[[int, int, str], None]
CopyKind = Literal["backup", "backup in the shop's folder", "replaced book"]

_WEEKS = 60
"""How far it is looked ahead: the oldest that is kept is of a year ago."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the book that still holds an erased person.

    until: when it falls out of rotation, if a backup is made there each week; None where none is made there, so that it
    stays until somebody deletes it.
    """

    file: Path
    kind: CopyKind
    taken_at: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. paper: the certificate, where one was asked for; warnings: what the person should see to."""

    certificate: Certificate
    paper: Written | None
    copies: tuple[Copy, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate is made from, all of one moment."""

    done: Certificate
    since: str
    shop: profile.Profile
    terms: Terms


@read("erasing.plan", role=Role.MANAGER)
def plan(tx: Tx, customer: CustomerId, request: RequestId | None = None) -> Plan:
    """The plan of an erasure, with the records that may be the same person's: they would stay. Raises as that does."""
    found = erasure.plan(tx, customer, request)
    return replace(found, warnings=(*request_people.perhaps_same(tx, customer), *found.warnings))


@read("erasing.since", role=Role.MANAGER)
def known_since(tx: Tx, customer: CustomerId) -> str:
    """The stamp since when the book holds a customer; raises NotFound."""
    return str(tx.value("SELECT created_at FROM customers WHERE id = ?", (customer,)))


@read("erasing.facts", role=Role.MANAGER)
def facts(tx: Tx, customer: CustomerId) -> Facts:
    """An erasure, the shop, and the state of the book; raises Refused for a customer who was not erased."""
    shop = profile.get(tx)
    terms = Terms(shop.zone, shop.regulator, shop.regulator_contact, tx.stamp, activity.head(tx))
    return Facts(erasure.certificate(tx, customer), known_since(tx, customer), shop, terms)


@write("erasing.note", role=Role.OWNER)
def note_paper(tx: Tx, customer: CustomerId, file: str) -> None:
    """Note that a certificate of erasure was written to a file."""
    tx.note(ref("C", customer), customer, file=file)


def erase(
    vault: Vault,
    draft: ErasureDraft,
    folders: Sequence[Path],
    paper_to: Path | None = None,
    *,
    addressed: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Erased:
    """Erase a customer, renew the lists of the erased wherever they are reachable, and write the certificate.

    folders: where backups may lie. paper_to: the folder for the certificate; addressed: with name and address, for the
    person. Raises what `erasure.erase` raises; what fails after the deed is a warning, for the deed stands.
    """
    address = vault.read(_address_of, draft.customer) if addressed else ()
    vault.write(erasure.erase, draft, progress=progress, cancel=cancel)
    vault.quietly(lambda _book: None)
    warnings = _renew_lists(vault, folders)
    paper = None
    if paper_to is not None:
        try:
            paper = certificate(vault, draft.customer, paper_to, folders, address)
            warnings += paper.warnings
        except CrmError as failed:
            warnings.append(f"The certificate was not written: {failed.message} It can be printed again.")
    found = vault.read(facts, draft.customer)
    return Erased(found.done, paper, _copies(vault, found, folders), tuple(warnings))


def certificate(
    vault: Vault, customer: int, folder: Path, folders: Sequence[Path], addressee: tuple[str, ...] = ()
) -> Written:
    """Write the certificate of an erasure into `folder`, and note it.

    addressee: name and address, which only the paper will hold. Raises Refused for a customer who was not erased, and
    NoSpace; nothing is left behind then.
    """
    found = vault.read(facts, customer)
    local = vault.calendar.local_date
    copies = [OldCopy(one.kind.capitalize(), local(one.taken_at), one.until) for one in _copies(vault, found, folders)]
    paper = erasure_certificate.make(found.done, letterhead(found.shop), found.terms, copies, addressee)
    name = f"erasure-{ref('C', customer)}-{local(from_stamp(found.done.at))}.pdf"
    told = nowhere_to_write(found.shop)
    return write_paper(paper, name, folder, lambda file: vault.write(note_paper, customer, file), told)


def copies_with(vault: Vault, customer: int, folders: Sequence[Path]) -> tuple[Copy, ...]:
    """The backups and replaced books that hold a customer who is to be erased now, the newest first."""
    return _held(vault, vault.read(known_since, customer), stamp(vault.clock()), folders)


def copies_after(vault: Vault, customer: int, folders: Sequence[Path]) -> tuple[Copy, ...]:
    """The backups and replaced books that still hold a customer who was erased, the newest first."""
    return _copies(vault, vault.read(facts, customer), folders)


def _copies(vault: Vault, found: Facts, folders: Sequence[Path]) -> tuple[Copy, ...]:
    return _held(vault, found.since, found.done.at, folders)


def _held(vault: Vault, since: str, until: str, folders: Sequence[Path]) -> tuple[Copy, ...]:
    """Copies made while the book held the person, or, with a clock that was wrong, nobody knows when.

    since, until: stamps.
    """
    own = backup.own_folder(vault.folder)
    now = vault.clock()
    listed = backup.found(vault.folder, [*folders, own], now)
    falls_out = _rotation([one for one in listed if not one.replaced], now)
    held = [one for one in listed if one.replaced or one.days < 0 or since <= stamp(one.taken_at) <= until]
    return tuple(_copy(one, own, falls_out) for one in held)


def _copy(one: Listed, own: Path, falls_out: dict[Path, date]) -> Copy:
    if one.replaced:
        gone = (one.taken_at + restoring.KEEP_REPLACED + restoring.SURE_AFTER).date()
        return Copy(one.file, "replaced book", one.taken_at, gone)
    kind: CopyKind = "backup in the shop's folder" if one.file.parent == own else "backup"
    return Copy(one.file, kind, one.taken_at, falls_out.get(one.file))


def _rotation(listed: Sequence[Listed], now: datetime) -> dict[Path, date]:
    """When each backup makes way if one is made each week where the latest lies; those elsewhere stay."""
    if not listed:
        return {}
    where = max(listed, key=lambda one: one.taken_at).file.parent
    left = [one.file for one in listed if one.file.parent == where]
    found: dict[Path, date] = {}
    for week in range(1, _WEEKS):
        at = now + timedelta(weeks=week)
        new = where / f"shopcrm-{at:%Y-%m-%dT%H%M%SZ}{container.SUFFIX}"
        left.append(new)
        for gone in snapshot.surplus(left, new):
            left.remove(gone)
            found[gone] = at.date()
    return found


def _renew_lists(vault: Vault, folders: Iterable[Path]) -> list[str]:
    """Write the list of the erased beside the book and beside every backup within reach; answers what failed."""
    warnings = []
    try:
        vault.list_erased()
    except CrmError as failed:
        warnings.append(f"The list of the erased beside the book is not renewed: {failed.message}")
    own = backup.own_folder(vault.folder)
    for folder in dict.fromkeys((*folders, own)):
        if snapshot.of_vault(folder, vault.vault_id):
            try:
                vault.list_erased(folder)
            except CrmError as failed:
                warnings.append(f"The list of the erased in {folder} is not renewed: {failed.message}")
    return warnings


@read("erasing.address", role=Role.MANAGER)
def _address_of(tx: Tx, customer: CustomerId) -> tuple[str, ...]:
    """Name and postal address, for the person's own copy of the certificate; raises NotFound."""
    card = customers.card(tx, customer)
    usable = next((one.lines for one in card.addresses if one.usable), ())
    return (card.name, *usable)
