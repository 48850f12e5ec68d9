"""Opening returns: no more comes back than was delivered, and no date is out of order."""

from dataclasses import replace
from typing import Any

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import orders, returns
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.returns import DecisionDraft, ReceptionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.vault import Vault
from tests.shop.returns.helpers import DELIVERED, PLACED, accepted, opened, refunded, sold


def draft(order: int, quantity: int = 1, position: int = 1, **options: Any) -> ReturnDraft:
    return ReturnDraft(order, (ReturnLineDraft(position, quantity, "faulty"),), **options)


def left(vault: Vault, order: int) -> list[tuple[int, int, int]]:
    return [(one.returnable, one.open, one.returned) for one in vault.read(returns.returnable, order)]


def test_a_return_says_what_comes_back_of_which_order(vault: Vault) -> None:
    order = sold(vault, LineDraft("Posy", 3, 1000, sku="PY"), LineDraft("Mug", 1, 700))
    ret = vault.write(returns.open, draft(order, 2, note="  stems\tbroken "))
    held = vault.read(returns.card, ret)
    assert (held.order_id, held.order_name, held.customer_name) == (order, f"O-{order}", "Ana Bell")
    assert (held.state, held.basis, held.told_on, held.note) == ("expected", "faulty", "2026-11-22", "stems\tbroken")
    line = held.lines[0]
    assert (line.position, line.sku, line.description, line.quantity, line.value) == (1, "PY", "Posy", 2, 2000)
    assert left(vault, order) == [(1, 2, 0), (1, 0, 0)]
    assert [event.kind for event in held.events] == ["opened"]


def test_more_than_was_bought_is_refused_and_nothing_changed(vault: Vault) -> None:
    order = sold(vault)
    with pytest.raises(InvalidValue, match="3 of “Posy” were bought") as refusal:
        vault.write(returns.open, draft(order, 4))
    assert (refusal.value.field, refusal.value.next_step) == ("quantity", "At most 3 can still come back.")
    assert left(vault, order) == [(3, 0, 0)]
    assert vault.read(returns.of_order, order) == []


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001, 2**63])
def test_a_negative_or_absurd_quantity_is_refused(vault: Vault, quantity: int) -> None:
    with pytest.raises(InvalidValue, match="quantity cannot be right"):
        vault.write(returns.open, draft(sold(vault), quantity))


def test_a_second_return_of_the_last_one_is_refused_as_from_a_second_form(vault: Vault) -> None:
    order = sold(vault, LineDraft("Vase", 1, 4000))
    both_forms = draft(order)
    vault.write(returns.open, both_forms)
    with pytest.raises(InvalidValue, match="1 is in an open return: nothing is left to return"):
        vault.write(returns.open, both_forms)
    assert left(vault, order) == [(0, 1, 0)]


def test_the_same_line_named_twice_counts_together(vault: Vault) -> None:
    lines = (ReturnLineDraft(1, 2, "faulty"), ReturnLineDraft(1, 2, "changed_mind"))
    with pytest.raises(InvalidValue, match="3 of “Posy” were bought"):
        vault.write(returns.open, ReturnDraft(sold(vault), lines))


def test_what_came_back_cannot_come_back_again(vault: Vault) -> None:
    order = sold(vault)
    refunded(vault, order, 2)
    assert left(vault, order) == [(1, 0, 2)]
    with pytest.raises(InvalidValue, match="2 came back already"):
        vault.write(returns.open, draft(order, 2))


@pytest.mark.parametrize(("stage", "why"), [("placed", "has not left the shop"), ("packed", "has not left the shop")])
def test_an_order_that_has_not_left_the_shop_has_nothing_to_return(vault: Vault, stage: str, why: str) -> None:
    order = sold(vault, handed_over=False)
    if stage == "packed":
        vault.write(orders.pack, order)
    with pytest.raises(Refused) as refusal:
        vault.write(returns.open, draft(order, delivered_on=DELIVERED))
    assert why in refusal.value.next_step
    assert left(vault, order) == [(0, 0, 0)]


def test_a_return_of_a_cancelled_order_is_refused(vault: Vault) -> None:
    order = sold(vault, handed_over=False)
    vault.write(orders.cancel, order)
    with pytest.raises(Refused, match="is cancelled: nothing of it can come back"):
        vault.write(returns.open, draft(order, delivered_on=DELIVERED))


def test_an_order_on_its_way_counts_as_delivered_on_the_day_that_is_named(vault: Vault) -> None:
    order = sold(vault, handed_over=False)
    vault.write(orders.ship, order)
    with pytest.raises(InvalidValue) as refusal:
        vault.write(returns.open, draft(order))
    assert refusal.value.field == "delivered_on"
    ret = vault.write(returns.open, draft(order, delivered_on=DELIVERED))
    assert vault.read(orders.card, order).stage == "delivered"
    assert vault.read(returns.card, ret).delivered_on == DELIVERED


@pytest.mark.parametrize("field", ["told_on", "delivered_on", "informed_on", "sent_on"])
@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-01", "before the order: 2 Nov 2026"),
        ("2026-11-23", "still to come"),
        ("2026-02-30", "not a date"),
        ("soon", "not a date"),
        ("0001-01-01", "cannot be right"),
    ],
)
def test_a_date_before_the_order_to_come_or_none_at_all_is_refused(
    vault: Vault, field: str, day: str, why: str
) -> None:
    dates: dict[str, Any] = {"delivered_on": DELIVERED, field: day}
    with pytest.raises(InvalidValue, match=why) as refusal:
        vault.write(returns.open, draft(sold(vault), **dates))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"sent_on": "2026-11-03"}, "sent_on"),
        ({"informed_on": "2026-11-05", "never_informed": True}, "informed_on"),
        ({"repair_asked_on": "2026-11-03"}, "repair_asked_on"),
        ({"repair_asked_on": "2026-11-10", "repaired_on": "2026-11-09"}, "repaired_on"),
        ({"told_on": "2026-11-10", "agreed_on": "2026-11-09"}, "agreed_on"),
        ({"told_on": ""}, "told_on"),
    ],
)
def test_dates_out_of_order_are_refused(vault: Vault, dates: dict[str, Any], field: str) -> None:
    ret = opened(vault, sold(vault), 1)
    with pytest.raises(InvalidValue) as refusal:
        vault.write(returns.change, ret, replace(vault.read(returns.dates_of, ret), **dates))
    assert refusal.value.field == field


def test_changed_dates_leave_what_they_were_and_can_be_taken_back(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 1)
    before = vault.read(returns.dates_of, ret)
    vault.write(returns.change, ret, replace(before, basis="cancelled", told_on="2026-11-20"))
    held = vault.read(returns.card, ret)
    assert (held.basis, held.told_on) == ("cancelled", "2026-11-20")
    assert held.events[-1].detail == "basis was: faulty\ntold on was: 2026-11-22"
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(returns.dates_of, ret) == before


def test_no_line_no_such_line_and_no_such_order_are_refused(vault: Vault) -> None:
    order = sold(vault)
    with pytest.raises(InvalidValue, match="at least one line"):
        vault.write(returns.open, ReturnDraft(order, ()))
    with pytest.raises(InvalidValue, match="no line 2"):
        vault.write(returns.open, draft(order, position=2))
    with pytest.raises(NotFound):
        vault.write(returns.open, draft(4711))
    with pytest.raises(NotFound):
        vault.read(returns.returnable, 4711)
    with pytest.raises(NotFound):
        vault.read(returns.card, 4711)
    with pytest.raises(InvalidValue, match="characters"):
        vault.write(returns.open, draft(order, note="x" * 2_001))


def test_a_withdrawn_return_frees_its_goods_and_can_be_opened_again(vault: Vault) -> None:
    order = sold(vault)
    ret = opened(vault, order, 3)
    vault.write(returns.withdraw, ret, "Keeps it")
    assert vault.read(returns.card, ret).state == "withdrawn"
    assert left(vault, order) == [(3, 0, 0)]
    for forbidden, arguments in (
        (returns.withdraw, ()),
        (returns.receive, (ReceptionDraft(1, 1, "received"),)),
        (returns.decide, (DecisionDraft(1, "accepted"),)),
        (returns.settle, (SettlementDraft(),)),
        (returns.change, (vault.read(returns.dates_of, ret),)),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            vault.write(forbidden, ret, *arguments)
    vault.write(returns.reopen, ret)
    assert left(vault, order) == [(0, 3, 0)]
    with pytest.raises(Refused, match="not withdrawn"):
        vault.write(returns.reopen, ret)


def test_a_return_is_not_opened_again_once_another_holds_its_goods(vault: Vault) -> None:
    order = sold(vault)
    ret = opened(vault, order, 3)
    vault.write(returns.withdraw, ret)
    opened(vault, order, 1)
    with pytest.raises(Refused, match="3 of “Posy” were bought, and 4 would be in returns"):
        vault.write(returns.reopen, ret)
    assert left(vault, order) == [(2, 1, 0)]


def test_a_return_that_is_settled_in_part_is_not_withdrawn(vault: Vault) -> None:
    ret = accepted(vault, sold(vault), 1)
    vault.write(returns.settle, ret, SettlementDraft())
    with pytest.raises(Refused, match="is settled"):
        vault.write(returns.withdraw, ret)


def test_the_delivery_of_what_is_coming_back_is_not_taken_back(vault: Vault) -> None:
    order = sold(vault)
    ret = opened(vault, order, 1)
    event = vault.read(orders.card, order).events[-1]
    with pytest.raises(Refused, match=f"R-{ret} returns what was delivered"):
        vault.write(orders.take_back, event.id)
    with pytest.raises(Refused):
        vault.write(orders.edit, order, OrderDraft((LineDraft("Posy", 1, 1),)))
    vault.write(returns.withdraw, ret)
    vault.write(orders.take_back, event.id)
    with pytest.raises(Refused, match="not delivered after all"):
        vault.write(returns.reopen, ret)


def test_a_note_stands_in_the_history(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 1)
    vault.write(returns.add_note, ret, "She rings on Friday")
    assert vault.read(returns.card, ret).events[-1].detail == "She rings on Friday"
    with pytest.raises(InvalidValue, match="empty"):
        vault.write(returns.add_note, ret, "  ")


def test_the_day_of_an_order_entered_late_is_not_after_its_delivery(vault: Vault) -> None:
    order = sold(vault, placed_at=PLACED)
    assert vault.read(returns.card, vault.write(returns.open, draft(order))).delivered_on == "2026-11-22"
