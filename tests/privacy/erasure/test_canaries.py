"""After an erasure nothing of the person is found: in no row, index, free page, log, journal or file of the shop."""

from pathlib import Path

import pytest

from shopcrm.data_map import TABLES
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft
from shopcrm.vault import activity
from shopcrm.vault.vault import Vault
from tests.privacy.erasure.pages import in_clear
from tests.privacy.erasure.people import CANARIES, Hers, plant
from tests.shop.merge.lives import what_is_wrong
from tests.vault.rules import query

KEPT = {"qanarymethod"}
"""How she asked not to be contacted: it proves the entry on the do-not-contact list, which outlives her record."""
GONE = [one for one in CANARIES if one not in KEPT]


@pytest.fixture
def hers(vault: Vault, tmp_path: Path) -> Hers:
    """A customer of whom there is a canary in every place."""
    return plant(vault, tmp_path)


def rows(vault: Vault) -> str:
    """Every value of every table, the shadow tables of the search index included, as text."""
    names = [name for (name,) in vault.read(query, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = []
    for name in names:
        for row in vault.read(query, f'SELECT * FROM "{name}"'):
            found += [value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(found).lower()


def raw(vault: Vault) -> bytes:
    """Every page of the book and its log in clear, and every other file of the shop's folder as it is."""
    others = [path for path in vault.folder.rglob("*") if path.is_file() and not path.name.startswith("data-")]
    return (in_clear(vault.folder, vault.keys.dk) + b"".join(path.read_bytes() for path in others)).lower()


def erase(vault: Vault, customer: int) -> erasure.Certificate:
    return vault.write(erasure.erase, ErasureDraft(customer, "Quivermoor", anyway=True))


def test_every_canary_is_in_the_book_before(vault: Vault, hers: Hers) -> None:
    del hers
    before, pages = rows(vault), raw(vault)
    assert [one for one in CANARIES if one.lower() not in before] == []
    assert [one for one in CANARIES if one.lower().encode() not in pages] == []


def test_no_canary_is_left_in_any_row_column_or_index(vault: Vault, hers: Hers) -> None:
    erase(vault, hers.customer)
    after = rows(vault)
    assert [one for one in GONE if one.lower() in after] == []


def test_no_canary_is_left_in_any_page_free_or_used_nor_in_the_log_nor_in_any_file(vault: Vault, hers: Hers) -> None:
    erase(vault, hers.customer)
    vault.quietly(lambda _: None)
    after = raw(vault)
    assert [one for one in GONE if one.lower().encode() in after] == []
    vault.close()
    after = raw(vault)
    assert [one for one in GONE if one.lower().encode() in after] == []


def test_what_is_left_adds_up_and_the_chain_verifies(vault: Vault, hers: Hers) -> None:
    erase(vault, hers.customer)
    assert what_is_wrong(vault) == []
    report = vault.read(activity.verify_chain, vault.audit_key())
    assert (report.problems, report.proven) == ((), True)


def test_only_what_the_map_keeps_stays_in_her_rows(vault: Vault, hers: Hers) -> None:
    erase(vault, hers.customer)
    for name, entry in TABLES.items():
        if not entry.belongs:
            continue
        where = entry.belongs.replace("?1", "?").replace("?", str(hers.customer))
        columns = list(entry.columns)
        listed = ", ".join(f'"{column}"' for column in columns)
        for row in vault.read(query, f"SELECT {listed} FROM {name} WHERE {where}"):
            for column, value in zip(columns, row, strict=True):
                if entry.columns[column].erasure in ("delete", "blank") and name != "activity":
                    assert value in (None, "", 0, b""), f"{name}.{column}"
