"""What a file says about marketing, as entries of the consent ledger. Blank is unknown and makes none.

A yes never lifts a no or the do-not-contact list. The no of a customers file takes back an earlier yes at once; a no
at a checkout only says that this box was not ticked.
"""

import json
from typing import Any, NamedTuple

from shopcrm.errors import InvalidValue
from shopcrm.exchange.records import ConsentAnswer, ImportedCustomer
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.report import Tally
from shopcrm.shop import consent, suppression
from shopcrm.shop.customers import contact_points
from shopcrm.vault.tx import Tx

_YES = ("grant", "soft_opt_in")
_BATCH = 5_000
_COLUMNS = "id, customer_id, purpose, channel, answer, method, evidence, captured_by, at, recorded_at"


class _Said(NamedTuple):
    at: str
    line: int
    answer: ConsentAnswer
    emails: tuple[str, ...]


class Answers:
    """Collects the answers of a whole file, then enters them in the order in which they were given."""

    def __init__(self, tx: Tx, ids: Ids, journal: Journal, tally: Tally) -> None:
        self._tx, self._ids, self._journal, self._tally = tx, ids, journal, tally
        self._said: dict[tuple[int, str], list[_Said]] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._no: list[tuple[int, _Said]] = []
        self._stamp = tx.stamp
        self._nobody_suppressed = tx.maybe("SELECT 1 FROM suppressions LIMIT 1") is None

    def hear(self, customer: int, person: ImportedCustomer) -> None:
        """Remember what a row says for this person."""
        for answer in person.consents:
            at = min(answer.at or self._stamp, self._stamp)
            self._said.setdefault((customer, answer.channel), []).append(_Said(at, person.line, answer, person.emails))

    def enter(self) -> None:
        """Enter everything that was heard."""
        keys = sorted(self._said)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            held = self._held({customer for customer, _ in batch})
            for key in batch:
                self._one(key, held.get(key, []))
        self._tx.insert_many("consent_events", _COLUMNS, self._rows)
        # A withdrawal also puts addresses on the do-not-contact list: the shop's own rule does both.
        for customer, said in self._no:
            draft = consent.ConsentDraft(
                customer, "marketing", _channel(said), "withdraw", consent.IMPORT, _evidence(said), said.at
            )
            event = consent.record(self._tx, draft).id
            if customer < self._ids.first["customers"]:
                self._journal.added("consent_events", {"id": event})
            self._tally.added["answers"] += 1

    def _held(self, people: set[int]) -> dict[tuple[int, str], list[tuple[str, str]]]:
        found: dict[tuple[int, str], list[tuple[str, str]]] = {}
        for customer, channel, at, answer in self._tx.all(
            "SELECT customer_id, channel, at, answer FROM consent_events WHERE purpose = 'marketing'"
            " AND customer_id IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            (json.dumps(sorted(people)),),
        ):
            found.setdefault((customer, channel), []).append((at, answer))
        return found

    def _one(self, key: tuple[int, str], held: list[tuple[str, str]]) -> None:
        """A run of equal answers is entered once, at its first; what the ledger holds already is not entered again."""
        history = list(held)
        for said in sorted(self._said[key], key=lambda one: one.at):
            last = next((answer for at, answer in reversed(history) if at <= said.at), "")
            kind = self._kind(said, last)
            if kind and kind != last:
                history.append((said.at, kind))
                history.sort(key=lambda entry: entry[0])
                self._add(key[0], said, kind)

    def _kind(self, said: _Said, last: str) -> str:
        if said.answer.granted:
            return "" if last in _YES else "grant"
        if last in consent.NO:
            return ""
        if said.answer.final:
            return "withdraw" if last in _YES else "not_now"
        return "" if last in _YES else "not_now"

    def _add(self, customer: int, said: _Said, kind: str) -> None:
        if kind == "withdraw":
            self._no.append((customer, said))
            return
        if kind == "grant" and self._suppressed(said):
            self._tally.warn(said.line, "the file says yes to marketing, but the address is on the do-not-contact list")
        event = self._ids.take("consent_events")
        self._rows.append(
            (event, customer, "marketing", said.answer.channel, kind, consent.IMPORT, _evidence(said),
             self._tx.staff.id, said.at, self._stamp)
        )  # fmt: skip
        if customer < self._ids.first["customers"]:
            self._journal.added("consent_events", {"id": event})
        self._tally.added["answers"] += 1

    def _suppressed(self, said: _Said) -> bool:
        if self._nobody_suppressed or said.answer.channel != "email":
            return False
        return any(
            suppression.is_suppressed(self._tx, "email", normal, "marketing", "email")
            for typed in said.emails
            if (normal := _normal(typed))
        )


def _channel(said: _Said) -> suppression.Channel:
    return next(channel for channel in suppression.CHANNELS if channel == said.answer.channel)


def _evidence(said: _Said) -> str:
    return f"{said.answer.source}: “{said.answer.said}”"


def _normal(typed: str) -> str:
    try:
        return contact_points.email(typed)
    except InvalidValue:
        return ""
