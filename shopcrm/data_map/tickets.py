"""What customers asked, and what was said and noted about it."""

from collections.abc import Mapping
from dataclasses import replace

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

TICKET = "ticket_id IN (SELECT id FROM tickets WHERE customer_id = ?)"

_CHANNELS = {
    "counter": "at the counter",
    "phone": "by telephone",
    "email": "by e-mail",
    "letter": "by letter",
    "web": "on the website",
    "social": "on a social network",
    "chat": "in a chat",
}

TABLES: Mapping[str, Table] = {
    "tickets": Table(
        "What you asked us",
        {
            "id": Column("customer", "the reference on replies", label="Our reference", erasure="keep"),
            "customer_id": replace(key(), erasure="blank"),
            "order_id": Column("customer", "what it was about", label="Order", erasure="blank"),
            "return_id": Column("customer", "what it was about", label="Return", erasure="blank"),
            "subject": Column("customer", "what it was about", label="Subject", erasure="blank"),
            "channel": Column("customer", "how you reached us", label="How", erasure="keep", codes=_CHANNELS),
            "category": Column("customer", "who deals with it", label="Kind", erasure="keep"),
            "priority": Column("customer", "how soon it is dealt with", label="Priority", erasure="keep"),
            "policy_id": key("which promises held when it was opened"),
            "opened_at": Column("customer", "when you asked", label="Opened", unit="instant", erasure="keep"),
            "state": Column(
                "customer",
                "how far it is",
                label="State",
                erasure="keep",
                codes={
                    "waiting_customer": "waiting for your answer",
                    "waiting_supplier": "waiting for a supplier",
                },
            ),
            "next_due_at": Column("customer", "to answer in time", label="Due", unit="instant", erasure="keep"),
            "next_due": Column(
                "customer",
                "to answer in time",
                label="What is due",
                erasure="keep",
                codes={"first_response": "our first reply", "resolution": "the solution"},
            ),
            "response_due_at": Column(
                "customer", "to answer in time", label="First reply due", unit="instant", erasure="keep"
            ),
            "resolution_due_at": Column(
                "customer", "to solve in time", label="Solution due", unit="instant", erasure="keep"
            ),
            "replied_at": Column("customer", "how soon we reply", label="First reply", unit="instant", erasure="keep"),
            "resolved_at": Column("customer", "how soon we solve it", label="Solved", unit="instant", erasure="keep"),
            "response_minutes": Column(
                "customer", "how soon we reply", label="Minutes of opening hours to the first reply", erasure="keep"
            ),
            "resolution_minutes": Column(
                "customer", "how soon we solve it", label="Minutes of opening hours to the solution", erasure="keep"
            ),
            "breached": Column(
                "customer", "how often we are late", label="We were late", unit="yes/no", erasure="keep"
            ),
            "merged_into": Column("customer", "two about the same", label="Goes on in", erasure="keep"),
            "split_from": Column("customer", "one about two things", label="Split off from", erasure="keep"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant", erasure="keep"),
        },
        belongs=CUSTOMER,
        source="you, when you asked",
    ),
    "ticket_events": Table(
        "What was said about what you asked us",
        {
            "id": key(),
            "ticket_id": Column("customer", "which ticket", label="Ticket", erasure="keep"),
            "kind": Column(
                "customer",
                "what happened",
                label="What",
                erasure="keep",
                codes={
                    "message": "you wrote or said",
                    "reply": "we replied",
                    "note": "we noted",
                    "linked": "linked with another record",
                    "satisfaction": "how satisfied you were, 1 to 5",
                    "breached": "we were late",
                    "merged": "went on in another ticket",
                    "absorbed": "carried over from another ticket",
                    "split": "part of it went on in another ticket",
                    "asked": "we asked how satisfied you were",
                },
            ),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "channel": Column("customer", "how", label="How", erasure="keep", codes=_CHANNELS),
            "value": Column(
                "customer",
                "what exactly",
                label="What exactly",
                erasure="keep",
                codes={
                    "waiting_customer": "waiting for your answer",
                    "waiting_supplier": "waiting for a supplier",
                    "first_response": "our first reply",
                    "resolution": "the solution",
                },
            ),
            "body": Column("customer", "what was said", label="Words", erasure="blank"),
        },
        belongs=TICKET,
        source="you, and the shop as it worked",
    ),
    "recommendations": Table(
        "Whether you would recommend us",
        {
            "id": key(),
            "customer_id": key(),
            "score": Column("customer", "how we are doing", label="0 to 10"),
            "comment": Column("customer", "how we are doing", label="In your words"),
            "ticket_id": Column("customer", "what it followed", label="Ticket"),
            "at": Column("customer", "when", label="When", unit="instant"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        source="you, when we asked",
    ),
    "service_policies": Table(
        "What the shop promises",
        {
            "id": key(),
            "hours": shop("when it is open"),
            "closed_days": shop("when it is closed"),
            "keeps_holidays": shop("when it is closed"),
            "zone": shop("its clock"),
            "region": shop("its public holidays"),
            "proclaimed": shop("its public holidays"),
            "first_response": shop("how soon it replies"),
            "resolution": shop("how soon it solves"),
            "created_at": shop("since when"),
            "staff_id": staff(),
        },
        basis="none needed",
        keep="for ever",
    ),
    "saved_replies": Table(
        "What the shop often says",
        {
            "id": key(),
            "title": shop("finds it"),
            "body": shop("what it says"),
            "uses": shop("how often it is used"),
            "archived": shop("whether it is in use"),
            "updated_at": shop("last change"),
        },
        basis="none needed",
        keep="for ever",
    ),
    "knowledge_notes": Table(
        "What the shop knows",
        {
            "id": key(),
            "title": shop("finds it"),
            "body": shop("what it says"),
            "words": shop("finds it"),
            "archived": shop("whether it is in use"),
            "updated_at": shop("last change"),
        },
        basis="none needed",
        keep="for ever",
    ),
}
