"""Making two records of one person one: in one transaction, every row carried, no sum changed, the stricter no kept."""

from typing import Any

from shopcrm.errors import NotFound, Refused
from shopcrm.shop import consent, customers, loyalty, restriction, rollups, search
from shopcrm.shop.customers import Customer, CustomerDraft
from shopcrm.shop.customers.cleaning import MOST
from shopcrm.shop.customers.names import display_name, sort_name
from shopcrm.shop.merge import answers, joining, rows
from shopcrm.shop.merge.naming import named
from shopcrm.shop.merge.parting import part
from shopcrm.shop.merge.records import SINGLE, Merged, MergeDraft, Parted
from shopcrm.vault.refs import CustomerId, MergeId, ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx


@write("customers.merge", role=Role.MANAGER)
def merge(tx: Tx, draft: MergeDraft) -> Merged:
    """Make two records one; `unmerge` restores both. The old number still finds the person.

    Raises Refused for a record with itself and for an erased person, NotFound for nobody.
    """
    keep, lose = check(tx, draft)
    moving, moved = named(tx, draft)
    before = rows.look(tx, draft.keep, draft.lose)
    rollups.set_aside(tx, (draft.keep, draft.lose))
    said = (*consent.current(tx, draft.keep), *consent.current(tx, draft.lose))
    _carry(tx, draft)
    _make_one(tx, draft, keep, lose)
    answers.keep_stricter(tx, draft.keep, said)
    rollups.take_in(tx, (draft.keep, draft.lose))
    search.forget(tx, "C", draft.lose)
    tx.change_one("DELETE FROM customers WHERE id = ?", (draft.lose,))
    customers.reindex(tx, draft.keep)
    changes = rows.compare(tx, before)
    number = tx.insert(
        "INSERT INTO merges (customer_id, lose_id, at, staff_id) VALUES (?, ?, ?, ?)",
        (draft.keep, draft.lose, tx.stamp, tx.staff.id),
    )
    rows.write_down(tx, number, changes)
    tx.note(ref("C", draft.keep), draft.keep, merge=ref("M", number), merged=ref("C", draft.lose))
    tx.offer_undo(f"Merge {lose.name} into {keep.name}", unmerge, number)
    return Merged(number, draft.keep, draft.lose, moved, moving)


@write("customers.unmerge", role=Role.MANAGER)
def unmerge(tx: Tx, merge: MergeId) -> Parted:
    """Part two records that were made one; both are as before, and what came since stays with the kept one.

    Raises Refused where it was undone already, the person was erased since, a later merge must be undone first, or
    points or credit that would go back have been used; NotFound for no such merge.
    """
    parted, again = part(tx, merge)
    _offer_merging(tx, merge, again)
    return parted


def _offer_merging(tx: Tx, number: MergeId, draft: MergeDraft) -> None:
    tx.offer_undo(f"Unmerge {ref('M', number)}", merge, draft)


def check(tx: Tx, draft: MergeDraft) -> tuple[Customer, Customer]:
    """Both records; raises Refused or NotFound where they cannot be made one."""
    if draft.keep == draft.lose:
        raise Refused("That is one and the same record.", "Choose two different customers.")
    keep, lose = _usable(tx, draft.keep), _usable(tx, draft.lose)
    for what, held in (
        ("addresses and numbers", len(keep.emails) + len(lose.emails)),
        ("addresses and numbers", len(keep.phones) + len(lose.phones)),
        ("addresses", len(keep.addresses) + len(lose.addresses)),
        ("tags", len({tag.casefold() for tag in (*keep.tags, *lose.tags)})),
    ):
        if held > MOST:
            raise Refused(f"Together they have more than {MOST} {what}.", "Remove some first.")
    return keep, lose


def _usable(tx: Tx, customer: CustomerId) -> Customer:
    try:
        found = customers.card(tx, customer)
    except NotFound:
        holder = tx.maybe("SELECT customer_id FROM merges WHERE lose_id = ? AND undone_at IS NULL", (customer,))
        if holder is None:
            raise
        raise Refused(f"{ref('C', customer)} was merged into {ref('C', holder[0])} already.") from None
    if not found.name:
        raise Refused(
            f"{ref('C', customer)} was erased: that record must stay by itself.",
            "Choose somebody else.",
        )
    restriction.refuse_restricted(tx, customer)
    return found


def _carry(tx: Tx, draft: MergeDraft) -> None:
    """Let every row change hands. Orders go first: points follow them."""
    card = tx.maybe("SELECT number FROM loyalty_cards WHERE customer_id = ?", (draft.lose,))
    tx.run("UPDATE orders SET customer_id = ? WHERE customer_id = ?", (draft.keep, draft.lose))
    loyalty.hand_over(tx, draft.lose, draft.keep)
    with tx.gate("merge"):
        for table in rows.CARRIED:
            tx.run(f"UPDATE {table} SET customer_id = ? WHERE customer_id = ?", (draft.keep, draft.lose))
    for rule in joining.RULES.values():
        rule(tx, draft)
    joining.keepers(tx, draft)
    joining.second_card(tx, card[0] if card else None, draft)


def _make_one(tx: Tx, draft: MergeDraft, keep: Customer, lose: Customer) -> None:
    """The single values: the kept record's, or the other's where that was chosen or nothing else is known."""
    values = single_values(draft, keep, lose)
    sorted_by = CustomerDraft(
        values["given_name"], values["family_name"], values["company"], values["kind"],
        emails=customers.draft_of(tx, draft.keep).emails, phones=customers.draft_of(tx, draft.keep).phones,
    )  # fmt: skip
    values |= {
        "name": display_name(sorted_by),
        "sort_name": sort_name(sorted_by),
        "status": "active" if "active" in (keep.status, lose.status) else keep.status,
        "confirmed_on": max(filter(None, (keep.confirmed_on, lose.confirmed_on)), default=None),
        "created_at": min(keep.created_at, lose.created_at),
        "updated_at": tx.stamp,
    }
    marks = ", ".join(f"{column} = ?" for column in values)
    tx.change_one(f"UPDATE customers SET {marks} WHERE id = ?", (*values.values(), draft.keep))


def single_values(draft: MergeDraft, keep: Customer, lose: Customer) -> dict[str, Any]:
    """The single values of the merged record."""
    return {
        field: getattr(lose if takes(draft, keep, lose, field) else keep, field)
        for field in SINGLE
    }  # fmt: skip


def takes(draft: MergeDraft, keep: Customer, lose: Customer, field: str) -> bool:
    """Whether a single value comes from the record that goes."""
    return bool(getattr(lose, field)) and (field in draft.take or not getattr(keep, field))
