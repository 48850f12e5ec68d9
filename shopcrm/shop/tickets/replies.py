"""Saved replies: what is often written, with merge fields that each ticket fills in."""

from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import merge_fields, profile
from shopcrm.shop.tickets import typed
from shopcrm.shop.tickets.records import Filled, SavedReply, SavedReplyDraft
from shopcrm.vault.refs import TicketId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

FIELDS = ("first name", "name", "order", "return", "ticket", "subject", "shop", "phone", "email", "me", "today")
"""The merge fields. phone and email are the shop's; me is who writes."""

_COLUMNS = "id, title, body, uses, archived"


@write("ticket_replies.add")
def add(tx: Tx, draft: SavedReplyDraft) -> int:
    """Keep a reply for next time; answers its number.

    Raises InvalidValue for a merge field that there is not, and Refused for a title that is taken.
    """
    title, body = _checked(tx, draft, None)
    reply = tx.insert("INSERT INTO saved_replies (title, body, updated_at) VALUES (?, ?, ?)", (title, body, tx.stamp))
    tx.note(title=title)
    tx.offer_undo("Add a saved reply", remove, reply)
    return reply


@write("ticket_replies.edit")
def edit(tx: Tx, reply: int, draft: SavedReplyDraft) -> None:
    """Change a saved reply; raises as `add` does."""
    before = tx.one("SELECT title, body FROM saved_replies WHERE id = ?", (reply,))
    title, body = _checked(tx, draft, reply)
    tx.change_one(
        "UPDATE saved_replies SET title = ?, body = ?, updated_at = ? WHERE id = ?", (title, body, tx.stamp, reply)
    )
    tx.note(title=title)
    tx.offer_undo("Edit a saved reply", edit, reply, SavedReplyDraft(*before))


@write("ticket_replies.archive")
def archive(tx: Tx, reply: int, archived: bool = True) -> None:
    """Put a saved reply away, or take it out again."""
    tx.change_one("UPDATE saved_replies SET archived = ?, updated_at = ? WHERE id = ?", (archived, tx.stamp, reply))
    tx.note(reply=reply, archived=archived)
    tx.offer_undo("Put a saved reply away" if archived else "Take a saved reply out", archive, reply, not archived)


@write("ticket_replies.remove")
def remove(tx: Tx, reply: int) -> None:
    """Take back a saved reply that was just added; raises Refused for one that was used."""
    if tx.value("SELECT uses FROM saved_replies WHERE id = ?", (reply,)):
        raise Refused("This reply was used.", "Put it away instead.")
    tx.change_one("DELETE FROM saved_replies WHERE id = ?", (reply,))
    tx.note(reply=reply)


@read("ticket_replies.listed", role=Role.ASSISTANT)
def listed(tx: Tx, archived: bool = False) -> tuple[SavedReply, ...]:
    """The saved replies in use, or those put away; the most used first."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM saved_replies WHERE archived = ? ORDER BY uses DESC, title", (archived,))
    return tuple(SavedReply(*(*row[:4], bool(row[4]))) for row in rows)


@read("ticket_replies.filled", role=Role.ASSISTANT)
def filled(tx: Tx, reply: int, ticket: TicketId) -> Filled:
    """A saved reply made out for a ticket. What the ticket has nothing for stands in square brackets."""
    body: str = tx.value("SELECT body FROM saved_replies WHERE id = ?", (reply,))
    return Filled(*merge_fields.fill(body, _values(tx, ticket)))


def _values(tx: Tx, ticket: TicketId) -> dict[str, str]:
    subject, first_name, name, order, external, ret = tx.one(
        "SELECT subject, coalesce(given_name, ''), coalesce(customers.name, ''), order_id, external_name, return_id"
        " FROM tickets LEFT JOIN customers ON customers.id = tickets.customer_id"
        " LEFT JOIN orders ON orders.id = order_id WHERE tickets.id = ?",
        (ticket,),
    )
    shop = profile.get(tx)
    values = (
        *(first_name, name, external or (ref("O", order) if order else ""), ref("R", ret) if ret else ""),
        *(ref("T", ticket), subject, shop.name, shop.phone, shop.email, tx.staff.name, short_day(tx.today)),
    )
    return dict(zip(FIELDS, values, strict=True))


def _checked(tx: Tx, draft: SavedReplyDraft, reply: int | None) -> tuple[str, str]:
    title = typed.line("title", draft.title, "The title")
    body = typed.block("body", draft.body, "The reply")
    merge_fields.check(body, FIELDS, "body")
    if tx.maybe("SELECT id FROM saved_replies WHERE title = ? AND id IS NOT ?", (title, reply)):
        raise InvalidValue("title", "Another saved reply has that title.", "Choose another one.")
    return title, body
