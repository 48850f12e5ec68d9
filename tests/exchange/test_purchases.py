"""Lists of purchases: known again by who, when and how much; columns named by hand; names and numbers of orders."""

from pathlib import Path

import pytest

from shopcrm.exchange.recognise import recognise
from shopcrm.exchange.records import ImportedOrder
from tests.exchange.kit import of, read_all, read_text, write

HEADING = "customer,date,amount\n"


def keys(tmp_path: Path, rows: str) -> set[str]:
    return {one.external_id for one in of(ImportedOrder, read_text(tmp_path, HEADING + rows))}


def test_another_amount_of_the_same_customer_and_day_is_another_purchase(tmp_path: Path) -> None:
    first = keys(tmp_path, "k1,2026-01-01,5\nk1,2026-01-01,7\n")
    assert len(first) == 2
    assert keys(tmp_path, "k1,2026-01-01,9\n").isdisjoint(first)


def test_rows_in_another_order_are_the_same_purchases(tmp_path: Path) -> None:
    rows = ["k1,2026-01-01,5\n", "k1,2026-01-01,7\n", "k1,2026-01-01,5.00\n", "k2,2026-01-01,5\n"]
    first = keys(tmp_path, "".join(rows))
    assert len(first) == 4
    assert keys(tmp_path, "".join(reversed(rows))) == first


def test_columns_are_mapped_where_amounts_have_commas_between_semicolons(tmp_path: Path) -> None:
    path = write(tmp_path, "datum;kunde;betrag\n2026-02-01;k77;1.234,50\n2026-02-02;k78;7,00\n")
    found = recognise(path, mapping={"date": "datum", "customer": "kunde", "amount": "betrag"})
    assert found.columns.table.heading.delimiter == ";"
    orders = of(ImportedOrder, read_all(found))
    assert [(one.buyer.external_id, one.total) for one in orders] == [("k77", 123450), ("k78", 700)]


@pytest.mark.parametrize("heading", ["customer,name,date,amount", "customer,Full name,date,amount"])
def test_a_column_of_names_is_read(tmp_path: Path, heading: str) -> None:
    (order,) = of(ImportedOrder, read_text(tmp_path, f"{heading}\nk1,Zed Quill,2026-01-01,5\n"))
    assert (order.buyer.external_id, order.buyer.first_name, order.buyer.last_name) == ("k1", "Zed", "Quill")


@pytest.mark.parametrize("name", ["#1001", "# 1001", "#A17", "1001"])
def test_nobody_is_called_by_the_number_of_an_order(tmp_path: Path, name: str) -> None:
    (order,) = of(ImportedOrder, read_text(tmp_path, f"name,email,date,amount\n{name},a@example.com,2026-01-01,5\n"))
    assert (order.buyer.first_name, order.buyer.last_name, order.buyer.emails) == ("", "", ("a@example.com",))
