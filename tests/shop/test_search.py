"""One box finds everything while typing, takes nothing as syntax, and forgets what is gone."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from shopcrm.shop import customers, search
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.words import fold, words_of
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.vault.rules import query, rule, run

NAME = st.text(st.characters(codec="utf-8", categories=("L", "N", "M", "P", "Zs")), min_size=1, max_size=20)


def add(vault: Vault, given: str = "", family: str = "", **more: Any) -> int:
    """A customer."""
    return vault.write(customers.add, CustomerDraft(given, family, **more))


def refs(vault: Vault, text: str) -> list[str]:
    """What is found, by reference."""
    return [hit.ref for hit in vault.read(search.find, text).results]


@pytest.fixture
def ann(vault: Vault) -> int:
    """Somebody who can be found in every way."""
    return add(
        vault,
        "Ann-Marie",
        "O'Brien",
        company="Łódź Blooms",
        emails=(ContactDraft("annie@corner-bakery.example"),),
        phones=(ContactDraft("07700 900123"),),
        addresses=(AddressDraft("1 High St", town="Leeds", postcode="ls11aa"),),
        tags=("Roses",),
        note="Likes peonies",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("ann", "ANN", "marie o'b", "obrien", "o’brien", "annmarie", "brien ann", "łódź", "lodz bl", "a"),
        *("annie", "annie@", "annie@corner-b", "ANNIE@CORNER-BAKERY.EXAMPLE", "bakery", "@corner"),
        *("corner-bakery.ex", "@corner-bakery.example"),
        *("077", "0770", "900 123", "+44 7700", "0044 7700 900", "+44 (0)7700 900123", "(07700) 900-123", "00123"),
        *("ls1", "LS1 1AA", "ls11aa", "ls1 1", "leeds", "roses", "ann leeds", "C-1001", "c1001"),
    ],
)
def test_a_customer_is_found_by(vault: Vault, ann: int, text: str) -> None:
    assert vault.read(customers.find_ids, text) == [ann]
    assert vault.read(customers.find_count, text) == 1
    assert f"C-{ann}" in refs(vault, text)
    assert not vault.read(search.find, text).near_miss


@pytest.mark.parametrize("text", ["", " ", "x", "ann bob", "12", "annie@quay", "c-1002", "\x00", "'"])
def test_a_customer_is_not_found_by(vault: Vault, ann: int, text: str) -> None:
    assert vault.read(customers.find_ids, text) == []
    assert vault.read(customers.find_count, text) == 0


@pytest.mark.parametrize(
    "text",
    [
        *('"', '""', '"*', "*", "ann*", "-ann", "^ann", "ann OR bob", "NEAR(ann, 2)", "NOT ann", "words:ann", "(", ")"),
        *(
            "ann AND",
            "{words}: ann",
            "+",
            "[bold]",
            "[/]",
            "'; DROP TABLE customers;--",
            "%",
            "_",
            "\\",
            "\ud800",
            "x" * 10_000,
        ),
    ],
)
def test_what_is_typed_is_never_syntax(vault: Vault, ann: int, text: str) -> None:
    found = vault.read(search.find, text)
    assert found.results == () or found.results[0].ref == f"C-{ann}"
    assert len(vault.read(customers.find_ids, text)) == vault.read(customers.find_count, text)


@pytest.mark.parametrize("typed", ["smyth", "smiht", "smth", "smithe", "anm smith", "Ann Smyth", "xmith"])
def test_a_slip_of_the_pen_still_finds_smith(vault: Vault, typed: str) -> None:
    smith = add(vault, "Ann", "Smith")
    found = vault.read(search.find, typed)
    assert [hit.title for hit in found.results] == ["Ann Smith"]
    assert found.near_miss
    assert vault.read(customers.find_ids, typed) == [smith]
    assert vault.read(customers.find_count, typed) == 1


def test_near_misses_are_offered_only_where_nothing_matches(vault: Vault) -> None:
    add(vault, "Ann", "Smith")
    smyth = add(vault, "Bea", "Smyth")
    assert vault.read(customers.find_ids, "smyth") == [smyth]
    assert refs(vault, "qqqqq") == []


def test_notes_and_products_are_found_beside_customers(vault: Vault, ann: int) -> None:
    vault.write(index_product)
    assert refs(vault, "peon") == ["P-1001", "N-1001"]
    assert refs(vault, "peonies") == ["N-1001"]
    assert [(hit.kind, hit.title, hit.detail) for hit in vault.read(search.find, "peony").results] == [
        ("product", "Peony bunch", "PB-1 · £12.50")
    ]
    assert refs(vault, "pb-1") == ["P-1001"]
    assert refs(vault, "peonny bunch") == ["P-1001"]
    (note,) = vault.read(search.find, "N-1001").results
    assert (note.kind, note.title, note.detail) == ("note", "Note on Ann-Marie O'Brien", "Likes peonies")


@rule("test.index_product", "write")
def index_product(tx: Tx) -> None:
    """A product as its noun makes it findable."""
    product = tx.insert(
        "INSERT INTO products (sku, name, price, currency, source, created_at, updated_at)"
        " VALUES ('PB-1', 'Peony bunch', 1250, 'GBP', 'test', ?, ?)",
        (tx.stamp, tx.stamp),
    )
    search.index(tx, "P", product, "PB-1", names="Peony bunch")


ORDER = (
    "INSERT INTO orders (id, customer_id, placed_at, placed_on, channel, currency, tax_mode, goods, discount, tax,"
    " total, external_name, created_at, updated_at) VALUES ({}, 1001, '2026-11-20T10:00:00Z', '2026-11-20', 'web',"
    " 'GBP', 'included', 1250, 0, 0, 1250, {}, '', '')"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("O-1042", ["O-1042"]),
        ("o1042", ["O-1042"]),
        ("1042", ["O-1042"]),
        ("#2001", ["O-1043"]),
        ("2001", ["O-1043"]),
        ("200", ["O-1043"]),
        ("etsy-77", ["O-1044"]),
        ("9", []),
        ("O-9", []),
        ("99999999999999999999", []),
    ],
)
def test_an_order_is_found_by_its_number(vault: Vault, text: str, found: list[str]) -> None:
    add(vault, "Ann", "Smith")
    for order, name in ((1042, "NULL"), (1043, "'#2001'"), (1044, "'ETSY-77'")):
        vault.write(run, ORDER.format(order, name))
    assert refs(vault, text) == found
    if found == ["O-1043"]:
        (hit,) = vault.read(search.find, text).results
        assert (hit.title, hit.detail) == ("Order #2001", "Ann Smith · 2026-11-20 · £12.50")


def test_the_limit_holds_and_more_is_known(vault: Vault) -> None:
    ids = [add(vault, f"Ann{letter}", "Smith") for letter in "abcdef"]
    found = vault.read(search.find, "smith", 5)
    assert [hit.ref for hit in found.results] == [f"C-{one}" for one in ids[:5]]
    assert found.more
    assert not vault.read(search.find, "smith", 6).more
    assert vault.read(customers.find_ids, "smith", 2) == ids[:2]
    assert vault.read(customers.find_count, "smith") == 6


def test_a_whole_word_that_fills_the_list_comes_before_longer_ones(vault: Vault) -> None:
    add(vault, "A", "Smithson")
    smiths = [add(vault, letter, "Smith") for letter in "bcd"]
    assert vault.read(customers.find_ids, "smith", 3) == smiths
    assert len(vault.read(customers.find_ids, "smith", 4)) == 4


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(family=NAME, length=st.integers(1, 20), which=st.integers(0, 5))
@example(family="İstanbul", length=2, which=0)
@example(family="Straße-Œuvre", length=5, which=0)
@example(family="नमस्ते", length=3, which=0)
@example(family="ΣΊΣΥΦΟΣ", length=7, which=0)
def test_every_customer_is_found_by_any_beginning_of_any_word_of_her_name(
    vault: Vault, family: str, length: int, which: int
) -> None:
    parts = [part for part in family.split() if words_of(part)]
    assume(parts)
    word = parts[which % len(parts)]
    typed = word[:length]
    assume(words_of(typed))
    who = add(vault, "Zzz", family)
    assert who in vault.read(customers.find_ids, typed, 100_000)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_removed_record_leaves_no_word_in_the_index(vault: Vault) -> None:
    who = add(vault, "Xanthippe", "Quillfeather", phones=(ContactDraft("07700 900456"),))
    vault.write(forget, who)
    for table in ("search_entries", "name_words"):
        assert vault.read(query, f"SELECT count(*) FROM {table}") == [(0,)]
    for table in ("search_words", "search_digits"):
        assert vault.read(query, f"SELECT count(*) FROM {table}_data WHERE instr(block, 'quill') > 0") == [(0,)]
    assert vault.read(customers.find_ids, "xanth") == []
    vault.write(forget, who)


@rule("test.forget", "write")
def forget(tx: Tx, customer: int) -> None:
    """As erasure will."""
    search.forget(tx, "C", customer)
