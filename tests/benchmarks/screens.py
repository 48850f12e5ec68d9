"""What a person waits for on the screen: real programs under a real terminal, timed to the last byte painted."""

import asyncio
import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerSort
from shopcrm.vault.keyring import Kdf, key_encryption_key
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
TYPED = "smi\b\b\bkhan\b\b\b\bann"


def bare(what: str) -> Terminal:
    """A bare Textual program."""
    return Terminal([sys.executable, "-m", "tests.benchmarks.peers", what])


@contextmanager
def unlocked(shop: BenchShop) -> Iterator[Terminal]:
    """Our program, unlocked by typing, with Today painted."""
    with Terminal([*LOCKED, str(shop.folder)]) as ours:
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
        with Terminal([*LOCKED, str(shop.folder)]) as program:
            ours.append(program.wait_for(UNLOCK) - program.started)
        peer.append(_bare_start())
    return Pair(statistics.median(ours), statistics.median(peer))


@row("Unlocked to Today painted, after the key derivation", "a bare Textual app's first frame", 1.0, grows=True)
def unlocking(shop: BenchShop) -> Pair:
    """From Enter to Today; the derivation is measured apart and taken off."""
    ours, peer = [], []
    for _ in range(5):
        with Terminal([*LOCKED, str(shop.folder)]) as program:
            program.wait_for(UNLOCK)
            program.settle()
            pressed = program.press(shop.passphrase, "enter")
            ours.append(program.wait_for(TODAY) - pressed)
            program.settle()
            program.press("ctrl+q")
            program.exit_code()
        peer.append(_bare_start())
    derivation = seconds(lambda: key_encryption_key(shop.passphrase, bytes(16), "0" * 16, bytes(16), CHEAP))
    return Pair(statistics.median(ours) - derivation, statistics.median(peer))


@row("Memory after unlock, Customers open", "the bare app", 2.0)
def memory(shop: BenchShop) -> Pair:
    """Resident bytes."""
    with unlocked(shop) as ours, bare("input") as peer:
        ours.press("2")
        ours.wait_for("customers")
        ours.settle()
        peer.wait_for(READY)
        peer.settle()
        return Pair(psutil.Process(ours.pid).memory_info().rss, psutil.Process(peer.pid).memory_info().rss, "B")


@row("Key typed in Find to the changed list painted, p95", "the same key echoed by a bare Input", 1.3, grows=True)
def find_key(shop: BenchShop) -> Pair:
    """Until the list says what it says once all is quiet; the tally and the peek below may come later."""
    with unlocked(shop) as ours, bare("input") as peer:
        ours.press("2")
        ours.wait_for("customers")
        ours.settle()
        peer.wait_for(READY)
        peer.settle()
        keys = [{"\b": "backspace"}.get(letter, letter) for letter in TYPED]
        taken = [(_until_final(ours, one, LIST), _until_final(peer, one, WHOLE)) for one in keys]
    return Pair(percentile([one for one, _ in taken], 0.95), percentile([other for _, other in taken], 0.95))


@row("Opening the list of customers", "Textual's DataTable with the same rows", 0.01)
def open_list(shop: BenchShop) -> Pair:
    """Until the first rows are on the screen, in this process."""
    with shop.both() as (book, _):

        def ours() -> None:
            ids = customers.row_ids(book, CustomerSort.NAME)
            customers.rows_for(book, ids[:100])

        ours()
        return Pair(statistics.median(seconds(ours) for _ in range(5)), asyncio.run(_data_table(shop.customers)))


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
        ours, peer = open_now.enter_context(unlocked(shop)), open_now.enter_context(bare("table"))
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
    """From the key to the last byte of the first painting that follows."""
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


def _bare_start() -> float:
    with bare("input") as program:
        return program.wait_for(READY) - program.started


class _Tabled(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable()


async def _data_table(rows: int) -> float:
    async with _Tabled().run_test() as pilot:
        table = pilot.app.query_one(DataTable)
        return seconds(lambda: fill(table, rows))
