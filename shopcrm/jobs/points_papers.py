"""A customer's loyalty card and statements as PDFs, written where the person said, and noted."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import credit_statement, points_card, points_statement
from shopcrm.papers.kit import Paper
from shopcrm.shop import customers, loyalty, profile, store_credit
from shopcrm.shop.loyalty import Statement
from shopcrm.shop.profile import Profile
from shopcrm.shop.store_credit import CreditEntry
from shopcrm.vault import activity
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class PointsFacts:
    """What a card or a statement of points is made from, all of one moment."""

    held: Statement
    shop: Profile
    head: Anchor
    stamp: str


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What a statement of store credit is made from, all of one moment."""

    name: str
    entries: tuple[CreditEntry, ...]
    shop: Profile
    head: Anchor
    stamp: str


@read("points_papers.points")
def points_facts(tx: Tx, customer: CustomerId) -> PointsFacts:
    """A customer's points, the shop, and the state of the book; raises NotFound, and Refused without a card."""
    return PointsFacts(loyalty.statement(tx, customer), profile.get(tx), activity.head(tx), tx.stamp)


@read("points_papers.credit")
def credit_facts(tx: Tx, customer: CustomerId) -> CreditFacts:
    """A customer's store credit, the shop, and the state of the book; raises NotFound."""
    name = customers.card(tx, customer).name
    return CreditFacts(name, store_credit.entries(tx, customer), profile.get(tx), activity.head(tx), tx.stamp)


@write("points_papers.note", role=Role.ASSISTANT)
def note_paper(tx: Tx, customer: CustomerId, file: str) -> None:
    """Note that a card or a statement was written to a file."""
    tx.note(ref("C", customer), customer, file=file)


def card(vault: Vault, customer: int, folder: Path) -> Written:
    """Write the loyalty card into `folder`. Raises NotFound, Refused or NoSpace; nothing is left behind then."""
    found = vault.read(points_facts, customer)
    paper = points_card.make(found.held, letterhead(found.shop), found.stamp)
    return _write(vault, customer, paper, "card", folder)


def statement(vault: Vault, customer: int, folder: Path) -> Written:
    """Write the statement of points into `folder`. Raises as `card` does."""
    found = vault.read(points_facts, customer)
    paper = points_statement.make(found.held, letterhead(found.shop), found.shop.zone, found.stamp, found.head)
    return _write(vault, customer, paper, "points", folder)


def credit(vault: Vault, customer: int, folder: Path) -> Written:
    """Write the statement of store credit into `folder`. Raises as `card` does."""
    found = vault.read(credit_facts, customer)
    paper = credit_statement.make(
        found.name, customer, found.entries, letterhead(found.shop), found.shop.zone, found.stamp, found.head
    )
    return _write(vault, customer, paper, "store-credit", folder)


def _write(vault: Vault, customer: int, paper: Paper, kind: str, folder: Path) -> Written:
    name = f"{kind}-{ref('C', customer)}.pdf"
    return write_paper(paper, name, folder, lambda file: vault.write(note_paper, customer, file))
