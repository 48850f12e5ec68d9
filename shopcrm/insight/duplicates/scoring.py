"""How surely two records are one person's: evidence for and against, added up, and turned into a probability.

Each piece of evidence is a weight in bits, as in Fellegi and Sunter (1969): two to that power times as likely between
records of one person as between those of two. What is rare in this book weighs more when it agrees. A blank weighs
nothing. The household rule comes last: people who live together share all but their first names and birthdays.
"""

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import Any

from shopcrm.insight.duplicates import pairing
from shopcrm.insight.duplicates.names import known_short_forms, short_forms
from shopcrm.insight.duplicates.people import People
from shopcrm.insight.duplicates.wordwise import compared_once

LIKELY, CERTAIN = 0.5, 0.95
"""From which score a pair is listed, and from which it stands in the top band."""
_SUREST = 0.999
"""Nothing that a program compares is quite certain."""
_NEAR, _CLOSE = 0.88, 0.75
_BEFORE, _LEAST_BEFORE = 2.5, 7.0
_CAPPED, _ENOUGH = 3.0, 5.0
_ESTABLISHED = 3
_FEW = 6
_LEAST_BOOK = 4096
"""A small book does not tell how rare a name is: it counts as one of so many people."""
_MOST_ADDRESS, _MOST_COMPANY = 9.0, 6.0


@dataclass(slots=True)
class Evidence:
    """For each pair the bits of each kind of evidence, above zero for and below zero against, and two doubts.

    swapped: first and last name have changed places. unsure: the first names may well be two people's.
    """

    given: Any
    family: Any
    birthday: Any
    email: Any
    phone: Any
    address: Any
    company: Any
    swapped: Any
    unsure: Any

    @property
    def beyond_names(self) -> Any:
        """What speaks for the pair apart from its names."""
        return self.birthday + self.email + self.phone + self.address + self.company


def weigh(people: People, numbers: Any) -> tuple[Any, Evidence]:
    """The pairs that their names and birthdays do not rule out, by their numbers, and the evidence about them."""
    given, family, swapped, birthday, email, phone = _first_look(people, *places(numbers), numbers)
    at_best = given + family + birthday + email + phone + _MOST_ADDRESS + _MOST_COMPANY
    worth = at_best >= bits_before(len(people))
    kept = numbers[worth]
    first, second = places(kept)
    rest = (given[worth], family[worth], birthday[worth], email[worth], phone[worth])
    return kept, Evidence(
        *rest,
        address=_addresses(people, first, second),
        company=_companies(people.company, first, second),
        swapped=swapped[worth],
        unsure=_unsure(people.given, first, second) & ~swapped[worth],
    )


def places(numbers: Any) -> tuple[Any, Any]:
    """The places of the first and of the second person of each pair."""
    return numbers >> pairing.ROOM, numbers & ((1 << pairing.ROOM) - 1)


def bits_before(people: int) -> float:
    """How many bits speak against a pair before anything is known: the more people, the more are alike by chance."""
    return max(_LEAST_BEFORE, log2(people + 1) - _BEFORE)


def _first_look(people: People, first: Any, second: Any, numbers: Any) -> tuple[Any, ...]:
    given, family, swapped = _names(people, first, second)
    birthday = _birthdays(people.birthday, first, second)
    email = _reached(people.emails, first, second, numbers, agree=9.0)
    phone = _reached(people.phones, first, second, numbers, agree=7.0)
    return given, family, swapped, birthday, email, phone


def scores(evidence: Evidence, people: int) -> Any:
    """The probability that each pair is one person, between 0 and 1. people: how many are in the book.

    No pair stands in the top band on its names alone, nor with
    another birthday, nor with first names that may be two people's and no birthday that says otherwise.
    """
    import numpy as np

    beyond = evidence.beyond_names
    bits = evidence.given + evidence.family + beyond - bits_before(people)
    other_given = evidence.given < 0
    bits = np.where(other_given & (evidence.birthday <= 0), np.minimum(bits, -2.0), bits)
    doubtful = other_given | (evidence.birthday < 0) | (beyond <= _ENOUGH)
    doubtful |= (evidence.birthday < 6.0) & evidence.unsure
    bits = np.where(doubtful, np.minimum(bits, _CAPPED), bits)
    return np.minimum(np.round(1 / (1 + np.exp2(-np.clip(bits, -40, 40))), 3), _SUREST)


def _unsure(given: list[str], first: Any, second: Any) -> Any:
    """Whether first names that are alike are each in use (Paul, Paula), or one is an initial or not known."""
    import numpy as np

    uses = Counter(given)
    common = np.array([uses[name] >= _ESTABLISHED or len(name) < 2 for name in given], bool)
    same = _same(given, first, second) | known_short_forms(given, first, second)
    return ~same & (common[first] & common[second] | ~_known(given, first, second) | _initial(given, first, second))


def _initial(given: list[str], first: Any, second: Any) -> Any:
    import numpy as np

    one_letter = np.array([len(name) < 2 for name in given], bool)
    return one_letter[first] | one_letter[second]


def _names(people: People, first: Any, second: Any) -> tuple[Any, Any, Any]:
    """Given and family names as they stand, or the other way round where that fits better."""
    import numpy as np

    given = _name_bits(people.given, first, second, differ=-5.0)
    given = np.where(short_forms(people.given, first, second), np.maximum(given, 4.0), given)
    family = _name_bits(people.family, first, second, differ=-3.0)
    there, back = _turned(people, first, second, np.minimum(given, family))
    swapped = (there + back > 0) & (there + back > given + family)
    return np.where(swapped, there, given), np.where(swapped, back, family), swapped


def _name_bits(column: list[str], first: Any, second: Any, differ: float) -> Any:
    import numpy as np

    alike = _alike(column, first, second)
    rare = np.minimum(_rarity(column)[first], _rarity(column)[second])
    near = np.minimum(rare, 4.0)
    bits = np.select([alike == 1.0, alike >= _NEAR, alike >= _CLOSE], [rare, near, 0.5], differ)
    return bits * _known(column, first, second)


def _crossed(one: list[str], other: list[str], first: Any, second: Any) -> Any:
    """The bits where one record's given name is the other's family name."""
    import numpy as np

    alike = _alike(one, first, second, other)
    known = _filled(one)[first] & _filled(other)[second]
    return np.select([alike == 1.0, alike >= _NEAR], [6.0, 4.0], -3.0) * known


def _turned(people: People, first: Any, second: Any, straight: Any) -> tuple[Any, Any]:
    """The bits of names that changed places; looked at only where they do not fit as they stand."""
    import numpy as np

    there, back = np.zeros(len(first)), np.zeros(len(first))
    odd = straight <= 0
    there[odd] = _crossed(people.given, people.family, first[odd], second[odd])
    back[odd] = _crossed(people.family, people.given, first[odd], second[odd])
    return there, back


def _birthdays(column: list[str], first: Any, second: Any) -> Any:
    """Equal, a slip away (a digit mistyped, two swapped, day and month swapped), or another day."""
    import numpy as np
    from rapidfuzz.distance import OSA

    whole = [day.replace("-", "") if not day.startswith("--") else "" for day in column]
    turned = [day[:4] + day[6:] + day[4:6] for day in whole]
    apart = _compared(OSA.distance, whole, first, second)
    slip = (apart == 1) | _same(whole, first, second, turned)
    bits = np.select([apart == 0, slip, apart == 2], [11.0, 6.0, 1.0], -6.0)
    without_year = np.where(_same([day[-5:] for day in column], first, second), 6.0, -5.0)
    both = _known(whole, first, second)
    return np.where(both, bits, without_year * _known(column, first, second))


def _reached(shared: pairing.Shared, first: Any, second: Any, numbers: Any, agree: float) -> Any:
    """Whether they share an address or number; one that many share, as of an office, weighs less."""
    import numpy as np

    few = np.isin(numbers, pairing.pairs(shared, _FEW), assume_unique=True)
    many = np.isin(numbers, pairing.pairs(shared), assume_unique=True)
    have = np.zeros(int(max(first.max(initial=0), second.max(initial=0))) + 1, bool)
    have[[place for place in shared[0] if place < len(have)]] = True
    return np.select([few, many, have[first] & have[second]], [agree, agree / 2, -0.5], 0.0)


def _addresses(people: People, first: Any, second: Any) -> Any:
    """Street, town and postcode together, at most nine bits: a household shares all of them."""
    import numpy as np
    from rapidfuzz.distance import OSA

    alike = _alike_texts(people.street, people.street, first, second)
    turned = np.array([one != other for one, other in zip(people.street, people.turned, strict=True)], bool)[second]
    other_way = _alike_texts(people.street, people.turned, first[turned], second[turned])
    alike[turned] = np.maximum(alike[turned], other_way)
    street = np.select([alike >= 0.9, alike >= 0.7, alike >= 0.5], [6.0, 4.0, 1.0], -2.0)
    apart = _compared(OSA.distance, people.postcode, first, second)
    elsewhere = (apart > 1) & _known(people.postcode, first, second)
    street = np.where(elsewhere, np.minimum(street, 1.0), street) * _known(people.street, first, second)
    postcode = np.select([apart == 0, apart == 1], [3.0, 2.0], -1.5) * _known(people.postcode, first, second)
    towns = np.minimum(_rarity(people.town, least=0.5)[first], 2.0)
    town = np.where(_alike(people.town, first, second) >= 0.85, towns, -1.0) * _known(people.town, first, second)
    return np.clip(street + postcode + town, -3.0, _MOST_ADDRESS)


def _companies(column: list[str], first: Any, second: Any) -> Any:
    import numpy as np

    alike = _alike(column, first, second)
    return np.select([alike == 1.0, alike >= _NEAR], [_MOST_COMPANY, 4.0], -1.0) * _known(column, first, second)


def _rarity(column: list[str], least: float = 3.0) -> Any:
    """How many bits it tells that two agree in a value: more, the fewer have it."""
    import numpy as np

    uses = Counter(filter(None, column))
    total = max(_LEAST_BOOK, sum(uses.values()))
    bits = {value: min(9.0, max(least, log2(total / count))) for value, count in uses.items()}
    return np.array([bits.get(value, 0.0) for value in column])


def _alike(column: list[str], first: Any, second: Any, other: list[str] | None = None) -> Any:
    """How alike two short words are, from 0 to 1: what begins alike counts more (Winkler 1990)."""
    from rapidfuzz.distance import JaroWinkler

    return _compared(JaroWinkler.normalized_similarity, column, first, second, other)


def _alike_texts(one: list[str], other: list[str], first: Any, second: Any) -> Any:
    """How much of two lines is left, from 0 to 1, when letters are only taken out and put in."""
    from rapidfuzz.distance import Indel

    return _compared(Indel.normalized_similarity, one, first, second, other)


def _compared(measure: Any, column: list[str], first: Any, second: Any, other: list[str] | None = None) -> Any:
    from rapidfuzz.process import cpdist

    def compare(ones: list[str], others: list[str]) -> Any:
        return cpdist(ones, others, scorer=measure, workers=-1)

    return compared_once(compare, column, column if other is None else other, first, second)


def _same(column: list[str], first: Any, second: Any, other: list[str] | None = None) -> Any:
    import numpy as np

    others = np.array(column if other is None else other)
    return (np.array(column)[first] == others[second]) & _filled(column)[first]


def _filled(column: list[str]) -> Any:
    import numpy as np

    return np.array([bool(value) for value in column], bool)


def _known(column: list[str], first: Any, second: Any) -> Any:
    filled = _filled(column)
    return filled[first] & filled[second]
