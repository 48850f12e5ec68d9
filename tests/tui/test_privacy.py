"""Privacy: the section's list of places, each of which opens; restricting a record and lifting that again."""

import pytest

from shopcrm.shop import customers, restriction
from shopcrm.shop.customers import RestrictionDraft
from shopcrm.tui.sections import PRIVACY_PLACES
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL, people

FIRST_WORDS = {
    "requests": "Nobody waits for an answer",
    "contact": "Offers to",
    "wordings": "Nobody was asked yet",
    "consent-reviews": "None is due",
    "lawful-bases": "No ground but consent",
    "restricted": "Nobody is restricted",
    "erased": "Nobody was erased",
    "data-map": "kinds of record",
    "breaches": "No breach was written down",
    "retention": "Nothing is due to go",
    "processing": "activities, 0 of them added by hand",
    "notice": "It was not given out yet",
    "training": "Nothing is entered yet",
    "fee": "Not checked yet",
    "evidence": "in one zip",
}
"""What each place says in a fresh shop."""
each_size = pytest.mark.parametrize(("size", "name"), [(NARROW, "80"), (WIDE, "120")], ids=["80x24", "120x34"])
Size = tuple[int, int]


@pytest.mark.parametrize("place", range(len(PRIVACY_PLACES)))
async def test_every_row_of_privacy_opens(open_app: OpenApp, place: int) -> None:
    async with open_app(**REAL) as pilot:
        await pilot.press("6")
        await until_ready(pilot, PRIVACY_PLACES[0].words[:20])
        await pilot.press(*["down"] * place, "enter")
        await until_shown(pilot, FIRST_WORDS[PRIVACY_PLACES[place].name])
        await pilot.press("escape")
        await until_ready(pilot, PRIVACY_PLACES[0].words[:20])


@each_size
async def test_privacy(open_app: OpenApp, vault: Vault, size: Size, name: str) -> None:
    vault.write(customers.restrict, RestrictionDraft(people(vault).ana, "accuracy"))
    async with open_app(size=size, **REAL) as pilot:
        await pilot.press("6")
        await until_ready(pilot, "1 restricted")
        await until_golden(pilot, f"privacy_{name}")


@each_size
async def test_a_record_is_restricted_on_the_customers_page_and_listed(
    open_app: OpenApp, vault: Vault, size: Size, name: str
) -> None:
    ana = people(vault).ana
    async with open_app(size=size, **REAL) as pilot:
        pilot.app.open_record(f"C-{ana}")  # type: ignore[attr-defined]
        await until_ready(pilot, "Contact 2")
        await pilot.press("f12")
        await until_ready(pilot, "Restrict: keep")
        await pilot.press("r", "r", "r", "enter")
        await until_ready(pilot, "Being checked")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: vault.read(restriction.standing, ana) is not None)
        await until_shown(pilot, "Restricted: seen, not used")
        pilot.app.clear_notifications()
        await pilot.press("2")
        await until_ready(pilot, "! Ana Smith")
        pilot.app.go_to_place("restricted")  # type: ignore[attr-defined]
        await until_ready(pilot, "says that the details are wrong")
        await until_golden(pilot, f"restricted_{name}")


async def test_a_restriction_is_lifted_after_telling(open_app: OpenApp, vault: Vault) -> None:
    ana = people(vault).ana
    vault.write(customers.restrict, RestrictionDraft(ana, "objection"))
    async with open_app(**REAL) as pilot:
        pilot.app.go_to_place("restricted")  # type: ignore[attr-defined]
        await until_ready(pilot, "objected, and it is")
        await pilot.press("f12")
        await until_ready(pilot, "Told on")
        await pilot.press("tab")
        await type_in(pilot, "by letter")
        await until_golden(pilot, "restriction_lift_80")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: vault.read(restriction.standing, ana) is None)
        await until_shown(pilot, "Nobody is restricted")
