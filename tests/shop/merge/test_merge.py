"""Two records made one and parted again: every row carried, no sum changed, the stricter answer kept."""

from datetime import timedelta
from typing import Any

import pytest

from shopcrm.errors import NotFound, Refused
from shopcrm.shop import consent, customers, loyalty, merge, orders, search, store_credit, tickets
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.merge import MergeDraft, rows
from shopcrm.shop.merge.joining import ELSEWHERE, RULES
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault
from tests.shop.merge.lives import book
from tests.vault.rules import query, rule, run

ANA = CustomerDraft(
    "Ana",
    "Baker",
    emails=(ContactDraft("ana@example.com", "home"),),
    phones=(ContactDraft("07700 900123"),),
    addresses=(AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA"),),
    tags=("roses",),
    note="Likes white roses",
)
ANNA = CustomerDraft(
    "Anna",
    "Baker",
    emails=(ContactDraft("anna.b@example.org"), ContactDraft("ana@example.com", bounced=True)),
    phones=(ContactDraft("07700 900123", do_not_use=True),),
    addresses=(
        AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA", wrong=True),
        AddressDraft("9 Quay", town="York"),
    ),
    tags=("Roses", "vip"),
    birthday="3 May 1980",
    note="Owes us a vase",
)


@pytest.fixture
def two(vault: Vault) -> tuple[int, int]:
    """Ana, and Anna, who is Ana, each with something of everything."""
    ana, anna = vault.write(customers.add, ANA), vault.write(customers.add, ANNA)
    vault.write(loyalty.set_programme, loyalty.Programme(lock_days=0))
    for customer in (ana, anna):
        vault.write(loyalty.join, customer)
        line = LineDraft("Posy", 2, 1250)
        vault.write(orders.place, OrderDraft((line,), customer, paid=PaidDraft("card")))
        vault.write(tickets.open, TicketDraft("Where is it?", customer=customer))
        vault.write(store_credit.issue, customer, 500)
        vault.write(loyalty.goodwill, customer, 20)
    return ana, anna


def test_every_row_is_carried_and_no_sum_changes(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    points = sum(vault.read(loyalty.worth, one).points for one in two)
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    card = vault.read(customers.card, ana)
    assert (done.keep, done.lose, done.merge_id) == (ana, anna, 1001)
    assert [(one.orders, one.total) for one in card.totals] == [(2, 5000)]
    assert vault.read(store_credit.balance, ana) == 1000
    assert vault.read(loyalty.worth, ana).points == points
    assert len(vault.read(customers.notes_of, ana)) == 2
    assert len(vault.read(tickets.of_customer, ana)) == 2
    assert (card.name, card.birthday, card.tags) == ("Ana Baker", "1980-05-03", ("roses", "vip"))
    assert [one.typed for one in card.emails] == ["ana@example.com", "anna.b@example.org"]
    assert done.moved["orders"] == 1
    with pytest.raises(NotFound, match="C-1002"):
        vault.read(customers.card, anna)


def test_of_a_contact_that_both_have_the_stricter_flags_stay(vault: Vault, two: tuple[int, int]) -> None:
    vault.write(merge.merge, MergeDraft(*two))
    card = vault.read(customers.card, two[0])
    assert [(one.typed, one.bounced, one.label, one.preferred) for one in card.emails] == [
        ("ana@example.com", True, "home", True),
        ("anna.b@example.org", False, "", False),
    ]
    assert [(one.do_not_use, one.preferred) for one in card.phones] == [(True, True)]
    assert [(one.line1, one.wrong, one.preferred) for one in card.addresses] == [
        ("1 High Street", True, True),
        ("9 Quay", False, False),
    ]


def test_parted_records_are_exactly_as_they_were(vault: Vault, two: tuple[int, int]) -> None:
    vault.write(consent.record, ConsentDraft(two[0], "marketing", "email", "grant", "counter", "card on file"))
    vault.write(consent.record, ConsentDraft(two[1], "marketing", "email", "withdraw", "by phone"))
    before = vault.read(book)
    done = vault.write(merge.merge, MergeDraft(*two, take=("given_name", "email", "address")))
    assert vault.read(customers.card, two[0]).name == "Anna Baker"
    parted = vault.write(merge.unmerge, done.merge_id)
    after = vault.read(book)
    for table in before:
        assert after[table] == before[table], table
    assert (parted.keep, parted.lose, parted.kept) == (*two, ())
    assert parted.restored["orders"] == 1
    assert vault.read(query, "SELECT count(*) FROM merge_rows") == [(0,)]


def test_a_merge_can_be_taken_back_with_the_undo_key(vault: Vault, two: tuple[int, int]) -> None:
    before = vault.read(book)
    vault.write(merge.merge, MergeDraft(two[1], two[0]))
    assert vault.last_undo is not None
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(book) == before


def test_an_unmerge_can_be_taken_back_with_the_undo_key_value_by_value(vault: Vault, two: tuple[int, int]) -> None:
    done = vault.write(merge.merge, MergeDraft(*two, take=("given_name", "email", "address")))
    together = vault.read(customers.draft_of, two[0])
    vault.write(merge.unmerge, done.merge_id)
    assert vault.last_undo is not None
    assert vault.last_undo.label == "Unmerge M-1001"
    vault.write(vault.last_undo.function, *vault.last_undo.arguments)
    assert vault.read(customers.draft_of, two[0]) == together
    assert together.given_name == "Anna"
    assert [one.typed for one in together.emails if one.preferred] == ["anna.b@example.org"]


def test_the_stricter_of_two_answers_holds_whichever_came_last(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "object", "by letter"))
    vault.write(consent.record, ConsentDraft(anna, "marketing", "email", "grant", "counter", "signed card"))
    vault.write(consent.record, ConsentDraft(anna, "reminders", "sms", "grant", "counter", "signed card"))
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    said = {(one.purpose, one.channel): one.answer for one in vault.read(consent.current, ana)}
    assert said == {("marketing", "email"): "object", ("reminders", "sms"): "grant"}
    assert not vault.read(consent.may_contact, ana, "marketing", "email").allowed
    assert vault.read(consent.is_suppressed, "email", "anna.b@example.org", "marketing", "email")
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(consent.may_contact, anna, "reminders", "sms").because
    assert not vault.read(consent.is_suppressed, "email", "anna.b@example.org", "marketing", "email")


def test_a_no_said_while_two_records_were_one_counts_for_both(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "object", "by phone"))
    vault.write(merge.unmerge, done.merge_id)
    for customer in two:
        assert [one.answer for one in vault.read(consent.current, customer)] == ["object"]
    assert vault.read(consent.is_suppressed, "email", "anna.b@example.org", "marketing", "email")


def test_a_clock_set_back_lets_no_milder_answer_stand_in_a_merge(make_vault: MakeVault) -> None:
    now = [NOW - timedelta(days=3)]
    vault = make_vault(clock=lambda: now[0])
    ana = vault.write(customers.add, CustomerDraft("Ana", emails=(ContactDraft("ana@example.com"),)))
    anna = vault.write(customers.add, CustomerDraft("Anna"))
    vault.write(consent.record, ConsentDraft(anna, "marketing", "email", "object", "by phone"))
    now[0] = NOW
    vault.write(consent.record, ConsentDraft(ana, "marketing", "email", "grant", "counter", "signed card"))
    now[0] -= timedelta(days=1)
    vault.write(merge.merge, MergeDraft(ana, anna))
    assert not vault.read(consent.may_contact, ana, "marketing", "email").allowed
    assert vault.read(consent.current, ana)[0].answer == "object"


def test_a_no_said_while_two_records_were_one_counts_for_both_though_the_clock_was_set_back(
    make_vault: MakeVault,
) -> None:
    now = [NOW]
    vault = make_vault(clock=lambda: now[0])
    ana = vault.write(customers.add, CustomerDraft("Ana", emails=(ContactDraft("ana@example.com"),)))
    anna = vault.write(customers.add, CustomerDraft("Anna", emails=(ContactDraft("anna@example.com"),)))
    two = (ana, anna)
    for one in two:
        vault.write(consent.record, ConsentDraft(one, "marketing", "email", "grant", "counter", "signed card"))
    done = vault.write(merge.merge, MergeDraft(*two))
    now[0] -= timedelta(days=1)
    vault.write(consent.record, ConsentDraft(two[0], "marketing", "email", "withdraw", "by phone"))
    vault.write(merge.unmerge, done.merge_id)
    for one in two:
        assert not vault.read(consent.may_contact, one, "marketing", "email").allowed
        assert vault.read(consent.current, one)[0].answer == "withdraw"


def test_the_old_number_tells_where_the_record_went(vault: Vault, two: tuple[int, int]) -> None:
    vault.write(merge.merge, MergeDraft(*two))
    assert vault.read(merge.merged_into, two[1]) == two[0]
    assert vault.read(search.find, "C-1002").results[0].ref == "C-1001"
    assert [one.ref for one in vault.read(search.find, "anna.b@example.org").results] == ["C-1001"]


def test_what_came_after_a_merge_stays_and_edits_are_not_lost(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(orders.place, OrderDraft((LineDraft("Fern", 1, 300),), ana, paid=PaidDraft("card")))
    draft = vault.read(customers.draft_of, ana)
    vault.write(customers.edit, ana, CustomerDraft(**{**_fields(draft), "birthday": "4 May 1980"}))
    parted = vault.write(merge.unmerge, done.merge_id)
    card, other = (vault.read(customers.card, one) for one in two)
    assert [(one.orders, one.total) for one in card.totals] == [(2, 2800)]
    assert [(one.orders, one.total) for one in other.totals] == [(1, 2500)]
    assert (card.birthday, other.birthday) == ("1980-05-04", "1980-05-03")
    assert parted.kept == (
        "Birthday: changed since, stays as it is now",
        "order O-1003 · 22 Nov 2026 · £3.00 came since and stays with C-1001",
        "entry of points 3 points · earned by an order · 22 Nov 2026 came since and stays with C-1001",
    )
    assert vault.read(replayed) == ()


def test_credit_of_the_other_record_that_was_used_stops_the_parting(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(orders.place, OrderDraft((LineDraft("Fern", 1, 900),), ana, paid=PaidDraft("card", credit=900)))
    with pytest.raises(Refused, match="used since"):
        vault.write(merge.unmerge, done.merge_id)


def test_a_later_merge_is_undone_first(vault: Vault, two: tuple[int, int]) -> None:
    third = vault.write(customers.add, CustomerDraft("A", "Baker"))
    before = vault.read(book)
    first = vault.write(merge.merge, MergeDraft(*two))
    second = vault.write(merge.merge, MergeDraft(third, two[0]))
    assert vault.read(merge.merged_into, two[1]) == third
    with pytest.raises(Refused, match="merged again"):
        vault.write(merge.unmerge, first.merge_id)
    vault.write(merge.unmerge, second.merge_id)
    vault.write(merge.unmerge, first.merge_id)
    assert vault.read(book) == before
    with pytest.raises(Refused, match="undone already"):
        vault.write(merge.unmerge, first.merge_id)


def test_who_was_told_from_a_third_before_a_merge_is_told_from_her_after_it(vault: Vault, two: tuple[int, int]) -> None:
    bo = vault.write(customers.add, CustomerDraft("Bo", "Cho"))
    vault.write(merge.tell_apart, bo, two[1])
    before = vault.read(book)
    done = vault.write(merge.merge, MergeDraft(*two))
    assert vault.read(query, "SELECT customer_id, other_id FROM told_apart") == [(two[0], bo), (bo, two[0])]
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(book) == before


def test_one_who_was_told_apart_and_is_gone_does_not_stop_the_parting(vault: Vault, two: tuple[int, int]) -> None:
    bo, cy = (vault.write(customers.add, CustomerDraft(name, "Cho")) for name in ("Bo", "Cy"))
    vault.write(merge.tell_apart, bo, two[1])
    done = vault.write(merge.merge, MergeDraft(*two))
    vault.write(merge.merge, MergeDraft(cy, bo))
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(customers.card, two[1]).name == "Anna Baker"
    assert vault.read(query, "PRAGMA foreign_key_check") == []


def test_one_who_was_put_away_is_back_in_use_with_the_other_and_put_away_again_after(
    vault: Vault, two: tuple[int, int]
) -> None:
    ana, anna = two
    vault.write(customers.archive, ana)
    before = vault.read(book)
    shown = vault.read(merge.preview, MergeDraft(ana, anna))
    assert "Ana Baker was put away: the merged record is in use." in shown.warnings
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    assert vault.read(customers.card, ana).status == "active"
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(book) == before


def test_two_who_were_put_away_stay_so(vault: Vault, two: tuple[int, int]) -> None:
    for one in two:
        vault.write(customers.archive, one)
    assert not any("put away" in told for told in vault.read(merge.preview, MergeDraft(*two)).warnings)
    vault.write(merge.merge, MergeDraft(*two))
    assert vault.read(customers.card, two[0]).status == "archived"


def test_a_record_is_not_merged_with_itself_nor_with_nobody(vault: Vault, two: tuple[int, int]) -> None:
    with pytest.raises(Refused, match="one and the same"):
        vault.write(merge.merge, MergeDraft(two[0], two[0]))
    with pytest.raises(NotFound):
        vault.write(merge.merge, MergeDraft(two[0], 4711))
    vault.write(merge.merge, MergeDraft(*two))
    with pytest.raises(Refused, match="merged into C-1001 already"):
        vault.read(merge.preview, MergeDraft(*two))


def test_unmerging_names_each_thing_that_came_since_and_stays(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(customers.add_note, ana, "Moved to the mill")
    held = vault.read(customers.draft_of, ana)
    added = CustomerDraft(**{**_fields(held), "phones": (*held.phones, ContactDraft("07700 900999"))})
    vault.write(customers.edit, ana, added)
    vault.write(consent.record, ConsentDraft(ana, "marketing", "post", "grant", "at the counter"))
    assert vault.write(merge.unmerge, done.merge_id).kept == (
        "note 22 Nov 2026 · Moved to the mill came since and stays with C-1001",
        "contact answer said yes · offers and news by post · 22 Nov 2026 came since and stays with C-1001",
        "e-mail or number 07700 900999 came since and stays with C-1001",
    )


def test_a_merge_that_never_was_is_told_by_its_number(vault: Vault) -> None:
    with pytest.raises(NotFound, match=r"There is no merge M-1\."):
        vault.write(merge.unmerge, 1)


def test_rows_that_move_are_told_in_the_shops_words(vault: Vault, two: tuple[int, int]) -> None:
    vault.write(consent.record, ConsentDraft(two[1], "marketing", "post", "grant", "at the counter"))
    vault.write(run, f"INSERT INTO customer_external_ids VALUES ('shopify', '77', {two[1]})")
    told = {one.kind: one.what for one in vault.read(merge.preview, MergeDraft(*two)).rows}
    assert told["contact answers"] == "said yes · offers and news by post · 22 Nov 2026"
    assert told["outside numbers"] == "Shopify · 77"
    assert told["store credit entries"] == "£5.00 · given as a gesture · 22 Nov 2026"
    assert told["entries of points"] == "20 points · given as a gesture · 22 Nov 2026"


def test_the_preview_counts_as_moving_only_what_changes_hands(vault: Vault, two: tuple[int, int]) -> None:
    shown = vault.read(merge.preview, MergeDraft(*two))
    assert (shown.moved["e-mails and numbers"], shown.moved["tags"]) == (1, 1)
    assert merge.left_in_words(shown.rows) == "4 are on both: kept once, the number of the second card is kept"


def test_an_erased_person_is_neither_merged_nor_parted(vault: Vault, two: tuple[int, int]) -> None:
    ana, anna = two
    third = vault.write(customers.add, CustomerDraft("Bo", "Cho"))
    vault.write(run, f"UPDATE customers SET name = '', given_name = '', family_name = '' WHERE id = {third}")
    for pair in ((ana, third), (third, ana)):
        with pytest.raises(Refused, match="erased"):
            vault.write(merge.merge, MergeDraft(*pair))
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(run, "DELETE FROM merge_rows")
    with pytest.raises(Refused, match="erased since"):
        vault.write(merge.unmerge, done.merge_id)


def test_a_preview_names_every_row_and_changes_nothing(vault: Vault, two: tuple[int, int]) -> None:
    before = vault.read(book)
    shown = vault.read(merge.preview, MergeDraft(*two))
    assert vault.read(book) == before
    choices = {one.field: (one.keep, one.lose, one.taken) for one in shown.choices}
    assert choices["given_name"] == ("Ana", "Anna", False)
    assert choices["birthday"] == ("", "1980-05-03", True)
    said = {(one.kind, one.becomes) for one in shown.rows}
    assert ("loyalty cards", "its number is kept") in said
    assert merge.in_words({"orders": 1, "postal addresses": 1, "notes": 2}) == "1 order, 1 postal address, 2 notes"
    assert {
        ("orders", "moves"),
        ("tags", "is on both: kept once"),
        ("notes", "moves"),
        ("entries of points", "moves"),
    } <= said
    assert sum(shown.moved.values()) == sum(one.becomes == "moves" for one in shown.rows)
    assert vault.write(merge.merge, MergeDraft(*two)).moved == shown.moved


def test_both_loyalty_cards_find_the_person(vault: Vault, two: tuple[int, int]) -> None:
    number = vault.read(query, f"SELECT number FROM loyalty_cards WHERE customer_id = {two[1]}")[0][0]
    vault.write(merge.merge, MergeDraft(*two))
    assert vault.read(loyalty.by_card, number) == two[0]


def test_two_who_were_told_apart_can_still_be_merged_and_are_told_apart_again_after(
    vault: Vault, two: tuple[int, int]
) -> None:
    vault.write(merge.tell_apart, *two)
    before = vault.read(book)
    done = vault.write(merge.merge, MergeDraft(*two))
    assert vault.read(query, "SELECT count(*) FROM told_apart") == [(0,)]
    vault.write(merge.unmerge, done.merge_id)
    assert vault.read(book) == before


NEVER_COLLIDE = {"restrictions_in_force"}
"""Of what is in force only for a restricted customer, whom no merge takes."""


def test_what_could_collide_has_a_rule(vault: Vault) -> None:
    for table in rows.CARRIED:
        for index in vault.read(query, f"PRAGMA index_list({table})"):
            columns = {row[2] for row in vault.read(query, f"PRAGMA index_info({index[1]})")}
            unique = index[2] and index[1] not in NEVER_COLLIDE
            assert not (unique and "customer_id" in columns), f"{table} needs a rule: see Table.merge in the data map"
        keys = [row[1] for row in vault.read(query, f"PRAGMA table_info({table})") if row[5]]
        assert len(keys) == 1, f"the rows of {table} need one key each to be carried"
        assert keys != ["customer_id"], f"{table} needs a rule: see Table.merge in the data map"
    assert set(rows.JOINED) == {*RULES, *ELSEWHERE}


@rule("test.replayed", "read")
def replayed(tx: Tx) -> tuple[str, ...]:
    """What a full check finds in the ledger of points."""
    return loyalty.replay(tx)


def _fields(draft: CustomerDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def test_the_list_of_merges_names_a_record_that_was_merged_again_after_it_was_parted(
    vault: Vault, two: tuple[int, int]
) -> None:
    ana, anna = two
    for _ in range(2):
        done = vault.write(merge.merge, MergeDraft(ana, anna))
        vault.write(merge.unmerge, done.merge_id)
    vault.write(merge.merge, MergeDraft(ana, anna))
    told = [(one.lost_name, one.lost_erased, one.undone_at is None) for one in vault.read(merge.merges)]
    assert told == [("Anna Baker", False, True), ("Anna Baker", False, False), ("Anna Baker", False, False)]


def test_a_merge_that_was_parted_is_told_as_it_was_though_the_two_were_merged_the_other_way_since(
    vault: Vault, two: tuple[int, int]
) -> None:
    ana, anna = two
    done = vault.write(merge.merge, MergeDraft(ana, anna))
    vault.write(merge.unmerge, done.merge_id)
    vault.write(merge.merge, MergeDraft(anna, ana))
    told = [(one.keep, one.name, one.lose, one.lost_name) for one in vault.read(merge.merges)]
    assert told == [(anna, "Anna Baker", ana, "Ana Baker"), (ana, "Ana Baker", anna, "Anna Baker")]


def test_the_list_of_merges_calls_a_record_erased_only_when_its_person_was(vault: Vault, two: tuple[int, int]) -> None:
    vault.write(merge.merge, MergeDraft(*two))
    vault.write(run, "DELETE FROM merge_rows")
    (one,) = vault.read(merge.merges)
    assert (one.lost_name, one.lost_erased) == ("", False)
    vault.write(run, f"UPDATE customers SET name = '', given_name = '', family_name = '' WHERE id = {two[0]}")
    (one,) = vault.read(merge.merges)
    assert (one.name, one.lost_name, one.lost_erased) == ("", "", True)
