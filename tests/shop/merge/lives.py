"""What may happen to a customer, an act each: sold to, written to, complained, stamped, asked; and what must add up."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from shopcrm.data_map import TABLES
from shopcrm.errors import CrmError
from shopcrm.insight import quality, scores, segments
from shopcrm.insight.forecast import Forecast, Score
from shopcrm.jobs import checking
from shopcrm.privacy import requests
from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import (
    consent,
    customers,
    documents,
    loyalty,
    orders,
    products,
    reminders,
    returns,
    store_credit,
    tickets,
)
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.shop.loyalty import Programme, Reward, StampCardDraft, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.reminders import ReminderDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.shop.tickets import TicketDraft, recommendations
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault
from tests import answers
from tests.vault.rules import rule

STRICTNESS = {"grant": 0, "soft_opt_in": 1, "not_now": 2, "withdraw": 3, "object": 4}
HISTORY = {"activity", "meta", "merges", "merge_rows", "sqlite_sequence"}
"""What tells of the merge itself, and so is not as before."""
PLACED = "2026-11-02"
TERMS = Programme(
    lock_days=0, points=1, per_amount=100, worth_points=1, worth_amount=1, least_points=1,
    tiers=(Tier("Silver", 40, 150),), rewards=(Reward("A posy", "money_off", 20, 100),),
)  # fmt: skip
Act = Callable[[Tx, int, int], object]


def _sell(tx: Tx, customer: int, amount: int, paid: PaidDraft | None = None, **more: Any) -> int:
    rose = tx.value("SELECT min(id) FROM products")
    line = LineDraft("Coffee", 1 + amount % 4, amount, product=rose)
    draft = OrderDraft((line,), customer, placed_at=PLACED, handed_over=True, paid=paid, **more)
    order: int = orders.place(tx, draft)
    return order


def _cancel(tx: Tx, customer: int, amount: int) -> None:
    paid = PaidDraft("card", amount=amount // 2)
    orders.cancel(tx, orders.place(tx, OrderDraft((LineDraft("Wreath", 1, amount),), customer, paid=paid)))


def _sell_for_points(tx: Tx, customer: int, amount: int) -> None:
    points = min(loyalty.worth(tx, customer).spendable, amount)
    _sell(tx, customer, amount, PaidDraft("card", points=points))


def _sell_for_credit(tx: Tx, customer: int, amount: int) -> None:
    credit = min(store_credit.balance(tx, customer), amount)
    _sell(tx, customer, amount, PaidDraft("card", credit=credit))


def _latest(tx: Tx, customer: int) -> int:
    """The latest order of which something can come back, or of all."""
    of_hers = [row[0] for row in tx.all("SELECT id FROM orders WHERE customer_id = ? ORDER BY id DESC", (customer,))]
    open_ones = [order for order in of_hers if any(one.returnable for one in returns.returnable(tx, order))]
    return int(next(iter((*open_ones, *of_hers, 0))))


def _bring_back(tx: Tx, customer: int, settled: SettlementDraft | None) -> None:
    order = _latest(tx, customer)
    lines = (ReturnLineDraft(1, 1, "faulty"),)
    ret = returns.open(tx, ReturnDraft(order, lines, delivered_on=PLACED, handed_over=True))
    if settled is not None:
        for line in returns.card(tx, ret).lines:
            returns.decide(tx, ret, DecisionDraft(line.id, "accepted"))
        returns.settle(tx, ret, settled)


def _settle_in_credit(tx: Tx, customer: int, amount: int) -> None:
    _bring_back(tx, customer, SettlementDraft(refund=0, credit=amount))


def _take_settlement_back(tx: Tx, customer: int, _: int) -> None:
    row = tx.one(
        "SELECT max(return_settlements.id) FROM return_settlements JOIN returns ON returns.id = return_id"
        " JOIN orders ON orders.id = order_id WHERE customer_id = ?",
        (customer,),
    )
    returns.take_back(tx, row[0] or 0)


def _write_in(tx: Tx, customer: int, amount: int, order: int | None = None) -> int:
    ticket: int = tickets.open(tx, TicketDraft(f"Where is it? {amount}", "Hello", customer=customer, order=order))
    return ticket


def _join_tickets(tx: Tx, customer: int, amount: int) -> None:
    tickets.merge(tx, _write_in(tx, customer, amount), _write_in(tx, customer, amount, _latest(tx, customer) or None))


def _split_ticket(tx: Tx, customer: int, amount: int) -> None:
    ticket = _write_in(tx, customer, amount)
    tickets.message(tx, ticket, "And another thing")
    tickets.split(tx, ticket, (tickets.card(tx, ticket).events[-1].id,), "Another thing")


def _resolve(tx: Tx, customer: int, amount: int) -> None:
    ticket = _write_in(tx, customer, amount)
    tickets.resolve(tx, ticket, "Done")
    tickets.rate(tx, ticket, 1 + amount % 5, "Quick")


def _use_stamps(tx: Tx, customer: int, _: int) -> None:
    loyalty.use_stamps(tx, customer, tx.value("SELECT min(id) FROM stamp_cards"))


def _remind(tx: Tx, customer: int, amount: int) -> None:
    made = reminders.add(tx, ReminderDraft(f"Ring {amount}", "2026-12-24", "yearly", customer=customer))
    if amount % 2:
        reminders.done(tx, made)


def _give_stamps(tx: Tx, customer: int, amount: int) -> None:
    loyalty.give_stamps(tx, customer, tx.value("SELECT min(id) FROM stamp_cards"), 1 + amount % 3)


def _say(tx: Tx, customer: int, amount: int) -> None:
    answer = tuple(STRICTNESS)[amount % 5]
    purpose, channel = ("marketing", "reminders")[amount % 2], ("email", "sms", "post")[amount % 3]
    consent.record(tx, answers.said(customer, purpose, channel, answer, "counter", ("", "signed card")[amount % 7 > 1]))


def _number_outside(tx: Tx, customer: int, amount: int) -> None:
    tx.run(
        "INSERT OR IGNORE INTO customer_external_ids (platform, external_id, customer_id) VALUES ('shopify', ?, ?)",
        (f"{customer // 1000}-{amount}", customer),
    )
    customers.reindex(tx, customer)


def _group(tx: Tx, customer: int, amount: int) -> None:
    segments.keep(tx)
    tx.run(
        "INSERT OR IGNORE INTO group_moves (customer_id, moved_on, from_group, to_group) VALUES (?, ?, '', 'Loyal')",
        (customer, f"2026-10-{1 + amount % 28:02}"),
    )


def _foresee(tx: Tx, _: int, amount: int) -> None:
    everyone = tuple(Score(one, amount / 100, amount, 0.5) for (one,) in tx.all("SELECT id FROM customers"))
    scores.keep(tx, Forecast(None, None, 13, len(everyone), 1, "GBP", scores=everyone))


def _consent(tx: Tx, customer: int, amount: int) -> None:
    """A yes with all that may hang on one."""
    by_sale = answers.said(customer, "marketing", "sms", "soft_opt_in", "counter")
    consent.record(tx, by_sale)
    answer = ConsentDraft(customer, "feedback", "post", "grant", "counter", "slip", parent="Pat Baker")
    event = consent.record(tx, answer).id
    consent.attach_file(tx, event, "slip.txt", b"Signed %d" % amount)
    consent.review(tx, (event,), "Comes every week")


def _be_a_company(tx: Tx, customer: int, _: int) -> None:
    tx.run(
        "INSERT OR IGNORE INTO legal_forms (customer_id, form, staff_id, at) VALUES (?, 'company', ?, ?)",
        (customer, tx.staff.id, tx.stamp),
    )


def _be_restricted_for_a_while(tx: Tx, customer: int, amount: int) -> None:
    customers.restrict(tx, RestrictionDraft(customer, ("accuracy", "claims")[amount % 2]))
    customers.tell_before_lifting(tx, customer, tx.today.isoformat(), "by letter")
    customers.lift_restriction(tx, customer)


def _is_kept_on(tx: Tx, customer: int, _: int) -> None:
    tx.run(
        "INSERT OR IGNORE INTO retention_declined (kind, record_id, customer_id, because, again_on, at, staff_id)"
        " VALUES ('former', ?1, ?1, 'comes back every spring', '2027-11-22', ?2, ?3)",
        (customer, tx.stamp, tx.staff.id),
    )
    tx.run(
        "INSERT INTO retention_decisions (kind, decision, count, rule, at, staff_id)"
        " VALUES ('former', 'kept', 1, '2 years', ?, ?)",
        (tx.stamp, tx.staff.id),
    )


def _tell_from_bo(tx: Tx, customer: int, _: int) -> None:
    from shopcrm.shop import merge

    merge.tell_apart(tx, customer, tx.value("SELECT id FROM customers WHERE family_name = 'Third'"))


def _ask_about_her_data(tx: Tx, customer: int, amount: int) -> None:
    request = requests.open(tx, RequestDraft(("access", "erasure")[amount % 2], customer=customer, words="All of it"))
    requests.ask_clarification(tx, request, "Since when?")
    requests.finish_task(tx, request, requests.card(tx, request).tasks[0].id)


ACTS: dict[str, Act] = {
    "was restricted": _be_restricted_for_a_while,
    "is kept on": _is_kept_on,
    "is lost with a list": lambda tx, *_: breaches.log(tx, BreachDraft("A list was lost", "2026-11-20T16:30")),
    "buys": lambda tx, who, amount: _sell(tx, who, amount, PaidDraft("card")),
    "buys in euros": lambda tx, who, amount: _sell(tx, who, amount, PaidDraft("cash"), currency="EUR"),
    "buys on the slate": _sell,
    "buys for points": _sell_for_points,
    "buys for credit": _sell_for_credit,
    "cancels": _cancel,
    "brings back": lambda tx, who, _: _bring_back(tx, who, None),
    "is paid back": lambda tx, who, _: _bring_back(tx, who, SettlementDraft()),
    "is given credit": _settle_in_credit,
    "exchanges": lambda tx, who, amount: _bring_back(
        tx, who, SettlementDraft(exchange=OrderDraft((LineDraft("Fern", 1, amount),)))
    ),
    "settlement taken back": _take_settlement_back,
    "writes in": _write_in,
    "writes in twice": _join_tickets,
    "writes of two things": _split_ticket,
    "is satisfied": _resolve,
    "recommends": lambda tx, who, amount: recommendations.record(tx, who, amount % 11, "Nice"),
    "gets credit": lambda tx, who, amount: store_credit.issue(tx, who, amount),
    "joins": lambda tx, who, _: loyalty.join(tx, who),
    "leaves": lambda tx, who, _: loyalty.leave(tx, who),
    "gets points": lambda tx, who, amount: loyalty.goodwill(tx, who, 1 + amount % 90),
    "loses points": lambda tx, who, amount: loyalty.adjust(tx, who, -(1 + amount % 40), "Counted wrong"),
    "gets stamps": _give_stamps,
    "uses stamps": _use_stamps,
    "answers": _say,
    "says yes in many ways": _consent,
    "is to confirm": lambda tx, who, _: consent.ask(tx, who, "reminders", "phone", "on a form"),
    "is a company": _be_a_company,
    "is looked up": lambda tx, who, _: consent.note_tps(tx, who),
    "is to be rung": _remind,
    "is noted": lambda tx, who, amount: customers.add_note(tx, who, f"Likes {amount}"),
    "hands in a letter": lambda tx, who, amount: documents.add(tx, who, "letter.txt", b"Dear shop %d" % amount),
    "has a number outside": _number_outside,
    "asks about her data": _ask_about_her_data,
    "is put away": lambda tx, who, _: customers.archive(tx, who),
    "is grouped": _group,
    "is foreseen": _foresee,
    "is told from Bo": _tell_from_bo,
    "is no robot": lambda tx, who, _: quality.not_junk(tx, who),
}


@rule("test.set_up", "write")
def set_up(tx: Tx) -> None:
    """A programme, a stamp card, a product, and somebody else."""
    products.add(tx, ProductDraft("Coffee", 300))
    loyalty.set_programme(tx, TERMS)
    loyalty.add_stamp_card(tx, StampCardDraft("Six coffees", 3, "A coffee", tx.value("SELECT min(id) FROM products")))
    customers.add(tx, CustomerDraft("Bo", "Third"))


@rule("test.act", "write")
def act(tx: Tx, name: str, customer: int, amount: int) -> None:
    """One act."""
    ACTS[name](tx, customer, amount)


def happen(vault: Vault, customer: int, *named: tuple[str, int]) -> list[str]:
    """Let these acts happen, those that the shop refuses left out; answers which did happen."""
    done = []
    for name, amount in named:
        try:
            vault.write(act, name, customer, amount)
        except CrmError:
            continue
        done.append(name)
    return done


@rule("test.book", "read")
def book(tx: Tx) -> dict[str, list[Any]]:
    """Every row of every table that tells of the business."""
    return {name: sorted(tx.all(f"SELECT * FROM {name}"), key=repr) for name in TABLES if name not in HISTORY}


@rule("test.sums", "read")
def sums(tx: Tx, people: list[int]) -> dict[str, Any]:
    """What must be the same before and after a merge, of these people together."""
    totals: Counter[tuple[str, str]] = Counter()
    credit: Counter[str] = Counter()
    for customer in people:
        for one in customers.card(tx, customer).totals:
            totals.update({("orders", one.currency): one.orders, ("total", one.currency): one.total})
        credit.update({one.currency: one.minor for one in store_credit.balances(tx, customer)})
    marks = ", ".join(map(str, people))
    counted = {
        table: tx.value(f"SELECT count(*) FROM {table} WHERE customer_id IN ({marks})")
        for table in ("orders", "notes", "tickets", "store_credit", "stamps", "recommendations", "documents")
    }
    points = sum(loyalty.worth(tx, customer).points for customer in people)
    stamps = tx.value(f"SELECT coalesce(sum(count), 0) FROM stamps WHERE customer_id IN ({marks})")
    owed = tx.value(f"SELECT coalesce(sum(total - settled - refunded), 0) FROM orders WHERE customer_id IN ({marks})")
    return {"totals": +totals, "credit": +credit, "points": points, "stamps": stamps, "owed": owed, "rows": counted}


@rule("test.said", "read")
def said(tx: Tx, people: list[int]) -> dict[tuple[str, str], int]:
    """The strictest answer about each purpose and channel."""
    found: dict[tuple[str, str], int] = {}
    for customer in people:
        for one in consent.current(tx, customer):
            about = (one.purpose, one.channel)
            found[about] = max(found.get(about, 0), STRICTNESS[one.answer])
    return found


def what_is_wrong(vault: Vault) -> list[str]:
    """What a full check finds in the ledgers, sums and links."""
    return [one.what for one in vault.read(checking.add_up)]
