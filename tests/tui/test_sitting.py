"""A sitting: what was done in it, taken back and done again, under the name that it had at first."""

import asyncio

from shopcrm.shop import customers
from shopcrm.tui.sitting import Sitting
from shopcrm.vault.vault import Vault
from tests.tui.people import people


def test_what_a_form_writes_at_once_is_taken_back_and_done_again_at_once(vault: Vault) -> None:
    them = people(vault)

    async def travel() -> list[str | None]:
        sitting = Sitting(vault)
        await sitting.write(customers.add_note, them.ana, "Before")
        with sitting.one_act():
            await sitting.write(customers.add_note, them.ana, "Rings first")
            await sitting.write(customers.archive, them.ana)
        return [await sitting.undo(), await sitting.redo(), await sitting.undo()]

    assert asyncio.run(travel()) == ["Add a note"] * 3
    assert [note.body for note in vault.read(customers.notes_of, them.ana)] == ["Before"]
    assert vault.read(customers.card, them.ana).status == "active"


def test_what_is_taken_back_and_done_again_keeps_its_name(vault: Vault) -> None:
    them = people(vault)

    async def travel() -> list[str | None]:
        sitting = Sitting(vault)
        await sitting.write(customers.add_note, them.ana, "Rings first")
        return [await sitting.undo(), await sitting.redo(), await sitting.undo(), await sitting.redo()]

    assert asyncio.run(travel()) == ["Add a note"] * 4
    assert [note.body for note in vault.read(customers.notes_of, them.ana)] == ["Rings first"]
