"""Free text in what must be kept: the person's name, addresses and numbers give way, the other words stay."""

import re
from collections.abc import Callable, Iterator

from shopcrm.data_map import TABLES
from shopcrm.privacy.erasure import fates
from shopcrm.privacy.third_parties import EMAIL, PHONE
from shopcrm.shop.words import words_of
from shopcrm.vault.tx import Tx

TAKEN_OUT = "the name, addresses and numbers in the words are taken out; the words stay for the books"
_GONE = "…"
_LEAST_NAME, _LAST_DIGITS = 3, 9
_WORD = re.compile(r"[^\W_]+")
_POSTAL = "SELECT line1, line2, postcode FROM addresses WHERE customer_id = ?"


def without_names(tx: Tx, customer: int) -> Callable[[str], str]:
    """What takes a customer's own name, addresses and numbers out of a text; to be asked for before they are gone."""
    names = tx.one("SELECT given_name, family_name FROM customers WHERE id = ?", (customer,))
    own = {word for name in names for word in words_of(name) if len(word) >= _LEAST_NAME}
    points: list[tuple[str, str]] = tx.all(
        "SELECT typed, normal FROM contact_points WHERE customer_id = ?", (customer,)
    )
    reached = {one.casefold() for row in points for one in row}
    tails = {_digits(one) for one in reached}
    whole = _phrases(_whole(tx, customer))

    def cleaned(text: str) -> str:
        text = EMAIL.sub(lambda found: _GONE if found[0].casefold() in reached else found[0], text)
        text = PHONE.sub(lambda found: _GONE if _digits(found[0]) in tails else found[0], text)
        text = whole.sub(_GONE, text) if whole else text
        return _WORD.sub(lambda found: _GONE if own & set(words_of(found[0])) else found[0], text)

    return cleaned


def lines_naming(tx: Tx, customer: int) -> dict[str, list[tuple[str, str, str]]]:
    """By table: column, what it says and what is to stand there, for each text of a customer that names her.

    What the shop calls the article itself stays: it names the article.
    """
    cleaned = without_names(tx, customer)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for table, entry in TABLES.items():
        for column in (name for name, one in entry.columns.items() if one.erasure == "unname"):
            said = tx.all(f'SELECT DISTINCT "{column}" FROM {table} WHERE {fates.where(table)}', (customer,))
            known = {one for (one,) in said if tx.maybe("SELECT 1 FROM products WHERE name = ?", (one,))}
            changes = [(column, one, new) for (one,) in said if one not in known and (new := cleaned(one)) != one]
            if changes:
                found[table] = found.get(table, []) + changes
    return found


def take_out(tx: Tx, customer: int) -> None:
    """Take them out of every text that stays; while the customer's own name still stands in her record."""
    for table, changes in lines_naming(tx, customer).items():
        for column, old, new in changes:
            tx.run(
                f'UPDATE {table} SET "{column}" = ?3 WHERE "{column}" = ?2 AND {fates.where(table)}',
                (customer, old, new),
            )


def counted(tx: Tx, customer: int) -> Iterator[tuple[str, int]]:
    """How many records of each kind lose words, by category."""
    for table, changes in lines_naming(tx, customer).items():
        rows = sum(
            tx.value(f'SELECT count(*) FROM {table} WHERE "{column}" = ?2 AND {fates.where(table)}', (customer, old))
            for column, old, _ in changes
        )
        yield TABLES[table].category, rows


def _whole(tx: Tx, customer: int) -> Iterator[str]:
    """What is hers only as a whole: a business's name, a street with its number, a postcode."""
    yield from tx.one("SELECT name, company FROM customers WHERE id = ?", (customer,))
    for row in tx.all(_POSTAL, (customer,)):
        yield from row


def _phrases(texts: Iterator[str]) -> re.Pattern[str] | None:
    longest = sorted({" ".join(one.split()) for one in texts if len(one.strip()) >= _LEAST_NAME}, key=len, reverse=True)
    parts = (r"\s+".join(map(re.escape, one.split())) for one in longest)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE) if longest else None


def _digits(text: str) -> str:
    """The last digits; a text without so many is no number, and like no other."""
    digits = re.sub(r"\D", "", text)[-_LAST_DIGITS:]
    return digits if len(digits) == _LAST_DIGITS else text
