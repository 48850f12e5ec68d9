"""The code on the recovery sheet: 130 random bits that a person can read out, with a checksum in every group.

26 data symbols of Crockford's base32 (no I, L, O, U) in five groups of 5, 5, 5, 5 and 6, each followed by one check
symbol: ``check = group number + sum(2 ** i * symbol i) for i = 1, 2, ...`` in GF(32) with the polynomial x^5 + x^2 + 1.
Distinct powers of 2 find every single wrong symbol and every two that changed places; the group number finds whole
groups that changed places.
"""

import re
import secrets
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIZES = (5, 5, 5, 5, 6)
"""Data symbols in each group."""

_READ_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u2013": None, "\u2014": None})


class MistypedCodeError(ValueError):
    """A recovery code whose checksums show where it was mistyped; `groups` counts from one."""

    def __init__(self, groups: list[int]) -> None:
        super().__init__(f"groups {groups}")
        self.groups = groups


def generate(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A new code, as it is printed: ``XXXXXX-XXXXXX-XXXXXX-XXXXXX-XXXXXXX``."""
    number = int.from_bytes(random_bytes(17), "big") >> 6
    symbols = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(sum(SIZES)))]
    return "-".join(group + _check(index, group) for index, group in enumerate(_split("".join(symbols), SIZES), 1))


def parse(typed: str) -> str | None:
    """The 26 data symbols of a code as typed, in any case, with or without dashes; None where it is no code at all.

    Raises MistypedCodeError where most of it is a code and some groups are wrong: a passphrase that happens to have the
    right length passes hardly any checksum, so it is not taken for one.
    """
    symbols = typed.upper().translate(_READ_ALIKE)
    if not set(symbols) <= set(ALPHABET):
        return None
    whole = len(symbols) == sum(SIZES) + len(SIZES)
    groups = _split(symbols, tuple(size + 1 for size in SIZES)) if whole else _as_typed(typed)
    places = enumerate(groups, 1) if whole else ((index, _found(index, groups)) for index in range(1, len(SIZES) + 1))
    wrong = [index for index, group in places if not _is_group(index, group)]
    if len(wrong) > len(SIZES) // 2 or not (whole or wrong):
        return None
    if wrong:
        raise MistypedCodeError(wrong)
    return "".join(group[:-1] for group in groups)


def same_group(code: str, place: int, typed: str) -> bool:
    """Whether `typed` reads as that group of the recovery code, counted from 0; a letter O is as good as a zero."""
    groups = code.split("-")
    groups[place] = typed
    try:
        return parse("-".join(groups)) == parse(code)
    except MistypedCodeError:
        return False


def _split(symbols: str, sizes: tuple[int, ...]) -> list[str]:
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    return [symbols[start : start + size] for start, size in zip(starts, sizes, strict=True)]


def _as_typed(typed: str) -> list[str]:
    """The groups as the person set them apart: of a code with a letter or a group too few."""
    return [piece.translate(_READ_ALIKE) for piece in re.split(r"[\s\-\u2013\u2014]+", typed.upper())]


def _found(index: int, groups: list[str]) -> str:
    return next((group for group in groups if _is_group(index, group)), "")


def _is_group(index: int, group: str) -> bool:
    return len(group) == SIZES[index - 1] + 1 and _check(index, group[:-1]) == group[-1]


def _check(index: int, group: str) -> str:
    total = index
    for power, symbol in enumerate(group, 1):
        total ^= _times_power_of_two(ALPHABET.index(symbol), power)
    return ALPHABET[total]


def _times_power_of_two(symbol: int, power: int) -> int:
    for _ in range(power):
        symbol <<= 1
        if symbol & 32:
            symbol ^= 0b100101
    return symbol
