"""What is still open with a customer and speaks against erasing now, and what the shopkeeper should know before."""

from collections.abc import Iterator

from shopcrm.errors import InvalidValue
from shopcrm.money import show
from shopcrm.privacy import requests
from shopcrm.privacy.erasure.records import Obstacle
from shopcrm.shop import loyalty, restriction, store_credit
from shopcrm.vault.refs import ref
from shopcrm.vault.tx import Tx

_ORDERS = (
    "SELECT id, stage, iif(stage = 'cancelled', -settled, total - settled - refunded), currency FROM orders"
    " WHERE customer_id = ? ORDER BY id"
)
_RETURNS = (
    "SELECT returns.id FROM returns JOIN orders ON orders.id = order_id"
    " WHERE customer_id = ? AND state NOT IN ('done', 'withdrawn') ORDER BY returns.id"
)
_REQUESTS = (
    "SELECT id, \"right\" FROM data_requests WHERE customer_id = ? AND state = 'open' AND \"right\" <> 'erasure'"
    " AND id IS NOT ? ORDER BY id"
)
_TO_ERASE = (
    "SELECT id FROM data_requests WHERE customer_id = ? AND state = 'open' AND \"right\" = 'erasure' ORDER BY id"
)
_TICKETS = "SELECT count(*) FROM tickets WHERE customer_id = ? AND state NOT IN ('resolved', 'closed')"
_ABOUT_OTHERS = {
    "N": "SELECT id FROM notes WHERE customer_id <> ?1 AND body LIKE ?2 ESCAPE '\\' ORDER BY id LIMIT 6",
    "T": (
        "SELECT id FROM tickets WHERE customer_id IS NOT ?1 AND (subject LIKE ?2 ESCAPE '\\' OR EXISTS (SELECT 1"
        " FROM ticket_events WHERE ticket_id = tickets.id AND body LIKE ?2 ESCAPE '\\')) ORDER BY id LIMIT 6"
    ),
    "A": (
        "SELECT id FROM reminders WHERE customer_id IS NOT ?1 AND title || ' ' || note LIKE ?2 ESCAPE '\\'"
        " ORDER BY id LIMIT 6"
    ),
}
"""Where others' records may name her, by the letter of their references."""


def obstacles(tx: Tx, customer: int, request: int | None) -> tuple[Obstacle, ...]:
    """What is open. request: the data request that the erasure answers, which is none of them.

    Raises InvalidValue for another person's request.
    """
    return (
        *_of_proof(tx, customer, request),
        *_of_orders(tx, customer),
        *_of_returns(tx, customer),
        *_of_credit(tx, customer),
        *_of_restriction(tx, customer),
        *_of_requests(tx, customer, request),
        *_of_unclaimed(tx, customer, request),
    )


def warnings(tx: Tx, customer: int) -> tuple[str, ...]:
    """What goes with the record and cannot be had back."""
    found = []
    points = loyalty.worth(tx, customer).points
    if points:
        found.append(f"{points:,} points lapse.")
    tickets = tx.value(_TICKETS, (customer,))
    if tickets:
        found.append(f"{tickets:,} open {'ticket is' if tickets == 1 else 'tickets are'} closed.")
    mentions = _mentioned_elsewhere(tx, customer)
    if mentions:
        shown = ", ".join(mentions[:5]) + (" and more" if len(mentions) > 5 else "")
        found.append(f"The name stands in notes, tickets or reminders that stay as they are: {shown}. Read them.")
    return tuple(found)


def _of_orders(tx: Tx, customer: int) -> Iterator[Obstacle]:
    for order, stage, owed, currency in tx.all(_ORDERS, (customer,)):
        if stage not in ("delivered", "cancelled"):
            yield Obstacle(f"{ref('O', order)} is not delivered yet.", "Deliver it, or cancel it.")
        if owed > 0:
            yield Obstacle(
                f"{ref('O', order)}: {show(owed, currency)} is not paid.",
                "Take the payment, or cancel the order; a debt may be a claim that needs name and address.",
            )
        if owed < 0:
            yield Obstacle(f"{ref('O', order)}: the shop owes {show(-owed, currency)}.", "Pay it back.")


def _of_returns(tx: Tx, customer: int) -> Iterator[Obstacle]:
    for (ret,) in tx.all(_RETURNS, (customer,)):
        yield Obstacle(f"{ref('R', ret)} is not settled.", "Settle it, or withdraw it.")


def _of_credit(tx: Tx, customer: int) -> Iterator[Obstacle]:
    for held in store_credit.balances(tx, customer):
        if held.minor > 0:
            yield Obstacle(f"Store credit of {show(held.minor, held.currency)} would lapse.", "Pay it out.")


def _of_restriction(tx: Tx, customer: int) -> Iterator[Obstacle]:
    standing = restriction.standing(tx, customer)
    if standing is not None:
        yield Obstacle(
            f"The record is restricted: the customer {restriction.GROUNDS[standing.grounds]}.",
            "Ask whether it is to be erased all the same; else lift the restriction first.",
        )


def _of_proof(tx: Tx, customer: int, request: int | None) -> Iterator[Obstacle]:
    """That it was never shown who asks: erasing for somebody else cannot be made good."""
    asked = [row[0] for row in tx.all(_TO_ERASE, (customer,))] if request is None else [request]
    for one in asked:
        whose = requests.card(tx, one).customer_id
        if whose is None:
            yield Obstacle(f"Nobody said that {ref('D', one)} is this customer's.", "Say whose it is.")
        elif whose != customer:
            raise InvalidValue("request", f"{ref('D', one)} is another customer's.", "Check both references.")
        for gap in requests.unproved(tx, one):
            yield Obstacle(f"{ref('D', one)}: {gap.what}", gap.do)


def _of_unclaimed(tx: Tx, customer: int, request: int | None) -> Iterator[Obstacle]:
    for other, right in requests.unclaimed(tx, customer):
        if other != request:
            what = requests.RIGHT_WORDS[right].lower()
            yield Obstacle(f"{ref('D', other)} ({what}) may be this customer's too.", "Say whose it is.")


def _of_requests(tx: Tx, customer: int, request: int | None) -> Iterator[Obstacle]:
    for other, right in tx.all(_REQUESTS, (customer, request)):
        what = "A complaint" if right == "complaint" else f"A request ({right})"
        yield Obstacle(
            f"{what}, {ref('D', other)}, is open.",
            "Answer it first: to erase what somebody asked to see is an offence (Data Protection Act 2018 s.173).",
        )


def _mentioned_elsewhere(tx: Tx, customer: int) -> list[str]:
    """Notes, tickets and reminders that are not this person's, in which her whole name or an address of hers stands."""
    name = tx.value("SELECT name FROM customers WHERE id = ?", (customer,))
    held = [row[0] for row in tx.all("SELECT typed FROM contact_points WHERE customer_id = ?", (customer,))]
    found: dict[str, None] = {}
    for text in filter(None, (name, *held)):
        like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        for letter, sql in _ABOUT_OTHERS.items():
            found |= {ref(letter, row[0]): None for row in tx.all(sql, (customer, like))}
    return list(found)
