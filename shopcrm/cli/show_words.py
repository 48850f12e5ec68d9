"""Records as a shopkeeper reads them: what matters first, in her own words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from shopcrm.cli.words import counted
from shopcrm.money import show
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import Calendar

if TYPE_CHECKING:
    from shopcrm.jobs.importing import PastImport
    from shopcrm.shop.consent import Answer, Channel, Permission, Purpose
    from shopcrm.shop.customers import ContactPoint, Customer, CustomerNote
    from shopcrm.shop.documents import Document
    from shopcrm.shop.orders import Order, OrderRow
    from shopcrm.shop.payments import Payment
    from shopcrm.shop.products import Product
    from shopcrm.shop.reminders import Reminder

_SAID = {
    "grant": "yes",
    "withdraw": "no, taken back",
    "object": "no",
    "soft_opt_in": "bought, and did not opt out",
    "not_now": "not now",
}

_STATES = {"archived": "  (put away)", "restricted": "  (restricted: seen, not used)", "erased": "  (erased)"}


def customer(
    card: "Customer",
    orders: "Iterable[OrderRow]",
    answers: "Iterable[Answer]",
    notes: "Iterable[CustomerNote]",
    papers: "Iterable[Document]",
    gate: "Mapping[Purpose, Mapping[Channel, Permission]]",
    calendar: Calendar,
) -> Iterator[str]:
    """A customer, with her orders, answers, notes and documents. calendar: the shop's, for the day of each."""
    yield f"{ref('C', card.id)}  {card.name}{_STATES.get(card.status, '')}"
    if card.company and card.company != card.name:
        yield field("Company", card.company)
    for label, points in (("E-mail", card.emails), ("Telephone", card.phones)):
        yield from (field(label, _point(point)) for point in points)
    for address in card.addresses:
        yield field("Address", ", ".join(address.lines) + ("" if address.usable else " (do not use)"))
    for label, text in (("Birthday", card.birthday), ("Tags", ", ".join(card.tags)), ("From", card.source)):
        if text:
            yield field(label, text)
    for sums in card.totals:
        bought = f"{show(sums.total, sums.currency)} in {counted(sums.orders, 'order')}, less what was given back"
        yield field("Bought", f"{bought}; the last on {sums.last_on}")
    yield from listed("May we write or call?", (_may(purpose, by) for purpose, by in gate.items()))
    yield from listed("What was said of it", (_answer(answer, calendar) for answer in answers))
    yield from listed("Orders", (_order_row(row) for row in orders))
    yield from listed("Notes", (f"{day(one.at, calendar)}  {one.staff}: {one_line(one.body)}" for one in notes))
    yield from listed("Documents", (f"{ref('F', one.id)}  {day(one.at, calendar)}  {one.file_name}" for one in papers))


def order(card: "Order", calendar: Calendar) -> Iterator[str]:
    """An order with its lines, what it comes to, how it was paid and what happened to it."""
    name = f" ({card.external_name})" if card.external_name else ""
    yield f"{ref('O', card.id)}{name}  {card.stage}{', late' if card.late else ''}"
    if card.customer_id is not None:
        yield field("Customer", f"{card.customer_name} ({ref('C', card.customer_id)})")
    yield field("Placed", f"{card.placed_on}, {card.channel}")
    for label, text in (
        ("Promised", card.promised_on),
        ("Deliver to", one_line(card.deliver_to)),
        ("Note", one_line(card.note)),
    ):
        if text:
            yield field(label, text)
    yield from listed(
        "Lines",
        (
            f"{line.quantity} x {line.description}  {show(line.unit_price, card.currency)} each,"
            f" {show(line.total, card.currency)}"
            for line in card.lines
        ),
    )
    for label, amount in (("Goods", card.goods), ("Discount", -card.discount), ("Shipping", card.shipping)):
        if amount:
            yield field(label, show(amount, card.currency))
    yield field("Total", f"{show(card.total, card.currency)}, of which tax {show(card.tax, card.currency)}")
    if card.balance_due:
        yield field("To pay", show(card.balance_due, card.currency))
    if card.to_refund:
        yield field("To refund", show(card.to_refund, card.currency))
    yield field("Paid", card.paid_in_words)
    yield from listed("Payments", (_payment(one, calendar) for one in card.payments))
    if card.fees:
        yield field("Fees", f"{show(card.fees, card.currency)}, so the shop has {show(card.net, card.currency)} of it")
    yield from listed(
        "What happened",
        (
            f"{day(one.at, calendar)}  {one.kind.replace('_', ' ')} {one.carrier} {one.tracking}".rstrip()
            for one in card.events
        ),
    )


def _payment(one: "Payment", calendar: Calendar) -> str:
    how = dict.fromkeys(word for word in (one.method, one.kind, one.reason) if word)
    paid = show(one.amount, one.currency)
    return f"{day(one.at, calendar)}  {', '.join(how)}: {paid}{'' if one.stands else ' (taken back)'}"


def product(card: "Product") -> Iterator[str]:
    """A product with its price."""
    yield f"{ref('P', card.id)}  {card.name}{'  (put away)' if card.archived else ''}"
    for label, text in (("Code", card.sku), ("Family", card.family)):
        if text:
            yield field(label, text)
    yield field("Price", show(card.price, card.currency))
    if card.cost is not None:
        yield field("Cost", show(card.cost, card.currency))
    if card.tax_rate:
        yield field("Tax", f"{card.tax_rate / 100:g} %")


def note(found: "CustomerNote", about: "Customer", calendar: Calendar) -> Iterator[str]:
    """A note, with whom it is about."""
    yield f"{ref('N', found.id)}  Note on {about.name} ({ref('C', about.id)})"
    yield field("Written", f"{day(found.at, calendar)} by {found.staff}, {found.source}")
    yield from found.body.splitlines()


def reminder(card: "Reminder", often: str) -> Iterator[str]:
    """A reminder, with its next day and whom it is about. often: how often it comes."""
    yield f"{ref('A', card.id)}  {card.title}"
    yield field("Day", f"{card.due_on}, {often}{', done' if card.state == 'done' else ''}")
    if card.customer_id is not None:
        yield field("About", f"{card.customer_name} ({ref('C', card.customer_id)})")
    yield from card.note.splitlines()


def past_import(found: "PastImport", calendar: Calendar) -> Iterator[str]:
    """An import: which file, what it did, and whether it was taken back."""
    yield f"{ref('I', found.id)}  {found.file_name}{'  (taken back)' if found.undone_at else ''}"
    yield field("Imported", f"{day(found.at, calendar)} by {found.staff}, {found.format}, {counted(found.rows, 'row')}")
    yield from (f"  {number:,} {what}" for what, number in found.summary.items() if number)


def day(at: str, calendar: Calendar) -> str:
    """The day at the shop of a stored instant."""
    return calendar.local_date(from_stamp(at)).isoformat()


def field(label: str, text: str) -> str:
    """A label and its value, in columns."""
    return f"{label + ': ':<11}{text}"


def listed(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title with its lines below; nothing where there are none."""
    found = list(lines)
    if found:
        yield f"{title}:"
        yield from (f"  {line}" for line in found)


def _point(point: "ContactPoint") -> str:
    marks = (
        ("preferred", point.preferred),
        ("wrong", point.wrong),
        ("bounced", point.bounced),
        ("do not use", point.do_not_use),
    )
    said = ", ".join(mark for mark, is_so in marks if is_so)
    return f"{point.typed}{f' ({said})' if said else ''}"


def _may(purpose: str, by: "Mapping[Channel, Permission]") -> str:
    """By what somebody may be contacted for a purpose."""
    from shopcrm.shop.consent import BY_WHAT, FOR_WHAT

    allowed = [BY_WHAT[channel] for channel, permission in by.items() if permission.allowed]
    return f"{FOR_WHAT[purpose]}: {', '.join(allowed) or 'no'}"


def _answer(answer: "Answer", calendar: Calendar) -> str:
    from shopcrm.shop.consent import BY_WHAT, FOR_WHAT

    asked = f"{FOR_WHAT[answer.purpose]} by {BY_WHAT[answer.channel]}"
    return f"{asked}: {_SAID[answer.answer]}, since {day(answer.at, calendar)}"


def _order_row(row: "OrderRow") -> str:
    stage = f"{row.stage}{', late' if row.late else ''}"
    owed = (
        f", {show(abs(row.balance), row.currency)} to {'pay' if row.balance > 0 else 'refund'}" if row.balance else ""
    )
    return f"{ref('O', row.id)}  {row.placed_on}  {stage}  {show(row.total, row.currency)}{owed}"


def one_line(text: str) -> str:
    """A text without its newlines."""
    return " ".join(text.split())
