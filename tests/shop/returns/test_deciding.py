"""What came, and what was decided: two states of each line, and a line that is of two minds is split."""

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import returns
from shopcrm.shop.returns import DecisionDraft, ReceptionDraft, ReturnFilter, ReturnSort, SettlementDraft
from shopcrm.shop.returns.records import RECEPTIONS, Reception
from shopcrm.vault.vault import Vault
from tests.shop.returns.helpers import ALL_WELL, accepted, opened, sold, wrong


def states(vault: Vault, ret: int) -> list[tuple[int, str, str]]:
    return [(one.quantity, one.reception, one.decision) for one in vault.read(returns.card, ret).lines]


def state(vault: Vault, ret: int) -> str:
    found: str = vault.read(returns.card, ret).state
    return found


def test_a_parcel_of_which_only_part_came_splits_its_line(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 3, handed_over=False)
    line = vault.read(returns.card, ret).lines[0].id
    vault.write(returns.receive, ret, ReceptionDraft(line, 2, "received", "shelf", "2026-11-20"))
    assert states(vault, ret) == [(2, "received", "waiting"), (1, "expected", "waiting")]
    first, rest = vault.read(returns.card, ret).lines
    assert (first.id, first.restock, first.back_on) == (line, "shelf", "2026-11-20")
    assert (rest.restock, rest.back_on) == (None, None)
    vault.write(returns.receive, ret, ReceptionDraft(rest.id, 1, "short"))
    assert states(vault, ret) == [(2, "received", "waiting"), (1, "short", "waiting")]


@pytest.mark.parametrize("reception", list(RECEPTIONS))
def test_each_reception_can_be_accepted_or_rejected(vault: Vault, reception: Reception) -> None:
    ret = opened(vault, sold(vault), 2, handed_over=False)
    line = vault.read(returns.card, ret).lines[0].id
    vault.write(returns.receive, ret, ReceptionDraft(line, 2, reception))
    vault.write(returns.decide, ret, DecisionDraft(line, "accepted", quantity=1))
    other = vault.read(returns.card, ret).lines[1].id
    vault.write(returns.decide, ret, DecisionDraft(other, "rejected", "Not ours"))
    assert states(vault, ret) == [(1, reception, "accepted"), (1, reception, "rejected")]
    assert vault.read(returns.card, ret).lines[1].rejected_because == "Not ours"


@pytest.mark.parametrize("reception", ["short", "lost", "kept"])
def test_what_is_not_here_is_put_nowhere(vault: Vault, reception: Reception) -> None:
    ret = opened(vault, sold(vault), 2, handed_over=False)
    vault.write(returns.decide, ret, DecisionDraft(1, "accepted", restock="bin"))
    vault.write(returns.receive, ret, ReceptionDraft(1, 1, reception, "shelf"))
    first, rest = vault.read(returns.card, ret).lines
    assert (first.restock, rest.restock) == (None, "bin")
    vault.write(returns.decide, ret, DecisionDraft(1, "accepted", restock="shelf"))
    assert vault.read(returns.card, ret).lines[0].restock is None
    with pytest.raises(InvalidValue, match="1 of it is on this line"):
        vault.write(returns.receive, ret, ReceptionDraft(1, 2, "received"))


def test_a_rejection_says_why(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 1)
    with pytest.raises(InvalidValue) as refusal:
        vault.write(returns.decide, ret, DecisionDraft(1, "rejected", "  "))
    assert refusal.value.field == "because"


@pytest.mark.parametrize("quantity", [0, -1, 4, 10**12])
def test_no_more_is_received_or_decided_than_is_in_the_return(vault: Vault, quantity: int) -> None:
    ret = opened(vault, sold(vault), 3)
    with pytest.raises(InvalidValue, match="3 of it are on this line"):
        vault.write(returns.receive, ret, ReceptionDraft(1, quantity, "received"))
    with pytest.raises(InvalidValue, match="3 of it are on this line"):
        vault.write(returns.decide, ret, DecisionDraft(1, "accepted", quantity=quantity))
    with pytest.raises(NotFound):
        vault.write(returns.receive, ret, ReceptionDraft(99, 1, "received"))


def test_nothing_comes_back_before_it_was_delivered_or_tomorrow(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 1, handed_over=False)
    for day in ("2026-11-03", "2026-11-23"):
        with pytest.raises(InvalidValue) as refusal:
            vault.write(returns.receive, ret, ReceptionDraft(1, 1, "received", back_on=day))
        assert refusal.value.field == "back_on"


def test_the_state_follows_from_the_lines(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 2, handed_over=False)
    assert state(vault, ret) == "expected"
    vault.write(returns.receive, ret, ReceptionDraft(1, 1, "received"))
    assert state(vault, ret) == "deciding"
    vault.write(returns.decide, ret, DecisionDraft(1, "accepted"))
    assert state(vault, ret) == "settling"
    vault.write(returns.settle, ret, SettlementDraft())
    assert state(vault, ret) == "expected"
    vault.write(returns.decide, ret, DecisionDraft(2, "rejected", "Too late"))
    assert state(vault, ret) == "done"
    assert vault.read(wrong) == ALL_WELL


def test_what_was_paid_back_on_proof_of_sending_is_still_expected_and_can_come_in_part(vault: Vault) -> None:
    order = sold(vault)
    ret = accepted(vault, order, 3, handed_over=False, basis="cancelled", sent_on="2026-11-20")
    vault.write(returns.settle, ret, SettlementDraft())
    assert state(vault, ret) == "expected"
    line = vault.read(returns.card, ret).lines[0]
    vault.write(returns.receive, ret, ReceptionDraft(line.id, 2, "received"))
    held = vault.read(returns.card, ret)
    assert [(one.quantity, one.reception, one.value) for one in held.lines] == [
        (2, "received", 2000),
        (1, "expected", 1000),
    ]
    assert held.settlements[0].lines == tuple(one.id for one in held.lines)
    vault.write(returns.receive, ret, ReceptionDraft(held.lines[1].id, 1, "lost"))
    assert state(vault, ret) == "done"


def test_a_settled_line_is_not_decided_again(vault: Vault) -> None:
    ret = accepted(vault, sold(vault), 1)
    vault.write(returns.settle, ret, SettlementDraft())
    with pytest.raises(Refused, match="settled already"):
        vault.write(returns.decide, ret, DecisionDraft(1, "rejected", "No"))


def test_rejected_goods_stay_the_customers_and_may_come_back_unless_they_were_lost(vault: Vault) -> None:
    order = sold(vault)
    ret = opened(vault, order, 3)
    vault.write(returns.decide, ret, DecisionDraft(1, "rejected", "Worn", quantity=2))
    assert vault.read(returns.returnable, order)[0].returnable == 2
    second = opened(vault, order, 2)
    with pytest.raises(Refused, match="5 would be in returns"):
        vault.write(returns.decide, ret, DecisionDraft(1, "accepted"))
    vault.write(returns.withdraw, second)
    vault.write(returns.receive, ret, ReceptionDraft(1, 2, "lost"))
    assert vault.read(returns.returnable, order)[0].returnable == 0


def test_the_first_acceptance_is_the_day_of_agreement_while_there_is_one(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 2)
    vault.write(returns.decide, ret, DecisionDraft(1, "accepted"))
    assert vault.read(returns.card, ret).agreed_on == "2026-11-22"
    vault.write(returns.decide, ret, DecisionDraft(1, "waiting"))
    assert vault.read(returns.card, ret).agreed_on is None


def test_each_entry_can_be_taken_back_with_its_split_and_put_again(vault: Vault) -> None:
    ret = opened(vault, sold(vault), 3, handed_over=False)
    plain = vault.read(returns.card, ret).lines
    vault.write(returns.receive, ret, ReceptionDraft(1, 2, "received", "bin"))
    came = vault.read(returns.card, ret).lines
    for expected in (plain, came, plain):
        assert vault.last_undo is not None
        vault.write(vault.last_undo.function, *vault.last_undo.arguments)
        assert vault.read(returns.card, ret).lines == expected
    assert vault.read(wrong) == ALL_WELL


def test_an_entry_is_not_taken_back_once_its_goods_are_settled(vault: Vault) -> None:
    ret = accepted(vault, sold(vault), 1)
    undo = vault.last_undo
    assert undo is not None
    vault.write(returns.settle, ret, SettlementDraft())
    with pytest.raises(Refused, match="settled, or taken back, meanwhile"):
        vault.write(undo.function, *undo.arguments)


def test_each_list_shows_the_returns_in_its_state_the_longest_waiting_first(vault: Vault) -> None:
    expected = opened(vault, sold(vault), 1, handed_over=False)
    deciding = opened(vault, sold(vault), 1)
    settling = accepted(vault, sold(vault), 1)
    done = accepted(vault, sold(vault), 1)
    vault.write(returns.settle, done, SettlementDraft())
    withdrawn = opened(vault, sold(vault), 1)
    vault.write(returns.withdraw, withdrawn)
    shown = {
        ReturnFilter.OPEN: [expected, deciding, settling],
        ReturnFilter.EXPECTED: [expected],
        ReturnFilter.TO_DECIDE: [deciding],
        ReturnFilter.TO_SETTLE: [settling],
        ReturnFilter.DONE: [done, withdrawn],
        ReturnFilter.ALL: [expected, deciding, settling, done, withdrawn],
    }
    for which, ids in shown.items():
        assert vault.read(returns.row_ids, which) == ids
        assert vault.read(returns.row_ids, which, ReturnSort.NEWEST, 2) == ids[::-1][:2]
        assert vault.read(returns.count, which) == len(ids)
    rows = vault.read(returns.rows_for, [done, 4711, expected])
    assert [(row.id, row.state, row.items, row.value, row.currency) for row in rows] == [
        (done, "done", 1, 1000, "GBP"),
        (expected, "expected", 1, 1000, "GBP"),
    ]
    assert vault.read(returns.of_customer, rows[0].customer_id) == [rows[0]]
    assert [row.id for row in vault.read(returns.of_order, rows[1].order_id)] == [expected]
