"""Paper: any text at all prints as it stands, harmless, in embedded type, on numbered pages."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.papers.kit import LEFT, RIGHT, Letterhead, Paper, Sheet
from shopcrm.papers.table import CELL, Column, records, table
from shopcrm.papers.typesetting import measure, settable, unsettable, warning, wrap
from tests.papers.reading import ACTIVE, fonts_of, names_in, pages_of, squeezed, text_of

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SHOP = Letterhead("Corner Flowers", address="1 High Street\nLeeds", email="hello@example.com")
BLNS = Path(__file__).parents[1] / "samples" / "naughty" / "blns.txt"
MARKUP = [
    "[/]",
    "[bold]x[/bold]",
    "<b>",
    "</para>",
    "<img src=/etc/passwd>",
    '<a href="file:///etc/passwd">x</a>',
    "&amp;",
]
SCRIPTS = [
    "Zoë Müller-Ångström",
    "Νίκος Παπαδόπουλος",
    "Олександр Ґудзь",
    "Nguyễn Thị Ngọc Ưng",
    "Łukasz Żółć",
    "Şükrü Ğ",
]


def sheet() -> Sheet:
    return Sheet("Test", SHOP, MADE_AT, "For a test only")


def with_text(*texts: str) -> Paper:
    paper = sheet()
    for text in texts:
        paper.paragraph(text)
    table(paper, [Column("A"), Column("B")], [(text, text) for text in texts])
    return paper.finish()


@pytest.mark.parametrize("text", [*MARKUP, *SCRIPTS])
def test_names_in_european_scripts_and_markup_print_as_they_stand(text: str) -> None:
    paper = with_text(text)
    assert text in text_of(paper.pdf)
    assert not paper.unsettable
    assert not ACTIVE & names_in(paper.pdf)


def test_every_naughty_string_prints_and_nothing_in_the_file_acts() -> None:
    lines = BLNS.read_text(encoding="utf-8").splitlines()
    paper = with_text(*(line for line in lines if line and not line.startswith("#")))
    assert not ACTIVE & names_in(paper.pdf)
    assert all(fonts_of(paper.pdf).values())
    assert "<script>alert(0)</script>" in text_of(paper.pdf)


def test_what_the_type_lacks_is_named_and_printed_as_codes_never_as_boxes() -> None:
    paper = with_text("王小明", "דוד", "🌷", "Ana")
    assert paper.unsettable == {"Chinese", "Hebrew", "Emoji and symbols"}
    assert "[U+738B][U+5C0F][U+660E]" in squeezed(text_of(paper.pdf))
    assert warning(paper.unsettable) == (
        "Some characters cannot be printed and appear as codes in brackets: Chinese, Emoji and symbols, Hebrew."
    )
    assert warning(with_text("Ana").unsettable) is None


def test_controls_and_overrides_print_as_visible_marks() -> None:
    assert settable("a\x1b[2J\u202eb") == "a[U+001B][2J�b"
    assert unsettable("a\x1b\u202e") == frozenset()


def test_every_font_is_embedded() -> None:
    fonts = fonts_of(with_text(*SCRIPTS).pdf)
    assert fonts
    assert all(fonts.values())


def test_each_page_says_its_number_and_how_many_there_are() -> None:
    paper = sheet()
    table(paper, [Column("Row"), Column("Text")], [(str(n), "word " * 30) for n in range(120)])
    done = paper.finish()
    pages = pages_of(done.pdf)
    assert len(pages) == done.pages > 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {done.pages}" in page
        assert "Corner Flowers" in page


def test_a_tables_head_stands_on_every_page_and_no_row_is_lost() -> None:
    paper = sheet()
    table(paper, [Column("Reference"), Column("Text")], [(f"row-{n}-", "x") for n in range(150)])
    pages = pages_of(paper.finish().pdf)
    assert all("Reference" in page for page in pages)
    assert all(f"row-{n}-" in "".join(pages) for n in range(150))


def test_a_row_taller_than_a_page_is_cut_over_pages_and_loses_nothing() -> None:
    long = " ".join(f"w{n}" for n in range(6000))
    paper = sheet()
    table(paper, [Column("Short"), Column("Long")], [("a", "b"), ("c", long), ("d", "e")])
    records(paper, [Column("Short"), Column("Long")], [("c", long)])
    paper.facts([("Label", long)])
    text = text_of(paper.finish().pdf)
    assert squeezed(text).count("w5999") == 3


def test_a_word_wider_than_its_column_is_broken_and_stays_whole() -> None:
    word = "n" * 10_000
    lines = wrap(word, CELL, 100)
    assert "".join(lines) == word
    assert all(measure(line, CELL) <= 100 for line in lines)


def test_an_address_breaks_after_its_marks() -> None:
    assert wrap("ana.baker@example.com", CELL, 60) == ["ana.baker@", "example.com"]


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300), st.floats(min_value=20, max_value=400))
def test_wrapping_loses_no_character_and_keeps_to_the_width(text: str, width: float) -> None:
    shown = settable(text, lines=True)
    lines = wrap(shown, CELL, width)
    assert squeezed("".join(lines)) == squeezed(shown)
    assert all(measure(line.strip(" "), CELL) <= width + 0.001 or len(line.strip(" ")) == 1 for line in lines)


def test_the_contents_name_the_page_of_every_section() -> None:
    paper = sheet()
    titles = [f"{n}. Part" for n in range(1, 6)]
    paper.contents(titles)
    for title in titles:
        paper.turn()
        paper.section(title)
    first = text_of(paper.finish().pdf)
    assert "1. Part 2 2. Part 3 3. Part 4 4. Part 5 5. Part 6" in first


def test_too_many_columns_for_a_table_become_blocks_that_hold_every_value() -> None:
    columns = [Column(f"Heading {n}") for n in range(20)]
    rows = [[f"value-{row}-{n}" for n in range(20)] for row in range(9)]
    paper = sheet()
    table(paper, columns, rows)
    text = squeezed(text_of(paper.finish().pdf))
    assert text.count("Heading19") == len(rows)
    assert all(value in text for row in rows for value in row)


def test_the_same_values_make_the_same_file_to_the_byte() -> None:
    assert with_text("Ana", *SCRIPTS).pdf == with_text("Ana", *SCRIPTS).pdf


def test_the_file_bears_title_author_and_the_date_of_the_given_clock() -> None:
    with pikepdf.open(io.BytesIO(with_text("x").pdf)) as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        assert document.Root.Lang == "en-GB"
    assert (info["/Title"], info["/Author"], info["/CreationDate"]) == ("Test", "Corner Flowers", "D:20261122093000Z")


def test_text_stays_between_the_margins_of_a4() -> None:
    paper = with_text("wide " * 300, "n" * 300, *SCRIPTS)
    document = pypdfium2.PdfDocument(paper.pdf)
    for page in document:
        assert page.get_size() == pytest.approx((595.28, 841.89), abs=0.01)
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert all(
            left >= LEFT - 1 and right <= RIGHT + 1 and low > 30 for left, low, right, _ in boxes if right > left
        )
    document.close()
