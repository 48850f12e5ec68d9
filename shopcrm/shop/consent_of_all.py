"""The gate's answer for the whole book at once: who may be contacted for a purpose by a channel.

For counting and narrowing down; whatever leaves the book asks `consent.may_contact` about each person all the same.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from shopcrm.shop import consent, suppression
from shopcrm.shop.consent import Answer, Channel, Purpose, SoftOptIn
from shopcrm.shop.suppression import KIND_OF
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

_SPOKEN = (
    "SELECT customer_id, sum(answer <> 'grant') FROM consent_events JOIN customers ON customers.id = customer_id"
    " WHERE purpose = ? AND channel = ? AND status = 'active' GROUP BY customer_id"
    " HAVING sum(answer IN ('grant', 'soft_opt_in')) > 0"
)
_SAID = (
    "SELECT consent_events.customer_id, id, answer, method, evidence, at, sold_on, family, offered FROM consent_events"
    " LEFT JOIN soft_opt_ins ON event_id = id WHERE purpose = ? AND channel = ?"
    " AND consent_events.customer_id IN (SELECT value FROM json_each(?)) ORDER BY consent_events.customer_id, at, id"
)
_YOUNG = "SELECT id FROM customers WHERE birthday > ? AND substr(birthday, 1, 2) <> '--'"
_COMPANIES = (
    "SELECT id FROM customers JOIN legal_forms ON customer_id = id WHERE kind = 'business' AND form = 'company'"
)
_LOOKED_UP = "SELECT DISTINCT customer_id FROM tps_checks WHERE checked_on > ?"
_NOT_WILLING = (
    "SELECT DISTINCT customer_id FROM consent_events WHERE purpose = ? AND channel = ?"
    " AND answer NOT IN ('grant', 'soft_opt_in')"
)


def everyone(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """The customers of whom `consent.may_contact` says yes, by id."""
    willing = {*_willing(tx, purpose, channel), *_on_other_grounds(tx, purpose, channel)}
    if channel not in KIND_OF:
        return sorted(willing)
    found = sorted(willing & _reachable(tx, channel))
    barred = set(_barred(tx, purpose, channel, found))
    return [customer for customer in found if customer not in barred]


def _willing(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """Who says yes. Who only ever said a plain yes needs no looking into, nor does who is old enough for it."""
    spoken = tx.all(_SPOKEN, (purpose, channel))
    willing = [customer for customer, others in spoken if not others]
    doubtful = json.dumps([customer for customer, others in spoken if others])
    for customer, rows in groupby(tx.all(_SAID, (purpose, channel, doubtful)), key=lambda row: row[0]):
        if consent.says_yes([_answer(purpose, channel, row[1:]) for row in rows]):
            willing.append(customer)
    return _asked_one_by_one(tx, willing, _young(tx), purpose, channel)


def _on_other_grounds(tx: Tx, purpose: Purpose, channel: Channel) -> list[int]:
    """Who may be contacted though nothing was said, because a ground was weighed and the law lets it do."""
    if consent.basis_in_force(tx, purpose, channel) is None:
        return []
    marketing = purpose == "marketing"
    everybody = {row[0] for row in tx.all("SELECT id FROM customers WHERE status = 'active'")} - _young(tx)
    if marketing and channel in consent.ELECTRONIC:
        everybody &= {row[0] for row in tx.all(_COMPANIES)}
    doubtful = {row[0] for row in tx.all(_NOT_WILLING, (purpose, channel))}
    if marketing and channel == "phone":
        looked = {row[0] for row in tx.all(_LOOKED_UP, ((tx.today - consent.TPS_GRACE).isoformat(),))}
        return _asked_one_by_one(tx, everybody & looked, looked, purpose, channel)
    return _asked_one_by_one(tx, everybody, doubtful, purpose, channel)


def _young(tx: Tx) -> set[int]:
    """For whom a parent speaks; a birthday without its year is before every other."""
    youngest = add_months(tx.today, -12 * consent.ADULT_ENOUGH).isoformat()
    return {row[0] for row in tx.all(_YOUNG, (youngest,))}


def _asked_one_by_one(
    tx: Tx, found: Iterable[int], doubtful: Collection[int], purpose: Purpose, channel: Channel
) -> list[int]:
    """Those found, of whom the doubtful ones only where the gate itself says yes."""
    return [one for one in found if one not in doubtful or consent.may_contact(tx, one, purpose, channel).allowed]


def _answer(purpose: Purpose, channel: Channel, row: Sequence[Any]) -> Answer:
    entry, answer, method, evidence, at, *facts = row
    soft = SoftOptIn(*facts) if facts[0] else None
    return Answer(entry, purpose, channel, answer, method, evidence, at, at, "", "", None, soft)


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
