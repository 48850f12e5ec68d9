"""Recognition by names, and what each platform's sample files hold."""

import csv
from pathlib import Path

import pytest

from shopcrm.errors import Refused, UsageError
from shopcrm.exchange.recognise import formats, recognise
from shopcrm.exchange.records import ImportedCustomer, ImportedOrder, Skipped
from tests.exchange.kit import SHOPIFY, WOO, of, read_all, read_file, read_text, write

ORDERS = SHOPIFY / "synthetic_orders_export_1.csv"


@pytest.mark.parametrize(
    ("path", "name", "found"),
    [
        (SHOPIFY / "synthetic_orders_export_1.csv", "shopify-orders", 4),
        (SHOPIFY / "orders_export_small.csv", "shopify-orders", 8),
        (SHOPIFY / "orders_export_sample.csv", "shopify-orders", 127),
        (SHOPIFY / "transporter_orders.csv", "shopify-orders", 2),
        (SHOPIFY / "synthetic_customers_export.csv", "shopify-customers", 3),
        (WOO / "synthetic_advanced_order_export_rows.csv", "woo-order-rows", 2),
        (WOO / "synthetic_webtoffee_order_export.csv", "woo-webtoffee", 1),
        (WOO / "synthetic_wc_analytics_customers.csv", "plain-customers", 2),
    ],
)
def test_every_sample_is_recognised_and_read(path: Path, name: str, found: int) -> None:
    recognised = recognise(path)
    assert recognised.format.name == name
    assert len(read_all(recognised)) == found


def test_formats_find_themselves() -> None:
    assert {"shopify-orders", "shopify-customers", "woo-order-rows", "woo-webtoffee", "plain-customers"} <= set(
        formats()
    )


def test_columns_in_another_order_and_other_capitals_change_nothing(tmp_path: Path) -> None:
    rows = list(csv.reader(ORDERS.open(encoding="utf-8", newline="")))
    with (tmp_path / "turned.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(
            [[cell.upper() for cell in rows[0][::-1]], *[row[::-1] for row in rows[1:]]]
        )
    assert read_file(tmp_path / "turned.csv") == read_file(ORDERS)


def test_woo_analytics_orders_hold_no_people_and_are_refused() -> None:
    with pytest.raises(Refused, match="can be imported"):
        recognise(WOO / "synthetic_wc_analytics_orders.csv")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="most like Shopify orders, but has no column “Lineitem name”"):
        recognise(
            write(tmp_path, "Name,Email,Created at,Total,Currency,Financial Status,Shipping\n#1,a@example.com,,,,,\n")
        )


def test_an_unknown_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not a file that can be imported"):
        recognise(write(tmp_path, "alpha,beta\n1,2\n"))


def test_an_unknown_format_name_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format called"):
        recognise(ORDERS, "shopfly")


def test_shopify_order_with_its_lines_payment_and_buyer() -> None:
    first = of(ImportedOrder, read_file(ORDERS))[0]
    assert (first.external_id, first.number, first.placed_at) == ("5550000000001", "#1001", "2026-03-04T09:12:44Z")
    assert [(one.quantity, one.price, one.sku) for one in first.lines] == [
        (2, 1400, "CAN-LAV-30"),
        (1, 400, "WRAP"),
        (3, 1200, "DIF-FIG"),
    ]
    assert (first.discount, first.shipping, first.tax, first.tax_included, first.total) == (680, 395, 1086, True, 6515)
    assert first.computed_total == 6515
    assert first.difference == ""
    assert (first.paid, first.refunded, first.fulfilled) == (6515, 1400, "full")
    buyer = first.buyer
    assert (buyer.first_name, buyer.last_name, buyer.phones) == ("Zoë", "O'Donnell", ("+447700900123",))
    assert [(one.purpose, one.postcode) for one in buyer.addresses] == [("billing", "TR26 1AA")]
    assert [(one.channel, one.granted, one.at) for one in buyer.consents] == [("email", True, "2026-03-04T09:12:44Z")]
    assert first.note.splitlines()[1] == 'at no. 7, "blue door"'
    assert first.tags == ("gift", "vip")


def test_shopify_guest_at_the_till_is_nobody() -> None:
    second = of(ImportedOrder, read_file(ORDERS))[1]
    assert second.buyer.nobody
    assert (second.paid, second.payment_method, second.sold_through) == (1400, "Cash", "pos")


def test_shopify_formula_in_a_product_name_is_kept_as_text() -> None:
    third = of(ImportedOrder, read_file(ORDERS))[2]
    assert third.lines[0].title == '=HYPERLINK("http://example.com","Sampler")'
    assert (third.currency, third.refunded, third.cancelled_at) == ("EUR", 4000, "2026-03-30T07:00:00Z")


def test_shopify_voided_order_that_was_not_sent_is_a_cancelled_one_and_says_so() -> None:
    fourth = of(ImportedOrder, read_file(ORDERS))[3]
    assert (fourth.paid, fourth.payment_failed, fourth.cancelled_at) == (0, False, fourth.placed_at)
    assert "brought in as cancelled" in fourth.warnings[-1]


@pytest.mark.parametrize("sent", ["fulfilled", "partial"])
def test_shopify_voided_order_that_was_sent_still_owes(tmp_path: Path, sent: str) -> None:
    text = (
        "Name,Created at,Total,Currency,Financial Status,Fulfillment Status,Lineitem name\n"
        f"#1,2026-01-01 10:00:00 +0000,5.00,GBP,voided,{sent},Mug\n"
    )
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert (order.paid, order.payment_failed, order.cancelled_at) == (0, True, None)


def test_shopify_trimmed_file_is_read_and_says_what_it_does_not_tell() -> None:
    orders = of(ImportedOrder, read_file(SHOPIFY / "orders_export_small.csv"))
    assert [len(one.lines) for one in orders] == [2, 1, 1, 1, 1, 1, 1, 1]
    assert orders[0].computed_total is None
    assert "does not say whether the order was paid" in orders[0].warnings[0]


def test_shopify_rows_with_a_blank_name_continue_the_order(tmp_path: Path) -> None:
    text = "Name,Created at,Total,Currency,Lineitem name\n#1,2026-01-01 10:00:00 +0000,5.00,GBP,Mug\n,,,,Tee\n"
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert [one.title for one in order.lines] == ["Mug", "Tee"]


def test_shopify_two_orders_of_one_name_are_told_apart_by_id(tmp_path: Path) -> None:
    text = "Name,Id,Created at,Total,Currency,Lineitem name\n" + "".join(
        f"#1,{i},2026-01-0{i} 10:00:00 +0000,5.00,GBP,Mug\n" for i in (1, 2)
    )
    assert [one.external_id for one in of(ImportedOrder, read_text(tmp_path, text))] == ["1", "2"]


def test_shopify_rows_torn_apart_by_sorting_are_refused(tmp_path: Path) -> None:
    text = (
        "Name,Id,Created at,Total,Currency,Lineitem name\n#1,1,2026-01-01 10:00:00 +0000,5.00,GBP,Mug\n"
        "#2,2,2026-01-01 10:00:00 +0000,5.00,GBP,Mug\n#1,,2026-01-01 10:00:00 +0000,,,Tee\n"
    )
    with pytest.raises(Refused, match="#1 are not together: lines 2 and 4"):
        read_text(tmp_path, text)


def test_a_damaged_order_is_skipped_whole_with_line_and_reason() -> None:
    skipped = of(Skipped, read_file(SHOPIFY / "transporter_orders.csv"))
    assert [(one.line, "whole number" in one.reason) for one in skipped] == [(2, True)]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Total", "9223372036854775808", "too large"),
        ("Total", "6.5E+04", "digits are lost"),
        ("Id", "5.55E+12", "digits are lost"),
        ("Created at", "45384.3478", "spreadsheet has turned a date"),
        ("Lineitem quantity", "1.5", "whole number"),
        ("Currency", "POUNDS", "currency"),
    ],
)
def test_a_spoilt_cell_skips_its_order_and_no_other(tmp_path: Path, column: str, cell: str, reason: str) -> None:
    rows = list(csv.reader(ORDERS.open(encoding="utf-8", newline="")))
    for row in rows[1 : 4 if column == "Created at" else 2]:
        row[rows[0].index(column)] = cell
    with (tmp_path / "f.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    records = read_file(tmp_path / "f.csv")
    assert [one.number for one in of(ImportedOrder, records)] == ["#1002", "#1003", "#1004"]
    (skipped,) = of(Skipped, records)
    assert (skipped.line, reason in skipped.reason) == (2, True)


def test_a_difference_between_stated_and_computed_totals_is_a_sentence(tmp_path: Path) -> None:
    text = (
        "Name,Created at,Total,Currency,Lineitem name,Lineitem price\n#1,2026-01-01 10:00:00 +0000,9.99,GBP,Mug,5.00\n"
    )
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert order.difference == "#1: the file says £9.99, its lines make £5.00"


def test_an_order_of_nothing_is_read_as_zero(tmp_path: Path) -> None:
    text = "Name,Created at,Total,Currency,Lineitem name,Lineitem price\n#1,2026-01-01 10:00:00 +0000,0.00,GBP,Gift,0\n"
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert (order.total, order.computed_total) == (0, 0)


def test_shopify_customers_with_guarded_ids_and_answers() -> None:
    zoe, other, guest = of(ImportedCustomer, read_file(SHOPIFY / "synthetic_customers_export.csv"))
    assert (zoe.external_id, zoe.phones, zoe.addresses[0].postcode) == ("7210000000001", ("+447700900123",), "TR26 1AA")
    assert [(one.channel, one.granted) for one in zoe.consents] == [("email", True), ("sms", False), ("social", False)]
    assert (zoe.tags, zoe.note) == (("gift", "vip"), "Likes fig")
    assert other.emails == ("ZOE.ODONNELL@example.com",)
    assert guest.emails == ("guest@example.net",)


def test_blank_marketing_answers_make_no_answer(tmp_path: Path) -> None:
    text = "First Name,Last Name,Email,Accepts Email Marketing,Accepts SMS Marketing\nAnn,Lee,ann@example.com,, \n"
    assert of(ImportedCustomer, read_text(tmp_path, text))[0].consents == ()


def test_woo_rows_count_an_orders_totals_once() -> None:
    first, second = of(ImportedOrder, read_file(WOO / "synthetic_advanced_order_export_rows.csv"))
    assert (first.total, first.discount, first.shipping, first.paid, first.refunded) == (4450, 500, 450, 4450, 1200)
    assert [(one.quantity, one.price) for one in first.lines] == [(1, 1200), (1, 2100)]
    assert (first.computed_total, first.difference, first.tax_included) == (4450, "", True)
    assert first.placed_at == "2026-02-11T14:05:00Z"
    assert (second.paid, second.fulfilled, second.buyer.emails) == (0, "", ("guest@example.net",))


def test_woo_rows_without_a_currency_take_the_one_that_is_given() -> None:
    orders = of(ImportedOrder, read_file(WOO / "synthetic_advanced_order_export_rows.csv", currency="EUR"))
    assert {one.currency for one in orders} == {"EUR"}


def test_woo_local_times_are_the_shops() -> None:
    orders = of(ImportedOrder, read_file(WOO / "synthetic_advanced_order_export_rows.csv", zone="America/New_York"))
    assert orders[0].placed_at == "2026-02-11T19:05:00Z"


def test_webtoffee_packed_lines_refunds_and_discounts_are_counted_once() -> None:
    (order,) = of(ImportedOrder, read_file(WOO / "synthetic_webtoffee_order_export.csv"))
    assert [(one.title, one.quantity, one.price, one.discount) for one in order.lines] == [
        ("Blue Mug", 2, 1200, 300),
        ("T-Shirt - Small, Green", 1, 2100, 200),
    ]
    assert (order.discount, order.discount_code, order.total, order.computed_total) == (0, "welcome5", 4450, 4450)
    assert (order.refunded, order.refunded_at, order.buyer.external_id) == (1200, "2026-02-14T10:00:00Z", "17")
    assert order.paid_at == "2026-02-11T14:05:30Z"


def test_webtoffee_survives_a_bar_in_a_name(tmp_path: Path) -> None:
    text = (
        "order_id,order_date,status,order_total,order_currency,line_item_1\n"
        "7,2026-01-01 10:00:00,completed,10.00,GBP,"
        "name:Mug | blue|product_id:3|sku:M|quantity:3|total:10.00|sub_total:10.00\n"
    )
    (order,) = of(ImportedOrder, read_text(tmp_path, text))
    assert (order.lines[0].title, order.computed_total) == ("Mug | blue", 1000)


def test_plain_customers_are_mapped_by_hand_and_the_mapping_is_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "Wer,Post,Rest\nAnn Lee,ann@example.com,x\n")
    recognised = recognise(path, mapping={"name": "wer", "email": "Post"})
    assert recognised.mapping == (("name", "Wer"), ("email", "Post"))
    assert recognised.unused == ("Rest",)
    (found,) = of(ImportedCustomer, read_all(recognised))
    assert (found.first_name, found.last_name, found.emails) == ("Ann", "Lee", ("ann@example.com",))


def test_mapping_to_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Wer,Post\nAnn,ann@example.com\n")
    with pytest.raises(UsageError, match="no column called Mail"):
        recognise(path, mapping={"email": "Mail", "name": "Wer"})
    with pytest.raises(UsageError, match="not a field"):
        recognise(path, mapping={"shoe_size": "Post", "name": "Wer"})


def test_a_list_of_payments_is_not_taken_for_customers_unless_asked(tmp_path: Path) -> None:
    path = write(tmp_path, "Name,Email,Amount,Currency\nAnn Lee,ann@example.com,3.00,GBP\n")
    with pytest.raises(Refused, match=r"not a file that can be imported.*no column “Date”"):
        recognise(path)
    assert len(of(ImportedCustomer, read_all(recognise(path, "plain-customers")))) == 1


def test_controls_bidi_marks_and_markup_in_cells_become_plain_text(tmp_path: Path) -> None:
    text = 'First name,Last name,Note\n\x1b[31mAnn\u202e,"[b]Lee\tX[/]","<b>one\x07</b>\ntwo"\n'
    (found,) = of(ImportedCustomer, read_text(tmp_path, text))
    assert (found.first_name, found.last_name, found.note) == ("[31mAnn", "[b]Lee X[/]", "<b>one</b>\ntwo")


def test_a_name_of_ten_thousand_characters_is_read_whole(tmp_path: Path) -> None:
    (found,) = of(ImportedCustomer, read_text(tmp_path, f"First name,Last name\n{'x' * 10_000},Lee\n"))
    assert len(found.first_name) == 10_000


def test_a_phone_number_that_a_spreadsheet_has_shortened_is_left_out_with_a_warning(tmp_path: Path) -> None:
    (found,) = of(ImportedCustomer, read_text(tmp_path, "Name,Phone\nAnn Lee,4.47701E+11\n"))
    assert found.phones == ()
    assert "shortened" in found.warnings[0]
