"""The loyalty programme in the shopkeeper's words, and what she types about it."""

from shopcrm import money
from shopcrm.errors import InvalidValue
from shopcrm.shop.loyalty import Programme, Reward, Rule, Statement, Tier

ROUNDINGS = (("down", "Down"), ("nearest", "To the nearest"), ("up", "Up"))
BASES = (("points", "Points earned"), ("spend", "Money spent"))
DOWNGRADES = (("to_fit", "To the tier that fits"), ("one_step", "One tier at a time"), ("never", "Never"))
KINDS = (("money_off", "Money off"), ("free_item", "A free item"))


def counted(number: int, what: str) -> str:
    """``1 month``, ``24 months``."""
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"


def points_words(points: int) -> str:
    """``1 point``, ``1,200 points``."""
    return counted(points, "point")


def whole(typed: str, field: str, most: int = 10_000_000) -> int:
    """A whole number as typed, from 0 to `most`; raises InvalidValue for anything else."""
    digits = typed.replace(",", "").strip()
    if not (digits.isascii() and digits.isdigit() and int(digits) <= most):
        raise InvalidValue(field, "That is not a number that fits here.", f"Type a whole number from 0 to {most:,}.")
    return int(digits)


def signed(typed: str, field: str) -> int:
    """Points with a sign, ``+50`` or ``-20``; raises InvalidValue for anything else, and for none."""
    text = typed.strip()
    points = whole(text.lstrip("+-"), field) * (-1 if text.startswith("-") else 1)
    if not points:
        raise InvalidValue(field, "That changes nothing.", "Type how many points, such as 50 or -20.")
    return points


def earning_words(held: Programme) -> str:
    """What is earned, and what it is worth."""
    each = money.show(held.per_amount, held.currency)
    worth = money.show(held.worth_amount, held.currency)
    return f"{points_words(held.points)} for each {each}; {points_words(held.worth_points)} pay {worth}"


def dates_words(held: Programme) -> str:
    """When points can be used, and until when."""
    begin = f"after {counted(held.lock_days, 'day')}" if held.lock_days else "at once"
    end = f"expire after {counted(held.expiry_months, 'month')}" if held.expiry_months else "never expire"
    return f"Usable {begin}; {end}"


def tier_words(tier: Tier, held: Programme) -> str:
    """What a tier asks for and gives."""
    least = points_words(tier.least) if held.tier_basis == "points" else money.show(tier.least, held.currency)
    return f"from {least} a year; earns {tier.percent}%"


def rule_words(rule: Rule) -> str:
    """What a product or a group earns."""
    if rule.points is not None:
        return f"{points_words(rule.points)} a piece"
    return f"{rule.percent}% of the ordinary points" if rule.percent else "no points"


def reward_words(reward: Reward, currency: str, product: str) -> str:
    """What a reward costs and gives. product: the name of its product."""
    gives = f"{money.show(reward.amount, currency)} off" if reward.kind == "money_off" else f"one {product}"
    return f"{points_words(reward.points)} for {gives}"


def standing_words(held: Statement) -> str:
    """A customer's points in one line, for the page: ``120 points (£1.20), 20 locked · Silver``."""
    parts = [f"{points_words(held.balance)} ({money.show(held.amount, held.currency)})"]
    if held.locked:
        parts.append(f"{held.locked:,} not usable yet")
    if held.debt:
        parts.append(f"{held.debt:,} owed")
    return ", ".join(parts) + (f" · {held.tier}" if held.tier else "")
