"""The demonstration shop: plausible, reproducible, dated back from now, and of invented people only."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from shopcrm.errors import InvalidValue, Refused
from shopcrm.insight import forecast, scores
from shopcrm.jobs.demo import doubtful
from shopcrm.jobs.demo.after_sale import add_after_sale
from shopcrm.jobs.demo.erasures import add_erased
from shopcrm.jobs.demo.people import SOURCE, add_people, joining, on
from shopcrm.jobs.demo.permission import add_permission
from shopcrm.jobs.demo.plans import add_plans
from shopcrm.jobs.demo.registers import add_registers
from shopcrm.jobs.demo.remembered import add_reminders
from shopcrm.jobs.demo.requests import add_requests
from shopcrm.jobs.demo.segments import keep_a_month_ago, keep_today
from shopcrm.jobs.demo.talk import add_counties, add_talk
from shopcrm.jobs.demo.trade import YEARS, Trade
from shopcrm.jobs.demo.words import ARTICLES
from shopcrm.places import demo_passphrase_file
from shopcrm.shop import products, profile, rollups
from shopcrm.shop.orders import bulk
from shopcrm.shop.products import ProductDraft
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

if TYPE_CHECKING:
    from shopcrm.vault.session import Clock, Vault

__all__ = ["Demo", "fill", "open_demo"]

CUSTOMERS = 150
"""Enough of them came back for a forecast."""
MOST_CUSTOMERS = 200_000
ORDERS_EACH = 10
_COUNTED = (
    ("orders", "orders"),
    ("lines", "order_lines"),
    ("payments", "payments"),
    ("returns", "returns"),
    ("tickets", "tickets"),
    ("cards", "loyalty_cards"),
    ("consents", "consent_events"),
    ("requests", "data_requests"),
)
SHOP, OWNER = "Corner Flowers", "Robin Marsh"
ADDRESS, EMAIL, PHONE = "2 Bridge Row\nOtley\nLS21 3AQ", "hello@example.com", "07700 900555"


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration shop that was just made. counts: kind of record -> how many. passphrase_file: opens it again."""

    vault: "Vault"
    counts: Mapping[str, int]
    passphrase_file: Path


def open_demo(
    folder: Path,
    customers: int = CUSTOMERS,
    seed: int = 1,
    clock: "Clock | None" = None,
    progress: Callable[[int, int, str], None] | None = None,
    cancel: threading.Event | None = None,
) -> Demo:
    """Make a throwaway shop, fill it and leave it open; its passphrase lies in a file beside the folder.

    Raises Refused where the folder holds a shop already, InvalidValue for a number of customers that cannot be.
    """
    from shopcrm.vault import files, passphrases
    from shopcrm.vault.keyring import Kdf
    from shopcrm.vault.vault import create_vault

    _check_count(customers)
    passphrase = passphrases.generate()
    # The cheapest lawful derivation: a demonstration has no secrets, and must open at once.
    cheap = Kdf(memory_kib=19 * 1024, passes=1, lanes=1)
    vault, _ = create_vault(folder, SHOP, OWNER, passphrase, kdf=cheap, clock=clock, demo=True)
    try:
        passphrase_file = demo_passphrase_file(folder)
        files.write_whole(passphrase_file, f"{passphrase}\n".encode())
        counts = vault.write(fill, customers, seed, progress=progress, cancel=cancel)
    except BaseException:
        vault.close()
        raise
    return Demo(vault, counts, passphrase_file)


@write("demo.fill", role=Role.OWNER)
def fill(tx: Tx, customers: int = CUSTOMERS, seed: int = 1, orders_each: int = ORDERS_EACH) -> dict[str, int]:
    """Fill an empty shop with two years of invented people and trade; answers kind of record -> how many.

    orders_each: orders for each customer on average. Raises Refused where the book holds customers or orders already.
    """
    _check_count(customers)
    if tx.maybe("SELECT id FROM customers LIMIT 1") or tx.maybe("SELECT id FROM orders LIMIT 1"):
        raise Refused("Sample data goes into an empty shop only.", "Start `shopcrm demo` for a shop of its own.")
    random, start = Random(seed), tx.now - YEARS
    currency = profile.get(tx).currency
    _say_where(on(tx, start))
    _stock(on(tx, start), currency)
    plain = customers - doubtful.HOW_MANY if customers >= doubtful.LEAST else customers
    joined = joining(start, tx.now, plain, random)
    people = add_people(tx, plain, joined, random)
    count = customers * orders_each
    bulk.put(tx, Trade(tx, people, joined, currency, random).orders(count), count)
    keep_a_month_ago(tx)
    rollups.rebuild(tx)
    add_after_sale(tx, people, joined, random)
    if plain < customers:
        doubtful.add_doubtful(tx)
    add_plans(tx, currency)
    add_permission(tx)
    add_registers(tx)
    add_requests(tx, people)
    add_talk(tx, people)
    add_counties(tx, people)
    add_reminders(tx, people)
    add_erased(tx)
    keep_today(tx)
    scores.keep(tx, forecast.worked_out(forecast.evidence(tx)))
    counts = {"customers": customers, "products": len(ARTICLES)} | {
        kind: tx.value(f"SELECT count(*) FROM {table}") for kind, table in _COUNTED
    }
    tx.note(**counts, seed=seed)
    return counts


def _say_where(tx: Tx) -> None:
    """Give a demonstration shop an invented address; sample data in a shop of one's own leave its profile alone."""
    shop = profile.get(tx)
    if shop.demo:
        profile.change(tx, replace(shop, address=ADDRESS, email=EMAIL, phone=PHONE))


def _stock(past: Tx, currency: str) -> None:
    for one in ARTICLES:
        products.add(
            past,
            ProductDraft(
                *(one.name, one.price, one.sku, one.family, one.cost, currency, one.tax_rate),
                source=SOURCE,
            ),
        )


def _check_count(customers: int) -> None:
    if not 0 < customers <= MOST_CUSTOMERS:
        raise InvalidValue(
            "customers", f"A demonstration has 1 to {MOST_CUSTOMERS:,} customers.", "Leave it out for a shop of 150."
        )
