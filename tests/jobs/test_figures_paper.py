"""The figures on paper: one page with charts whatever the shop has, and a table that says what each means."""

import csv
from datetime import date
from pathlib import Path

import pytest

from shopcrm.errors import InvalidValue
from shopcrm.insight import dashboard
from shopcrm.insight.dashboard import DEFINITIONS, KINDS, Kind
from shopcrm.jobs import figures_paper
from shopcrm.jobs.figures_paper import Asked
from shopcrm.vault.vault import Vault
from tests.insight.sales import bought, named
from tests.papers.reading import pages_of

CHARTS = ("Sales less given back", "Average order", "New customers", "Returning customers")


@pytest.mark.parametrize("kind", KINDS)
def test_the_figures_and_four_charts_are_one_page(vault: Vault, tmp_path: Path, kind: Kind) -> None:
    for name in ("Ana", "Bo"):
        bought(vault, named(vault, name), *range(1, 400, 40), amount=123_456)
        bought(vault, named(vault, name), 3, 30, currency="EUR")
    vault.write(dashboard.set_target, "late", 50)
    written = figures_paper.page(vault, Asked(None, date(2026, 11, 22), kind), tmp_path)
    (text,) = pages_of(written.file.read_bytes())
    assert all(text.count(chart) >= 2 for chart in CHARTS)
    assert all(one.name in text for one in DEFINITIONS.values())
    assert "Sales in EUR" in text or kind in ("day", "week")
    assert "Target" in text
    assert "max 5.0%" in text


def test_a_shop_without_orders_has_a_page_that_says_so(vault: Vault, tmp_path: Path) -> None:
    written = figures_paper.page(vault, Asked(None, None, "month"), tmp_path)
    (text,) = pages_of(written.file.read_bytes())
    assert "no orders in these days" in text
    assert "Nothing to draw yet." in text
    assert "Target" not in text
    assert "nan" not in text.lower().split()


def test_the_table_is_that_of_the_report_with_numbers_as_numbers_and_what_each_means(
    vault: Vault, tmp_path: Path
) -> None:
    bought(vault, named(vault), 1, 2)
    bought(vault, named(vault, "Bo"), 40, amount=50_00)
    figures = vault.read(dashboard.report, date(2026, 11, 1), date(2026, 11, 22))
    file = figures_paper.table(vault, Asked(date(2026, 11, 1), date(2026, 11, 22)), tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == (*figures.columns, "meaning")
    assert [row["figure"] for row in rows] == [one.name for one in DEFINITIONS.values()]
    assert (rows[0]["value"], rows[0]["before"], rows[0]["change"], rows[0]["currency"]) == (
        *("20.00", "50.00", "-60.0", "GBP"),
    )
    assert rows[0]["meaning"] == DEFINITIONS["sales"].words


def test_a_second_table_of_a_day_gets_a_name_of_its_own_as_a_second_page_does(vault: Vault, tmp_path: Path) -> None:
    asked = Asked(date(2026, 11, 1), date(2026, 11, 22))
    for again in ("", "-2", "-3"):
        name = f"figures-2026-11-01-to-2026-11-22{again}"
        assert figures_paper.table(vault, asked, tmp_path) == tmp_path / f"{name}.csv"
        assert figures_paper.page(vault, asked, tmp_path).file == tmp_path / f"{name}.pdf"


def test_a_target_of_a_month_that_still_runs_is_not_missed_on_paper(vault: Vault, tmp_path: Path) -> None:
    bought(vault, named(vault), 1, amount=894_39)
    vault.write(dashboard.set_target, "sales", 2000_00, "month", "GBP")
    asked = Asked(None, date(2026, 11, 22), "month")
    (text,) = pages_of(figures_paper.page(vault, asked, tmp_path).file.read_bytes())
    assert "£2,000.00, £1,105.61 to go" in text
    assert "missed" not in text


def test_the_page_says_in_small_print_what_each_figure_means(vault: Vault, tmp_path: Path) -> None:
    bought(vault, named(vault), 1, 40)
    bought(vault, named(vault, "Bo"), 3, currency="EUR")
    (text,) = pages_of(figures_paper.page(vault, Asked(None, None, "month"), tmp_path).file.read_bytes())
    said = " ".join(text.split())
    assert all(said.count(f"{one.name}: {one.words[:30]}") == 1 for one in DEFINITIONS.values())


def test_the_page_marks_the_month_that_is_not_over(vault: Vault, tmp_path: Path) -> None:
    bought(vault, named(vault), 1, 40)
    (text,) = pages_of(figures_paper.page(vault, Asked(date(2026, 11, 1), None), tmp_path).file.read_bytes())
    assert text.count("Nov 26*") == len(CHARTS)
    assert "* November 2026 so far: 1 to 22 Nov 2026." in text
    (text,) = pages_of(figures_paper.page(vault, Asked(None, date(2026, 10, 22), "month"), tmp_path).file.read_bytes())
    assert "*" not in text
    assert "so far:" not in text


def test_a_page_of_days_that_reach_far_ahead_shows_the_months_until_now(vault: Vault, tmp_path: Path) -> None:
    bought(vault, named(vault), 1, 40)
    written = figures_paper.page(vault, Asked(None, date(2099, 12, 31)), tmp_path)
    assert "Nov 26" in pages_of(written.file.read_bytes())[0]


def test_days_that_cannot_be_are_refused_and_nothing_is_left_behind(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        figures_paper.page(vault, Asked(date(2026, 11, 22), date(9999, 12, 31)), tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []
