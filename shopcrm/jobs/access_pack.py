"""The access pack: the report to read, the data files for a computer, written where the person said, and noted."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from shopcrm.errors import InvalidValue
from shopcrm.jobs import request_people
from shopcrm.jobs.conclusions import with_conclusions
from shopcrm.jobs.data_files import data_files, portable_files, zipped
from shopcrm.jobs.letterhead import letterhead, nowhere_to_write
from shopcrm.jobs.operations import load_operations
from shopcrm.jobs.written import write_noted
from shopcrm.papers import access_report
from shopcrm.papers.access_report import Terms
from shopcrm.papers.in_words import long_day
from shopcrm.papers.kit import Paper
from shopcrm.papers.typesetting import warning
from shopcrm.privacy import access, deadlines, portability, requests
from shopcrm.privacy.holding import Holding, Review, Withheld, Withholding
from shopcrm.privacy.mentions import Mention
from shopcrm.privacy.third_parties import Redaction, Removal
from shopcrm.shop import profile
from shopcrm.vault.refs import CustomerId, RequestId, ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

DELIVERY = (
    "Check that the person is who they say they are before you hand this over.",
    "Read it first. Notes may name other people: take out what is not about this person.",
    "Add what you hold outside the book: e-mails, letters, messages.",
    "Ask how they want to get it. By e-mail: to their own mailbox, not a shared one, and marked confidential. "
    "By post: tracked.",
    "Send a password by another way than the file.",
)
"""What to do before it leaves the shop (ICO, supplying information securely)."""

_SHORT_PASSWORD = 12
_MEDIA_TYPES = {"json": "application/json", "csv": "text/csv", "txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a report answers. reference: D-1003, where it is in the register; identity: how it was checked.

    due_on, rule: the last day for the answer as the register has it; where None it is worked out from the day alone.
    regime: the law it was made under, as the register has it; blank for the shop's own.
    unproved: which proof is missing, in sentences: it may be somebody else who asks.
    """

    on: date | None = None
    reference: str = ""
    identity: str = ""
    due_on: date | None = None
    rule: str = ""
    regime: str = ""
    unproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessPack:
    """What was written: the files, the pages of the report, what was taken out or kept back, what one should know.

    mentions: who else may still be named in it.
    """

    files: tuple[Path, ...]
    pages: int
    redactions: tuple[Redaction, ...]
    withheld: tuple[Withheld, ...]
    warnings: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()
    advice: tuple[str, ...] = DELIVERY


def write_pack(
    vault: Vault,
    customer_id: int,
    folder: Path,
    *,
    asked: Asked | None = None,
    password: str | None = None,
    remove: tuple[Removal, ...] = (),
    withhold: tuple[Withholding, ...] = (),
) -> AccessPack:
    """Write everything held about a customer into `folder` as new files that only their owner may read.

    A PDF and a zip; with a password one PDF, encrypted with AES-256, that carries the data files inside it: no readable
    copy is written. asked: the request, for the due date and the letter. remove: passages about other people to take
    out; withhold: what is kept back. Raises InvalidValue for a day to come or what cannot be taken out or kept back,
    NotFound, NotAllowed, Refused or NoSpace; nothing is left behind then.
    """
    asked = asked or Asked()
    check(vault, asked, password)
    load_operations(("shop", "privacy", "jobs"))
    review = vault.read(access.review, customer_id, remove, withhold)
    holding = with_conclusions(vault, review.holding)
    shop = vault.read(profile.get)
    paper = access_report.make(holding, letterhead(shop), _terms(vault, shop, asked))
    files = data_files(holding, shop.name) | portable_files(portability.of(holding), shop.name, "portable/")
    stem = f"access-report-{holding.reference}-{vault.calendar.local_date(holding.gathered_at)}"
    if password is None:
        contents = {f"{stem}.pdf": paper.pdf, f"{stem}.zip": zipped(files, holding.gathered_at)}
    else:
        contents = {f"{stem}.pdf": locked(paper.pdf, password, files, holding.gathered_at)}
    paths = write_noted(
        contents, folder, lambda names: vault.write(access.note_pack, customer_id, names, *_log(holding))
    )
    told = (
        *asked.unproved,
        *nowhere_to_write(shop),
        *_about_other_people(review),
        *_about_the_files(paper, password),
    )
    return AccessPack(paths, paper.pages, holding.redactions, holding.withheld, told, review.mentions)


@read("access.asked_in", role=Role.MANAGER)
def asked_in(tx: Tx, request: RequestId, customer: CustomerId | None = None) -> Asked:
    """What a report has to say about the request in the register that it answers.

    Raises NotFound, and InvalidValue where the request is another customer's than the one named.
    """
    found = requests.card(tx, request)
    if customer is not None and found.customer_id not in (customer, None):
        raise InvalidValue("request", f"{ref('D', request)} is another customer's.", "Check both references.")
    seen = [one for one in found.events if one.kind == "identity_shown"]
    identity = f"{seen[-1].body or seen[-1].words} ({long_day(seen[-1].on)})" if seen else ""
    unproved = tuple(f"{ref('D', request)}: {gap.what} {gap.do}" for gap in requests.unproved(tx, request))
    due, rule = found.clock.due, found.clock.rule
    return Asked(found.received_on, ref("D", request), identity, due, rule, found.regime, unproved)


@read("access.around", role=Role.MANAGER)
def around(tx: Tx, customer: CustomerId, reference: str = "") -> tuple[str, ...]:
    """What to settle before somebody's data are written: requests that nobody claimed, records that may be theirs too.

    reference: the request that is answered. None for who was erased.
    """
    if tx.value("SELECT status FROM customers WHERE id = ?", (customer,)) == "erased":
        return ()
    loose = [ref("D", one) for one, _ in requests.unclaimed(tx, customer)]
    unclaimed = [f"{one} may be of the same person: say whose it is." for one in loose if one != reference]
    return (*unclaimed, *request_people.perhaps_same(tx, customer))


def check(vault: Vault, asked: Asked, password: str | None) -> None:
    """Raise InvalidValue for a request from the future, and for an empty password."""
    if asked.on is not None and asked.on > vault.calendar.local_date(vault.clock()):
        raise InvalidValue("request", f"{asked.on} is in the future.", "Give the day on which the person asked.")
    if password is not None and not password:
        raise InvalidValue("password", "The password is empty.", "Put it on the first line of the file.")


def _log(holding: Holding) -> tuple[tuple[Redaction, ...], tuple[Withheld, ...]]:
    return holding.redactions, holding.withheld


def _terms(vault: Vault, shop: profile.Profile, asked: Asked) -> Terms:
    due_on, rule = asked.due_on, asked.rule
    if asked.on is not None and due_on is None:
        worked_out = deadlines.data_request("access", asked.on, vault.calendar)
        due_on, rule = worked_out.due, worked_out.rule
    return Terms(
        shop.zone,
        shop.region,
        shop.regulator,
        shop.regulator_contact,
        asked.on,
        due_on,
        rule,
        asked.identity,
        asked.reference,
        asked.regime,
    )


def locked(pdf: bytes, password: str, files: dict[str, bytes], made_at: datetime) -> bytes:
    """The report under AES-256 (PDF 2.0, revision 6), with the data files attached inside."""
    import pikepdf

    out, dated = io.BytesIO(), f"D:{made_at:%Y%m%d%H%M%S}Z"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, content in files.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(
                document,
                content,
                description=name,
                filename=name.rpartition("/")[2],
                mime_type=_MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
                creation_date=dated,
                mod_date=dated,
            )
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


def _about_the_files(paper: Paper, password: str | None) -> Iterator[str]:
    if told := warning(paper.unsettable):
        yield told
    if password is None:
        yield "These files are not encrypted: give a password, or hand them over on paper."
        return
    yield "With a password no zip is written: the data files are attached inside the PDF."
    if len(password) < _SHORT_PASSWORD:
        yield f"The password is short: at least {_SHORT_PASSWORD} characters are better."


def _about_other_people(review: Review) -> Iterator[str]:
    holding = review.holding
    if holding.unmet:
        passages = ", ".join(f"“{one.text}”" for one in holding.unmet)
        yield f"Found nowhere, so that nothing was taken out for it: {passages}."
    likely = sum(one.likely for one in review.mentions)
    if likely:
        people = "1 passage still names" if likely == 1 else f"{likely} passages still name"
        yield f"{people} somebody else, as far as the program can tell: take it out, or be sure that it may stay."
    unsearched = [file.name for file in holding.files if not file.searched]
    if unsearched:
        yield (
            "These documents are handed over as they are, for the program can neither look into them nor take anything "
            f"out: {', '.join(unsearched)}. Read them, and keep back what names other people."
        )
    if any(one.table == "notes" and one.rows for one in holding.categories):
        yield "Notes and documents may name other people: read them before you hand this over."
