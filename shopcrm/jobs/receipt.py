"""An order's receipt as a PDF, written where the person said, and noted."""

from dataclasses import dataclass
from pathlib import Path

from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_paper
from shopcrm.papers import receipt
from shopcrm.shop import orders, profile
from shopcrm.shop.orders import Order
from shopcrm.shop.profile import Profile
from shopcrm.vault import activity
from shopcrm.vault.header import Anchor
from shopcrm.vault.refs import OrderId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Facts:
    """What a receipt is made from, all of one moment."""

    order: Order
    shop: Profile
    head: Anchor
    stamp: str


@read("receipts.facts")
def facts(tx: Tx, order: OrderId) -> Facts:
    """An order, the shop, and the state of the book; raises NotFound."""
    return Facts(orders.card(tx, order), profile.get(tx), activity.head(tx), tx.stamp)


@write("receipts.note", role=Role.ASSISTANT)
def note_receipt(tx: Tx, order: OrderId, file: str) -> None:
    """Note that an order's receipt was written to a file."""
    customer = tx.value("SELECT customer_id FROM orders WHERE id = ?", (order,))
    tx.note(ref("O", order), customer, file=file)


def write_receipt(vault: Vault, order: int, folder: Path) -> Written:
    """Write an order's receipt into `folder` as a new file that only its owner may read.

    Raises NotFound, Refused or NoSpace; nothing is left behind then.
    """
    found = vault.read(facts, order)
    paper = receipt.make(found.order, letterhead(found.shop), found.shop.zone, found.stamp, found.head)
    name = f"receipt-{ref('O', order)}.pdf"
    return write_paper(paper, name, folder, lambda file: vault.write(note_receipt, order, file))
