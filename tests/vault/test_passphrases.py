"""Passphrases: long enough, not what a thief tries first, and the same bytes from every keyboard."""

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.vault import passphrases


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "fourteen chars",
        "passwordpassword",
        "Password1234567890",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345",
        "abcabcabcabcabcabc",
        "Qwertyuiopasdfg1!",
        "iloveyouiloveyou",
    ],
)
def test_a_passphrase_that_thieves_try_first_is_refused(weak: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        passphrases.check(weak)
    assert refused.value.field == "passphrase"


@pytest.mark.parametrize("good", ["the vase on the blue sill", "ηλιος πανω απο το μαγαζι", "tulips before 9 o'clock"])
def test_a_sentence_of_her_own_is_accepted_without_rules_of_composition(good: str) -> None:
    passphrases.check(good)


def test_a_generated_passphrase_has_five_words_of_the_list_and_is_accepted() -> None:
    made = [passphrases.generate() for _ in range(50)]
    assert len(set(made)) == 50
    for passphrase in made:
        assert len(passphrase.split("-")) == 5
        passphrases.check(passphrase)


def test_the_list_holds_the_7772_words_that_the_entropy_is_stated_for() -> None:
    assert len(set(passphrases.words())) == 7772


def test_composed_and_decomposed_letters_are_the_same_passphrase() -> None:
    assert passphrases.normal_form("cafe\u0301 ﬁrst") == passphrases.normal_form("caf\u00e9 first")
