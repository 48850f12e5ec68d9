"""A sitting: what was done in it, taken back and done again, under the name that it had at first."""

import asyncio
import threading

import pytest

from shopcrm.errors import Interrupted
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


def test_a_read_that_gives_way_to_other_work_is_asked_again(vault: Vault) -> None:
    them, free = people(vault), threading.Event()

    async def ask() -> str:
        sitting = Sitting(vault)
        vault._reader.submit(free.wait)
        waiting = asyncio.create_task(sitting.read(customers.card, them.ana))
        await asyncio.sleep(0)
        vault.interrupt_reads()
        free.set()
        return (await waiting).status

    assert asyncio.run(ask()) == "active"


def test_a_read_that_waits_while_the_shop_is_closed_ends(vault: Vault) -> None:
    them, free = people(vault), threading.Event()

    async def ask() -> None:
        sitting = Sitting(vault)
        vault._reader.submit(free.wait)
        waiting = asyncio.create_task(sitting.read(customers.card, them.ana))
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(vault.close))
        while not vault.is_closed:
            await asyncio.sleep(0)
        free.set()
        await closing
        with pytest.raises(Interrupted):
            await waiting

    asyncio.run(ask())
