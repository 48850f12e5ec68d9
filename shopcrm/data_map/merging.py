"""Records that were made one, and those that were found to be of two people."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, key, staff

TABLES: Mapping[str, Table] = {
    "merges": Table(
        "Records of yours that we made one",
        {
            "id": Column("customer", "parts the records again", label="Number", erasure="keep"),
            "customer_id": key(),
            "lose_id": Column("customer", "finds the record by its old number", label="Earlier number", erasure="keep"),
            "at": Column("customer", "when they were made one", label="When", unit="instant", erasure="keep"),
            "staff_id": staff(),
            "undone_at": Column("customer", "when they were parted", label="Parted", unit="instant", erasure="keep"),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        source="made by the shop as it worked",
    ),
    "merge_rows": Table(
        "What your earlier record said",
        {
            "id": key(),
            "merge_id": key(),
            "table_name": Column("customer", "where it stood", label="Kind of record"),
            "kind": Column(
                "customer",
                "what became of it",
                label="What became of it",
                codes={
                    "moved": "moved to the record that was kept",
                    "changed": "changed",
                    "removed": "joined with what was there",
                    "added": "added",
                },
            ),
            "row_key": key("finds the entry again"),
            "before": Column("customer", "parts the records again", label="Before"),
            "after": Column("customer", "parts the records again", label="After"),
        },
        belongs="merge_id IN (SELECT id FROM merges WHERE customer_id = ?)",
        basis="legitimate interest",
        source="made by the shop as it worked",
        merge="stay",
    ),
    "told_apart": Table(
        "People whom you are not",
        {
            "customer_id": key(),
            "other_id": key("the record that is somebody else's"),
            "at": Column("customer", "when it was found", label="Found to be somebody else's record", unit="instant"),
            "staff_id": staff(),
        },
        belongs=CUSTOMER,
        basis="legitimate interest",
        merge="keeper's",
    ),
}
