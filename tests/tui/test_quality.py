"""Data quality on screen: the score, its points, the records behind each, and what can be said of them."""

import pytest

from shopcrm.insight import quality
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.tui.sections import PAGES, Section
from shopcrm.vault.vault import Vault
from tests.tui.conftest import NARROW, WIDE, OpenApp, until, until_golden, until_ready, until_shown
from tests.tui.screen_text import screen_text
from tests.vault.rules import run

HERE = {
    "sections": (Section(7, "more", "More", "shopcrm.tui.screens.quality:QualityScreen"),),
    "pages": PAGES,
}
HOME = AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA")
WEB = "a web form"


def _person(given: str, family: str = "", number: int = 0, **more: object) -> CustomerDraft:
    reach = (ContactDraft(f"0113 496 0{number:03d}"),) if number else ()
    return CustomerDraft(given, family, phones=reach, **more)  # type: ignore[arg-type]


def doubtful(vault: Vault) -> None:
    """A book of eight: three records that nobody confirmed for long, two of a program, one lost, two good ones."""
    for number, (given, family) in enumerate((("Ana", "Old"), ("[/]", "Older"), ("Cy", "Oldest")), 1):
        old = vault.write(customers.add, _person(given, family, number, addresses=(HOME,)))
        vault.write(
            run,
            f"UPDATE customers SET created_at = '202{number - 1}-03-14T09:00:00Z', confirmed_on = NULL"
            f" WHERE id = {old}",
        )
    vault.write(customers.add, _person("Xkqzvbn", "Trplk", 4, source=WEB))
    vault.write(customers.add, _person("Win https://prize.example", "", 5, source=WEB))
    lost = vault.write(
        customers.add, _person("Lost", "Property", 0, emails=(ContactDraft("lost@example.com", bounced=True),))
    )
    vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), lost, promised_on="2026-11-25"))
    for number, given in ((6, "Fay"), (7, "Gil")):
        vault.write(customers.add, _person(given, "Good", number, emails=(ContactDraft(f"{given}@example.com"),)))


@pytest.mark.parametrize(("size", "width"), [(NARROW, 80), (WIDE, 120)])
async def test_the_score_its_points_and_their_lists_fit(
    open_app: OpenApp, vault: Vault, size: tuple[int, int], width: int
) -> None:
    doubtful(vault)
    async with open_app(size=size, **HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await until_shown(pilot, "Takes 13 points")
        await until_golden(pilot, f"quality_{width}")
        await pilot.press("down")
        await until_shown(pilot, "Nothing is deleted")
        await until_golden(pilot, f"quality_junk_{width}")
        await pilot.press("enter")
        await until_shown(pilot, "a name without a vowel: Xkqzvbn")
        await until_shown(pilot, "0113 496 0004")
        await until_golden(pilot, f"quality_junk_list_{width}")
        await pilot.press("escape")
        await until_ready(pilot, "25 of 100")
        await pilot.press(*["down"] * 3, "enter")
        await until_shown(pilot, "nothing heard for 2 years")
        await until_shown(pilot, "0113 496 0001")
        await until_golden(pilot, f"quality_stale_{width}")


async def test_records_are_confirmed_one_after_the_other_in_one_key_each(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press(*["down"] * 4, "enter")
        await until_ready(pilot, "3 customers: nothing heard")
        await pilot.press("down", "f6")
        await until_ready(pilot, "2 customers: nothing heard")
        await until_shown(pilot, "▸ Cy Oldest")
        await pilot.press("f6")
        await until_ready(pilot, "1 customer: nothing heard")
        await until_shown(pilot, "▸ Ana Old")
        assert [vault.read(customers.card, one).confirmed_on for one in (1001, 1002, 1003)] == [
            None,
            "2026-11-22",
            "2026-11-22",
        ]
        await pilot.press("ctrl+z")
        await until_ready(pilot, "2 customers: nothing heard")
        assert vault.read(customers.card, 1003).confirmed_on is None


async def test_after_how_long_is_asked_can_be_set(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press(*["down"] * 4, "enter")
        await until_ready(pilot, "nothing heard for 2 years")
        await pilot.press("f3")
        await until_ready(pilot, "▸ 2 years")
        await pilot.press("down", "down", "enter")
        await until_ready(pilot, "2 customers: nothing heard for 5 years")
        assert vault.read(quality.stale_months) == 60


async def test_junk_is_put_away_or_spared_and_both_are_taken_back(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press("down", "enter")
        await until_ready(pilot, "2 customers. F8")
        await pilot.press("f6")
        await until_ready(pilot, "1 customer")
        await pilot.press("f9")
        await until_ready(pilot, "Nobody stands on this list")
        assert len(vault.read(customers.row_ids, customers.CustomerSort.NAME, "archived")) == 1
        await pilot.press("ctrl+z")
        await until_ready(pilot, "1 customer")
        await pilot.press("ctrl+z")
        await until_ready(pilot, "2 customers. F8")


async def test_all_junk_is_put_away_at_once_and_comes_back_with_one_key(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press("down", "enter")
        await until_ready(pilot, "2 customers. F8")
        await pilot.press("f8")
        await until_ready(pilot, "Put away all 2 on this list?")
        await pilot.press("enter")
        await until_ready(pilot, "Nobody stands on this list")
        await pilot.press("ctrl+z")
        await until_ready(pilot, "2 customers. F8")
        assert vault.read(customers.count) == 8


async def test_a_record_is_opened_and_put_right_from_its_list(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press("enter")
        await until_ready(pilot, "O-1001: open, and no number")
        await pilot.press("f4")
        await until_ready(pilot, "Edit C-1006")
        await pilot.press("escape")
        await until_ready(pilot, "O-1001: open, and no number")
        await pilot.press("enter")
        await until_ready(pilot, "More F12")
        await pilot.press("escape")
        await until_ready(pilot, "O-1001: open, and no number")
        await pilot.press("f6", "f8", "f3")
        await pilot.pause()
        assert "O-1001: open, and no number" in screen_text(pilot.app)


async def test_an_empty_book_has_no_score_and_empty_lists(open_app: OpenApp) -> None:
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "There are no customers yet")
        await pilot.press("enter")
        await until_ready(pilot, "Nobody stands on this list.")
        await pilot.press("f4", "f9", "escape")
        await until_ready(pilot, "no score yet")


async def test_the_keys_of_each_list_are_in_its_help(open_app: OpenApp, vault: Vault) -> None:
    doubtful(vault)
    async with open_app(**HERE) as pilot:
        await until_ready(pilot, "25 of 100")
        await pilot.press("f1")
        await until_ready(pilot, "Of 100 customers in use")
        await pilot.press("escape", "down", "enter")
        await until_ready(pilot, "2 customers. F8")
        await pilot.press("f1")
        await until(pilot, lambda: "Put away everybody on this list" in screen_text(pilot.app))
