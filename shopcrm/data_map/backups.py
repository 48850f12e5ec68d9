"""How trying a backup went; of nobody in particular."""

from collections.abc import Mapping

from shopcrm.data_map.shape import Table, key, shop, staff

TABLES: Mapping[str, Table] = {
    "drills": Table(
        "The vault",
        {
            "id": key(),
            "at": shop("when a backup was tried"),
            "file": shop("which backup"),
            "taken_at": shop("when it was made"),
            "milliseconds": shop("how long trying it took"),
            "outcome": shop("whether it passed"),
            "counts": shop("how many records it held"),
            "problems": shop("what was wrong with it"),
            "staff_id": staff("who tried it"),
        },
        basis="none needed",
        keep="for ever",
    ),
}
