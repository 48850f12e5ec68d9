"""The terms of the programme. They are never changed, only followed by the next: what was earned keeps its own."""

import json
from dataclasses import fields

from shopcrm.errors import Refused
from shopcrm.shop.loyalty.records import Programme, Reward, Rule, Tier
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Row, Tx

COLUMNS = tuple(field.name for field in fields(Programme))
_NEWEST = f"SELECT {', '.join(COLUMNS)} FROM loyalty_programmes ORDER BY id DESC LIMIT 1"


@read("loyalty.programme")
def programme(tx: Tx) -> Programme | None:
    """The terms in force, active or stopped; None where there never was a programme."""
    row = tx.maybe(_NEWEST)
    return from_row(row) if row else None


def terms(tx: Tx) -> Programme:
    """The terms in force; raises Refused where there never was a programme."""
    found = programme(tx)
    if found is None:
        raise Refused("There is no loyalty programme yet.", "Set one up first.")
    return found


def version(tx: Tx, number: int) -> Programme:
    """The terms of one version."""
    return from_row(tx.one(f"SELECT {', '.join(COLUMNS)} FROM loyalty_programmes WHERE id = ?", (number,)))


def versions(tx: Tx) -> list[tuple[str, Programme]]:
    """Every version with the instant that it began at, the oldest first."""
    rows = tx.all(f"SELECT created_at, {', '.join(COLUMNS)} FROM loyalty_programmes ORDER BY id")
    return [(row[0], from_row(row[1:])) for row in rows]


def from_row(row: Row) -> Programme:
    """A version from its columns."""
    values = dict(zip(COLUMNS, row, strict=True))
    parts = {
        "active": bool(values["active"]),
        "rules": tuple(Rule(**one) for one in json.loads(values["rules"])),
        "tiers": tuple(Tier(**one) for one in json.loads(values["tiers"])),
        "rewards": tuple(Reward(**one) for one in json.loads(values["rewards"])),
    }
    return Programme(**values | parts)


def worth(terms: Programme, points: int) -> int:
    """What points pay for, minor units, rounded down to what the shop can give."""
    return points * terms.worth_amount // terms.worth_points


@read("loyalty.points_worth")
def points_worth(tx: Tx, points: int) -> int:
    """What so many points pay for at the till, minor units; raises Refused where there is no programme."""
    return worth(terms(tx), points)


@read("loyalty.points_needed")
def points_needed(tx: Tx, amount: int) -> int:
    """The fewest points that pay for an amount in minor units; raises Refused where there is no programme."""
    held = terms(tx)
    return -(-amount * held.worth_points // held.worth_amount)
