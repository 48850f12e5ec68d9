"""What happens on a ticket: its log, its state and its clocks, and what is refused."""

from typing import Any

import pytest
import sqlcipher3

from shopcrm.errors import CrmError, InvalidValue, NotFound, Refused
from shopcrm.shop import customers, orders, search, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import TicketDraft, TicketFilter
from shopcrm.shop.tickets.clocks import late_words, left_words
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock, at
from tests.vault.rules import query, run


def kinds(shop: Vault, ticket: int) -> list[str]:
    """What is in the log, in the order in which it was entered."""
    return [
        row[0] for row in shop.read(query, f"SELECT kind FROM ticket_events WHERE ticket_id = {ticket} ORDER BY id")
    ]


def undo(shop: Vault) -> None:
    """Ctrl+Z."""
    assert shop.last_undo is not None
    shop.write(shop.last_undo.function, *shop.last_undo.arguments)


def held(shop: Vault, ticket: int) -> tuple[Any, ...]:
    """Everything that is kept of a ticket."""
    return (
        shop.read(query, f"SELECT * FROM tickets WHERE id = {ticket}"),
        shop.read(query, f"SELECT * FROM ticket_events WHERE ticket_id = {ticket}"),
    )


def test_a_ticket_is_new_and_runs_from_the_moment_that_it_is_opened(shop: Vault, ann: int, ticket: int) -> None:
    card = shop.read(tickets.card, ticket)
    assert (card.state, card.customer_name, card.events[0].body) == ("new", "Ann Lee", "They wilted on the second day.")
    assert card.first_response.due == "2026-10-19T16:30:00Z"
    assert card.resolution.due == "2026-10-21T16:30:00Z"
    assert (card.first_response.state, card.first_response.left) == ("running", 510)


def test_an_order_names_the_customer_of_its_ticket(shop: Vault, ann: int) -> None:
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), ann))
    ticket = shop.write(tickets.open, TicketDraft("Where is it?", order=order))
    assert shop.read(tickets.card, ticket).customer_id == ann
    assert [row.id for row in shop.read(tickets.of_order, order)] == [ticket]
    assert [row.id for row in shop.read(tickets.of_customer, ann)] == [ticket]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TicketDraft(" \t"), "subject"),
        (TicketDraft("x" * 201), "subject"),
        (TicketDraft("Hello", "x" * 20_001), "body"),
    ],
)
def test_a_ticket_needs_a_subject_and_has_no_endless_text(shop: Vault, draft: TicketDraft, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        shop.write(tickets.open, draft)
    assert refused.value.field == field
    assert shop.read(tickets.count, TicketFilter.ALL) == 0


def test_an_order_of_another_customer_is_refused(shop: Vault, ann: int) -> None:
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), ann))
    bo = shop.write(customers.add, CustomerDraft("Bo"))
    with pytest.raises(InvalidValue, match="another customer"):
        shop.write(tickets.open, TicketDraft("Mine?", customer=bo, order=order))


@pytest.mark.parametrize(
    "draft", [TicketDraft("x", customer=9), TicketDraft("x", order=9), TicketDraft("x", ret=9)], ids=str
)
def test_records_that_are_not_there_are_refused(shop: Vault, draft: TicketDraft) -> None:
    with pytest.raises(NotFound):
        shop.write(tickets.open, draft)


def test_a_note_and_a_state_are_no_reply_and_the_first_reply_ends_its_clock_for_good(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.on(minutes=10)
    shop.write(tickets.note, ticket, "Ask the grower.")
    shop.write(tickets.wait, ticket, "supplier")
    assert shop.read(tickets.card, ticket).first_response.state == "running"
    clock.on(minutes=10)
    shop.write(tickets.reply, ticket, "We are looking into it.", then="open")
    clock.on(minutes=10)
    shop.write(tickets.reply, ticket, "A new bunch is on its way.")
    card = shop.read(tickets.card, ticket)
    assert (card.first_response.state, card.first_response.used) == ("met", 20)
    assert card.replied_at == "2026-10-19T08:20:00Z"


def test_the_clock_stands_still_while_the_customer_is_waited_for_but_not_for_a_supplier(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.on(hours=1)
    shop.write(tickets.wait, ticket, "customer")
    paused = shop.read(tickets.card, ticket).resolution
    assert (paused.state, paused.due, paused.left) == ("paused", None, 1470)
    assert paused.words == "paused: waiting for the customer"
    clock.on(days=1)
    shop.write(tickets.message, ticket, "Here is a photograph.")
    assert shop.read(tickets.card, ticket).resolution.left == 1470
    shop.write(tickets.wait, ticket, "supplier")
    clock.on(hours=1)
    assert shop.read(tickets.card, ticket).resolution.left == 1410


def test_what_the_customer_says_opens_a_resolved_ticket_again_and_the_clock_runs_on(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.on(hours=1)
    shop.write(tickets.resolve, ticket, "We sent new ones.")
    assert shop.read(tickets.card, ticket).resolution.words == "done in time"
    clock.on(days=2)
    shop.write(tickets.message, ticket, "They wilted too.")
    card = shop.read(tickets.card, ticket)
    assert (card.state, card.resolution.left, card.resolved_at) == ("open", 1470, None)
    assert kinds(shop, ticket) == ["opened", "reply", "resolved", "message", "reopened"]


def test_a_letter_from_before_the_solution_that_is_entered_later_does_not_open_it_again(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.set("2026-10-21T15:00")
    shop.write(tickets.resolve, ticket)
    clock.on(hours=1)
    shop.write(tickets.message, ticket, "I wrote on Tuesday.", "letter", "2026-10-20")
    card = shop.read(tickets.card, ticket)
    assert card.state == "resolved"
    assert [(event.kind, event.at) for event in card.events] == [
        ("opened", "2026-10-19T08:00:00Z"),
        ("breached", "2026-10-19T16:30:00Z"),
        ("message", "2026-10-20T11:00:00Z"),
        ("resolved", "2026-10-21T14:00:00Z"),
    ]


def test_a_message_is_entered_when_it_was_said_and_the_clock_runs_from_then(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    shop.write(tickets.reply, ticket, "Which roses?")
    clock.set("2026-10-21T09:00")
    shop.write(tickets.message, ticket, "The red ones.", at="2026-10-20T17:00")
    clock.set("2026-10-21T10:00")
    assert shop.read(tickets.card, ticket).resolution.used == 90


@pytest.mark.parametrize(
    "said", ["2026-10-18", "2026-10-19T08:59", "2026-10-20", "2026-10-19T10:01", "soon", "2026-13-01"]
)
def test_a_message_of_the_future_or_from_before_the_ticket_is_refused(
    shop: Vault, clock: Clock, ticket: int, said: str
) -> None:
    clock.on(hours=1)
    before = held(shop, ticket)
    with pytest.raises(InvalidValue) as refused:
        shop.write(tickets.message, ticket, "Hello?", at=said)
    assert refused.value.field == "at"
    assert held(shop, ticket) == before


def test_a_message_of_today_may_name_just_the_day(shop: Vault, clock: Clock, ticket: int) -> None:
    clock.on(hours=1)
    shop.write(tickets.message, ticket, "Hello?", at="2026-10-19")
    assert shop.read(tickets.card, ticket).events[-1].at == "2026-10-19T09:00:00Z"


def test_a_closed_ticket_takes_no_message_until_it_is_opened_again(shop: Vault, ticket: int) -> None:
    shop.write(tickets.close, ticket)
    with pytest.raises(Refused, match="closed"):
        shop.write(tickets.message, ticket, "Hello?")
    shop.write(tickets.reopen, ticket)
    assert shop.write(tickets.message, ticket, "Hello?") == ticket


def test_a_last_word_leaves_a_resolved_ticket_resolved_and_other_replies_need_it_open(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    shop.write(tickets.resolve, ticket)
    clock.on(hours=1)
    shop.write(tickets.reply, ticket, "You are welcome.", then="resolved")
    assert kinds(shop, ticket) == ["opened", "resolved", "reply"]
    with pytest.raises(Refused, match="resolved"):
        shop.write(tickets.reply, ticket, "One more thing.")


def named(acts: Any) -> str:
    """A test's name without addresses, which differ from one process to the next."""
    steps = acts if isinstance(acts, list) else [acts]
    return " ".join(f"{act.__name__}{arguments or ''}" for act, *arguments in steps) or "nothing"


@pytest.mark.parametrize(
    ("done", "again"),
    [
        ([(tickets.close,)], (tickets.close,)),
        ([(tickets.resolve,)], (tickets.resolve,)),
        ([(tickets.close,)], (tickets.resolve,)),
        ([(tickets.resolve,)], (tickets.wait, "customer")),
        ([(tickets.wait, "supplier")], (tickets.wait, "supplier")),
        ([], (tickets.resume,)),
        ([], (tickets.reopen,)),
        ([], (tickets.rate, 5)),
        ([(tickets.resolve,)], (tickets.rate, 0)),
        ([(tickets.resolve,)], (tickets.rate, 6)),
        ([(tickets.resolve,), (tickets.reopen,)], (tickets.rate, 5)),
        ([(tickets.resolve,)], (tickets.set_priority, "high")),
        ([], (tickets.set_priority, "normal")),
        ([], (tickets.set_category, "question")),
        ([], (tickets.set_subject, " ")),
        ([], (tickets.reply, "")),
        ([], (tickets.message, "\n")),
        ([], (tickets.note, "")),
        ([], (tickets.split, (), "Another")),
        ([], (tickets.split, (999,), "Another")),
    ],
    ids=named,
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    shop: Vault, ticket: int, done: list[Any], again: tuple[Any, ...]
) -> None:
    for act, *arguments in done:
        shop.write(act, ticket, *arguments)
    before = held(shop, ticket)
    with pytest.raises(CrmError):
        shop.write(again[0], ticket, *again[1:])
    assert held(shop, ticket) == before


def test_a_ticket_that_is_not_there_is_refused(shop: Vault) -> None:
    for act, *arguments in ((tickets.reply, "x"), (tickets.close,), (tickets.rate, 5)):
        with pytest.raises(NotFound):
            shop.write(act, 1999, *arguments)
    with pytest.raises(NotFound):
        shop.read(tickets.card, 1999)


def test_a_broken_promise_is_entered_when_it_is_noticed_dated_when_it_was_due_and_never_twice(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.set("2026-10-20T10:00")
    late = shop.read(tickets.card, ticket).first_response
    assert (late.state, late.words, late.breached) == ("late", "late by 16 h", True)
    assert shop.write(tickets.notice_breaches, 0) == 0
    assert shop.write(tickets.notice_breaches, 1) == 1
    assert shop.write(tickets.notice_breaches) == 0
    clock.set("2026-10-22T10:00")
    shop.write(tickets.reply, ticket, "Sorry!", then="open")
    shop.write(tickets.note, ticket, "Call her.")
    shop.write(tickets.resolve, ticket)
    shop.write(tickets.reopen, ticket)
    clock.on(days=3)
    shop.write(tickets.notice_breaches)
    entered = [(one.value, one.at) for one in shop.read(tickets.card, ticket).events if one.kind == "breached"]
    assert entered == [("first_response", "2026-10-19T16:30:00Z"), ("resolution", "2026-10-21T16:30:00Z")]


def test_a_reply_at_the_very_moment_that_it_is_due_is_in_time(shop: Vault, clock: Clock, ticket: int) -> None:
    clock.set("2026-10-19T17:30")
    shop.write(tickets.reply, ticket, "Just in time.")
    assert shop.read(tickets.card, ticket).first_response.state == "met"
    assert "breached" not in kinds(shop, ticket)


def test_another_priority_counts_from_the_moment_that_it_is_given(shop: Vault, clock: Clock, ticket: int) -> None:
    clock.on(hours=3)
    shop.write(tickets.set_priority, ticket, "urgent")
    clock.on(minutes=20)
    late = shop.read(tickets.card, ticket).first_response
    assert (late.state, late.due, late.words) == ("late", "2026-10-19T11:00:00Z", "late by 20 min")
    shop.write(tickets.set_priority, ticket, "low")
    now = shop.read(tickets.card, ticket)
    assert (now.first_response.state, now.first_response.left) == ("running", 820)
    assert kinds(shop, ticket).count("breached") == 1


def test_the_latest_answer_about_satisfaction_stands_until_the_ticket_is_opened_again(shop: Vault, ticket: int) -> None:
    shop.write(tickets.resolve, ticket, ask=True)
    card = shop.read(tickets.card, ticket)
    assert (card.asked, card.score) == (True, None)
    shop.write(tickets.rate, ticket, 2)
    shop.write(tickets.rate, ticket, 4, "Better now.")
    card = shop.read(tickets.card, ticket)
    assert (card.score, card.comment) == (4, "Better now.")
    shop.write(tickets.reopen, ticket)
    assert shop.read(tickets.card, ticket).score is None


def test_every_act_can_be_taken_back(shop: Vault, clock: Clock, ticket: int) -> None:
    acts: list[tuple[Any, ...]] = [
        *((tickets.message, "Hello?"), (tickets.reply, "Yes."), (tickets.note, "Hm."), (tickets.set_priority, "high")),
        *((tickets.set_category, "complaint"), (tickets.wait, "customer"), (tickets.resolve, "Done.", True)),
        *((tickets.close,), (tickets.set_subject, "Tulips"), (tickets.link, None)),
    ]
    for act, *arguments in acts:
        clock.on(minutes=1)
        before = held(shop, ticket)
        shop.write(act, ticket, *arguments)
        undo(shop)
        assert held(shop, ticket) == before


def test_taking_back_is_for_what_was_entered_last_by_the_same_person(shop: Vault, clock: Clock, ticket: int) -> None:
    first, second = (shop.write(tickets.note, ticket, text) for text in ("One", "Two"))
    assert first == second == ticket
    events = shop.read(tickets.card, ticket).events
    clock.on(minutes=1)
    shop.write(tickets.note, ticket, "Three")
    with pytest.raises(Refused, match="since"):
        shop.write(tickets.take_back, ticket, events[1].id)
    with pytest.raises(Refused):
        shop.write(tickets.take_back, ticket, events[0].id)
    with pytest.raises(Refused):
        shop.write(tickets.take_back, ticket, 999)


def test_a_ticket_opened_by_mistake_is_gone_with_its_words_but_not_once_something_was_said(
    shop: Vault, ticket: int
) -> None:
    shop.write(tickets.unopen, ticket)
    assert shop.read(search.find, "wilted").results == ()
    assert shop.read(query, "SELECT count(*) FROM ticket_events") == [(0,)]
    again = shop.write(tickets.open, TicketDraft("Once more"))
    assert again == ticket + 1
    shop.write(tickets.note, again, "Yes.")
    with pytest.raises(Refused, match="since"):
        shop.write(tickets.unopen, again)


def test_the_log_cannot_be_changed_behind_its_back(shop: Vault, ticket: int) -> None:
    for sql in ("UPDATE ticket_events SET body = 'x'", "DELETE FROM ticket_events"):
        with pytest.raises((CrmError, sqlcipher3.Error)):
            shop.write(run, sql)


def test_the_activity_names_the_ticket_and_no_word_of_what_was_said(shop: Vault, ann: int, ticket: int) -> None:
    shop.write(tickets.reply, ticket, "A secret word.")
    rows = shop.read(query, "SELECT ref, customer_id, detail FROM activity ORDER BY seq DESC LIMIT 1")
    assert rows[0][:2] == (f"T-{ticket}", ann)
    assert "secret" not in rows[0][2]


def test_time_left_and_time_over_are_said_in_words() -> None:
    assert left_words(130) == "2 h 10 min of opening hours left"
    assert left_words(60) == "1 h of opening hours left"
    assert left_words(59) == "59 min of opening hours left"
    assert left_words(0) == "due now"
    due = at("2026-10-19T09:00")
    assert late_words(due, at("2026-10-19T09:00")) == "late by 1 min"
    assert late_words(due, at("2026-10-19T11:59")) == "late by 2 h"
    assert late_words(due, at("2026-10-20T09:00")) == "late by 1 day"
    assert late_words(due, at("2026-10-29T09:30")) == "late by 10 days"


def test_a_laptop_whose_clock_was_wrong_does_not_make_time_run_backwards(
    shop: Vault, clock: Clock, ticket: int
) -> None:
    clock.set("2026-10-18T09:00")
    shop.write(tickets.reply, ticket, "Yes?", then="open")
    card = shop.read(tickets.card, ticket)
    assert (card.first_response.state, card.first_response.used) == ("met", 0)
    clock.set("2026-10-19T10:00")
    assert shop.read(tickets.card, ticket).resolution.used == 60
