"""The demonstration shop has customers who are in its book twice, so that there is something to compare."""

from pathlib import Path

import pytest

from shopcrm.insight import duplicates
from shopcrm.jobs import demo
from tests.conftest import fixed_clock


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_some_in_it_look_to_be_in_the_book_twice_in_several_ways(tmp_path: Path, seed: int) -> None:
    with demo.open_demo(tmp_path / "shop", seed=seed, clock=fixed_clock).vault as vault:
        pairs = vault.read(duplicates.scan)
        assert 2 <= len(pairs) <= demo.CUSTOMERS // 10
        assert len({pair.why for pair in pairs}) > 1
        assert {pair.certain for pair in pairs} == {True, False}


def test_the_smallest_demonstrations_have_nobody_twice_and_are_made_all_the_same(tmp_path: Path) -> None:
    with demo.open_demo(tmp_path / "shop", customers=15, clock=fixed_clock).vault as vault:
        assert vault.read(duplicates.scan) == ()
