"""Erasing again in a restored book whoever was erased since it was copied, before anyone sees a record."""

from collections.abc import Iterable
from dataclasses import dataclass

from shopcrm.privacy.erasure import tombstones
from shopcrm.privacy.erasure.doing import carry_out
from shopcrm.privacy.erasure.planning import plan
from shopcrm.vault.sidecar import Stone
from shopcrm.vault.tx import Tx


@dataclass(frozen=True, slots=True)
class Replayed:
    """Who was erased again, by number; problems: whom that could not be done to, in words."""

    customers: tuple[int, ...]
    problems: tuple[str, ...]


def replay(tx: Tx, stones: Iterable[Stone]) -> Replayed:
    """Erase again everybody whose tombstone is listed and whose record stands in this book. Part of a restore.

    What was open with them then is no reason to keep them: the erasure was decided. Records that stand by themselves
    go first, and take along those that were made one with them; what is left is parted from somebody else's.
    """
    erased, problems = [], []
    listed = tuple(stones)
    for find in (tombstones.by_itself, tombstones.parted):
        for stone in listed:
            customer, problem = find(tx, stone.uid)
            if customer is not None:
                carry_out(tx, plan(tx, customer), stone.at, stone.reason, None)
                erased.append(customer)
            problems += [problem] if problem else []
    tombstones.keep(tx, listed)
    return Replayed(tuple(erased), tuple(problems))
