"""The plan of an erasure: what would be deleted, anonymised and kept, until when and why; shown before the deed."""

from datetime import date

from shopcrm.data_map import TABLES, Table
from shopcrm.errors import Refused
from shopcrm.privacy.erasure import fates, journals, naming, obstacles
from shopcrm.privacy.erasure.keeping import KeptOrder, kept_orders
from shopcrm.privacy.erasure.records import Line, Plan
from shopcrm.shop import customers, suppression
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import add_months

_CLAIM_MONTHS = 72
_ON_INVOICES = "the tax authority asks for it on invoices above the limit of a simplified one (UK GDPR Art 17(3)(b))"
_SUPPRESSED = "only a keyed hash, so that the wish not to be contacted is kept (UK GDPR Art 21(3), 17(3)(b))"
_TOMBSTONE = "only keyed hashes, so that no file and no backup brings the record back (UK GDPR Art 17(1))"
_RECIPIENTS = (
    "SELECT DISTINCT carrier FROM order_events JOIN orders ON orders.id = order_id"
    " WHERE customer_id = ?1 AND carrier <> ''"
    " UNION SELECT DISTINCT platform FROM orders WHERE customer_id = ?1 AND platform <> ''"
    " UNION SELECT DISTINCT platform FROM customer_external_ids WHERE customer_id = ?1 ORDER BY 1"
)


@read("erasure.plan", role=Role.MANAGER)
def plan(tx: Tx, customer: CustomerId, request: int | None = None) -> Plan:
    """What erasing a customer would do, by kind of record, and what is still open with her.

    request: the data request that it answers. Raises NotFound for nobody, Refused for one who was erased already.
    """
    card = customers.card(tx, customer)
    if card.status == "erased":
        raise Refused(f"{ref('C', customer)} was erased already.", "Nothing was changed.")
    orders = kept_orders(tx, customer)
    until = max((one.until for one in orders), default=None)
    deleted, anonymised, kept = _lines(tx, customer, until)
    return Plan(
        customer,
        card.name,
        card.family_name or card.company or card.name,
        (*deleted, *_without_owner(tx, customer)),
        (*anonymised, *(Line(what, rows, naming.TAKEN_OUT) for what, rows in naming.counted(tx, customer))),
        (*kept, *_on_invoices(orders), *_hashes(tx, customer)),
        until,
        obstacles.obstacles(tx, customer, request),
        obstacles.warnings(tx, customer),
        tuple(row[0] for row in tx.all(_RECIPIENTS, (customer,))),
    )


def _lines(tx: Tx, customer: int, until: date | None) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    deleted, anonymised, kept = [], [], []
    for name, entry in TABLES.items():
        rows = tx.value(f"SELECT count(*) FROM {name} WHERE {fates.where(name)}", (customer,)) if entry.belongs else 0
        if not rows:
            continue
        if fates.rows_go(entry):
            deleted.append(Line(entry.category, rows, fates.NOT_NEEDED))
        elif fates.stays_by_tax_law(entry):
            kept.append(Line(entry.category, rows, fates.why_kept(entry), until))
        elif fates.stays_as_proof(entry):
            kept.append(Line(entry.category, rows, fates.why_kept(entry), _proof_until(tx, entry)))
        else:
            anonymised.append(Line(entry.category, rows, fates.NOBODYS))
    return tuple(deleted), tuple(anonymised), tuple(kept)


def _proof_until(tx: Tx, entry: Table) -> date | None:
    """Until when a proof is kept, counted from today: what is open now is dealt with today at the earliest."""
    return add_months(tx.today, _CLAIM_MONTHS) if entry.keep == "while a claim may be brought" else None


def _without_owner(tx: Tx, customer: int) -> tuple[Line, ...]:
    """What is the customer's and bears no number of hers."""
    found = (
        ("What imports changed", journals.of_imports(tx, customer)),
        ("Half-filled forms", tx.value("SELECT count(*) FROM drafts")),
    )
    return tuple(Line(what, rows, fates.NOT_NEEDED) for what, rows in found if rows)


def _on_invoices(orders: list[KeptOrder]) -> tuple[Line, ...]:
    named = [one for one in orders if one.name]
    until = max((one.until for one in named), default=None)
    return (Line(TABLES["kept_orders"].category, len(named), _ON_INVOICES, until),) if named else ()


def _hashes(tx: Tx, customer: int) -> tuple[Line, ...]:
    marks = {suppression.digest(tx, point.kind, point.key) for point in suppression.points_of(tx, customer)}
    held = sum(
        tx.value("SELECT count(*) FROM suppressions WHERE digest = ? AND lifted_at IS NULL", (mark,)) for mark in marks
    )
    suppressed = (Line(TABLES["suppressions"].category, held, _SUPPRESSED),) if held else ()
    return (*suppressed, Line(TABLES["tombstones"].category, 1, _TOMBSTONE))
