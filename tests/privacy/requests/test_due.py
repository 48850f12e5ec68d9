"""What requests ask for: on Today, and in the one list of dates."""

from datetime import date

import pytest

from shopcrm.jobs import agenda
from shopcrm.privacy import requests
from shopcrm.privacy.requests import RequestDraft
from shopcrm.vault.vault import Vault
from tests.shop.tickets.kit import Clock

D = date.fromisoformat


@pytest.fixture
def access(shop: Vault, ann: int) -> int:
    """Ann asked on 2 November for what is held about her: due on 2 December."""
    return shop.write(requests.open, RequestDraft("access", D("2026-11-02"), ann))


def to_do(shop: Vault) -> list[tuple[str, str, bool]]:
    return [(one.ref, one.text, one.urgent) for one in shop.read(agenda.board).do_next]


def dates(shop: Vault) -> list[tuple[date, str, str]]:
    return [(one.due, one.what, one.rule) for one in shop.read(agenda.listed)]


def test_a_request_stands_on_today_a_week_before_its_day_and_when_it_is_late(
    shop: Vault, clock: Clock, access: int
) -> None:
    assert to_do(shop) == []
    clock.set("2026-11-25T09:00")
    words = f"Answer D-{access} of Ann Lee (see their data)"
    assert to_do(shop) == [(f"D-{access}", f"{words}: 7 days left", False)]
    clock.set("2026-12-03T09:00")
    assert to_do(shop) == [(f"D-{access}", f"{words}: 1 day late", True)]
    assert dates(shop) == [(D("2026-12-02"), words, "UK GDPR Art 12A, Art 15; Reg 1182/71 Art 3")]


def test_the_safer_day_is_the_one_to_aim_for(shop: Vault, access: int) -> None:
    shop.write(requests.ask_clarification, access, "Which?", D("2026-11-05"))
    shop.write(requests.clarified, access, "All", D("2026-11-05"))
    assert [one[0] for one in dates(shop)] == [D("2026-12-02")]
    assert shop.read(requests.card, access).clock.due == D("2026-12-03")


def test_who_was_asked_and_says_nothing_is_reminded_after_a_month(shop: Vault, clock: Clock, access: int) -> None:
    shop.write(requests.ask_identity, access, on=D("2026-11-04"))
    words = f"Remind or close D-{access} of Ann Lee: waiting for proof of identity"
    assert dates(shop) == [(D("2026-12-04"), words, "the shop's own reminder, a month after the last word")]
    clock.set("2026-12-05T09:00")
    assert to_do(shop) == [(f"D-{access}", f"{words}: since 4 Nov 2026", False)]


def test_a_complaint_is_acknowledged_then_its_outcome_told(shop: Vault, clock: Clock, ann: int) -> None:
    complaint = shop.write(requests.open, RequestDraft("complaint", D("2026-11-02"), ann))
    assert dates(shop)[0][:2] == (D("2026-12-02"), f"Acknowledge D-{complaint} of Ann Lee (complain about their data)")
    shop.write(requests.acknowledge, complaint, "By e-mail", D("2026-11-05"))
    assert dates(shop)[0][:2] == (D("2026-12-05"), f"Tell the outcome of D-{complaint} of Ann Lee")
    shop.write(requests.close, complaint, "granted", "It was so.", anyway="Known to us")
    assert dates(shop) == []


def test_what_is_left_after_closing_stays_until_it_is_done(shop: Vault, ann: int) -> None:
    request = shop.write(requests.open, RequestDraft("erasure", D("2026-11-02"), ann))
    shop.write(requests.close, request, "granted", "Erased.", anyway="Known to us")
    left = f"Finish what is left on D-{request} of Ann Lee"
    assert to_do(shop) == [(f"D-{request}", left, False)]
    assert dates(shop)[0][1:] == (left, "UK GDPR Art 19: tell those who had the data")
    shop.write(requests.finish_task, request, shop.read(requests.card, request).open_tasks[-1].id)
    assert (to_do(shop), dates(shop)) == ([], [])
