"""Which pairs are worth a look: those with something in common, never everyone with everyone."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shopcrm.insight.duplicates.people import People

MOST_ALIKE, FEW_ALIKE = 40, 10
"""What more people than these have in common tells nothing by itself: what else they share finds them."""
ROOM = 32
"""How many bits of a pair's number its second person takes."""
_WHOLE_DAY = len("1980-05-03")

Shared = tuple[Sequence[int], list[str]]
"""What people have in common: a place, and the value there; of '' nothing is said."""


def ways(people: People) -> Iterator[tuple[Shared, int]]:
    """What two records of one person have in common, however one of them was mistyped: places and values, and how
    many may share a value.

    Each way finds what the others miss: a birthday outlasts a marriage, a name a move, an address a misspelt name.
    """
    given, family, street = people.given, people.family, people.street
    postcode, town = people.postcode, people.town

    def initials(names: list[str]) -> list[str]:
        return [f"{name[:1]}|{place[:4]}" if place else "" for name, place in zip(names, town, strict=True)]

    yield people.emails, MOST_ALIKE
    yield people.phones, MOST_ALIKE
    yield (range(len(people)), people.company), MOST_ALIKE
    yield _both(given, family, lambda one, other: f"{one}|{other}" if one < other else f"{other}|{one}"), MOST_ALIKE
    yield (range(len(people)), [day if len(day) == _WHOLE_DAY else "" for day in people.birthday]), MOST_ALIKE
    yield _both(family, postcode, lambda name, code: f"{name[:4]}|{code}"), MOST_ALIKE
    yield _both(given, postcode, lambda name, code: f"{name[:3]}|{code}"), MOST_ALIKE
    yield _both(street, given, lambda line, name: f"{line[:9]}|{name[0]}"), MOST_ALIKE
    yield _both(street, postcode, lambda line, code: f"{line[:4]}|{code}"), MOST_ALIKE
    yield _both(street, family, lambda line, name: f"{line[-9:]}|{name[0]}"), FEW_ALIKE
    yield _both(family, initials(given), lambda name, begun: f"{name}|{begun}"), FEW_ALIKE
    yield _both(given, initials(family), lambda name, begun: f"{name}|{begun}"), FEW_ALIKE


def _both(one: list[str], other: list[str], value: Callable[[str, str], str]) -> Shared:
    """What those have in common who have both."""
    return range(len(one)), [value(a, b) if a and b else "" for a, b in zip(one, other, strict=True)]


def pairs(shared: Shared, most: int = MOST_ALIKE) -> Any:
    """The numbers of all pairs who share a value (first << ROOM | second, the first the smaller), in their order.

    most: values that more people than these share are passed over.
    """
    import numpy as np

    numbers = {"": 0}
    codes = np.fromiter((numbers.setdefault(value, len(numbers)) for value in shared[1]), np.int64, len(shared[1]))
    places = np.array(shared[0], np.int64)
    order = np.lexsort((places, codes))
    codes, places = codes[order], places[order]
    sizes = np.bincount(codes, minlength=1)
    kept = (codes > 0) & (sizes[codes] > 1) & (sizes[codes] <= most)
    codes, places = codes[kept], places[kept]
    found = [np.empty(0, np.int64)]
    for apart in range(1, int(sizes[sizes <= most].max(initial=1))):
        same = codes[apart:] == codes[:-apart]
        found.append(places[:-apart][same] << ROOM | places[apart:][same])
    together = _once(found)
    return together[(together >> ROOM) != (together & ((1 << ROOM) - 1))]


def candidates(people: People) -> Any:
    """Every pair with something in common, once, in order."""
    return _once([pairs(shared, most) for shared, most in ways(people)])


def _once(parts: list[Any]) -> Any:
    """All numbers, each once, in order. Sorting is quicker than `numpy.unique`, which looks up each in a table."""
    import numpy as np

    numbers = np.concatenate(parts)
    numbers.sort()
    fresh = np.ones(len(numbers), bool)
    fresh[1:] = numbers[1:] != numbers[:-1]
    return numbers[fresh]
