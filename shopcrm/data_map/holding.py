"""Documents, the search index and the journals of imports."""

from collections.abc import Mapping

from shopcrm.data_map.shape import CUSTOMER, Column, Table, index, key, shop, staff

TABLES: Mapping[str, Table] = {
    "documents": Table(
        "Documents",
        {
            "id": key(),
            "customer_id": key(),
            "kind": Column("customer", "what it is", label="Kind"),
            "file_name": Column("customer", "what it is", label="File"),
            "media_type": Column("nobody", "how to open it", hidden="a technical mark"),
            "sha256": Column("nobody", "proves it unchanged", hidden="a checksum"),
            "body": Column(
                "customer", "evidence and letters", hidden="the file itself is handed over beside this report"
            ),
            "staff_id": staff(),
            "at": Column("customer", "when added", label="When", unit="instant"),
        },
        belongs=CUSTOMER,
        basis="legal duty",
        keep="while it proves consent",
        source="added by the shop",
    ),
    "search_entries": Table(
        "Search",
        {
            "id": key(),
            "letter": key("which kind of record"),
            "record_id": key(),
            "words": index("finds you while typing"),
            "digits": index("finds you by part of a number"),
        },
        belongs=(
            "(letter = 'C' AND record_id = ?1)"
            " OR (letter = 'N' AND record_id IN (SELECT id FROM notes WHERE customer_id = ?1))"
            " OR (letter = 'T' AND record_id IN (SELECT id FROM tickets WHERE customer_id = ?1))"
        ),
    ),
    "name_words": Table(
        "Search",
        {"word": index("finds near misses"), "uses": key("counts how many records hold the word")},
    ),
    "imports": Table(
        "Imports",
        {
            "id": key(),
            "at": shop("when"),
            "staff_id": staff(),
            "format": shop("which layout"),
            "file_name": shop("which file"),
            "sha256": shop("which file exactly"),
            "rows": shop("how long"),
            "summary": shop("what it did"),
            "undone_at": shop("whether it was taken back"),
        },
        basis="legitimate interest",
        keep="for ever",
    ),
    "import_changes": Table(
        "Imports",
        {
            "id": key(),
            "import_id": key(),
            "table_name": key("what changed"),
            "row_key": key("what changed"),
            "before": Column("customer", "takes an import back", hidden="earlier values, shown in the activity"),
            "after": Column("customer", "takes an import back", hidden="values shown elsewhere in this report"),
        },
        basis="legitimate interest",
        keep="until replaced",
    ),
    "import_mappings": Table(
        "Imports",
        {
            "columns": shop("which kind of file: the names of its columns"),
            "format": shop("how it is read"),
            "mapping": shop("which column is which field"),
            "said_at": shop("when a person said so"),
        },
        basis="none needed",
        keep="until replaced",
    ),
}
