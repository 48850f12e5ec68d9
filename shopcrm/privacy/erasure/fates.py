"""What becomes of each table's rows when a person is erased, as the data map says; no list of tables is kept here."""

from shopcrm.data_map import HOW_LONG, TABLES, Keep, Table
from shopcrm.data_map.shape import CUSTOMER
from shopcrm.vault.tx import Row, Tx

NOT_NEEDED = "not needed any more (UK GDPR Art 17(1))"
NOBODYS = "what tells who it was is gone; dates and numbers stay, and are nobody's"
BY_TAX_LAW = "the shop must keep its books, without what they do not need (UK GDPR Art 17(3)(b))"
FROM_ORDERS = "worked out from the orders that are kept"
BY_DUTY = "shows that the shop kept the law: {} (UK GDPR Art 17(3)(b) and (e))"
_TAX_YEARS: Keep = "tax years"
_OWN_NUMBER = (CUSTOMER, "id = ?")

OWNED = tuple(
    sorted((name for name, one in TABLES.items() if one.belongs), key=lambda name: TABLES[name].belongs in _OWN_NUMBER)
)
"""Tables with rows of a person; what hangs on other records goes before them, as it is found through them."""


def rows_go(table: Table) -> bool:
    """Whether the rows go whole: nothing in them is to stay."""
    personal = [column.erasure for column in table.columns.values() if column.whose == "customer"]
    return bool(personal) and all(fate == "delete" for fate in personal)


def emptied(table: Table) -> tuple[str, ...]:
    """The columns that are emptied in rows that stay."""
    return tuple(name for name, column in table.columns.items() if column.erasure in ("delete", "blank"))


def stays_by_tax_law(table: Table) -> bool:
    """Whether the rows stay because the shop's books need them."""
    return table.keep == _TAX_YEARS or is_rebuilt(table)


def is_rebuilt(table: Table) -> bool:
    """Whether the rows are sums of what is kept."""
    return any(column.erasure == "rebuild" for column in table.columns.values())


def stays_as_proof(table: Table) -> bool:
    """Whether the rows stay as proof that a duty was met."""
    return table.basis == "legal duty" and not rows_go(table)


def why_kept(table: Table) -> str:
    """Why rows stay, in words."""
    if is_rebuilt(table):
        return FROM_ORDERS
    return BY_TAX_LAW if stays_by_tax_law(table) else BY_DUTY.format(HOW_LONG[table.keep])


def where(table: str) -> str:
    """The condition that picks a person's rows; every parameter in it is the customer's number, ?1."""
    return TABLES[table].belongs.replace("?1", "?").replace("?", "?1")


def empty_values(tx: Tx, table: str) -> dict[str, object]:
    """What stands in each emptied column afterwards: nothing where it may be, else the nearest to it."""
    described: list[Row] = tx.all('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,))
    columns = emptied(TABLES[table])
    nothing: dict[str, object] = {"TEXT": "", "BLOB": b"", "INTEGER": 0, "REAL": 0.0}
    return {name: nothing[kind] if needed else None for name, kind, needed in described if name in columns}
