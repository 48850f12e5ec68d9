"""Reminders: once and again and again, done, postponed and taken back; and birthdays."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.jobs import agenda
from shopcrm.privacy import access, erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import customers, reminders, search
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.shop.reminders import ReminderDraft, Repeats, next_day
from shopcrm.vault.vault import Vault, open_vault
from tests.conftest import BALLAST, PASSPHRASE

SERIES = st.sampled_from(["daily", "weekly", "monthly", "yearly"])
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
WREATHS = ReminderDraft("Order wreaths", "2026-11-30")


@contextmanager
def on(vault: Vault, folder: Path, day: str) -> Iterator[Vault]:
    """The same shop on another morning."""
    vault.close()
    morning = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=UTC)
    with open_vault(folder, PASSPHRASE, clock=lambda: morning, ballast_bytes=BALLAST) as opened:
        yield opened


def due(vault: Vault, reminder: int) -> date:
    """Its next day."""
    return vault.read(reminders.card, reminder).due_on


def ana(vault: Vault, birthday: str | None = None) -> int:
    """A customer."""
    return vault.write(customers.add, CustomerDraft("Ana", "Baker", birthday=birthday))


def test_a_reminder_stands_in_the_list_of_dates_and_on_today_when_its_day_comes(
    vault: Vault, shop_folder: Path
) -> None:
    made = vault.write(reminders.add, WREATHS)
    assert [(one.due, one.ref) for one in vault.read(agenda.listed)] == [(date(2026, 11, 30), f"A-{made}")]
    assert vault.read(agenda.board).do_next == ()
    with on(vault, shop_folder, "2026-12-02") as later:
        (one,) = later.read(agenda.board).do_next
        assert (one.ref, one.text, one.urgent) == (f"A-{made}", "Order wreaths: since 30 Nov 2026", True)
        assert later.read(reminders.waiting) == "1 due"
        later.write(reminders.done, made)
        assert later.read(agenda.board).do_next == ()
        assert [one.id for one in later.read(reminders.listed, "done")] == [made]


@pytest.mark.parametrize(
    ("first", "repeats", "days"),
    [
        ("2026-12-31", "monthly", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2028-02-29", "yearly", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-11-27", "weekly", ["2026-12-04", "2026-12-11"]),
        ("2026-12-31", "daily", ["2027-01-01", "2027-01-02"]),
    ],
)
def test_a_series_keeps_its_day_and_comes_back_to_it_after_a_shorter_month(
    vault: Vault, first: str, repeats: Repeats, days: list[str]
) -> None:
    made = vault.write(reminders.add, ReminderDraft("Rent", first, repeats))
    for day in days:
        vault.write(reminders.done, made)
        assert due(vault, made).isoformat() == day


@settings(deadline=None, max_examples=50)
@given(first=DAYS, repeats=SERIES, after=DAYS)
def test_the_next_day_of_a_series_is_the_first_after_a_day_and_no_day_between_is_left_out(
    first: date, repeats: Repeats, after: date
) -> None:
    found = next_day(first, repeats, after)
    assert found is not None
    assert found >= first
    assert found > after
    longest = {"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}[repeats]
    assert found == first or found - after <= timedelta(days=longest)
    run = [first]
    while run[-1] <= after:
        run.append(next_day(first, repeats, run[-1]) or date.max)
    assert found == run[-1]
    assert all(one < other for one, other in pairwise(run))


def test_what_was_overdue_for_weeks_comes_again_once_and_not_for_every_week(vault: Vault, shop_folder: Path) -> None:
    made = vault.write(reminders.add, ReminderDraft("Water the ferns", "2026-11-23", "weekly"))
    with on(vault, shop_folder, "2026-12-30") as later:
        later.write(reminders.done, made)
        assert due(later, made) == date(2027, 1, 4)


def test_a_postponed_series_goes_on_from_its_own_days(vault: Vault) -> None:
    made = vault.write(reminders.add, ReminderDraft("Stock-take", "2026-11-30", "monthly"))
    vault.write(reminders.postpone, made, "2026-12-03")
    assert due(vault, made) == date(2026, 12, 3)
    vault.write(reminders.done, made)
    assert due(vault, made) == date(2026, 12, 30)


def test_every_act_is_taken_back_and_done_again_and_the_series_is_as_it_was(vault: Vault) -> None:
    made = vault.write(reminders.add, ReminderDraft("Rent", "2026-12-31", "monthly", note="By transfer"))
    for _ in range(2):
        vault.write(reminders.done, made)
    before = vault.read(reminders.card, made)
    acts = [
        (reminders.done, (made,)),
        (reminders.postpone, (made, "2027-03-05")),
        (reminders.edit, (made, ReminderDraft("Rent", "2027-03-01", "weekly"))),
        (reminders.drop, (made,)),
    ]
    for function, arguments in acts:
        vault.write(function, *arguments)  # type: ignore[arg-type]
        vault.undo()
        assert vault.read(reminders.card, made) == before, function
        vault.undo()
        vault.undo()
        assert vault.read(reminders.card, made) == before, function


def test_to_take_back_a_new_reminder_removes_it_from_every_list(vault: Vault) -> None:
    made = vault.write(reminders.add, WREATHS)
    vault.undo()
    assert vault.read(reminders.listed, "all") == ()
    with pytest.raises(NotFound):
        vault.read(reminders.card, made)


@pytest.mark.parametrize(
    "bad",
    [
        ReminderDraft("", "2026-11-30"),
        ReminderDraft(" \t ", "2026-11-30"),
        ReminderDraft("x" * 201, "2026-11-30"),
        ReminderDraft("Rent", "30 Nov"),
        ReminderDraft("Rent", "2026-02-30"),
        ReminderDraft("Rent", "0001-01-01"),
        ReminderDraft("Rent", "2026-11-30", "hourly"),  # type: ignore[arg-type]
    ],
)
def test_a_reminder_without_words_or_without_a_day_that_can_be_is_refused(vault: Vault, bad: ReminderDraft) -> None:
    with pytest.raises(InvalidValue):
        vault.write(reminders.add, bad)


def test_what_is_over_cannot_be_done_again_nor_put_off_into_the_past(vault: Vault) -> None:
    made = vault.write(reminders.add, WREATHS)
    with pytest.raises(InvalidValue, match="over"):
        vault.write(reminders.postpone, made, "2026-11-21")
    vault.write(reminders.done, made)
    with pytest.raises(Refused, match="done already"):
        vault.write(reminders.done, made)
    with pytest.raises(Refused, match="done already"):
        vault.write(reminders.postpone, made, "2026-12-01")
    with pytest.raises(NotFound):
        vault.write(reminders.add, ReminderDraft("Ring", "2026-11-30", customer=1042))


def test_a_restricted_record_is_not_used_for_a_reminder(vault: Vault) -> None:
    who = ana(vault)
    vault.write(customers.restrict, RestrictionDraft(who, "accuracy"))
    with pytest.raises(Refused, match="restricted"):
        vault.write(reminders.add, ReminderDraft("Ring", "2026-11-30", customer=who))


def test_a_reminder_about_a_customer_is_found_shown_reported_and_erased_with_her(vault: Vault) -> None:
    who = ana(vault)
    made = vault.write(
        reminders.add, ReminderDraft("Ring about the orchid", "2026-11-30", customer=who, note="Mornings")
    )
    free = vault.write(reminders.add, ReminderDraft("Ana Baker said the till sticks", "2026-12-01"))
    assert [hit.ref for hit in vault.read(search.find, "orchid").results] == [f"A-{made}"]
    assert vault.read(search.find, f"a-{made}").results[0].detail == "Ana Baker · 30 Nov 2026"
    assert [one.title for one in vault.read(reminders.of_customer, who)] == ["Ring about the orchid"]
    held = vault.read(access.gather, who)
    rows = [row for one in held.categories if one.table == "reminders" for row in one.rows]
    assert any("Mornings" in row for row in rows)
    plan = vault.read(erasure.plan, who)
    assert any(f"A-{free}" in warning for warning in plan.warnings)
    vault.write(erasure.erase, ErasureDraft(who, "Baker", "asked"))
    assert [one.id for one in vault.read(reminders.listed, "all")] == [free]
    assert vault.read(search.find, "orchid").results == ()


@pytest.mark.parametrize(
    ("born", "today", "found"),
    [
        ("1980-11-22", "2026-11-22", "Birthday today: Ana Baker, 46"),
        ("--11-22", "2026-11-22", "Birthday today: Ana Baker"),
        ("1980-02-29", "2027-02-28", "Birthday today: Ana Baker, 47"),
        ("1980-02-29", "2028-02-29", "Birthday today: Ana Baker, 48"),
        ("1980-02-29", "2028-02-28", None),
        ("1980-11-23", "2026-11-22", None),
    ],
)
def test_a_birthday_stands_on_today_on_its_day_and_on_the_28th_where_there_is_no_29th(
    vault: Vault, shop_folder: Path, born: str, today: str, found: str | None
) -> None:
    ana(vault, born)
    with on(vault, shop_folder, today) as later:
        shown = [one.text for one in later.read(agenda.board).do_next if "Birthday" in one.text]
        assert shown == ([found] if found else [])


def test_birthdays_of_the_coming_week_leave_out_who_is_put_away_or_restricted(vault: Vault) -> None:
    for name, how in (("Ana", None), ("Bo", customers.archive), ("Cy", customers.restrict)):
        who = vault.write(customers.add, CustomerDraft(name, "Baker", birthday="--11-25"))
        if how is customers.archive:
            vault.write(customers.archive, who)
        elif how is customers.restrict:
            vault.write(customers.restrict, RestrictionDraft(who, "accuracy"))
    assert [one.name for one in vault.read(reminders.birthdays, 7)] == ["Ana Baker"]
    assert vault.read(reminders.birthdays, 2) == ()
