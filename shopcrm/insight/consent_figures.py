"""What people answered about being contacted: by purpose and channel, by wording, and what is to be looked at again."""

from datetime import date

from shopcrm.insight.figures import Figures, end_of, start_of
from shopcrm.shop import wordings
from shopcrm.shop.consent import BASES, FOR_WHAT, bases, due, waiting
from shopcrm.shop.wordings import Wording
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

_FIRST_INSTANT, _LAST_INSTANT = "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"


# The rule of `consent.current` for the whole book at once: since her last own yes the firmest answer stands, a no
# before a "not now", and of the equally firm ones the last.
_STANDING = """
WITH told AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, purpose, channel ORDER BY at, id) AS place,
        CASE WHEN answer IN ('withdraw', 'object') THEN 2 WHEN answer = 'not_now' THEN 1 ELSE 0 END AS firm,
        answer = 'grant' AND lower(trim(method)) NOT LIKE 'import%' AND trim(evidence) <> '' AS own_yes
    FROM consent_events
), since AS (
    SELECT *, coalesce(max(place) FILTER (WHERE own_yes) OVER (PARTITION BY customer_id, purpose, channel), 0) AS start
    FROM told
), turns AS (
    SELECT purpose, channel, answer, at, row_number() OVER (
        PARTITION BY customer_id, purpose, channel ORDER BY firm DESC, place DESC
    ) AS turn FROM since WHERE place >= start
), standing AS (
    SELECT purpose, channel, answer, at FROM turns WHERE turn = 1
)
"""


@read("figures.consent", role=Role.MANAGER)
def consent_report(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """How many people gave each answer, by purpose and channel: the present answers that were given in these days."""
    rows = tx.all(
        f"{_STANDING} SELECT purpose, channel, answer, count(*) FROM standing WHERE at BETWEEN ? AND ?"
        " GROUP BY purpose, channel, answer ORDER BY purpose, channel, answer",
        (start_of(tx, since) if since else _FIRST_INSTANT, end_of(tx, until) if until else _LAST_INSTANT),
    )
    return Figures(("purpose", "channel", "answer", "people"), tuple(rows), facts=_facts(tx), words=_words(tx))


def _facts(tx: Tx) -> dict[str, object]:
    """The wordings with how many answers were given to each, the other grounds, and what is due, for programs."""
    return {
        "wordings": [
            {"purpose": one.purpose, "version": one.version, "hash": one.hash, "since": one.created_at}
            | {"answers": one.answers, "yes": one.yes, "present": one.present, "unchanged": one.unchanged}
            for one in wordings.versions(tx)
        ],
        "lawful_bases": [
            {"purpose": one.purpose, "channel": one.channel, "basis": one.basis, "review_on": one.review_on}
            for one in bases(tx)
        ],
        "reviews_due": [
            {"customer": ref("C", one.customer), "purpose": one.purpose, "channel": one.channel}
            | {"since": one.since.isoformat(), "due": one.due.isoformat()}
            for one in due(tx)
        ],
        "to_be_confirmed": len(waiting(tx)),
    }


def _words(tx: Tx) -> tuple[str, ...]:
    """The same, to read."""
    found = [_wording(one) for one in wordings.versions(tx)]
    found += [f"{one.title}: {BASES[one.basis]}, to be weighed again on {one.review_on}" for one in bases(tx)]
    old, asked = len(due(tx)), len(waiting(tx))
    found.append(f"Answers to look at again: {old}. Asked and not confirmed yet: {asked}.")
    return tuple(found)


def _wording(one: Wording) -> str:
    now = " (asked now)" if one.present else ""
    return f"{FOR_WHAT[one.purpose].capitalize()}, wording {one.version}: {one.answered}{now}"
