"""What the program works out about customers, and the forecast that it is part of."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop

TABLES: Mapping[str, Table] = {
    "scores": Table(
        "What our program worked out about you",
        {
            "customer_id": key(),
            "made_on": Column("customer", "how fresh it is", label="Worked out on", unit="date"),
            "weeks": Column("customer", "how far it looks ahead", label="For so many weeks ahead"),
            "expected_orders": Column(
                "customer", "to keep customers and buy stock", label="Orders we may expect from you"
            ),
            "expected_value": Column(
                "customer", "to keep customers and buy stock", label="What they may come to", unit="money"
            ),
            "currency": Column("customer", "the money it is in", label="Currency"),
            "still_here": Column(
                "customer", "to see whom we may lose", label="Chance that you are our customer still, 0 to 1"
            ),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        keep="until replaced",
        source="worked out by our program from your orders; nothing is decided by it alone",
        currency="currency",
        merge="let go",
    ),
    "forecasts": Table(
        "Forecasts",
        {
            "id": key(),
            "made_on": shop("how fresh the forecast is"),
            "until": shop("what it knows"),
            "customers": shop("how many it is made from"),
            "weeks": shop("how far it looks ahead"),
            "why_not": shop("why there is none"),
            "said_on": shop("holds it against what came"),
            "said_until": shop("holds it against what came"),
            "said": shop("holds it against what came"),
            "came": shop("holds it against what came"),
        },
        basis="none needed",
        keep="until replaced",
    ),
}
