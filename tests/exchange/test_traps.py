"""Files that look like something else: orders cut down to people, names that look like trailers, columns twice."""

from pathlib import Path

import pytest

from shopcrm.errors import Refused
from shopcrm.exchange.recognise import recognise
from shopcrm.exchange.records import ImportedCustomer, ImportedOrder, Skipped
from shopcrm.exchange.values import rounded
from tests.exchange.kit import WOO, of, options, read_text, write


def test_orders_without_their_lines_are_not_taken_for_customers(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="most like Shopify orders, but has no column “Lineitem name”"):
        recognise(write(tmp_path, "Name,Email,Created at\n#19,a@example.com,2026-01-01 10:00:00 +0000\n"))


@pytest.mark.parametrize("columns", ["Name,Email,Financial Status", "Name,Email,Total", "Name,Phone,Paid at"])
def test_columns_of_orders_are_refused(tmp_path: Path, columns: str) -> None:
    with pytest.raises(Refused, match=r"another system|most like"):
        recognise(write(tmp_path, f"{columns}\nAnn Lee,a@example.com,x\n"))


def test_names_that_are_numbers_of_orders_are_refused_unless_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "Name,Email\n#1001,a@example.com\n,b@example.com\n#1002,c@example.com\n")
    with pytest.raises(Refused, match=r"Shopify orders.*“Created at”, “Lineitem name”"):
        recognise(path)
    assert recognise(path, "plain-customers").format.name == "plain-customers"


def test_a_list_of_people_may_say_when_each_was_entered(tmp_path: Path) -> None:
    path = write(tmp_path, "First name,Last name,Email,Created at\nAnn,Lee,ann@example.com,2026-01-01\n")
    assert recognise(path).format.name == "plain-customers"


def test_a_customer_with_only_a_name_is_one_wherever_she_stands(tmp_path: Path) -> None:
    text = "Name,Email,Phone,Town,Note\nAnn Lee,,,,\nTotal,,,,\nBo Li,bo@example.com,,,\nCy Oh,,,,\n"
    records = read_text(tmp_path, text)
    assert [one.line for one in of(ImportedCustomer, records)] == [2, 3, 4, 5]
    assert of(Skipped, records) == []


@pytest.mark.parametrize("trailer", ["Total: 2", "2 record(s) downloaded", "Exported on 1 May 2026", "End of report"])
def test_lines_below_the_table_are_skipped(tmp_path: Path, trailer: str) -> None:
    records = read_text(tmp_path, f"Name,Email,Phone\nAnn Lee,,\n{trailer},,\n")
    assert [one.line for one in of(ImportedCustomer, records)] == [2]
    assert [one.line for one in of(Skipped, records)] == [3]


def test_a_column_that_stands_twice_is_told_with_the_one_that_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "Name,Name,Email\nAnn Lee,Bo Li,ann@example.com\n")
    assert recognise(path).warnings == ("The file has the column “Name” 2 times: column 1 is read, column 2 is not.",)
    other = write(tmp_path, "Name,Email,Spare,Spare\nAnn Lee,ann@example.com,,\n")
    assert recognise(other).warnings == ()


@pytest.mark.parametrize(("code", "name", "region"), [("ENG", "", ""), ("SCT", "Fife", "Fife"), ("CON", "", "CON")])
def test_a_county_is_no_code_for_a_part_of_the_united_kingdom(
    tmp_path: Path, code: str, name: str, region: str
) -> None:
    column = ",Billing Province Name" if name else ""
    text = (
        f"Name,Created at,Total,Currency,Lineitem name,Billing Name,Billing City,Billing Province{column}\n"
        f"#1,2026-01-01 10:00:00 +0000,5.00,GBP,Mug,Ann Lee,Hull,{code}{',' + name if name else ''}\n"
    )
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert order.buyer.addresses[0].region == region


@pytest.mark.parametrize(
    ("cell", "told"), [("450", 0), ("1,450", 0), ("450.00", 0), ("", 0), ("450.5", 1), ("4,50", 1), ("1.450", 1)]
)
def test_decimals_in_a_currency_that_has_none_are_told(cell: str, told: int) -> None:
    assert len(rounded(("", cell), "JPY")) == told
    assert rounded((cell,), "GBP") == ()


@pytest.mark.parametrize(("total", "price"), [("450.50", "450"), ("450", "450.50")])
def test_yen_with_decimals_are_told_with_the_order(tmp_path: Path, total: str, price: str) -> None:
    text = "Name,Created at,Total,Currency,Financial Status,Lineitem name,Lineitem price\n"
    (order,) = of(
        ImportedOrder, read_text(tmp_path, f"{text}#1,2026-01-01 10:00:00 +0000,{total},JPY,paid,Mug,{price}\n")
    )
    assert order.warnings == ("JPY has no decimals: 450.50 was rounded",)


def test_yen_with_decimals_are_told_of_woocommerce_too() -> None:
    recognised = recognise(WOO / "synthetic_advanced_order_export_rows.csv")
    orders = of(ImportedOrder, list(recognised.records(options("JPY"))))
    assert "JPY has no decimals: 44.50 was rounded" in orders[0].warnings
