"""Looking at a merge before it is made, and at those that were."""

from typing import get_args

from shopcrm.shop import consent, erased
from shopcrm.shop.customers import ContactPoint, Customer
from shopcrm.shop.merge.doing import check, takes
from shopcrm.shop.merge.naming import named
from shopcrm.shop.merge.records import Choice, Field, MergeDraft, MergePreview, PastMerge
from shopcrm.vault.refs import CustomerId, MergeId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

_LABELS: dict[Field, str] = {
    "given_name": "First name",
    "family_name": "Last name",
    "company": "Company",
    "kind": "Kind",
    "birthday": "Birthday",
    "email": "First e-mail",
    "phone": "First phone",
    "address": "First address",
}


@read("customers.merge_preview", role=Role.MANAGER)
def preview(tx: Tx, draft: MergeDraft) -> MergePreview:
    """What a merge would do, value by value and row by row; nothing is written. Raises as `customers.merge` does."""
    keep, lose = check(tx, draft)
    rows, counts = named(tx, draft)
    choices = tuple(_choice(field, draft, keep, lose) for field in get_args(Field))
    shown = tuple(one for one in choices if one.keep or one.lose)
    return MergePreview(keep, lose, shown, counts, rows, _warnings(tx, keep, lose))


@read("customers.merges", role=Role.MANAGER)
def merges(tx: Tx, limit: int = 200) -> tuple[PastMerge, ...]:
    """The merges so far, the latest first."""
    rows = tx.all(
        f"SELECT merges.id, merges.at, staff.name, customers.id, {erased.NAME}, lose_id, undone_at FROM merges"
        " JOIN staff ON staff.id = staff_id JOIN customers ON customers.id = customer_id"
        " ORDER BY merges.id DESC LIMIT ?",
        (limit,),
    )
    return tuple(_past(tx, *row) for row in rows)


def _past(tx: Tx, merge: int, at: str, by: str, keep: int, name: str, lose: int, undone: str | None) -> PastMerge:
    """One of them. What was parted again is told of the record that was kept then, though that was merged since."""
    kept_then = _kept_then(tx, merge) if undone else None
    if kept_then is not None:
        keep, name = kept_then, _lost_name(tx, merge, kept_then)
    return PastMerge(merge, at, by, keep, name, lose, _lost_name(tx, merge, lose), undone, _was_erased(tx, lose, keep))


def _kept_then(tx: Tx, merge: int) -> int | None:
    """Whose an earlier merge was before a later one handed it on; None where it was not."""
    row = tx.maybe(
        "SELECT later.lose_id FROM merges AS later JOIN merge_rows ON merge_id = later.id"
        " WHERE later.id > ?1 AND later.undone_at IS NULL AND table_name = 'merges' AND kind = 'moved'"
        " AND ?1 IN (SELECT value FROM json_each(row_key, '$.ids')) ORDER BY later.id LIMIT 1",
        (merge,),
    )
    return int(row[0]) if row else None


def _lost_name(tx: Tx, merge: int, lose: int) -> str:
    """What a record was called that went: as it stands again, else as this merge, or a later one, wrote it down."""
    row = tx.maybe(
        "SELECT coalesce((SELECT json_extract(before, '$.name') FROM merge_rows WHERE merge_id = ?1"
        " AND table_name = 'customers' AND kind = 'removed'),"
        " (SELECT name FROM customers WHERE id = ?2),"
        " (SELECT json_extract(before, '$.name') FROM merges AS later JOIN merge_rows ON merge_id = later.id"
        " WHERE lose_id = ?2 AND later.undone_at IS NULL AND table_name = 'customers' AND kind = 'removed'), '')",
        (merge, lose),
    )
    return str(row[0]) if row else ""


def _was_erased(tx: Tx, lose: int, keep: int) -> bool:
    """Whether the person of the record that went was erased: by herself, or as a part of the kept one."""
    row = tx.maybe("SELECT name = '' FROM customers WHERE id = ?", (lose,))
    if row is None:
        row = tx.maybe("SELECT name = '' FROM customers WHERE id = ?", (_holder(tx, lose) or keep,))
    return bool(row and row[0])


def _holder(tx: Tx, lose: int) -> int | None:
    row = tx.maybe("SELECT customer_id FROM merges WHERE lose_id = ? AND undone_at IS NULL", (lose,))
    return int(row[0]) if row else None


@read("customers.merged_into")
def merged_into(tx: Tx, customer: CustomerId) -> CustomerId | None:
    """Whose record a customer's became part of; None where it stands by itself."""
    return _holder(tx, customer)


@read("customers.merge_of", role=Role.MANAGER)
def merge_of(tx: Tx, customer: CustomerId) -> MergeId | None:
    """The latest merge into a customer that can be undone; None where there is none."""
    row = tx.maybe(
        "SELECT id FROM merges WHERE customer_id = ? AND undone_at IS NULL ORDER BY id DESC LIMIT 1", (customer,)
    )
    return int(row[0]) if row else None


@write("customers.tell_apart")
def tell_apart(tx: Tx, customer: CustomerId, other: CustomerId) -> None:
    """Note that two records are of two people, so that they are not offered as duplicates again."""
    check(tx, MergeDraft(customer, other))
    tx.run_many(
        "INSERT OR IGNORE INTO told_apart (customer_id, other_id, at, staff_id) VALUES (?, ?, ?, ?)",
        [(customer, other, tx.stamp, tx.staff.id), (other, customer, tx.stamp, tx.staff.id)],
    )
    tx.note(ref("C", customer), customer, not_the_same_as=ref("C", other))
    tx.offer_undo("Two different people", doubt, customer, other)


@write("customers.doubt")
def doubt(tx: Tx, customer: CustomerId, other: CustomerId) -> None:
    """Take back that two records are of two people."""
    tx.run(
        "DELETE FROM told_apart WHERE (customer_id, other_id) = (?1, ?2) OR (customer_id, other_id) = (?2, ?1)",
        (customer, other),
    )
    tx.note(ref("C", customer), customer)
    tx.offer_undo("Perhaps the same person", tell_apart, customer, other)


def _choice(field: Field, draft: MergeDraft, keep: Customer, lose: Customer) -> Choice:
    own, other = _shown(field, keep), _shown(field, lose)
    if field in ("email", "phone", "address"):
        taken = bool(other) and (field in draft.take or not own)
    else:
        taken = takes(draft, keep, lose, field)
    return Choice(field, _LABELS[field], own, other, taken)


def _shown(field: Field, customer: Customer) -> str:
    if field == "email":
        return _first(customer.emails)
    if field == "phone":
        return _first(customer.phones)
    if field == "address":
        return ", ".join(customer.addresses[0].lines) if customer.addresses else ""
    return str(getattr(customer, field) or "")


def _first(points: tuple[ContactPoint, ...]) -> str:
    return points[0].typed if points else ""


def _warnings(tx: Tx, keep: Customer, lose: Customer) -> tuple[str, ...]:
    """What speaks against its being one person, or will not be as before."""
    found = []
    if keep.birthday and lose.birthday and keep.birthday != lose.birthday:
        found.append("They have different birthdays.")
    if keep.kind != lose.kind:
        found.append("One is a person, the other a business.")
    if keep.status != lose.status:
        away = keep if keep.status == "archived" else lose
        found.append(f"{away.name} was put away: the merged record is in use.")
    said = {(one.purpose, one.channel): one.answer for one in consent.current(tx, keep.id)}
    for one in consent.current(tx, lose.id):
        if one.answer != said.get((one.purpose, one.channel), one.answer):
            what = f"{consent.FOR_WHAT[one.purpose]} by {consent.BY_WHAT[one.channel]}"
            found.append(f"They answered differently about {what}: the stricter answer stands.")
    return tuple(found)
