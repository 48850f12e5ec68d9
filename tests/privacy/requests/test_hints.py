"""Help on each right, in plain words."""

import pytest

from shopcrm.privacy import requests
from shopcrm.privacy.requests import REGIMES, RIGHTS, Regime, Right


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("right", RIGHTS)
def test_every_right_is_explained_in_whole_sentences_each_with_its_source(right: Right, regime: Regime) -> None:
    hints = requests.guidance(right, regime)
    assert hints
    for hint in hints:
        assert hint.text.endswith(".")
        assert len(hint.text) <= 100
        assert hint.source


def test_a_complaint_has_a_day_in_the_united_kingdom_only() -> None:
    assert "30 days" in requests.guidance("complaint")[0].text
    assert not any("30 days" in hint.text for hint in requests.guidance("complaint", "eu"))
