"""Which pairs are worth a look: those with something in common, never everyone with everyone."""

from collections.abc import Callable, Iterator
from typing import Any

from shopcrm.insight.duplicates.people import People

MOST_ALIKE, FEW_ALIKE = 40, 10
"""What more people than these have in common tells nothing by itself: what else they share finds them."""
ROOM = 32
"""How many bits of a pair's number its second person takes."""
_WHOLE_DAY = len("1980-05-03")

Shared = list[tuple[int, str]]


def ways(people: People) -> Iterator[tuple[Shared, int]]:
    """What two records of one person have in common, however one of them was mistyped: places and values, and how
    many may share a value.

    Each way finds what the others miss: a birthday outlasts a marriage, a name a move, an address a misspelt name.
    """
    given, family, born = people.given, people.family, people.birthday
    street, town, postcode = people.street, people.town, people.postcode
    places = range(len(people))

    def by(value: Callable[[int], str], *needed: list[str]) -> Shared:
        return [(at, value(at)) for at in places if all(column[at] for column in needed)]

    yield people.emails, MOST_ALIKE
    yield people.phones, MOST_ALIKE
    yield by(lambda at: people.company[at], people.company), MOST_ALIKE
    yield by(lambda at: "|".join(sorted((given[at], family[at]))), given, family), MOST_ALIKE
    yield [(at, day) for at, day in enumerate(born) if len(day) == _WHOLE_DAY], MOST_ALIKE
    yield by(lambda at: f"{family[at][:4]}|{postcode[at]}", family, postcode), MOST_ALIKE
    yield by(lambda at: f"{given[at][:3]}|{postcode[at]}", given, postcode), MOST_ALIKE
    yield by(lambda at: f"{street[at][:9]}|{given[at][:1]}", street, given), MOST_ALIKE
    yield by(lambda at: f"{street[at][:4]}|{postcode[at]}", street, postcode), MOST_ALIKE
    yield by(lambda at: f"{street[at][-9:]}|{family[at][:1]}", street, family), FEW_ALIKE
    yield by(lambda at: f"{family[at]}|{given[at][:1]}|{town[at][:4]}", family, town), FEW_ALIKE
    yield by(lambda at: f"{given[at]}|{family[at][:1]}|{town[at][:4]}", given, town), FEW_ALIKE


def pairs(shared: Shared, most: int = MOST_ALIKE) -> Any:
    """The numbers of all pairs who share a value (first << ROOM | second, the first the smaller), in their order.

    most: values that more people than these share are passed over.
    """
    import numpy as np

    if len(shared) < 2:
        return np.empty(0, np.int64)
    numbers: dict[str, int] = {}
    codes = np.fromiter((numbers.setdefault(value, len(numbers)) for _, value in shared), np.int64, len(shared))
    places = np.fromiter((place for place, _ in shared), np.int64, len(shared))
    order = np.lexsort((places, codes))
    codes, places = codes[order], places[order]
    sizes = np.bincount(codes)
    kept = (sizes[codes] > 1) & (sizes[codes] <= most)
    codes, places = codes[kept], places[kept]
    found = [np.empty(0, np.int64)]
    for apart in range(1, int(sizes[sizes <= most].max(initial=1))):
        same = codes[apart:] == codes[:-apart]
        found.append(places[:-apart][same] << ROOM | places[apart:][same])
    together = np.unique(np.concatenate(found))
    return together[(together >> ROOM) != (together & ((1 << ROOM) - 1))]


def candidates(people: People) -> Any:
    """Every pair with something in common, once, in order."""
    import numpy as np

    return np.unique(np.concatenate([pairs(shared, most) for shared, most in ways(people)]))
