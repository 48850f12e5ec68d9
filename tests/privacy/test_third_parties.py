"""Other people are taken out of somebody's records whole: in any case, inside stored JSON, and never too much."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import InvalidValue
from shopcrm.privacy import access
from shopcrm.privacy.third_parties import Pencil, Removal, said_in
from shopcrm.shop import customers
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault

ANA = CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),), phones=(ContactDraft("07700 900245"),))
MARK = ("a passage", "a reason")


def taken(passage: str, text: str) -> str:
    return Pencil({passage: MARK}).text(text, "Notes")


@pytest.mark.parametrize(
    ("passage", "text", "left"),
    [
        ("Eva", "Eva, EVA and eva", "[removed: a passage], [removed: a passage] and [removed: a passage]"),
        ("Eva", "Evaluation, Medieva", "Evaluation, Medieva"),
        ("Eva", "eva@example.com eva_b", "[removed: a passage]@example.com [removed: a passage]_b"),
        ("Eva Berg", "Eva\n  Berg", "[removed: a passage]"),
        ("Eva's", "Eva's hat", "[removed: a passage] hat"),
        ("(her sister)", "x(her sister)y", "x[removed: a passage]y"),
        ("a.b", "axb a.b", "axb [removed: a passage]"),
        ("Straße", "STRASSE STRAßE", "[removed: a passage] [removed: a passage]"),
    ],
)
def test_a_passage_goes_in_any_case_and_spacing_but_not_from_inside_a_word(passage: str, text: str, left: str) -> None:
    assert taken(passage, text) == left


def test_a_passage_goes_from_inside_stored_json_however_it_is_escaped() -> None:
    passage = 'Eva "Evi"\nBerg'
    held = json.dumps({"name": passage, "deep": [json.dumps({passage: "ünder"}), 3, None]}, ensure_ascii=False)
    cleaned = taken(passage, held)
    assert "Evi" not in cleaned
    assert json.loads(json.loads(cleaned)["deep"][0]) == {"[removed: a passage]": "ünder"}


def test_what_is_not_touched_stays_to_the_letter() -> None:
    assert taken("Eva", '{"a": 1,  "b": "x"}') == '{"a": 1,  "b": "x"}'
    assert taken("Eva", "{not json") == "{not json"


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=2, max_size=12), st.text(max_size=30), st.text(max_size=30))
def test_a_passage_that_stands_alone_is_never_left(passage: str, before: str, after: str) -> None:
    words = " ".join(passage.split())
    if words:
        text = f"{before} {words} {after}"
        assert len(Pencil({words: MARK}).redactions) == 0
        pencil = Pencil({words: MARK})
        pencil.text(json.dumps({"x": text}), "Notes")
        assert sum(one.times for one in pencil.redactions) >= 1


def test_each_removal_is_counted_with_where_it_stood_and_what_was_not_found_is_told() -> None:
    pencil = Pencil({"Eva": ("one", "why"), "Otto": ("two", "because of Eva")})
    pencil.text("Eva and Eva", "Notes")
    pencil.text("eva, otto", "Tickets")
    assert [(one.what, one.reason, one.times, one.where) for one in pencil.redactions] == [
        ("one", "why", 3, ("Notes", "Tickets")),
        ("two", "because of [removed]", 1, ("Tickets",)),
    ]
    assert pencil.unmet([Removal("eva", "x"), Removal("Nobody", "x")]) == (Removal("Nobody", "x"),)


def test_every_text_inside_json_is_read() -> None:
    assert set(said_in(json.dumps({"a": ["b", json.dumps({"c": "d"})], "e": 1}))) == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    "own", ["Ana Baker", "ana", "BAKER", "ana@example.com", "07700 900245", "C-1001", "Robin Marsh"]
)
def test_what_is_her_own_or_names_the_shop_cannot_be_taken_out(vault: Vault, own: str) -> None:
    customer = vault.write(customers.add, ANA)
    with pytest.raises(InvalidValue):
        vault.read(access.gather, customer, (Removal(own, "a reason"),))


@pytest.mark.parametrize(("text", "reason"), [("", "why"), ("x", "why"), ("Eva", ""), ("Eva", "  ")])
def test_a_removal_needs_a_passage_and_a_reason(vault: Vault, text: str, reason: str) -> None:
    customer = vault.write(customers.add, ANA)
    with pytest.raises(InvalidValue):
        vault.read(access.gather, customer, (Removal(text, reason),))
