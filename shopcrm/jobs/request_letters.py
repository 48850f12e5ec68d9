"""Letters about a request as PDFs: written where the person said, kept with the customer, noted on the request."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import InvalidValue, Refused
from shopcrm.jobs.letterhead import letterhead, nowhere_to_write
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import request_letters
from shopcrm.papers.request_letters import Facts
from shopcrm.plain_text import clean_block, clean_line
from shopcrm.privacy import requests
from shopcrm.privacy.requests import LETTER_WORDS, LETTERS, DataRequest, LetterKind
from shopcrm.shop import customers, documents, profile
from shopcrm.shop.profile import Profile
from shopcrm.vault.refs import RequestId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Found:
    """What a letter is made from, and the shop that it comes from."""

    facts: Facts
    shop: Profile


@read("request_letters.facts", role=Role.ASSISTANT)
def facts(tx: Tx, request: RequestId, kind: LetterKind, words: str = "", to: str = "") -> Found:
    """All that goes into a letter of a request. to: name and address in lines, where the book has them no more.

    Raises NotFound, Refused for a letter that does not fit it yet, InvalidValue for one to nobody: who was erased.
    """
    card = requests.card(tx, request)
    if kind not in LETTERS:
        raise InvalidValue("kind", f"A letter is one of {', '.join(LETTERS)}.")
    if kind not in card.letters:
        fit = ", ".join(f"“{LETTER_WORDS[one]}”" for one in card.letters)
        raise Refused(f"“{LETTER_WORDS[kind]}” does not fit {ref('D', request)} as it stands.", f"These do: {fit}.")
    lines = tuple(line for line in map(clean_line, to.splitlines()) if line)
    if not lines and needs_address(tx, request):
        raise InvalidValue(
            "to",
            f"{ref('C', card.customer_id or 0)} was erased: the book knows neither name nor address for the letter.",
            "Type them; they stand in the letter, and are kept nowhere in the book.",
        )
    shop = profile.get(tx)
    made = Facts(
        *(card, kind, lines or address_of(tx, card), shop.regulator, shop.regulator_contact),
        *((shop.country == "GB") == (card.regime == "uk"), tx.today, tx.stamp, clean_block(words)),
        lines[0] if lines else "",
    )
    return Found(made, shop)


@read("request_letters.needs_address", role=Role.ASSISTANT)
def needs_address(tx: Tx, request: RequestId) -> bool:
    """Whether name and address have to be typed for a letter of a request: its person was erased."""
    customer = requests.card(tx, request).customer_id
    return tx.maybe("SELECT 1 FROM customers WHERE id = ? AND status = 'erased'", (customer,)) is not None


@write("request_letters.keep")
def keep(tx: Tx, request: RequestId, kind: LetterKind, file: str, body: bytes) -> None:
    """Note that a letter was made for a request; keep a copy with the customer, if it is one who was not erased."""
    card = requests.card(tx, request)
    tx.note(ref("D", request), card.customer_id, letter=kind)
    keeps = tx.maybe("SELECT id FROM customers WHERE id = ? AND status <> 'erased'", (card.customer_id,))
    document = documents.add(tx, keeps[0], file, body, "letter") if keeps else None
    requests.add_letter(tx, request, kind, document)
    tx.undo = None


def write_letter(vault: Vault, request: int, kind: LetterKind, folder: Path, words: str = "", to: str = "") -> Written:
    """Write a letter about a request into `folder`, keep it with the customer and note it. words: what the shop adds.

    to: name and address in lines, for a person who was erased. Raises as `facts` does, and NoSpace;
    nothing is left behind then.
    """
    found = vault.read(facts, request, kind, words, to)
    paper = request_letters.make(found.facts, letterhead(found.shop))
    name = f"{ref('D', request)}-{kind}.pdf"
    told = nowhere_to_write(found.shop)
    return write_paper(paper, name, folder, lambda file: vault.write(keep, request, kind, file, paper.pdf), told)


def address_of(tx: Tx, card: DataRequest) -> tuple[str, ...]:
    """Where a letter goes: care of who acts for the person, else to her postal address, or to how she is reached."""
    first = (card.name, f"c/o {card.representative}") if card.representative else (card.name,)
    if card.customer_id is not None and not card.representative:
        held = customers.card(tx, card.customer_id)
        usable = [address for address in held.addresses if address.usable and address.lines]
        if usable:
            return (*first, *max(usable, key=lambda one: one.preferred).lines)
        mails = [point.typed for point in held.emails if point.usable]
        if mails and not card.contact:
            return (*first, mails[0])
    reach = tuple(line.strip() for line in card.contact.split(",") if line.strip())
    return reach if card.name == card.contact else (*first, *reach)
