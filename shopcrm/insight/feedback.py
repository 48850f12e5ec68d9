"""What customers said of the shop: how satisfied they were, and whether they would recommend it; the latest first.

Of what was answered twice about one solution the last answer stands, as in the figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shopcrm.errors import InvalidValue
from shopcrm.insight.service_figures import LAST_ANSWER
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx, from_stamp

Question = Literal["satisfaction", "recommends"]
MOST_LISTED = 20_000
_NAME = "coalesce(customers.name, '')"
_LISTED = {
    "satisfaction": f"SELECT id FROM ticket_events AS said WHERE {LAST_ANSWER} ORDER BY at DESC, id DESC LIMIT ?",
    "recommends": "SELECT id FROM recommendations ORDER BY at DESC, id DESC LIMIT ?",
}
_ROWS = {
    "satisfaction": (
        f"SELECT said.id, said.at, CAST(said.value AS INTEGER), said.body, tickets.id, subject, customers.id, {_NAME}"
        " FROM ticket_events AS said JOIN tickets ON tickets.id = ticket_id"
        " LEFT JOIN customers ON customers.id = tickets.customer_id"
        " WHERE said.kind = 'satisfaction' AND said.id IN (SELECT value FROM json_each(?))"
    ),
    "recommends": (
        f"SELECT said.id, said.at, score, comment, tickets.id, coalesce(subject, ''), customers.id, {_NAME}"
        " FROM recommendations AS said LEFT JOIN tickets ON tickets.id = ticket_id"
        " LEFT JOIN customers ON customers.id = said.customer_id"
        " WHERE said.id IN (SELECT value FROM json_each(?))"
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. score: 1 to 5 for satisfaction, 0 to 10 for a recommendation. ticket: what it followed, if any."""

    id: int
    on: date
    score: int
    comment: str
    ticket: int | None
    subject: str
    customer: int | None
    customer_name: str


@read("feedback.ids", role=Role.MANAGER)
def ids(tx: Tx, question: Question) -> list[int]:
    """The answers to a question, the latest first."""
    return [one for (one,) in tx.all(_LISTED[_known(question)], (MOST_LISTED,))]


@read("feedback.rows_for", role=Role.MANAGER)
def rows_for(tx: Tx, question: Question, wanted: list[int]) -> list[Answer]:
    """These answers, in the order named; those that are gone are left out."""
    listed = "[" + ",".join(str(int(one)) for one in wanted) + "]"
    found = {
        row[0]: Answer(row[0], tx.calendar.local_date(from_stamp(row[1])), *row[2:])
        for row in tx.all(_ROWS[_known(question)], (listed,))
    }
    return [found[one] for one in wanted if one in found]


def _known(question: Question) -> Question:
    if question not in _LISTED:
        raise InvalidValue("question", "There is no such question.", "satisfaction and recommends are asked.")
    return question
