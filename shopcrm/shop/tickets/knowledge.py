"""Short knowledge notes: how things are done, found by the words of a ticket."""

import math
from collections import Counter

from shopcrm.errors import InvalidValue
from shopcrm.shop.tickets import typed
from shopcrm.shop.tickets.records import KnowledgeDraft, KnowledgeNote
from shopcrm.shop.words import words_of
from shopcrm.vault.refs import TicketId
from shopcrm.vault.registry import read, write
from shopcrm.vault.tx import Row, Tx

MOST_FOUND = 5
_SHORTEST = 3
_STEM = 5
"""Words are compared by their first letters: delivery, delivered and deliveries are one."""
_TITLE_WEIGHT = 3
_EVERYWHERE = frozenset(
    "the and for are was were you your our has have had not but with this that from they she her his him can could"
    " would will what when where which who how why any all its out about there their them then than too very just been"
    " did does please hello thanks thank".split()
)
_COLUMNS = "id, title, body, words, archived"


@write("knowledge.add")
def add(tx: Tx, draft: KnowledgeDraft) -> int:
    """Keep a knowledge note; answers its number. Raises InvalidValue for one without title or text."""
    kept = _checked(tx, draft, None)
    note = tx.insert(
        "INSERT INTO knowledge_notes (title, body, words, updated_at) VALUES (?, ?, ?, ?)", (*kept, tx.stamp)
    )
    tx.note(title=kept[0])
    tx.offer_undo("Add a knowledge note", remove, note)
    return note


@write("knowledge.edit")
def edit(tx: Tx, note: int, draft: KnowledgeDraft) -> None:
    """Change a knowledge note; raises as `add` does."""
    before = tx.one("SELECT title, body, words FROM knowledge_notes WHERE id = ?", (note,))
    kept = _checked(tx, draft, note)
    tx.change_one(
        "UPDATE knowledge_notes SET title = ?, body = ?, words = ?, updated_at = ? WHERE id = ?",
        (*kept, tx.stamp, note),
    )
    tx.note(title=kept[0])
    tx.offer_undo("Edit a knowledge note", edit, note, KnowledgeDraft(*before))


@write("knowledge.archive")
def archive(tx: Tx, note: int, archived: bool = True) -> None:
    """Put a knowledge note away, or take it out again."""
    tx.change_one("UPDATE knowledge_notes SET archived = ?, updated_at = ? WHERE id = ?", (archived, tx.stamp, note))
    tx.note(note=note, archived=archived)
    tx.offer_undo("Put a knowledge note away" if archived else "Take a knowledge note out", archive, note, not archived)


@write("knowledge.remove")
def remove(tx: Tx, note: int) -> None:
    """Take back a knowledge note that was just added."""
    before = tx.one("SELECT title, body, words FROM knowledge_notes WHERE id = ?", (note,))
    tx.change_one("DELETE FROM knowledge_notes WHERE id = ?", (note,))
    tx.note(note=note)
    tx.offer_undo("Remove a knowledge note", add, KnowledgeDraft(*before))


@read("knowledge.listed")
def listed(tx: Tx, archived: bool = False) -> tuple[KnowledgeNote, ...]:
    """The knowledge notes in use, or those put away, by title."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM knowledge_notes WHERE archived = ? ORDER BY title", (archived,))
    return tuple(_note(row) for row in rows)


@read("knowledge.found_for")
def found_for(tx: Tx, ticket: TicketId, limit: int = MOST_FOUND) -> tuple[KnowledgeNote, ...]:
    """The knowledge notes that a ticket's subject and its customer's words call for, the best first."""
    subject = tx.value("SELECT subject FROM tickets WHERE id = ?", (ticket,))
    said = tx.all(
        "SELECT body FROM ticket_events WHERE ticket_id = ?"
        " AND (kind IN ('opened', 'message') OR (kind = 'absorbed' AND value LIKE 'message %'))",
        (ticket,),
    )
    return found(tx, " ".join([subject, *(body for (body,) in said)]), limit)


@read("knowledge.found")
def found(tx: Tx, text: str, limit: int = MOST_FOUND) -> tuple[KnowledgeNote, ...]:
    """The knowledge notes that share words with a text, the best first: rare words and titles count more."""
    asked = _stems(text)
    notes = listed(tx)
    stems = {note.id: (_stems(f"{note.title} {note.words}"), _stems(note.body)) for note in notes}
    spread = Counter(stem for title, body in stems.values() for stem in title | body)

    def score(note: KnowledgeNote) -> float:
        title, body = stems[note.id]
        weights = {stem: _TITLE_WEIGHT if stem in title else 1 for stem in asked & (title | body)}
        return sum(weight * math.log1p(len(notes) / spread[stem]) for stem, weight in sorted(weights.items()))

    scored = sorted(((score(note), note) for note in notes), key=lambda pair: (-pair[0], pair[1].title))
    return tuple(note for points, note in scored[:limit] if points > 0)


def _stems(text: str) -> frozenset[str]:
    words = (word for word in words_of(text) if len(word) >= _SHORTEST and word not in _EVERYWHERE)
    return frozenset(word[:_STEM] for word in words)


def _note(row: Row) -> KnowledgeNote:
    return KnowledgeNote(*(*row[:4], bool(row[4])))


def _checked(tx: Tx, draft: KnowledgeDraft, note: int | None) -> tuple[str, str, str]:
    title = typed.line("title", draft.title, "The title")
    body = typed.block("body", draft.body, "The note")
    words = typed.line("words", draft.words, "") if draft.words.strip() else ""
    if tx.maybe("SELECT id FROM knowledge_notes WHERE title = ? AND id IS NOT ?", (title, note)):
        raise InvalidValue("title", "Another note has that title.", "Choose another one.")
    return title, body, words
