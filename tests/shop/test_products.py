"""Products: codes are used once, what is put away leaves the list and stays findable."""

import pytest

from shopcrm.errors import InvalidValue, NotFound, Refused
from shopcrm.shop import products, search
from shopcrm.shop.products import ProductDraft
from shopcrm.vault.vault import Vault

ROSES = ProductDraft("Rose bouquet", 2800, "BQ-Rose", "Bouquets", 1150, tax_rate=2000)


def test_a_product_is_found_by_code_and_by_words_of_its_name(vault: Vault) -> None:
    roses = vault.write(products.add, ROSES)
    card = vault.write(products.add, ProductDraft("Card, rose", 325, "CD"))
    assert [one.id for one in vault.read(products.find, "rose")] == [roses, card]
    assert [one.id for one in vault.read(products.find, "cd")] == [card]
    assert [one.id for one in vault.read(products.find, "bouq")] == [roses]
    assert vault.read(products.find, "  ") == ()
    found = vault.read(products.by_sku, "bq-rose")
    assert found is not None
    assert found.id == roses
    assert [hit.ref for hit in vault.read(search.find, "bouquet").results] == [f"P-{roses}"]


def test_a_code_is_used_once_in_any_case_of_letters(vault: Vault) -> None:
    roses = vault.write(products.add, ROSES)
    with pytest.raises(InvalidValue, match=f"P-{roses}"):
        vault.write(products.add, ProductDraft("Other", 1, "bq-rose"))
    vault.write(products.edit, roses, ROSES)
    vault.write(products.add, ProductDraft("No code", 1))
    vault.write(products.add, ProductDraft("No code either", 1))


def test_undo_restores_the_earlier_values(vault: Vault) -> None:
    roses = vault.write(products.add, ROSES)
    vault.write(products.edit, roses, ProductDraft("Roses", 3000))
    assert vault.read(products.card, roses).sku is None
    vault.undo()
    assert vault.read(products.draft_of, roses) == ProductDraft(
        "Rose bouquet", 2800, "BQ-Rose", "Bouquets", 1150, "GBP", 2000
    )


def test_a_product_put_away_leaves_the_list_and_comes_back(vault: Vault) -> None:
    roses = vault.write(products.add, ROSES)
    vault.write(products.archive, roses)
    assert vault.read(products.row_ids) == []
    assert vault.read(products.row_ids, archived=True) == [roses]
    assert vault.read(products.find, "rose") == ()
    with pytest.raises(Refused):
        vault.write(products.archive, roses)
    vault.undo()
    assert vault.read(products.row_ids) == [roses]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ProductDraft(" ", 1), "name"),
        (ProductDraft("x" * 10_000, 1), "name"),
        (ProductDraft("Rose", -1), "price"),
        (ProductDraft("Rose", 2**63), "price"),
        (ProductDraft("Rose", 1, cost=-1), "cost"),
        (ProductDraft("Rose", 1, tax_rate=10_001), "tax_rate"),
        (ProductDraft("Rose", 1, currency="£"), "currency"),
        (ProductDraft("Rose", 1, "x" * 81), "sku"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(vault: Vault, draft: ProductDraft, field: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        vault.write(products.add, draft)
    assert refusal.value.field == field


def test_a_product_may_be_free_and_an_unknown_one_is_told(vault: Vault) -> None:
    assert vault.read(products.card, vault.write(products.add, ProductDraft("Sample", 0))).price == 0
    with pytest.raises(NotFound):
        vault.read(products.card, 7)
