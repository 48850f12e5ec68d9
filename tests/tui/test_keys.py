"""Keys and passphrases on the screens, and what to do when something happened."""

from textual.pilot import Pilot

from shopcrm.vault import facts
from shopcrm.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.tui.conftest import OpenApp, type_in, until_golden, until_ready, until_shown
from tests.tui.people import REAL

NEW = "a lighthouse keeps its own hours"


async def to_keys(pilot: Pilot[int]) -> None:
    await pilot.press("7")
    await until_shown(pilot, "[7.More]")
    pilot.app.go_to_place("keys")  # type: ignore[attr-defined]
    await until_ready(pilot, "I forgot my passphrase")


async def test_a_passphrase_that_was_seen_is_changed_and_the_book_gets_another_key(
    open_app: OpenApp, vault: Vault
) -> None:
    vault.write(facts.prove_recovery)
    async with open_app(**REAL) as pilot:
        await to_keys(pilot)
        await until_golden(pilot, "keys_80")
        await pilot.press(*["down"] * 7, "enter")
        await until_ready(pilot, "Choose a new one")
        await until_golden(pilot, "keys_seen_80")
        await pilot.press("enter")
        await until_ready(pilot, "A new passphrase")
        for typed in (PASSPHRASE, NEW, NEW):
            await type_in(pilot, typed)
            await pilot.press("enter")
        await pilot.press("ctrl+s")
        await until_ready(pilot, "opens nothing from now on")
        await pilot.press("escape")
        await until_ready(pilot, "I forgot my passphrase")
    assert vault.header.gen == 2
