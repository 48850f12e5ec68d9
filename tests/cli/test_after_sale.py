"""After the sale from the command line: returns, tickets, points and store credit, by `batch`, `show` and `find`."""

import json

import pytest

from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22T09:30:00Z")
STEPS = [
    {"do": "loyalty.set_programme", "lock_days": 0},
    {"do": "customers.add", "given_name": "Ana", "family_name": "Smith", "as": "ana"},
    {"do": "loyalty.join", "customer": "$ana"},
    {
        "do": "orders.place",
        "as": "order",
        "customer": "$ana",
        "lines": [{"description": "Rose bouquet", "quantity": 2, "unit_price": 2800}],
        "paid": {"method": "card"},
        "handed_over": True,
    },
    {"do": "store_credit.issue", "customer": "$ana", "amount": 500, "note": "thank you"},
    {
        "do": "returns.open",
        "as": "back",
        "order": "$order",
        "lines": [{"position": 1, "quantity": 1, "reason": "faulty"}],
        "handed_over": True,
    },
    {
        "do": "tickets.open",
        "subject": "Where is my refund?",
        "ret": "$back",
        "body": "You said soon.",
        "channel": "phone",
    },
]


@pytest.fixture(autouse=True)
def after_a_sale(crm: Run, shop: object) -> None:
    """Ana bought two bouquets, brought one back, and asks about it."""
    del shop
    crm(*NOW, "batch", "-", stdin="\n".join(map(json.dumps, STEPS))).ok()


def test_a_customer_is_shown_with_what_followed_her_order(asked: Run, crm: Run) -> None:
    document = asked(*NOW, "show", "C-1001").ok().document
    assert [one["id"] for one in document["returns"]] == ["R-1001"]
    assert [one["id"] for one in document["tickets"]] == ["T-1001"]
    assert (document["points"]["balance"], document["points"]["spendable"]) == (56, 56)
    assert document["store_credit"] == [{"minor": 500, "currency": "GBP"}]
    words = crm(*NOW, "show", "C-1001").ok().out
    for part in ("R-1001  2026-11-22  O-1001", "Where is my refund?", "56, worth £0.56", "Credit:    £5.00"):
        assert part in words


def test_a_return_is_shown_with_its_dates_and_the_rules_behind_them(asked: Run, crm: Run) -> None:
    document = asked(*NOW, "show", "R-1001").ok().document
    assert (document["order_id"], document["state"]) == ("O-1001", "deciding")
    assert document["clocks"][0]["rule"].startswith("Consumer Rights Act 2015")
    assert "Rose bouquet, Faulty: Received; To decide; £28.00" in crm(*NOW, "show", "R-1001").ok().out


def test_a_ticket_is_shown_with_its_clocks_and_the_conversation(asked: Run, crm: Run) -> None:
    document = asked(*NOW, "show", "t1001").ok().document
    assert (document["return_id"], document["order_id"], document["customer_id"]) == ("R-1001", "O-1001", "C-1001")
    assert [one["name"] for one in document["clocks"]] == ["first_response", "resolution"]
    words = crm(*NOW, "show", "T-1001").ok().out
    assert "First reply: " in words
    assert "You said soon." in words


def test_returns_and_tickets_are_found_by_number_and_tickets_by_their_words(asked: Run) -> None:
    for typed, ref in (("R-1001", "R-1001"), ("t-1001", "T-1001"), ("refund", "T-1001")):
        assert [one["ref"] for one in asked("find", typed).ok().document["results"]] == [ref]


@pytest.mark.parametrize("name", ["returns", "service", "loyalty"])
def test_each_report_has_columns_and_rows(asked: Run, name: str) -> None:
    document = asked(*NOW, "report", name).ok().document
    assert document["columns"]
    assert document["rows"]


def test_more_than_was_bought_is_refused_with_the_reason_and_nothing_changes(crm: Run, asked: Run) -> None:
    step = {"do": "returns.open", "order": "O-1001", "lines": [{"position": 1, "quantity": 2, "reason": "faulty"}]}
    refused = crm(*NOW, "batch", "-", stdin=json.dumps(step))
    assert refused.code == 1
    assert len(asked(*NOW, "show", "C-1001").ok().document["returns"]) == 1
