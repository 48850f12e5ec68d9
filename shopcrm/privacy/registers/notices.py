"""Privacy notices that were made: each version whole, so that what people were told, and when, can be shown."""

import hashlib
from dataclasses import dataclass

from shopcrm.errors import NotFound
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """A notice: its version, since when (a stamp), who made it, and its checksum in hexadecimal digits."""

    version: int
    made_at: str
    staff: str
    sha256: str


@write("notices.issue", role=Role.MANAGER)
def issue(tx: Tx, text: str, file: str = "") -> int:
    """Keep a notice that is given out; answers its version, which is the last one where not a word has changed."""
    digest = hashlib.sha256(text.encode()).digest()
    last = tx.maybe("SELECT version, sha256 FROM privacy_notices ORDER BY version DESC LIMIT 1")
    version: int = last[0] if last else 0
    if last is None or last[1] != digest:
        version += 1
        tx.run(
            "INSERT INTO privacy_notices (version, made_at, sha256, text, staff_id) VALUES (?, ?, ?, ?, ?)",
            (version, tx.stamp, digest, text, tx.staff.id),
        )
    tx.note(version=version)
    if file:
        tx.note(file=file)
    return version


@read("notices.next_version", role=Role.MANAGER)
def next_version(tx: Tx, text: str) -> int:
    """Which version a notice of these words would be."""
    digest = hashlib.sha256(text.encode()).digest()
    last = tx.maybe("SELECT version, sha256 FROM privacy_notices ORDER BY version DESC LIMIT 1")
    if last is None:
        return 1
    version: int = last[0]
    return version if last[1] == digest else version + 1


@read("notices.given_out", role=Role.MANAGER)
def given_out(tx: Tx, text: str) -> str | None:
    """Since when a notice of these words is the last version, as a stamp; None where they were not given out yet."""
    digest = hashlib.sha256(text.encode()).digest()
    last = tx.maybe("SELECT sha256, made_at FROM privacy_notices ORDER BY version DESC LIMIT 1")
    return last[1] if last is not None and last[0] == digest else None


@read("notices.listed", role=Role.MANAGER)
def listed(tx: Tx) -> tuple[NoticeVersion, ...]:
    """Every version, the latest first."""
    rows = tx.all(
        "SELECT version, made_at, staff.name, lower(hex(sha256)) FROM privacy_notices"
        " JOIN staff ON staff.id = staff_id ORDER BY version DESC"
    )
    return tuple(NoticeVersion(*row) for row in rows)


@read("notices.text_of", role=Role.MANAGER)
def text_of(tx: Tx, version: int) -> str:
    """The words of a version; raises NotFound."""
    row = tx.maybe("SELECT text FROM privacy_notices WHERE version = ?", (version,))
    if row is None:
        raise NotFound("There is no such version.", "Privacy notice lists them.")
    found: str = row[0]
    return found
