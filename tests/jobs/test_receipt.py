"""A receipt from the book: as the order stands, noted, and one file more each time."""

import stat
from pathlib import Path

import pytest

from shopcrm.errors import NotFound
from shopcrm.jobs.receipt import write_receipt
from shopcrm.shop import customers, orders
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import text_of


@pytest.fixture
def order(vault: Vault) -> int:
    """An order of Ana's, part paid."""
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    draft = OrderDraft((LineDraft("Rose bouquet", 2, 1400),), ana, paid=PaidDraft("cash", 1000))
    return vault.write(orders.place, draft)


def test_the_receipt_shows_the_order_as_it_stands(vault: Vault, order: int, tmp_path: Path) -> None:
    written = write_receipt(vault, order, tmp_path)
    text = text_of(written.file.read_bytes())
    for words in (f"Receipt O-{order}", "Ana Baker", "Rose bouquet", "Total £28.00", "Cash, 22 Nov 2026 -£10.00"):
        assert words in text, words
    assert "To pay £18.00" in text
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o600


def test_the_receipt_bears_the_head_of_the_book_and_is_noted(vault: Vault, order: int, tmp_path: Path) -> None:
    written = write_receipt(vault, order, tmp_path)
    assert "Entry 2 · " in text_of(written.file.read_bytes())
    (ana,) = {vault.read(orders.card, order).customer_id}
    assert ana is not None
    newest = vault.read(customers.activity_of, ana)[0]
    assert (newest.verb, newest.ref) == ("receipts.note", f"O-{order}")


def test_a_second_receipt_does_not_replace_the_first(vault: Vault, order: int, tmp_path: Path) -> None:
    names = [write_receipt(vault, order, tmp_path).file.name for _ in range(2)]
    assert names == [f"receipt-O-{order}.pdf", f"receipt-O-{order}-2.pdf"]


def test_there_is_no_receipt_for_no_order(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_receipt(vault, 999_999, tmp_path / "out")
    assert not (tmp_path / "out").exists()
