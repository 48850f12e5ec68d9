"""What is held about whom: every column of every table, in one place.

The access report, the erasure plan, retention, the register of processing and the demo's canaries all read this map;
none keeps a list of its own. A test fails on a column that is not named here. Plain data, no imports of other rooms.
"""

from collections.abc import Mapping

from shopcrm.data_map import (
    backups,
    credit,
    erasure,
    figures,
    holding,
    keeping,
    loyalty,
    merging,
    people,
    permission,
    quality,
    registers,
    reminders,
    requests,
    returns,
    sales,
    scores,
    segments,
    tickets,
)
from shopcrm.data_map.shape import HOW_LONG, Basis, Column, Erasure, Keep, Merge, Table, Whose

__all__ = ["HOW_LONG", "TABLES", "Basis", "Column", "Erasure", "Keep", "Merge", "Table", "Whose"]

TABLES: Mapping[str, Table] = {
    **keeping.TABLES,
    **backups.TABLES,
    **people.TABLES,
    **sales.TABLES,
    **returns.TABLES,
    **credit.TABLES,
    **tickets.TABLES,
    **loyalty.TABLES,
    **permission.TABLES,
    **merging.TABLES,
    **segments.TABLES,
    **scores.TABLES,
    **quality.TABLES,
    **figures.TABLES,
    **erasure.TABLES,
    **requests.TABLES,
    **registers.TABLES,
    **reminders.TABLES,
    **holding.TABLES,
}
