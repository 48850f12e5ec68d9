"""A customer's store credit: what stands on her page about it, and what can be done with it."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm import money
from shopcrm.money import Money
from shopcrm.papers.in_words import day
from shopcrm.shop import store_credit
from shopcrm.shop.store_credit import CreditEntry
from shopcrm.tui.days import local_day
from shopcrm.tui.desk import Desk
from shopcrm.tui.text import line, lines, plain
from shopcrm.vault.refs import ref

_WORDS_AT = 26
"""The column at which the words of an entry begin."""
_KINDS = {
    "return": "Given for what came back",
    "goodwill": "Given as a gesture",
    "gift": "Gift voucher",
    "spent": "Spent",
    "adjusted": "Put right",
    "taken_back": "An entry was taken back",
}


async def credit_words_of(desk: Desk[Any], customer: int, zone: ZoneInfo, width: int) -> Content:
    """What her page says about her store credit: the balance, and its statement. width: in columns."""
    has = await desk.read(store_credit.balances, customer)
    return credit_rows(has, await desk.read(store_credit.entries, customer), zone, width)


def credit_rows(has: Sequence[Money], told: Sequence[CreditEntry], zone: ZoneInfo, width: int) -> Content:
    """The balance in each currency, then every entry with what she had after it, the latest first."""
    if not told:
        return plain("No store credit yet. It pays for orders, and is given here or for what comes back.", "$quiet")
    entries = (row for one in told for row in _entry(one, zone, width))
    return lines(plain(balance_words(has), "bold"), plain(""), plain("Statement", "bold"), *entries)


def balance_words(has: Sequence[Money]) -> str:
    """``Store credit £12.50``, in each currency that there is some in."""
    return f"Store credit {' and '.join(map(str, has))}" if has else "No store credit left"


async def do_something(desk: Desk[Any], customer: int) -> bool:
    """Give credit, or take back what was given by mistake; whether anything was done."""
    from shopcrm.tui.forms.choose import Choose
    from shopcrm.tui.forms.credit_form import GiveCreditForm

    given = [one for one in await desk.read(store_credit.entries, customer) if one.may_be_taken_back]
    chosen: str | None = "give"
    if given:
        choices = [(str(one.id), f"Take back {entry_words(one)}") for one in given]
        chosen = await desk.ask(Choose("Store credit", [("give", "Give store credit"), *choices]))
    if chosen is None:
        return False
    if chosen == "give":
        if await desk.ask(GiveCreditForm(customer)) is None:
            return False
    else:
        await desk.write(store_credit.take_back, int(chosen))
    desk.toast("Saved. Ctrl+Z takes that back.")
    return True


def entry_words(one: CreditEntry) -> str:
    """``£5.00: gift voucher, birthday``."""
    kind = _KINDS[one.kind][0].lower() + _KINDS[one.kind][1:]
    return ", ".join(filter(None, (f"{money.show(abs(one.amount), one.currency)}: {kind}", one.note)))


def _entry(one: CreditEntry, zone: ZoneInfo, width: int) -> Iterator[Content]:
    amount = f"{'+' if one.amount > 0 else ''}{money.show(one.amount, one.currency)}"
    on = f"on {ref('O', one.order)}" if one.order is not None else ""
    taken = "taken back since" if one.taken_back else ""
    what = ", ".join(filter(None, (f"{_KINDS[one.kind]} {on}".strip(), one.note, taken)))
    words = f"{what} = {money.show(one.balance_after, one.currency)}"
    first, *more = textwrap.wrap(words, max(width - _WORDS_AT, 20))
    yield line((f"{day(local_day(one.at, zone)):<13}", "$quiet"), f"{amount:>11}  {first}")
    yield from (plain(f"{'':{_WORDS_AT}}{rest}") for rest in more)
