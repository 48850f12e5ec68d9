"""The service policy: what it promises, what cannot be, and that tickets keep the one they were opened under."""

from dataclasses import replace
from datetime import date

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.shop import profile, tickets
from shopcrm.shop.tickets import DEFAULT, Policy, Targets, TicketDraft
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.shop.tickets.kit import Clock
from tests.shop.tickets.test_tickets import undo
from tests.vault.rules import query

A_MINUTE_A_WEEK = (((540, 541),), *((),) * 6)
LONG_DAYS = replace(DEFAULT, hours=(((480, 720), (780, 1200)),) * 7)


def test_a_shop_that_never_set_a_policy_has_one_and_enters_it_with_its_first_ticket(shop: Vault) -> None:
    assert shop.read(tickets.policy) == DEFAULT
    assert shop.read(query, "SELECT count(*) FROM service_policies") == [(0,)]
    for subject in ("One", "Two"):
        shop.write(tickets.open, TicketDraft(subject))
    assert shop.read(query, "SELECT count(*), max(staff_id) FROM service_policies") == [(1, None)]
    assert shop.read(tickets.policy) == DEFAULT


def test_a_ticket_keeps_the_policy_that_it_was_opened_under(shop: Vault, ticket: int) -> None:
    due = shop.read(tickets.card, ticket).resolution.due
    shop.write(tickets.set_policy, replace(DEFAULT, resolution=Targets(4, 3, 2, 1)))
    later = shop.write(tickets.open, TicketDraft("Later"))
    shop.write(tickets.set_priority, ticket, "low")
    shop.write(tickets.set_priority, ticket, "normal")
    assert shop.read(tickets.card, ticket).resolution.due == due
    assert shop.read(tickets.card, later).resolution.target == 3


def test_a_policy_is_followed_by_the_next_one_and_never_changed(shop: Vault) -> None:
    shop.write(tickets.set_policy, LONG_DAYS)
    shop.write(tickets.set_policy, replace(LONG_DAYS, closed_days=(date(2026, 12, 27), date(2026, 12, 24))))
    assert shop.read(tickets.policy).closed_days == (date(2026, 12, 24), date(2026, 12, 27))
    assert shop.read(query, "SELECT count(*) FROM service_policies") == [(2,)]
    undo(shop)
    assert shop.read(tickets.policy) == LONG_DAYS
    assert shop.read(query, "SELECT count(*) FROM service_policies") == [(3,)]


def test_several_windows_a_day_and_closed_days_make_the_deadline(shop: Vault) -> None:
    shop.write(tickets.set_policy, replace(LONG_DAYS, closed_days=(date(2026, 10, 20),)))
    ticket = shop.write(tickets.open, TicketDraft("Hello", priority="low"))
    assert shop.read(tickets.card, ticket).first_response.due == "2026-10-21T15:00:00Z"


@pytest.mark.parametrize(
    ("policy", "field", "words"),
    [
        (replace(DEFAULT, hours=((),) * 7), "hours", "never open"),
        (replace(DEFAULT, hours=(((540, 540),),) * 7), "hours", "empty"),
        (replace(DEFAULT, hours=(((600, 540),),) * 7), "hours", "ends before it begins"),
        (replace(DEFAULT, hours=(((540, 700), (690, 900)),) * 7), "hours", "overlap"),
        (replace(DEFAULT, hours=DEFAULT.hours[:6]), "hours", "seven days"),
        (replace(DEFAULT, first_response=Targets(1, 1, 1, 0)), "first_response", "above zero"),
        (replace(DEFAULT, resolution=Targets(1, -1, 1, 1)), "resolution", "above zero"),
        (replace(DEFAULT, resolution=Targets(100_001, 1, 1, 1)), "resolution", "years"),
        (replace(DEFAULT, hours=A_MINUTE_A_WEEK, resolution=Targets(300, 1, 1, 1)), "first_response", "years"),
        (replace(DEFAULT, closed_days=(date(1, 1, 1),)), "closed_days", "cannot be right"),
        (replace(DEFAULT, closed_days=(date(2026, 1, 1),) * 367), "closed_days", "At most"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_is_refused_with_the_reason_and_nothing_changes(
    shop: Vault, policy: Policy, field: str, words: str
) -> None:
    with pytest.raises(InvalidValue, match=words) as refused:
        shop.write(tickets.set_policy, policy)
    assert refused.value.field == field
    assert shop.read(query, "SELECT count(*) FROM service_policies") == [(0,)]


@pytest.mark.parametrize(("region", "due"), [("GB-ENG", "2026-11-30T10:00:00Z"), ("GB-SCT", "2026-12-01T10:00:00Z")])
def test_the_holidays_are_those_of_the_shops_nation(make_vault: MakeVault, region: str, due: str) -> None:
    shop = make_vault(clock=Clock("2026-11-28T17:00"), region=region)
    ticket = shop.write(tickets.open, TicketDraft("Hello", priority="urgent"))
    other = shop.write(tickets.open, TicketDraft("Hello"))
    assert shop.read(tickets.card, ticket).first_response.due == due.replace("10:00", "09:30")
    assert shop.read(tickets.card, other).first_response.due == due.replace("10:00", "17:00")


def test_a_holiday_that_is_proclaimed_counts_for_tickets_opened_from_then_on(shop: Vault, clock: Clock) -> None:
    clock.set("2026-10-19T17:00")
    before = shop.write(tickets.open, TicketDraft("Before"))
    shop.write(profile.add_holiday, "2026-10-20", "A royal wedding")
    after = shop.write(tickets.open, TicketDraft("After"))
    again = shop.write(tickets.open, TicketDraft("Again"))
    dues = [shop.read(tickets.card, one).first_response.due for one in (before, after, again)]
    assert dues == ["2026-10-20T16:00:00Z", "2026-10-21T16:00:00Z", "2026-10-21T16:00:00Z"]
    assert shop.read(query, "SELECT count(*) FROM service_policies") == [(2,)]
