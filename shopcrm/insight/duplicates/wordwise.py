"""Comparing the words of many pairs: each two words are compared once, however many pairs bear them."""

from collections.abc import Callable
from typing import Any

Compare = Callable[[list[str], list[str]], Any]
"""Two lists of words, as long as each other -> the outcome for each two."""


def compared_once(compare: Compare, column: list[str], other: list[str], first: Any, second: Any) -> Any:
    """The outcome for each pair of places: the word of `column` there against the word of `other`."""
    import numpy as np

    ones, codes = _numbered(column)
    others, other_codes = (ones, codes) if other is column else _numbered(other)
    together, back = np.unique(codes[first] * len(others) + other_codes[second], return_inverse=True)
    pairs = together.tolist()
    size = len(others)
    return compare([ones[pair // size] for pair in pairs], [others[pair % size] for pair in pairs])[back]


def _numbered(column: list[str]) -> tuple[list[str], Any]:
    """The different words, and for each place which of them stands there."""
    import numpy as np

    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(word, len(numbers)) for word in column), np.int64, len(column))
    return list(numbers), codes
