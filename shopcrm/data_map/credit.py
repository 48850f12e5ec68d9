"""Store credit: what the shop owes a customer in goods."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, staff

_KINDS = {
    "return": "given for something that came back",
    "goodwill": "given as a gesture",
    "gift": "a gift voucher",
    "spent": "spent by you",
    "adjusted": "put right",
    "taken_back": "an entry made by mistake was taken back",
}

TABLES: Mapping[str, Table] = {
    "store_credit": Table(
        "Store credit",
        {
            "id": key(),
            "customer_id": key(),
            "currency": Column("customer", "the money it is in", label="Currency", erasure="keep"),
            "amount": Column("customer", "how much", label="Amount", unit="money", erasure="keep"),
            "kind": Column("customer", "given or spent", label="What", erasure="keep", codes=_KINDS),
            "payment_id": key("which payment it was spent or given by"),
            "reverses": key("which entry was a mistake"),
            "at": Column("customer", "when", label="When", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "note": Column("customer", "what for", label="Note", erasure="blank"),
        },
        belongs=CUSTOMER,
        keep="tax years",
        source="made by the shop as it worked",
        currency="currency",
    ),
}
