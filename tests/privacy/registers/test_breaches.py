"""The breach register: 72 hours by the clock, decisions with reasons, and a log that nobody changes."""

from datetime import UTC, datetime

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.vault.tx import stamp
from shopcrm.vault.vault import Vault
from tests.conftest import MakeVault
from tests.vault.rules import query, run

FRIDAY = BreachDraft("An e-mail to the wrong Smith", "2026-11-20T16:30", "misdirected", people_count=1)
UNLIKELY = {"risk": "unlikely", "risk_because": "She deleted it and said so."}


def draft(**changes: object) -> BreachDraft:
    values = {name: getattr(FRIDAY, name) for name in FRIDAY.__dataclass_fields__}
    return BreachDraft(**values | changes)


VECTORS = [
    pytest.param("2026-11-20T16:30", datetime(2026, 11, 23, 16, 30, tzinfo=UTC), id="over a weekend"),
    pytest.param("2026-10-24T10:00", datetime(2026, 10, 27, 9, 0, tzinfo=UTC), id="clocks go back"),
]


@pytest.mark.parametrize(("discovered", "due"), VECTORS)
def test_the_report_is_due_72_hours_after_discovery_by_the_clock(vault: Vault, discovered: str, due: datetime) -> None:
    breach = vault.write(breaches.log, draft(discovered_at=discovered))
    assert vault.read(breaches.card, breach).clock.due == due


def test_the_72_hours_hold_where_the_clocks_go_forward(make_vault: MakeVault) -> None:
    vault = make_vault(clock=lambda: datetime(2027, 3, 28, 9, 0, tzinfo=UTC))
    breach = vault.write(breaches.log, draft(discovered_at="2027-03-27T10:00"))
    clock = vault.read(breaches.card, breach).clock
    assert clock.due == datetime(2027, 3, 30, 10, 0, tzinfo=UTC)
    assert any("30 March 2027 at 11:00 BST" in step for step in clock.steps)
    assert clock.state == "running"
    assert clock.left == 49 * 3600


def test_the_clock_counts_down_and_is_over_after_72_hours(vault: Vault) -> None:
    running = vault.read(breaches.card, vault.write(breaches.log, FRIDAY))
    over = vault.read(breaches.card, vault.write(breaches.log, draft(discovered_at="2026-11-19T09:29")))
    assert (running.clock.state, running.clock.left) == ("running", 31 * 3600)
    assert (over.clock.state, over.clock.left) == ("over", -60)


def test_what_is_open_is_said_in_order(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    assert vault.read(breaches.card, breach).open_points == (
        "Judge how likely it is that people come to harm",
        "Decide whether to report it to the regulator",
    )


def test_not_to_report_needs_an_unlikely_risk_and_reasons(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    with pytest.raises(Refused, match="not judged yet"):
        vault.write(breaches.decide_report, breach, False, "It is nothing")
    vault.write(breaches.change, breach, draft(risk="likely", risk_because="Her address is in it"))
    with pytest.raises(Refused, match="is to be told"):
        vault.write(breaches.decide_report, breach, False, "It is nothing")
    vault.write(breaches.change, breach, draft(**UNLIKELY))
    with pytest.raises(InvalidValue, match="reason"):
        vault.write(breaches.decide_report, breach, False, "  ")
    vault.write(breaches.decide_report, breach, False, "Deleted unread")
    card = vault.read(breaches.card, breach)
    assert (card.report, card.report_because, card.clock.state) == ("no", "Deleted unread", "need_not")
    assert card.open_points == ()


def test_a_report_in_time_stops_the_clock(vault: Vault) -> None:
    breach = vault.write(breaches.log, draft(risk="likely", risk_because="Bank details"))
    vault.write(breaches.report, breach, "2026-11-22T09:00", "IC-123", "By the web form")
    card = vault.read(breaches.card, breach)
    assert (card.clock.state, card.regulator_ref, card.report) == ("reported", "IC-123", "yes")
    assert card.open_points == ()


def test_a_late_report_needs_the_reasons_for_the_delay(vault: Vault) -> None:
    breach = vault.write(breaches.log, draft(discovered_at="2026-11-16T09:00", risk="high", risk_because="Passports"))
    with pytest.raises(InvalidValue, match="reason for telling them after 72 hours"):
        vault.write(breaches.report, breach, "2026-11-22T09:00")
    vault.write(breaches.report, breach, "2026-11-22T09:00", delay="The owner was in hospital")
    card = vault.read(breaches.card, breach)
    assert (card.clock.state, card.delay) == ("reported_late", "The owner was in hospital")
    assert card.open_points == ("Tell the people: the risk to them is high",)


def test_people_are_told_where_the_risk_is_high_or_a_reason_is_on_record(vault: Vault) -> None:
    high = draft(risk="high", risk_because="Passports")
    told, not_told = (vault.write(breaches.log, high) for _ in range(2))
    for breach in (told, not_told):
        vault.write(breaches.report, breach, "2026-11-21T12:00")
    vault.write(breaches.tell, told, "2026-11-21T18:00", "A letter to each", 12)
    vault.write(breaches.decide_tell, not_told, False, "Encrypted: nobody can read it (Art 34(3)(a))")
    for breach in (told, not_told):
        assert vault.read(breaches.card, breach).open_points == ()
        vault.write(breaches.close, breach, "Check the address twice")
        assert vault.read(breaches.card, breach).closed


def test_nothing_is_closed_while_something_is_open_and_nothing_closed_is_changed(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    with pytest.raises(Refused, match="Judge how likely"):
        vault.write(breaches.close, breach)
    vault.write(breaches.change, breach, draft(**UNLIKELY))
    vault.write(breaches.decide_report, breach, False, "Deleted unread")
    vault.write(breaches.close, breach)
    with pytest.raises(Refused, match="is closed"):
        vault.write(breaches.change, breach, FRIDAY)
    with pytest.raises(Refused, match="is closed"):
        vault.write(breaches.decide_report, breach, True, "After all")
    vault.write(breaches.reopen, breach, "He wrote again")
    assert not vault.read(breaches.card, breach).closed


def test_the_log_keeps_what_stood_there_before_a_change(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    vault.write(breaches.change, breach, draft(people_count=3))
    vault.write(breaches.change, breach, draft(people_count=3))
    events = vault.read(breaches.card, breach).events
    assert [one.kind for one in events] == ["logged", "changed"]
    assert events[1].body == "Before, it said\npeople count: 1"


def test_an_entry_is_taken_back_by_another_entry_and_both_stay(vault: Vault) -> None:
    breach = vault.write(breaches.log, draft(**UNLIKELY))
    vault.write(breaches.report, breach, "2026-11-22T09:00")
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    card = vault.read(breaches.card, breach)
    assert (card.report, card.reported_at, card.clock.state) == (None, None, "running")
    assert [one.kind for one in card.events] == ["logged", "report", "reported", "taken_back", "taken_back"]
    for entry in (card.events[0].id, card.events[1].id):
        with pytest.raises(Refused):
            vault.write(breaches.take_back, (entry,))


@pytest.mark.parametrize("statement", ["UPDATE breach_events SET body = 'x'", "DELETE FROM breach_events"])
def test_nobody_changes_the_log(vault: Vault, statement: str) -> None:
    vault.write(breaches.log, FRIDAY)
    with pytest.raises(Exception, match=r"ledger|refused|Refused|record"):
        vault.write(run, statement)
    assert vault.read(query, "SELECT count(*) FROM breach_events") == [(1,)]


BAD = [
    pytest.param({"discovered_at": "2026-11-22T09:31"}, "to come", id="discovered in the future"),
    pytest.param({"discovered_at": "2026-11-20"}, "time are needed", id="no time of day"),
    pytest.param({"discovered_at": "Friday"}, "time are needed", id="words"),
    pytest.param({"discovered_at": "2026-03-29T01:30"}, "never was", id="an hour that never was"),
    pytest.param({"what": " "}, "missing", id="nothing happened"),
    pytest.param({"people_count": -1}, "cannot be right", id="fewer than nobody"),
    pytest.param({"risk": "high"}, "reasons", id="a risk without reasons"),
    pytest.param({"nature": "odd"}, "kinds of breach", id="no such kind"),
]


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_what_cannot_be_is_refused_in_words(vault: Vault, changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        vault.write(breaches.log, draft(**changes))


def test_of_an_hour_that_came_twice_the_first_counts(vault: Vault) -> None:
    breach = vault.write(breaches.log, draft(discovered_at="2026-10-25T01:30"))
    assert vault.read(breaches.card, breach).facts.discovered_at == "2026-10-25T00:30:00Z"


def test_nothing_is_reported_before_it_was_discovered_or_in_the_future(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    with pytest.raises(InvalidValue, match="before the breach was discovered"):
        vault.write(breaches.report, breach, "2026-11-20T16:29")
    with pytest.raises(InvalidValue, match="to come"):
        vault.write(breaches.tell, breach, "2026-11-23T00:00", "By post")


def test_open_breaches_stand_first_and_a_wrong_number_is_said(vault: Vault) -> None:
    old = vault.write(breaches.log, draft(discovered_at="2026-01-05T09:00"))
    done = vault.write(breaches.log, draft(**UNLIKELY))
    vault.write(breaches.decide_report, done, False, "Deleted unread")
    vault.write(breaches.close, done)
    assert [one.id for one in vault.read(breaches.listed)] == [old, done]
    assert [one.id for one in vault.read(breaches.listed, False)] == [old]
    with pytest.raises(NotFound):
        vault.read(breaches.card, 1999)
    assert stamp(vault.read(breaches.card, old).clock.due) == "2026-01-08T09:00:00Z"
