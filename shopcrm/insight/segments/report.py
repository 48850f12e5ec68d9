"""Segments as a table: how many customers are in each, who came and went, what they spent."""

from collections import Counter
from datetime import date

from shopcrm.insight.figures import Figures
from shopcrm.insight.segments import days, rfm, saved
from shopcrm.insight.segments.groups import title_of
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx
from shopcrm.workdays import short_day

_COLUMNS = ("segment", "kind", "customers", "came", "left", "spent", "currency", "means")
Line = tuple[str | int, ...]


@read("figures.segments", role=Role.MANAGER)
def segments(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """Groups and saved segments as of now; who moved between groups from the first day to the last, or in 30 days.

    spent is in the shop's currency, of all time. Moves are known from the day on which groups were first kept.
    """
    moves = days.moves(tx, since, until)
    came, left = Counter[str](), Counter[str]()
    for move in moves:
        came[move.joined] += move.customers
        left[move.left] += move.customers
    rows: list[Line] = [
        (
            *(one.group.title, "group", one.customers, came[one.group.name], left[one.group.name]),
            *(one.spent, one.currency, f"{one.group.means} {one.group.rule}"),
        )
        for one in rfm.groups(tx)
    ]
    rows += [(one.name, "saved", one.customers, "", "", "", "", one.words) for one in saved.listed(tx)]
    rows += [
        (f"{title_of(one.left).capitalize()} to {title_of(one.joined)}", "moved", one.customers, "", "", "", "", "")
        for one in moves
    ]
    first, last = short_day(since or tx.today - days.MONTH), short_day(until or tx.today)
    words = f"Came, left and moved: between {first} and {last}. Spent: in all, less what was given back."
    return Figures(_COLUMNS, tuple(rows), money=("spent",), words=(words,))
