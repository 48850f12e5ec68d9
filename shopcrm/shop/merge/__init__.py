"""Two records of one person made one, and parted again."""

from shopcrm.shop.merge.doing import merge, unmerge
from shopcrm.shop.merge.looking import doubt, merge_of, merged_into, merges, preview, tell_apart
from shopcrm.shop.merge.naming import in_words, left_in_words
from shopcrm.shop.merge.records import (
    Choice,
    Field,
    Merged,
    MergeDraft,
    MergePreview,
    MovingRow,
    Parted,
    PastMerge,
)

__all__ = [
    "Choice",
    "Field",
    "MergeDraft",
    "MergePreview",
    "Merged",
    "MovingRow",
    "Parted",
    "PastMerge",
    "doubt",
    "in_words",
    "left_in_words",
    "merge",
    "merge_of",
    "merged_into",
    "merges",
    "preview",
    "tell_apart",
    "unmerge",
]
