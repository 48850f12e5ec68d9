"""Returns, tickets, points and store credit as a shopkeeper reads them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcrm.cli.show_words import day, field, listed, one_line
from shopcrm.cli.words import counted
from shopcrm.money import Money, show
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import Calendar

if TYPE_CHECKING:
    from shopcrm.privacy.return_clocks import Clock
    from shopcrm.shop.loyalty import Statement
    from shopcrm.shop.returns import Return, ReturnLine, ReturnRow, Settlement
    from shopcrm.shop.tickets import Ticket, TicketRow


def of_customer(
    back: "Iterable[ReturnRow]",
    asked: "Iterable[TicketRow]",
    points: "Statement | None",
    credit: Iterable[Money],
    calendar: Calendar,
) -> Iterator[str]:
    """What followed a customer's orders. calendar: the shop's, for the day of each."""
    yield from listed("Returns", map(_return_row, back))
    yield from listed("Tickets", (_ticket_row(one, calendar) for one in asked))
    for amount in credit:
        yield field("Credit", str(amount))
    if points is not None:
        worth = show(points.amount, points.currency)
        yield field("Points", f"{points.balance:,}, worth {worth}{f', {points.tier}' if points.tier else ''}")
        yield from listed("How the points add up", [points.sum_in_words] if points.entries else [])


def ret(card: "Return", clocks: "Iterable[Clock]", calendar: Calendar) -> Iterator[str]:
    """A return with its lines, its dates, how it was settled and what happened."""
    from shopcrm.shop.returns import BASES, STATES

    yield f"{ref('R', card.id)}  {STATES[card.state]}, {counted(card.age_days, 'day')} old"
    yield field("Order", card.order_name)
    if card.customer_id is not None:
        yield field("Customer", f"{card.customer_name} ({ref('C', card.customer_id)})")
    yield field("By right", BASES[card.basis])
    if card.note:
        yield field("Note", one_line(card.note))
    yield from listed("Lines", (_line(line, card.currency) for line in card.lines))
    yield from listed("Dates", (f"{one.due}  {one.name}{' (over)' if one.over else ''}: {one.rule}" for one in clocks))
    yield from listed("Settled", (_settlement(one, calendar) for one in card.settlements))
    happened = (f"{day(one.at, calendar)}  {one.kind} {one.detail}".rstrip() for one in card.events)
    yield from listed("What happened", happened)


def ticket(card: "Ticket", calendar: Calendar) -> Iterator[str]:
    """A ticket with its clocks and the conversation."""
    from shopcrm.shop.tickets import PRIORITY_WORDS, STATE_WORDS

    yield f"{ref('T', card.id)}  {card.subject}"
    yield field("State", f"{STATE_WORDS[card.state]}, {PRIORITY_WORDS[card.priority].lower()} priority, {card.channel}")
    if card.customer_id is not None:
        yield field("Customer", f"{card.customer_name} ({ref('C', card.customer_id)})")
    for letter, about in (("O", card.order_id), ("R", card.return_id), ("T", card.merged_into)):
        if about is not None:
            yield field("About", ref(letter, about))
    for clock in card.clocks:
        yield field(clock.title, clock.words)
    if card.score is not None:
        yield field("Satisfied", f"{card.score} of 5 {one_line(card.comment)}".rstrip())
    yield "What was said and done:"
    for event in card.events:
        at = from_stamp(event.at).astimezone(ZoneInfo(calendar.zone))
        yield f"  {at:%Y-%m-%d %H:%M}  {event.words}"
        yield from (f"    {text}" for text in event.body.splitlines())


def _return_row(row: "ReturnRow") -> str:
    from shopcrm.shop.returns import STATES

    about = f"{row.opened_on}  {ref('O', row.order_id)}  {STATES[row.state]}"
    return f"{ref('R', row.id)}  {about}  {counted(row.items, 'item')}, {show(row.value, row.currency)}"


def _ticket_row(row: "TicketRow", calendar: Calendar) -> str:
    from shopcrm.shop.tickets import STATE_WORDS

    due = f", {row.due_words}" if row.due_words else ""
    return f"{ref('T', row.id)}  {day(row.opened_at, calendar)}  {STATE_WORDS[row.state]}{due}: {row.subject}"


def _line(line: "ReturnLine", currency: str) -> str:
    from shopcrm.shop.returns import DECISIONS, REASONS, RECEPTIONS

    state = f"{RECEPTIONS[line.reception]}; {DECISIONS[line.decision]} {line.rejected_because}".rstrip()
    return f"{line.quantity} x {line.description}, {REASONS[line.reason]}: {state}; {show(line.value, currency)}"


def _settlement(one: "Settlement", calendar: Calendar) -> str:
    ways = (
        ("off the bill", one.off_the_bill),
        (f"paid back by {one.refund_method}", one.refund),
        ("as store credit", one.credit),
        ("in points", one.by_points),
        (f"towards {ref('O', one.exchange or 0)}", one.exchange_paid),
        ("goodwill", one.goodwill),
    )
    went = ", ".join(f"{show(amount, one.currency)} {how}" for how, amount in ways if amount) or "no money"
    return f"{day(one.at, calendar)}  {went}{'  (taken back)' if one.taken_back else ''}"
