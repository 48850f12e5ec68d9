"""Merging, splitting and linking tickets: nothing that was said is lost, and all of it can be taken back."""

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, orders, tickets
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock
from tests.shop.tickets.test_lists import wrong
from tests.shop.tickets.test_tickets import held, undo


@pytest.fixture
def other(shop: Vault, ticket: int) -> int:
    """The same question, asked again without a name."""
    return shop.write(tickets.open, TicketDraft("Roses again", "Did you get my message?", channel="email"))


def conversation(shop: Vault, ticket: int) -> list[tuple[str, str]]:
    """Who said what."""
    return [(event.said_by, event.body) for event in shop.read(tickets.card, ticket).events if event.said_by]


def test_what_was_said_on_the_other_ticket_is_carried_over_and_later_words_follow(
    shop: Vault, clock: Clock, ticket: int, other: int
) -> None:
    clock.on(minutes=10)
    shop.write(tickets.note, other, "She called, too.")
    clock.on(minutes=1)
    shop.write(tickets.merge, ticket, other)
    clock.on(minutes=10)
    assert shop.write(tickets.message, other, "Hello?") == ticket
    assert shop.write(tickets.reply, other, "We are sorry.", then="open") == ticket
    assert shop.write(tickets.note, other, "Send tulips.") == ticket
    assert conversation(shop, ticket) == [
        ("customer", "They wilted on the second day."),
        ("customer", "Did you get my message?"),
        ("customer", "Hello?"),
        ("shop", "We are sorry."),
    ]
    lost, kept = shop.read(tickets.card, other), shop.read(tickets.card, ticket)
    assert (lost.state, lost.merged_into, lost.resolution.state) == ("closed", ticket, "off")
    assert kept.first_response.state == "met"
    assert [event.words for event in kept.events if event.kind == "absorbed"] == [
        f"Message on T-{other}",
        f"Note on T-{other}",
        f"T-{other} was merged into this one",
    ]
    assert {event.about for event in kept.events if event.kind == "absorbed"} == {other}
    assert [event.body for event in kept.events if event.internal] == ["She called, too.", "Send tulips."]
    assert shop.read(wrong) == 0


def test_a_reply_on_the_other_ticket_answered_this_one_if_this_one_was_open_by_then(
    shop: Vault, clock: Clock, ticket: int, other: int
) -> None:
    clock.on(minutes=15)
    shop.write(tickets.reply, other, "We are on it.")
    clock.on(minutes=5)
    third = shop.write(tickets.open, TicketDraft("Third"))
    clock.on(minutes=5)
    shop.write(tickets.merge, ticket, other)
    assert shop.read(tickets.card, ticket).first_response.used == 15
    shop.write(tickets.merge, third, ticket)
    assert shop.read(tickets.card, third).first_response.state == "running"
    assert shop.write(tickets.message, other, "Thank you.") == third
    assert shop.read(wrong) == 0


def test_the_kept_ticket_takes_over_customer_and_order_where_it_had_none(shop: Vault, ann: int) -> None:
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), ann))
    nameless, named = (shop.write(tickets.open, TicketDraft("x", order=one)) for one in (None, order))
    shop.write(tickets.merge, nameless, named)
    kept = shop.read(tickets.card, nameless)
    assert (kept.customer_id, kept.order_id) == (ann, order)
    undo(shop)
    kept = shop.read(tickets.card, nameless)
    assert (kept.customer_id, kept.order_id) == (None, None)


def test_a_merge_can_be_taken_back_until_something_is_said(shop: Vault, clock: Clock, ticket: int, other: int) -> None:
    before = held(shop, ticket), held(shop, other)
    shop.write(tickets.merge, ticket, other)
    undo(shop)
    assert (held(shop, ticket), held(shop, other)) == before
    shop.write(tickets.merge, ticket, other)
    shop.write(tickets.reply, other, "Yes?")
    merge_entry = next(one.id for one in shop.read(tickets.card, ticket).events if one.value == f"ticket T-{other}")
    with pytest.raises(Refused, match="since"):
        shop.write(tickets.unmerge, ticket, other, merge_entry)


def test_of_a_chain_of_merges_the_ticket_where_it_goes_on_is_named(shop: Vault, ticket: int, other: int) -> None:
    last = shop.write(tickets.open, TicketDraft("All of it"))
    shop.write(tickets.merge, ticket, other)
    shop.write(tickets.merge, last, ticket)
    for merged in (ticket, other):
        with pytest.raises(Refused, match=f"T-{merged} was merged into T-{last}"):
            shop.write(tickets.resolve, merged)


def test_merges_that_make_no_sense_are_refused(shop: Vault, ticket: int, other: int) -> None:
    bo = shop.write(customers.add, CustomerDraft("Bo"))
    bos = shop.write(tickets.open, TicketDraft("Mine", customer=bo))
    with pytest.raises(Refused, match="itself"):
        shop.write(tickets.merge, ticket, ticket)
    with pytest.raises(Refused, match="different customers"):
        shop.write(tickets.merge, ticket, bos)
    shop.write(tickets.resolve, bos)
    with pytest.raises(Refused, match="resolved"):
        shop.write(tickets.merge, bos, other)
    shop.write(tickets.merge, ticket, other)
    with pytest.raises(Refused, match=f"merged into T-{ticket}"):
        shop.write(tickets.merge, bos, other)
    for act in (tickets.resolve, tickets.reopen, tickets.close):
        with pytest.raises(Refused, match=f"merged into T-{ticket}"):
            shop.write(act, other)


def test_a_second_matter_is_split_off_with_what_belongs_to_it(shop: Vault, clock: Clock, ann: int, ticket: int) -> None:
    clock.on(minutes=30)
    shop.write(tickets.message, ticket, "And where is my vase?")
    said = shop.read(tickets.card, ticket).events[-1].id
    clock.on(minutes=30)
    new = shop.write(tickets.split, ticket, (said,), "The vase")
    card = shop.read(tickets.card, new)
    assert (card.subject, card.customer_id, card.split_from, card.state) == ("The vase", ann, ticket, "new")
    assert conversation(shop, new) == [("customer", "And where is my vase?")]
    assert card.first_response.left == 510
    assert shop.read(tickets.card, ticket).events[-1].words == f"T-{new} was split off"
    assert ("customer", "And where is my vase?") in conversation(shop, ticket)
    assert shop.read(tickets.find_ids, "vase") == [new]
    assert shop.read(wrong) == 0


def test_a_split_can_be_taken_back_until_something_is_said(shop: Vault, ticket: int) -> None:
    before = held(shop, ticket)
    opening = shop.read(tickets.card, ticket).events[0].id
    new = shop.write(tickets.split, ticket, (opening,), "Another")
    undo(shop)
    assert held(shop, ticket) == before
    with pytest.raises(NotFound):
        shop.read(tickets.card, new)
    new = shop.write(tickets.split, ticket, (opening,), "Another")
    shop.write(tickets.note, new, "x")
    with pytest.raises(Refused, match="since"):
        shop.write(tickets.unsplit, ticket, new)


def test_only_words_of_this_ticket_can_be_split_off(shop: Vault, ticket: int, other: int) -> None:
    shop.write(tickets.wait, ticket, "supplier")
    state = shop.read(tickets.card, ticket).events[-1].id
    foreign = shop.read(tickets.card, other).events[0].id
    for events in ((state,), (foreign,)):
        with pytest.raises(Refused, match="messages, replies and notes"):
            shop.write(tickets.split, ticket, events, "Another")


def test_a_ticket_is_linked_with_an_order_and_taken_off_it_again(shop: Vault, ann: int) -> None:
    ticket = shop.write(tickets.open, TicketDraft("Where is it?"))
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), ann))
    shop.write(tickets.link, ticket, order=order)
    card = shop.read(tickets.card, ticket)
    assert (card.customer_id, card.order_id) == (ann, order)
    assert [one.words for one in card.events[1:]] == [f"Linked with C-{ann}", f"Linked with O-{order}"]
    shop.write(tickets.set_links, ticket, ann, None, None)
    assert shop.read(tickets.card, ticket).events[-1].words == f"No longer linked with O-{order}"
    undo(shop)
    assert shop.read(tickets.card, ticket).order_id == order


def test_an_order_of_another_customer_is_not_linked(shop: Vault, ann: int, ticket: int) -> None:
    bo = shop.write(customers.add, CustomerDraft("Bo"))
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), bo))
    with pytest.raises(InvalidValue, match="another customer"):
        shop.write(tickets.link, ticket, order=order)
    assert shop.read(tickets.card, ticket).order_id is None
