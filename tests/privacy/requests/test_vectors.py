"""Every vector of the time limits and of complaints, through a request and its log."""

from datetime import date
from typing import Any

import pytest

from shopcrm.privacy import requests
from shopcrm.privacy.requests import Clock as TimeLeft
from shopcrm.privacy.requests import RequestDraft, Right
from shopcrm.shop import profile
from shopcrm.vault.vault import Vault
from shopcrm.workdays import Calendar
from tests.conftest import MakeVault
from tests.privacy.test_deadlines import ENGLAND, SCOTLAND, ULSTER, VECTORS, WALES
from tests.shop.tickets.kit import Clock

D = date.fromisoformat
RIGHTS: tuple[Right, ...] = (
    *("access", "rectification", "erasure", "restriction", "portability", "objection", "marketing", "automated"),
)


@pytest.fixture
def clock() -> Clock:
    """A moment after every date of the vectors was received."""
    return Clock("2028-06-01T09:00")


def opened(shop: Vault, right: Right, received: str, **more: Any) -> int:
    return shop.write(requests.open, RequestDraft(right, D(received), name="Ann Lee", **more))


def time_left(shop: Vault, request: int) -> TimeLeft:
    return shop.read(requests.card, request).clock


def days(clock: TimeLeft) -> tuple[str, str]:
    return str(clock.due), str(clock.target)


@pytest.mark.parametrize("calendar", [ENGLAND, WALES, SCOTLAND, ULSTER], ids=lambda one: one.region)
def test_a_request_is_due_on_the_date_of_the_table_in_each_nation(
    make_vault: MakeVault, clock: Clock, calendar: Calendar
) -> None:
    shop = make_vault(clock=clock, region=calendar.region)
    column = {"GB-SCT": 3, "GB-NIR": 4}.get(calendar.region, 2)
    for vector in VECTORS:
        received, months, due = vector[0], vector[1], vector[column]
        for right in RIGHTS if months == 1 else ("access", "erasure"):
            clock.set(f"{received}T09:00")
            request = opened(shop, right, received)
            if months == 3:
                shop.write(requests.extend, request, "Many requests at once")
            assert days(time_left(shop, request)) == (due, due), (received, right)


def test_proof_of_identity_that_was_asked_for_restarts_the_time(shop: Vault) -> None:
    request = opened(shop, "access", "2026-03-02")
    shop.write(requests.ask_identity, request, on=D("2026-03-03"))
    shop.write(requests.show_identity, request, "Passport seen", on=D("2026-03-10"))
    found = time_left(shop, request)
    assert days(found) == ("2026-04-10", "2026-04-10")
    assert found.steps[:3] == (
        "Received Monday 2 March 2026.",
        "Proof of identity came on Tuesday 10 March 2026: the time starts afresh from there.",
        "One month: Friday 10 April 2026.",
    )


@pytest.mark.parametrize(
    ("right", "received", "asked", "answered", "due", "target"),
    [
        ("access", "2026-06-01", "2026-06-08", "2026-06-15", "2026-07-09", "2026-07-08"),
        ("access", "2026-11-02", "2026-11-05", "2026-11-05", "2026-12-03", "2026-12-02"),
        ("erasure", "2026-06-01", "2026-06-08", "2026-06-15", "2026-07-01", "2026-07-01"),
    ],
)
def test_a_question_pauses_access_and_nothing_else(
    shop: Vault, right: Right, received: str, asked: str, answered: str, due: str, target: str
) -> None:
    request = opened(shop, right, received)
    shop.write(requests.ask_clarification, request, "Which orders do you mean?", D(asked))
    shop.write(requests.clarified, request, "All of them", D(answered))
    assert days(time_left(shop, request)) == (due, target)


def test_the_examples_of_the_commissioner_hold(shop: Vault) -> None:
    for received, due in (("2027-01-01", "2027-02-01"), ("2024-11-25", "2024-12-27"), ("2027-09-03", "2027-10-04")):
        assert time_left(shop, opened(shop, "access", received)).due == D(due)
    # "3 September ... until 3 October", in a year whose 3 October is a working day
    assert time_left(shop, opened(shop, "access", "2025-09-03")).due == D("2025-10-03")


@pytest.mark.parametrize(
    ("received", "due"), [("2026-06-19", "2026-07-20"), ("2026-11-25", "2026-12-29"), ("2026-06-18", None)]
)
def test_a_complaint_is_to_be_acknowledged_by_the_date_of_the_table(
    shop: Vault, clock: Clock, received: str, due: str | None
) -> None:
    clock.set(f"{received}T09:00")
    found = time_left(shop, opened(shop, "complaint", received))
    assert found.due == (due and D(due))
    assert (found.rule == "The law sets no date for it.") == (due is None)
    if due is None:
        assert "There is no duty" in found.steps[0]


def test_an_answer_to_a_complaint_within_the_time_doubles_as_its_acknowledgement(shop: Vault, clock: Clock) -> None:
    clock.set("2026-07-20T09:00")
    request = opened(shop, "complaint", "2026-06-19")
    shop.write(requests.close, request, "granted", "We were wrong.", anyway="Known to us")
    assert time_left(shop, request).words == "closed 20 Jul 2026, in time"


def test_a_complaint_that_was_acknowledged_in_time_has_no_day_left(shop: Vault, clock: Clock) -> None:
    clock.set("2026-12-20T09:00")
    request = opened(shop, "complaint", "2026-11-25")
    shop.write(requests.acknowledge, request, "By e-mail")
    found = time_left(shop, request)
    assert (found.due, found.late) == (None, False)
    clock.set("2027-03-01T09:00")
    shop.write(requests.close, request, "refused", "Nothing was shared.")
    found = time_left(shop, request)
    assert (found.due, found.late) == (D("2026-12-29"), False)


@pytest.mark.parametrize(
    ("region", "received", "due"),
    [
        ("IE", "2027-01-01", "2027-02-02"),
        ("IE", "2027-02-26", "2027-03-26"),
        ("FR", "2026-06-14", "2026-07-15"),
        ("FR", "2027-02-26", "2027-03-26"),
        ("DE-BY", "2026-12-06", "2027-01-07"),
        ("DE-BE", "2026-12-06", "2027-01-06"),
        ("ES-MD", "2026-12-06", "2027-01-07"),
        *((region, "2026-11-25", "2026-12-28") for region in ("IE", "FR", "DE-BY", "ES-MD")),
    ],
)
def test_the_law_of_the_european_union_counts_with_its_countries_holidays(
    shop: Vault, region: str, received: str, due: str
) -> None:
    request = opened(shop, "access", received, regime="eu", region=region)
    shop.write(requests.ask_clarification, request, "Which orders?", D(received))
    shop.write(requests.clarified, request, "All", D(due))
    found = time_left(shop, request)
    assert found.due == D(due)
    assert found.rule == "EU GDPR Art 12(3), Art 15; Reg 1182/71 Art 3"


def test_in_the_european_union_proof_is_waited_for_while_the_time_runs(shop: Vault, clock: Clock) -> None:
    clock.set("2027-01-10T09:00")
    request = opened(shop, "access", "2027-01-01", regime="eu", region="IE")
    shop.write(requests.ask_identity, request, on=D("2027-01-04"))
    card = shop.read(requests.card, request)
    assert (card.stage, card.clock.due, card.clock.paused) == ("identity", D("2027-02-02"), False)
    shop.write(requests.show_identity, request, "Passport seen", D("2027-01-08"))
    assert days(time_left(shop, request)) == ("2027-02-08", "2027-02-02")


def test_californias_answers_are_due_in_forty_five_days_and_opting_out_in_fifteen_business_days(shop: Vault) -> None:
    request = opened(shop, "access", "2026-11-22", regime="ccpa")
    assert time_left(shop, request).due == D("2027-01-05")
    shop.write(requests.ask_identity, request, on=D("2026-11-23"))
    shop.write(requests.show_identity, request, "Known", on=D("2026-12-01"))
    assert time_left(shop, request).due == D("2027-01-05")
    shop.write(requests.extend, request, "Many records", D("2027-01-05"))
    assert time_left(shop, request).due == D("2027-02-19")
    assert time_left(shop, opened(shop, "marketing", "2026-11-23", regime="ccpa")).due == D("2026-12-15")


@pytest.mark.parametrize(("received", "due", "target"), [
    ("2026-02-04", "2026-03-16", "2026-03-04"),
    ("2026-02-05", "2026-03-16", "2026-03-16"),
])  # fmt: skip
def test_a_request_from_before_the_new_rules_keeps_the_old_ones(
    shop: Vault, received: str, due: str, target: str
) -> None:
    request = opened(shop, "access", received)
    shop.write(requests.ask_identity, request, on=D("2026-02-10"))
    shop.write(requests.show_identity, request, "Passport seen", on=D("2026-02-16"))
    shop.write(requests.ask_clarification, request, "Which?", D("2026-02-17"))
    assert time_left(shop, request).paused == (received == "2026-02-05")
    shop.write(requests.clarified, request, "All", D("2026-02-17"))
    found = time_left(shop, request)
    assert days(found) == ((due, target) if received == "2026-02-04" else ("2026-03-17", "2026-03-16"))
    assert ("as it stood before 5 February 2026" in found.rule) == (received == "2026-02-04")


def test_several_questions_pause_for_each_day_once(shop: Vault) -> None:
    request = opened(shop, "access", "2026-06-01")
    for asked, answered in (("2026-06-08", "2026-06-10"), ("2026-06-10", "2026-06-12")):
        shop.write(requests.ask_clarification, request, "Which?", D(asked))
        shop.write(requests.clarified, request, "These", D(answered))
    # 8 to 12 June: five days; the target takes one off for each question
    assert days(time_left(shop, request)) == ("2026-07-06", "2026-07-06")
    assert time_left(shop, request).steps[2:4] == (
        "Asked Monday 8 June 2026, answered Wednesday 10 June 2026: 3 days do not count, both ends included.",
        "Asked Wednesday 10 June 2026, answered Friday 12 June 2026: 2 days do not count, both ends included.",
    )


def test_a_question_or_a_proof_asked_for_when_the_time_was_up_stops_nothing(shop: Vault) -> None:
    request = opened(shop, "access", "2026-06-01")
    shop.write(requests.ask_clarification, request, "Which?", D("2026-07-02"))
    assert time_left(shop, request).late
    shop.write(requests.clarified, request, "All", D("2026-07-06"))
    shop.write(requests.ask_identity, request, on=D("2026-07-07"))
    assert time_left(shop, request).due == D("2026-07-01")
    shop.write(requests.show_identity, request, "Passport seen", on=D("2026-07-08"))
    found = time_left(shop, request)
    assert found.due == D("2026-07-01")
    assert "The time was up when proof of identity was asked for: it starts nothing afresh." in found.warnings


def test_a_proclaimed_holiday_moves_the_day(shop: Vault) -> None:
    request = opened(shop, "access", "2027-05-10")
    assert time_left(shop, request).due == D("2027-06-10")
    shop.write(profile.add_holiday, "2027-06-10", "Jubilee")
    found = time_left(shop, request)
    assert found.due == D("2027-06-11")
    assert "is no working day (a public holiday)" in " ".join(found.steps)


def test_the_day_of_a_closed_request_stays_as_it_was(shop: Vault, clock: Clock) -> None:
    clock.set("2027-06-10T12:00")
    request = opened(shop, "access", "2027-05-10")
    shop.write(requests.close, request, "granted", "Sent.", anyway="Known to us")
    shop.write(profile.add_holiday, "2027-06-10", "Jubilee")
    found = time_left(shop, request)
    assert (found.due, found.late) == (D("2027-06-10"), False)
    assert "holidays have changed" in found.warnings[-1]


def test_another_nation_in_the_settings_moves_open_requests(make_vault: MakeVault, clock: Clock) -> None:
    from dataclasses import replace

    shop = make_vault(clock=clock, region="GB-ENG")
    request = opened(shop, "access", "2026-10-31")
    assert time_left(shop, request).due == D("2026-11-30")
    shop.write(profile.change, replace(shop.read(profile.get), region="GB-SCT"))
    assert time_left(shop, request).due == D("2026-12-01")


def test_a_date_beyond_the_holidays_that_are_known_warns(shop: Vault, clock: Clock) -> None:
    clock.set("2028-12-20T09:00")
    found = time_left(shop, opened(shop, "erasure", "2028-12-20"))
    assert found.due == D("2029-01-22")
    assert "not announced yet" in found.warnings[0]


def test_between_the_safer_day_and_the_last_one_nothing_is_late(shop: Vault, clock: Clock) -> None:
    request = opened(shop, "access", "2026-06-01")
    shop.write(requests.ask_clarification, request, "Which?", D("2026-06-08"))
    shop.write(requests.clarified, request, "All", D("2026-06-15"))
    said = {}
    for day in ("2026-07-08", "2026-07-09", "2026-07-10"):
        clock.set(f"{day}T09:00")
        found = time_left(shop, request)
        said[found.words] = (found.late, found.days_left)
    assert said == {
        "due today": (False, 0),
        "the safer day has passed; the last is 9 Jul 2026": (False, 0),
        "1 day late": (True, -1),
    }
