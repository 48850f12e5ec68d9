"""What files take: import, backup, restore, the access report, a command."""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from shopcrm.jobs import backup, restore
from shopcrm.jobs.importing import ImportRequest, apply
from shopcrm.vault.database import connect
from shopcrm.vault.keyring import Kdf, key_encryption_key
from shopcrm.vault.vault import create_vault
from tests.benchmarks.measure import Pair, row, seconds, side_by_side
from tests.benchmarks.shops import BenchShop

IMPORTED_ROWS = 100_000
CHEAP = Kdf(memory_kib=19 * 1024, passes=1, lanes=1)
SHOPIFY = tuple(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,"
    "Billing Address1,Billing City,Billing Zip,Billing Country,Billing Phone,Id".split(",")
)
SHOPIFY_ALL = tuple(
    "Fulfilled at,Discount Code,Shipping Method,Lineitem compare at price,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Street,Billing Address2,Billing Company,Billing Province,Shipping Name,"
    "Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Tags,Risk Level,Source,Lineitem discount,"
    "Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,"
    "Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References".split(",")
)
COPIES = {"Fulfilled at": "Created at", "Billing Street": "Billing Address1", "Payment ID": "Id"} | {
    f"Shipping {part}": f"Billing {part}" for part in ("Name", "Address1", "City", "Zip", "Country", "Phone")
}
ALWAYS = {
    "Payment Method": "Shopify Payments", "Source": "web", "Risk Level": "Low", "Vendor": "Rose Ltd",
    "Tax 1 Name": "GB VAT 20%", "Tax 1 Value": "5.33", "Refunded Amount": "0.00", "Outstanding Balance": "0.00",
}  # fmt: skip
LOADER = "sqlite-utils insert --csv, per row"


@row("Import of order rows in 24 columns, journal and index included, per row", LOADER, 1 / 1.5)
def importing(shop: BenchShop) -> Pair:
    """A trimmed Shopify export into an empty shop against loading the same file into one bare table."""
    return _importing(shop, SHOPIFY)


@row("Import of order rows in all 79 columns, journal and index included, per row", LOADER, 1 / 1.5)
def importing_all_columns(shop: BenchShop) -> Pair:
    """The same with every column that Shopify writes."""
    return _importing(shop, (*SHOPIFY, *(column for column in SHOPIFY_ALL if column not in SHOPIFY)))


def _importing(shop: BenchShop, columns: Sequence[str]) -> Pair:
    """sqlite-utils from version 4 on tells numbers from words by itself, as an import must; so the peer does that."""
    rows = min(IMPORTED_ROWS, shop.customers)
    exported, folder = shop.scratch / f"orders-{len(columns)}.csv", shop.scratch / "importing"
    _write_export(exported, rows, columns)
    vault, _ = create_vault(folder, "Import", "Robin", "a passphrase for measuring", kdf=CHEAP)
    with vault:
        ours = seconds(lambda: vault.write(apply, ImportRequest(str(exported))))
    bare = shop.scratch / f"bare-{len(columns)}.db"
    command = ["-m", "sqlite_utils", "insert", str(bare), "orders", str(exported), "--csv", "--silent"]
    peer = seconds(lambda: subprocess.run([sys.executable, *command], check=True, capture_output=True))
    shutil.rmtree(folder)
    return Pair(ours / rows, peer / rows)


@row("Verified backup to a local folder", "cp + fsync of the book", 6.0)
def verified_backup(shop: BenchShop) -> Pair:
    """Copied, proven page by page, read back."""
    target = shop.scratch / "backups"
    target.mkdir(exist_ok=True)
    with shop.vault() as vault:
        return side_by_side(lambda: backup.make(vault, target), lambda: _copy(vault.path, shop.scratch / "copy"), 3)


@row("Restore with verification", "cp + fsync of the book", 6.0)
def restoring(shop: BenchShop) -> Pair:
    """From the backup's file alone into a new folder."""
    target = shop.scratch / "to-restore"
    target.mkdir(exist_ok=True)
    with shop.vault() as vault:
        made, book = backup.make(vault, target).file, shop.scratch / "book"
        shutil.copyfile(vault.path, book)
    folders = iter(shop.scratch / f"restored-{number}" for number in range(9))
    return side_by_side(
        lambda: restore.into(made, next(folders), shop.passphrase), lambda: _copy(book, shop.scratch / "copy"), 3
    )


@row("Access report, fifty pages", "the same strings on a bare canvas", 3.0)
def access_report(shop: BenchShop) -> Pair:
    """The paper for a customer with very many orders."""
    from tests.benchmarks.report import long_report, on_bare_canvas

    make, strings = long_report(shop)
    return side_by_side(make, lambda: on_bare_canvas(strings), 3)


@row("The command `find`, without the key derivation", "python -c pass + opening SQLCipher", 12.0)
def find_command(shop: BenchShop) -> Pair:
    """A whole run of the program as it is installed; the derivation is measured apart and taken off."""
    find = [sys.executable, "-m", "shopcrm", *shop.command, "find", "smith"]

    def run(command: Sequence[str]) -> None:
        subprocess.run(command, check=True, capture_output=True, env=shop.as_installed)

    with shop.vault() as vault:
        path, dk = vault.path, vault.keys.dk
    derivation = seconds(lambda: key_encryption_key(shop.passphrase, bytes(16), "0" * 16, bytes(16), CHEAP))

    def peer() -> None:
        run([sys.executable, "-c", "pass"])
        with closing(connect(path, dk)) as book:
            book.execute("SELECT count(*) FROM sqlite_master")

    run(find)
    both = side_by_side(lambda: run(find), peer, 15)
    return Pair(both.ours - derivation, both.peer)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1 << 20)
        written.flush()
        os.fsync(written.fileno())


def _write_export(path: Path, rows: int, columns: Sequence[str]) -> None:
    """A Shopify orders export with as many rows: two lines an order, four orders a customer."""
    text = io.StringIO()
    written = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    written.writeheader()
    for number in range(rows // 2):
        person = number // 4
        when = f"2026-0{1 + number % 9}-{1 + number % 28:02} 10:37:30 +0000"
        order, email = f"#{1000 + number}", f"person.{person}@example.com"
        money = ("GBP", "28.00", "3.95", "5.33", "31.95", "0.00")
        address = (f"{person} High Street", "Leeds", "LS6 1AA", "GB", f"07700 900{person % 1000:03}")
        head = (order, email, "paid", when, "fulfilled", ("yes", "no", "")[number % 3], *money, when)
        item = (1, "Rose bouquet", "21.00", "ROSE-L", f"Ann Person{person}", *address, 5_000_000 + number)
        first = dict(zip(SHOPIFY, (*head, *item), strict=True))
        also = {copy: first[column] for copy, column in COPIES.items()} | ALWAYS
        written.writerow({column: value for column, value in (first | also).items() if column in columns})
        line = {"Name": order, "Email": email, "Created at": when, "Lineitem quantity": 2,
                "Lineitem name": "Card", "Lineitem price": "3.50", "Lineitem sku": "CARD"}  # fmt: skip
        written.writerow(line)
    path.write_text(text.getvalue(), encoding="utf-8")
