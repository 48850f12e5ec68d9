"""Segments on screen: groups, who moved, a segment of one's own counted while it is made, labels and letters."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from shopcrm.insight import segments
from shopcrm.jobs import agenda
from shopcrm.shop import consent, customers, orders
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.tui.screens.segment_members import SegmentMembers
from shopcrm.tui.screens.segment_page import SegmentPage
from shopcrm.tui.screens.segments import SegmentsScreen
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_ready, until_shown
from tests.tui.people import someone

SEGMENTS = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.segments:SegmentsScreen"),), "pages": PAGES}
BOUGHT = (("Ana", 12, 9000, 1), ("Bea", 9, 1500, 3), ("Cem", 1, 2500, 2), ("Dora", 7, 4000, 200), ("Eva", 2, 700, 90))
SIZES = [(NARROW, 80), (WIDE, 120)]


def trade(vault: Vault) -> list[int]:
    """Five people who bought often or seldom, much or little, lately or long ago; Ana may be written to."""
    made = []
    for name, times, price, ago in BOUGHT:
        home = AddressDraft("1 High Street", town="Leeds", postcode="LS6 1AA")
        customer = vault.write(customers.add, someone(name, "Marsh", addresses=(home,), tags=("Regular",)))
        for turn in range(times):
            on = (vault.clock() - timedelta(days=ago + 20 * turn)).date().isoformat()
            vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, price),), customer, on))
        made.append(customer)
    vault.write(consent.record, ConsentDraft(made[0], "marketing", "post", "grant", "at the counter", "slip 4"))
    return made


@pytest.fixture
def moved(make_vault: MakeVault, tmp_path: Path) -> Vault:
    """The shop, in which groups were kept three weeks ago, and somebody moved since."""
    now = [NOW - timedelta(days=21)]
    vault = make_vault(tmp_path / "moved", clock=lambda: now[0])
    made = trade(vault)
    vault.write(agenda.catch_up)
    now[0] = NOW
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 700),), made[4]))
    vault.write(agenda.catch_up)
    return vault


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_the_groups_and_who_moved_fit(open_app: OpenApp, moved: Vault, size: tuple[int, int], width: int) -> None:
    async with open_app(size=size, book=moved, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        check = pilot.app.screen
        assert isinstance(check, SegmentsScreen)
        golden(pilot, f"segments_{width}")
        await pilot.press("right")
        await until_shown(pilot, "No segment of your own yet")
        await pilot.press("right")
        await until_shown(pilot, "From ")
        golden(pilot, f"segments_moved_{width}")


async def test_members_are_listed_with_the_numbers_that_put_them_there(open_app: OpenApp, moved: Vault) -> None:
    async with open_app(book=moved, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("enter")
        await until_shown(pilot, "by how lately")
        assert isinstance(pilot.app.screen, SegmentMembers)
        golden(pilot, "segment_members_80")
        await pilot.press("enter")
        await until_shown(pilot, "C-1001")


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_a_segment_is_made_line_by_line_counted_live_and_saved(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    trade(vault)
    async with open_app(size=size, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "5 of 5 customers fit now")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "A condition on")
        await pilot.press("enter")
        await until_ready(pilot, "In days")
        await pilot.press("tab")
        await type_in(pilot, "50")
        await pilot.press("tab")
        await type_in(pilot, "90")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "spent at least £50.00 in the last 90 days")
        await until_shown(pilot, "2 of 5 customers fit now")
        await pilot.press("f8")
        await until_shown(pilot, "3 of 5 customers fit now")
        await pilot.press("f8", "ctrl+n")
        await until_ready(pilot, "A condition on")
        await pilot.press(*["down"] * 9, "enter")
        await until_ready(pilot, "Regular")
        await pilot.press("enter")
        await until_shown(pilot, "is tagged Regular")
        golden(pilot, f"segment_page_{width}")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A segment needs a name")
        await type_in(pilot, "Best")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, SegmentsScreen))
        (saved,) = vault.read(segments.listed)
        assert (saved.name, saved.customers) == ("Best", 2)


async def test_rules_that_contradict_say_so(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    rules = {"all": [{"field": "orders", "how": "at_least", "value": 5}, {"field": "last_order", "how": "never"}]}
    vault.write(segments.save, "Nobody", rules)
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("right", "f4")
        await until_shown(pilot, "0 of 5 customers fit now")
        await until_shown(pilot, "Nobody fits")
        assert isinstance(pilot.app.screen, SegmentPage)


async def test_what_was_changed_is_asked_about_before_it_is_left(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "5 of 5 customers fit now")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "A condition on")
        await pilot.press(*["down"] * 16, "enter")
        await until_shown(pilot, "owes money")
        await pilot.press("escape")
        await until_shown(pilot, "Keep editing")


async def test_labels_are_written_for_those_who_may_be_written_to(
    open_app: OpenApp, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade(vault)
    monkeypatch.setenv("HOME", str(tmp_path))
    vault.write(segments.save, "All", {"all": []})
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("right", "enter")
        await until_ready(pilot, "5 customers")
        await pilot.press("ctrl+p")
        await until_ready(pilot, "Address labels, on a sheet")
        await pilot.press("enter")
        await until_ready(pilot, "21 to a sheet")
        golden(pilot, "segment_labels_80")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "For 1 person.")
        await until_shown(pilot, "4 left out")
    assert [path.name for path in tmp_path.glob("labels*")] == ["labels-L7160-2026-11-22.pdf"]


def golden(pilot: Pilot[int], name: str) -> None:
    """The screen reads as its golden file says."""
    from tests.tui.screen_text import check_golden

    check_golden(pilot.app, name)
