"""People who were erased: that it was done, what is kept of their purchases, and what keeps them from coming back."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, ORDER, Column, Table, digest, key, staff

_HASHED = "knows you again in a file or a backup, so that you stay erased"

TABLES: Mapping[str, Table] = {
    "erasures": Table(
        "That you were erased",
        {
            "customer_id": key(),
            "at": Column("customer", "proves that it was done", label="Erased", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "reason": Column("customer", "why it was done", label="Why", erasure="keep"),
            "request_id": key("which request it answered"),
            "kept_until": Column(
                "customer", "when the rest goes", label="Rest kept until", unit="date", erasure="keep"
            ),
            "report": Column("customer", "proves what was done", label="What was erased and kept", erasure="keep"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="for ever",
        source="made by the shop as it erased you",
        merge="stay",
    ),
    "tombstones": Table(
        "Erased people",
        {
            "uid": Column("customer", _HASHED, hidden="a random number that says nothing", erasure="keep"),
            "customer_id": key(),
            "at": key("which of two backups is older"),
            "reason": key("says again why, where a backup is restored"),
        },
        basis="legal duty",
        keep="for ever",
        merge="stay",
    ),
    "tombstone_marks": Table(
        "Erased people",
        {"digest": digest(_HASHED), "kind": key("which sort of address"), "uid": key("whose it is")},
        basis="legal duty",
        keep="for ever",
        merge="stay",
    ),
    "kept_orders": Table(
        "What your invoices must show",
        {
            "order_id": Column("customer", "which order", label="Order", erasure="keep"),
            "keep_until": Column("customer", "when it goes", label="Kept until", unit="date", erasure="keep"),
            "name": Column("customer", "an invoice names the buyer", label="Name on the invoice", erasure="keep"),
            "address": Column("customer", "an invoice names the buyer", label="Address on the invoice", erasure="keep"),
        },
        belongs=ORDER,
        basis="legal duty",
        keep="tax years",
        source="your record, as it was erased",
    ),
}
