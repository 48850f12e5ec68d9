"""The recovery sheet: the code whole on paper, for eyes and for a camera, and the truth about who finds it."""

from datetime import UTC, datetime

import segno

from shopcrm.papers import recovery_sheet
from shopcrm.vault import recovery_code
from tests.papers.reading import ACTIVE, names_in, pages_of, squeezed, text_of

CODE = recovery_code.generate(lambda count: bytes(range(7, 7 + count)))


def pdf() -> bytes:
    return recovery_sheet.make(
        "Corner [/] Flowers", "Olivia Hart", "7f3a19c2", CODE, datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Europe/London"
    ).pdf


def test_the_code_read_back_from_the_paper_is_the_code() -> None:
    assert CODE in squeezed(text_of(pdf()))


def test_the_sheet_names_shop_owner_vault_and_the_date_at_the_shop() -> None:
    text = text_of(pdf())
    for words in ("Corner [/] Flowers", "Olivia Hart", "7f3a19c2", "2 July 2026"):
        assert words in text


def test_the_sheet_says_what_to_do_where_to_keep_it_and_what_a_finder_can_do() -> None:
    text = text_of(pdf())
    for words in ("What to do then", "Where to keep it", "apart from the laptop", "With this sheet alone: nothing"):
        assert words in text
    assert "still opens the backups that were made before" in text


def test_the_sheet_is_one_page_and_nothing_in_it_acts() -> None:
    assert len(pages_of(pdf())) == 1
    assert not ACTIVE & names_in(pdf())


def test_the_qr_code_is_small_enough_to_print_and_holds_the_whole_code() -> None:
    symbol = segno.make_qr(CODE, error="q")
    assert symbol.mode == "alphanumeric"
    assert len(symbol.matrix) <= 33
