"""What a person waits for on the screen: real programs under a real terminal, timed to the last byte painted."""

import asyncio
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import psutil
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from shopcrm.shop import customers, orders, returns, tickets
from shopcrm.shop.customers import CustomerSort
from shopcrm.shop.orders import OrderFilter
from shopcrm.shop.returns import ReturnFilter
from shopcrm.shop.tickets import TicketDraft, TicketFilter
from shopcrm.tui.screens.orders import MOST_LISTED
from shopcrm.vault.keyring import Kdf, key_encryption_key
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests.benchmarks.aftermath import more_returns, more_tickets
from tests.benchmarks.measure import Pair, percentile, row, seconds
from tests.benchmarks.peers import fill
from tests.benchmarks.shops import BenchShop
from tests.terminal import Terminal

LOCKED = [sys.executable, "-m", "shopcrm", "--shop"]
UNLOCK, TODAY, READY = "Passphrase", "Sales this week", "ready"
CHEAP = Kdf(memory_kib=19 * 1024, passes=1, lanes=1)
LIST, WHOLE = slice(4, 18), slice(None)
"""Lines of the screen: the rows of the list; or all of them."""
MOST_WAITED = 1.0
TYPED = "smith\b\b\b\b\bkhan\b\b\b\bann\b\b\bo'don\b\b\b\b\b07700 9\b\b\b\b\b\b\bls6\b\b\bmar"
"""Enough keys that one hiccup of the machine is not the 95th percentile."""
ROWS_AT_ONCE, INBOX = 25, 10_000
SAME_ROWS = "Textual's DataTable with the same rows, at least 10,000"


def bare(shop: BenchShop, what: str) -> Terminal:
    """A bare Textual program."""
    return Terminal([sys.executable, "-m", "tests.benchmarks.peers", what], environment=_installed(shop))


def locked(shop: BenchShop) -> Terminal:
    """Our program, as it starts."""
    return Terminal([*LOCKED, str(shop.folder)], environment=_installed(shop))


def _installed(shop: BenchShop) -> dict[str, str]:
    """As programs are installed, with bytecode that is kept; an empty word is as good as none."""
    return {"PYTHONDONTWRITEBYTECODE": ""} | shop.as_installed


@contextmanager
def unlocked(shop: BenchShop) -> Iterator[Terminal]:
    """Our program, unlocked by typing, with Today painted."""
    with locked(shop) as ours:
        ours.wait_for(UNLOCK)
        ours.settle()
        ours.press(shop.passphrase, "enter")
        ours.wait_for(TODAY)
        ours.settle()
        yield ours
        ours.press("ctrl+q")
        ours.settle()


@row("`shopcrm` to a usable unlock screen", "a bare Textual app's first frame", 1.4)
def start(shop: BenchShop) -> Pair:
    """From the process's start to its first frame."""
    ours, peer = [], []
    for _ in range(9):
        with locked(shop) as program:
            ours.append(program.wait_for(UNLOCK) - program.started)
        peer.append(_bare_start(shop))
    return Pair(statistics.median(ours), statistics.median(peer))


@row("Unlocked to Today painted, after the key derivation", "a bare Textual app's first frame", 1.0, grows=True)
def unlocking(shop: BenchShop) -> Pair:
    """From Enter to Today; the derivation is measured apart and taken off."""
    ours, peer = [], []
    for _ in range(5):
        with locked(shop) as program:
            program.wait_for(UNLOCK)
            program.settle()
            pressed = program.press(shop.passphrase, "enter")
            ours.append(program.wait_for(TODAY) - pressed)
            program.settle()
            program.press("ctrl+q")
            program.exit_code()
        peer.append(_bare_start(shop))
    derivation = seconds(lambda: key_encryption_key(shop.passphrase, bytes(16), "0" * 16, bytes(16), CHEAP))
    return Pair(statistics.median(ours) - derivation, statistics.median(peer))


@row("Ctrl+L to a usable unlock screen of a fresh program", "a bare Textual app's first frame", 2.0, grows=True)
def locking(shop: BenchShop) -> Pair:
    """From the key: the log is merged, the book closed, the terminal cleared, and another program is started."""
    ours, peer = [], []
    for _ in range(5):
        with unlocked(shop) as program:
            pressed = program.press("ctrl+l")
            ours.append(program.wait_for(UNLOCK) - pressed)
            program.settle()
        peer.append(_bare_start(shop))
    return Pair(statistics.median(ours), statistics.median(peer))


@row("Memory after unlock, Customers open", "the bare app", 2.0)
def memory(shop: BenchShop) -> Pair:
    """Resident bytes; the first run compiles what later runs find compiled."""
    with unlocked(shop) as first:
        first.press("2")
        first.wait_for("customers")
    with unlocked(shop) as ours, bare(shop, "input") as peer:
        ours.press("2")
        ours.wait_for("customers")
        ours.settle()
        peer.wait_for(READY)
        peer.settle()
        return Pair(psutil.Process(ours.pid).memory_info().rss, psutil.Process(peer.pid).memory_info().rss, "B")


@row("Key typed in Find to the changed list painted, p95", "the same key echoed by a bare Input", 1.3, grows=True)
def find_key(shop: BenchShop) -> Pair:
    """Until the list says what it says once all is quiet; the tally and the peek below may come later."""
    with unlocked(shop) as ours, bare(shop, "input") as peer:
        ours.press("2")
        ours.wait_for("customers")
        ours.settle()
        peer.wait_for(READY)
        peer.settle()
        keys = [{"\b": "backspace"}.get(letter, letter) for letter in TYPED]
        taken = [(_until_final(ours, one, LIST), _until_final(peer, one, WHOLE)) for one in keys]
    return Pair(percentile([one for one, _ in taken], 0.95), percentile([other for _, other in taken], 0.95))


@row("Opening the list of customers", SAME_ROWS, 0.01)
def open_customers(shop: BenchShop) -> Pair:
    """Until the first rows are there, in this process."""
    return _opening(shop, partial(customers.row_ids, sort=CustomerSort.NAME), customers.rows_for)


@row("Opening the list of all orders", SAME_ROWS, 0.01)
def open_orders(shop: BenchShop) -> Pair:
    """As many as the screens of orders, returns and tickets list: the newest."""
    return _opening(shop, partial(orders.row_ids, show=OrderFilter.ALL, limit=MOST_LISTED + 1), orders.rows_for)


@row("The inbox of 10,000 open tickets, by deadline", SAME_ROWS, 0.01)
def open_inbox(shop: BenchShop) -> Pair:
    """The next deadline first; where the shop has fewer open tickets, more are opened."""
    with shop.vault() as vault:
        for number in range(vault.read(tickets.count, TicketFilter.INBOX), INBOX):
            vault.write(tickets.open, TicketDraft(f"Question {number}"))
    return _opening(shop, partial(tickets.row_ids, show=TicketFilter.INBOX, limit=MOST_LISTED + 1), tickets.rows_for)


@row("Opening the list of all returns", SAME_ROWS, 0.01)
def open_returns(shop: BenchShop) -> Pair:
    """Those that are done included: as many as there are tickets."""
    with shop.vault() as vault:
        vault.write(more_returns, _as_many_as_customers(vault))
    return _opening(shop, partial(returns.row_ids, show=ReturnFilter.ALL, limit=MOST_LISTED + 1), returns.rows_for)


@row("Opening the list of all tickets", SAME_ROWS, 0.01)
def open_tickets(shop: BenchShop) -> Pair:
    """Those that are closed included: SPEED.md's large shop has as many as customers."""
    with shop.vault() as vault:
        vault.write(more_tickets, _as_many_as_customers(vault))
    return _opening(shop, partial(tickets.row_ids, show=TicketFilter.ALL, limit=MOST_LISTED + 1), tickets.rows_for)


def _as_many_as_customers(vault: Vault) -> int:
    return max(10_000, vault.read(customers.count))


def _opening(shop: BenchShop, ids_of: Callable[[Tx], list[int]], rows_for: Callable[[Tx, list[int]], object]) -> Pair:
    """The ids of the whole list and the rows in sight, against a table that is given them all."""
    with shop.both() as (book, _):

        def ours() -> None:
            rows_for(book, ids_of(book)[:ROWS_AT_ONCE])

        ours()
        taken = statistics.median(seconds(ours) for _ in range(5))
        return Pair(taken, asyncio.run(_data_table(max(len(ids_of(book)), 10_000))))


@row("Cursor move in the list", "DataTable with 1,000 rows", 1.0, grows=True)
def cursor_move(shop: BenchShop) -> Pair:
    """Down, down, down."""
    return _in_list(shop, ["down"] * 12)


@row("Page down in the list", "DataTable with 1,000 rows", 1.0, grows=True)
def page_down(shop: BenchShop) -> Pair:
    """A screenful at a time."""
    return _in_list(shop, ["pagedown"] * 12)


def _in_list(shop: BenchShop, keys: list[str]) -> Pair:
    with ExitStack() as open_now:
        ours, peer = open_now.enter_context(unlocked(shop)), open_now.enter_context(bare(shop, "table"))
        ours.press("2")
        ours.wait_for("customers")
        ours.settle()
        ours.press("down")
        peer.wait_for("Ann Smith 1")
        ours.settle()
        peer.settle()
        taken = [(_echo(ours, one), _echo(peer, one)) for one in keys]
    return Pair(statistics.median(one for one, _ in taken), statistics.median(other for _, other in taken))


def _echo(program: Terminal, key: str) -> float:
    """From the key to the last byte of the first painting that follows; what was painted before it is read first."""
    program.settle(0)
    pressed = program.press(key)
    program.read(5.0)
    return program.settle(0.03) - pressed


def _until_final(program: Terminal, key: str, lines: slice) -> float:
    """From the key to the byte after which these lines of the screen stay as they are; a cursor may blink on."""
    pressed = program.press(key)
    seen: list[tuple[float, list[str]]] = []
    while program.read(0.4) and program.last_output < pressed + MOST_WAITED:
        seen.append((program.last_output, program.text.splitlines()[lines]))
    final = seen[-1][1]
    return min(at for at, words in seen if words == final) - pressed


def _bare_start(shop: BenchShop) -> float:
    with bare(shop, "input") as program:
        return program.wait_for(READY) - program.started


class _Tabled(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable()


async def _data_table(rows: int) -> float:
    async with _Tabled().run_test() as pilot:
        table = pilot.app.query_one(DataTable)
        return seconds(lambda: fill(table, rows))
