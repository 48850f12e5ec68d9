"""What was being written about a customer at a lock goes on for the record that hers was merged into meanwhile."""

from shopcrm.shop import consent, customers, drafts, merge
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.tui.forms.consent_form import ConsentForm
from shopcrm.tui.forms.note_form import NoteForm
from shopcrm.vault.vault import Vault
from tests.tui.conftest import OpenApp, until, until_shown
from tests.tui.screen_text import screen_text


def merged(vault: Vault) -> None:
    """Anna, C-1002, is Ana, C-1001, now."""
    for name in ("Ana", "Anna"):
        vault.write(customers.add, CustomerDraft(name, "Baker"))
    vault.write(merge.merge, MergeDraft(1001, 1002))


async def test_a_note_kept_for_somebody_merged_away_is_written_to_the_record_that_stays(
    open_app: OpenApp, vault: Vault
) -> None:
    name = f"{NoteForm.__module__}:{NoteForm.__qualname__}"
    vault.write(drafts.keep, name, {"about": {"customer": 1002}, "values": {"note": "Likes tulips"}})
    merged(vault)
    async with open_app() as pilot:
        await until_shown(pilot, "New note · for C-1001, as C-1002 is now")
        await until_shown(pilot, "Likes tulips")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Likes tulips" not in screen_text(pilot.app))
    assert [one.body for one in vault.read(customers.notes_of, 1001)] == ["Likes tulips"]


async def test_a_no_kept_for_somebody_merged_away_is_the_no_of_the_record_that_stays(
    open_app: OpenApp, vault: Vault
) -> None:
    name = f"{ConsentForm.__module__}:{ConsentForm.__qualname__}"
    about = {"customer": 1002, "purpose": "marketing", "channel": "post"}
    values = {"purpose": "marketing", "channel": "post", "answer": "object", "method": "by telephone"}
    vault.write(drafts.keep, name, {"about": about, "values": values})
    merged(vault)
    async with open_app() as pilot:
        await until_shown(pilot, "for C-1001, as C-1002 is now")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(vault.read(consent.current, 1001)))
    assert not vault.read(consent.may_contact, 1001, "marketing", "post").allowed
