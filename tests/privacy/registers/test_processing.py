"""The processing register: everything personal in the book is in it, and what was added by hand; and the notices."""

import pytest

from shopcrm.data_map import TABLES
from shopcrm.errors import InvalidValue, NotFound
from shopcrm.privacy import accountability
from shopcrm.privacy.accountability import Accountability
from shopcrm.privacy.registers import notices, processing
from shopcrm.privacy.registers.processing import ActivityDraft
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault

CAMERA = ActivityDraft(
    *("Camera", "To keep the shop safe", "Whoever comes in", "Pictures", "legitimate interest", "30 days"),
    interest="keeping the shop safe",
)


def test_every_kind_of_personal_detail_in_the_map_is_in_the_register(vault: Vault) -> None:
    found = vault.read(processing.register)
    told = [held.category for one in found.activities for held in one.held]
    for table in TABLES.values():
        if any(column.whose == "customer" for column in table.columns.values()):
            assert table.category in told


def test_each_activity_says_what_article_30_asks_for(vault: Vault) -> None:
    found = vault.read(processing.register)
    assert found.shop.name == "Corner Flowers"
    assert found.security
    for one in found.activities:
        assert one.name
        assert one.purpose
        assert one.people
        assert all(held.kept and held.basis for held in one.held)
        if any(held.basis == processing.BASES["legitimate interest"] for held in one.held):
            assert one.interest
    names = [one.name for one in found.activities]
    assert len(names) == len(set(names))


def test_recipients_are_those_that_orders_name_and_those_that_were_added(vault: Vault) -> None:
    customer = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    order = vault.write(orders.place, OrderDraft((LineDraft("Posy", 1, 900),), customer))
    vault.write(orders.ship, order, "Swift Vans", "X1")
    vault.write(accountability.change, Accountability(recipients="Ledger & Co, bookkeepers\n\nMailer"))
    found = {one.kind: one.names for one in vault.read(processing.register).recipients}
    assert found["Delivery companies"] == ("Swift Vans",)
    assert found["Others"] == ("Ledger & Co, bookkeepers", "Mailer")


def test_an_activity_is_added_changed_put_away_and_all_is_taken_back(vault: Vault) -> None:
    made = vault.write(processing.add, CAMERA)
    assert [one.name for one in vault.read(processing.added)] == ["Camera"]
    assert vault.read(processing.register).activities[-1].added == made
    other = ActivityDraft(*("Camera", "Safety", "All", "Pictures", "legal duty", "14 days"))
    vault.write(processing.edit, made, other)
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(processing.draft_of, made) == CAMERA
    vault.write(processing.put_away, made)
    assert vault.read(processing.added) == ()
    assert [one.added for one in vault.read(processing.added, True)] == [made]
    with pytest.raises(InvalidValue, match="that name"):
        vault.write(processing.add, CAMERA)
    with pytest.raises(NotFound):
        vault.read(processing.draft_of, 99)


BAD = [
    pytest.param({"name": " "}, id="no name"),
    pytest.param({"purpose": ""}, id="no purpose"),
    pytest.param({"kept": ""}, id="for how long"),
    pytest.param({"basis": "habit"}, id="no basis in law"),
    pytest.param({"interest": " "}, id="an interest that is not said"),
]


@pytest.mark.parametrize("changes", BAD)
def test_an_activity_without_what_the_law_asks_is_refused(vault: Vault, changes: dict[str, str]) -> None:
    values = {name: getattr(CAMERA, name) for name in CAMERA.__dataclass_fields__}
    with pytest.raises(InvalidValue):
        vault.write(processing.add, ActivityDraft(**values | changes))


@pytest.mark.parametrize("year_end", ["13-01", "02-30", "31 March", ""])
def test_a_year_does_not_end_on_a_day_that_is_not_there(vault: Vault, year_end: str) -> None:
    with pytest.raises(InvalidValue, match="month and day"):
        vault.write(accountability.change, Accountability(year_end=year_end))


def test_what_the_shop_says_of_itself_is_kept_and_taken_back(vault: Vault) -> None:
    said = Accountability("company", "12-31", oss=True, officer="Kim", notice="We use a camera.")
    vault.write(accountability.change, said)
    assert vault.read(accountability.get) == said
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(accountability.get) == Accountability()


def test_a_notice_gets_a_new_version_only_with_new_words(vault: Vault) -> None:
    assert vault.read(notices.next_version, "We keep little.") == 1
    assert [vault.write(notices.issue, text) for text in ("We keep little.", "We keep little.", "Less.")] == [1, 1, 2]
    assert vault.read(notices.next_version, "Less.") == 2
    assert [one.version for one in vault.read(notices.listed)] == [2, 1]
    assert vault.read(notices.text_of, 1) == "We keep little."
    with pytest.raises(NotFound):
        vault.read(notices.text_of, 9)
