"""The access pack as one whole: nothing forgotten, nothing left of what was taken out, and found by its contents."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from shopcrm.data_map import TABLES
from shopcrm.jobs.access_pack import AccessPack, Asked, write_pack
from shopcrm.jobs.portable_pack import write_portable
from shopcrm.privacy.holding import Withholding
from shopcrm.privacy.third_parties import Removal
from shopcrm.shop import customers, documents, orders, tickets
from shopcrm.shop.customers import ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from shopcrm.shop.tickets import TicketDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import pages_of, squeezed, text_of
from tests.privacy.canaries import Planter
from tests.vault.rules import run

PASSWORD = "long enough pässword"
EVA = "Eva Bergström"
MANY_NOTES = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1800)"
    " INSERT INTO notes (customer_id, body, staff_id, at)"
    " SELECT {customer}, 'Prefers white roses, and lilies in the spring; note number ' || i || '.',"
    " (SELECT min(id) FROM staff), strftime('%Y-%m-%dT%H:%M:%SZ', '2024-01-01', '+' || i || ' hours') FROM n"
)


def unlocked(path: Path) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(path, password=PASSWORD) as document:
        document.save(out)
    return out.getvalue()


def everything_in(pdf: bytes) -> str:
    """All that a PDF says anywhere: pages, bookmarks, properties, names and contents of attachments."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        said = [str(document.docinfo), *(str(one.title) for one in document.open_outline().root)]
        for name, attached in document.attachments.items():
            file = attached.get_file()
            said += [name, attached.filename, attached.description, file.read_bytes().decode("utf-8-sig", "replace")]
        raw = b"".join(one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream))
    return "\n".join([text_of(pdf), *said, raw.decode("latin-1")])


def everything_in_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name).decode("utf-8-sig", "replace")) for name in archive.namelist()]
    return "\n".join(name + "\n" + content for name, content in parts)


@pytest.fixture
def talked_of(vault: Vault) -> int:
    """Ana, in whose records a friend is named wherever something can be written."""
    ana: int = vault.write(
        customers.add,
        CustomerDraft("Ana", "Baker", emails=(ContactDraft("ana@example.com", f"by {EVA}"),), note=f"Friend of {EVA}"),
    )
    order = vault.write(orders.place, OrderDraft((LineDraft(f"Roses for {EVA}", 1, 900),), ana, note=f"With {EVA}"))
    vault.write(orders.cancel, order, f"{EVA} said no")
    vault.write(tickets.open, TicketDraft(f"About {EVA.upper()}", f"Where is\n{EVA}?", ana))
    vault.write(documents.add, ana, f"letter of {EVA}.txt", f"{EVA} wrote this".encode(), "letter")
    return ana


def test_every_column_that_the_map_calls_personal_is_in_the_pack_or_its_absence_is_explained_there(
    vault: Vault, tmp_path: Path
) -> None:
    planter = Planter(vault, 2042, "canary")
    shown, hidden = planter.plant(), planter.hidden
    pack = write_pack(vault, 2042, tmp_path)
    text = squeezed(text_of(pack.files[0].read_bytes())).replace("￾", "-")
    with zipfile.ZipFile(pack.files[1]) as archive:
        left_out = {one["why"]: one["where"] for one in json.loads(archive.read("data.json"))["left_out"]}
    planted = {(one.table, one.column) for one in (*shown, *hidden)}
    for table, entry in TABLES.items():
        personal = entry.belongs or entry.matched or any(one.whose == "customer" for one in entry.columns.values())
        for name, column in entry.columns.items() if personal else ():
            if column.label:
                assert (table, name) in planted, f"no canary was planted in {table}.{name}"
            else:
                assert entry.category in left_out[column.hidden], f"{table}.{name} is not explained"
                assert squeezed(column.hidden[1:]) in text, f"{table}.{name} is not explained on paper"
    for one in shown:
        assert squeezed(one.read) in text, one


def test_nothing_is_left_of_a_name_that_was_taken_out(vault: Vault, talked_of: int, tmp_path: Path) -> None:
    pack = write_pack(vault, talked_of, tmp_path, remove=(Removal(EVA, f"{EVA} has not agreed"),))
    said = everything_in(pack.files[0].read_bytes()) + everything_in_zip(pack.files[1])
    for trace in ("Eva", "EVA", "Bergstr", "BERGSTR"):
        assert trace not in said
    assert "[removed: a passage about somebody else]" in said
    (redaction,) = pack.redactions
    assert redaction.times >= 7
    assert {"Notes", "Orders", "What you ordered", "What you asked us", "Documents"} <= set(redaction.where)
    assert redaction.reason == "[removed] has not agreed"


def test_nothing_is_left_of_it_in_the_locked_pack_and_its_attachments(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    pack = write_pack(vault, talked_of, tmp_path, password=PASSWORD, remove=(Removal(EVA, "not agreed"),))
    said = everything_in(unlocked(pack.files[0]))
    assert "Friend of [removed" in said
    for trace in ("Eva", "EVA", "Bergstr", "BERGSTR"):
        assert trace not in said


def test_a_later_report_does_not_tell_from_the_activity_what_an_earlier_one_took_out(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    remove = (Removal(EVA, f"{EVA} has not agreed"),)
    write_pack(vault, talked_of, tmp_path, remove=remove)
    newest = vault.read(customers.activity_of, talked_of)[0]
    assert newest.verb == "access.note_pack"
    assert "Bergstr" not in newest.detail


def test_who_is_still_named_is_told_and_a_passage_that_is_nowhere_too(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    vault.write(customers.add, CustomerDraft("Eva", "Bergström"))
    pack = write_pack(vault, talked_of, tmp_path, remove=(Removal("Otto", "not agreed"),))
    assert EVA in {one.text for one in pack.mentions}
    assert any("“Otto”" in text for text in pack.warnings)
    assert any("still name" in text for text in pack.warnings)


def test_what_is_withheld_is_named_with_its_reason_and_is_nowhere_in_the_pack(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    pack = write_pack(vault, talked_of, tmp_path, withhold=(Withholding("notes", "legal advice"),))
    paper = text_of(pack.files[0].read_bytes())
    assert "Held, and withheld from you" in paper
    assert "Notes legal advice 1" in paper
    assert "Friend of" not in paper + everything_in_zip(pack.files[1])
    assert json.loads(zipfile.ZipFile(pack.files[1]).read("data.json"))["withheld"] == [
        {"what": "Notes", "why": "legal advice", "entries": 1}
    ]


def test_a_document_that_is_no_text_is_handed_over_with_a_warning(vault: Vault, talked_of: int, tmp_path: Path) -> None:
    vault.write(documents.add, talked_of, "photo.jpg", b"\xff\xd8\xff", "evidence")
    pack = write_pack(vault, talked_of, tmp_path)
    assert any("photo.jpg" in text for text in pack.warnings)


def test_a_report_of_fifty_pages_has_a_table_of_contents_that_leads_to_the_right_pages(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    vault.write(run, MANY_NOTES.format(customer=talked_of))
    pack = write_pack(vault, talked_of, tmp_path, asked=Asked())
    pdf = pack.files[0].read_bytes()
    pages = pages_of(pdf)
    assert pack.pages == len(pages) >= 50
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {pack.pages}" in page
    listed = re.findall(r"^(\d+)\. (.+?)\s*\n?(\d+)\s*$", contents(pages), re.MULTILINE)
    titles = {f"{number}. {title}": int(page) for number, title, page in listed}
    assert len(titles) >= 15
    for title, place in titles.items():
        assert squeezed(title) in squeezed(pages[place - 1]), title
    assert targets(pdf) == list(titles.values())


def contents(pages: list[str]) -> str:
    """The page with the table of contents, from its heading to the first section."""
    (page,) = [one for page in pages if "\nIn this report\n" in (one := page.replace("\r", ""))]
    return page.partition("\nIn this report\n")[2]


def targets(pdf: bytes) -> list[int]:
    """The pages that the links of the document lead to, and its bookmarks, which must agree."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages, 1)}
        names = pikepdf.NameTree(document.Root.Names.Dests) if "/Names" in document.Root else {}
        links = [note for page in document.pages for note in page.get("/Annots", [])]
        linked = [numbers[_place(note, names)[0].objgen] for note in links]
    reader = pypdfium2.PdfDocument(pdf)
    marked = [one.get_dest().get_index() + 1 for one in reader.get_toc()]
    reader.close()
    assert linked == marked
    return linked


def _place(note: pikepdf.Object, names: Any) -> Any:
    """Where a link leads: a page and a height on it."""
    goal = note.Dest if "/Dest" in note else note.A.D
    return goal if isinstance(goal, pikepdf.Array) else names[str(goal)]


def test_what_can_be_taken_along_is_in_the_pack_and_as_a_file_of_its_own(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    pack = write_pack(vault, talked_of, tmp_path / "pack")
    with zipfile.ZipFile(pack.files[1]) as archive:
        beside = archive.read("portable/portable-data.json")
    alone = write_portable(vault, talked_of, tmp_path / "alone")
    (path,) = alone.files
    assert path.name == f"portable-data-C-{talked_of}-2026-11-22.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.read("portable-data.json") == beside
        assert {"read-me.txt", "customers.csv", "orders.csv", "ticket_events.csv"} <= set(archive.namelist())
        assert "notes.csv" not in archive.namelist()
    held = json.loads(beside)
    assert held["format"] == "shopcrm-portable-1"
    assert held["about"]["name"] == "Ana Baker"
    assert "Notes" in held["not_included"]["kinds_of_record"]
    assert vault.read(customers.activity_of, talked_of)[0].verb == "access.note_pack"


def test_the_portable_data_lock_with_a_password_and_leave_others_out(
    vault: Vault, talked_of: int, tmp_path: Path
) -> None:
    (path,) = write_portable(vault, talked_of, tmp_path, password=PASSWORD, remove=(Removal(EVA, "not agreed"),)).files
    assert path.suffix == ".pdf"
    said = everything_in(unlocked(path))
    assert "portable-data.json" in said
    assert "ana@example.com" in said
    assert "Bergstr" not in said


def test_the_request_that_it_answers_stands_in_the_report(vault: Vault, talked_of: int, tmp_path: Path) -> None:
    from datetime import date

    asked = Asked(date(2026, 11, 2), "D-1003", "photo ID seen on 3 November", date(2026, 12, 9), "paused for 7 days")
    text = text_of(write_pack(vault, talked_of, tmp_path, asked=asked).files[0].read_bytes())
    for words in ("D-1003", "photo ID seen", "9 December 2026 (paused for 7 days)"):
        assert words in text
    assert isinstance(write_pack(vault, talked_of, tmp_path), AccessPack)
