"""What the shop said about doubtful records."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

TABLES: Mapping[str, Table] = {
    "not_junk": Table(
        "That your record is a real person's",
        {
            "customer_id": key(),
            "at": Column(
                "customer",
                "so that our program does not take the record for junk again",
                label="Looked at and found to be a real customer's",
                unit="instant",
            ),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        merge="keeper's",
    ),
    "quality_settings": Table(
        "Settings",
        {"id": key(), "stale_months": shop("after how long a record is asked about")},
        basis="none needed",
        keep="for ever",
    ),
}
