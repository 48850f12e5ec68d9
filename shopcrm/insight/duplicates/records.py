"""A pair of records that may be one person's, as the list shows it."""

from dataclasses import dataclass

from shopcrm.vault.refs import CustomerId


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, how likely they are one person's (0 to 1), and in words what speaks for it and against it.

    a: the older record. certain: whether the pair stands in the top band.
    """

    a: CustomerId
    b: CustomerId
    score: float
    why: tuple[str, ...]
    a_name: str
    b_name: str
    certain: bool
