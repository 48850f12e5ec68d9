"""The calendar file: as RFC 5545 asks, and without a name unless names were asked for."""

import stat
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import Refused, UsageError
from shopcrm.jobs import calendar_file
from shopcrm.jobs.calendar_file import CalendarRequest, Entry, calendar, escaped, folded, rule_of
from shopcrm.shop import customers, orders, reminders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.reminders import ReminderDraft, Repeats, next_day
from shopcrm.vault.vault import Vault
from tests.vault.rules import query

STAMP = "2026-11-22T09:30:00Z"
Event = dict[str, str]


def events(content: bytes) -> list[Event]:
    """The entries of a file, unfolded and unescaped, once it is sure that its lines are as they must be."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    logical = content.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    assert logical[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert logical[-2:] == ["END:VCALENDAR", ""]
    found: list[Event] = []
    for line in logical:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name.partition(";")[0]] = unescaped(value)
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(one) for one in found)
    assert len({one["UID"] for one in found}) == len(found)
    return found


def unescaped(text: str) -> str:
    """As a calendar reads a text value."""
    letters, found = iter(text), ""
    for letter in letters:
        following = next(letters) if letter == "\\" else ""
        found += ("\n" if following in "nN" else following) if following else letter
    return found


def exported(vault: Vault, path: Path, **options: object) -> list[Event]:
    """What stands in a file written now."""
    vault.write(calendar_file.export, CalendarRequest(str(path), **options))  # type: ignore[arg-type]
    return events(path.read_bytes())


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300), st.text("äß;,\\\n 🌹", max_size=200))
def test_whatever_was_typed_comes_back_whole_in_lines_of_75_octets_at_most(title: str, note: str) -> None:
    (one,) = events(calendar([Entry("1", date(2026, 11, 30), title, note)], STAMP, "Corner, Flowers; [/]"))
    assert one["SUMMARY"] == unescaped(escaped(title))
    assert one.get("DESCRIPTION", "") == unescaped(escaped(note))
    assert one["DTSTAMP"] == "20261122T093000Z"


def test_a_line_is_never_cut_within_a_character() -> None:
    line = folded("SUMMARY:" + "🌹" * 60)
    assert all(piece.decode("utf-8") for piece in line.split(b"\r\n ")[:-1])
    assert line.replace(b"\r\n ", b"").decode("utf-8") == "SUMMARY:" + "🌹" * 60 + "\r\n"


def test_a_control_sign_and_a_new_line_make_no_line_of_their_own() -> None:
    (one,) = events(calendar([Entry("1", date(2026, 11, 30), "Rent\r\nEND:VCALENDAR\x1b]52")], STAMP, ""))
    assert one["SUMMARY"].startswith("Rent\nEND:VCALENDAR")
    assert "\x1b" not in one["SUMMARY"]


@settings(deadline=None, max_examples=50)
@given(
    first=st.one_of(
        st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sampled_from([date(2028, 2, 29), date(2026, 8, 31)])
    ),
    repeats=st.sampled_from(["daily", "weekly", "monthly", "yearly"]),
)
def test_a_calendar_works_out_the_same_days_as_the_shop(first: date, repeats: Repeats) -> None:
    start = datetime.combine(first, datetime.min.time())
    theirs = [day.date() for day in islice(rrulestr(rule_of(first, repeats), dtstart=start), 14)]
    ours = [first]
    while len(ours) < 14:
        ours.append(next_day(first, repeats, ours[-1]) or date.max)
    assert theirs == ours


def test_without_being_asked_nobody_stands_in_the_file(vault: Vault, tmp_path: Path) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Quince", birthday="1980-12-01"))
    vault.write(customers.add, CustomerDraft(company="The Old Mill", kind="business"))
    vault.write(orders.place, OrderDraft((LineDraft("Wreath", 1, 2000),), customer=ana, promised_on="2026-11-27"))
    for draft in (
        ReminderDraft("Ring her about the wreath", "2026-11-30", customer=ana, note="Her husband is ill"),
        ReminderDraft("Ana Quince owes a vase", "2026-11-30"),
        ReminderDraft("ÁNA: vase", "2026-11-30"),
        ReminderDraft("Mrs Quince's vase", "2026-11-30"),
        ReminderDraft("Vase to the old mill!", "2026-11-30"),
        ReminderDraft("Vase: 07700 900 123", "2026-11-30"),
        ReminderDraft("Vase: ask@example.com", "2026-11-30"),
        ReminderDraft("Order ribbon", "2026-11-30", "weekly", note="Red"),
    ):
        vault.write(reminders.add, draft)
    everything = ("reminders", "birthdays", "deadlines")
    nameless = exported(vault, tmp_path / "a.ics", what=everything)
    text = str(nameless)
    assert not any(word in text.lower() for word in ("quince", "ana", "wreath", "husband", "1980", "vase", "mill"))
    assert "Order ribbon" in text
    assert "Birthday: customer C-1001" in text
    named = str(exported(vault, tmp_path / "b.ics", what=everything, names=True))
    assert all(word in named for word in ("Ring her about the wreath (Ana Quince)", "husband", "vase", "Birthday: Ana"))
    assert stat.S_IMODE((tmp_path / "a.ics").stat().st_mode) == 0o600
    entries = vault.read(query, "SELECT detail FROM activity WHERE verb = 'calendar.write' ORDER BY seq")
    assert ['"names": false' in one or '"names":false' in one for (one,) in entries] == [True, False]


def test_the_same_reminder_keeps_its_name_and_a_postponed_series_has_its_own_day_besides(
    vault: Vault, tmp_path: Path
) -> None:
    made = vault.write(reminders.add, ReminderDraft("Stock-take", "2026-11-30", "monthly"))
    (before,) = exported(vault, tmp_path / "a.ics")
    assert before["RRULE"] == "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"
    vault.write(reminders.postpone, made, "2026-12-03")
    moved, series = exported(vault, tmp_path / "b.ics")
    assert (moved["DTSTART"], moved.get("RRULE")) == ("20261203", None)
    assert (series["UID"], series["DTSTART"]) == (before["UID"], "20261230")


def test_a_file_that_is_there_is_not_replaced_and_nothing_chosen_writes_nothing(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="already"):
        exported(vault, tmp_path / "a.ics")
    with pytest.raises(UsageError):
        exported(vault, tmp_path / "b.ics", what=())
    assert exported(vault, tmp_path / "c.ics") == []


def test_no_guessed_name_is_confirmed_by_what_stands_for_a_date(vault: Vault, tmp_path: Path) -> None:
    """Two customers who differ in nothing but their names leave the same file."""
    ana = vault.write(customers.add, CustomerDraft("Ana", "Smith"))
    lines = (LineDraft("Roses", 1, 2800), LineDraft("Lilies", 1, 1500))
    for promised in ("2026-11-24", "2026-11-25"):
        vault.write(orders.place, OrderDraft(lines, ana, promised_on=promised))
    before = exported(vault, tmp_path / "a.ics", what=("deadlines",))
    vault.write(customers.edit, ana, CustomerDraft("Gretchen", "Featherstone"))
    assert exported(vault, tmp_path / "b.ics", what=("deadlines",)) == before
    assert len(before) == 4
