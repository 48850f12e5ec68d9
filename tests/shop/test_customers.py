"""Customers: added, changed, put away, put back, and always found."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import customers, search
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft, CustomerSort, cleaning
from shopcrm.vault.vault import Vault
from tests.vault.rules import query, rule

NAUGHTY = (Path(__file__).parents[1] / "samples" / "naughty" / "blns.txt").read_text(encoding="utf-8").splitlines()
ANN = CustomerDraft(
    "Ann",
    "Smith",
    emails=(ContactDraft("ann@example.com", "home"), ContactDraft("Ann.Smith@example.org", bounced=True)),
    phones=(ContactDraft("07700 900123", "mobile", do_not_use=True),),
    addresses=(
        AddressDraft("1 High Street", "Flat 2", "Leeds", "", "ls11aa", "", "home"),
        AddressDraft("9 Quay", town="York", label="work", wrong=True),
    ),
    tags=("vip", "roses", "VIP"),
    birthday="3rd May 1980",
    note="Likes **white** roses",
)
shared_vault = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def take_back(vault: Vault) -> None:
    """What Ctrl+Z does."""
    undo = vault.last_undo
    assert undo is not None
    vault.write(undo.function, *undo.arguments)


def test_a_customer_is_kept_as_typed_and_in_standard_form(vault: Vault) -> None:
    ann = vault.read(customers.card, vault.write(customers.add, ANN))
    assert (ann.id, ann.name, ann.sort_name, ann.birthday) == (1001, "Ann Smith", "smith ann", "1980-05-03")
    assert [(one.typed, one.normal, one.preferred) for one in ann.emails] == [
        ("ann@example.com", "ann@example.com", True),
        ("Ann.Smith@example.org", "ann.smith@example.org", False),
    ]
    assert [(one.normal, one.usable) for one in ann.phones] == [("+447700900123", False)]
    assert ann.addresses[0].lines == ("1 High Street", "Flat 2", "Leeds", "LS1 1AA")
    assert not ann.addresses[1].usable
    assert ann.tags == ("roses", "vip")
    assert (ann.source, ann.status, ann.confirmed_on) == ("typed", "active", "2026-11-22")
    assert [note.body for note in vault.read(customers.notes_of, ann.id)] == ["Likes **white** roses"]
    assert len(ann.uid) == 32


def test_every_column_of_a_customer_has_a_field(vault: Vault) -> None:
    columns = {row[1] for row in vault.read(query, "PRAGMA table_info(customers)")}
    lists = {"emails", "phones", "addresses", "tags", "external_ids", "totals"}
    assert {field.name for field in fields(customers.Customer)} - lists == columns


@pytest.mark.parametrize(
    ("draft", "name", "sort_name"),
    [
        (CustomerDraft("Ann", "Núñez"), "Ann Núñez", "nunez ann"),
        (CustomerDraft("Ann", ""), "Ann", "ann"),
        (CustomerDraft("Jo", "Okafor", "Okafor Ltd"), "Jo Okafor", "okafor jo"),
        (CustomerDraft("Jo", "Okafor", "Łódź Blooms", kind="business"), "Łódź Blooms", "lodz blooms"),
        (CustomerDraft(company="The Crown"), "The Crown", "the crown"),
        (CustomerDraft(emails=(ContactDraft("guest@example.com"),)), "guest@example.com", "guest@example.com"),
        (CustomerDraft(phones=(ContactDraft("07700 900123"),)), "07700 900123", "07700 900123"),
    ],
)
def test_a_customer_is_called_by_what_is_known(vault: Vault, draft: CustomerDraft, name: str, sort_name: str) -> None:
    card = vault.read(customers.card, vault.write(customers.add, draft))
    assert (card.name, card.sort_name) == (name, sort_name)


def test_someone_of_whom_nothing_is_known_is_refused(vault: Vault) -> None:
    with pytest.raises(InvalidValue, match="needs a name"):
        vault.write(customers.add, CustomerDraft(" ", "\u202e\x07", tags=("vip",)))
    assert vault.read(customers.count) == 0


@pytest.mark.parametrize("field", ["given_name", "family_name", "company", "source"])
def test_a_name_of_ten_thousand_characters_is_refused_clearly(vault: Vault, field: str) -> None:
    with pytest.raises(InvalidValue, match="10,000 characters") as refused:
        vault.write(customers.add, replace(ANN, **{field: "x" * 10_000}))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert vault.read(customers.count) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"emails": (ContactDraft("no at sign"),)},
        {"phones": (ContactDraft("no digits"),)},
        {"phones": tuple(ContactDraft(f"07700 {number:06}") for number in range(101))},
        {"addresses": tuple(AddressDraft(f"{number} High St") for number in range(101))},
        {"addresses": (AddressDraft("x" * 301),)},
        {"tags": tuple(map(str, range(101)))},
        {"note": "x" * 20_001},
        {"birthday": "soon"},
        {"birthday": "2026-11-23"},
        {"birthday": "1899-12-31"},
        {"birthday": "31/2/1980"},
    ],
)
def test_what_cannot_be_kept_is_refused_whole(vault: Vault, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        vault.write(customers.add, replace(ANN, **changes))  # type: ignore[arg-type]
    assert vault.read(query, "SELECT count(*) FROM customers") == [(0,)]
    assert vault.read(query, "SELECT count(*) FROM search_entries") == [(0,)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1980-05-03", "1980-05-03"),
        ("3/5/1980", "1980-05-03"),
        ("3.5.1980", "1980-05-03"),
        ("3 May 1980", "1980-05-03"),
        ("May 3, 1980", "1980-05-03"),
        ("3rd of", None),
        ("3 May", "--05-03"),
        ("May 3rd", "--05-03"),
        ("3/5", "--05-03"),
        ("--02-29", "--02-29"),
        ("29 feb", "--02-29"),
        ("", ""),
    ],
)
def test_birthdays_are_understood_with_and_without_a_year(typed: str, kept: str | None) -> None:
    today = date(2026, 11, 22)
    if kept is None:
        with pytest.raises(InvalidValue):
            cleaning.birthday(typed, today)
    else:
        assert (cleaning.birthday(typed, today) or "") == kept


@pytest.mark.parametrize("text", [line for line in NAUGHTY if line and not line.startswith("#")])
def test_no_naughty_string_is_lost_or_breaks_anything(text: str) -> None:
    kept = cleaning.clean(CustomerDraft("Ann", text[:200], tags=(text[:60],)), "GB", date(2026, 11, 22))
    assert cleaning.clean(kept, "GB", date(2026, 11, 22)) == kept


def test_naughty_names_are_found_and_shown_as_they_are(vault: Vault) -> None:
    for text in ('Robert"); DROP TABLE customers;--', "[bold]Ann[/bold]", "<script>alert(1)</script>", "NEAR(a, b)"):
        who = vault.write(customers.add, CustomerDraft(family_name=text))
        assert vault.read(customers.card, who).name == text
        assert who in vault.read(customers.find_ids, text)
    assert vault.read(customers.count) == 4


def test_saving_an_unchanged_form_changes_nothing(vault: Vault) -> None:
    ann = vault.write(customers.add, ANN)
    before = vault.read(customers.card, ann)
    vault.write(customers.edit, ann, vault.read(customers.draft_of, ann))
    assert vault.read(customers.card, ann) == before


def test_what_stays_keeps_its_history_when_a_customer_is_edited(vault: Vault) -> None:
    ann = vault.write(customers.add, replace(ANN, source="import"))
    before = vault.read(customers.card, ann)
    draft = vault.read(customers.draft_of, ann)
    corrected = replace(draft.addresses[0], line1="1 Low Street")
    emails = (draft.emails[0], ContactDraft("new@example.com"))
    vault.write(customers.edit, ann, replace(draft, emails=emails, addresses=(corrected, draft.addresses[1])))
    after = vault.read(customers.card, ann)
    assert [one.id for one in after.addresses] == [one.id for one in before.addresses]
    assert after.emails[0] == before.emails[0]
    assert [(one.normal, one.source) for one in after.emails] == [
        ("ann@example.com", "import"),
        ("new@example.com", "typed"),
    ]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
flags = st.booleans()
numbers = st.integers(0, 999).map(lambda number: f"07700 900{number:03}")
addresses = st.builds(
    AddressDraft,
    words,
    words,
    words,
    words,
    st.sampled_from(["", "ls1 1aa", "10115"]),
    st.just(""),
    words,
    flags,
    flags,
)
drafts = st.builds(
    CustomerDraft,
    given_name=words,
    family_name=words.map(lambda word: word + " Smith"),
    company=words,
    kind=st.sampled_from(["person", "business"]),
    emails=st.lists(
        st.builds(ContactDraft, st.integers(0, 5).map("a{}@example.com".format), words, flags, flags, flags, flags),
        max_size=3,
    ).map(tuple),
    phones=st.lists(st.builds(ContactDraft, numbers, words, flags, flags), max_size=3).map(tuple),
    addresses=st.lists(addresses, max_size=3).map(tuple),
    tags=st.lists(words, max_size=3).map(tuple),
    birthday=st.sampled_from([None, "", "3 May", "1980-05-03"]),
)


def test_one_place_is_kept_once_whatever_it_is_called(vault: Vault) -> None:
    home, again = AddressDraft("1 High Street", label="home"), AddressDraft("1 High Street", label="work")
    who = vault.write(customers.add, CustomerDraft("Ana", addresses=(home, again)))
    assert [one.label for one in vault.read(customers.card, who).addresses] == ["home"]


def test_labels_stand_in_one_order_whichever_way_they_are_read(vault: Vault) -> None:
    who = vault.write(customers.add, CustomerDraft("Ana", tags=("²", "ß")))
    draft = vault.read(customers.draft_of, who)
    assert draft.tags == vault.read(customers.card, who).tags == ("ß", "²")


@shared_vault
@given(first=drafts, second=drafts)
def test_an_edit_taken_back_restores_everything(vault: Vault, first: CustomerDraft, second: CustomerDraft) -> None:
    who = vault.write(customers.add, first)
    before = vault.read(customers.draft_of, who)
    index = "SELECT words, digits FROM search_entries WHERE letter = 'C' AND record_id = " + str(who)
    words_before = vault.read(query, index)
    vault.write(customers.edit, who, second)
    take_back(vault)
    assert vault.read(customers.draft_of, who) == before
    assert vault.read(query, index) == words_before
    assert vault.read(recount) == dict(vault.read(query, "SELECT word, uses FROM name_words"))


@rule("test.recount", "read")
def recount(tx: object) -> dict[str, int]:
    """The vocabulary counted anew from the entries."""
    counted: dict[str, int] = {}
    for (indexed,) in tx.all("SELECT words FROM search_entries"):  # type: ignore[attr-defined]
        for word in search.vocabulary_of(indexed):
            counted[word] = counted.get(word, 0) + 1
    return counted


def test_putting_away_and_bringing_back(vault: Vault) -> None:
    ann = vault.write(customers.add, ANN)
    vault.write(customers.archive, ann)
    assert vault.read(customers.row_ids) == []
    assert vault.read(customers.row_ids, CustomerSort.NAME, "archived") == [ann]
    assert vault.read(customers.find_ids, "ann") == []
    assert vault.read(search.find, "ann").results[0].detail.endswith("put away")
    with pytest.raises(Refused, match="put away already"):
        vault.write(customers.archive, ann)
    take_back(vault)
    assert vault.read(customers.find_ids, "ann") == [ann]
    assert vault.read(customers.count) == 1


def test_the_list_is_sorted_without_regard_to_case_and_accents(vault: Vault) -> None:
    for family in ("zebra", "Éclair", "ábel", "Dunn"):
        vault.write(customers.add, CustomerDraft("A", family))
    ids = vault.read(customers.row_ids)
    assert [row.name for row in vault.read(customers.rows_for, ids)] == ["A ábel", "A Dunn", "A Éclair", "A zebra"]
    assert vault.read(customers.row_ids, CustomerSort.NEWEST) == sorted(ids, reverse=True)
    for sort in CustomerSort:
        assert sorted(vault.read(customers.row_ids, sort)) == sorted(ids)


def test_a_row_shows_what_may_be_used_first(vault: Vault) -> None:
    ann = vault.write(
        customers.add,
        replace(
            ANN, emails=(ContactDraft("old@example.com", preferred=True, wrong=True), ContactDraft("b@example.com"))
        ),
    )
    (row,) = vault.read(customers.rows_for, [ann, 4711])
    assert (row.email, row.phone, row.town, row.spent, row.last_order_on) == (
        *("b@example.com", "07700 900123", "Leeds", 0),
        None,
    )
    assert vault.read(customers.rows_for, []) == []


@pytest.mark.parametrize(
    ("draft", "alike"),
    [
        (CustomerDraft("A", "S", emails=(ContactDraft("ANN@example.com"),)), True),
        (CustomerDraft("A", "S", phones=(ContactDraft("+44 7700 900123"),)), True),
        (CustomerDraft("ann", "SMITH", addresses=(AddressDraft(postcode="LS1 1AA"),)), True),
        (CustomerDraft("Bea", "Smith", addresses=(AddressDraft(postcode="LS1 1AA"),)), False),
        (CustomerDraft("Ann", "Smith", addresses=(AddressDraft(postcode="LS1 1AB"),)), False),
        (CustomerDraft("Ann", emails=(ContactDraft("ann@"),), phones=(ContactDraft("07"),)), False),
    ],
)
def test_a_likely_duplicate_is_named_while_typing(vault: Vault, draft: CustomerDraft, alike: bool) -> None:
    ann = vault.write(customers.add, ANN)
    assert [row.id for row in vault.read(customers.lookalikes, draft)] == ([ann] if alike else [])
    assert vault.read(customers.lookalikes, draft, ann) == []


def test_doubtful_details_warn_and_are_kept(vault: Vault) -> None:
    draft = CustomerDraft(
        "Ann", phones=(ContactDraft("07700 900123"),), addresses=(AddressDraft("1 High St", postcode="MA1 1AA"),)
    )
    assert customers.warnings(draft) == (
        "This telephone number is not in use in its country. Check it.",
        "No British postcode starts with MA.",
    )
    assert vault.write(customers.add, draft) == 1001


def test_the_number_she_has_at_another_service_stands_on_her_card(vault: Vault) -> None:
    ann, bea = vault.write(customers.add, ANN), vault.write(customers.add, CustomerDraft("Bea"))
    vault.write(link, "shopify", "77", ann)
    assert vault.read(customers.card, ann).external_ids == (customers.ExternalId("shopify", "77"),)
    assert vault.read(customers.card, bea).external_ids == ()


link = rule("test.link", "write")(
    lambda tx, *values: tx.insert(
        "INSERT INTO customer_external_ids (platform, external_id, customer_id) VALUES (?, ?, ?)", values
    )
)


def test_a_note_is_found_and_its_removal_leaves_no_word(vault: Vault) -> None:
    ann = vault.write(customers.add, replace(ANN, note=""))
    note = vault.write(customers.add_note, ann, "  Allergic to\r\nlilies \x1b[31m ")
    assert [one.body for one in vault.read(customers.notes_of, ann)] == ["Allergic to\nlilies [31m"]
    assert [hit.ref for hit in vault.read(search.find, "lili").results] == [f"N-{note}"]
    take_back(vault)
    assert vault.read(customers.notes_of, ann) == ()
    assert vault.read(search.find, "lili").results == ()
    with pytest.raises(InvalidValue):
        vault.write(customers.add_note, ann, " \x00 ")
    with pytest.raises(NotFound):
        vault.write(customers.add_note, 4711, "Hello")


def test_the_activity_tells_what_was_done(vault: Vault) -> None:
    ann = vault.write(customers.add, ANN)
    vault.write(customers.edit, ann, replace(ANN, company="Blooms", note=""))
    vault.write(customers.confirm, ann)
    acts = vault.read(customers.activity_of, ann)
    assert [(act.verb, act.ref, act.staff) for act in acts] == [
        (f"customers.{verb}", "C-1001", "Robin Marsh") for verb in ("confirm", "edit", "add")
    ]
    assert "company" in acts[1].detail


@pytest.mark.parametrize("function", [customers.card, customers.draft_of])
def test_nobody_is_not_found(vault: Vault, function: object) -> None:
    with pytest.raises(NotFound, match="C-4711"):
        vault.read(function, 4711)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        vault.write(customers.edit, 4711, ANN)
