"""Segments: named groups by how lately, how often and how much customers bought; rules on any field, saved by name."""

from shopcrm.insight.segments.days import (
    Move,
    Moved,
    is_behind,
    keep,
    kept_since,
    moved_members,
    moves,
    moves_of,
    of_customer,
)
from shopcrm.insight.segments.fields import FIELDS, Field, choices, field_of
from shopcrm.insight.segments.finding import Count, Line, Reason, count, found, why, words
from shopcrm.insight.segments.groups import BY_NAME, FEW, GROUPS, Group, GroupName, title_of
from shopcrm.insight.segments.rfm import GroupCount, Place, groups
from shopcrm.insight.segments.rules import EVERYONE, Condition, Parts, Rule, parse, plain
from shopcrm.insight.segments.saved import Segment, SegmentRow, card, listed, members, own_rules, remove, rules_of, save

__all__ = [
    "BY_NAME",
    "EVERYONE",
    "FEW",
    "FIELDS",
    "GROUPS",
    "Condition",
    "Count",
    "Field",
    "Group",
    "GroupCount",
    "GroupName",
    "Line",
    "Move",
    "Moved",
    "Parts",
    "Place",
    "Reason",
    "Rule",
    "Segment",
    "SegmentRow",
    "card",
    "choices",
    "count",
    "field_of",
    "found",
    "groups",
    "is_behind",
    "keep",
    "kept_since",
    "listed",
    "members",
    "moved_members",
    "moves",
    "moves_of",
    "of_customer",
    "own_rules",
    "parse",
    "plain",
    "remove",
    "rules_of",
    "save",
    "title_of",
    "why",
    "words",
]
