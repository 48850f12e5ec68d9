"""Staff on the screens: who works here, another person at the till, and what each is offered."""

import pytest
from textual.pilot import Pilot

from shopcrm.shop import customers, staff
from shopcrm.vault import logins
from shopcrm.vault.registry import Role
from shopcrm.vault.vault import Vault
from tests.conftest import OWNER, PASSPHRASE
from tests.tui.conftest import OpenApp, type_in, until, until_golden, until_ready, until_shown
from tests.tui.people import REAL, people
from tests.tui.screen_text import screen_text

KIMS = "five words that nobody guesses"


@pytest.fixture
def kim(vault: Vault) -> int:
    """An assistant beside the owner."""
    return logins.add(vault, "Kim Dale", Role.ASSISTANT, KIMS)


async def to_staff(pilot: Pilot[int]) -> None:
    await pilot.press("7")
    await until_shown(pilot, "[7.More]")
    pilot.app.go_to_place("staff")  # type: ignore[attr-defined]
    await until_ready(pilot, f"▸ {OWNER}")
    await until_shown(pilot, "Enter shows them")


async def take_over(pilot: Pilot[int], name: str, passphrase: str) -> None:
    await pilot.press("ctrl+o")
    await until_ready(pilot, "Who goes on?")
    await type_in(pilot, name)
    await pilot.press("enter")
    await type_in(pilot, passphrase)
    await pilot.press("enter")
    await until(pilot, lambda: "Who goes on?" not in screen_text(pilot.app))


async def test_somebody_starts_gets_another_role_and_leaves(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_staff(pilot)
        assert "Ctrl+O" not in screen_text(pilot.app)
        await pilot.press("ctrl+n")
        await until_ready(pilot, "Somebody starts")
        await type_in(pilot, "Kim Dale")
        await pilot.press("enter", "tab")
        await type_in(pilot, KIMS)
        await pilot.press("enter")
        await type_in(pilot, "not the same at all")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "The two are not the same.")
        await pilot.press("ctrl+a")
        await type_in(pilot, KIMS)
        await pilot.press("ctrl+s")
        await until_shown(pilot, "2 people work here")
        await until_shown(pilot, f"Corner Flowers · {OWNER}")
        await pilot.press("down")
        await until_shown(pilot, "Kim Dale · Assistant")
        await pilot.press("f4")
        await until_ready(pilot, "What Kim Dale may do")
        await pilot.press("left", "ctrl+s")
        await until_shown(pilot, "Kim Dale · Manager")
        assert {one.name: one.role for one in vault.read(staff.listed)}["Kim Dale"] is Role.MANAGER
        await pilot.press("f9")
        await until_ready(pilot, "Kim Dale leaves?")
        await pilot.press("enter")
        await until_ready(pilot, "Kim Dale has left")
        assert "owners and of the recovery sheet only" in screen_text(pilot.app)
        await pilot.press("escape")
        await until_shown(pilot, "1 person works here")
        await until_shown(pilot, "left")
        assert f"Corner Flowers · {OWNER}" not in screen_text(pilot.app)
    assert vault.header.gen == 2


async def test_what_one_person_did_is_listed_by_the_name(open_app: OpenApp, vault: Vault, kim: int) -> None:
    vault.switch("Kim Dale", KIMS)
    people(vault)
    vault.switch(None, PASSPHRASE)
    async with open_app(**REAL) as pilot:
        await to_staff(pilot)
        await pilot.press("down")
        await until_shown(pilot, "Kim Dale · Assistant")
        await until_golden(pilot, "staff_80")
        await pilot.press("enter")
        await until_shown(pilot, "8 entries")
        assert OWNER not in screen_text(pilot.app).partition("8 entries")[2]


async def test_another_person_goes_on_at_the_same_place_and_what_was_typed_waits(
    open_app: OpenApp, vault: Vault, kim: int
) -> None:
    them = people(vault)
    async with open_app(**REAL) as pilot:
        pilot.app.open_record(f"C-{them.ana}")  # type: ignore[attr-defined]
        await until_shown(pilot, "[Orders 2]")
        assert "Data report" in screen_text(pilot.app)
        await pilot.press("f5")
        await until_ready(pilot, "Ctrl+S")
        await type_in(pilot, "She likes peonies")
        await pilot.press("ctrl+o")
        await until_ready(pilot, "Who goes on?")
        await type_in(pilot, "kim dale")
        await pilot.press("enter")
        await type_in(pilot, "not her passphrase")
        await pilot.press("enter")
        await until_shown(pilot, "did not match")
        await type_in(pilot, KIMS)
        await pilot.press("enter")
        await until_shown(pilot, "Corner Flowers · Kim Dale")
        await until_shown(pilot, "Ana Smith")
        assert "peonies" not in screen_text(pilot.app)
        await until(pilot, lambda: "Ctrl+P" not in screen_text(pilot.app))
        await take_over(pilot, "", PASSPHRASE)
        await until_shown(pilot, "She likes peonies")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: vault.read(customers.notes_of, them.ana))
    (note,) = vault.read(customers.notes_of, them.ana)
    assert note.staff == OWNER


async def test_a_page_that_the_next_person_may_not_see_is_closed(open_app: OpenApp, vault: Vault, kim: int) -> None:
    async with open_app(**REAL) as pilot:
        await to_staff(pilot)
        await take_over(pilot, "Kim Dale", KIMS)
        await until_shown(pilot, "Corner Flowers · Kim Dale")
        await until_shown(pilot, "Saved replies")
        words = screen_text(pilot.app)
        assert not [hidden for hidden in ("Staff", "Export", "Activity", "Import", "Figures") if hidden in words]


async def test_enter_pressed_before_the_form_is_there_shows_no_passphrase(
    open_app: OpenApp, vault: Vault, kim: int
) -> None:
    """It goes on to the passphrase, as it does later: what follows is masked."""
    vault.switch("Kim Dale", KIMS)
    async with open_app(**REAL) as pilot:
        await pilot.press("ctrl+o", "enter", *PASSPHRASE.replace(" ", "-"))
        await until_ready(pilot, "Who goes on?")
        await until(pilot, lambda: getattr(pilot.app.focused, "id", "") == "field-passphrase")
        await until(pilot, lambda: "•" in screen_text(pilot.app))
        assert PASSPHRASE[:6] not in screen_text(pilot.app)


async def test_esc_leaves_the_shop_to_who_was_working(open_app: OpenApp, vault: Vault, kim: int) -> None:
    async with open_app(**REAL) as pilot:
        await pilot.press("ctrl+o")
        await until_ready(pilot, "Who goes on?")
        await type_in(pilot, "kim")
        await pilot.press("escape")
        await until(pilot, lambda: "Who goes on?" not in screen_text(pilot.app))
        assert vault.staff.name == OWNER


async def test_the_locked_shop_asks_who_where_it_may_be_one_of_several(
    open_app: OpenApp, vault: Vault, kim: int
) -> None:
    vault.close()
    async with open_app(book=None, **REAL) as pilot:
        await until_ready(pilot, "Name")
        assert "Kim" not in screen_text(pilot.app)
        await type_in(pilot, "KIM dale")
        await pilot.press("enter")
        await type_in(pilot, KIMS)
        await pilot.press("enter")
        await until_shown(pilot, "Corner Flowers · Kim Dale")


async def test_the_screen_locks_after_the_minutes_of_who_is_working(open_app: OpenApp, vault: Vault, kim: int) -> None:
    vault.write(staff.set_lock, "assistant", 2)
    async with open_app(**REAL) as pilot:
        watch = pilot.app.watch_idle  # type: ignore[attr-defined]
        assert watch.idle_seconds == 300
        await take_over(pilot, "Kim Dale", KIMS)
        await until_shown(pilot, "Corner Flowers · Kim Dale")
        assert watch.idle_seconds == 120
