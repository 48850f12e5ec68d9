"""Saved replies, knowledge notes, and whether customers would recommend the shop."""

import pytest

from shopcrm.errors import CrmError, InvalidValue, Refused
from shopcrm.shop import orders, tickets
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import (
    KnowledgeDraft,
    SavedReplyDraft,
    TicketDraft,
    knowledge,
    recommendations,
    replies,
)
from shopcrm.vault.vault import Vault
from tests.conftest import OWNER, SHOP
from tests.shop.tickets.kit import Clock
from tests.shop.tickets.test_tickets import undo


def test_a_saved_reply_is_made_out_for_its_ticket(shop: Vault, ann: int) -> None:
    order = shop.write(orders.place, OrderDraft((LineDraft("Roses", unit_price=500),), ann))
    ticket = shop.write(tickets.open, TicketDraft("Where are they?", order=order))
    body = "Dear {First  Name}, {order} is on its way ({ticket}, {subject}). {me}, {shop}, {today} {"
    reply = shop.write(replies.add, SavedReplyDraft("On its way", body))
    made = shop.read(replies.filled, reply, ticket)
    assert made.text == (
        f"Dear Ann, O-{order} is on its way (T-{ticket}, Where are they?). {OWNER}, {SHOP}, 19 Oct 2026 {{"
    )
    assert made.missing == ()


def test_what_a_ticket_has_nothing_for_is_plain_to_see(shop: Vault) -> None:
    ticket = shop.write(tickets.open, TicketDraft("Hello"))
    reply = shop.write(replies.add, SavedReplyDraft("Hello", "Dear {first name}, {return}? {first name}!"))
    made = shop.read(replies.filled, reply, ticket)
    assert made.text == "Dear [first name?], [return?]? [first name?]!"
    assert made.missing == ("first name", "return")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (SavedReplyDraft("x", "Dear {frist name}"), "body"),
        (SavedReplyDraft("x", "{}"), "body"),
        (SavedReplyDraft("", "x"), "title"),
        (SavedReplyDraft("x", " "), "body"),
        (SavedReplyDraft("TAKEN", "x"), "title"),
    ],
)
def test_a_saved_reply_that_cannot_be_is_refused(shop: Vault, draft: SavedReplyDraft, field: str) -> None:
    shop.write(replies.add, SavedReplyDraft("Taken", "x"))
    with pytest.raises(InvalidValue) as refused:
        shop.write(replies.add, draft)
    assert refused.value.field == field
    assert len(shop.read(replies.listed)) == 1


def test_saved_replies_are_edited_put_away_and_listed_by_use(shop: Vault, ticket: int) -> None:
    first, second = (shop.write(replies.add, SavedReplyDraft(name, "x")) for name in ("First", "Second"))
    shop.write(tickets.reply, ticket, "x", saved=second)
    assert [one.id for one in shop.read(replies.listed)] == [second, first]
    shop.write(replies.edit, first, SavedReplyDraft("First", "y"))
    undo(shop)
    assert shop.read(replies.listed)[1].body == "x"
    shop.write(replies.archive, second)
    assert [one.id for one in shop.read(replies.listed, True)] == [second]
    undo(shop)
    assert len(shop.read(replies.listed)) == 2
    with pytest.raises(Refused, match="used"):
        shop.write(replies.remove, second)


def test_knowledge_notes_are_found_by_the_words_of_a_ticket_the_best_first(shop: Vault, ticket: int) -> None:
    roses = shop.write(knowledge.add, KnowledgeDraft("Wilting roses", "Cut the stems, warm water.", "droop"))
    second = shop.write(knowledge.add, KnowledgeDraft("Guarantee", "A rose that wilted within seven days is replaced."))
    other = shop.write(knowledge.add, KnowledgeDraft("Parking", "Behind the church, on the second floor."))
    found = [note.id for note in shop.read(knowledge.found_for, ticket)]
    assert found[:2] == [roses, second]
    assert shop.read(knowledge.found, "please hello the") == ()
    assert [note.id for note in shop.read(knowledge.found, "They are DROOPING.")] == [roses]
    shop.write(knowledge.archive, roses)
    assert roses not in [note.id for note in shop.read(knowledge.found_for, ticket)]
    assert [note.id for note in shop.read(knowledge.listed)] == [second, other]


def test_what_the_shop_itself_wrote_finds_no_note(shop: Vault, ticket: int) -> None:
    shop.write(knowledge.add, KnowledgeDraft("Parking", "Behind the church."))
    shop.write(tickets.reply, ticket, "You can use the parking.")
    assert shop.read(knowledge.found_for, ticket) == ()
    shop.write(tickets.message, ticket, "Where is the parking?")
    assert len(shop.read(knowledge.found_for, ticket)) == 1


@pytest.mark.parametrize("draft", [KnowledgeDraft("", "x"), KnowledgeDraft("x", ""), KnowledgeDraft("taken", "x")])
def test_a_knowledge_note_that_cannot_be_is_refused(shop: Vault, draft: KnowledgeDraft) -> None:
    shop.write(knowledge.add, KnowledgeDraft("Taken", "x"))
    with pytest.raises(InvalidValue):
        shop.write(knowledge.add, draft)


def test_a_knowledge_note_is_edited_and_taken_back(shop: Vault) -> None:
    note = shop.write(knowledge.add, KnowledgeDraft("Parking", "Behind the church."))
    shop.write(knowledge.edit, note, KnowledgeDraft("Parking", "In the yard."))
    undo(shop)
    assert shop.read(knowledge.listed)[0].body == "Behind the church."
    shop.write(knowledge.remove, note)
    assert shop.read(knowledge.listed) == ()


def test_a_person_is_asked_for_a_recommendation_at_most_once_a_quarter(shop: Vault, clock: Clock, ann: int) -> None:
    shop.write(recommendations.record, ann, 9, "Lovely.")
    clock.set("2027-01-18T12:00")
    assert not shop.read(recommendations.due, ann)
    with pytest.raises(Refused) as refused:
        shop.write(recommendations.record, ann, 3)
    assert "19 Jan 2027" in refused.value.next_step
    clock.set("2027-01-19T00:00")
    assert shop.read(recommendations.due, ann)
    shop.write(recommendations.record, ann, 3)
    assert [one.score for one in shop.read(recommendations.of_customer, ann)] == [3, 9]
    undo(shop)
    assert [one.score for one in shop.read(recommendations.of_customer, ann)] == [9]


@pytest.mark.parametrize("score", [-1, 11])
def test_a_recommendation_is_a_number_from_nought_to_ten(shop: Vault, ann: int, score: int) -> None:
    with pytest.raises(InvalidValue):
        shop.write(recommendations.record, ann, score)
    with pytest.raises(CrmError):
        shop.write(recommendations.record, ann + 1, 5)
    with pytest.raises(CrmError):
        shop.write(recommendations.record, ann, 5, "", 1999)
    assert shop.read(recommendations.of_customer, ann) == ()


def test_a_ticket_that_a_recommendation_followed_is_not_taken_back(shop: Vault, ann: int, ticket: int) -> None:
    shop.write(recommendations.record, ann, 9, "", ticket)
    with pytest.raises(Refused, match="since"):
        shop.write(tickets.unopen, ticket)
