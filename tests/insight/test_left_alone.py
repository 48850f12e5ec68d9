"""Nothing is worked out about people who were erased, or whose records are kept and not used."""

import json
from dataclasses import asdict

import pytest

from shopcrm.insight import at_risk, forecast, scores, suggestions
from shopcrm.insight.reports import REPORTS
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.vault.vault import Vault
from tests.insight.sales import bought, busy, trade
from tests.insight.test_suggestions import sold, stocked

NAMES = ("Quixwell", "Zorbury")


@pytest.fixture
def shop(vault: Vault) -> tuple[Vault, int, int]:
    """A shop with enough to foretell from, where one customer was erased and one is restricted."""
    vault.write(trade, busy())
    erased, restricted = (vault.write(customers.add, CustomerDraft("Ann", name)) for name in NAMES)
    rose, vase, card = stocked(vault, "Rose", "Vase", "Card")
    sold(vault, rose, vase, times=8)
    sold(vault, card, times=20)
    for customer in (erased, restricted):
        bought(vault, customer, 150, 130, 110, 90)
        vault.write(orders.place, OrderDraft((LineDraft(product=rose),), customer))
    vault.write(scores.keep, forecast.worked_out(vault.read(forecast.evidence)))
    assert vault.read(scores.of_customer, erased) is not None
    assert vault.read(suggestions.for_customer, restricted)
    vault.write(erasure.erase, ErasureDraft(erased, NAMES[0], anyway=True))
    vault.write(customers.restrict, RestrictionDraft(restricted, "accuracy"))
    return vault, erased, restricted


def test_no_report_and_no_suggestion_is_made_about_who_was_erased_or_is_restricted(
    shop: tuple[Vault, int, int],
) -> None:
    vault, *people = shop
    assert vault.read(REPORTS["forecast"], None, None).rows
    made = forecast.worked_out(vault.read(forecast.evidence))
    assert not {one.customer for one in made.scores} & set(people)
    for name, report in REPORTS.items():
        said = json.dumps(asdict(vault.read(report, None, None)), default=str)
        for word in (*NAMES, *(f"C-{customer}" for customer in people)):
            assert word not in said, name
    for customer in people:
        assert vault.read(suggestions.for_customer, customer) == ()
        assert vault.read(scores.of_customer, customer) is None
        assert vault.read(at_risk.of_customer, customer) is None
