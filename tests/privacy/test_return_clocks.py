"""The days that the law counts for a return, through a real return: every vector of the consumer rules."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shopcrm.privacy import return_clocks
from shopcrm.privacy.return_clocks import (
    CANCEL,
    NO_DEDUCTION,
    PRESUMPTION,
    REFUND,
    REJECT,
    REJECT_PAUSED,
    SEND_BACK,
    Clock,
)
from shopcrm.shop import returns
from shopcrm.shop.returns import DecisionDraft, ReceptionDraft, SettlementDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.returns.helpers import accepted, opened, sold


@pytest.fixture
def later(make_vault: MakeVault) -> Vault:
    """A shop two years on, so that each date of the vectors has passed."""
    return make_vault(clock=lambda: datetime(2027, 12, 1, 12, tzinfo=UTC))


def clocks(vault: Vault, ret: int) -> dict[str, Clock]:
    return {one.name: one for one in vault.read(return_clocks.of_return, ret)}


def faulty(vault: Vault, delivered: str, **dates: Any) -> int:
    ret = opened(vault, sold(vault, placed_at=delivered), 1, delivered_on=delivered, told_on=delivered)
    vault.write(returns.change, ret, replace(vault.read(returns.dates_of, ret), **dates))
    return ret


def cancelled(vault: Vault, delivered: str, **options: Any) -> int:
    order = sold(vault, placed_at=delivered)
    return opened(vault, order, 1, basis="cancelled", handed_over=False, delivered_on=delivered, **options)


@pytest.mark.parametrize(
    ("dates", "due"),
    [
        ({}, "2026-07-31"),
        ({"repair_asked_on": "2026-07-10", "repaired_on": "2026-07-20"}, "2026-08-11"),
        ({"repair_asked_on": "2026-07-30", "repaired_on": "2026-08-05"}, "2026-08-12"),
    ],
)
def test_the_short_term_right_to_reject_is_paused_by_a_repair(later: Vault, dates: dict[str, str], due: str) -> None:
    clock = clocks(later, faulty(later, "2026-07-01", **dates))[REJECT]
    assert (clock.due, clock.rule, clock.over) == (date.fromisoformat(due), "Consumer Rights Act 2015 s.22", True)


def test_a_repair_that_is_not_back_yet_pauses_the_right_to_reject_until_today(vault: Vault) -> None:
    ret = faulty(vault, "2026-11-02", repair_asked_on="2026-11-12")
    clock = clocks(vault, ret)[REJECT_PAUSED]
    assert clock.due == date(2026, 12, 14)  # 2 December and 11 days of waiting is a Sunday: the Monday after
    assert not clock.over


def test_a_repair_of_which_nobody_said_when_it_was_asked_for_counts_from_the_telling(vault: Vault) -> None:
    said, unsaid = (
        clocks(vault, faulty(vault, "2026-11-02", told_on="2026-11-12", repaired_on="2026-11-18", **dates))
        for dates in ({"repair_asked_on": "2026-11-12"}, {})
    )
    assert said[REJECT].due == unsaid[REJECT].due > date(2026, 12, 2)


def test_a_repair_that_was_taken_back_pauses_nothing(vault: Vault) -> None:
    ret = faulty(vault, "2026-11-02", told_on="2026-11-12")
    before = clocks(vault, ret)
    (line,) = vault.read(returns.card, ret).lines
    vault.write(returns.decide, ret, DecisionDraft(line.id, "accepted"))
    settlement = vault.write(returns.settle, ret, SettlementDraft(repair=True))
    assert clocks(vault, ret)[REJECT].due > before[REJECT].due
    vault.write(returns.take_back, settlement)
    assert clocks(vault, ret)[REJECT] == before[REJECT]


def test_a_repair_asked_for_too_late_pauses_nothing(later: Vault) -> None:
    ret = faulty(later, "2026-07-01", repair_asked_on="2026-09-10", repaired_on="2026-09-20")
    assert clocks(later, ret)[REJECT].due == date(2026, 7, 31)


def test_the_presumption_and_the_time_without_deduction_last_six_months(later: Vault) -> None:
    found = clocks(later, faulty(later, "2026-03-15"))
    assert (found[PRESUMPTION].due, found[NO_DEDUCTION].due) == (date(2026, 9, 14), date(2026, 9, 15))
    assert found[PRESUMPTION].rule == "Consumer Rights Act 2015 s.19(14)-(15)"


@pytest.mark.parametrize(
    ("options", "due"),
    [
        ({}, "2026-06-15"),
        ({"never_informed": True}, "2027-06-15"),
        ({"informed_on": "2026-09-01"}, "2026-09-15"),
    ],
)
def test_the_right_to_cancel_lasts_longer_where_it_was_not_explained(
    later: Vault, options: dict[str, Any], due: str
) -> None:
    clock = clocks(later, cancelled(later, "2026-06-01", told_on="2026-06-15", **options))[CANCEL]
    assert (clock.due, clock.rule) == (
        date.fromisoformat(due),
        "Consumer Contracts Regulations 2013 regs 30-31",
    )


def test_who_cancels_has_fourteen_days_to_send_it_back(later: Vault) -> None:
    clock = clocks(later, cancelled(later, "2026-06-01", told_on="2026-06-15"))[SEND_BACK]
    assert (clock.due, clock.rule) == (date(2026, 6, 29), "Consumer Contracts Regulations 2013 reg 35")


def test_the_refund_of_a_cancellation_runs_from_the_goods_or_earlier_from_the_proof_of_sending(later: Vault) -> None:
    ret = cancelled(later, "2026-06-01", told_on="2026-06-15")
    assert REFUND not in clocks(later, ret)
    line = later.read(returns.card, ret).lines[0].id
    later.write(returns.receive, ret, ReceptionDraft(line, 1, "received", back_on="2026-06-22"))
    assert clocks(later, ret)[REFUND].due == date(2026, 7, 6)
    later.write(returns.change, ret, replace(later.read(returns.dates_of, ret), sent_on="2026-06-18"))
    assert clocks(later, ret)[REFUND].due == date(2026, 7, 2)
    proof_only = cancelled(later, "2026-06-01", told_on="2026-06-15", sent_on="2026-06-18")
    clock = clocks(later, proof_only)[REFUND]
    assert (clock.due, clock.rule) == (date(2026, 7, 2), "Consumer Contracts Regulations 2013 reg 34")
    assert clock.steps[0].startswith("Proof of sending")


def test_an_agreed_refund_of_faulty_goods_is_paid_in_fourteen_days_beginning_with_that_day(later: Vault) -> None:
    ret = faulty(later, "2026-05-20")
    assert REFUND not in clocks(later, ret)
    later.write(returns.decide, ret, DecisionDraft(1, "accepted"))
    later.write(returns.change, ret, replace(later.read(returns.dates_of, ret), agreed_on="2026-06-01"))
    clock = clocks(later, ret)[REFUND]
    assert (clock.due, clock.rule) == (date(2026, 6, 14), "Consumer Rights Act 2015 s.20(15)")


def test_a_refund_that_was_paid_or_rejected_has_no_clock(vault: Vault) -> None:
    paid = accepted(vault, sold(vault), 1)
    refused = opened(vault, sold(vault), 1, basis="cancelled")
    assert {REFUND} <= set(clocks(vault, paid)) & set(clocks(vault, refused))
    vault.write(returns.settle, paid, SettlementDraft())
    vault.write(returns.decide, refused, DecisionDraft(2, "rejected", "Worn"))
    assert REFUND not in clocks(vault, paid)
    assert REFUND not in clocks(vault, refused)
    assert vault.read(return_clocks.due_refunds) == ()


def test_what_is_taken_back_by_goodwill_has_no_clock(vault: Vault) -> None:
    assert clocks(vault, accepted(vault, sold(vault), 1, basis="goodwill")) == {}


@pytest.mark.parametrize("region", ["IE", "DE-BY"])
def test_outside_the_united_kingdom_there_is_no_clock(make_vault: MakeVault, region: str) -> None:
    shop = make_vault(region=region)
    assert clocks(shop, accepted(shop, sold(shop), 1)) == {}
    assert clocks(shop, cancelled(shop, "2026-11-02")) == {}
    assert shop.read(return_clocks.due_refunds) == ()


def test_before_the_law_was_in_force_there_is_no_clock(vault: Vault) -> None:
    assert clocks(vault, faulty(vault, "2015-09-30")) == {}
    assert clocks(vault, cancelled(vault, "2014-06-01", told_on="2014-06-02")) == {}


def test_the_refunds_that_are_due_are_listed_the_first_due_first(vault: Vault) -> None:
    agreed = accepted(vault, sold(vault), 1)
    back = opened(vault, sold(vault), 1, basis="cancelled", handed_over=False)
    line = vault.read(returns.card, back).lines[0].id
    vault.write(returns.receive, back, ReceptionDraft(line, 1, "received", back_on="2026-11-05"))
    opened(vault, sold(vault), 1)
    found = vault.read(return_clocks.due_refunds)
    assert [(one.ret, one.customer_name, one.clock.due, one.clock.over) for one in found] == [
        (back, "Ana Bell", date(2026, 11, 19), True),
        (agreed, "Ana Bell", date(2026, 12, 5), False),
    ]
    assert found[0].clock in vault.read(return_clocks.of_return, back)
