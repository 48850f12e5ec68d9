"""Proposals and what is decided about them: nothing goes without a person's yes, and a no is remembered."""

from collections.abc import Iterable
from datetime import date

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy import books
from shopcrm.privacy.moments import day
from shopcrm.privacy.retention.doing import let_go
from shopcrm.privacy.retention.finding import LETTERS, due, tally
from shopcrm.privacy.retention.records import (
    BY_LAW,
    KINDS,
    WORDS,
    Decision,
    Due,
    Kept,
    Kind,
    Proposal,
    Rule,
    default_months,
)
from shopcrm.shop.tickets import typed
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx, from_stamp
from shopcrm.workdays import add_months

LONGEST_MONTHS = 1_200
ASK_AGAIN_MONTHS = 12
"""After how long a record that was kept is proposed again, unless another day was said."""
MOST_AT_ONCE = 5_000


@read("retention.rules", role=Role.MANAGER)
def rules(tx: Tx) -> tuple[Rule, ...]:
    """How long each kind of record is kept, the shop's own choices included."""
    return tuple(_rule(tx, kind) for kind in KINDS)


@read("retention.proposals", role=Role.MANAGER)
def proposals(tx: Tx) -> tuple[Proposal, ...]:
    """Every kind with how many records are due to go; nothing is changed."""
    found = []
    for rule in rules(tx):
        count, oldest = tally(tx, rule.kind, rule.last_day) if rule.last_day else (0, None)
        found.append(Proposal(rule, count, date.fromisoformat(oldest) if oldest else None, _kept_of(tx, rule.kind)))
    return tuple(found)


@read("retention.waiting", role=Role.MANAGER)
def waiting(tx: Tx) -> str:
    """How many records are due to go, in words; blank for none."""
    due = sum(one.count for one in proposals(tx))
    return f"{due:,} due to go" if due else ""


@read("retention.records", role=Role.MANAGER)
def records(tx: Tx, kind: Kind, limit: int = MOST_AT_ONCE) -> tuple[Due, ...]:
    """The records of a kind that are due to go, the oldest first; at most `limit`."""
    rule = _rule(tx, _known(kind))
    return tuple(due(tx, kind, rule.last_day)[:limit]) if rule.last_day else ()


@write("retention.confirm", role=Role.OWNER)
def confirm(tx: Tx, kind: Kind, records: tuple[int, ...]) -> int:
    """Let records go that were proposed, in one transaction; answers how many. It cannot be taken back.

    records: their numbers, as proposed. Raises Refused where one of them is not due (any more), and for none at all.
    """
    found = _proposed(tx, kind, records)
    let_go(tx, kind, found)
    _decided(tx, kind, "done", len(found), "")
    tx.note(kind=kind, records=len(found))
    return len(found)


@write("retention.decline", role=Role.MANAGER)
def decline(tx: Tx, kind: Kind, records: tuple[int, ...], because: str, again_on: str = "") -> int:
    """Keep records that were proposed, with the reason; they are proposed again on a day, in a year if none is given.

    Raises InvalidValue without a reason or for a day that is past, Refused for a record that is not due.
    """
    found = _proposed(tx, kind, records)
    if kind == "erased":
        raise Refused("What was kept for the tax authority only is not kept any longer.", "Let it go.")
    again = day("again_on", again_on) if again_on else add_months(tx.today, ASK_AGAIN_MONTHS)
    if again <= tx.today:
        raise InvalidValue("again_on", "That day is past.", "Type a day to come.")
    reason = typed.line("because", because, "The reason for it")
    tx.run_many(
        "INSERT INTO retention_declined (kind, record_id, customer_id, because, again_on, at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, record_id) DO UPDATE SET because = excluded.because,"
        " again_on = excluded.again_on, at = excluded.at, staff_id = excluded.staff_id",
        [(kind, one.record, one.customer, reason, again.isoformat(), tx.stamp, tx.staff.id) for one in found],
    )
    _decided(tx, kind, "kept", len(found), reason)
    tx.note(kind=kind, records=len(found), again_on=again.isoformat())
    tx.offer_undo("Keep old records", propose_again, kind, tuple(one.record for one in found))
    return len(found)


@write("retention.propose_again", role=Role.MANAGER)
def propose_again(tx: Tx, kind: Kind, records: tuple[int, ...]) -> None:
    """Propose records again at once that were kept before."""
    for record in records:
        tx.change_one("DELETE FROM retention_declined WHERE kind = ? AND record_id = ?", (_known(kind), record))
    tx.note(kind=kind, records=len(records))


@write("retention.set_rule", role=Role.OWNER)
def set_rule(tx: Tx, kind: Kind, months: int | None, because: str = "") -> None:
    """Choose after how many months a kind is proposed: 0 never, None as this program proposes it.

    Another length than proposed needs its reason. Raises InvalidValue, and Refused where the law sets the time.
    """
    if _known(kind) in BY_LAW:
        raise Refused("That time follows from how the shop keeps its books.", "Say there how it keeps them.")
    before = tx.maybe("SELECT months, because FROM retention_rules WHERE kind = ?", (kind,)) or (None, "")
    tx.run("DELETE FROM retention_rules WHERE kind = ?", (kind,))
    if months is not None:
        if not 0 <= months <= LONGEST_MONTHS:
            raise InvalidValue("months", "That many months cannot be right.", f"0 to {LONGEST_MONTHS}; 0 is never.")
        reason = typed.line("because", because, "The reason for another time")
        tx.insert(
            "INSERT INTO retention_rules (kind, months, because, at, staff_id) VALUES (?, ?, ?, ?, ?)",
            (kind, months, reason, tx.stamp, tx.staff.id),
        )
    tx.note(kind=kind, months=months)
    tx.offer_undo("Choose how long records are kept", set_rule, kind, *before)


@read("retention.kept", role=Role.MANAGER)
def kept(tx: Tx) -> tuple[Kept, ...]:
    """The records that were looked at and kept, the next to be proposed again first."""
    rows = tx.all(
        "SELECT kind, record_id, because, again_on, staff.name FROM retention_declined"
        " JOIN staff ON staff.id = staff_id WHERE again_on > ? ORDER BY again_on, retention_declined.id",
        (tx.today.isoformat(),),
    )
    return tuple(Kept(kind, record, ref(LETTERS[kind], record), *rest) for kind, record, *rest in rows)


@read("retention.decisions", role=Role.MANAGER)
def decisions(tx: Tx) -> tuple[Decision, ...]:
    """What was decided about old records so far, the latest first; it names nobody."""
    rows = tx.all(
        "SELECT kind, decision, count, rule, because, at, staff.name FROM retention_decisions"
        " JOIN staff ON staff.id = staff_id ORDER BY retention_decisions.id DESC"
    )
    return tuple(Decision(*row) for row in rows)


def last_looked(tx: Tx) -> date | None:
    """The day of the last decision about old records; None where none was ever made."""
    last: str | None = tx.value("SELECT max(at) FROM retention_decisions")
    return tx.calendar.local_date(from_stamp(last)) if last else None


def _rule(tx: Tx, kind: Kind) -> Rule:
    words = WORDS[kind]
    if kind in BY_LAW:
        rule, source = books.rule_in_words(tx)
        last = books.last_day_let_go(tx) if kind == "orders" else tx.today
        return Rule(
            kind, words.title, words.what, words.why, f"Kept {rule}", words.source or source, 0, False, "", last
        )
    chosen = tx.maybe("SELECT months, because FROM retention_rules WHERE kind = ?", (kind,))
    months = chosen[0] if chosen else default_months(kind, tx.calendar.region)
    in_words = f"After {_months(months)}" if months else "Never proposed"
    last_day = add_months(tx.today, -months) if months else None
    because = chosen[1] if chosen else ""
    return Rule(
        kind, words.title, words.what, words.why, in_words, words.source, months, bool(chosen), because, last_day
    )


def _months(months: int) -> str:
    years, rest = divmod(months, 12)
    count, unit = (years, "year") if not rest else (months, "month")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _known(kind: Kind) -> Kind:
    if kind not in KINDS:
        raise InvalidValue("kind", "There is no such kind of record.", f"One of {', '.join(KINDS)}.")
    return kind


def _proposed(tx: Tx, kind: Kind, wanted: Iterable[int]) -> list[Due]:
    """The records as they are due now; raises Refused where the person would decide about others than are proposed."""
    numbers = set(wanted)
    rule = _rule(tx, _known(kind))
    found = [one for one in (due(tx, kind, rule.last_day) if rule.last_day else ()) if one.record in numbers]
    if not numbers:
        raise Refused("No record was named.", "Look through the proposals first.")
    if len(found) != len(numbers):
        raise Refused(
            f"{len(numbers) - len(found)} of them are not due, or not any more.", "Look through the proposals again."
        )
    if kind == "erased" and len(found) != len(due(tx, kind, tx.today)):
        raise Refused("These go all at once.", "Choose all of them.")
    return found


def _decided(tx: Tx, kind: Kind, decision: str, count: int, because: str) -> None:
    tx.insert(
        "INSERT INTO retention_decisions (kind, decision, count, rule, because, at, staff_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (kind, decision, count, _rule(tx, kind).rule, because, tx.stamp, tx.staff.id),
    )


def _kept_of(tx: Tx, kind: Kind) -> int:
    found: int = tx.value(
        "SELECT count(*) FROM retention_declined WHERE kind = ? AND again_on > ?", (kind, tx.today.isoformat())
    )
    return found
