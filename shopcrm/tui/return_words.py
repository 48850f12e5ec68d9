"""Returns in the shopkeeper's words, for lists, pages and forms."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm import money
from shopcrm.papers.in_words import day, moment
from shopcrm.privacy.return_clocks import CANCEL, REFUND, REJECT, SEND_BACK, Clock
from shopcrm.shop.returns import (
    DECISIONS,
    OUTCOMES,
    STATES,
    Return,
    ReturnLine,
    ReturnRow,
    Settlement,
)
from shopcrm.tui.order_words import METHODS, day_words
from shopcrm.tui.text import block, line, plain
from shopcrm.vault.refs import ref

BASES = (("faulty", "Faulty or wrong"), ("cancelled", "Cancelled in time"), ("goodwill", "Goodwill"))
REASONS = (
    ("faulty", "Faulty"),
    ("damaged", "Arrived damaged"),
    ("wrong_item", "Wrong item"),
    ("not_described", "Not as described"),
    ("changed_mind", "Changed mind"),
    ("does_not_fit", "Does not fit"),
    ("late", "Too late"),
    ("other", "Other"),
)
RECEIVED = (
    ("received", "Received"),
    ("short", "Missing from the parcel"),
    ("wrong_item", "Something else came"),
    ("damaged", "Damaged on the way"),
    ("lost", "Lost on the way"),
    ("kept", "Customer keeps it"),
    ("expected", "Not here yet"),
)
CAME = {
    "expected": "Expected",
    "received": "Received",
    "short": "Missing",
    "wrong_item": "Something else",
    "damaged": "Damaged",
    "lost": "Lost",
    "kept": "Kept by customer",
}
"""What came of a line, in a few words for a list."""
PLACES = (("", "Not said"), ("shelf", "Shelf"), ("seconds", "Seconds"), ("bin", "Bin"))
EVENTS = {
    "opened": "Opened",
    "changed": "Changed",
    "received": "Came",
    "decided": "Decided",
    "settled": "Settled",
    "repaired": "Repaired",
    "withdrawn": "Withdrawn",
    "reopened": "Opened again",
    "taken_back": "Settlement taken back",
    "note": "Note",
}
NEXT = {
    "expected": "Await goods",
    "deciding": "Decide",
    "settling": "Settle",
    "done": "",
    "withdrawn": "",
}
"""What is to do next, by the state of a return."""


def age_words(days: int) -> str:
    """How old: ``today``, ``1 day``, ``12 days``."""
    return "today" if days == 0 else "1 day" if days == 1 else f"{days:,} days"


def left_words(due: date, today: date) -> str:
    """``11 days left``, ``the last day``, ``over for 3 days``."""
    left = (due - today).days
    if left > 0:
        return "1 day left" if left == 1 else f"{left:,} days left"
    return "today is the last day" if left == 0 else f"over for {age_words(-left)}"


def next_words(one: ReturnRow, refund_due: date | None, today: date) -> str:
    """What is to do next with a return, and by when money must be back: ``Settle by 4 Dec``, ``! Settle, late``."""
    what = NEXT[one.state]
    if not what:
        return STATES[one.state]
    if refund_due is None:
        return what
    if refund_due < today:
        return f"! {what}, late"
    return f"{what} by {day(refund_due).rpartition(' ')[0]}"


def heading(one: Return) -> Content:
    """``R-1001 · Ana Smith · O-1042 · To settle · 12 days``."""
    facts = [one.customer_name or "no customer", one.order_name, STATES[one.state]]
    if ref("O", one.order_id) != one.order_name:
        facts.insert(1, ref("O", one.order_id))
    age = f"open for {age_words(one.age_days)}" if NEXT[one.state] and one.age_days else ""
    return line((ref("R", one.id), "bold"), " · " + " · ".join(filter(None, (*facts, age))))


def standing(one: Return) -> Content:
    """What is to do next, in a sentence."""
    waiting = sum(line.quantity for line in one.lines if line.reception == "expected" and line.decision != "rejected")
    to_settle = sum(line.value for line in one.lines if line.decision == "accepted" and line.outcome is None)
    undecided = sum(line.quantity for line in one.lines if line.reception != "expected" and line.decision == "waiting")
    words = {
        "expected": f"{_so_many(waiting)} still to come: write down what came, as it comes.",
        "deciding": f"{_so_many(undecided)} to decide: accept, or reject and say why.",
        "settling": f"{money.show(to_settle, one.currency)} to settle: pay back, exchange, store credit or repair.",
        "done": "Done: everything is settled or rejected.",
        "withdrawn": "Withdrawn: nothing comes back.",
    }
    return line((words[one.state], "bold $success" if one.state == "done" else "bold $warning"))


def _so_many(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def reception_words(one: ReturnLine) -> str:
    """What came of a line, and where it went."""
    where = f", {dict(PLACES)[one.restock].lower()}" if one.restock else ""
    return CAME[one.reception] + where


def decision_words(one: ReturnLine) -> str:
    """What was decided about a line, or how it ended."""
    return OUTCOMES[one.outcome] if one.outcome else DECISIONS[one.decision]


def line_name(one: ReturnLine) -> str:
    """``2 × Rose bouquet, large``."""
    return f"{one.quantity} × {one.description}"


def clock_rows(clocks: Sequence[Clock], ret: Return, today: date) -> Iterator[Content]:
    """Each date that the law sets: what, until when, how long that is, and the rule's name below."""
    if not clocks:
        yield plain("None: it comes back as goodwill, or this program knows no rule for it.", "$quiet")
    for one in clocks:
        used = _used(one, ret)
        late = one.over and one.name == REFUND
        style = "bold $error" if late else "$quiet" if one.over else "bold"
        mark = "! " if late else "✓ " if used.endswith("in time") else "✗ " if one.over else "▸ "
        words = ", ".join(filter(None, (day(one.due), left_words(one.due, today), used)))
        yield line((f"{mark}{one.name}: {words}", style))
        yield plain(f"  {one.rule}", "$quiet")


def _used(clock: Clock, ret: Return) -> str:
    """What the customer did about a right of theirs: ``told us in time``; nothing while nothing was done."""
    what, on = {
        REJECT: ("told us", ret.told_on),
        CANCEL: ("told us", ret.told_on),
        SEND_BACK: ("sent", min(filter(None, (ret.sent_on, ret.back_on)), default=None)),
    }.get(clock.name, ("", None))
    if on is None:
        return ""
    return f"{what} in time" if on <= clock.due.isoformat() else f"{what} late, {day_words(on)}"


def settlement_rows(one: Settlement, zone: ZoneInfo) -> Iterator[Content]:
    """What a settlement moved."""
    taken = " (taken back)" if one.taken_back else ""
    moved = ", ".join(_moved(one)) or "Repaired, nothing paid back"
    yield plain(f"{moment(one.at, zone)}  {moved}{taken}, {one.staff}")
    if one.deduction:
        kept = money.show(one.deduction, one.currency)
        yield line((f"  {kept} deducted: ", "$quiet"), block(one.deducted_because))
    if one.note:
        yield line("  ", block(one.note, "$quiet"))


def settlement_title(one: Settlement, zone: ZoneInfo) -> str:
    """A settlement in a line, to choose it: ``22 Nov 2026, 09:30  £28.00 paid back, card``."""
    return f"{moment(one.at, zone)}  {', '.join(_moved(one)) or 'Repaired'}"


def _moved(one: Settlement) -> list[str]:
    by = dict(METHODS).get(one.refund_method, one.refund_method).lower()
    exchange = f"for {ref('O', one.exchange)} in exchange" if one.exchange else ""
    moved = (
        (one.refund, f"paid back, {by}" if by else "paid back"),
        (one.credit, "as store credit"),
        (one.by_points, "as points"),
        (one.exchange_paid, exchange),
        (one.off_the_bill, "off the bill"),
        (one.goodwill, "goodwill"),
    )
    said = [f"{money.show(amount, one.currency)} {words}" for amount, words in moved if amount]
    return said or ([exchange[0].upper() + exchange[1:]] if exchange else [])


def facts(one: Return) -> Iterator[Content]:
    """By what right it comes back, and its dates."""
    yield line(("By right: ", "bold"), dict(BASES)[one.basis])
    days = (
        ("Told us", one.told_on),
        ("They had it", one.delivered_on),
        ("Right explained", one.informed_on),
        ("Sent", one.sent_on),
        ("Back here", one.back_on),
        ("Refund agreed", one.agreed_on),
        ("Repair asked for", one.repair_asked_on),
        ("Repaired", one.repaired_on),
    )
    yield plain(" · ".join(f"{name} {day_words(stored)}" for name, stored in days if stored))
    if one.never_informed:
        yield plain("! Never told of the right to cancel", "$warning")
    if one.note:
        yield line(("Note: ", "bold"), block(one.note))


def related_line(row: ReturnRow) -> Content:
    """A return in a line, for the page of its order: ``Return R-1001: 2 items, £28.00 · To settle``."""
    value = money.show(row.value, row.currency)
    return line((f"Return {ref('R', row.id)}: ", "bold"), f"{_so_many(row.items)}, {value} · {STATES[row.state]}")
