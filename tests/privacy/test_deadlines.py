"""Every vector of the law's tables, as it stands there, and what must hold for any date."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue, Refused
from shopcrm.privacy.deadlines import (
    ARTICLES,
    Deadline,
    breach,
    cancel,
    ccpa,
    complaint,
    data_request,
    no_deduction,
    presumption,
    refund,
    refund_agreed,
    reject,
    retention,
    send_back,
)
from shopcrm.workdays import Calendar, calendar_of

ENGLAND, WALES = calendar_of("GB-ENG"), calendar_of("GB-WLS")
SCOTLAND, ULSTER = calendar_of("GB-SCT"), calendar_of("GB-NIR")
IRELAND = calendar_of("IE")
LONDON = ZoneInfo("Europe/London")

D = date.fromisoformat


def access(received: str, calendar: Calendar = ENGLAND, *, extended: bool = False, **dates: str) -> Deadline:
    given_dates: dict[str, Any] = {name: D(text) for name, text in dates.items()}
    return data_request("access", D(received), calendar, extended=extended, **given_dates)


VECTORS = [
    # received, months, England and Wales, Scotland, Northern Ireland
    ("2026-01-01", 1, "2026-02-02", "2026-02-02", "2026-02-02"),
    ("2027-01-01", 1, "2027-02-01", "2027-02-01", "2027-02-01"),
    ("2024-11-25", 1, "2024-12-27", "2024-12-27", "2024-12-27"),
    ("2026-01-31", 1, "2026-03-02", "2026-03-02", "2026-03-02"),
    ("2027-01-31", 1, "2027-03-01", "2027-03-01", "2027-03-01"),
    ("2028-01-29", 1, "2028-02-29", "2028-02-29", "2028-02-29"),
    ("2028-01-30", 1, "2028-02-29", "2028-02-29", "2028-02-29"),
    ("2028-01-31", 1, "2028-02-29", "2028-02-29", "2028-02-29"),
    ("2028-02-29", 1, "2028-03-29", "2028-03-29", "2028-03-29"),
    ("2026-03-31", 1, "2026-04-30", "2026-04-30", "2026-04-30"),
    ("2026-11-22", 1, "2026-12-22", "2026-12-22", "2026-12-22"),
    ("2026-11-25", 1, "2026-12-29", "2026-12-29", "2026-12-29"),
    ("2026-12-01", 1, "2027-01-04", "2027-01-05", "2027-01-04"),
    ("2027-11-27", 1, "2027-12-29", "2027-12-29", "2027-12-29"),
    ("2027-12-01", 1, "2028-01-04", "2028-01-05", "2028-01-04"),
    ("2026-10-31", 1, "2026-11-30", "2026-12-01", "2026-11-30"),
    ("2027-02-26", 1, "2027-03-30", "2027-03-29", "2027-03-30"),
    ("2028-03-14", 1, "2028-04-18", "2028-04-17", "2028-04-18"),
    ("2027-02-17", 1, "2027-03-17", "2027-03-17", "2027-03-18"),
    ("2026-06-12", 1, "2026-07-13", "2026-07-13", "2026-07-14"),
    ("2026-07-31", 1, "2026-09-01", "2026-08-31", "2026-09-01"),
    ("2027-07-02", 1, "2027-08-02", "2027-08-03", "2027-08-02"),
    ("2026-05-15", 1, "2026-06-15", "2026-06-16", "2026-06-15"),
    ("2027-01-31", 3, "2027-04-30", "2027-04-30", "2027-04-30"),
    ("2027-11-30", 3, "2028-02-29", "2028-02-29", "2028-02-29"),
    ("2026-09-25", 3, "2026-12-29", "2026-12-29", "2026-12-29"),
]


@pytest.mark.parametrize("right", ARTICLES)
@pytest.mark.parametrize(("received", "months", "england", "scotland", "ulster"), VECTORS)
def test_a_request_is_due_on_the_date_of_the_table_in_each_nation(
    right: str, received: str, months: int, england: str, scotland: str, ulster: str
) -> None:
    expected = {ENGLAND: england, WALES: england, SCOTLAND: scotland, ULSTER: ulster}
    for calendar, due in expected.items():
        found = data_request(right, D(received), calendar, extended=months == 3)
        assert (found.due, found.target) == (D(due), D(due))


NATIONS = pytest.mark.parametrize("calendar", [ENGLAND, WALES, SCOTLAND, ULSTER], ids=lambda c: c.region)


@NATIONS
def test_proof_of_identity_restarts_the_time_and_does_not_pause_it(calendar: Calendar) -> None:
    found = access("2026-03-02", calendar, identity="2026-03-10")
    assert (found.due, found.target) == (D("2026-04-10"), D("2026-04-10"))


@NATIONS
def test_a_question_pauses_an_access_request_with_both_ends_counted(calendar: Calendar) -> None:
    found = access("2026-06-01", calendar, asked="2026-06-08", answered="2026-06-15")
    assert (found.due, found.target) == (D("2026-07-09"), D("2026-07-08"))


@NATIONS
def test_a_question_answered_the_same_day_pauses_for_one_day(calendar: Calendar) -> None:
    found = access("2026-11-02", calendar, asked="2026-11-05", answered="2026-11-05")
    assert (found.due, found.target) == (D("2026-12-03"), D("2026-12-02"))
    assert "1 day does not count" in " ".join(found.steps)


@NATIONS
@pytest.mark.parametrize("right", [right for right in ARTICLES if right != "access"])
def test_a_question_pauses_no_other_right(right: str, calendar: Calendar) -> None:
    found = data_request(right, D("2026-06-01"), calendar, asked=D("2026-06-08"), answered=D("2026-06-15"))
    assert (found.due, found.target) == (D("2026-07-01"), D("2026-07-01"))
    assert "access only" in " ".join(found.steps)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-01-01", "2027-02-01"),  # 1 January runs to the end of 1 February
        ("2024-11-25", "2024-12-27"),  # Monday 25 November to Friday 27 December
        ("2029-01-31", "2029-02-28"),  # 31 January to 28 February
        ("2028-01-31", "2028-02-29"),  # or 29 February in a leap year
        ("2026-01-31", "2026-03-02"),  # the end of the next Monday
        ("2026-09-03", "2026-10-05"),  # 3 September until 3 October, here a Saturday
        ("2025-09-03", "2025-10-03"),
    ],
)
def test_the_regulators_own_examples_come_out_as_it_says(received: str, due: str) -> None:
    assert access(received).due == D(due)


def test_a_fee_restarts_the_time_and_the_later_of_fee_and_identity_counts() -> None:
    assert access("2026-03-02", paid="2026-03-12").due == D("2026-04-13")
    both = access("2026-03-02", identity="2026-03-10", paid="2026-03-12")
    assert both.due == D("2026-04-13")
    assert "The fee came on Thursday 12 March 2026" in both.steps[1]


def test_three_months_count_from_the_proof_of_identity_and_the_notice_is_due_in_the_first() -> None:
    found = access("2026-03-02", identity="2026-03-10", extended=True)
    assert found.due == D("2026-06-10")
    assert "by Friday 10 April 2026." in " ".join(found.steps)


def test_a_pause_moves_the_extended_date_and_the_date_of_the_notice() -> None:
    found = access("2026-06-01", asked="2026-06-08", answered="2026-06-15", extended=True)
    assert found.due == D("2026-09-09")
    assert "by Thursday 9 July 2026." in " ".join(found.steps)


def test_a_question_asked_after_month_one_leaves_the_date_of_the_notice() -> None:
    found = access("2026-06-01", asked="2026-07-08", answered="2026-07-09", extended=True)
    assert found.due == D("2026-09-03")
    assert "by Wednesday 1 July 2026." in " ".join(found.steps)


def test_days_of_a_question_before_the_proof_of_identity_pause_nothing() -> None:
    over = access("2026-03-02", identity="2026-03-10", asked="2026-03-03", answered="2026-03-05")
    assert (over.due, over.target) == (D("2026-04-10"), D("2026-04-10"))
    across = access("2026-03-02", identity="2026-03-10", asked="2026-03-09", answered="2026-03-12")
    assert (across.due, across.target) == (D("2026-04-13"), D("2026-04-13"))  # 10, 11 and 12 March


def test_the_steps_say_in_words_how_the_date_was_counted() -> None:
    found = access("2026-11-25")
    assert found.steps[:3] == (
        "Received Wednesday 25 November 2026.",
        "One month: Friday 25 December 2026.",
        "Friday 25 December 2026 is no working day (Christmas Day): the next one is Tuesday 29 December 2026.",
    )
    assert found.rule == "UK GDPR Art 12A, Art 15; Reg 1182/71 Art 3"
    assert "last day of a shorter month" in " ".join(access("2026-03-31").steps)


def test_an_objection_to_marketing_is_to_be_obeyed_at_once() -> None:
    assert "stop at once" in " ".join(data_request("objection", D("2026-11-22"), ENGLAND).steps)


def test_a_request_before_5_february_2026_keeps_the_old_rules() -> None:
    old = access("2026-02-04", asked="2026-02-10", answered="2026-02-12")
    new = access("2026-02-05", asked="2026-02-10", answered="2026-02-12")
    assert old.due == D("2026-03-04")
    assert "before 5 February 2026" in old.rule
    assert new.due == D("2026-03-09")  # 5 March and 3 days is Sunday the 8th


def test_old_and_european_rules_show_the_date_without_a_restart_as_the_safer_target() -> None:
    for found in (access("2026-01-05", identity="2026-01-12"), access("2026-03-02", IRELAND, identity="2026-03-10")):
        assert found.target < found.due
        assert "restarts" in found.warnings[0]
    assert access("2026-01-05", identity="2026-01-12").target == D("2026-02-05")


def test_there_is_no_such_right_before_the_regulation() -> None:
    with pytest.raises(Refused, match="applies from Friday 25 May 2018"):
        access("2018-05-24")


@pytest.mark.parametrize(
    ("region", "received", "due"),
    [
        ("IE", "2027-01-01", "2027-02-02"),
        ("IE", "2027-02-26", "2027-03-26"),
        ("FR", "2026-06-14", "2026-07-15"),
        ("FR", "2027-02-26", "2027-03-26"),
        ("DE-BY", "2026-12-06", "2027-01-07"),
        ("DE-BE", "2026-12-06", "2027-01-06"),
        ("ES", "2026-12-06", "2027-01-07"),
        ("ES-MD", "2026-12-06", "2027-01-07"),
        ("IE", "2026-11-25", "2026-12-28"),
        ("FR", "2026-11-25", "2026-12-28"),
        ("DE-BY", "2026-11-25", "2026-12-28"),
        ("DE-BE", "2026-11-25", "2026-12-28"),
        ("ES", "2026-11-25", "2026-12-28"),
    ],
)
def test_a_request_in_the_union_is_due_on_the_date_of_the_table(region: str, received: str, due: str) -> None:
    found = access(received, calendar_of(region))
    assert (found.due, found.target) == (D(due), D(due))
    assert found.rule.startswith("EU GDPR Art 12(3)")


def test_a_question_pauses_nothing_in_the_union() -> None:
    found = access("2026-06-01", IRELAND, asked="2026-06-08", answered="2026-06-15")
    assert found.due == D("2026-07-01")
    assert "no such pause" in " ".join(found.steps)


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"identity": "2026-05-31"}, "identity"),
        ({"paid": "2026-05-31"}, "paid"),
        ({"asked": "2026-05-31", "answered": "2026-06-15"}, "asked"),
        ({"asked": "2026-06-08", "answered": "2026-06-07"}, "answered"),
        ({"asked": "2026-06-08"}, "answered"),
        ({"answered": "2026-06-08"}, "asked"),
        ({"asked": "2026-07-02", "answered": "2026-07-03"}, "asked"),
        ({"asked": "2026-06-08", "answered": "9001-01-01"}, "answered"),
        ({"identity": "9999-12-31"}, "identity"),
    ],
)
def test_dates_of_a_request_that_cannot_be_are_refused_by_field(dates: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        access("2026-06-01", **dates)
    assert caught.value.field == field


def test_an_unknown_right_and_an_unknown_law_are_refused() -> None:
    with pytest.raises(InvalidValue, match="not one of the rights"):
        data_request("forgetting", D("2026-06-01"), ENGLAND)
    with pytest.raises(InvalidValue, match="not known here"):
        data_request("access", D("2026-06-01"), Calendar("Asia/Tokyo", "JP"))


DATED: list[Callable[[date, Calendar], Deadline]] = [
    lambda day, calendar: data_request("erasure", day, calendar),
    complaint,
    lambda day, calendar: breach(datetime(day.year, day.month, day.day, tzinfo=UTC), calendar),
    lambda day, calendar: ccpa(day),
    retention,
    reject,
    presumption,
    no_deduction,
    refund_agreed,
    cancel,
    send_back,
    refund,
]


@pytest.mark.parametrize("rule", DATED)
@pytest.mark.parametrize("text", ["9001-01-01", "9999-12-31", "1066-10-14", "0001-01-01"])
def test_no_rule_accepts_a_year_that_cannot_be(rule: Callable[[date, Calendar], Deadline], text: str) -> None:
    with pytest.raises(InvalidValue, match="cannot be right"):
        rule(D(text), ENGLAND)


@pytest.mark.parametrize("rule", DATED)
def test_every_rule_answers_on_the_last_day_it_accepts(rule: Callable[[date, Calendar], Deadline]) -> None:
    found = rule(date(9000, 12, 31), ENGLAND)
    assert found.steps
    assert found.rule


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-06-19", "2026-07-20"), ("2026-11-25", "2026-12-29")],
)
def test_a_complaint_is_acknowledged_in_30_days_from_the_day_after(received: str, due: str) -> None:
    found = complaint(D(received), ENGLAND)
    assert (found.due, found.target) == (D(due), D(due))
    assert "s.164A" in found.rule


def test_there_is_no_duty_for_a_complaint_before_19_june_2026_nor_in_the_union() -> None:
    with pytest.raises(Refused, match=r"no duty.*19 June 2026"):
        complaint(D("2026-06-18"), ENGLAND)
    with pytest.raises(Refused, match="supervisory authority"):
        complaint(D("2026-11-25"), IRELAND)


@pytest.mark.parametrize(
    ("aware", "due", "words"),
    [
        ("2026-11-20T16:30", "2026-11-23T16:30", "Monday 23 November 2026 at 16:30 GMT"),
        ("2026-10-24T10:00", "2026-10-27T09:00", "Tuesday 27 October 2026 at 09:00 GMT"),
        ("2027-03-27T10:00", "2027-03-30T11:00", "Tuesday 30 March 2027 at 11:00 BST"),
    ],
)
def test_a_breach_is_reported_72_hours_by_the_clock_after_it_was_known(aware: str, due: str, words: str) -> None:
    local = datetime.fromisoformat(aware).replace(tzinfo=LONDON)
    found = breach(local, ENGLAND)
    assert found.due == found.target == datetime.fromisoformat(due).replace(tzinfo=LONDON).astimezone(UTC)
    assert isinstance(found.due, datetime)
    assert found.due.tzinfo is UTC
    assert words in " ".join(found.steps)


def test_a_breach_without_a_time_zone_is_refused() -> None:
    with pytest.raises(InvalidValue, match="time zone"):
        breach(datetime(2026, 10, 24, 10), ENGLAND)  # noqa: DTZ001


def test_a_breach_is_reported_under_the_law_of_the_place() -> None:
    moment = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert breach(moment, ENGLAND).rule == "UK GDPR Art 33(1)"
    assert breach(moment, IRELAND).rule == "EU GDPR Art 33(1)"


def test_a_californian_is_answered_in_45_days_with_the_first_counted_or_in_90() -> None:
    found = ccpa(D("2026-11-22"))
    assert (found.due, found.target) == (D("2027-01-05"), D("2027-01-05"))
    assert "Monday 7 December 2026" in " ".join(found.steps)  # ten business days, Thanksgiving left out
    longer = ccpa(D("2026-11-22"), extended=True)
    assert longer.due == D("2027-02-19")
    assert "Tuesday 5 January 2027" in longer.steps[-1]


@pytest.mark.parametrize(
    ("invoiced", "until"),
    [("2026-04-05", "2032-01-31"), ("2026-04-06", "2033-01-31"), ("2026-11-22", "2033-01-31")],
)
def test_books_are_kept_by_tax_year_and_not_by_invoice_date(invoiced: str, until: str) -> None:
    assert retention(D(invoiced), ENGLAND).due == D(until)


def test_an_invoice_that_vat_keeps_longer_says_so() -> None:
    assert "until Monday 5 April 2032" in retention(D("2026-04-05"), ENGLAND).warnings[0]
    assert "VAT" not in " ".join(retention(D("2026-04-06"), ENGLAND).warnings)
    assert "five years in Scotland" in " ".join(retention(D("2026-04-06"), SCOTLAND).warnings)


RETURNS = [
    (reject, "2026-07-01", {}, "2026-07-31"),
    (reject, "2026-07-01", {"repair_asked": "2026-07-10", "repaired": "2026-07-20"}, "2026-08-11"),
    (reject, "2026-07-01", {"repair_asked": "2026-07-30", "repaired": "2026-08-05"}, "2026-08-12"),
    (presumption, "2026-03-15", {}, "2026-09-14"),
    (no_deduction, "2026-03-15", {}, "2026-09-15"),
    (refund_agreed, "2026-06-01", {}, "2026-06-14"),
    (cancel, "2026-06-01", {}, "2026-06-15"),
    (cancel, "2026-06-01", {"info_given": "2026-09-01"}, "2026-09-15"),
    (send_back, "2026-06-15", {}, "2026-06-29"),
    (refund, "2026-06-22", {}, "2026-07-06"),
    (refund, "2026-06-22", {"proof": "2026-06-18"}, "2026-07-02"),
]


@pytest.mark.parametrize("calendar", [ENGLAND, WALES, ULSTER], ids=lambda c: c.region)
@pytest.mark.parametrize(("rule", "start", "dates", "due"), RETURNS)
def test_a_consumers_right_ends_on_the_date_of_the_table(
    rule: Callable[..., Deadline], start: str, dates: dict[str, str], due: str, calendar: Calendar
) -> None:
    found = rule(D(start), calendar, **{name: D(text) for name, text in dates.items()})
    assert (found.due, found.target) == (D(due), D(due))
    assert "2015" in found.rule or "2013" in found.rule


def test_the_day_proclaimed_in_scotland_gives_a_scottish_buyer_one_day_more_to_cancel() -> None:
    assert cancel(D("2026-06-01"), SCOTLAND).due == D("2026-06-16")


@NATIONS
def test_a_buyer_who_was_never_told_may_cancel_for_twelve_months_more(calendar: Calendar) -> None:
    assert cancel(D("2026-06-01"), calendar, never_informed=True).due == D("2027-06-15")
    assert "Tuesday 15 June 2027" in " ".join(cancel(D("2026-06-01"), calendar).steps)


@pytest.mark.parametrize(
    ("info_given", "due"),
    [
        ("2026-05-20", "2026-06-15"),  # before delivery: nothing is added
        ("2026-06-01", "2026-06-15"),
        ("2026-06-03", "2026-06-17"),
        ("2027-06-01", "2027-06-15"),  # the last day of the twelve months
        ("2027-06-02", "2027-06-15"),  # too late to matter
        ("2030-01-01", "2027-06-15"),
    ],
)
def test_late_information_gives_14_days_and_never_more_than_twelve_months(info_given: str, due: str) -> None:
    assert cancel(D("2026-06-01"), ENGLAND, info_given=D(info_given)).due == D(due)


def test_a_consumers_own_time_rolls_over_a_weekend_and_a_traders_never() -> None:
    assert reject(D("2026-07-02"), ENGLAND).due == D("2026-08-03")  # Saturday 1 August
    assert reject(D("2026-07-02"), SCOTLAND).due == D("2026-08-04")  # Monday is a holiday there
    assert refund(D("2026-06-20"), ENGLAND).due == D("2026-07-04")  # a Saturday
    assert refund_agreed(D("2026-06-01"), ENGLAND).due.weekday() == 6


@pytest.mark.parametrize(
    ("rule", "delivered", "last"),
    [
        (presumption, "2027-08-31", "2028-02-29"),  # a shorter month ends on its last day
        (presumption, "2027-03-01", "2027-08-31"),
        (no_deduction, "2027-02-28", "2027-08-31"),
    ],
)
def test_six_months_end_the_day_before_their_like_or_with_the_shorter_month(
    rule: Callable[[date, Calendar], Deadline], delivered: str, last: str
) -> None:
    assert rule(D(delivered), ENGLAND).due == D(last)


def test_proof_of_sending_after_the_goods_are_back_changes_nothing() -> None:
    assert refund(D("2026-06-22"), ENGLAND, proof=D("2026-06-25")).due == D("2026-07-06")


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"repair_asked": "2026-06-30", "repaired": "2026-07-05"}, "repair_asked"),
        ({"repair_asked": "2026-07-10", "repaired": "2026-07-09"}, "repaired"),
        ({"repair_asked": "2026-07-10"}, "repaired"),
        ({"repaired": "2026-07-10"}, "repair_asked"),
        ({"repair_asked": "2026-08-01", "repaired": "2026-08-03"}, "repair_asked"),
        ({"repair_asked": "2026-07-10", "repaired": "9999-01-01"}, "repaired"),
    ],
)
def test_dates_of_a_repair_that_cannot_be_are_refused_by_field(dates: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        reject(D("2026-07-01"), ENGLAND, **{name: D(text) for name, text in dates.items()})
    assert caught.value.field == field


def test_information_that_was_given_was_not_never_given() -> None:
    with pytest.raises(InvalidValue, match="either"):
        cancel(D("2026-06-01"), ENGLAND, info_given=D("2026-06-02"), never_informed=True)


@pytest.mark.parametrize(
    "rule", [retention, reject, presumption, no_deduction, refund_agreed, cancel, send_back, refund]
)
def test_the_kingdoms_own_rules_are_refused_elsewhere(rule: Callable[[date, Calendar], Deadline]) -> None:
    with pytest.raises(Refused, match="United Kingdom"):
        rule(D("2026-06-01"), IRELAND)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (reject, "2015-09-30"),
        (presumption, "2015-09-30"),
        (refund_agreed, "2015-09-30"),
        (cancel, "2014-06-12"),
        (refund, "2014-06-12"),
    ],
)
def test_a_sale_before_the_law_has_no_date_under_it(rule: Callable[[date, Calendar], Deadline], day: str) -> None:
    with pytest.raises(Refused, match="is before it"):
        rule(D(day), ENGLAND)


def test_a_date_beyond_the_announced_holidays_carries_a_warning() -> None:
    assert access("2028-11-28").warnings == ()
    for found in (access("2028-12-01"), complaint(D("2028-12-05"), ENGLAND), reject(D("2028-12-05"), ENGLAND)):
        assert "not announced yet" in " ".join(found.warnings)


ROLLING: list[Callable[[date, Calendar], Deadline]] = [
    *(lambda day, calendar, right=right: data_request(right, day, calendar) for right in ARTICLES),
    complaint,
    reject,
    presumption,
    no_deduction,
    cancel,
    send_back,
]
FIXED: list[Callable[[date, Calendar], Deadline]] = [
    lambda day, calendar: ccpa(day),
    retention,
    refund_agreed,
    refund,
]
since = st.dates(date(2026, 6, 19), date(2035, 12, 31))
nations = st.sampled_from([ENGLAND, WALES, SCOTLAND, ULSTER])


@settings(deadline=None, max_examples=50)
@given(since, nations)
def test_a_date_that_rolls_never_ends_on_a_day_off_nor_before_it_began(received: date, calendar: Calendar) -> None:
    for rule in ROLLING:
        found = rule(received, calendar)
        assert calendar.is_workday(found.due)
        assert received < found.target <= found.due


@settings(deadline=None, max_examples=50)
@given(since, since, nations)
def test_what_began_later_is_never_due_earlier(one: date, other: date, calendar: Calendar) -> None:
    first, second = sorted((one, other))
    for rule in ROLLING + FIXED:
        assert rule(first, calendar).due <= rule(second, calendar).due


@settings(deadline=None, max_examples=50)
@given(since, st.integers(0, 27), st.integers(0, 400), st.booleans(), nations)
def test_a_pause_never_shortens_and_its_target_is_never_later(
    received: date, wait: int, length: int, extended: bool, calendar: Calendar
) -> None:
    asked = received + timedelta(days=wait)
    plain = data_request("access", received, calendar, extended=extended)
    paused = data_request(
        "access", received, calendar, asked=asked, answered=asked + timedelta(days=length), extended=extended
    )
    assert plain.due <= paused.target <= paused.due
    assert (paused.due - plain.due).days >= length + 1 - 7


@settings(deadline=None, max_examples=50)
@given(since, st.integers(0, 60), nations)
def test_proof_of_identity_counts_as_if_the_request_had_come_with_it(
    received: date, wait: int, calendar: Calendar
) -> None:
    proof = received + timedelta(days=wait)
    late = data_request("erasure", received, calendar, identity=proof)
    assert late.due == data_request("erasure", proof, calendar).due


@settings(deadline=None, max_examples=50)
@given(since, st.integers(0, 30), st.integers(0, 400), nations)
def test_a_repair_never_shortens_the_time_to_reject_and_leaves_a_week(
    delivered: date, wait: int, length: int, calendar: Calendar
) -> None:
    asked = delivered + timedelta(days=wait)
    back = asked + timedelta(days=length)
    found = reject(delivered, calendar, repair_asked=asked, repaired=back)
    assert found.due >= max(reject(delivered, calendar).due, back + timedelta(days=7))


@settings(deadline=None, max_examples=50)
@given(st.datetimes(datetime(2018, 6, 1), datetime(2040, 1, 1), timezones=st.just(LONDON)))  # noqa: DTZ001
def test_a_breach_is_always_exactly_72_hours_long(aware: datetime) -> None:
    due = breach(aware, ENGLAND).due
    assert isinstance(due, datetime)
    assert due - aware.astimezone(UTC) == timedelta(hours=72)
