"""The papers of a return as PDFs, written where the person said, and noted: slip, credit note, exchange note."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import NotFound, Refused
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import credit_note, exchange_note, return_slip
from shopcrm.privacy import return_clocks
from shopcrm.privacy.return_clocks import Clock
from shopcrm.shop import orders, profile, returns
from shopcrm.shop.orders import Order
from shopcrm.shop.profile import Profile
from shopcrm.shop.returns import Return, Settlement
from shopcrm.vault import activity
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import ReturnId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Facts:
    """What the papers of a return are made from, all of one moment. new_orders: what was taken in exchange."""

    held: Return
    clocks: tuple[Clock, ...]
    new_orders: tuple[Order, ...]
    shop: Profile
    head: Anchor
    stamp: str


@read("return_papers.facts")
def facts(tx: Tx, ret: ReturnId) -> Facts:
    """A return, its clocks and exchanges, the shop, and the state of the book; raises NotFound."""
    held = returns.card(tx, ret)
    taken = tuple(orders.card(tx, one.exchange) for one in held.settlements if one.exchange is not None)
    return Facts(held, return_clocks.of_return(tx, ret), taken, profile.get(tx), activity.head(tx), tx.stamp)


@write("return_papers.note", role=Role.ASSISTANT)
def note_paper(tx: Tx, ret: ReturnId, file: str) -> None:
    """Note that a paper of a return was written to a file."""
    customer = tx.value(
        "SELECT customer_id FROM returns JOIN orders ON orders.id = order_id WHERE returns.id = ?", (ret,)
    )
    tx.note(ref("R", ret), customer, file=file)


def slip(vault: Vault, ret: int, folder: Path) -> Written:
    """Write the return slip into `folder`. Raises NotFound, Refused or NoSpace; nothing is left behind then."""
    found = vault.read(facts, ret)
    paper = return_slip.make(found.held, letterhead(found.shop), found.clocks, found.stamp, found.head)
    return write_paper(paper, f"return-{ref('R', ret)}.pdf", folder, lambda file: vault.write(note_paper, ret, file))


def note_of(vault: Vault, ret: int, settlement: int, folder: Path) -> Written:
    """Write the paper of a settlement into `folder`: the exchange note of an exchange, else the credit note.

    Raises NotFound, Refused or NoSpace; nothing is left behind then.
    """
    found = vault.read(facts, ret)
    if _settlement(found, settlement).exchange is None:
        return credit(vault, ret, settlement, folder)
    return exchange(vault, ret, settlement, folder)


def credit(vault: Vault, ret: int, settlement: int, folder: Path) -> Written:
    """Write the credit note of a settlement into `folder`; raises as `note_of` does."""
    found = vault.read(facts, ret)
    one = _settlement(found, settlement)
    paper = credit_note.make(found.held, one, letterhead(found.shop), found.shop.zone, found.stamp, found.head)
    return write_paper(paper, _name("credit-note", found, one), folder, lambda file: vault.write(note_paper, ret, file))


def exchange(vault: Vault, ret: int, settlement: int, folder: Path) -> Written:
    """Write the exchange note of a settlement into `folder`; raises as `note_of` does."""
    found = vault.read(facts, ret)
    one = _settlement(found, settlement)
    new = next((order for order in found.new_orders if order.id == one.exchange), None)
    if new is None:
        raise Refused("Nothing was taken in exchange.", "Print the credit note instead.")
    paper = exchange_note.make(found.held, one, new, letterhead(found.shop), found.shop.zone, found.stamp, found.head)
    return write_paper(
        paper, _name("exchange-note", found, one), folder, lambda file: vault.write(note_paper, ret, file)
    )


def _settlement(found: Facts, settlement: int) -> Settlement:
    one = next((one for one in found.held.settlements if one.id == settlement), None)
    if one is None:
        raise NotFound("That return has no such settlement.", "Open the return again.")
    return one


def _name(kind: str, found: Facts, settlement: Settlement) -> str:
    return f"{kind}-{credit_note.number_of(found.held, settlement).replace('/', '-')}.pdf"
