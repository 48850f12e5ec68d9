"""What stands in the parts of a customer's page: orders, payments, answers, notes and history, in words."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm import money
from shopcrm.papers.in_words import day, moment, verb
from shopcrm.shop.consent import BY_WHAT, FOR_WHAT, Answer, Channel, Permission, Purpose
from shopcrm.shop.customers import Act, CustomerNote
from shopcrm.shop.orders import OrderRow
from shopcrm.shop.payments import Payment
from shopcrm.shop.reminders import Reminder
from shopcrm.shop.returns import STATES, ReturnRow
from shopcrm.shop.tickets import TicketRow
from shopcrm.tui.days import local_day
from shopcrm.tui.order_words import balance_words, day_words, payment_words, stage_words
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.ticket_words import due_words
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.refs import ref
from shopcrm.workdays import short_day

ORDER_COLUMNS = (
    Column("Order", 8),
    Column("Placed", 11),
    Column("Stage"),
    Column("Total", 10, right=True),
    Column("To pay", 9, right=True),
)
PAYMENT_COLUMNS = (
    Column("When", 18),
    Column("Order", 8),
    Column("What"),
    Column("Amount", 10, right=True),
)
RETURN_COLUMNS = (
    Column("Return", 8),
    Column("Order", 8),
    Column("Opened", 11),
    Column("How it stands"),
    Column("Value", 10, right=True),
)
TICKET_COLUMNS = (
    Column("Ticket", 7),
    Column("Opened", 11),
    Column("Subject"),
    Column("How it stands", 16),
)
Gates = Mapping[Purpose, Mapping[Channel, Permission]]
_ANSWERS = {
    "grant": "Yes to",
    "withdraw": "Took back any yes to",
    "object": "No, never:",
    "soft_opt_in": "Bought and did not opt out of",
    "not_now": "Not now:",
}


def order_row(one: OrderRow) -> tuple[str, ...]:
    """A row of the list of orders."""
    to_pay = balance_words(one)
    total = money.show(one.total, one.currency)
    return (one.external_name or ref("O", one.id), day_words(one.placed_on), stage_words(one), total, to_pay)


def return_row(one: ReturnRow) -> tuple[str, ...]:
    """A row of the list of returns."""
    value = money.show(one.value, one.currency)
    return (ref("R", one.id), ref("O", one.order_id), day_words(one.opened_on), STATES[one.state], value)


def ticket_row(one: TicketRow, zone: ZoneInfo) -> tuple[str, ...]:
    """A row of the list of tickets."""
    return (ref("T", one.id), day(local_day(one.opened_at, zone)), one.subject, due_words(one))


def payment_row(order: int, one: Payment, zone: ZoneInfo) -> tuple[str, ...]:
    """A row of the list of payments."""
    return (moment(one.at, zone), ref("O", order), payment_words(one), money.show(one.amount, one.currency))


def note_rows(notes: Sequence[CustomerNote], zone: ZoneInfo, to_do: Sequence[Reminder] = ()) -> Content:
    """What is to be remembered of her, then the notes, each under its day and writer."""
    if not notes and not to_do:
        return plain("No notes yet. F5 adds one.", "$quiet")
    reminded = [line((f"{short_day(one.due_on)} ", "$quiet"), f"Reminder: {one.title}") for one in to_do]
    gap = [plain("")] if reminded and notes else []
    return lines(*reminded, *gap, *(row for note in notes for row in _note(note, zone)))


def _note(note: CustomerNote, zone: ZoneInfo) -> Iterator[Content]:
    yield plain(f"{moment(note.at, zone)} · {note.staff}", "$quiet")
    yield block(note.body)
    yield plain("")


def history_rows(acts: Sequence[Act], zone: ZoneInfo) -> Content:
    """What was done with the record, the latest first."""
    return lines(*(_act(act, zone) for act in acts)) if acts else plain("Nothing yet.", "$quiet")


def _act(act: Act, zone: ZoneInfo) -> Content:
    about = f" ({act.ref})" if act.ref and not act.ref.startswith("C-") else ""
    return line((f"{moment(act.at, zone):<20}", "$quiet"), f"{verb(act.verb)}{about}", (f" · {act.staff}", "$quiet"))


def contact_rows(gates: Gates, said: Sequence[Answer], zone: ZoneInfo, width: int) -> Content:
    """Whether they may be contacted, and why or why not; then everything that was said, the latest first.

    width: in columns, to set the reasons in below their answers.
    """
    rows: list[Content] = []
    for purpose, gate in gates.items():
        rows.append(plain(f"{FOR_WHAT[purpose].capitalize()}", "bold"))
        for (allowed, because), channels in _same_reason(gate).items():
            answer = ("YES  ", "bold $success") if allowed else ("NO   ", "bold $error")
            rows.append(line("  ", answer, ", ".join(BY_WHAT[channel] for channel in channels)))
            rows += [plain(f"       {words}", "$quiet") for words in textwrap.wrap(because, max(width - 7, 20))]
    rows += [plain(""), plain("What was said", "bold")]
    rows += [row for one in said for row in _answer_rows(one, zone, width)]
    return lines(*rows, *([] if said else [plain("  Nothing yet. F6 writes down an answer.", "$quiet")]))


def _same_reason(gate: Mapping[Channel, Permission]) -> dict[tuple[bool, str], list[Channel]]:
    """The channels that have the same answer for the same reason, so that it is told once."""
    found: dict[tuple[bool, str], list[Channel]] = {}
    for channel, permission in gate.items():
        because = permission.because.replace(f" by {BY_WHAT[channel]}", "")
        proof = f" ({permission.evidence})" if permission.evidence else ""
        found.setdefault((permission.allowed, because + proof), []).append(channel)
    return found


def _answer_rows(one: Answer, zone: ZoneInfo, width: int) -> Iterator[Content]:
    proof = (one.method, one.evidence, f"wording {one.wording_version}" if one.wording_version else "", one.captured_by)
    what = f"{_ANSWERS[one.answer]} {FOR_WHAT[one.purpose]} by {BY_WHAT[one.channel]}"
    yield line((f"  {day(local_day(one.at, zone)):<12} ", "$quiet"), what)
    for words in textwrap.wrap(", ".join(filter(None, proof)), max(width - 15, 20)):
        yield plain(f"{'':15}{words}", "$quiet")
