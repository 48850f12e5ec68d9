"""What follows the demonstration shop's sales: points, returns in every state, tickets, store credit.

Each act goes through the shop's own rules, on days gone by; on large demonstrations for some of the people only.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from shopcrm.jobs.demo.after_sale_words import COMMENTS, FAULTS, KNOWLEDGE, MATTERS, RECOMMENDS, REPLIES, Matter
from shopcrm.jobs.demo.people import on
from shopcrm.shop import loyalty, orders, returns, store_credit, tickets
from shopcrm.shop.loyalty import Programme, Reward, StampCardDraft, Tier
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.returns import DecisionDraft, Reason, ReceptionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.shop.tickets import Channel, KnowledgeDraft, SavedReplyDraft, TicketDraft
from shopcrm.vault.tx import Tx, from_stamp

MOST_PEOPLE = 400
"""How many customers have a story after the sale, at most: each act costs as much as at the counter."""
_LATELY = timedelta(days=150)
_A_YEAR, _EACH_SO_MANY_DAYS = 360, 3
_REASONS: tuple[Reason, ...] = ("faulty", "damaged", "changed_mind", "wrong_item", "not_described")
_STATES = ("expected", "received", "accepted", "settled", "settled", "credited", "rejected", "overdue")


def add_after_sale(tx: Tx, people: Sequence[int], joined: Sequence[datetime], random: Random) -> None:
    """Points, returns, tickets and store credit for the first of the people."""
    some = people[:MOST_PEOPLE]
    _programme(tx, joined[0])
    for customer, since in zip(some, joined, strict=False):
        if random.random() < 0.6:
            loyalty.join(on(tx, since + timedelta(minutes=1)), customer)
    _earn(tx, some)
    _spend(tx, some)
    _debts(tx, some, random)
    _returns(tx, some, random)
    _desk(tx, joined[0])
    for at, customer in enumerate(some):
        if random.random() < 0.5:
            _ticket(tx, customer, MATTERS[at % len(MATTERS)], random)
    _asked_just_now(tx, some[:3])
    _asked_through_the_year(tx, some, joined)
    for customer in some[2::11]:
        store_credit.issue(_ago(tx, random.randint(3, 90)), customer, 500 * random.randint(1, 6), note="A thank-you")


def _programme(tx: Tx, first: datetime) -> None:
    terms = Programme(
        per_amount=100,
        worth_points=20,
        expiry_months=12,
        warn_days=60,
        birthday_points=20,
        tiers=(Tier("Silver", 150, 110), Tier("Gold", 400, 125)),
        rewards=(Reward("Five pounds off", points=90, amount=500),),
    )
    began = on(tx, first - timedelta(days=1))
    loyalty.set_programme(began, terms)
    posy = tx.maybe("SELECT id FROM products WHERE family = 'Bouquets' ORDER BY price LIMIT 1")
    card = StampCardDraft("Five bouquets", 5, "The sixth is free", posy[0] if posy else None)
    loyalty.add_stamp_card(began, card)


def _earn(tx: Tx, people: Sequence[int]) -> None:
    """Every order that was paid earns on the day on which it was; each month what fell due by itself is entered."""
    rows = tx.all(
        "SELECT orders.id, max(payments.at) FROM orders JOIN payments ON order_id = orders.id"
        " JOIN loyalty_cards USING (customer_id) WHERE customer_id BETWEEN ? AND ? AND settled > 0"
        " GROUP BY orders.id ORDER BY 2, 1",
        (people[0], people[-1]),
    )
    month = ""
    for order, paid_at in rows:
        past = on(tx, from_stamp(paid_at))
        if paid_at[:7] != month:
            loyalty.catch_up(past)
            month = paid_at[:7]
        loyalty.settle_order(past, order)
    loyalty.catch_up(on(tx, tx.now))


def _spend(tx: Tx, people: Sequence[int]) -> None:
    """Some pay part of a posy with their points, just now."""
    members = (row[0] for row in tx.all("SELECT customer_id FROM loyalty_cards ORDER BY customer_id"))
    for customer in [one for one in members if one in people][:32:8]:
        past = on(tx, tx.now)
        usable = loyalty.worth(past, customer).spendable
        if usable >= 20:
            lines = (LineDraft("Posy of the day", 1, 2500),)
            paid = PaidDraft("card", points=min(usable, 500) // 20 * 20)
            orders.place(past, OrderDraft(lines, customer, paid=paid, handed_over=True))


def _debts(tx: Tx, people: Sequence[int], random: Random) -> None:
    """Two spend all their points, then bring back what had earned them."""
    rows = tx.all(
        "SELECT customer_id, max(orders.id) FROM orders JOIN loyalty_cards USING (customer_id)"
        " WHERE stage = 'delivered' AND settled = total AND total > 3000 AND customer_id BETWEEN ? AND ?"
        " AND placed_at BETWEEN ? AND ? GROUP BY customer_id ORDER BY max(total) DESC",
        (people[0], people[-1], _ago(tx, 120).stamp, _ago(tx, 30).stamp),
    )
    done = 0
    for customer, order in rows:
        past = on(tx, tx.now)
        held = loyalty.worth(past, customer)
        if done < 2 and 40 <= held.spendable <= 4_000 and not held.locked:
            lines = (LineDraft("Christmas wreath", 1, 20_000),)
            paid = PaidDraft("card", 0, held.spendable // 20 * 20)
            orders.place(past, OrderDraft(lines, customer, paid=paid, promised_on=tx.today.isoformat()))
            _return(tx, order, tx.now, "counter", "settled", random)
            done += 1


def _returns(tx: Tx, people: Sequence[int], random: Random) -> None:
    """Returns in every state: expected, to decide, to settle, settled, rejected, and a refund that is overdue."""
    rows = tx.all(
        "SELECT orders.id, max(at), orders.channel FROM orders JOIN order_events ON order_id = orders.id"
        " AND kind = 'delivered' WHERE stage = 'delivered' AND customer_id BETWEEN ? AND ? AND settled = total"
        " AND total > 1500 AND placed_at > ? GROUP BY orders.id ORDER BY orders.id",
        (people[0], people[-1], (tx.now - _LATELY).isoformat()),
    )
    for at, (order, delivered_at, channel) in enumerate(rows[::4]):
        told = from_stamp(delivered_at) + timedelta(days=random.randint(1, 6))
        if told < tx.now - timedelta(days=1):
            _return(tx, order, told, channel, _STATES[at % len(_STATES)], random)


def _return(tx: Tx, order: int, told: datetime, channel: str, state: str, random: Random) -> None:
    past = on(tx, told)
    bought = returns.returnable(past, order)[0]
    reason = random.choice(_REASONS)
    changed_mind = reason == "changed_mind" or state == "overdue"
    draft = ReturnDraft(
        order,
        (ReturnLineDraft(bought.position, 1, "changed_mind" if changed_mind else reason, random.choice(FAULTS)),),
        "cancelled"
        if changed_mind and channel in ("web", "phone", "email")
        else "goodwill"
        if changed_mind
        else "faulty",
    )
    back = returns.open(past, draft)
    if state != "expected":
        _go_on(tx, back, min(told + timedelta(days=3), tx.now), state)


def _go_on(tx: Tx, back: int, came: datetime, state: str) -> None:
    """What came back is looked at, and most of it settled the day after."""
    past = on(tx, came)
    (line,) = returns.card(past, back).lines
    returns.receive(past, back, ReceptionDraft(line.id, line.quantity, "received"))
    if state == "received":
        return
    if state == "rejected":
        returns.decide(past, back, DecisionDraft(line.id, "rejected", "Cut flowers were kept out of water"))
        return
    returns.decide(past, back, DecisionDraft(line.id, "accepted", restock="bin"))
    if state in ("settled", "credited"):
        later = on(tx, min(came + timedelta(days=1), tx.now))
        worth = returns.what_if(later, back, SettlementDraft())
        credit = worth.refund if state == "credited" else 0
        returns.settle(later, back, SettlementDraft(credit=credit))


def _desk(tx: Tx, first: datetime) -> None:
    """Replies and notes that the shop keeps."""
    past = on(tx, first)
    for title, body in REPLIES:
        tickets.replies.add(past, SavedReplyDraft(title, body))
    for title, body, words in KNOWLEDGE:
        tickets.knowledge.add(past, KnowledgeDraft(title, body, words))


def _ticket(tx: Tx, customer: int, matter: Matter, random: Random) -> None:
    """A conversation: some of it over long ago, some of it open, some of it late."""
    hours = _opening_hours(tx, random.choice((1, 1, 2, 3, 5, 9, 20, 40, 70, 110)), random)
    order = tx.maybe("SELECT max(id) FROM orders WHERE customer_id = ?", (customer,))
    about = order[0] if order and matter.category in ("order", "delivery", "complaint", "return") else None
    opened = next(hours)
    channel: Channel = random.choice(("email", "phone", "counter", "web"))
    ticket = tickets.open(opened, _draft(customer, matter, channel, about))
    if random.random() < 0.2:
        return
    chance, answered = random.random(), next(hours)
    if chance < 0.3:
        tickets.reply(answered, ticket, matter.answered, then="waiting_customer")
        return
    if chance < 0.4:
        tickets.note(answered, ticket, "Asked the grower about it.")
        tickets.wait(answered, ticket, "supplier")
        return
    tickets.reply(answered, ticket, matter.answered, then="resolved")
    _rate(next(hours), tx, ticket, customer, random)


def _draft(customer: int, matter: Matter, channel: Channel, about: int | None = None) -> TicketDraft:
    return TicketDraft(
        *(matter.subject, matter.asked, customer, about),
        channel=channel,
        category=matter.category,
        priority=matter.priority,
    )


def _asked_just_now(tx: Tx, people: Sequence[int]) -> None:
    """Questions whose time still runs, so that the inbox shows what is left of it."""
    for customer, matter in zip(people, MATTERS[4:], strict=False):
        tickets.open(on(tx, tx.now), _draft(customer, matter, "email"))


def _asked_through_the_year(tx: Tx, people: Sequence[int], joined: Sequence[datetime]) -> None:
    """What customers asked and answered in earlier months, all of it over, so that feedback has a year's course.

    It draws from chances of its own: the rest of the demonstration stays as it is with fewer or more of these.
    """
    random = Random(len(people))
    for days in range(_A_YEAR, _LATELY.days - 30, -_EACH_SO_MANY_DAYS):
        asked = _ago(tx, days)
        known = [one for one, since in zip(people, joined, strict=False) if since < asked.now]
        if not known:
            continue
        customer, matter = random.choice(known), random.choice(MATTERS)
        hours = _opening_hours(tx, days, random)
        ticket = tickets.open(next(hours), _draft(customer, matter, random.choice(("email", "phone", "web"))))
        tickets.reply(next(hours), ticket, matter.answered, then="resolved")
        _rate(next(hours), tx, ticket, customer, random)


def _rate(past: Tx, tx: Tx, ticket: int, customer: int, random: Random) -> None:
    """Most say how satisfied they were, some whether they would recommend the shop."""
    if past.now >= tx.now or random.random() < 0.3:
        return
    score = random.choices((5, 4, 3, 2, 1), (10, 6, 2, 1, 1))[0]
    comment = random.choice(COMMENTS[score])
    tickets.rate(past, ticket, score, comment)
    if random.random() < 0.5 and tickets.recommendations.due(past, customer):
        tickets.recommendations.record(past, customer, random.choice(RECOMMENDS[score]), comment, ticket)


def _opening_hours(tx: Tx, days: int, random: Random) -> Iterator[Tx]:
    """Moments after so many days ago, each some while after the one before, none later than now."""
    moment = _ago(tx, days).now
    while True:
        yield on(tx, min(moment, tx.now))
        moment += timedelta(minutes=random.choice((15, 40, 90, 240, 600)))


def _ago(tx: Tx, days: int) -> Tx:
    """This book at half past ten so many days ago."""
    day = tx.today - timedelta(days=days)
    return on(tx, datetime.combine(day, time(10, 30), ZoneInfo(tx.calendar.zone)).astimezone(UTC))
