"""Until when the shop's books need a sale: LAW section 4, by how the shop keeps its books."""

from datetime import date, timedelta

from shopcrm.privacy import accountability, deadlines
from shopcrm.privacy.accountability import Accountability
from shopcrm.shop import profile
from shopcrm.vault.tx import Tx
from shopcrm.workdays import Calendar, add_months

_COMPANY_MONTHS, _VAT_MONTHS, _OSS_MONTHS = 72, 72, 120
_LONGEST_YEARS = 10
_CLAIMS_MONTHS, _CLAIMS_IN_SCOTLAND = 72, 60
_LOOK_BACK = timedelta(days=60 * 366)


def needed_until(day: date, calendar: Calendar, said: Accountability, tax_number: str) -> date:
    """The last day on which the books need a sale of that day.

    A sole trader's by the tax year (TMA 1970 s.12B), a company's six years from the end of its accounting period; six
    years for VAT where the shop has a tax number, ten with the One Stop Shop; and as long as a dispute may be brought,
    where the shop chose so (five years in Scotland, else six). The latest of them counts. Outside the United Kingdom
    ten years, the longest that a member state asks for.
    """
    if calendar.country != "GB":
        until = date(day.year + _LONGEST_YEARS, 12, 31)
    elif said.books_as == "company":
        until = add_months(_period_end(day, said.year_end), _COMPANY_MONTHS)
    else:
        until = deadlines.retention(day, calendar).due
    if tax_number:
        until = max(until, add_months(day, _VAT_MONTHS))
    if said.oss:
        until = max(until, add_months(day, _OSS_MONTHS))
    if said.claims:
        claims = _CLAIMS_IN_SCOTLAND if calendar.region == "GB-SCT" else _CLAIMS_MONTHS
        until = max(until, add_months(day, claims))
    return until


def last_day_let_go(tx: Tx) -> date:
    """The latest day of which the books need no sale any more."""
    said, tax_number = accountability.get(tx), profile.get(tx).tax_number
    kept, gone = tx.today, tx.today - _LOOK_BACK
    while (kept - gone).days > 1:
        middle = gone + (kept - gone) // 2
        if needed_until(middle, tx.calendar, said, tax_number) < tx.today:
            gone = middle
        else:
            kept = middle
    return gone


def rule_in_words(tx: Tx) -> tuple[str, str]:
    """How long sales are kept, and the source of that rule."""
    said, tax_number = accountability.get(tx), profile.get(tx).tax_number
    parts: list[tuple[str, str]] = []
    if tx.calendar.country != "GB":
        parts.append(("ten years from the end of the year of the sale", "the longest that a member state asks for"))
    elif said.books_as == "company":
        parts.append(("six years from the end of the accounting period", "Companies Act 2006 s.388; HMRC"))
    else:
        parts.append(("until the fifth 31 January after the tax year", "Taxes Management Act 1970 s.12B"))
    if tax_number and tx.calendar.country == "GB":
        parts.append(("six years for VAT", "VAT Act 1994 Sch 11 para 6"))
    if said.oss:
        parts.append(("ten years for the One Stop Shop", "Reg 282/2011 Art 63c"))
    if said.claims:
        parts.append(("as long as a dispute about the sale may be brought", "Limitation Act 1980 s.5 and its like"))
    return ", or ".join(part[0] for part in parts), "; ".join(part[1] for part in parts)


def _period_end(day: date, year_end: str) -> date:
    """The end of the accounting period that a day lies in."""
    month, of_month = int(year_end[:2]), int(year_end[3:])
    this_year = date(day.year, month, of_month)
    return this_year if day <= this_year else this_year.replace(year=day.year + 1)
