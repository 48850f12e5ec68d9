"""What a file says about marketing, as entries of the consent ledger. Blank is unknown and makes none.

A yes never lifts a no or the do-not-contact list. “Unsubscribed” and the like are a no of the person's own, which puts
her on that list at once, new to the book or not. A plain no may mean that she was never asked: in a customers file it
takes back an earlier yes; at a checkout it only says that this box was not ticked.
"""

import json
from typing import Any, NamedTuple

from shopcrm.exchange.records import ConsentAnswer, ImportedCustomer
from shopcrm.jobs.importing.drafting import normal
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.report import Tally
from shopcrm.plain_text import visible
from shopcrm.shop import consent, suppression
from shopcrm.vault.tx import Tx

_YES = ("grant", "soft_opt_in")
_BATCH = 5_000
_COLUMNS = "id, customer_id, purpose, channel, answer, method, evidence, captured_by, at, recorded_at"


class _Said(NamedTuple):
    """What a row says. at: when, UTC; blank where the file does not tell, or names a moment that is still to come."""

    at: str
    line: int
    answer: ConsentAnswer
    typed: tuple[str, ...]


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
            if answer.granted is None:
                said = visible(answer.said[:60])
                self._tally.warn(
                    person.line, f"{answer.source}: “{said}” is neither yes nor no: taken as unknown, never as yes"
                )
                continue
            at = answer.at if answer.at and answer.at <= self._stamp else ""
            typed = person.emails if answer.channel == "email" else person.phones
            self._said.setdefault((customer, answer.channel), []).append(_Said(at, person.line, answer, typed))

    def enter(self) -> None:
        """Enter everything that was heard."""
        keys = sorted(self._said)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            people = {customer for customer, _ in batch}
            held, now = self._held(people), self._now_for(people)
            for key in batch:
                self._one(key, held.get(key, []), now.get(key[0], self._stamp))
        self._tx.insert_many("consent_events", _COLUMNS, self._rows)
        # A withdrawal also puts addresses on the do-not-contact list: the shop's own rule does both.
        for customer, said in self._no:
            draft = consent.ConsentDraft(
                customer, "marketing", _channel(said), "withdraw", consent.IMPORT, _evidence(said), said.at or None
            )
            event = consent.record(self._tx, draft).id
            self._ids.given("consent_events", event)
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

    def _now_for(self, people: set[int]) -> dict[int, str]:
        """The moment of an answer without a date, of those who spoke while the clock was ahead: it is the last."""
        later = self._tx.all(
            "SELECT customer_id, max(at) FROM consent_events WHERE at > ? AND customer_id IN"
            " (SELECT value FROM json_each(?)) GROUP BY customer_id",
            (self._stamp, json.dumps(sorted(people))),
        )
        return dict(later)

    def _one(self, key: tuple[int, str], held: list[tuple[str, str]], now: str) -> None:
        """A run of equal answers is entered once, at its first; what the ledger holds already is not entered again."""
        history = list(held)
        for said in sorted(self._said[key], key=lambda one: one.at or now):
            when = said.at or now
            last = next((answer for at, answer in reversed(history) if at <= when), "")
            kind = self._kind(said, last)
            if kind and kind != last:
                history.append((when, kind))
                history.sort(key=lambda entry: entry[0])
                self._add(key[0], said, kind, when)

    def _kind(self, said: _Said, last: str) -> str:
        if said.answer.granted:
            return "" if last in _YES else "grant"
        if last in consent.NO:
            return ""
        if said.answer.opted_out:
            return "withdraw"
        if said.answer.final:
            return "withdraw" if last in _YES else "not_now"
        return "" if last in _YES else "not_now"

    def _add(self, customer: int, said: _Said, kind: str, when: str) -> None:
        if kind == "withdraw":
            self._no.append((customer, said))
            return
        if kind == "grant" and self._suppressed(customer, said):
            held = {"sms": "number", "phone": "number"}.get(said.answer.channel, "address")
            self._tally.warn(said.line, f"the file says yes to marketing, but the {held} is on the do-not-contact list")
        event = self._ids.take("consent_events")
        self._rows.append(
            (event, customer, "marketing", said.answer.channel, kind, consent.IMPORT, _evidence(said),
             self._tx.staff.id, when, self._stamp)
        )  # fmt: skip
        if customer < self._ids.first["customers"]:
            self._journal.added("consent_events", {"id": event})
        self._tally.added["answers"] += 1

    def _suppressed(self, customer: int, said: _Said) -> bool:
        channel = _channel(said)
        kind = suppression.KIND_OF.get(channel)
        if self._nobody_suppressed or kind is None:
            return False
        if kind == "post":
            points = [one for one in suppression.points_of(self._tx, customer) if one.kind == kind]
            return any(suppression.since_when(self._tx, one, "marketing", channel) for one in points)
        return any(
            suppression.is_suppressed(self._tx, kind, standard, "marketing", channel)
            for typed in said.typed
            if (standard := normal(kind, typed, self._tx.calendar.country))
        )


def _channel(said: _Said) -> suppression.Channel:
    return next(channel for channel in suppression.CHANNELS if channel == said.answer.channel)


def _evidence(said: _Said) -> str:
    return f"{said.answer.source}: “{said.answer.said}”"
