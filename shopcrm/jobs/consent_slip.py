"""A consent slip for one customer as a PDF, written where the person said, and noted."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import consent_slip
from shopcrm.papers.consent_slip import Question
from shopcrm.shop import customers, profile, wordings
from shopcrm.shop.consent import BY_WHAT, CHANNELS, FOR_WHAT, PURPOSES
from shopcrm.shop.profile import Profile
from shopcrm.shop.restriction import refuse_restricted
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

_HASH_DIGITS = 12


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What a slip is made from, all of one moment."""

    name: str
    questions: tuple[Question, ...]
    shop: Profile
    stamp: str


@write("consent_slip.prepare")
def prepare(tx: Tx, customer: CustomerId) -> SlipFacts:
    """What a customer is to be asked, each wording kept with its version; raises NotFound, Refused."""
    refuse_restricted(tx, customer)
    name = customers.card(tx, customer).name
    for purpose in PURPOSES:
        wordings.kept(tx, purpose, wordings.wording(tx, purpose))
    present = {one.purpose: one for one in wordings.versions(tx) if one.present}
    asked = [(FOR_WHAT[purpose].capitalize(), present[purpose]) for purpose in PURPOSES]
    questions = tuple(Question(title, one.text, one.version, one.hash[:_HASH_DIGITS]) for title, one in asked)
    tx.note(ref("C", customer), customer)
    return SlipFacts(name, questions, profile.get(tx), tx.stamp)


@write("consent_slip.note")
def note_slip(tx: Tx, customer: CustomerId, file: str) -> None:
    """Note that a slip was written to a file."""
    tx.note(ref("C", customer), customer, file=file)


def slip(vault: Vault, customer: int, folder: Path) -> Written:
    """Write the slip into `folder`. Raises NotFound, Refused or NoSpace; no file is left behind then."""
    found = vault.write(prepare, customer)
    ways = [BY_WHAT[channel].capitalize() for channel in CHANNELS]
    reference = ref("C", customer)
    paper = consent_slip.make(found.name, reference, found.questions, ways, letterhead(found.shop), found.stamp)
    return write_paper(
        paper, f"consent-slip-{reference}.pdf", folder, lambda file: vault.write(note_slip, customer, file)
    )
