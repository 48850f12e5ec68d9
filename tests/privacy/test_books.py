"""How long the books need a sale: by the tax year, or as the shop keeps its books."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.privacy.accountability import Accountability
from shopcrm.privacy.books import needed_until
from shopcrm.workdays import calendar_of

ENGLAND, SCOTLAND, IRELAND = calendar_of("GB-ENG"), calendar_of("GB-SCT"), calendar_of("IE")
SOLE = Accountability()
VECTORS = [
    pytest.param(date(2026, 4, 5), date(2032, 1, 31), id="the last day of a tax year"),
    pytest.param(date(2026, 4, 6), date(2033, 1, 31), id="the first day of the next"),
    pytest.param(date(2026, 11, 22), date(2033, 1, 31), id="not six years from the invoice"),
]


@pytest.mark.parametrize(("sold", "until"), VECTORS)
def test_a_sole_trader_keeps_a_sale_by_its_tax_year(sold: date, until: date) -> None:
    assert needed_until(sold, ENGLAND, SOLE, "") == until


OTHERS = [
    pytest.param(Accountability("company"), "", ENGLAND, date(2033, 3, 31), id="a company by its accounting period"),
    pytest.param(Accountability("company", "12-31"), "", ENGLAND, date(2032, 12, 31), id="that ends in December"),
    pytest.param(SOLE, "GB123", ENGLAND, date(2032, 4, 1), id="VAT where it is longer than the tax year"),
    pytest.param(Accountability(oss=True), "", ENGLAND, date(2036, 4, 1), id="ten years for the One Stop Shop"),
    pytest.param(Accountability(claims=True), "", ENGLAND, date(2032, 4, 1), id="disputes in England"),
    pytest.param(Accountability(claims=True), "", SCOTLAND, date(2032, 1, 31), id="disputes end sooner in Scotland"),
    pytest.param(SOLE, "", IRELAND, date(2036, 12, 31), id="outside the United Kingdom"),
]


@pytest.mark.parametrize(("said", "tax_number", "calendar", "until"), OTHERS)
def test_others_keep_a_sale_as_long_as_they_must(
    said: Accountability, tax_number: str, calendar: object, until: date
) -> None:
    assert needed_until(date(2026, 4, 1), calendar, said, tax_number) == until  # type: ignore[arg-type]


SAID = st.builds(
    Accountability,
    books_as=st.sampled_from(["sole_trader", "company"]),
    year_end=st.sampled_from(["03-31", "12-31", "04-05"]),
    oss=st.booleans(),
    claims=st.booleans(),
)


@settings(deadline=None, max_examples=50)
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), SAID, st.sampled_from(["", "GB123"]))
def test_a_later_sale_is_never_let_go_before_an_earlier_one(day: date, said: Accountability, tax_number: str) -> None:
    first, second = (needed_until(one, ENGLAND, said, tax_number) for one in (day, day + timedelta(days=1)))
    assert day < first <= second
