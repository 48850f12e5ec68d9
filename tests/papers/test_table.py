"""Tables on paper: no heading is broken inside a word, and no head stands alone at the foot of a page."""

from shopcrm.papers.kit import BOTTOM
from shopcrm.papers.table import Column, table
from tests.papers.reading import pages_of
from tests.papers.test_kit import sheet


def test_a_heading_is_not_broken_inside_a_word() -> None:
    made = sheet()
    columns = [Column("Acknowledgements"), *(Column(f"Words {number}") for number in range(6))]
    table(made, columns, [["1", *["what was said at some length " * 9] * 6]])
    assert "Acknowledgements" in pages_of(made.finish().pdf)[0]


def test_a_head_stands_on_the_page_of_its_first_row() -> None:
    made = sheet()
    made.space(made.y - BOTTOM - 70)
    table(made, [Column("Heading")], [["\n".join(f"line {number}" for number in range(20))]])
    first, second = pages_of(made.finish().pdf)
    assert "Heading" not in first
    assert "Heading" in second
