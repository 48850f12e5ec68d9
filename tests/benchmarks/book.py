"""What the book itself takes: search, lists, pages, saves and figures."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

from shopcrm.insight import dashboard, duplicates, segments
from shopcrm.insight.dashboard import Kind
from shopcrm.jobs import agenda
from shopcrm.shop import customers, orders
from shopcrm.shop.orders import LineDraft, OrderDraft, OrderFilter
from shopcrm.vault.tx import Tx
from tests.benchmarks.measure import Pair, percentile, row, seconds, side_by_side
from tests.benchmarks.shops import BenchShop

FRAME = 1 / 60
TYPED = ("smith", "o'donnell", "07700 9001", "ls6", "zoë", "rose", "example", "ann", "khan", "9004", "b", "mar")
KEY_PRESSES = [word[: end + 1] for word in TYPED for end in range(len(word))] * 5
AT_ONCE = 200
THIRTY_TWO_KIB = bytes(32 * 1024)


@row("The search query, p99 over realistic typing", "one 60 Hz frame", 0.1, grows=True)
def search_query(shop: BenchShop) -> Pair:
    """Every prefix of what people type, as the list's Find asks for it."""
    with shop.both() as (book, _):
        customers.find_ids(book, "warm up", AT_ONCE)
        taken = [seconds(lambda: customers.find_ids(book, typed, AT_ONCE)) for typed in KEY_PRESSES]  # noqa: B023
    return Pair(percentile(taken, 0.99), FRAME)


@row("Customer page data", "the same on plain SQLite", 3.0, grows=True)
def customer_page(shop: BenchShop) -> Pair:
    """The card and the newest orders of some customers."""
    return _on_both(shop, lambda tx, one: (customers.card(tx, one), orders.of_customer(tx, one, 20)))


@row("List page by keyset", "the same on plain SQLite", 1.5, grows=True)
def list_page(shop: BenchShop) -> Pair:
    """Fifty rows of all orders, from anywhere in the list."""
    return _on_both(shop, lambda tx, one: orders.page(tx, OrderFilter.ALL, one, 50))


@row("Point look-up", "the same on plain SQLite", 2.5, grows=True)
def look_up(shop: BenchShop) -> Pair:
    """One customer by her id."""
    return _on_both(shop, lambda tx, one: tx.one("SELECT name FROM customers WHERE id = ?", (one,)))


@row("A durable save: an order of three lines", "append 32 KiB + fdatasync", 6.0, grows=True)
def save(shop: BenchShop) -> Pair:
    """Order, activity, sums and search index, on disk when it returns."""
    lines = tuple(LineDraft(f"Item {number}", number, 350 * number) for number in (1, 2, 3))
    draft = OrderDraft(lines, customer=1001 + shop.customers // 2)
    with shop.vault() as vault, (shop.scratch / "appended").open("ab", buffering=0) as file:

        def append() -> None:
            os.write(file.fileno(), THIRTY_TWO_KIB)
            os.fdatasync(file.fileno())

        vault.write(orders.place, draft)
        return side_by_side(lambda: vault.write(orders.place, draft), append, 40)


@row("Dashboard figures", "one full scan of orders", 0.5)
def figures(shop: BenchShop) -> Pair:
    """Everything that Today shows, against adding up every order."""
    with shop.both() as (book, _):
        return side_by_side(
            lambda: agenda.board(book), lambda: book.one("SELECT sum(total) FROM orders NOT INDEXED"), 7
        )


@row("Every figure of a month, with trend and target", "one full scan of orders", 0.5)
def figures_of_a_month(shop: BenchShop) -> Pair:
    """What the Figures screen shows when it opens, against adding up every order."""
    return _figures(shop, "month")


@row("Every figure of a tax year, with trend and target", "one full scan of orders", 1.0)
def figures_of_a_year(shop: BenchShop) -> Pair:
    """The same of the longest period that there is."""
    return _figures(shop, "tax_year")


@row("One figure over twelve months", "one full scan of orders", 0.5)
def figure_over_time(shop: BenchShop) -> Pair:
    """What is read at each key on the Figures screen: the chart of the figure that takes longest."""
    with shop.both() as (book, _):
        return side_by_side(
            lambda: dashboard.series(book, "given_back"),
            lambda: book.one("SELECT sum(total) FROM orders NOT INDEXED"),
            7,
        )


def _figures(shop: BenchShop, kind: Kind) -> Pair:
    with shop.both() as (book, _):
        return side_by_side(
            lambda: dashboard.board(book, kind),
            lambda: book.one("SELECT sum(total) FROM orders NOT INDEXED"),
            7,
        )


@row("RFM of all customers", "pandas read_sql + groupby + qcut", 0.3)
def rfm(shop: BenchShop) -> Pair:
    """Everyone's fifths and group, counted: from the sums in SQL, against pandas over all orders of the plain copy."""
    with shop.both() as (book, _), closing(sqlite3.connect(shop.scratch / "plain.db")) as plain:
        return side_by_side(lambda: segments.groups(book), lambda: _rfm_by_pandas(plain), 5)


@row("A segment counted while it is edited", "pandas read_sql + groupby + qcut", 0.3)
def segment_count(shop: BenchShop) -> Pair:
    """Spent over 100 in 90 days, lives in Leeds, may be e-mailed: each by itself, and all together."""
    rules = {
        "all": [
            {"field": "spent", "how": "at_least", "value": "100", "days": 90},
            {"field": "postcode", "how": "is", "value": "LS"},
            {"field": "contact", "how": "is", "value": "marketing/email"},
        ]
    }
    with shop.both() as (book, _), closing(sqlite3.connect(shop.scratch / "plain.db")) as plain:
        return side_by_side(lambda: segments.count(book, rules), lambda: _rfm_by_pandas(plain), 5)


@row("Scan for duplicates", "10 s for 100,000 customers", 1.0)
def scan(shop: BenchShop) -> Pair:
    """The whole book read, paired, weighed and listed with its reasons."""
    with shop.vault() as vault:
        return Pair(seconds(lambda: vault.read(duplicates.scan)), 10 * shop.customers / 100_000)


def _rfm_by_pandas(plain: sqlite3.Connection) -> object:
    """What a notebook does: read every order, add up by customer, cut each measure in five."""
    import pandas

    frame = pandas.read_sql(
        "SELECT customer_id, placed_on, total FROM orders WHERE customer_id IS NOT NULL AND stage <> 'cancelled'", plain
    )
    people = frame.groupby("customer_id").agg(
        last=("placed_on", "max"), orders=("total", "size"), spent=("total", "sum")
    )
    people["last"] = pandas.to_datetime(people["last"]).astype("int64")
    return people.rank(method="first").apply(lambda one: pandas.qcut(one, 5, labels=False))


def _on_both(shop: BenchShop, work: Callable[[Tx, int], object]) -> Pair:
    """The same function on the encrypted book and on its plain copy, over scattered ids, both warm."""
    ids = [1001 + number * shop.customers // 200 for number in range(200)]
    with shop.both() as (book, plain):

        def over_all(tx: Tx) -> None:
            for one in ids:
                work(tx, one)

        over_all(book)
        over_all(plain)
        return side_by_side(lambda: over_all(book), lambda: over_all(plain), 7)
