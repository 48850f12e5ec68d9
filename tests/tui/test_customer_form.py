"""Adding and editing a customer: the same fields, checks that point, warnings that never stop."""

from textual.pilot import Pilot

from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.tui.forms.customer_form import CustomerForm
from shopcrm.tui.forms.customer_slots import Slots, to_draft, to_values
from shopcrm.tui.screens.customers import CustomersScreen
from shopcrm.vault.vault import Vault
from tests.tui.conftest import OpenApp, type_in, until, until_golden, until_shown
from tests.tui.people import REAL, people
from tests.tui.screen_text import screen_text


async def to_new(pilot: Pilot[int]) -> None:
    """The form for a new customer."""
    await pilot.press("2")
    await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
    await pilot.press("ctrl+n")
    await until_shown(pilot, "First name")


async def fill(pilot: Pilot[int], **fields: str) -> None:
    for name, words in fields.items():
        pilot.app.screen.query_one(f"#field-{name}").focus()
        await pilot.press("ctrl+a")
        await type_in(pilot, words)


async def test_a_customer_is_added_and_her_page_shown(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, given_name="Zoe", family_name="Marsh", phone_0="07700 900111", email_0="zoe@example.com")
        await fill(pilot, line1_0="2 Low Road", town_0="York", postcode_0="yo1 7hh", tags="regular, cash")
        await fill(pilot, birthday="3 May", note="Rings first")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "in the book since")
        held = vault.read(customers.card, 1001)
        assert (held.name, held.tags, held.birthday) == ("Zoe Marsh", ("cash", "regular"), "--05-03")
        assert held.addresses[0].postcode == "YO1 7HH"
        assert vault.read(customers.notes_of, 1001)[0].body == "Rings first"


async def test_a_name_typed_at_once_after_ctrl_n_is_whole(open_app: OpenApp) -> None:
    async with open_app(**REAL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomerForm))
        await pilot.press(*"Zoe", "tab", *"Marsh")
        form = pilot.app.screen
        assert isinstance(form, CustomerForm)
        await until(pilot, lambda: form.values()["family_name"] == "Marsh")
        assert form.values()["given_name"] == "Zoe"


async def test_the_form_fits_and_points_at_what_is_wrong(open_app: OpenApp) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await until_golden(pilot, "customer_form_80")
        await fill(pilot, given_name="Zoe", phone_0="12", email_0="zoe at example", birthday="soon")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "3 things to fix")
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "field-phone_0"
        await until_golden(pilot, "customer_form_wrong_80")


async def test_a_customer_without_any_name_is_not_saved(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, town_0="York")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "A customer needs a name.")
        assert vault.read(customers.count) == 0


async def test_a_double_is_warned_about_and_can_be_saved_all_the_same(open_app: OpenApp, vault: Vault) -> None:
    people(vault)
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, given_name="Anna", phone_0="+44 7700 900245")
        await until_shown(pilot, "! May be here already: Ana Smith · 07700 900245 · Leeds · C-1001")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "in the book since")
        assert vault.read(customers.count) == 4


async def test_a_number_that_is_possible_but_not_in_use_warns_and_is_saved(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, given_name="Zoe", phone_0="07700 900111")
        await pilot.press("tab")
        await until_shown(pilot, "! This telephone number")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "in the book since")


async def test_room_for_more_numbers_is_made_by_a_button(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, given_name="Zoe", phone_0="07700 900111")
        await pilot.click("#more-phone")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "field-phone_1")
        await type_in(pilot, "07700 900222")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "in the book since")
        assert len(vault.read(customers.card, 1001).phones) == 2


async def test_an_edit_shows_what_is_held_saves_and_is_taken_back(open_app: OpenApp, vault: Vault) -> None:
    them = people(vault)
    before = vault.read(customers.draft_of, them.ana)
    async with open_app(**REAL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, CustomersScreen))
        await type_in(pilot, "ana")
        await until_shown(pilot, "1 of 3")
        await pilot.press("enter")
        await until_shown(pilot, "[ Edit F4 ]")
        await until_shown(pilot, "Leeds")
        await pilot.press("f4")
        await until_shown(pilot, "▌ Ana ")
        await until_golden(pilot, "customer_edit_80")
        await fill(pilot, family_name="Baker")
        pilot.app.screen.query_one("#field-emailstate_0").focus()
        await pilot.press("right", "right", "right")
        await pilot.press("ctrl+s")
        await until_shown(pilot, "Ana Baker")
        await until_shown(pilot, "ana@example.com ✗ came back")
        await pilot.press("ctrl+z")
        await until_shown(pilot, "Ana Smith")
    assert before.family_name == "Smith"


async def test_leaving_with_something_typed_is_asked_about(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        await fill(pilot, given_name="Zoe")
        await pilot.press("escape")
        await until_shown(pilot, "Not saved yet")
        await pilot.press("escape")
        await until_shown(pilot, "Zoe")
        await pilot.press("escape")
        await until_shown(pilot, "Not saved yet")
        await pilot.press("right", "enter")
        await until_shown(pilot, "Your customers stand here")
        assert vault.read(customers.count) == 0


async def test_markup_and_controls_in_a_name_are_kept_as_text(open_app: OpenApp, vault: Vault) -> None:
    async with open_app(**REAL) as pilot:
        await to_new(pilot)
        pilot.app.screen.query_one("#field-given_name").value = "[/] [bold]\x1b[2J"  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await until_shown(pilot, "[/] [bold]")
        assert "\x1b" not in screen_text(pilot.app)


def test_saving_an_edit_unchanged_changes_nothing(vault: Vault) -> None:
    them = people(vault)
    before = vault.read(customers.draft_of, them.ana)
    assert to_draft(dict.fromkeys(("note",), "") | to_values(before), before) == before


def test_what_has_no_row_on_the_form_stays(vault: Vault) -> None:
    them = people(vault)
    before = vault.read(customers.draft_of, them.ana)
    shown = {name: value for name, value in to_values(before).items() if name != "email_1"}
    assert to_draft(shown, before).emails == before.emails
    assert to_values(CustomerDraft())["birthday"] == ""
    assert Slots.of(vault.read(customers.card, them.ana)) == Slots(1, 2, 1)
