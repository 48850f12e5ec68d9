"""What the registers put on Today and into the list of dates."""

from datetime import date

from shopcrm.jobs import agenda
from shopcrm.privacy import retention
from shopcrm.privacy.registers import breaches, due, fee, training
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.registers.fee import FeeDraft
from shopcrm.privacy.registers.training import TrainingDraft
from shopcrm.vault.vault import Vault

FRIDAY = BreachDraft("An e-mail to the wrong Smith", "2026-11-20T16:30", "misdirected")


def test_a_breach_stands_first_until_it_is_decided(vault: Vault) -> None:
    breach = vault.write(breaches.log, FRIDAY)
    (listed,) = vault.read(agenda.listed)
    assert (listed.due, listed.ref, listed.rule) == (date(2026, 11, 23), f"B-{breach}", "UK GDPR Art 33(1)")
    assert "31 hours left (until 23 Nov 2026 16:30)" in listed.what
    (first,) = vault.read(agenda.board).do_next
    assert (first.ref, first.urgent) == (f"B-{breach}", True)
    unlikely = BreachDraft(FRIDAY.what, "2026-11-20T16:30", "misdirected", risk="unlikely", risk_because="Deleted")
    vault.write(breaches.change, breach, unlikely)
    vault.write(breaches.decide_report, breach, False, "Deleted unread")
    assert vault.read(agenda.listed) == ()


def test_a_breach_presses_on_its_last_day_and_when_it_is_over(vault: Vault) -> None:
    for discovered in ("2026-11-19T16:30", "2026-11-18T16:30"):
        vault.write(breaches.log, BreachDraft("A lost stick", discovered, "lost"))
    found = vault.read(agenda.board).do_next
    assert [one.urgent for one in found] == [True, True]
    assert "17 hours over" in found[0].text
    assert "7 hours left" in found[1].text


def test_yearly_duties_come_up_a_fortnight_before_their_day(vault: Vault) -> None:
    vault.write(training.record, TrainingDraft("2025-12-06", "Robin", "Phishing"))
    vault.write(fee.check, FeeDraft(1, 90_000, beyond=("cctv",)))
    vault.write(fee.pay, "2025-12-08")
    assert [one.what for one in vault.read(agenda.listed)] == [
        "Training on personal details is due again",
        "Renew the regulator's fee",
    ]
    (first,) = vault.read(agenda.board).do_next
    assert (first.ref, first.text) == ("training", "Training on personal details is due again: due 6 Dec 2026")


def test_a_new_shop_is_not_nagged(vault: Vault) -> None:
    assert vault.read(agenda.listed, True) == ()
    assert vault.read(due.breaches_waiting) == vault.read(due.training_waiting) == ""
    assert vault.read(due.fee_waiting) == "not checked"
    assert vault.read(retention.decisions) == ()


def test_the_time_left_is_said_in_hours() -> None:
    assert [due.hours_left(seconds) for seconds in (7200, 3600, 59, -60, -7200)] == [
        "2 hours left",
        "1 hour left",
        "less than an hour left",
        "less than an hour over",
        "2 hours over",
    ]
