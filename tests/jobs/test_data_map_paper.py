"""The map of what is held, on paper and as a table: every kind and field, no customer, and noted."""

import csv
import io
from pathlib import Path

from shopcrm.jobs.data_map_paper import write_data_map
from shopcrm.privacy.minimising import KINDS
from shopcrm.shop import customers
from shopcrm.shop.customers import CustomerDraft
from shopcrm.vault.vault import Vault
from tests.papers.reading import squeezed, text_of
from tests.vault.rules import query


def test_every_kind_is_on_the_paper_with_why_and_how_long(vault: Vault, tmp_path: Path) -> None:
    vault.write(customers.add, CustomerDraft("Ana", "Zimmermann"))
    written = write_data_map(vault, tmp_path)
    text = text_of(written.file.read_bytes())
    assert written.pages > 5
    for entry in KINDS.values():
        assert squeezed(entry.category) in squeezed(text)
    assert "Taxes Management Act" in text
    assert f"Page 1 of {written.pages}" in text
    assert "Zimmermann" not in text


def test_every_field_is_in_the_table(vault: Vault, tmp_path: Path) -> None:
    written = write_data_map(vault, tmp_path, "csv")
    rows = list(csv.DictReader(io.StringIO(written.file.read_text("utf-8-sig"))))
    fields = {(row["table"], row["column"]) for row in rows}
    assert fields == {
        (table, name) for table, entry in KINDS.items() for name, column in entry.columns.items() if column.label
    }
    assert all(row["why"] and row["kept"] and row["lawful_basis"] for row in rows)


def test_that_it_was_written_is_noted(vault: Vault, tmp_path: Path) -> None:
    write_data_map(vault, tmp_path, "csv")
    ((verb, detail),) = vault.read(query, "SELECT verb, detail FROM activity ORDER BY seq DESC LIMIT 1")
    assert verb == "data_map.note_export"
    assert "what-we-hold-2026-11-22.csv" in detail
