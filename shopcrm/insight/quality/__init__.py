"""How good the book is: a score made from plain points, and the records behind each. Nothing is changed by itself.

`reaching` and `people` find what is doubtful, `signs` tells what may be junk, `judging` adds up, `keeping` holds what
a person said.
"""

from shopcrm.insight.quality.judging import do_next, found, ids, in_use, judged, look, quality, rows_for
from shopcrm.insight.quality.keeping import after_words, not_junk, set_stale_months, stale_months
from shopcrm.insight.quality.points import KEYS
from shopcrm.insight.quality.records import DEFINITION, Doubtful, Key, Point, Quality

__all__ = [
    "DEFINITION",
    "KEYS",
    "Doubtful",
    "Key",
    "Point",
    "Quality",
    "after_words",
    "do_next",
    "found",
    "ids",
    "in_use",
    "judged",
    "look",
    "not_junk",
    "quality",
    "rows_for",
    "set_stale_months",
    "stale_months",
]
