"""Merges in words: a record is called erased only where its person was."""

import pytest

from shopcrm.shop.merge import PastMerge
from shopcrm.tui.merge_words import past_row

AT = "2026-11-22T09:30:00Z"


@pytest.mark.parametrize(
    ("name", "lost_name", "erased", "told"),
    [
        ("Ana Baker", "Anna Baker", False, "Anna Baker (C-1002) into Ana Baker (C-1001)"),
        ("Ana Baker", "", False, "C-1002 into Ana Baker (C-1001)"),
        ("", "", True, "erased (C-1002) into erased (C-1001)"),
    ],
)
def test_a_record_without_a_name_is_told_by_its_number_and_erased_only_where_it_was(
    name: str, lost_name: str, erased: bool, told: str
) -> None:
    one = PastMerge(1001, AT, "Ruth", 1001, name, 1002, lost_name, None, erased)
    assert past_row(one, "Europe/London")[1] == told
