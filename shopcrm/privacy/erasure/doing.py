"""Erasing a customer: in one transaction, by the data map, with the certificate and what keeps her from coming back."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from shopcrm.data_map import TABLES
from shopcrm.errors import InvalidValue, Refused
from shopcrm.plain_text import clean_line
from shopcrm.privacy.erasure import fates, journals, naming, tombstones
from shopcrm.privacy.erasure.keeping import KeptOrder, kept_orders
from shopcrm.privacy.erasure.planning import plan
from shopcrm.privacy.erasure.records import Certificate, ErasureDraft, Line, Plan
from shopcrm.shop import consent, search, store_credit, tickets
from shopcrm.shop.words import fold, words_of
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST_REASON = 500
ON_REQUEST = "at the person's own wish"
_SEARCH = "search_entries"


@write("erasure.erase", role=Role.OWNER)
def erase(tx: Tx, draft: ErasureDraft) -> Certificate:
    """Erase a customer for good, but for what the law asks the shop to keep (UK GDPR Art 17).

    Raises NotFound for nobody, InvalidValue where the surname is not the one typed, Refused for one who was erased
    already and, unless `anyway`, while something is open with her.
    """
    found = plan(tx, draft.customer, draft.request)
    if _compared(draft.confirm) != _compared(found.typed):
        raise InvalidValue(
            "confirm", "That is not the surname on the record.", f"Type “{found.typed}”. Nothing was changed."
        )
    if found.obstacles and not draft.anyway:
        raise Refused(
            "Something is still open: " + " ".join(one.what for one in found.obstacles),
            " ".join(dict.fromkeys(one.do for one in found.obstacles))
            + " Or choose to erase all the same. Nothing was changed.",
        )
    reason = naming.without_names(tx, draft.customer)(clean_line(draft.reason)[:LONGEST_REASON]) or ON_REQUEST
    done = carry_out(tx, found, tx.stamp, reason, draft.request)
    tx.note(ref("C", draft.customer), draft.customer, deleted=_sum(done.deleted), kept=_sum(done.kept))
    tx.forget_undo()
    return done


@read("erasure.certificate", role=Role.MANAGER)
def certificate(tx: Tx, customer: CustomerId) -> Certificate:
    """The certificate of an erasure as it was made. Raises Refused for a customer who was not erased."""
    row = tx.maybe(
        "SELECT at, staff.name, reason, request_id, kept_until, report FROM erasures"
        " JOIN staff ON staff.id = staff_id WHERE customer_id = ?",
        (customer,),
    )
    if row is None:
        raise Refused(f"{ref('C', customer)} was not erased.", "Check the reference.")
    at, staff, reason, request, until, report = row
    held = json.loads(report)
    deleted, anonymised, kept = (tuple(map(_line, held[what])) for what in ("deleted", "anonymised", "kept"))
    told = tuple(held["recipients"])
    return Certificate(customer, at, staff, reason, request, deleted, anonymised, kept, _day(until), told)


def carry_out(tx: Tx, found: Plan, at: str, reason: str, request: int | None) -> Certificate:
    """Do what a plan says, without asking. at: when it was done first, a stamp."""
    customer = found.customer
    consent.keep_suppressed(tx, customer)
    tombstones.set_up(tx, customer, at, reason)
    _keep_for_the_books(tx, kept_orders(tx, customer))
    _let_credit_lapse(tx, customer)
    _close_tickets(tx, customer)
    tx.run("PRAGMA defer_foreign_keys = ON")
    with tx.gate("erase"):
        _purge(tx, customer)
    tx.change_one("UPDATE customers SET status = 'erased', updated_at = ? WHERE id = ?", (tx.stamp, customer))
    done = Certificate(
        customer, at, tx.staff.name, reason, request,
        found.deleted, found.anonymised, found.kept, found.kept_until, found.recipients,
    )  # fmt: skip
    _write_down(tx, done)
    return done


def _purge(tx: Tx, customer: int) -> None:
    """Take away what the map lets go; what hangs on other records first, while it can still be found through them."""
    naming.take_out(tx, customer)
    journals.purge_activity(tx, customer)
    journals.purge_imports(tx, customer)
    tx.run("DELETE FROM drafts")
    for letter, record in tx.all(f"SELECT letter, record_id FROM {_SEARCH} WHERE {fates.where(_SEARCH)}", (customer,)):
        search.forget(tx, letter, record)
    tx.run(
        "UPDATE suppressions SET lifted_by = NULL WHERE lifted_by IN"
        f" (SELECT id FROM consent_events WHERE {fates.where('consent_events')})",
        (customer,),
    )
    for table in fates.OWNED:
        if fates.rows_go(TABLES[table]):
            tx.run(f"DELETE FROM {table} WHERE {fates.where(table)}", (customer,))
    for table in fates.OWNED:
        values = {} if fates.rows_go(TABLES[table]) else fates.empty_values(tx, table)
        if values:
            _empty(tx, table, values, customer)


def _empty(tx: Tx, table: str, values: dict[str, object], customer: int) -> None:
    marks = ", ".join(f'"{name}" = ?{number}' for number, name in enumerate(values, 2))
    tx.run(f"UPDATE {table} SET {marks} WHERE {fates.where(table)}", (customer, *values.values()))


def _keep_for_the_books(tx: Tx, orders: Iterable[KeptOrder]) -> None:
    tx.run_many(
        "INSERT INTO kept_orders (order_id, keep_until, name, address) VALUES (?, ?, ?, ?)",
        [(one.order, one.until.isoformat(), one.name, one.address) for one in orders],
    )


def _let_credit_lapse(tx: Tx, customer: int) -> None:
    """What the shop owed in goods is owed to nobody any more; the ledger says so by an entry of its own."""
    for held in store_credit.balances(tx, customer):
        store_credit.write_off(tx, customer, held)


def _close_tickets(tx: Tx, customer: int) -> None:
    for (ticket,) in tx.all(
        "SELECT id FROM tickets WHERE customer_id = ? AND state <> 'closed' AND merged_into IS NULL", (customer,)
    ):
        tickets.close(tx, ticket)


def _write_down(tx: Tx, done: Certificate) -> None:
    report = {
        "deleted": [_plain(one) for one in done.deleted],
        "anonymised": [_plain(one) for one in done.anonymised],
        "kept": [_plain(one) for one in done.kept],
        "recipients": list(done.recipients),
    }
    tx.insert(
        "INSERT INTO erasures (customer_id, at, staff_id, reason, request_id, kept_until, report)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(done.customer, done.at, tx.staff.id, done.reason, done.request),
            done.kept_until.isoformat() if done.kept_until else None,
            json.dumps(report, ensure_ascii=False),
        ),
    )


def _plain(one: Line) -> dict[str, Any]:
    until = one.until.isoformat() if one.until else None
    return {"category": one.category, "rows": one.rows, "reason": one.reason, "until": until}


def _line(held: dict[str, Any]) -> Line:
    return Line(held["category"], held["rows"], held["reason"], _day(held["until"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _sum(lines: Iterable[Line]) -> int:
    return sum(one.rows for one in lines)


def _compared(name: str) -> str:
    """A name as it is compared with what was typed: case, accents and spaces do not count; signs alone do."""
    return "".join(words_of(name)) or fold("".join(name.split()))
