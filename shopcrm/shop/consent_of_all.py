"""The gate's answer for the whole book at once: who may be contacted for a purpose by a channel.

For counting and narrowing down; whatever leaves the book asks `consent.may_contact` about each person all the same.
"""

from collections.abc import Iterator
from itertools import groupby

from shopcrm.shop import consent, suppression
from shopcrm.shop.consent import Answer, Channel, Purpose
from shopcrm.shop.suppression import KIND_OF
from shopcrm.vault.tx import Tx

_SAID = (
    "SELECT customer_id, consent_events.id, answer, method, evidence, at FROM consent_events"
    " JOIN customers ON customers.id = customer_id AND status = 'active'"
    " WHERE purpose = ?1 AND channel = ?2 AND customer_id IN (SELECT customer_id FROM consent_events"
    " WHERE purpose = ?1 AND channel = ?2 AND answer IN ('grant', 'soft_opt_in'))"
    " ORDER BY customer_id, at, consent_events.id"
)


def everyone(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """The customers of whom `consent.may_contact` says yes, by id."""
    said = groupby(tx.all(_SAID, (purpose, channel)), key=lambda row: row[0])
    willing = []
    for customer, rows in said:
        entries = [
            Answer(entry, purpose, channel, answer, method, evidence, at, at, "", "", None)
            for _, entry, answer, method, evidence, at in rows
        ]
        if consent.says_yes(entries):
            willing.append(customer)
    if channel not in KIND_OF:
        return willing
    reachable, barred = _reachable(tx, channel), set(_barred(tx, purpose, channel))
    return [customer for customer in willing if customer in reachable and customer not in barred]


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


def _barred(tx: Tx, purpose: Purpose, channel: Channel) -> Iterator[int]:
    """Whose address or number is on the do-not-contact list; hashed only where the list holds any of the kind."""
    kind = KIND_OF[channel]
    held = {
        digest
        for (digest,) in tx.all(
            "SELECT digest FROM suppressions WHERE kind = ? AND lifted_at IS NULL AND purpose IN ('', ?)"
            " AND channel IN ('', ?)",
            (kind, purpose, channel),
        )
    }
    if not held:
        return
    if kind == "post":
        points = tx.all("SELECT customer_id, line1, line2, town, postcode FROM addresses")
        keys = ((customer, suppression.post_key(*lines)) for customer, *lines in points)
    else:
        points = tx.all("SELECT customer_id, normal FROM contact_points WHERE kind = ?", (kind,))
        keys = ((customer, suppression.point_key(kind, normal)) for customer, normal in points)
    for customer, key in keys:
        if suppression.digest(tx, kind, key) in held:
            yield customer
