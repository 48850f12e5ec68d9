"""What the shop says of itself beyond what its book knows: how it keeps accounts, and who else is in charge of data."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args

from shopcrm.errors import InvalidValue
from shopcrm.shop.tickets import typed
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

BooksAs = Literal["sole_trader", "company"]
BOOKS = {"sole_trader": "Sole trader or partnership", "company": "Limited company"}
_YES_NO = ("oss", "claims")
_WORDS = ("joint", "representative", "officer", "recipients", "transfers", "security", "notice")
_MONTH_AND_DAY = re.compile(r"\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Accountability:
    """How books are kept, and what notice and register say beyond the book.

    year_end: month and day on which a company's accounting period ends, ``03-31``. oss: registered for the VAT One Stop
    Shop. claims: keep what bears on a sale as long as a dispute about it may be brought. joint, representative and
    officer: a joint controller, a representative, a data protection officer, where there are any. recipients: who gets
    details beside those that the book names, one a line. notice: what the privacy notice says besides.
    """

    books_as: BooksAs = "sole_trader"
    year_end: str = "03-31"
    oss: bool = False
    claims: bool = False
    joint: str = ""
    representative: str = ""
    officer: str = ""
    recipients: str = ""
    transfers: str = ""
    security: str = ""
    notice: str = ""


_COLUMNS = tuple(field.name for field in fields(Accountability))


@read("accountability.get", role=Role.MANAGER)
def get(tx: Tx) -> Accountability:
    """What the shop said of itself."""
    row = tx.one(f"SELECT {', '.join(_COLUMNS)} FROM accountability WHERE id = 1")
    values = dict(zip(_COLUMNS, row, strict=True))
    return Accountability(**values | {name: bool(values[name]) for name in _YES_NO})


@write("accountability.change", role=Role.OWNER)
def change(tx: Tx, said: Accountability) -> None:
    """Change what the shop says of itself. Raises InvalidValue, naming the field, for what cannot be."""
    before = get(tx)
    if said.books_as not in get_args(BooksAs):
        raise InvalidValue("books_as", "Books are kept by a sole trader or a company.", "Choose one.")
    words: dict[str, Any] = {name: typed.block(name, getattr(said, name)) for name in _WORDS}
    after = replace(said, year_end=_year_end(said.year_end), **words)
    tx.change_one(
        f"UPDATE accountability SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = 1",
        [int(value) if isinstance(value, bool) else value for value in (getattr(after, name) for name in _COLUMNS)],
    )
    tx.note(changed=[name for name in _COLUMNS if getattr(before, name) != getattr(after, name)])
    tx.offer_undo("Change what the shop says of itself", change, before)


def _year_end(text: str) -> str:
    try:
        if not _MONTH_AND_DAY.fullmatch(text.strip()):
            raise ValueError
        return date.fromisoformat(f"2025-{text.strip()}").isoformat()[5:]
    except ValueError:
        raise InvalidValue("year_end", "That is no month and day.", "Write the 31 of March as 03-31.") from None
