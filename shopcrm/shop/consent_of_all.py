"""The gate's answer for the whole book at once: who may be contacted for a purpose by a channel.

For counting and narrowing down; whatever leaves the book asks `consent.may_contact` about each person all the same.
"""

import json
from collections.abc import Collection, Iterator
from itertools import groupby

from shopcrm.shop import consent, suppression
from shopcrm.shop.consent import Answer, AnswerKind, Channel, Purpose
from shopcrm.shop.suppression import KIND_OF
from shopcrm.vault.tx import Tx

_YES: tuple[AnswerKind, ...] = ("grant", "soft_opt_in")
_SPOKEN = (
    "SELECT customer_id, sum(answer NOT IN (SELECT value FROM json_each(?))) FROM consent_events"
    " WHERE purpose = ? AND channel = ? AND customer_id NOT IN (SELECT id FROM customers WHERE status <> 'active')"
    " GROUP BY customer_id HAVING sum(answer IN ('grant', 'soft_opt_in')) > 0"
)
_SAID = (
    "SELECT customer_id, id, answer, method, evidence, at FROM consent_events WHERE purpose = ? AND channel = ?"
    " AND customer_id IN (SELECT value FROM json_each(?)) ORDER BY customer_id, at, id"
)


def everyone(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """The customers of whom `consent.may_contact` says yes, by id."""
    willing = _willing(tx, purpose, channel)
    if channel not in KIND_OF:
        return willing
    reachable = _reachable(tx, channel)
    found = [customer for customer in willing if customer in reachable]
    barred = set(_barred(tx, purpose, channel, found))
    return [customer for customer in found if customer not in barred]


def _willing(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """Who says yes. Who only ever said what is a yes by itself needs no looking into: a yes after a yes is a yes."""
    plain = [one for one in _YES if consent.says_yes([_answer(purpose, channel, 0, one, "", "", "")])]
    spoken = tx.all(_SPOKEN, (json.dumps(plain), purpose, channel))
    doubtful = json.dumps([customer for customer, others in spoken if others])
    willing = [customer for customer, others in spoken if not others]
    for customer, rows in groupby(tx.all(_SAID, (purpose, channel, doubtful)), key=lambda row: row[0]):
        if consent.says_yes([_answer(purpose, channel, *said) for _, *said in rows]):
            willing.append(customer)
    return sorted(willing)


def _answer(
    purpose: Purpose, channel: Channel, entry: int, answer: AnswerKind, method: str, evidence: str, at: str
) -> Answer:
    return Answer(entry, purpose, channel, answer, method, evidence, at, at, "", "", None)


def _reachable(tx: Tx, channel: Channel) -> set[int]:
    """Who has an address or number of the channel's kind that may be used."""
    if KIND_OF[channel] == "post":
        rows = tx.all("SELECT DISTINCT customer_id FROM addresses WHERE wrong + do_not_use = 0")
    else:
        rows = tx.all(
            "SELECT DISTINCT customer_id FROM contact_points WHERE kind = ? AND wrong + bounced + do_not_use = 0",
            (KIND_OF[channel],),
        )
    return {customer for (customer,) in rows}


def _barred(tx: Tx, purpose: Purpose, channel: Channel, among: Collection[int]) -> Iterator[int]:
    """Whose address or number is on the do-not-contact list; hashed only where the list holds any of the kind."""
    kind = KIND_OF[channel]
    rows = tx.all(
        "SELECT digest FROM suppressions WHERE kind = ? AND lifted_at IS NULL AND purpose IN ('', ?)"
        " AND channel IN ('', ?)",
        (kind, purpose, channel),
    )
    held = {digest for (digest,) in rows}
    if not held:
        return
    these = json.dumps(list(among))
    if kind == "post":
        points = tx.all(
            "SELECT customer_id, line1, line2, town, postcode FROM addresses"
            " WHERE customer_id IN (SELECT value FROM json_each(?))",
            (these,),
        )
        keys = ((customer, suppression.post_key(*lines)) for customer, *lines in points)
    else:
        points = tx.all(
            "SELECT customer_id, normal FROM contact_points WHERE kind = ?"
            " AND customer_id IN (SELECT value FROM json_each(?))",
            (kind, these),
        )
        keys = ((customer, suppression.point_key(kind, normal)) for customer, normal in points)
    digest_of = suppression.digests(tx, kind)
    for customer, key in keys:
        if digest_of(key) in held:
            yield customer
