"""A half-filled form, kept in the vault when the screen locks and offered at that person's next unlock."""

import json
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST = 1_000_000
"""The longest form that is kept, in characters of JSON."""


@write("drafts.keep", role=Role.VIEWER)
def keep(tx: Tx, form: str, body: Any) -> None:
    """Keep what was typed and not saved, in place of an earlier draft of the same person.

    form: names the form for `take`. body: an object of plain JSON values. Raises InvalidValue for an endless one.
    """
    text = json.dumps(body, ensure_ascii=False)
    if len(text) > LONGEST:
        raise InvalidValue("draft", "That form holds too much to be kept.", "Save it, or shorten it.")
    tx.run(
        "INSERT INTO drafts (staff_id, form, body, kept_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (staff_id) DO UPDATE SET form = excluded.form, body = excluded.body, kept_at = excluded.kept_at",
        (tx.staff.id, form, text, tx.stamp),
    )


@read("drafts.waiting")
def waiting(tx: Tx) -> bool:
    """Whether a form was left half filled: asked first, so that an unlock without one leaves no entry behind."""
    return tx.maybe("SELECT 1 FROM drafts WHERE staff_id = ?", (tx.staff.id,)) is not None


@write("drafts.take", role=Role.VIEWER)
def take(tx: Tx) -> tuple[str, dict[str, Any]] | None:
    """Take up a form left half filled, once; None where there is nothing."""
    row = tx.maybe("SELECT form, body FROM drafts WHERE staff_id = ?", (tx.staff.id,))
    if row is None:
        return None
    tx.change_one("DELETE FROM drafts WHERE staff_id = ?", (tx.staff.id,))
    return row[0], json.loads(row[1])
