"""Text that comes in is clean; text that goes out neither acts nor hides."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.plain_text import clean_block, clean_line, visible, visible_block

ANYTHING = st.text(st.characters(codec=None), max_size=60)
ACTS_OR_HIDES = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029)} | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000))
}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ana\tSmith\r", "Ana Smith"),
        ("Ana\x1b[2JSmith", "Ana[2JSmith"),
        ("e\u0301", "é"),
        ("\u202eanA\u202c", "anA"),
        ("a\u2066b\u2069c", "abc"),
        ("\u200fשלום\u200e!", "\u200fשלום\u200e!"),
        ("A\u2028B", "A B"),
        ("x\ud800y", "xy"),
        ("[/]", "[/]"),
    ],
)
def test_a_line_is_stored_without_controls_and_overrides(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored


def test_a_block_keeps_newlines_and_tabs_and_nothing_else_that_controls() -> None:
    assert clean_block("1 High St\r\nLeeds\rUK\u2029x\ty\x00\x1b ") == "1 High St\nLeeds\nUK\nx\ty"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain [b]text[/b]", "plain [b]text[/b]"),
        ("\x1b[2J", "␛[2J"),
        ("a\nb", "a␊b"),
        ("\x7f", "␡"),
        ("\x9b31m", "�31m"),
        ("\u202egnp.exe", "�gnp.exe"),
        ("\u2028", "�"),
        ("\udcff", "�"),
        ("Nguyễn Thị", "Nguyễn Thị"),
    ],
)
def test_what_acts_or_hides_is_shown_as_a_mark(value: str, shown: str) -> None:
    assert visible(value) == shown


def test_a_shown_block_keeps_its_lines() -> None:
    assert visible_block("a\r\n\tb\x07") == "a\n    b␇"


@settings(deadline=None, max_examples=50)
@given(ANYTHING)
def test_any_text_comes_in_clean_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    line, block = clean_line(text), clean_block(text)
    assert (clean_line(line), clean_block(block)) == (line, block)
    assert unicodedata.is_normalized("NFC", line)
    line.encode("utf-8")
    block.encode("utf-8")
    assert not (ACTS_OR_HIDES - set("\u061c\u200e\u200f")) & set(line)


@settings(deadline=None, max_examples=50)
@given(ANYTHING)
def test_any_text_goes_out_without_anything_that_acts_or_hides(text: str) -> None:
    assert not ACTS_OR_HIDES & set(visible(text))
    assert not (ACTS_OR_HIDES - {"\n"}) & set(visible_block(text))
