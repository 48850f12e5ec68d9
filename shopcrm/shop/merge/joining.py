"""The rules for what would collide when two records become one: nothing is lost, the stricter of two flags holds."""

from collections.abc import Callable, Mapping

from shopcrm.shop.loyalty.members import SECOND_CARD
from shopcrm.shop.merge.records import MergeDraft
from shopcrm.shop.merge.rows import KEEPERS, LET_GO
from shopcrm.vault.tx import Tx

_LINES = "line1, line2, town, county, postcode, country"


def contact_points(tx: Tx, draft: MergeDraft) -> None:
    """E-mail addresses and numbers: each moves; one that both have is kept once, with the stricter flags."""
    for kind in ("email", "phone"):
        _one_preferred(tx, "contact_points", draft, f"kind = '{kind}'", kind in draft.take)
    twins = tx.all(
        "SELECT own.id, other.id FROM contact_points AS own JOIN contact_points AS other"
        " ON other.kind = own.kind AND other.normal = own.normal WHERE own.customer_id = ? AND other.customer_id = ?",
        (draft.keep, draft.lose),
    )
    for own, other in twins:
        tx.change_one(
            "UPDATE contact_points AS own SET label = iif(own.label = '', other.label, own.label),"
            " preferred = max(own.preferred, other.preferred), wrong = max(own.wrong, other.wrong),"
            " bounced = max(own.bounced, other.bounced), do_not_use = max(own.do_not_use, other.do_not_use),"
            " checked_on = nullif(max(coalesce(own.checked_on, ''), coalesce(other.checked_on, '')), ''),"
            " created_at = min(own.created_at, other.created_at)"
            " FROM contact_points AS other WHERE own.id = ? AND other.id = ?",
            (own, other),
        )
        tx.change_one("DELETE FROM contact_points WHERE id = ?", (other,))
    tx.run("UPDATE contact_points SET customer_id = ? WHERE customer_id = ?", (draft.keep, draft.lose))


def addresses(tx: Tx, draft: MergeDraft) -> None:
    """Postal addresses: each moves; one that both have, line for line, is kept once, with the stricter flags."""
    _one_preferred(tx, "addresses", draft, "1", "address" in draft.take)
    twins = tx.all(
        f"SELECT min(own.id), other.id FROM addresses AS own JOIN (SELECT id, {_LINES} FROM addresses"
        f" WHERE customer_id = ?2) AS other USING ({_LINES}) WHERE own.customer_id = ?1 GROUP BY other.id",
        (draft.keep, draft.lose),
    )
    for own, other in twins:
        tx.change_one(
            "UPDATE addresses AS own SET label = iif(own.label = '', other.label, own.label),"
            " preferred = max(own.preferred, other.preferred), wrong = max(own.wrong, other.wrong),"
            " do_not_use = max(own.do_not_use, other.do_not_use),"
            " checked_on = nullif(max(coalesce(own.checked_on, ''), coalesce(other.checked_on, '')), ''),"
            " created_at = min(own.created_at, other.created_at)"
            " FROM addresses AS other WHERE own.id = ? AND other.id = ?",
            (own, other),
        )
        tx.change_one("DELETE FROM addresses WHERE id = ?", (other,))
    tx.run("UPDATE addresses SET customer_id = ? WHERE customer_id = ?", (draft.keep, draft.lose))


def second_card(tx: Tx, number: str | None, draft: MergeDraft) -> None:
    """Keep the number of a loyalty card whose holder has another: both cards find her. number: as it was before."""
    if number and not tx.maybe("SELECT 1 FROM loyalty_cards WHERE number = ?", (number,)):
        tx.run(
            "INSERT OR IGNORE INTO customer_external_ids (platform, external_id, customer_id) VALUES (?, ?, ?)",
            (SECOND_CARD, number, draft.keep),
        )


def keepers(tx: Tx, draft: MergeDraft) -> None:
    """What is the same on both: of two that would collide the kept record's stays. What was judged of each goes."""
    for table in LET_GO:
        tx.run(f"DELETE FROM {table} WHERE customer_id IN (?, ?)", (draft.keep, draft.lose))
    for table in KEEPERS:
        tx.run(f"UPDATE OR IGNORE {table} SET customer_id = ? WHERE customer_id = ?", (draft.keep, draft.lose))
        tx.run(f"DELETE FROM {table} WHERE customer_id = ?", (draft.lose,))
    tx.run("UPDATE OR IGNORE told_apart SET other_id = ? WHERE other_id = ?", (draft.keep, draft.lose))
    tx.run("DELETE FROM told_apart WHERE other_id = ? OR customer_id = other_id", (draft.lose,))


RULES: Mapping[str, Callable[[Tx, MergeDraft], None]] = {"contact_points": contact_points, "addresses": addresses}
"""The rule of each table that the data map says is joined; loyalty has its own for cards (`loyalty.hand_over`)."""
ELSEWHERE = frozenset({"loyalty_cards"})


def _one_preferred(tx: Tx, table: str, draft: MergeDraft, which: str, take: bool) -> None:
    """Of the two first ones only one stays the first: the kept record's, unless the other's was chosen."""
    has = tx.maybe(f"SELECT 1 FROM {table} WHERE customer_id = ? AND {which}", (draft.keep,))
    gives = tx.maybe(f"SELECT 1 FROM {table} WHERE customer_id = ? AND preferred = 1 AND {which}", (draft.lose,))
    if has:
        second = draft.keep if take and gives else draft.lose
        tx.run(f"UPDATE {table} SET preferred = 0 WHERE customer_id = ? AND preferred = 1 AND {which}", (second,))
