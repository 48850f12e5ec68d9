"""Products: what the shop sells."""

from dataclasses import dataclass
from enum import Enum

from shopcrm.errors import InvalidValue
from shopcrm.money import check_amount, check_currency
from shopcrm.plain_text import clean_line
from shopcrm.shop import profile, search
from shopcrm.vault.refs import ProductId, ref
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

LONGEST_NAME = 200
LONGEST_SKU = 80
_COLUMNS = "id, sku, name, family, price, cost, currency, tax_rate, archived, source, created_at, updated_at"


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as typed. price, cost: minor units of `currency`, the shop's own where None.

    sku: its code, used once or empty. tax_rate: basis points, 2000 is 20 %. family: groups similar products.
    """

    name: str
    price: int
    sku: str = ""
    family: str = ""
    cost: int | None = None
    currency: str | None = None
    tax_rate: int = 0
    source: str = "typed"


@dataclass(frozen=True, slots=True)
class Product:
    """A product; price and cost in minor units, tax_rate in basis points."""

    id: ProductId
    sku: str | None
    name: str
    family: str
    price: int
    cost: int | None
    currency: str
    tax_rate: int
    archived: bool
    source: str
    created_at: str
    updated_at: str


class ProductSort(Enum):
    """How the product list is ordered."""

    NAME = "name"
    NEWEST = "newest"


_ORDER = {ProductSort.NAME: "name, id", ProductSort.NEWEST: "id DESC"}


@write("products.add", role=Role.MANAGER)
def add(tx: Tx, draft: ProductDraft) -> ProductId:
    """Add a product; raises InvalidValue for a code that another has, or values that cannot be."""
    kept = _checked(tx, draft)
    product = tx.insert(
        "INSERT INTO products (sku, name, family, price, cost, currency, tax_rate, source, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*kept, draft.source, tx.stamp, tx.stamp),
    )
    _index(tx, product)
    tx.note(ref("P", product), name=kept[1])
    tx.offer_undo(f"Add {kept[1]}", archive, product)
    return product


@write("products.edit", role=Role.MANAGER)
def edit(tx: Tx, product: ProductId, draft: ProductDraft) -> None:
    """Change a product; orders keep the prices that they were placed at. Raises InvalidValue as `add` does."""
    before = draft_of(tx, product)
    kept = _checked(tx, draft, product)
    tx.change_one(
        "UPDATE products SET sku = ?, name = ?, family = ?, price = ?, cost = ?, currency = ?, tax_rate = ?,"
        " updated_at = ? WHERE id = ?",
        (*kept, tx.stamp, product),
    )
    _index(tx, product)
    tx.note(ref("P", product), name=kept[1])
    tx.offer_undo(f"Edit {kept[1]}", edit, product, before)


@write("products.archive", role=Role.MANAGER)
def archive(tx: Tx, product: ProductId) -> None:
    """Put a product away: it leaves the list, its orders stay."""
    _set_archived(tx, product, True)
    tx.offer_undo("Put away", unarchive, product)


@write("products.unarchive", role=Role.MANAGER)
def unarchive(tx: Tx, product: ProductId) -> None:
    """Bring a product back into the list."""
    _set_archived(tx, product, False)
    tx.offer_undo("Bring back", archive, product)


@read("products.card")
def card(tx: Tx, product: ProductId) -> Product:
    """A product, whole; raises NotFound."""
    row = tx.one(f"SELECT {_COLUMNS} FROM products WHERE id = ?", (product,))
    return Product(*row[:8], *map(bool, row[8:9]), *row[9:])


@read("products.draft_of")
def draft_of(tx: Tx, product: ProductId) -> ProductDraft:
    """A product as a form fills it in."""
    held = card(tx, product)
    return ProductDraft(
        *(held.name, held.price, held.sku or "", held.family, held.cost, held.currency, held.tax_rate, held.source)
    )


@read("products.find")
def find(tx: Tx, text: str, limit: int = 10) -> tuple[Product, ...]:
    """Products in use whose code or name begins with the text, or has it in its name; the exact code first."""
    typed = clean_line(text)
    if not typed:
        return ()
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM products WHERE archived = 0 AND (sku = ?1 OR instr(lower(name), lower(?1)) > 0"
        " OR substr(sku, 1, length(?1)) = ?1 COLLATE NOCASE)"
        " ORDER BY sku IS NOT ?1, substr(name, 1, length(?1)) <> ?1 COLLATE NOCASE, name, id LIMIT ?2",
        (typed, limit),
    )
    return tuple(Product(*row[:8], *map(bool, row[8:9]), *row[9:]) for row in rows)


@read("products.by_sku")
def by_sku(tx: Tx, sku: str) -> Product | None:
    """The product with that code, in any case of letters, or None."""
    row = tx.maybe(f"SELECT {_COLUMNS} FROM products WHERE sku = ?", (clean_line(sku),))
    return Product(*row[:8], *map(bool, row[8:9]), *row[9:]) if row else None


@read("products.row_ids")
def row_ids(tx: Tx, sort: ProductSort = ProductSort.NAME, archived: bool = False) -> list[int]:
    """The products of the list, in its order."""
    rows = tx.all(f"SELECT id FROM products WHERE archived = ? ORDER BY {_ORDER[sort]}", (archived,))
    return [row[0] for row in rows]


@read("products.rows_for")
def rows_for(tx: Tx, ids: list[int]) -> tuple[Product, ...]:
    """These products, in the order of `ids`; those that are gone are left out."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM products WHERE id IN ({','.join('?' * len(ids))})", ids)
    found = {row[0]: Product(*row[:8], *map(bool, row[8:9]), *row[9:]) for row in rows}
    return tuple(found[one] for one in ids if one in found)


def _checked(
    tx: Tx, draft: ProductDraft, product: int | None = None
) -> tuple[str | None, str, str, int, int | None, str, int]:
    name, sku, family = clean_line(draft.name), clean_line(draft.sku), clean_line(draft.family)
    if not name:
        raise InvalidValue("name", "A product needs a name.", "Type what you call it.")
    for field, text, longest in (
        ("name", name, LONGEST_NAME),
        ("sku", sku, LONGEST_SKU),
        ("family", family, LONGEST_NAME),
    ):
        if len(text) > longest:
            raise InvalidValue(field, f"At most {longest} characters fit here.", "Shorten it.")
    for field, amount in (("price", draft.price), ("cost", draft.cost or 0)):
        if check_amount(amount, field) < 0:
            raise InvalidValue(field, "An amount cannot be below zero.", "Type it without a minus.")
    if not 0 <= draft.tax_rate <= 10_000:
        raise InvalidValue("tax_rate", "A tax rate lies between 0 and 100 %.", "Type 2000 for 20 %.")
    other = tx.maybe("SELECT id FROM products WHERE sku = ? AND id IS NOT ?", (sku, product)) if sku else None
    if other:
        raise InvalidValue("sku", f"The product {ref('P', other[0])} has that code already.", "Choose another code.")
    currency = check_currency(draft.currency) if draft.currency else profile.get(tx).currency
    return sku or None, name, family, draft.price, draft.cost, currency, draft.tax_rate


def _set_archived(tx: Tx, product: int, archived: bool) -> None:
    tx.change_one(
        "UPDATE products SET archived = ?, updated_at = ? WHERE id = ? AND archived = ?",
        (archived, tx.stamp, product, not archived),
    )
    _index(tx, product)
    tx.note(ref("P", product))


def _index(tx: Tx, product: int) -> None:
    held = card(tx, product)
    search.index(tx, "P", product, f"{held.sku or ''} {held.name} {held.family}", put_away=held.archived)
