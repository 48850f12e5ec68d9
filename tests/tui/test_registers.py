"""The registers on screen: breaches and their hours, old records, training and audits, the fee, notice, evidence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.privacy import accountability, retention
from shopcrm.privacy.registers import audits, breaches, fee, notices, processing, training
from shopcrm.privacy.registers.audit_questions import QUESTIONS
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.registers.processing import ActivityDraft
from shopcrm.privacy.registers.training import TrainingDraft
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL
from tests.tui.screen_text import screen_text
from tests.vault.rules import run

each_size = pytest.mark.parametrize(("size", "name"), [(NARROW, "80"), (WIDE, "120")], ids=["80x24", "120x34"])
Size = tuple[int, int]
LIST = BreachDraft(
    *("A delivery list of [/] is missing", "2026-11-20T16:30", "lost"),
    people="Customers of Friday",
    people_count=9,
    data="Names and addresses",
)
CAMERA = ActivityDraft(
    *(
        "Camera over the till",
        "To keep the shop safe",
        "Whoever comes in",
        "Pictures",
        "legitimate interest",
        "30 days",
    ),
    interest="keeping staff and takings safe",
)


async def go(pilot: Pilot[int], place: str, words: str) -> None:
    """To a place of Privacy."""
    pilot.app.go_to_place(place)  # type: ignore[attr-defined]
    await until_ready(pilot, words)


async def picture(pilot: Pilot[int], name: str) -> None:
    """The screen as it stands once nothing on it changes any more."""
    last, same = "", 0
    while same < 4:
        await pilot.pause(0.05)
        shown = screen_text(pilot.app)
        last, same = shown, same + 1 if shown == last else 0
    await until_golden(pilot, name)


def old_people(vault: Vault) -> None:
    """Three who asked long ago, and one who asked lately."""
    for number, given in enumerate(("Ada", "[/]", "Cy", "Dot")):
        one = vault.write(customers.add, CustomerDraft(given, "Old", note="Asked for lilac"))
        if number < 3:
            vault.write(run, f"UPDATE customers SET updated_at = '202{number}-03-14T09:00:00Z' WHERE id = {one}")
            vault.write(run, f"UPDATE customers SET confirmed_on = NULL WHERE id = {one}")
            vault.write(run, f"UPDATE notes SET at = '202{number}-03-14T09:00:00Z' WHERE customer_id = {one}")


def audited(vault: Vault, *, but: int = 0) -> int:
    """A self-audit with all but the last few questions answered."""
    audit = vault.write(audits.begin)
    for one in QUESTIONS[: len(QUESTIONS) - but]:
        said = ("partly", "Buy a drawer with a key") if one.key == "paper" else ("yes", "")
        vault.write(audits.answer, audit, one.key, *said)
    return audit


@each_size
async def test_breaches_and_one_of_them(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    vault.write(breaches.log, LIST)
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "breaches", "1 open")
        await until_shown(pilot, "Discovered 20 Nov")
        await picture(pilot, f"breaches_{name}")
        await pilot.press("enter")
        await until_ready(pilot, "31 hours left")
        await picture(pilot, f"breach_{name}")
        await pilot.press("f2")
        await until_ready(pilot, "What is known of the breach")
        await picture(pilot, f"breach_form_{name}")


async def test_a_breach_is_written_down_judged_decided_and_closed_by_keys_alone(
    open_app: OpenApp, vault: Vault
) -> None:
    async with open_app(**REAL) as pilot:
        await go(pilot, "breaches", "No breach was written down")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "A breach")
        await type_in(pilot, "Mail to the wrong Smith")
        await pilot.press("enter")
        await type_in(pilot, "20 nov 16:30")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Next: Judge how likely")
        await pilot.press("f2")
        await until_ready(pilot, "What is known of the breach")
        for _ in range(8):
            await pilot.press("tab")
        await pilot.press("right", "tab")
        await type_in(pilot, "Deleted unread")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Next: Decide whether")
        await pilot.press("f3")
        await until_ready(pilot, "Report it to the regulator?")
        await pilot.press("right", "tab")
        await type_in(pilot, "Harm is unlikely")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "it can be closed")
        await pilot.press("f8")
        await until_ready(pilot, "Close the breach")
        await type_in(pilot, "Read the address back")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Open again F8")
        card = vault.read(breaches.card, 1001)
        assert (card.closed, card.report, card.facts.discovered_at) == (True, "no", "2026-11-20T16:30:00Z")
        await pilot.press("f8")
        await until_ready(pilot, "it can be closed")
        await pilot.press("ctrl+z")
        await until_ready(pilot, "Open again F8")


async def test_what_is_missing_is_said_and_the_form_stays(open_app: OpenApp, vault: Vault) -> None:
    vault.write(breaches.log, LIST)
    async with open_app(**REAL) as pilot:
        pilot.app.open_record("B-1001")  # type: ignore[attr-defined]
        await until_ready(pilot, "31 hours left")
        await pilot.press("f4")
        await until_ready(pilot, "Reported to the regulator")
        await type_in(pilot, "20 nov 10:00")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "before the breach was discovered")
        await pilot.press("ctrl+a")
        await type_in(pilot, "soon")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The day and the time are needed")
        assert vault.read(breaches.card, 1001).reported_at is None


@each_size
async def test_old_records_and_those_of_one_kind(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    old_people(vault)
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "retention", "6 records are due")
        await until_shown(pilot, "They asked once")
        await picture(pilot, f"retention_{name}")
        await pilot.press("enter")
        await until_ready(pilot, "People who never bought: 3")
        await until_shown(pilot, "14 Mar 2021")
        await picture(pilot, f"retention_list_{name}")


async def test_one_record_goes_one_is_kept_and_the_rest_go_when_their_number_is_typed(
    open_app: OpenApp, vault: Vault
) -> None:
    old_people(vault)
    async with open_app(**REAL) as pilot:
        await go(pilot, "retention", "6 records are due")
        await pilot.press(*["down"] * 4, "enter")
        await until_ready(pilot, "Old notes about customers: 3")
        await pilot.press("f9")
        await until_ready(pilot, "Keep it")
        await type_in(pilot, "Allergic to lilies")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Old notes about customers: 2")
        await pilot.press("f6")
        await until_ready(pilot, "Let N-")
        await pilot.press("enter")
        await until_ready(pilot, "Old notes about customers: 1")
        await pilot.press("f8")
        await until_ready(pilot, "To go on, type 1")
        await pilot.press("enter")
        await until_shown(pilot, "That does not read")
        await type_in(pilot, "1")
        await pilot.press("enter")
        await until_shown(pilot, "Nothing of this kind is due")
        assert len(vault.read(customers.notes_of, 1001)) == 1
        assert [one.decision for one in vault.read(retention.decisions)] == ["done", "done", "kept"]
        await pilot.press("escape")
        await until_ready(pilot, "3 records are due")
        await pilot.press("f4")
        await until_ready(pilot, "Allergic to lilies")
        await pilot.press("enter")
        await until_ready(pilot, "again?")
        await pilot.press("enter")
        await until_ready(pilot, "4 records are due")


async def test_a_rule_is_chosen_with_its_reason(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await go(pilot, "retention", "Nothing is due to go")
        await pilot.press("f3")
        await until_ready(pilot, "Months")
        await type_in(pilot, "36")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The reason for another time is missing")
        await type_in(pilot, "Weddings")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "After 3 years")
        await until_shown(pilot, "You chose this time: Weddings")


@each_size
async def test_training_and_a_self_audit(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    draft = TrainingDraft("2026-03-02", "Robin Marsh", training.TOPICS[0], "The regulator's film", 30, "Good film.")
    vault.write(training.record, draft)
    audited(vault, but=2)
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "training", "1 entry")
        await until_shown(pilot, "Good film.")
        await picture(pilot, f"training_{name}")
        await pilot.press("shift+tab", "right")
        await until_shown(pilot, "2 to answer")
        await pilot.press("tab", "enter")
        await until_ready(pilot, "Self-audit begun 22 Nov 2026: 2 to answer")
        await picture(pilot, f"audit_{name}")
        await pilot.press("enter")
        await until_ready(pilot, "Note, to do")
        await picture(pilot, f"audit_answer_{name}")


async def test_an_audit_is_answered_with_yes_and_finished(open_app: OpenApp, vault: Vault) -> None:
    audit = audited(vault, but=2)
    async with open_app(**REAL) as pilot:
        await go(pilot, "training", "Nothing is entered yet")
        await pilot.press("shift+tab")
        await pilot.press("right")
        await until_shown(pilot, "2 to answer")
        await pilot.press("tab", "enter")
        await until_ready(pilot, "2 to answer")
        await pilot.press("end")
        await pilot.press("up", "f6")
        await until_ready(pilot, "1 to answer")
        await pilot.press("f6")
        await until_ready(pilot, "all answered")
        await pilot.press("f8")
        await until_ready(pilot, "done by Robin Marsh")
        assert vault.read(audits.card, audit).finished_on == "2026-11-22"


@each_size
async def test_the_fee_is_checked_and_paid(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "fee", "Not checked yet")
        await pilot.press("f2")
        await until_ready(pilot, "A camera that films")
        await picture(pilot, f"fee_form_{name}")
        await pilot.press("tab", "tab", "tab", "space")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "The fee is £52.00 a year")
        await pilot.press("f4")
        await until_ready(pilot, "The fee was paid")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "holds until 21 Nov 2027")
        pilot.app.clear_notifications()
        await pilot.pause()
        await picture(pilot, f"fee_{name}")
        assert len(vault.read(fee.standing).payments) == 1


@each_size
async def test_the_processing_register_and_an_addition(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    vault.write(processing.add, CAMERA)
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "processing", "1 of them added by hand")
        await until_shown(pilot, "To address, reach and serve customers.")
        await picture(pilot, f"processing_{name}")
        await pilot.press("end")
        await until_shown(pilot, "keeping staff and takings safe")
        await pilot.press("enter")
        await until_ready(pilot, "Change the activity")
        await picture(pilot, f"activity_form_{name}")


async def test_what_the_shop_says_of_itself_is_kept(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await go(pilot, "processing", "0 of them added")
        await pilot.press("f4")
        await until_ready(pilot, "Year ends")
        await picture(pilot, "about_the_shop_80")
        await pilot.press("right", "ctrl+s")
        await until_ready(pilot, "0 of them added")
        assert vault.read(accountability.get).books_as == "company"


@each_size
async def test_the_privacy_notice_is_read_and_written(
    open_app: OpenApp, vault: Vault, tmp_path: Path, size: Size, name: str
) -> None:
    async with open_app(size=size, **REAL) as pilot:
        await go(pilot, "notice", "It was not given out yet")
        await picture(pilot, f"privacy_notice_{name}")
        await pilot.press("ctrl+p")
        await until_ready(pilot, "Folder")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "privacy-notice-1.pdf")
        await pilot.press("enter")
        await until_ready(pilot, "still says all of this")
        assert (tmp_path / "privacy-notice-1.pdf").exists()
        vault.write(processing.add, CAMERA)
        await pilot.press("escape")
        await go(pilot, "notice", "does not say all of this any more")
        assert [one.version for one in vault.read(notices.listed)] == [1]


async def test_the_evidence_pack_says_what_is_in_it(open_app: OpenApp, tmp_path: Path) -> None:
    async with open_app(**REAL) as pilot:
        await go(pilot, "evidence", "in one zip")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until_ready(pilot, "processing-register.pdf")
        assert "is as it was written" in screen_text(pilot.app)
        assert (tmp_path / "evidence-2026-11-22.zip").exists()


FILES: list[tuple[str, str, Callable[[Path], bool]]] = [
    ("breaches", "No breach", lambda folder: (folder / "breaches-2026-11-22.csv").exists()),
    ("fee", "Not checked yet", lambda folder: (folder / "fee-2026-11-22.csv").exists()),
    ("training", "Nothing is entered", lambda folder: (folder / "training-2026-11-22.csv").exists()),
]


@pytest.mark.parametrize(("place", "words", "written"), FILES)
async def test_a_register_is_written_to_files(
    open_app: OpenApp, tmp_path: Path, place: str, words: str, written: Callable[[Path], bool]
) -> None:
    async with open_app(**REAL) as pilot:
        await go(pilot, place, words)
        await pilot.press("f12")
        await until_ready(pilot, "Write the register to files")
        await pilot.press("ctrl+a")
        await type_in(pilot, str(tmp_path))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: written(tmp_path))


async def test_a_duty_on_today_opens_where_it_is_done(open_app: OpenApp, vault: Vault) -> None:
    vault.write(training.record, TrainingDraft("2025-11-20", "Robin", "Phishing"))
    async with open_app(**REAL) as pilot:
        await until_ready(pilot, "Training on personal details is due again")
        pilot.app.open_record("training")  # type: ignore[attr-defined]
        await until_ready(pilot, "1 entry")
