"""The recovery code: read back in any spelling, and its mistakes are found where they were made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.vault import passphrases, recovery_code
from shopcrm.vault.recovery_code import ALPHABET, MistypedCodeError

CODES = st.binary(min_size=17, max_size=17).map(lambda raw: recovery_code.generate(lambda _: raw))


@settings(deadline=None, max_examples=50)
@given(CODES)
def test_a_code_reads_back_in_lower_case_without_dashes_and_with_letters_that_look_like_digits(code: str) -> None:
    symbols = recovery_code.parse(code)
    assert symbols is not None
    assert len(symbols) == 26
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery_code.parse(sloppy) == symbols


@settings(deadline=None, max_examples=50)
@given(CODES, st.data())
def test_one_wrong_symbol_is_found_and_its_group_named(code: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([at for at, symbol in enumerate(code) if symbol != "-"]))
    other = data.draw(st.sampled_from([symbol for symbol in ALPHABET if symbol != code[place]]))
    with pytest.raises(MistypedCodeError) as mistyped:
        recovery_code.parse(code[:place] + other + code[place + 1 :])
    assert mistyped.value.groups == [code[:place].count("-") + 1]


@settings(deadline=None, max_examples=50)
@given(CODES, st.data())
def test_two_neighbours_that_changed_places_are_found(code: str, data: st.DataObject) -> None:
    pairs = [at for at in range(len(code) - 1) if "-" not in code[at : at + 2] and code[at] != code[at + 1]]
    at = data.draw(st.sampled_from(pairs))
    with pytest.raises(MistypedCodeError):
        recovery_code.parse(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_two_groups_that_changed_places_are_found() -> None:
    first, second, *rest = recovery_code.generate().split("-")
    with pytest.raises(MistypedCodeError) as mistyped:
        recovery_code.parse("-".join([second, first, *rest]))
    assert mistyped.value.groups == [1, 2]


def test_every_bit_of_the_130_comes_from_the_random_source() -> None:
    least = recovery_code.generate(lambda count: bytes(count))
    most = recovery_code.generate(lambda count: b"\xff" * count)
    assert recovery_code.parse(least) == "0" * 26
    assert recovery_code.parse(most) == "Z" * 26


def test_a_passphrase_is_not_taken_for_a_code() -> None:
    assert recovery_code.parse("silver-garden-planet-bridge-wintery") is None
    assert all(recovery_code.parse(passphrases.generate()) is None for _ in range(200))


@pytest.mark.parametrize("place", range(5))
def test_a_code_with_a_letter_or_a_group_too_few_or_too_many_letters_names_the_group(place: int) -> None:
    groups = recovery_code.generate().split("-")
    for wrong in ([groups[place][:-1]], [groups[place] + "0"], []):
        with pytest.raises(MistypedCodeError) as mistyped:
            recovery_code.parse("-".join([*groups[:place], *wrong, *groups[place + 1 :]]))
        assert mistyped.value.groups == [place + 1]
