"""Evidence, letters sent and signed slips: files kept with a customer, hashed, up to 5 MB each."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

from shopcrm.errors import Damaged, InvalidValue, NotFound
from shopcrm.plain_text import clean_line
from shopcrm.shop.erased import refuse_erased
from shopcrm.vault.permission import require
from shopcrm.vault.refs import CustomerId, DocumentId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LARGEST = 5 * 1024 * 1024
"""The largest document, in bytes."""
LONGEST_NAME = 200

DocumentKind = Literal["evidence", "letter", "slip", "other"]

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "eml": "message/rfc822",
    "csv": "text/csv",
    "json": "application/json",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document's label, without its content. size in bytes; sha256 in hexadecimal digits."""

    id: DocumentId
    customer: CustomerId
    kind: DocumentKind
    file_name: str
    media_type: str
    size: int
    sha256: str
    staff: str
    at: str


@write("documents.add")
def add(tx: Tx, customer: CustomerId, file_name: str, body: bytes, kind: DocumentKind = "other") -> DocumentId:
    """Keep a copy of a file with a customer; the same file again is kept once.

    file_name: its name without folders. Raises InvalidValue for an empty or too large file, or one without a name.
    """
    name = clean_line(file_name.replace("\\", "/").rpartition("/")[2])
    _check(name, body, kind)
    if tx.maybe("SELECT id FROM customers WHERE id = ?", (customer,)) is None:
        raise NotFound(f"There is no customer {ref('C', customer)}.", "Check the reference, or use Find.")
    refuse_erased(tx, customer)
    digest = hashlib.sha256(body).digest()
    held = tx.maybe(
        "SELECT id FROM documents WHERE customer_id = ? AND sha256 = ? AND file_name = ? AND kind = ?",
        (customer, digest, name, kind),
    )
    document: int = held[0] if held else _keep(tx, customer, name, body, kind, digest)
    tx.note(ref("F", document), customer, file=name)
    if not held:
        tx.offer_undo(f"Add {name}", remove, document)
    return document


@write("documents.remove")
def remove(tx: Tx, document: DocumentId) -> None:
    """Remove a document that was added by mistake. An assistant removes only their own; others raise NotAllowed."""
    customer, name, by = tx.one("SELECT customer_id, file_name, staff_id FROM documents WHERE id = ?", (document,))
    if by != tx.staff.id:
        require(tx.staff, Role.MANAGER, "remove what somebody else added")
    tx.change_one("DELETE FROM documents WHERE id = ?", (document,))
    tx.note(ref("F", document), customer, file=name)


@read("documents.of_customer")
def of_customer(tx: Tx, customer: CustomerId) -> tuple[Document, ...]:
    """A customer's documents, the newest first, without their content."""
    rows = tx.all(
        "SELECT documents.id, customer_id, kind, file_name, media_type, length(body), lower(hex(sha256)), staff.name,"
        " at FROM documents JOIN staff ON staff.id = staff_id WHERE customer_id = ? ORDER BY documents.id DESC",
        (customer,),
    )
    return tuple(Document(*row) for row in rows)


@read("documents.body_of")
def body_of(tx: Tx, document: DocumentId) -> tuple[str, bytes]:
    """A document's file name and content; raises Damaged where it is not what was put in."""
    row = tx.maybe("SELECT file_name, body, sha256 FROM documents WHERE id = ?", (document,))
    if row is None:
        raise NotFound(f"There is no document {ref('F', document)}.", "Check the reference.")
    name, body, digest = row
    if hashlib.sha256(body).digest() != digest:
        raise Damaged(f"Document {ref('F', document)} is not as it was added.", "Restore it from a backup.")
    return name, body


def _keep(tx: Tx, customer: int, name: str, body: bytes, kind: str, digest: bytes) -> int:
    media_type = _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return tx.insert(
        "INSERT INTO documents (customer_id, kind, file_name, media_type, sha256, body, staff_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (customer, kind, name, media_type, digest, body, tx.staff.id, tx.stamp),
    )


def _check(name: str, body: bytes, kind: str) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise InvalidValue("file_name", f"A file needs a name of at most {LONGEST_NAME} characters.")
    if kind not in get_args(DocumentKind):
        raise InvalidValue("kind", f"A document is one of {', '.join(get_args(DocumentKind))}.")
    if not body:
        raise InvalidValue("body", "That file is empty.", "Choose another one.")
    if len(body) > LARGEST:
        raise InvalidValue(
            "body", f"That file has {len(body) / 1024**2:.1f} MB; at most 5 MB fit here.", "Shrink it, or split it."
        )
