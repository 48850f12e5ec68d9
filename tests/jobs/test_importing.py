"""Imports: rehearsed exactly, all or nothing, repeatable, and taken back."""

import csv
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shopcrm.errors import Cancelled, Refused
from shopcrm.jobs import importing
from shopcrm.jobs.importing import ImportReport, ImportRequest
from shopcrm.jobs.importing.likeness import go_together, is_nobodys
from shopcrm.jobs.importing.ordering import method_of
from shopcrm.shop import consent, customers, orders, payments, rollups, search
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.registry import read
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.conftest import NOW, MakeVault

SAMPLES = Path(__file__).parent.parent / "samples"
ORDERS = SAMPLES / "shopify" / "synthetic_orders_export_1.csv"
PEOPLE = SAMPLES / "shopify" / "synthetic_customers_export.csv"
ROWS = SAMPLES / "woocommerce" / "synthetic_advanced_order_export_rows.csv"
PACKED = SAMPLES / "woocommerce" / "synthetic_webtoffee_order_export.csv"
EVERY = [
    *sorted((SAMPLES / "shopify").glob("*.csv")),
    ROWS,
    PACKED,
    SAMPLES / "woocommerce" / "synthetic_wc_analytics_customers.csv",
]
_OWN = {"imports", "import_changes", "activity", "meta", "sqlite_sequence", "wordings"}


@read("test.query")
def _query(tx: Tx, sql: str) -> list[tuple[Any, ...]]:
    return tx.all(sql)


@read("test.sums")
def _sums(tx: Tx) -> tuple[str, ...]:
    return rollups.compare(tx)


@read("test.derived")
def _derived(tx: Tx) -> int:
    """How many orders say something else than their payments."""
    return payments.wrong(tx)


def query(vault: Vault, sql: str) -> list[tuple[Any, ...]]:
    return vault.read(_query, sql)


def dump(vault: Vault) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the book, but for the traces that an import leaves by design."""
    tables = query(
        vault, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
    )
    names = [name for (name,) in tables if name not in _OWN] + ["search_entries"]
    found = {name: sorted(query(vault, f"SELECT * FROM {name}"), key=repr) for name in names}
    found["searched"] = query(vault, "SELECT rowid FROM search_words WHERE search_words MATCH 'zoe OR amara OR vip'")
    return found


def bring_in(vault: Vault, path: Path, **said: Any) -> ImportReport:
    return vault.write(importing.apply, ImportRequest(str(path), **said))


def altered(path: Path, folder: Path, change: Callable[[dict[str, str]], None]) -> Path:
    """A copy of a sample with `change` made to each row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        change(row)
    copy = folder / f"later-{path.name}"
    with copy.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return copy


def write(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_a_rehearsal_counts_exactly_what_the_import_does_and_changes_nothing(vault: Vault, path: Path) -> None:
    before = dump(vault)
    request = ImportRequest(str(path))
    rehearsed = importing.rehearse(vault, request)
    assert dump(vault) == before
    done = vault.write(importing.apply, request)
    assert (rehearsed.created, rehearsed.updated, rehearsed.unchanged) == (done.created, done.updated, done.unchanged)
    assert (rehearsed.skipped, rehearsed.warnings, rehearsed.differences, rehearsed.rows) == (
        done.skipped,
        done.warnings,
        done.differences,
        done.rows,
    )
    assert vault.read(_sums) == ()


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_importing_the_same_file_again_changes_nothing(vault: Vault, path: Path) -> None:
    first = bring_in(vault, path)
    before = dump(vault)
    second = bring_in(vault, path)
    assert dump(vault) == before
    assert (second.created, second.updated) == ({}, {})
    kinds = {kind: count for kind, count in first.created.items() if kind in ("customers", "orders")}
    assert second.unchanged == kinds


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_taking_an_import_back_restores_the_book_exactly(vault: Vault, path: Path) -> None:
    before = dump(vault)
    done = bring_in(vault, path)
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ()
    assert dump(vault) == before
    with pytest.raises(Refused, match="already"):
        vault.write(importing.undo, done.import_id)


def test_an_update_is_taken_back_to_the_earlier_values(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, PEOPLE)
    bring_in(vault, ORDERS)
    before = dump(vault)

    def later(row: dict[str, str]) -> None:
        if row["Name"] == "#1001":
            row["Refunded Amount"] = "20.00" if row["Refunded Amount"] else ""
            row["Billing Address1"] = "1 New Street" if row["Billing Address1"] else ""
            row["Lineitem quantity"] = "5"
        if row["Name"] == "#1004":
            row |= {"Financial Status": "paid", "Fulfillment Status": "fulfilled", "Tags": "late"}

    done = bring_in(vault, altered(ORDERS, tmp_path, later))
    assert (done.updated["orders"], done.unchanged["orders"]) == (2, 2)
    assert done.updated["customers"] == 1
    assert vault.read(_sums) == ()
    vault.write(importing.undo, done.import_id)
    assert dump(vault) == before


def test_later_refunds_and_deliveries_update_the_same_order(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, ORDERS)

    def later(row: dict[str, str]) -> None:
        if row["Name"] == "#1001" and row["Total"]:
            row["Refunded Amount"] = "20.00"

    done = bring_in(vault, altered(ORDERS, tmp_path, later))
    assert done.created == {"payments": 1}
    moved = query(vault, "SELECT kind, amount FROM payments WHERE order_id = 1001 ORDER BY id")
    assert moved == [("in", 6515), ("out", -1400), ("out", -600)]
    assert query(vault, "SELECT count(*) FROM orders") == [(4,)]
    kept = query(vault, "SELECT settled, refunded, total, stated_total, discount, tax FROM orders WHERE id = 1001")
    assert kept == [(4515, 2000, 6515, 6515, 680, 1086)]
    assert vault.read(orders.card, 1001).balance_due == 0
    assert vault.read(_derived) == 0


def test_an_order_has_its_lines_events_and_payments(vault: Vault) -> None:
    done = bring_in(vault, ORDERS)
    assert done.created == {"customers": 2, "orders": 4, "payments": 5, "answers": 2}
    assert done.rows == 6
    assert query(vault, "SELECT position, sku, quantity, unit_price FROM order_lines WHERE order_id = 1001") == [
        (1, "CAN-LAV-30", 2, 1400),
        (2, "WRAP", 1, 400),
        (3, "DIF-FIG", 3, 1200),
    ]
    assert query(vault, "SELECT kind FROM order_events WHERE order_id = 1003 ORDER BY id") == [
        ("placed",),
        ("cancelled",),
    ]
    assert query(vault, "SELECT customer_id, channel FROM orders WHERE id = 1002") == [(None, "counter")]
    assert query(vault, "SELECT tax_mode, tax FROM orders WHERE id = 1001")[0][0] == "included"


def test_an_imported_person_is_found_by_name_and_phone(vault: Vault) -> None:
    bring_in(vault, ORDERS)
    assert [hit.title for hit in vault.read(search.find, "odonnell").results] == ["Zoë O'Donnell"]
    assert [hit.title for hit in vault.read(search.find, "900123").results] == ["Zoë O'Donnell"]


def test_orders_and_customers_files_meet_in_one_person(vault: Vault) -> None:
    bring_in(vault, PEOPLE)
    done = bring_in(vault, ORDERS)
    assert done.created["customers"] == 1
    assert query(vault, "SELECT customer_id FROM orders WHERE id = 1001") == [(1001,)]


def test_shared_and_relay_addresses_merge_nobody(vault: Vault, tmp_path: Path) -> None:
    text = "First name,Last name,Email\n" + "".join(
        f"{first},{last},{mail}\n"
        for first, last, mail in (
            ("Ann", "Lee", "home@example.com"),
            ("Bob", "Stone", "home@example.com"),
            ("Cy", "Noon", "noreply@example.com"),
            ("Di", "Moss", "noreply@example.com"),
            ("Ed", "Pike", "x1@marketplace.amazon.co.uk"),
            ("Ed", "Pike", "x1@marketplace.amazon.co.uk"),
            ("A", "Lee", "home@example.com"),
        )
    )
    done = bring_in(vault, write(tmp_path, text))
    assert done.created["customers"] == 6
    assert any("kept apart" in warning for warning in done.warnings)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zoë O'Donnell", "Zoe ODonnell", True),
        ("Ann Lee", "", True),
        ("A Lee", "Ann Lee", True),
        ("Ann Lee", "Bob Lee", False),
        ("Ann Mary Lee", "Ann Lee", True),
    ],
)
def test_names_go_together_or_not(one: str, other: str, same: bool) -> None:
    assert go_together(one, other) is same
    assert go_together(other, one) is same


def test_addresses_of_nobody_are_known() -> None:
    assert all(map(is_nobodys, ("noreply@example.com", "no-reply+7@example.com", "a@members.ebay.co.uk")))
    assert not any(map(is_nobodys, ("norma@example.com", "guestbook@example.com", "ann@ebay.example.com")))


def test_yes_no_and_blank_become_answers_and_blank_stays_unknown(vault: Vault, tmp_path: Path) -> None:
    text = "Name,Email,Accepts email\nAnn Lee,ann@example.com,yes\nBo Li,bo@example.com,no\nCy Oh,cy@example.com,\n"
    bring_in(vault, write(tmp_path, text))
    assert query(vault, "SELECT customer_id, answer, method FROM consent_events ORDER BY id") == [
        (1001, "grant", "import"),
        (1002, "not_now", "import"),
    ]
    allowed = [vault.read(consent.may_contact, who, "marketing", "email").allowed for who in (1001, 1002, 1003)]
    assert allowed == [True, False, False]


def test_an_imported_yes_does_not_lift_the_do_not_contact_list(vault: Vault, tmp_path: Path) -> None:
    vault.write(consent.suppress, "email", "ann@example.com", "letter of 1 May")
    done = bring_in(vault, write(tmp_path, "Name,Email,Accepts email\nAnn Lee,ann@example.com,yes\n"))
    assert any("do-not-contact list" in warning for warning in done.warnings)
    assert not vault.read(consent.may_contact, 1001, "marketing", "email").allowed


def test_an_imported_no_takes_back_an_earlier_yes_and_outlives_the_undo(vault: Vault, tmp_path: Path) -> None:
    bring_in(vault, write(tmp_path, "Name,Email,Accepts email\nAnn Lee,ann@example.com,yes\n"))
    done = bring_in(vault, write(tmp_path, "Name,Email,Accepts email\nAnn Lee,ann@example.com,no\n"))
    assert not vault.read(consent.may_contact, 1001, "marketing", "email").allowed
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ("C-1001: the no that came in the file stays",)
    assert not vault.read(consent.may_contact, 1001, "marketing", "email").allowed


def test_records_with_a_later_history_are_kept_with_the_reason(vault: Vault) -> None:
    done = bring_in(vault, ORDERS)
    vault.write(customers.add_note, 1001, "rang about the delivery")
    report = vault.write(importing.undo, done.import_id)
    assert report.kept == ("C-1001: has notes made since",)
    assert query(vault, "SELECT id FROM customers") == [(1001,)]
    assert report.removed["orders"] == 4


def test_a_name_changed_at_the_platform_follows_and_one_typed_by_hand_stays(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    moments = iter(NOW + timedelta(minutes=minute) for minute in range(1000))
    vault = make_vault(clock=lambda: next(moments))

    def renamed(row: dict[str, str]) -> None:
        row["First Name"] += "-Marie"

    bring_in(vault, PEOPLE)
    vault.write(customers.edit, 1001, CustomerDraft(given_name="Zo", family_name="O'Donnell"))
    bring_in(vault, altered(PEOPLE, tmp_path, renamed))
    assert query(vault, "SELECT given_name FROM customers ORDER BY id") == [("Zo",), ("Zoe-Marie",), ("-Marie",)]


def test_a_broken_file_leaves_nothing_half_done(vault: Vault, tmp_path: Path) -> None:
    before = dump(vault)
    text = ORDERS.read_text(encoding="utf-8") + '#1009,"broken\n'
    with pytest.raises(Refused, match="quotes are broken"):
        bring_in(vault, write(tmp_path, text))
    assert dump(vault) == before


def test_a_cancelled_import_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    before, pressed = dump(vault), threading.Event()
    pressed.set()
    with pytest.raises(Cancelled):
        vault.write(importing.apply, ImportRequest(str(ORDERS)), cancel=pressed)
    assert dump(vault) == before


def test_ambiguous_dates_ask_and_the_answer_is_taken(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path, "Name,Created at,Total,Currency,Lineitem name\n#1,03/04/2026,5.00,GBP,Mug\n")
    with pytest.raises(Refused, match="day/month or month/day"):
        bring_in(vault, path)
    bring_in(vault, path, dates="dmy")
    assert query(vault, "SELECT placed_on FROM orders") == [("2026-04-03",)]


def test_a_currency_that_the_file_lacks_is_the_shops_or_the_given_one(vault: Vault) -> None:
    bring_in(vault, ROWS, currency="eur")
    assert query(vault, "SELECT DISTINCT currency FROM orders") == [("EUR",)]


def test_an_import_is_one_entry_of_the_activity_with_counts(vault: Vault) -> None:
    before = query(vault, "SELECT count(*) FROM activity")[0][0]
    bring_in(vault, PEOPLE)
    entries = query(vault, f"SELECT verb, ref, customer_id, detail FROM activity WHERE seq > {before}")
    assert [entry[:3] for entry in entries] == [("imports.apply", "I-1001", None)]
    assert '"customers":' in entries[0][3]


def test_a_file_without_prices_keeps_the_stated_totals(vault: Vault) -> None:
    bring_in(vault, SAMPLES / "shopify" / "orders_export_small.csv")
    assert query(vault, "SELECT total, stated_total, settled, refunded FROM orders WHERE external_name = '#1003'") == [
        (4000, 4000, 3000, 1000)
    ]


def test_two_exports_of_one_order_agree_on_its_sums_and_its_refund(make_vault: MakeVault, tmp_path: Path) -> None:
    sums = "SELECT total, stated_total, goods, discount, tax, shipping, settled, refunded FROM orders WHERE id = 1001"
    said = []
    for name, path in (("rows", ROWS), ("packed", PACKED)):
        vault = make_vault(tmp_path / name)
        bring_in(vault, path)
        held = vault.read(orders.card, 1001)
        assert (held.balance_due, held.to_refund) == (0, 0)
        assert [one.amount for one in held.payments] == [4450, -1200]
        assert vault.read(_derived) == 0
        said.append(query(vault, sums))
    assert said[0] == said[1] == [(4450, 4450, 4500, 500, 742, 450, 3250, 1200)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"Order Subtotal Amount": "45.00", "Order Total Amount": "51.92"}, (5192, 500, 742)),
        ({"Quantity (- Refund)": "0", "Order Refund Amount": "44.50"}, (4450, 500, 742)),
    ],
    ids=["tax added to the prices", "all paid back"],
)
def test_what_a_file_leaves_out_after_a_refund_does_not_change_the_sums(
    vault: Vault, tmp_path: Path, said: dict[str, str], kept: tuple[int, ...]
) -> None:
    def change(row: dict[str, str]) -> None:
        if row["Order Number"] == "2041":
            row |= said

    bring_in(vault, altered(ROWS, tmp_path, change))
    assert query(vault, "SELECT total, discount, tax FROM orders WHERE id = 1001") == [kept]
    assert vault.read(orders.card, 1001).balance_due == 0


def test_a_voided_order_that_was_not_sent_owes_nothing_and_the_rehearsal_says_so(vault: Vault) -> None:
    rehearsed = importing.rehearse(vault, ImportRequest(str(ORDERS)))
    assert any("voided" in warning and "brought in as cancelled" in warning for warning in rehearsed.warnings)
    bring_in(vault, ORDERS)
    held = vault.read(orders.card, 1004)
    assert (held.stage, held.balance_due, held.payments) == ("cancelled", 0, ())


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("PayPal Express Checkout", "online"),
        ("Check payments", "cheque"),
        ("cheque", "cheque"),
        ("shopify_payments", "online"),
        ("Apple Pay", "online"),
        ("Card (Stripe)", "card"),
        ("Credit/Debit Cards", "card"),
        ("Direct bank transfer", "transfer"),
        ("Cash on delivery", "cash"),
        ("gift_card", "credit"),
        ("Encoded", "other"),
        ("Bankside voucher", "other"),
        ("", "other"),
    ],
)
def test_a_way_of_paying_is_known_by_whole_words(said: str, method: str) -> None:
    assert method_of(said) == method


def test_an_email_that_cannot_be_one_is_left_out_with_a_warning(vault: Vault, tmp_path: Path) -> None:
    done = bring_in(vault, write(tmp_path, "Name,Email\nAnn Lee,not an address\n"))
    assert done.created["customers"] == 1
    assert "left out" in done.warnings[0]


def test_a_name_of_ten_thousand_characters_is_skipped_with_its_line(vault: Vault, tmp_path: Path) -> None:
    done = bring_in(vault, write(tmp_path, f"First name,Last name\n{'x' * 10_000},Lee\nBo,Li\n"))
    assert [(one.line, "characters long" in one.reason) for one in done.skipped] == [(2, True)]
    assert done.created == {"customers": 1}


def test_progress_is_told_and_the_list_of_imports_knows_them(vault: Vault) -> None:
    told: list[tuple[int, int, str]] = []
    vault.write(importing.apply, ImportRequest(str(ORDERS)), progress=lambda *step: told.append(step))
    assert told[-1][2] == "Importing Shopify orders"
    (past,) = vault.read(importing.past_imports)
    assert (past.id, past.format, past.summary["created orders"]) == (1001, "shopify-orders", 4)
