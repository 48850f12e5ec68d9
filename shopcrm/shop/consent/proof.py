"""The documents that prove an answer: a signed slip, an e-mail, a letter."""

from shopcrm.errors import Refused
from shopcrm.shop import documents
from shopcrm.shop.documents import Document
from shopcrm.vault.refs import DocumentId, ref
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Tx


@write("consent.attach")
def attach(tx: Tx, event: int, document: DocumentId) -> None:
    """Say which document of the same customer proves an answer; raises Refused for another customer's."""
    (customer,) = tx.one("SELECT customer_id FROM consent_events WHERE id = ?", (event,))
    (holder,) = tx.one("SELECT customer_id FROM documents WHERE id = ?", (document,))
    if holder != customer:
        raise Refused("That document is another customer's.", f"Add it to {ref('C', customer)} first.")
    tx.run(
        "INSERT OR IGNORE INTO consent_papers (customer_id, event_id, document_id, staff_id, at)"
        " VALUES (?, ?, ?, ?, ?)",
        (customer, event, document, tx.staff.id, tx.stamp),
    )
    tx.note(ref("F", document), customer, answer=event)
    tx.offer_undo("Attach a document", detach, event, document)


@write("consent.detach")
def detach(tx: Tx, event: int, document: DocumentId) -> None:
    """Take back which document proves an answer; the document stays with the customer."""
    (customer,) = tx.one("SELECT customer_id FROM consent_events WHERE id = ?", (event,))
    tx.change_one("DELETE FROM consent_papers WHERE event_id = ? AND document_id = ?", (event, document))
    tx.note(ref("F", document), customer, answer=event)
    tx.offer_undo("Detach a document", attach, event, document)


@write("consent.attach_file")
def attach_file(tx: Tx, event: int, file_name: str, body: bytes) -> DocumentId:
    """Keep a file with the customer as the proof of an answer. Raises InvalidValue as `documents.add` does."""
    (customer,) = tx.one("SELECT customer_id FROM consent_events WHERE id = ?", (event,))
    document = documents.add(tx, customer, file_name, body, "evidence")
    attach(tx, event, document)
    return document


@read("consent.papers")
def papers(tx: Tx, event: int) -> tuple[Document, ...]:
    """The documents that prove an answer, without their content."""
    (customer,) = tx.one("SELECT customer_id FROM consent_events WHERE id = ?", (event,))
    held = {row[0] for row in tx.all("SELECT document_id FROM consent_papers WHERE event_id = ?", (event,))}
    return tuple(one for one in documents.of_customer(tx, customer) if one.id in held)
