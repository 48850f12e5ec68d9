"""A restricted customer is seen everywhere and used nowhere, until she was told that it ends (UK GDPR Art 18)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopcrm.errors import CrmError, InvalidValue, NotFound, Refused
from shopcrm.shop import (
    acts,
    consent,
    customers,
    loyalty,
    merge,
    orders,
    payments,
    restriction,
    search,
    store_credit,
    tickets,
)
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import ContactDraft, CustomerDraft, RestrictionDraft
from shopcrm.shop.loyalty import Programme, StampCardDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.payments import PaymentDraft
from shopcrm.shop.tickets import TicketDraft, recommendations
from shopcrm.vault.vault import Vault

EMAIL = ContactDraft("ana@example.com")


@pytest.fixture
def ana(vault: Vault) -> int:
    customer: int = vault.write(customers.add, CustomerDraft("Ana", "Smith", emails=(EMAIL,)))
    return customer


@pytest.fixture
def restricted(vault: Vault, ana: int) -> int:
    vault.write(customers.restrict, RestrictionDraft(ana, "accuracy", "Says the address is her sister's."))
    return ana


def test_a_restricted_customer_stands_in_the_list_with_a_mark_and_is_found(vault: Vault, restricted: int) -> None:
    assert vault.read(customers.row_ids) == [restricted]
    assert vault.read(customers.count) == 1
    (row,) = vault.read(customers.rows_for, [restricted])
    assert row.restricted
    (hit,) = vault.read(search.find, "ana").results
    assert hit.ref == f"C-{restricted}"
    assert "restricted" in hit.detail
    assert vault.read(search.find, f"C-{restricted}").results
    assert vault.read(customers.find_ids, f"C-{restricted}") == [restricted]


def today(vault: Vault) -> str:
    return vault.calendar.local_date(vault.clock()).isoformat()


def place(vault: Vault, customer: int) -> Any:
    return vault.write(orders.place, OrderDraft((LineDraft("Roses", 1, 2800),), customer))


USES: dict[str, Callable[[Vault, int], Any]] = {
    "an order": place,
    "store credit": lambda vault, ana: vault.write(store_credit.issue, ana, 500),
    "the loyalty programme": lambda vault, ana: vault.write(loyalty.join, ana),
    "a question whether she would recommend the shop": lambda vault, ana: vault.write(recommendations.record, ana, 9),
    "being put away": lambda vault, ana: vault.write(customers.archive, ana),
    "a second restriction": lambda vault, ana: vault.write(customers.restrict, RestrictionDraft(ana, "claims")),
}


@pytest.mark.parametrize("use", USES)
def test_a_restricted_customer_is_not_used_for(vault: Vault, restricted: int, use: str) -> None:
    vault.write(loyalty.set_programme, Programme(currency="GBP"))
    with pytest.raises(Refused, match="restricted"):
        USES[use](vault, restricted)


def test_points_and_stamps_of_a_restricted_customer_are_not_touched_by_hand(vault: Vault, ana: int) -> None:
    vault.write(loyalty.set_programme, Programme(currency="GBP"))
    card = vault.write(loyalty.add_stamp_card, StampCardDraft("Coffee", 6, "a coffee"))
    vault.write(loyalty.join, ana)
    vault.write(customers.restrict, RestrictionDraft(ana, "claims"))
    for touch in (
        lambda: vault.write(loyalty.goodwill, ana, 10),
        lambda: vault.write(loyalty.adjust, ana, 10, "put right"),
        lambda: vault.write(loyalty.give_stamps, ana, card),
    ):
        with pytest.raises(Refused, match="restricted"):
            touch()


def test_an_order_is_neither_moved_to_a_restricted_customer_nor_changed_for_her(vault: Vault, ana: int) -> None:
    order = place(vault, ana)
    vault.write(customers.restrict, RestrictionDraft(ana, "objection"))
    with pytest.raises(Refused, match="restricted"):
        vault.write(orders.edit, order, OrderDraft((LineDraft("Tulips", 1, 900),), ana))


def test_what_she_owes_is_still_paid_and_what_she_asks_is_still_written_down(vault: Vault, ana: int) -> None:
    order = place(vault, ana)
    vault.write(customers.restrict, RestrictionDraft(ana, "objection"))
    vault.write(payments.record, PaymentDraft(order, 2800, "card"))
    vault.write(tickets.open, TicketDraft("What of my objection?", customer=ana))
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "object", "by letter"))


def test_a_restricted_customer_is_not_merged(vault: Vault, restricted: int) -> None:
    other = vault.write(customers.add, CustomerDraft("Ann", "Smith"))
    for keep, lose in ((restricted, other), (other, restricted)):
        with pytest.raises(Refused, match="restricted"):
            vault.write(merge.merge, MergeDraft(keep, lose))


def test_a_restricted_customer_may_not_be_contacted_whatever_she_said_before(vault: Vault, ana: int) -> None:
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "grant", "at the counter", "slip 7"))
    assert vault.read(consent.may_contact, ana, "marketing", "email").allowed
    vault.write(customers.restrict, RestrictionDraft(ana, "accuracy"))
    assert not vault.read(consent.may_contact, ana, "marketing", "email").allowed


def test_a_restriction_ends_only_after_she_was_told(vault: Vault, restricted: int) -> None:
    with pytest.raises(Refused, match=r"18\(3\)"):
        vault.write(customers.lift_restriction, restricted)
    vault.write(customers.tell_before_lifting, restricted, today(vault), "by letter")
    vault.write(customers.lift_restriction, restricted)
    assert vault.read(customers.card, restricted).status == "active"
    assert vault.read(restriction.standing, restricted) is None
    (past,) = vault.read(restriction.history, restricted)
    assert past.lifted_at
    assert past.told_how == "by letter"
    place(vault, restricted)


def test_a_customer_who_was_put_away_is_put_away_again_when_the_restriction_ends(vault: Vault, ana: int) -> None:
    vault.write(customers.archive, ana)
    vault.write(customers.restrict, RestrictionDraft(ana, "claims"))
    assert vault.read(customers.row_ids) == [ana]
    vault.write(customers.tell_before_lifting, ana, today(vault), "by e-mail")
    vault.write(customers.lift_restriction, ana)
    assert vault.read(customers.row_ids) == []
    assert vault.read(customers.find_ids, "ana", 10, "archived") == [ana]


@pytest.mark.parametrize(
    ("day", "how"),
    [("2001-01-01", "by letter"), ("2999-01-01", "by letter"), ("soon", "by letter"), ("2026-11-22", " ")],
)
def test_she_cannot_have_been_told_before_it_began_nor_tomorrow_nor_without_saying_how(
    vault: Vault, restricted: int, day: str, how: str
) -> None:
    with pytest.raises(InvalidValue):
        vault.write(customers.tell_before_lifting, restricted, day, how)


def test_nobody_cannot_be_restricted(vault: Vault) -> None:
    with pytest.raises(NotFound):
        vault.write(customers.restrict, RestrictionDraft(4711, "claims"))
    with pytest.raises(NotFound):
        vault.write(customers.lift_restriction, 4711)


def test_lifting_where_nothing_is_restricted_is_refused(vault: Vault, ana: int) -> None:
    with pytest.raises(CrmError, match="not restricted"):
        vault.write(customers.lift_restriction, ana)


def test_a_restriction_entered_by_mistake_is_taken_back_whole(vault: Vault, restricted: int) -> None:
    assert vault.last_undo is not None
    vault.write(customers.unrestrict, restricted)
    assert vault.read(restriction.history, restricted) == ()
    assert vault.read(customers.card, restricted).status == "active"


def test_a_restricted_person_is_answered_only_for_a_stated_purpose_which_the_activity_keeps(
    vault: Vault, restricted: int
) -> None:
    ticket = vault.write(tickets.open, TicketDraft("Where is it?", "Hello?", customer=restricted))
    with pytest.raises(Refused, match="restricted since"):
        vault.write(tickets.reply, ticket, "On its way.")
    with pytest.raises(InvalidValue):
        vault.write(tickets.reply, ticket, "On its way.", purpose="offers")
    vault.write(tickets.reply, ticket, "On its way.", purpose="asked")
    (entry,) = [one for one in vault.read(acts.rows_for, vault.read(acts.row_ids)) if one.verb == "tickets.reply"]
    assert json.loads(entry.detail or "{}")["purpose"] == "asked"


@pytest.mark.parametrize("step", [orders.pack, orders.ship, orders.deliver])
def test_what_a_restricted_person_ordered_before_goes_on_only_for_a_stated_purpose(
    vault: Vault, ana: int, step: Callable[..., None]
) -> None:
    order = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 500),), ana))
    vault.write(customers.restrict, RestrictionDraft(ana, "accuracy"))
    with pytest.raises(Refused, match="restricted since"):
        vault.write(step, order)
    assert vault.read(orders.card, order).stage == "placed"
    vault.write(step, order, purpose="asked")
    assert vault.read(orders.card, order).stage != "placed"
    entry = vault.read(acts.rows_for, vault.read(acts.row_ids)[:1])[0]
    assert json.loads(entry.detail or "{}")["purpose"] == "asked"
