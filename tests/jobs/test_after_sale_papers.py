"""The papers that follow a sale: slip, credit note, exchange note, card and statements, from a real book."""

from pathlib import Path

import pytest

from shopcrm.errors import NotFound, Refused
from shopcrm.jobs import points_papers, return_papers
from shopcrm.shop import customers, loyalty, orders, returns, store_credit
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.loyalty import Programme, StampCardDraft, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import text_of


@pytest.fixture
def ana(vault: Vault) -> int:
    """Ana, who joined the loyalty programme."""
    terms = Programme(lock_days=14, expiry_months=24, tiers=(Tier("Silver", 200, 110),))
    vault.write(loyalty.set_programme, terms)
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker [/]"))
    vault.write(loyalty.join, ana)
    return ana


@pytest.fixture
def back(vault: Vault, ana: int) -> int:
    """Two bouquets bought and paid for; one came back, and was accepted."""
    draft = OrderDraft((LineDraft("Rose bouquet", 2, 2800),), ana, paid=PaidDraft(), handed_over=True)
    order = vault.write(orders.place, draft)
    line = ReturnLineDraft(1, 1, "faulty", "wilted")
    back = vault.write(returns.open, ReturnDraft(order, (line,), handed_over=True))
    (one,) = vault.read(returns.card, back).lines
    vault.write(returns.decide, back, DecisionDraft(one.id, "accepted", restock="bin"))
    return back


def words_in(path: Path, *words: str) -> None:
    """Each of these words stands in the PDF."""
    text = text_of(path.read_bytes())
    for word in words:
        assert word in text, word


def test_a_return_slip_has_the_reference_the_items_and_the_dates_with_their_rules(
    vault: Vault, back: int, tmp_path: Path
) -> None:
    made = return_papers.slip(vault, back, tmp_path)
    assert made.file.name == f"return-R-{back}.pdf"
    words_in(made.file, "Return slip", f"R-{back}", "Ana Baker [/]", "Rose bouquet", "Faulty", "wilted")
    words_in(made.file, "Short-term right to reject: 22 December 2026", "Consumer Rights Act 2015 s.22")


def test_a_credit_note_says_what_came_back_and_where_the_money_went(vault: Vault, back: int, tmp_path: Path) -> None:
    vault.write(returns.settle, back, SettlementDraft(credit=1000))
    (settled,) = vault.read(returns.card, back).settlements
    made = return_papers.note_of(vault, back, settled.id, tmp_path)
    assert made.file.name == f"credit-note-R-{back}-1.pdf"
    words_in(made.file, f"Credit note R-{back}/1", "Credited £28.00", "Paid back (card) £18.00")
    words_in(made.file, "As store credit £10.00")
    with pytest.raises(Refused):
        return_papers.exchange(vault, back, settled.id, tmp_path)
    with pytest.raises(NotFound):
        return_papers.credit(vault, back, settled.id + 1, tmp_path)


def test_an_exchange_note_shows_both_sides_and_the_difference(vault: Vault, back: int, tmp_path: Path) -> None:
    instead = OrderDraft((LineDraft("Orchid", 1, 3500),))
    vault.write(returns.settle, back, SettlementDraft(exchange=instead))
    (settled,) = vault.read(returns.card, back).settlements
    made = return_papers.note_of(vault, back, settled.id, tmp_path)
    words_in(
        made.file, "Came back", "Rose bouquet", "Taken instead", "Orchid", "Difference £7.00", "Still to pay £7.00"
    )


def test_a_settlement_that_was_taken_back_makes_a_void_note(vault: Vault, back: int, tmp_path: Path) -> None:
    settled = vault.write(returns.settle, back, SettlementDraft())
    vault.write(returns.take_back, settled)
    words_in(return_papers.note_of(vault, back, settled, tmp_path).file, "Taken back: this note is void")


def test_a_card_bears_the_name_and_the_number(vault: Vault, ana: int, tmp_path: Path) -> None:
    number = vault.read(loyalty.statement, ana).number
    words_in(points_papers.card(vault, ana, tmp_path).file, "Your loyalty card", "Ana Baker [/]", number)


def test_a_statement_of_points_explains_the_sum_and_every_entry(
    vault: Vault, ana: int, back: int, tmp_path: Path
) -> None:
    vault.write(loyalty.add_stamp_card, StampCardDraft("Six coffees", 6, "The seventh is free"))
    vault.write(loyalty.goodwill, ana, 50, "for the late delivery")
    held = vault.read(loyalty.statement, ana)
    made = points_papers.statement(vault, ana, tmp_path)
    words_in(made.file, "Statement of points", held.number, "How your points add up", "Six coffees")
    words_in(made.file, *(f"{one.points:+,}" for one in held.entries), "Earned 56 points", "for the late delivery")


def test_a_statement_of_store_credit_lists_every_entry_and_what_is_left(vault: Vault, ana: int, tmp_path: Path) -> None:
    vault.write(store_credit.issue, ana, 1500, note="sorry for the wait")
    draft = OrderDraft((LineDraft("Posy", 1, 900),), ana, paid=PaidDraft(credit=900))
    order = vault.write(orders.place, draft)
    made = points_papers.credit(vault, ana, tmp_path)
    words_in(made.file, "Left to use £6.00", "As goodwill, sorry for the wait", "£15.00", f"O-{order}", "-£9.00")


def test_every_paper_that_left_the_book_is_noted(vault: Vault, ana: int, back: int, tmp_path: Path) -> None:
    return_papers.slip(vault, back, tmp_path)
    points_papers.card(vault, ana, tmp_path)
    verbs = [one.verb for one in vault.read(customers.activity_of, ana)]
    assert verbs[:2] == ["points_papers.note", "return_papers.note"]


def test_nobody_without_a_card_has_a_paper_about_points(vault: Vault, ana: int, tmp_path: Path) -> None:
    nobody = vault.write(customers.add, CustomerDraft("Björn"))
    with pytest.raises(NotFound):
        points_papers.card(vault, nobody, tmp_path / "out")
    assert not (tmp_path / "out").exists()
