"""An erased customer stays erased: nothing is written to her number, nothing brings her back, and she has no name."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from shopcrm.data_map import TABLES
from shopcrm.errors import CrmError, Refused
from shopcrm.privacy import erasure
from shopcrm.privacy.erasure import ErasureDraft, fates
from shopcrm.shop import customers, merge, orders, returns, search
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.merge import MergeDraft
from shopcrm.vault.registry import Operation
from shopcrm.vault.vault import Vault
from tests.privacy.erasure.people import Hers, plant
from tests.test_registry import FOUND, sample_of
from tests.vault.rules import query

NOT_ABOUT_HER = {"access.note_pack", "requests.open", "requests.name_person", "suppressions"}
"""What may be written with an erased person's number: that papers were made, and what she asks for later."""


@pytest.fixture
def hers(vault: Vault, tmp_path: Path) -> Hers:
    """A customer who was erased."""
    found = plant(vault, tmp_path)
    vault.write(erasure.erase, ErasureDraft(found.customer, "Quivermoor", anyway=True))
    return found


def held(vault: Vault, customer: int) -> dict[str, Any]:
    """All words and rows of hers that the map lets go."""
    found: dict[str, Any] = {}
    for name, entry in TABLES.items():
        if not entry.belongs or name == "activity":
            continue
        columns = [f'"{one}"' for one in (entry.columns if fates.rows_go(entry) else fates.emptied(entry))]
        if columns:
            where = fates.where(name).replace("?1", str(customer))
            rows = vault.read(query, f"SELECT {', '.join(columns)} FROM {name} WHERE {where}")
            found[name] = [row for row in rows if any(value not in (None, "", 0, b"") for value in row)]
    return {name: rows for name, rows in found.items() if rows}


def writes_about_a_customer() -> list[Operation]:
    names = {"customer", "customer_id", "keep", "lose", "other"}
    return [
        one
        for one in FOUND
        if one.kind == "write" and names & {field.name for field in one.fields()} and one.name not in NOT_ABOUT_HER
    ]


@pytest.mark.parametrize("operation", writes_about_a_customer(), ids=lambda one: str(one.name))
def test_nothing_is_written_to_an_erased_customer(vault: Vault, tmp_path: Path, operation: Operation) -> None:
    found = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    vault.write(customers.add, CustomerDraft("Bo", "Third"))
    vault.write(erasure.erase, ErasureDraft(found, "Baker"))
    values = {
        field.name: "C-1002" if field.name in ("lose", "other") else sample_of(field.annotation)
        for field in operation.fields()
    }
    with contextlib.suppress(CrmError):
        vault.write(operation.function, **operation.arguments(values))
    assert held(vault, found) == {}
    assert vault.read(customers.card, found).status == "erased"


def test_she_is_called_by_her_number_wherever_a_name_stands(vault: Vault, hers: Hers) -> None:
    called = f"Erased customer C-{hers.customer}"
    assert vault.read(customers.card, hers.customer).name == called
    assert vault.read(customers.rows_for, [hers.customer])[0].name == called
    assert vault.read(orders.card, hers.order).customer_name == called
    assert vault.read(orders.rows_for, [hers.order])[0].customer_name == called
    ret = vault.read(query, "SELECT max(id) FROM returns")[0][0]
    assert vault.read(returns.card, ret).customer_name == called
    assert vault.read(search.find, f"C-{hers.customer}").results[0].title == called


def test_she_is_in_no_list_and_found_by_nothing_but_her_number(vault: Vault, hers: Hers) -> None:
    for status in ("active", "archived"):
        assert hers.customer not in vault.read(customers.row_ids, status=status)
    for typed in ("Quivermoor", "qanary1@example.com", "07700900871", "9917770001"):
        assert not any(hit.ref.startswith("C-") for hit in vault.read(search.find, typed).results)


def test_she_is_not_put_away_merged_parted_or_erased_again(vault: Vault, hers: Hers) -> None:
    bo = vault.write(customers.add, CustomerDraft("Bo", "Third"))
    merged = vault.read(query, "SELECT max(id) FROM merges")[0][0]
    for attempt in (
        lambda: vault.write(customers.archive, hers.customer),
        lambda: vault.write(customers.unarchive, hers.customer),
        lambda: vault.write(merge.merge, MergeDraft(bo, hers.customer)),
        lambda: vault.write(merge.merge, MergeDraft(hers.customer, bo)),
        lambda: vault.write(merge.unmerge, merged),
        lambda: vault.read(erasure.plan, hers.customer),
    ):
        with pytest.raises(Refused, match="erased"):
            attempt()


def test_what_was_done_in_this_sitting_is_not_taken_back_over_an_erasure(vault: Vault) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    vault.write(customers.edit, ana, CustomerDraft("Ann", "Baker"))
    vault.write(erasure.erase, ErasureDraft(ana, "Baker"))
    assert vault.undo() is None
    assert held(vault, ana) == {}
