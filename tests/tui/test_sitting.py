"""A sitting: what was done in it, taken back and done again, under the name that it had at first."""

import asyncio
import threading

import pytest

from shopcrm.errors import Interrupted
from shopcrm.jobs import backup
from shopcrm.shop import customers
from shopcrm.tui.sitting import Sitting
from shopcrm.vault import rotation
from shopcrm.vault.vault import Vault
from tests.tui.people import people


@pytest.mark.parametrize("archived", [False, True])
def test_what_a_form_writes_at_once_is_taken_back_and_done_again_at_once_and_keeps_its_name(
    vault: Vault, archived: bool
) -> None:
    them = people(vault)

    async def travel() -> list[str | None]:
        sitting = Sitting(vault)
        await sitting.write(customers.add_note, them.ana, "Before")
        with sitting.one_act():
            await sitting.write(customers.add_note, them.ana, "Rings first")
            if archived:
                await sitting.write(customers.archive, them.ana)
        return [await step() for step in (sitting.undo, sitting.redo) * 2] + [await sitting.undo()]

    assert asyncio.run(travel()) == ["Add a note"] * 5
    assert [note.body for note in vault.read(customers.notes_of, them.ana)] == ["Before"]
    assert vault.read(customers.card, them.ana).status == "active"


def test_a_backup_made_before_the_key_was_changed_is_not_called_the_last_one(vault: Vault) -> None:
    def said() -> tuple[str, bool]:
        sitting = Sitting(vault)
        asyncio.run(sitting.learn())
        return sitting.words.backup, sitting.words.alarm

    rotation.rotate(vault)
    assert said() == ("No backup yet", True)
    backup.make(vault, backup.own_folder(vault.folder))
    assert said() == ("Last backup today", False)
    rotation.rotate(vault)
    assert said() == ("No backup with the new key", True)
    backup.make(vault, backup.own_folder(vault.folder))
    assert said() == ("Last backup today", False)


async def begun_read(vault: Vault, customer: int, free: threading.Event) -> "asyncio.Task[customers.Customer]":
    """A read that waits for its turn until `free`."""
    vault._reader.submit(free.wait)
    waiting = asyncio.create_task(Sitting(vault).read(customers.card, customer))
    await asyncio.sleep(0)
    return waiting


def test_a_read_that_gives_way_to_other_work_is_asked_again(vault: Vault) -> None:
    them, free = people(vault), threading.Event()

    async def ask() -> str:
        waiting = await begun_read(vault, them.ana, free)
        vault.interrupt_reads()
        free.set()
        return (await waiting).status

    assert asyncio.run(ask()) == "active"


def test_a_read_that_waits_while_the_shop_is_closed_ends(vault: Vault) -> None:
    them, free = people(vault), threading.Event()

    async def ask() -> None:
        waiting = await begun_read(vault, them.ana, free)
        closing = asyncio.create_task(asyncio.to_thread(vault.close))
        while not vault.is_closed:
            await asyncio.sleep(0)
        free.set()
        await closing
        with pytest.raises(Interrupted):
            await waiting

    asyncio.run(ask())
