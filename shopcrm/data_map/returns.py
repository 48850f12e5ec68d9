"""Returns: what came back, what was decided, how it was settled."""

from collections.abc import Mapping

from shopcrm.data_map.shape import ORDER, Column, Table, key, staff

_RETURN = f"return_id IN (SELECT id FROM returns WHERE {ORDER})"
_CURRENCY = "(SELECT currency FROM returns JOIN orders ON orders.id = order_id WHERE returns.id = return_id)"
_BASES = {
    "faulty": "faulty, or not as described",
    "cancelled": "a purchase from afar that you cancelled",
    "goodwill": "taken back by goodwill",
}
_STATES = {
    "expected": "not yet back",
    "deciding": "being looked at",
    "settling": "accepted, not yet settled",
    "done": "done",
    "withdrawn": "withdrawn",
}
_REASONS = {
    "changed_mind": "you changed your mind",
    "does_not_fit": "it does not fit",
    "not_described": "not as described",
    "wrong_item": "the wrong item was sent",
    "late": "it came too late",
}
_RECEPTIONS = {
    "expected": "not yet back",
    "short": "missing from the parcel",
    "wrong_item": "something else came",
    "damaged": "damaged on the way back",
    "lost": "lost on the way back",
    "kept": "you keep it",
}
_EVENTS = {"taken_back": "a settlement made by mistake was taken back"}


def _date(why: str, label: str) -> Column:
    return Column("customer", why, label=label, unit="date", erasure="keep")


def _money(why: str, label: str) -> Column:
    return Column("customer", why, label=label, unit="money", erasure="keep")


TABLES: Mapping[str, Table] = {
    "returns": Table(
        "Your returns",
        {
            "id": Column("customer", "the reference on papers", label="Return", erasure="keep"),
            "order_id": Column("customer", "which order", label="Order", erasure="keep"),
            "basis": Column("customer", "by what right", label="Why taken back", erasure="keep", codes=_BASES),
            "state": Column("customer", "how far it is", label="State", erasure="keep", codes=_STATES),
            "told_on": _date("counts the days that the law gives", "You told us on"),
            "delivered_on": _date("counts the days that the law gives", "You had the goods on"),
            "informed_on": _date("counts the days that the law gives", "Told of the right to cancel on"),
            "never_informed": Column(
                "customer",
                "counts the days that the law gives",
                label="Never told of the right to cancel",
                unit="yes/no",
                erasure="keep",
            ),
            "sent_on": _date("counts the days that the law gives", "You sent it on"),
            "agreed_on": _date("counts the days that the law gives", "Refund agreed on"),
            "repair_asked_on": _date("counts the days that the law gives", "Repair asked for on"),
            "repaired_on": _date("counts the days that the law gives", "Repaired and given back on"),
            "note": Column("customer", "to get it right", label="Note", erasure="blank"),
            "opened_at": Column("customer", "when opened", label="Opened", unit="instant", erasure="keep"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant", erasure="keep"),
        },
        belongs=ORDER,
        keep="tax years",
        source="you, when you brought or sent it back",
    ),
    "return_lines": Table(
        "What you returned",
        {
            "id": key(),
            "return_id": Column("customer", "which return", label="Return", erasure="keep"),
            "order_line_id": key("which line of the order"),
            "quantity": Column("customer", "how many", label="How many", erasure="keep"),
            "reason": Column("customer", "why", label="Reason", erasure="keep", codes=_REASONS),
            "detail": Column("customer", "what is wrong with it", label="Details", erasure="blank"),
            "reception": Column("customer", "what came", label="What came", erasure="keep", codes=_RECEPTIONS),
            "decision": Column("customer", "what was decided", label="Decided", erasure="keep"),
            "rejected_because": Column("customer", "why not", label="Rejected because", erasure="blank"),
            "back_on": _date("counts the days that the law gives", "Back on"),
            "restock": Column("shop", "where it goes", hidden="where the shop puts the goods", erasure="keep"),
            "outcome": Column("customer", "how it ended", label="Outcome", erasure="keep"),
            "settlement_id": key("how it was settled"),
            "value": _money("what it was worth", "Worth"),
            "tax": _money("the tax in it", "Tax in it"),
        },
        belongs=_RETURN,
        keep="tax years",
        source="you, and the shop as it looked at the goods",
        currency=_CURRENCY,
    ),
    "return_settlements": Table(
        "How your returns were settled",
        {
            "id": key(),
            "return_id": Column("customer", "which return", label="Return", erasure="keep"),
            "currency": Column("customer", "the money it is in", label="Currency", erasure="keep"),
            "value": _money("what came back", "Worth"),
            "tax": _money("the tax in it", "Tax in it"),
            "delivery": _money("what came back", "Delivery paid back"),
            "deduction": _money("what was kept", "Deducted"),
            "deducted_because": Column("customer", "why", label="Deducted because", erasure="blank"),
            "exchange_order_id": Column("customer", "what it was exchanged for", label="Exchanged for", erasure="keep"),
            "taken_back": Column("customer", "a mistake", label="Taken back", unit="yes/no", erasure="keep"),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "note": Column("customer", "what for", label="Note", erasure="blank"),
        },
        belongs=_RETURN,
        keep="tax years",
        source="made by the shop as it worked",
        currency="currency",
    ),
    "return_events": Table(
        "What happened to your returns",
        {
            "id": key(),
            "return_id": Column("customer", "which return", label="Return", erasure="keep"),
            "kind": Column("customer", "what happened", label="What", erasure="keep", codes=_EVENTS),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "detail": Column("customer", "what exactly", label="Details", erasure="blank"),
        },
        belongs=_RETURN,
        keep="tax years",
        source="made by the shop as it worked",
    ),
}
