"""Loyalty: points in lots that are earned, spent, and expire; tiers; rewards; stamp cards.

An order's points follow from the order (`settle_order`); the other rooms say that something changed, never how much.
"""

from shopcrm.shop.loyalty.chores import catch_up, expiring, liability
from shopcrm.shop.loyalty.earning import settle_order, what_if
from shopcrm.shop.loyalty.handing_over import erase, hand_over
from shopcrm.shop.loyalty.members import adjust, by_card, check_digit, goodwill, join, leave, put_back, take_back
from shopcrm.shop.loyalty.programme import points_needed, points_worth, programme
from shopcrm.shop.loyalty.records import (
    CaughtUp,
    Downgrade,
    Entry,
    Expiring,
    Foreseen,
    Gone,
    Liability,
    Offer,
    Programme,
    Reward,
    RewardKind,
    Rounding,
    Rule,
    StampCard,
    StampCardDraft,
    Stamps,
    Statement,
    Tier,
    TierBasis,
    Worth,
)
from shopcrm.shop.loyalty.replaying import replay
from shopcrm.shop.loyalty.setting_up import MOST_POINTS, set_programme
from shopcrm.shop.loyalty.spending import give_back, give_back_for, offers, redeem, reward, spent_by, worth
from shopcrm.shop.loyalty.stamps import (
    add_stamp_card,
    archive_stamp_card,
    change_stamp_card,
    give_back_stamps,
    give_stamps,
    stamp_cards,
    stamps_of,
    unarchive_stamp_card,
    use_stamps,
)
from shopcrm.shop.loyalty.statement import statement

__all__ = [
    "MOST_POINTS",
    "CaughtUp",
    "Downgrade",
    "Entry",
    "Expiring",
    "Foreseen",
    "Gone",
    "Liability",
    "Offer",
    "Programme",
    "Reward",
    "RewardKind",
    "Rounding",
    "Rule",
    "StampCard",
    "StampCardDraft",
    "Stamps",
    "Statement",
    "Tier",
    "TierBasis",
    "Worth",
    "add_stamp_card",
    "adjust",
    "archive_stamp_card",
    "by_card",
    "catch_up",
    "change_stamp_card",
    "check_digit",
    "erase",
    "expiring",
    "give_back",
    "give_back_for",
    "give_back_stamps",
    "give_stamps",
    "goodwill",
    "hand_over",
    "join",
    "leave",
    "liability",
    "offers",
    "points_needed",
    "points_worth",
    "programme",
    "put_back",
    "redeem",
    "replay",
    "reward",
    "set_programme",
    "settle_order",
    "spent_by",
    "stamp_cards",
    "stamps_of",
    "statement",
    "take_back",
    "unarchive_stamp_card",
    "use_stamps",
    "what_if",
    "worth",
]
