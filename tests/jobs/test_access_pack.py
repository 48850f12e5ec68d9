"""The access pack: everything on paper and in files, for this person's eyes only, and noted."""

import csv
import io
import json
import stat
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.jobs.access_pack import AccessPack, Asked, write_pack
from shopcrm.shop import customers, documents
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.vault.vault import Vault
from tests.conftest import PASSPHRASE
from tests.insight.sales import bought
from tests.papers.reading import ACTIVE, fonts_of, names_in, pages_of, squeezed, text_of
from tests.privacy.canaries import Planter

ANA = CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com"),), note="Prefers white roses")
PASSWORD = "long enough pässword"


@pytest.fixture
def ana(vault: Vault) -> int:
    """A customer with a note and a document."""
    customer = vault.write(customers.add, ANA)
    vault.write(documents.add, customer, "consent card.txt", b"I agree. Ana", "evidence")
    return customer


def pdf_of(pack: AccessPack) -> bytes:
    return pack.files[0].read_bytes()


def test_the_pack_is_a_pdf_and_a_zip_that_only_their_owner_may_read(vault: Vault, ana: int, tmp_path: Path) -> None:
    pack = write_pack(vault, ana, tmp_path / "out")
    assert [path.name for path in pack.files] == [f"access-report-C-{ana}-2026-11-22{end}" for end in (".pdf", ".zip")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in pack.files} == {0o600}
    assert sorted(pack.files) == sorted((tmp_path / "out").iterdir())


def test_the_report_says_all_that_article_15_asks_for(vault: Vault, ana: int, tmp_path: Path) -> None:
    pack = write_pack(vault, ana, tmp_path, asked=Asked(date(2026, 11, 2)))
    text = text_of(pdf_of(pack))
    for words in (
        "Dear Ana Baker",
        "Yes, we hold personal data about you. On 2 November 2026 you asked",
        "2 December 2026",
        "Searches done",
        "Why (lawful basis)",
        "How long",
        "Where it came from",
        "Recipients",
        "Transfers abroad",
        "Automated decisions",
        "to correct what is wrong",
        "to erase",
        "to restrict",
        "you may object",
        "section 164A",
        "section 165",
        "Information Commissioner's Office",
        "What is not in this report, and why",
        "What the codes mean",
        "Prefers white roses",
        "ana@example.com",
    ):
        assert words in text, words


def test_the_report_names_the_complaint_routes_of_the_law_that_was_asked_under(
    vault: Vault, ana: int, tmp_path: Path
) -> None:
    text = text_of(pdf_of(write_pack(vault, ana, tmp_path, asked=Asked(date(2026, 11, 2), regime="ccpa"))))
    assert "California Privacy Protection Agency" in text
    assert "section 164A" not in text


def test_the_report_says_that_we_may_lose_the_person_and_why(vault: Vault, ana: int, tmp_path: Path) -> None:
    said = "usually every 10 days; silent for 60"
    bought(vault, ana, 60, 70)
    assert said not in text_of(pdf_of(write_pack(vault, ana, tmp_path)))
    bought(vault, ana, 80)
    pack = write_pack(vault, ana, tmp_path)
    text = " ".join(text_of(pdf_of(pack)).split())
    assert f"We may lose you as a customer: {said}." in text
    assert "bought on 3 days, 20 days from first to last: 20 ÷ 2" in text
    with zipfile.ZipFile(pack.files[1]) as archive:
        assert said in archive.read("data.json").decode()
        assert said in archive.read("at_risk.csv").decode()


def test_each_page_is_numbered_and_names_whom_it_is_for(vault: Vault, ana: int, tmp_path: Path) -> None:
    pack = write_pack(vault, ana, tmp_path)
    pages = pages_of(pdf_of(pack))
    assert len(pages) == pack.pages
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {pack.pages}" in page
        assert "for Ana Baker only" in page


def test_every_shown_column_is_in_the_pdf_in_the_json_and_in_the_csv(vault: Vault, tmp_path: Path) -> None:
    canaries = Planter(vault, 2042, "canary").plant()
    pack = write_pack(vault, 2042, tmp_path)
    text = squeezed(text_of(pdf_of(pack))).replace("\ufffe", "-")
    with zipfile.ZipFile(pack.files[1]) as archive:
        data = json.loads(archive.read("data.json"))
        tables = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith(".csv")}
    stored = {
        (one["name"], key, str(value))
        for one in data["categories"]
        for row in one["rows"]
        for key, value in row.items()
    }
    for one in canaries:
        assert squeezed(one.read) in text, one
        if one.read[0] not in "£€":
            values = {str(one.stored), one.read}
            assert any((one.table, one.column, value) in stored for value in values), one
            assert any(value in tables[f"{one.table}.csv"] for value in values), one


def test_the_papers_of_a_stranger_are_not_in_the_pack(vault: Vault, tmp_path: Path) -> None:
    Planter(vault, 2042, "canary").plant()
    Planter(vault, 3042, "stranger").plant()
    pack = write_pack(vault, 2042, tmp_path)
    with zipfile.ZipFile(pack.files[1]) as archive:
        everything = "".join(archive.read(name).decode("utf-8-sig", "replace") for name in archive.namelist())
    assert "stranger" not in text_of(pdf_of(pack)) + everything


@pytest.mark.parametrize(
    "name",
    [
        "[/]",
        "<img src=/etc/passwd>",
        "Nguyễn Thị Ưng",
        "Ελένη Παπαδοπούλου",
        "Ганна Ґудзь",
        '=HYPERLINK("http://x")',
        "</b>&lt;",
    ],
)
def test_any_name_prints_as_it_stands_and_nothing_in_the_file_acts(vault: Vault, tmp_path: Path, name: str) -> None:
    pack = write_pack(vault, vault.write(customers.add, CustomerDraft(family_name=name)), tmp_path)
    assert squeezed(name) in squeezed(text_of(pdf_of(pack)))
    assert not ACTIVE & names_in(pdf_of(pack))
    assert all(fonts_of(pdf_of(pack)).values())
    with zipfile.ZipFile(pack.files[1]) as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("customers.csv").decode("utf-8-sig")))
    assert row["family_name"].lstrip("'") == name
    assert row["family_name"].startswith("'") == name.startswith("=")


def test_scripts_that_cannot_be_set_are_named_in_a_warning(vault: Vault, tmp_path: Path) -> None:
    pack = write_pack(vault, vault.write(customers.add, CustomerDraft("小明", "王")), tmp_path)
    assert any("Chinese" in text for text in pack.warnings)
    assert "[U+738B]" in text_of(pdf_of(pack))


def test_the_zip_carries_documents_as_they_are_and_stays_inside_its_folder(
    vault: Vault, ana: int, tmp_path: Path
) -> None:
    vault.write(documents.add, ana, "..\\..\\evil:name?.txt", b"x")
    pack = write_pack(vault, ana, tmp_path)
    with zipfile.ZipFile(pack.files[1]) as archive:
        assert archive.testzip() is None
        assert not any(".." in name.split("/") or "\\" in name or ":" in name for name in archive.namelist())
        (card,) = [name for name in archive.namelist() if "consent card" in name]
        assert archive.read(card) == b"I agree. Ana"


def test_with_a_password_there_is_one_file_which_opens_only_with_it(vault: Vault, ana: int, tmp_path: Path) -> None:
    pack = write_pack(vault, ana, tmp_path, password=PASSWORD)
    (path,) = pack.files
    assert list(tmp_path.glob("access-report*")) == [path]
    assert b"Prefers white roses" not in path.read_bytes()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(path)
    with pikepdf.open(path, password=PASSWORD) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        attached = {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()}
    assert json.loads(attached["data.json"])["about"]["name"] == "Ana Baker"
    assert b"I agree. Ana" in attached.values()
    assert any("no zip" in text for text in pack.warnings)


def test_an_empty_password_is_refused_before_anything_is_written(vault: Vault, ana: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        write_pack(vault, ana, tmp_path / "out", password="")
    assert not (tmp_path / "out").exists()


def test_a_second_pack_on_the_same_day_leaves_the_first_alone(vault: Vault, ana: int, tmp_path: Path) -> None:
    first = write_pack(vault, ana, tmp_path)
    before = pdf_of(first)
    second = write_pack(vault, ana, tmp_path)
    assert pdf_of(first) == before
    assert {path.name for path in second.files} == {
        f"access-report-C-{ana}-2026-11-22-2.pdf",
        f"access-report-C-{ana}-2026-11-22-2.zip",
    }


def test_the_pack_is_noted_in_the_activity_with_its_files(vault: Vault, ana: int, tmp_path: Path) -> None:
    pack = write_pack(vault, ana, tmp_path)
    newest = vault.read(customers.activity_of, ana)[0]
    assert newest.verb == "access.note_pack"
    assert pack.files[0].name in newest.detail


def test_what_was_done_is_told_in_words_in_a_process_that_loaded_nothing_else(
    tmp_path: Path, vault: Vault, ana: int
) -> None:
    vault.close()
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from shopcrm.jobs.access_pack import write_pack; from shopcrm.vault.vault import open_vault\n"
        "folder, out, customer, secret = sys.argv[1:]\n"
        "with open_vault(Path(folder), secret, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)) as vault:\n"
        "    print(write_pack(vault, int(customer), Path(out)).files[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(vault.folder), str(tmp_path / "out"), str(ana), PASSPHRASE],
        capture_output=True,
        text=True,
        check=True,
    )
    text = text_of(Path(done.stdout.strip()).read_bytes())
    assert "Add a customer" in text
    assert "customers.add Add a customer" in text


def test_where_nothing_can_be_written_nothing_is_noted(vault: Vault, ana: int, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(Refused):
        write_pack(vault, ana, tmp_path / "taken")
    assert all(entry.verb != "access.note_pack" for entry in vault.read(customers.activity_of, ana))


def test_there_is_no_pack_about_nobody(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_pack(vault, 999_999, tmp_path / "out")
    assert not (tmp_path / "out").exists()
