"""Figures agree with the rules that the records are kept by."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopcrm.insight import consent_figures
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import ConsentDraft
from shopcrm.vault.vault import Vault
from tests.answers import said

ANSWERS = st.tuples(
    st.sampled_from(["grant", "withdraw", "object", "soft_opt_in", "not_now"]),
    st.sampled_from(["at the counter", "import"]),
    st.sampled_from(["", "slip 12"]),
    st.integers(1, 5),
)


@given(told=st.lists(ANSWERS, min_size=1, max_size=8))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_consent_report_counts_what_is_current(vault: Vault, told: list[tuple[Any, str, str, int]]) -> None:
    customer = vault.write(customers.add, customers.CustomerDraft(given_name="Ana"))
    for answer, method, evidence, day in told:
        at = f"2026-03-0{day}T12:00:00Z"
        vault.write(consent.record, said(customer, "marketing", "email", answer, method, evidence, at))
    people = vault.read(customers.row_ids)
    current = [one for person in people for one in vault.read(consent.current, person)]
    counted = Counter((one.purpose, one.channel, one.answer) for one in current)
    assert {row[:3]: row[3] for row in vault.read(consent_figures.consent_report).rows} == dict(counted)


def test_the_report_covers_whole_days_at_the_shop(vault: Vault) -> None:
    customer = vault.write(customers.add, customers.CustomerDraft(given_name="Ana"))
    late = "2026-06-30T23:30:00Z"
    vault.write(consent.record, ConsentDraft(customer, "marketing", "email", "grant", "at the counter", at=late))
    assert vault.read(consent_figures.consent_report, date(2026, 7, 1), date(2026, 7, 1)).rows == (
        ("marketing", "email", "grant", 1),
    )
    assert vault.read(consent_figures.consent_report, None, date(2026, 6, 30)).rows == ()
