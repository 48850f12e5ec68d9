"""The shared reader: encodings, delimiters, headers on later lines, broken quotes, limits."""

import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopcrm.errors import CrmError, Refused
from shopcrm.exchange.guard import unguarded, unmarked
from shopcrm.exchange.reader import Limits, fold, look_at
from shopcrm.exchange.recognise import recognise
from shopcrm.exchange.records import ImportedCustomer, Skipped
from tests.exchange.kit import SHOPIFY, of, options, read_all, read_text, write

NAMES = "First name,Last name,Email\n"
ZOE = "Zoë,O'Donnell,zoe@example.com\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encoding_that_it_is_written_in(tmp_path: Path, encoding: str) -> None:
    (found,) = of(ImportedCustomer, read_text(tmp_path, (NAMES + ZOE).encode(encoding)))
    assert (found.first_name, found.last_name, found.emails) == ("Zoë", "O'Donnell", ("zoe@example.com",))


def test_windows_1252_is_said_aloud(tmp_path: Path) -> None:
    assert "Windows-1252" in recognise(write(tmp_path, (NAMES + ZOE).encode("cp1252"))).warnings[0]
    assert recognise(write(tmp_path, NAMES + ZOE)).warnings == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        ((NAMES + ZOE).encode("utf-16-le"), "encoding"),
        (b"Email\n\x81\x8d@example.com\n", "encoding"),
        (bytes(range(256)) * 40, "encoding"),
    ],
)
def test_what_is_not_a_table_of_text_is_refused_with_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says) as caught:
        look_at(write(tmp_path, content))
    assert caught.value.next_step


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        look_at(tmp_path / "none.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(tmp_path: Path, delimiter: str) -> None:
    text = (NAMES + "Ann,Lee,ann@example.com\n").replace(",", delimiter)
    (found,) = of(ImportedCustomer, read_text(tmp_path, text))
    assert found.emails == ("ann@example.com",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_a_line_end(tmp_path: Path, end: str) -> None:
    text = (NAMES + "Ann,Lee,ann@example.com\nBo,Li,bo@example.com\n").replace("\n", end)
    assert [found.line for found in of(ImportedCustomer, read_text(tmp_path, text))] == [2, 3]


def test_a_file_of_one_column_is_read(tmp_path: Path) -> None:
    assert of(ImportedCustomer, read_text(tmp_path, "Email\nann@example.com\n"))[0].emails == ("ann@example.com",)


def test_the_header_may_stand_on_a_later_line_and_trailers_are_passed_over(tmp_path: Path) -> None:
    head = "My shop\n\nExported on 1 May\n" + "x\n" * 13
    text = head + "First name,Last name,Email,Town,Note\nAnn,Lee,ann@example.com,Hull,\n1 record(s) downloaded\n"
    records = read_text(tmp_path, text)
    assert [found.line for found in of(ImportedCustomer, records)] == [18]
    assert [found.line for found in of(Skipped, records)] == [19]


def test_rows_keep_the_line_on_which_they_start(tmp_path: Path) -> None:
    text = 'Name,Note\nAnn Lee,"one\ntwo\nthree"\n\nBo Li,\n'
    found = of(ImportedCustomer, read_text(tmp_path, text))
    assert [one.line for one in found] == [2, 6]
    assert found[0].note == "one\ntwo\nthree"


def test_a_look_alike_cyrillic_letter_and_odd_spaces_do_not_hide_a_column(tmp_path: Path) -> None:
    assert fold("\ufeffСustomer  Note ") == "customer note"
    assert fold("Ｅmail\u00a0 Address") == "email address"


def test_words_of_a_program_that_means_missing_stay_names(tmp_path: Path) -> None:
    text = "First name,Last name,Email\nNone,NA,a@example.com\nnan,null,b@example.com\n"
    assert [one.last_name for one in of(ImportedCustomer, read_text(tmp_path, text))] == ["NA", "null"]


def test_guards_against_spreadsheets_are_taken_off() -> None:
    assert unmarked("'+447700900123") == "+447700900123"
    assert unmarked('="00123"') == "00123"
    assert unguarded("=1+1") == "=1+1"


def test_a_dutch_surname_keeps_its_apostrophe(tmp_path: Path) -> None:
    (found,) = of(ImportedCustomer, read_text(tmp_path, "First name,Last name\nJan,'t Hooft\n"))
    assert found.last_name == "'t Hooft"


@pytest.mark.parametrize(
    ("row", "line"), [('"Ann,Lee,ann@example.com\n', 3), ('"Ann"x,Lee,ann@example.com\n', 3), ('"Ann" ,b,c\n', 3)]
)
def test_broken_quotes_are_refused_with_their_line(tmp_path: Path, row: str, line: int) -> None:
    with pytest.raises(Refused, match=f"starts on line {line}"):
        read_text(tmp_path, NAMES + ZOE + row)


def test_a_row_whose_columns_have_slipped_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Line 3 has 4 cells where the header has 3"):
        read_text(tmp_path, NAMES + ZOE + "Lee, Ann,Lee,ann@example.com\n")


def test_a_short_row_is_filled_with_blanks(tmp_path: Path) -> None:
    assert of(ImportedCustomer, read_text(tmp_path, NAMES + "Ann\n"))[0].first_name == "Ann"


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_field_of_a_million_characters_is_refused_with_its_line(tmp_path: Path, quote: str) -> None:
    text = NAMES + ZOE + f"{quote}{'x' * 1_000_000}{quote},Lee,ann@example.com\n"
    with pytest.raises(Refused, match="line 3 has a cell of more than 131,072 characters"):
        read_text(tmp_path, text)


def test_a_field_of_a_million_characters_in_the_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="131,072"):
        read_text(tmp_path, "x" * 1_000_000 + ",Email\n")


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(file_bytes=10), "larger than"),
        (Limits(rows=1), "Line 3 .* 1 rows"),
        (Limits(columns=2), "Line 1 .* 2 columns"),
        (Limits(line_bytes=20), "Line 1 .* 20 characters"),
    ],
)
def test_limits_are_held(tmp_path: Path, limits: Limits, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_text(tmp_path, NAMES + ZOE + ZOE, limits)


def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, NAMES + "".join(f"Ann,Lee{i},{'x' * 200}ann{i}@example.com\n" for i in range(30_000)))
    tracemalloc.start()
    count = sum(1 for _ in recognise(path).records(options()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 6 << 20


@settings(deadline=None, max_examples=50)
@given(content=st.binary(max_size=400))
def test_no_bytes_make_anything_but_a_clear_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for text in (b"Name,Email,Note\n" + content, content):
        with suppress(CrmError):
            read_text(tmp_path_factory.mktemp("f"), text)


@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_no_damage_to_a_real_file_makes_anything_but_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray((SHOPIFY / "synthetic_orders_export_1.csv").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12))
    with suppress(CrmError):
        read_all(recognise(write(tmp_path_factory.mktemp("f"), bytes(content))))
