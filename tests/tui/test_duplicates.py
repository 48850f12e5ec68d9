"""Duplicates on screen: the list with its reasons, both records side by side, merging, unmerging, telling apart."""

from dataclasses import replace

import pytest

from shopcrm.shop import customers, merge
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.tui.screens.merge_page import MergePage
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_golden, until_ready, until_shown
from tests.tui.doubles import doubles
from tests.tui.screen_text import screen_text

HERE = {
    "sections": (Section(7, "more", "More", "shopcrm.tui.screens.duplicates:DuplicatesScreen"),),
    "pages": PAGES,
}


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_list_and_the_two_records_side_by_side_fit(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    doubles(vault)
    async with open_app(size=size, **HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        for words in ("▸   99%", "[Perhaps twice 1]", "F9 Two people"):
            await until_shown(pilot, words)
        await until_golden(pilot, f"duplicates_{width}")
        await pilot.press("enter")
        await until_ready(pilot, "goes into it")
        await until_shown(pilot, "O-1002")
        await until_golden(pilot, f"merge_{width}")


async def test_two_records_are_merged_by_the_values_chosen_and_unmerged(open_app: OpenApp, vault: Vault) -> None:
    ana, anna = doubles(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("enter")
        await until_ready(pilot, "(o) Ana ")
        await pilot.press("enter")
        await until_ready(pilot, "(o) Anna")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Merge Anna Baker into Ana Baker?")
        await pilot.press("enter")
        await until_ready(pilot, "Nobody looks to be in the book twice")
        assert vault.read(customers.card, ana).name == "Anna Baker"
        await pilot.press("right")
        await until_ready(pilot, "Anna Baker (C-1002) into Anna Baker (C-1001)")
        await pilot.press("enter")
        await until_ready(pilot, "Unmerge M-1001?")
        await pilot.press("enter")
        await until_shown(pilot, "Unmerged")
        assert vault.read(customers.card, ana).name == "Ana Baker"
        assert vault.read(customers.card, anna).name == "Anna Baker"


async def test_the_question_names_the_numbers_of_the_rows_that_are_shown(open_app: OpenApp, vault: Vault) -> None:
    doubles(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("enter")
        await until_ready(pilot, "O-1002")
        assert screen_text(pilot.app).count("kept once") == 2
        await pilot.press("ctrl+s")
        await until_ready(pilot, "1 e-mail or number, 1 note, 1 order will be Ana")
        await until_shown(pilot, "both: kept once. Ctrl+Z takes it back.")


async def test_a_value_that_a_column_cuts_is_shown_whole_and_one_list_at_a_time_bears_the_mark(
    open_app: OpenApp, vault: Vault
) -> None:
    doubles(vault)
    long = "rings the bell twice and then waits round the corner beside the old oak tree"
    vault.write(customers.add_note, 1002, long)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("enter")
        await until_ready(pilot, "O-1002")
        assert screen_text(pilot.app).count("▸") == 1
        await pilot.press("end")
        await until_shown(pilot, "1 High Street, Leeds, LS1 1AA")
        await pilot.press("tab", "tab", "tab", "tab", "end", "up")
        await until_shown(pilot, "old oak tree")
        assert screen_text(pilot.app).count("▸") == 1


async def test_the_undo_key_takes_a_merge_back(open_app: OpenApp, vault: Vault) -> None:
    _, anna = doubles(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("enter")
        await until_ready(pilot, "goes into it")
        await pilot.press("f2")
        await until_ready(pilot, "Anna Baker (C-1002) stays")
        await pilot.press("f2")
        await until_ready(pilot, "Ana Baker (C-1001) stays")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Merge Anna Baker into Ana Baker?")
        await pilot.press("enter")
        await until_ready(pilot, "Nobody looks to be in the book twice")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "Almost surely one person")
        assert vault.read(customers.card, anna).name == "Anna Baker"


async def test_names_that_are_markup_are_compared_and_merged_as_they_stand(open_app: OpenApp, vault: Vault) -> None:
    draft = CustomerDraft("Ivy", "[/]", emails=(ContactDraft("ivy@example.com"),), birthday="--10-18")
    for note in ("[bold]", "[red"):
        vault.write(customers.add, replace(draft, note=note, tags=(note,)))
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("enter")
        await until_ready(pilot, "goes into it")
        shown = screen_text(pilot.app)
        assert "(o) [/]" in shown
        assert "(o) 18 October" in shown
        await until_shown(pilot, "[red")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "Merge Ivy [/] into Ivy [/]?")
        await pilot.press("enter")
        await until_ready(pilot, "Nobody looks to be in the book twice")
        assert vault.read(customers.card, 1001).tags == ("[bold]", "[red")


async def test_two_people_are_told_apart_and_not_offered_again(open_app: OpenApp, vault: Vault) -> None:
    doubles(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        await pilot.press("f9")
        await until_ready(pilot, "Nobody looks to be in the book twice")


async def test_a_likely_double_is_offered_on_the_customers_page(open_app: OpenApp, vault: Vault) -> None:
    ana, _ = doubles(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "Almost surely one person")
        pilot.app.open_record("C-1001")  # type: ignore[attr-defined]
        await until_ready(pilot, "In the book twice?")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergePage))
        await until_ready(pilot, "goes into it")
        vault.write(merge.tell_apart, 1001, 1002)
        await pilot.press("escape")
        await until(pilot, lambda: "In the book twice?" not in screen_text(pilot.app))
        assert ana == 1001
