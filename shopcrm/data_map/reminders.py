"""What the shop wants to be reminded of, and what the program did by itself."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, shop, staff

_REPEATS = {"": "once", "daily": "every day", "weekly": "every week", "monthly": "every month", "yearly": "every year"}
_RUN = "so that nothing that is due is forgotten or done twice"

TABLES: Mapping[str, Table] = {
    "reminders": Table(
        "Reminders about you",
        {
            "id": key(),
            "uid": key("names it in a calendar"),
            "customer_id": key(),
            "title": Column("customer", "to do in time what concerns you", label="What"),
            "note": Column("customer", "to do in time what concerns you", label="Note"),
            "repeats": Column("customer", "how often", label="How often", codes=_REPEATS),
            "first_on": Column("customer", "when it began", label="First day", unit="date"),
            "due_on": Column("customer", "when", label="Day", unit="date"),
            "state": Column("customer", "whether it was done", label="State", codes={"dropped": "not wanted any more"}),
            "done_at": Column("customer", "when it was done", label="Done", unit="instant"),
            "staff_id": staff(),
            "created_at": Column("customer", "when written", label="Written", unit="instant"),
            "updated_at": Column("customer", "last change", label="Last changed", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        source="the shop as it worked",
    ),
    "chore_runs": Table(
        "What the program did by itself",
        {
            "id": key(),
            **{name: shop(_RUN) for name in ("chore", "due_at", "at", "outcome", "words", "seen_at")},
            "staff_id": staff(),
        },
        basis="none needed",
        keep="13 months",
    ),
}
