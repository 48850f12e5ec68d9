"""Labels and letters for a segment: only for those who may be written to, where the words stand, and noted."""

import csv
from pathlib import Path

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused, UsageError
from shopcrm.insight import segments
from shopcrm.jobs import exporting, segment_papers
from shopcrm.jobs.exporting import ExportRequest
from shopcrm.papers.labels import SHEETS
from shopcrm.shop import consent, customers
from shopcrm.shop.consent import AnswerKind, ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import pages_of
from tests.vault.rules import entries


@pytest.fixture(autouse=True)
def people(vault: Vault) -> list[int]:
    """Ana said yes to post, Bea objected, Cem was never asked, Dora moved and left no address that may be used.

    Eva said yes, but lives where Bea does: no letter may go to that house.
    """
    made = []
    for number, name in enumerate(("Ana", "Bea", "Cem", "Dora", "Eva"), 1):
        house = 2 if name == "Eva" else number
        old = AddressDraft(f"{90 + number} Old Road", town="Leeds", postcode="LS1 1AA", wrong=True, preferred=True)
        new = AddressDraft(f"{house} High Street", town="Leeds", postcode="LS6 1AA", country="GB")
        addresses = (old,) if name == "Dora" else (old, new)
        emails = (ContactDraft(f"{name.lower()}@example.com"),)
        made.append(vault.write(customers.add, CustomerDraft(name, "Marsh {0}", emails=emails, addresses=addresses)))
    answers: tuple[tuple[int, AnswerKind], ...] = ((4, "grant"), (0, "grant"), (1, "object"), (3, "grant"))
    for who, answer in answers:
        draft = ConsentDraft(made[who], "marketing", "post", answer, "at the counter", "slip 4")
        vault.write(consent.record, draft)
    vault.write(segments.save, "All", {"all": []})
    return made


def test_labels_bear_the_addresses_of_those_who_said_yes_and_no_others(vault: Vault, tmp_path: Path) -> None:
    done = segment_papers.write_labels(vault, "All", "marketing", SHEETS["L7160"], tmp_path, first=21)
    assert (done.people, sum(done.left_out.values())) == (1, 4)
    (page,) = pages_of(done.written.file.read_bytes())
    assert page.split() == "Ana Marsh {0} 1 High Street Leeds LS6 1AA".split()
    assert done.written.file.stat().st_mode & 0o077 == 0
    assert vault.read(entries)[-1][1] == "segment_papers.note"


def test_a_letter_is_filled_in_and_says_how_to_hear_no_more(vault: Vault, tmp_path: Path) -> None:
    done = segment_papers.write_letters(vault, "All", "marketing", "Dear {First Name},\n\nthank you.\n{me}", tmp_path)
    (page,) = pages_of(done.written.file.read_bytes())
    for words in ("Ana Marsh {0}", "1 High Street", "Dear Ana,", "thank you.", "Robin Marsh", "22 November 2026"):
        assert words in page
    assert "You may tell us at any time that you want no more offers and news by post" in page
    assert "Page 1" not in page


@pytest.mark.parametrize("text", [" \n ", "Dear {first name},\n\n", "Hello {name},", "Dear customer"])
def test_a_letter_that_says_nothing_but_a_greeting_is_not_written(vault: Vault, tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidValue, match="says nothing yet"):
        segment_papers.write_letters(vault, "All", "marketing", text, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize("text", ["Dear {first name}, we move.", "Dear {first name},\nwe move", "Hi! We move"])
def test_a_short_letter_is_written(vault: Vault, tmp_path: Path, text: str) -> None:
    assert segment_papers.write_letters(vault, "All", "marketing", text, tmp_path).people == 1


def test_a_long_name_is_set_smaller_and_the_postcode_is_never_lost(vault: Vault, tmp_path: Path) -> None:
    home = AddressDraft("x" * 150, "y" * 150, "z" * 60, "w" * 60, "LS6 1AA", "FR")
    long = vault.write(customers.add, CustomerDraft("N" * 80, "M" * 80, company="C" * 90, addresses=(home,)))
    vault.write(consent.record, ConsentDraft(long, "marketing", "post", "grant", "at the counter", "slip 5"))
    vault.write(segments.save, "France", {"field": "country", "how": "is", "value": "FR"})
    done = segment_papers.write_labels(vault, "France", "marketing", SHEETS["L7159"], tmp_path)
    (page,) = pages_of(done.written.file.read_bytes())
    assert [line.strip() for line in page.strip().splitlines()][-2:] == ["LS6 1AA", "FR"]
    assert len(page.split("\n")) <= 9


@pytest.mark.parametrize("name", ["[/]", "=cmd|' /C calc'!A1", "<b>Bo</b>", "<img src=x>", "{shop}", "{0}", "a\nb"])
def test_names_are_never_anything_but_words(vault: Vault, tmp_path: Path, name: str) -> None:
    home = AddressDraft("[bold]1 Street", town="=1+1", postcode="LS7 1AA")
    odd = vault.write(customers.add, CustomerDraft(name, "[/]", addresses=(home,)))
    vault.write(consent.record, ConsentDraft(odd, "marketing", "post", "grant", "at the counter", "slip 5"))
    vault.write(segments.save, "[/] =odd", {"field": "postcode", "how": "is", "value": "LS7"})
    shown = name.replace("\n", " ")
    labels = segment_papers.write_labels(vault, "[/] =odd", "marketing", SHEETS["L7160"], tmp_path)
    assert f"{shown} [/]" in pages_of(labels.written.file.read_bytes())[0]
    letters = segment_papers.write_letters(vault, "[/] =odd", "marketing", "Dear {name}, [/] =1+1", tmp_path)
    assert f"Dear {shown} [/], [/] =1+1" in pages_of(letters.written.file.read_bytes())[0]
    request = ExportRequest("customers", "csv", str(tmp_path / "odd.csv"), "marketing", "post", "[/] =odd")
    vault.write(exporting.export, request)
    with (tmp_path / "odd.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["first name"] == (f"'{shown}" if shown.startswith("=") else shown)
    assert row["city"] == "'=1+1"


def test_what_cannot_be_printed_is_refused_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    sheet = SHEETS["L7163"]
    vault.write(segments.save, "None", {"field": "town", "how": "is", "value": "Bath"})
    with pytest.raises(Refused, match="Nobody"):
        segment_papers.write_labels(vault, "None", "marketing", sheet, tmp_path)
    with pytest.raises(Refused, match="Nobody"):
        segment_papers.write_labels(vault, "All", "feedback", sheet, tmp_path)
    with pytest.raises(NotFound):
        segment_papers.write_labels(vault, "No such", "marketing", sheet, tmp_path)
    for first in (0, -1, 15):
        with pytest.raises(InvalidValue):
            segment_papers.write_labels(vault, "All", "marketing", sheet, tmp_path, first)
    with pytest.raises(InvalidValue, match="merge field"):
        segment_papers.write_letters(vault, "All", "marketing", "Dear {surname}", tmp_path)
    assert not list(tmp_path.glob("*.pdf"))


def test_a_segment_is_exported_only_for_a_purpose_and_a_channel(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="only for a purpose"):
        vault.write(exporting.export, ExportRequest("customers", "csv", str(tmp_path / "a.csv"), segment="All"))
    request = ExportRequest("orders", "csv", str(tmp_path / "a.csv"), "marketing", "post", "All")
    with pytest.raises(UsageError):
        vault.write(exporting.export, request)
    request = ExportRequest("customers", "csv", str(tmp_path / "b.csv"), "marketing", "post", "All")
    done = vault.write(exporting.export, request)
    assert (done.rows, sum(done.left_out.values())) == (1, 4)
    vault.write(segments.save, "E-mail", {"field": "town", "how": "is", "value": "York"})
    request = ExportRequest("customers", "csv", str(tmp_path / "c.csv"), "marketing", "post", "E-mail")
    assert vault.write(exporting.export, request).rows == 0
