"""What came of each line of a return, and what was decided: two states that know nothing of each other.

A line that came, or was decided, only in part is split, so that each row has one of both.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.money import split
from shopcrm.shop.returns import counting, dates, log
from shopcrm.shop.returns.opening import dates_of, put_dates
from shopcrm.shop.returns.records import (
    CAME,
    DECISIONS,
    RECEPTIONS,
    DatesDraft,
    Decision,
    DecisionDraft,
    Outcome,
    Reason,
    Reception,
    ReceptionDraft,
    Restock,
)
from shopcrm.vault.refs import ReturnId, ref
from shopcrm.vault.registry import write
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class LineBefore:
    """A line of a return as it was kept before it was received or decided; value and tax in minor units."""

    id: int
    order_line_id: int
    quantity: int
    reason: Reason
    detail: str
    reception: Reception
    decision: Decision
    rejected_because: str
    restock: Restock | None
    back_on: str | None
    outcome: Outcome | None
    settlement_id: int | None
    value: int | None
    tax: int | None


_Before = tuple[tuple[LineBefore, ...], DatesDraft]
_COLUMNS = ", ".join(field.name for field in fields(LineBefore))
_AGREE = (
    "UPDATE returns SET agreed_on = CASE WHEN EXISTS (SELECT 1 FROM return_lines WHERE return_id = ?1"
    " AND decision = 'accepted') THEN coalesce(agreed_on, ?2) END WHERE id = ?1"
)
_NOWHERE = "UPDATE return_lines SET restock = NULL WHERE id = ? AND reception IN ('short', 'lost', 'kept')"
"""What is not here goes neither on the shelf nor into the bin."""


@write("returns.receive")
def receive(tx: Tx, ret: ReturnId, draft: ReceptionDraft) -> None:
    """Enter what came of a line; fewer than the line's split it, and the rest stays as it is.

    What was paid back on proof of sending can still come in. Raises InvalidValue for a quantity or a day that
    cannot be.
    """
    before = _before(tx, ret)
    line = _line(tx, before, draft.line, draft.quantity)
    back_on = None
    if draft.reception in CAME:
        back_on = dates.day(tx, "back_on", draft.back_on or tx.today.isoformat(), before[1].delivered_on)
    tx.change_one(
        "UPDATE return_lines SET reception = ?, back_on = ?, restock = coalesce(?, restock) WHERE id = ?",
        (draft.reception, back_on, draft.restock, line),
    )
    tx.run(_NOWHERE, (line,))
    log.enter(tx, ret, "received", f"{_in_words(tx, line)}: {RECEPTIONS[draft.reception].lower()}")
    _finish(tx, ret, before, "Receive")


@write("returns.decide")
def decide(tx: Tx, ret: ReturnId, draft: DecisionDraft) -> None:
    """Enter what was decided about a line; a rejection says why. The first acceptance is the day of agreement.

    Raises InvalidValue without a reason, or for a quantity that cannot be; Refused for a line that is settled already,
    or whose goods are in another return by now.
    """
    because = dates.text("because", draft.because) if draft.decision == "rejected" else ""
    if draft.decision == "rejected" and not because:
        raise InvalidValue("because", "Why is it rejected?", "The customer may ask: type a few words.")
    before = _before(tx, ret)
    if any(one.id == draft.line and one.settlement_id for one in before[0]):
        raise Refused("That line is settled already.", "Take the settlement back first.")
    line = _line(tx, before, draft.line, draft.quantity)
    tx.change_one(
        "UPDATE return_lines SET decision = ?, rejected_because = ?, restock = coalesce(?, restock) WHERE id = ?",
        (draft.decision, because, draft.restock, line),
    )
    tx.run(_NOWHERE, (line,))
    tx.run(_AGREE, (ret, tx.today.isoformat()))
    said = f"{_in_words(tx, line)}: {DECISIONS[draft.decision].lower()}"
    log.enter(tx, ret, "decided", f"{said}, {because}" if because else said)
    _finish(tx, ret, before, "Decide")


@write("returns.as_before")
def as_before(tx: Tx, ret: ReturnId, lines: tuple[LineBefore, ...], draft: DatesDraft) -> None:
    """Put the lines and dates of a return back as they were, after an entry made by mistake.

    Raises Refused where something was settled meanwhile.
    """
    now = _before(tx, ret)
    if _settled(now[0]) != _settled(lines):
        raise Refused("Some of it was settled, or taken back, meanwhile.", "Enter what is right by hand.")
    tx.run("DELETE FROM return_lines WHERE return_id = ?", (ret,))
    marks = ", ".join("?" * (len(fields(LineBefore)) + 1))
    tx.run_many(
        f"INSERT INTO return_lines (return_id, {_COLUMNS}) VALUES ({marks})", [(ret, *astuple(one)) for one in lines]
    )
    put_dates(tx, ret, draft)
    log.enter(tx, ret, "changed", "The entry before was a mistake: the lines are as they were.")
    _finish(tx, ret, now, "Put back")


def _before(tx: Tx, ret: int) -> _Before:
    """The lines and dates of a return as they are; raises Refused for a withdrawn one."""
    if log.head(tx, ret)[1] == "withdrawn":
        raise Refused(f"{ref('R', ret)} was withdrawn.", "Open it again first.")
    rows = tx.all(f"SELECT {_COLUMNS} FROM return_lines WHERE return_id = ? ORDER BY id", (ret,))
    return tuple(LineBefore(*row) for row in rows), dates_of(tx, ret)


def _finish(tx: Tx, ret: int, before: _Before, label: str) -> None:
    counting.check(tx, log.head(tx, ret)[0])
    tx.offer_undo(f"{label} {ref('R', ret)}", as_before, ret, *before)


def _line(tx: Tx, before: _Before, line: int, quantity: int | None) -> int:
    """The line, split where only some of it is meant; raises NotFound, and InvalidValue for a quantity beyond it."""
    held = next((one for one in before[0] if one.id == line), None)
    if held is None:
        raise NotFound("There is no such line in this return.", "Open the return again.")
    wanted = held.quantity if quantity is None else quantity
    if not 0 < wanted <= held.quantity:
        raise InvalidValue(
            "quantity",
            f"{held.quantity} of it {'is' if held.quantity == 1 else 'are'} on this line.",
            f"Type a number from 1 to {held.quantity}.",
        )
    if wanted < held.quantity:
        _split(tx, held, wanted)
    return line


def _split(tx: Tx, held: LineBefore, quantity: int) -> None:
    """Leave so many on the line, and put the rest on a line of its own; what was settled is shared out."""
    shares = (quantity, held.quantity - quantity)
    value = (None, None) if held.value is None else split(held.value, shares)
    tax = (None, None) if held.tax is None else split(held.tax, shares)
    rest = _COLUMNS.replace("id, ", "", 1)
    taken = rest.replace("quantity", "?", 1).replace("value, tax", "?, ?")
    tx.insert(
        f"INSERT INTO return_lines (return_id, {rest}) SELECT return_id, {taken} FROM return_lines WHERE id = ?",
        (shares[1], value[1], tax[1], held.id),
    )
    tx.change_one(
        "UPDATE return_lines SET quantity = ?, value = ?, tax = ? WHERE id = ?",
        (quantity, value[0], tax[0], held.id),
    )


def _settled(lines: Iterable[LineBefore]) -> Counter[tuple[int, int | None]]:
    """How many of each line of the order are in each settlement, or in none."""
    found: Counter[tuple[int, int | None]] = Counter()
    for line in lines:
        found[line.order_line_id, line.settlement_id] += line.quantity
    return found


def _in_words(tx: Tx, line: int) -> str:
    quantity, description = tx.one(
        "SELECT back.quantity, description FROM return_lines AS back JOIN order_lines ON order_lines.id = order_line_id"
        " WHERE back.id = ?",
        (line,),
    )
    return f"{quantity} × {description}"
