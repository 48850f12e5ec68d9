"""What is on record of a customer's answers, and which of them stands."""

from collections.abc import Iterable

from shopcrm.shop.consent.records import HOLDS, NO, Answer, SoftOptIn
from shopcrm.vault.refs import CustomerId
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx

_ENTRIES = (
    "SELECT consent_events.id, consent_events.purpose, channel, answer, method, evidence, at, recorded_at, staff.name,"
    " coalesce(wordings.text, ''), wordings.version, sold_on, family, offered, order_id, coalesce(parent, ''),"
    " (SELECT count(*) FROM consent_papers WHERE event_id = consent_events.id),"
    " (SELECT max(version) FROM privacy_notices WHERE made_at <= consent_events.at) FROM consent_events"
    " JOIN staff ON staff.id = captured_by LEFT JOIN wordings ON wordings.id = wording_id"
    " LEFT JOIN soft_opt_ins ON soft_opt_ins.event_id = consent_events.id"
    " LEFT JOIN parental_consents ON parental_consents.event_id = consent_events.id"
    " WHERE consent_events.customer_id = ?1 AND (?2 IS NULL OR consent_events.purpose = ?2)"
    " AND (?3 IS NULL OR channel = ?3) ORDER BY at, consent_events.id"
)

_SAID = 11
"""So many of those columns are of the answer itself."""


@read("consent.current")
def current(tx: Tx, customer: CustomerId) -> tuple[Answer, ...]:
    """The one current answer for each purpose and channel that the customer ever spoke about."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for entry in entries(tx, customer):
        found.setdefault((entry.purpose, entry.channel), []).append(entry)
    return tuple(held for said in found.values() if (held := standing(said)))


@read("consent.history")
def history(tx: Tx, customer: CustomerId) -> tuple[Answer, ...]:
    """Everything that the customer said about being contacted, the latest first."""
    return tuple(reversed(entries(tx, customer)))


def entries(tx: Tx, customer: int, purpose: str | None = None, channel: str | None = None) -> list[Answer]:
    """Entries of the ledger in the order in which they were said."""
    found = []
    for row in tx.all(_ENTRIES, (customer, purpose, channel)):
        sold_on, family, offered, order, parent, papers, notice = row[_SAID:]
        soft = None if sold_on is None else SoftOptIn(sold_on, family, offered, order)
        values = (*row[:_SAID], soft, parent, papers, notice)
        found.append(Answer(*values))
    return found


def standing(said: Iterable[Answer]) -> Answer | None:
    """The current one of the answers about one purpose and channel: the last, but only her own yes follows a no."""
    held: Answer | None = None
    for entry in said:
        if held is None or held.answer not in HOLDS or entry.is_her_own_yes or _outdoes(entry, held):
            held = entry
    return held


def says_yes(said: Iterable[Answer]) -> bool:
    """Whether what somebody said about one purpose and channel, in the order in which it was said, comes to a yes."""
    held = standing(said)
    return held is not None and held.covers


def _outdoes(entry: Answer, held: Answer) -> bool:
    """Whether an answer that says no is at least as firm as the one that stands: "not now" softens no no."""
    return entry.answer in NO or (entry.answer == "not_now" and held.answer == "not_now")
