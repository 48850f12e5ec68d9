"""Segments on screen: groups, who moved, a segment of one's own counted while it is made, labels and letters."""

from datetime import timedelta
from pathlib import Path

import pytest

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
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import someone
from tests.tui.screen_text import screen_text

SEGMENTS = {"sections": (Section(7, "more", "More", "shopcrm.tui.screens.segments:SegmentsScreen"),), "pages": PAGES}
BOUGHT = (("Ana", 12, 9000, 1), ("Bea", 9, 1500, 3), ("Cem", 1, 2500, 2), ("Dora", 7, 4000, 200), ("Eva", 2, 700, 90))
OWN = {
    "all": [
        {"field": "postcode", "how": "is", "value": "LS6"},
        {"any": [{"field": "spent", "how": "at_least", "value": "200"}, {"field": "tag", "how": "is", "value": "vip"}]},
    ]
}
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
async def test_the_groups_ones_own_and_who_moved_fit(
    open_app: OpenApp, moved: Vault, size: tuple[int, int], width: int
) -> None:
    moved.write(segments.save, "Best of LS6, by letter", OWN)
    async with open_app(size=size, book=moved, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        check = pilot.app.screen
        assert isinstance(check, SegmentsScreen)
        await until_golden(pilot, f"segments_{width}")
        await pilot.press("right")
        await until_shown(pilot, "F4 changes")
        await until_golden(pilot, f"segments_own_{width}")
        await pilot.press("right")
        await until_shown(pilot, "moved from")
        await until_golden(pilot, f"segments_moved_{width}")
        await pilot.press("enter")
        await until_ready(pilot, "1 customer")
        await pilot.press("ctrl+p")
        await until_shown(pilot, "Open a group or a segment")


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_members_are_listed_with_the_numbers_that_put_them_there(
    open_app: OpenApp, moved: Vault, size: tuple[int, int], width: int
) -> None:
    async with open_app(size=size, book=moved, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("enter")
        await until_shown(pilot, "how lately")
        assert isinstance(pilot.app.screen, SegmentMembers)
        await until_golden(pilot, f"segment_members_{width}")
        await pilot.press("enter")
        await until_shown(pilot, "C-1001")


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_members_of_ones_own_segment_are_listed_with_what_the_rules_found(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    trade(vault)
    odd = vault.write(
        customers.add, someone("[/]", "=cmd|' /C calc'!A1", addresses=(AddressDraft(postcode="LS6 2BB"),))
    )
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 70000),), odd))
    vault.write(segments.save, "[/] =best", OWN)
    async with open_app(size=size, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("right", "enter")
        await until_shown(pilot, "what is so here")
        await until_golden(pilot, f"segment_members_own_{width}")


async def test_an_empty_shop_has_sensible_screens(open_app: OpenApp, vault: Vault) -> None:
    vault.write(segments.save, "All", {"all": []})
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "So far nobody bought")
        await pilot.press("f4", "enter")
        await until_shown(pilot, "Nobody is in this segment now.")
        await pilot.press("escape", "right", "f4")
        await until_shown(pilot, "0 of 0 customers fit now")
        await pilot.press("escape", "right")
        await until_shown(pilot, "Nobody moved")


async def test_change_is_offered_only_where_something_can_be_changed(open_app: OpenApp, vault: Vault) -> None:
    vault.write(segments.save, "All", {"all": []})
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "So far nobody bought")
        assert "F4" not in screen_text(pilot.app).splitlines()[-1]
        await pilot.press("right")
        await until_shown(pilot, "F4 Change")
        await pilot.press("right")
        await until_shown(pilot, "Nobody moved")
        assert "F4" not in screen_text(pilot.app).splitlines()[-1]


async def test_a_segment_is_removed_and_taken_back(open_app: OpenApp, vault: Vault) -> None:
    vault.write(segments.save, "All", {"all": []})
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "So far nobody bought")
        await pilot.press("right", "f9")
        await until_ready(pilot, "Remove the segment “All”?")
        await pilot.press("enter")
        await until(pilot, lambda: not vault.read(segments.listed))
        await pilot.press("ctrl+z")
        await until(pilot, lambda: [one.name for one in vault.read(segments.listed)] == ["All"])


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_a_segment_is_made_line_by_line_counted_live_and_saved(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    trade(vault)
    vault.write(segments.save, "All", {"all": []})
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
        await pilot.press("t", "t", "enter")
        await until_ready(pilot, "Regular")
        await pilot.press("enter")
        await until_shown(pilot, "is tagged Regular")
        await until_golden(pilot, f"segment_page_{width}")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A segment needs a name")
        await type_in(pilot, "Best")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, SegmentsScreen))
        assert {one.name: one.customers for one in vault.read(segments.listed)} == {"All": 5, "Best": 2}
        await until_shown(pilot, "▸ Best")
        await until_shown(pilot, "F4 changes it")


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
        await pilot.press("o", "o", "enter")
        await until_shown(pilot, "owes money")
        await pilot.press("escape")
        await until_shown(pilot, "Keep editing")


async def test_any_of_some_conditions_is_enough(open_app: OpenApp, vault: Vault) -> None:
    trade(vault)
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("ctrl+n")
        await until_ready(pilot, "5 of 5 customers fit now")
        await pilot.press("f6")
        await until_shown(pilot, "Any of these (none yet)")
        for letters, value in ((["n"], "10"), ([], "450")):
            await pilot.press("ctrl+n")
            await until_ready(pilot, "A condition on")
            await pilot.press("home", *letters, "enter")
            await until_ready(pilot, "In days")
            await pilot.press("tab")
            await type_in(pilot, value)
            await until_shown(pilot, "of 5 customers fit this")
            await pilot.press("ctrl+s")
            await until_shown(pilot, "By itself")
            await pilot.press("up")
        await until_shown(pilot, "spent at least £450.00")
        await until_shown(pilot, "1 of 5 customers fit now")


@pytest.mark.parametrize(("size", "width"), SIZES)
async def test_what_goes_out_says_beforehand_for_how_many(
    open_app: OpenApp, vault: Vault, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], width: int
) -> None:
    trade(vault)
    monkeypatch.setenv("HOME", "/home/robin")
    vault.write(segments.save, "All", {"all": []})
    async with open_app(size=size, **SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("right", "enter")
        await until_ready(pilot, "Everyone is in this segment.")
        for down, words, name in ((0, "21 to a sheet", "labels"), (1, "Dear {first name}", "letters")):
            await pilot.press("ctrl+p")
            await until_ready(pilot, "Address labels, on a sheet")
            await pilot.press(*["down"] * down, "enter")
            await until_ready(pilot, words)
            await until_shown(pilot, "1 of 5 may be contacted for offers and news by post.")
            await until_golden(pilot, f"segment_{name}_{width}")
            await pilot.press("escape")
        await pilot.press("f5")
        await until_ready(pilot, "0 of 5 may be contacted for offers and news by e-mail.")
        await until_golden(pilot, f"segment_export_{width}")
        await pilot.press("tab", "right", "right", "right")
        await until_shown(pilot, "1 of 5 may be contacted for offers and news by post.")


async def test_papers_and_a_file_are_written_for_those_who_may_be_written_to(
    open_app: OpenApp, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade(vault)
    monkeypatch.setenv("HOME", str(tmp_path))
    vault.write(segments.save, "All", {"all": []})
    async with open_app(**SEGMENTS) as pilot:
        await until_ready(pilot, "Enter lists the")
        await pilot.press("right", "enter")
        await until_ready(pilot, "5 customers")
        for down, words in ((0, "21 to a sheet"), (1, "Dear {first name}")):
            await pilot.press("ctrl+p")
            await until_ready(pilot, "Address labels, on a sheet")
            await pilot.press(*["down"] * down, "enter")
            await until_ready(pilot, words)
            await pilot.press("ctrl+s")
            if down:
                await until_shown(pilot, "The letter says nothing yet.")
                await type_in(pilot, "thank you")
                await pilot.press("ctrl+s")
            await until_shown(pilot, "For 1 person.")
            await until_shown(pilot, "4 left out: Has not said yes")
            await pilot.press("escape")
            await until_ready(pilot, "5 customers")
        await pilot.press("f5")
        await until_ready(pilot, "Write the file")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "5 left out")
    written = sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".pdf", ".csv"))
    assert written == ["customers-2026-11-22.csv", "labels-L7160-2026-11-22.pdf", "letters-2026-11-22.pdf"]
