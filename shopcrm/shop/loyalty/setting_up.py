"""Setting the programme up: new terms are checked whole, and follow the ones before."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise

from shopcrm.errors import InvalidValue
from shopcrm.money import check_amount, check_currency
from shopcrm.plain_text import clean_line
from shopcrm.shop.loyalty import tiers
from shopcrm.shop.loyalty.programme import COLUMNS, programme
from shopcrm.shop.loyalty.records import Programme, Reward, Rule, Tier
from shopcrm.shop.words import fold
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

MOST_POINTS = 10_000_000
"""More points than this at once are a typing slip."""
LONGEST_NAME = 60
MOST_PARTS = 50
_LISTS = ("rules", "tiers", "rewards")


@write("loyalty.set_programme", role=Role.MANAGER)
def set_programme(tx: Tx, terms: Programme) -> None:
    """Put new terms in force, from now on; points and orders that earn already keep theirs.

    Raises InvalidValue, naming the field, for terms that cannot be.
    """
    before = programme(tx)
    kept = checked(tx, terms)
    if before is not None and before.currency != kept.currency and tx.maybe("SELECT 1 FROM loyalty_lots LIMIT 1"):
        raise InvalidValue(
            "currency", "Points were earned in another currency already.", f"Keep {before.currency}, as they are worth."
        )
    if kept == before:
        return
    values = asdict(kept) | {name: json.dumps(asdict(kept)[name]) for name in _LISTS}
    tx.insert(
        f"INSERT INTO loyalty_programmes ({', '.join(COLUMNS)}, created_at, staff_id)"
        f" VALUES ({', '.join('?' * (len(COLUMNS) + 2))})",
        (*(values[name] for name in COLUMNS), tx.stamp, tx.staff.id),
    )
    tiers.refresh_all(tx)
    changed = [name for name in COLUMNS if before is None or getattr(before, name) != getattr(kept, name)]
    tx.note(changed=changed)
    tx.offer_undo("Change the loyalty programme", set_programme, before or replace(kept, active=False))


def checked(tx: Tx, terms: Programme) -> Programme:
    """The terms as kept; raises InvalidValue, naming the field, for terms that cannot be."""
    for field, least, most, what in _RANGES:
        if not least <= getattr(terms, field) <= most:
            raise InvalidValue(field, f"{what} lies between {least:,} and {most:,}.", "Type a number between them.")
    for field, choices in _CHOICES.items():
        if getattr(terms, field) not in choices:
            raise InvalidValue(field, "That is none of the choices.", f"Choose one of: {', '.join(choices)}.")
    if terms.expiry_months and terms.lock_days >= 28 * terms.expiry_months:
        raise InvalidValue(
            "lock_days", "Points would expire before they can be used.", "Lock them for less, or keep them longer."
        )
    return replace(
        terms,
        currency=check_currency(terms.currency),
        rules=_rules(tx, terms.rules),
        tiers=_tiers(terms.tiers),
        rewards=_rewards(tx, terms.rewards),
    )


_RANGES = (
    ("points", 0, MOST_POINTS, "What is earned"),
    ("per_amount", 1, 10**9, "The amount that earns points"),
    ("lock_days", 0, 366, "The lock in days"),
    ("expiry_months", 0, 120, "The time until points expire, in months,"),
    ("worth_points", 1, MOST_POINTS, "The number of points that pay for an amount"),
    ("worth_amount", 1, 10**9, "What points are worth"),
    ("least_points", 0, MOST_POINTS, "The fewest points that can be used"),
    ("birthday_points", 0, MOST_POINTS, "The number of birthday points"),
    ("warn_days", 0, 366, "The warning in days"),
    ("grace_days", 0, 366, "The grace in days"),
)
_CHOICES = {
    "rounding": ("down", "nearest", "up"),
    "tier_basis": ("points", "spend"),
    "downgrade": ("one_step", "to_fit", "never"),
}


def _rules(tx: Tx, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    kept = tuple(replace(rule, tag=clean_line(rule.tag)) for rule in rules)
    _few("rules", kept)
    for rule in kept:
        if (rule.product is None) == (not rule.tag):
            raise InvalidValue("rules", "A rule is about one product, or about one family.", "Name one of the two.")
        if rule.product is not None:
            _product(tx, "rules", rule.product)
        if not 0 <= rule.percent <= 1000:
            raise InvalidValue("rules", "A rule earns between 0 and 1,000 % of the ordinary points.", "Type 200.")
        if rule.points is not None and not 0 <= rule.points <= MOST_POINTS:
            raise InvalidValue("rules", f"A piece earns at most {MOST_POINTS:,} points.", "Type fewer.")
    _different("rules", [rule.product or fold(rule.tag) for rule in kept], "Two rules are about the same thing.")
    return kept


def _tiers(listed: Sequence[Tier]) -> tuple[Tier, ...]:
    kept = tuple(replace(tier, name=_name("tiers", tier.name)) for tier in listed)
    _few("tiers", kept)
    for tier in kept:
        if check_amount(tier.least, "tiers") <= 0:
            raise InvalidValue("tiers", f"“{tier.name}” needs a threshold above zero.", "Who has none is in no tier.")
        if not 100 <= tier.percent <= 1000:
            raise InvalidValue("tiers", "A tier earns between 100 and 1,000 % of the ordinary points.", "Type 110.")
    for lower, higher in pairwise(kept):
        if higher.least <= lower.least or higher.percent < lower.percent:
            raise InvalidValue(
                "tiers",
                f"“{higher.name}” stands after “{lower.name}”, but does not ask for more, or earns less.",
                "List the tiers from the lowest to the highest.",
            )
    _different("tiers", [fold(tier.name) for tier in kept], "Two tiers have the same name.")
    return kept


def _rewards(tx: Tx, rewards: Sequence[Reward]) -> tuple[Reward, ...]:
    kept = tuple(replace(reward, name=_name("rewards", reward.name)) for reward in rewards)
    _few("rewards", kept)
    for reward in kept:
        if not 1 <= reward.points <= MOST_POINTS:
            raise InvalidValue("rewards", f"“{reward.name}” must cost points.", "Type how many.")
        if reward.kind == "money_off" and (reward.product is not None or check_amount(reward.amount, "rewards") <= 0):
            raise InvalidValue("rewards", f"“{reward.name}” takes an amount off.", "Type the amount, above zero.")
        if reward.kind == "free_item":
            if reward.product is None or reward.amount:
                raise InvalidValue("rewards", f"“{reward.name}” gives one piece of a product.", "Choose the product.")
            _product(tx, "rewards", reward.product)
    _different("rewards", [fold(reward.name) for reward in kept], "Two rewards have the same name.")
    return kept


def _name(field: str, text: str) -> str:
    name = clean_line(text)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidValue(field, f"A name has 1 to {LONGEST_NAME} characters.", "Type what you call it.")
    return name


def _few(field: str, parts: Sequence[object]) -> None:
    if len(parts) > MOST_PARTS:
        raise InvalidValue(field, f"At most {MOST_PARTS} fit here.", "Leave some out.")


def _different(field: str, keys: Sequence[object], message: str) -> None:
    if len(set(keys)) != len(keys):
        raise InvalidValue(field, message, "Keep one of them.")


def _product(tx: Tx, field: str, product: int) -> None:
    if not tx.maybe("SELECT 1 FROM products WHERE id = ?", (product,)):
        raise InvalidValue(field, f"There is no product {ref('P', product)}.", "Check the reference, or use Find.")
