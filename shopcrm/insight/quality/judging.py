"""The look over the whole book, and the records behind one point."""

from collections.abc import Mapping
from datetime import date

from shopcrm import money
from shopcrm.errors import UsageError
from shopcrm.insight.figures import Figures
from shopcrm.insight.quality import keeping
from shopcrm.insight.quality.people import listed_first
from shopcrm.insight.quality.points import BY_KEY, RULES, TOLD
from shopcrm.insight.quality.reaching import EVERYBODY
from shopcrm.insight.quality.records import DEFINITION, Doubtful, Key, Point, Quality, score_of
from shopcrm.insight.unreachable import IN_USE
from shopcrm.vault.refs import CustomerId, ref
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

MOST_NAMED = 1_000
"""So many records of each list the report names."""


@read("quality.look", role=Role.ASSISTANT)
def look(tx: Tx) -> Quality:
    """How good the book is: the score, and how many customers each point concerns."""
    lists: dict[Key, set[int]] = {}
    for done, rule in enumerate(RULES):
        tx.step(done, len(RULES), rule.title)
        lists[rule.key] = found(tx, rule.key)
    return judged(in_use(tx), keeping.stale_months(tx), lists)


@read("quality.found", role=Role.ASSISTANT)
def found(tx: Tx, key: Key) -> set[int]:
    """The customers behind a point, in no order."""
    return {customer for customer, _ in BY_KEY[key].find(tx, EVERYBODY)}


@read("quality.ids", role=Role.ASSISTANT)
def ids(tx: Tx, key: Key) -> list[int]:
    """The customers behind a point, by name."""
    behind = found(tx, key)
    if not behind:
        return []
    everyone = tx.rows("SELECT id FROM customers WHERE status = 'active' ORDER BY sort_name, id")
    return [customer for (customer,) in everyone if customer in behind]


@read("quality.rows_for", role=Role.ASSISTANT)
def rows_for(tx: Tx, key: Key, customers: list[CustomerId]) -> list[Doubtful]:
    """Some rows of a point's list, in their order, each with its reason; who stands on it no longer is left out."""
    if not customers:
        return []
    these = f"customers.id IN ({', '.join(map(str, map(int, customers)))})"
    why = listed_first(BY_KEY[key].find(tx, these))
    names: dict[int, str] = dict(tx.all(f"SELECT id, name FROM customers WHERE {these}"))
    return [Doubtful(one, names[one], why[one]) for one in customers if one in why]


@read("figures.quality", role=Role.MANAGER)
def quality(tx: Tx, since: date | None = None, until: date | None = None) -> Figures:
    """The points of the book's quality, the gravest first, and who stands behind each; it is always of today."""
    if since or until:
        raise UsageError("The quality of the book is always of today.", "Leave out --from and --to.")
    lists = {rule.key: listed_first(rule.find(tx, EVERYBODY)) for rule in RULES}
    behind = {key: set(reasons) for key, reasons in lists.items()}
    whole = judged(in_use(tx), keeping.stale_months(tx), behind)
    names: dict[int, str] = dict(tx.all(f"SELECT id, name FROM customers WHERE {IN_USE}"))
    rows = tuple((one.title, one.customers, one.first, "" if one.takes is None else one.takes) for one in whole.points)
    facts = {
        "score": whole.score,
        "customers": whole.customers,
        "nothing_to_put_right": whole.clean,
        "definition": DEFINITION,
        "definitions": {one.title: one.means for one in whole.points},
        "stale_months": whole.stale_months,
        "records": [
            {"point": one.title, "customer": ref("C", customer), "name": names[customer], "why": why}
            for one in whole.points
            for customer, why in sorted(lists[one.key].items())[:MOST_NAMED]
        ],
    }
    shown = "No score yet." if whole.score is None else f"Score: {whole.score} of 100."
    return Figures(
        ("point", "customers", "first_here", "takes"), rows, facts=facts,
        words=(f"{shown} {whole.words}", DEFINITION),
    )  # fmt: skip


@read("quality.in_use", role=Role.ASSISTANT)
def in_use(tx: Tx) -> int:
    """How many customers the score is about: those neither put away nor erased."""
    return int(tx.value(f"SELECT count(*) FROM customers WHERE {IN_USE}"))


def judged(customers: int, stale_months: int, lists: Mapping[Key, set[int]]) -> Quality:
    """The score from who stands on which list, all of which are needed; a screen reads them one by one.

    customers: how many there are in use. stale_months: after how many months one is asked about.
    """
    score, first = score_of(customers, lists, TOLD)
    counted = [rule for rule in RULES if not rule.told]
    taken = money.split(100 - score, [first[rule.key] for rule in counted]) if score is not None and score < 100 else []
    takes = dict(zip((rule.key for rule in counted), taken or [0] * len(counted), strict=True))
    after = keeping.after_words(stale_months)
    points = tuple(
        Point(
            rule.key,
            rule.title,
            rule.means.format(after=after),
            len(lists[rule.key]),
            first[rule.key],
            takes.get(rule.key),
        )
        for rule in RULES
    )
    return Quality(score, customers, max(0, customers - sum(first.values())), points, stale_months)
