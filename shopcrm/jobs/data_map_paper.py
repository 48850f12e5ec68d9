"""The map of what is held about customers, as a paper or as a table, written where the person said, and noted."""

import io
from pathlib import Path
from typing import Literal

from shopcrm.exchange.writer import write_table
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_noted, write_paper
from shopcrm.papers import data_map_paper
from shopcrm.papers.data_map_paper import remark
from shopcrm.privacy import minimising
from shopcrm.privacy.minimising import KINDS, KindHeld
from shopcrm.shop import profile
from shopcrm.vault.vault import Vault

Form = Literal["pdf", "csv"]
_COLUMNS = (
    *("table", "kind", "lawful_basis", "kept", "source", "records", "kind_last_used"),
    *("column", "field", "why", "filled", "last_used", "may_stay_empty", "remark"),
)


def write_data_map(vault: Vault, folder: Path, form: Form = "pdf") -> Written:
    """Write what is held, and how it is used, into `folder` as a new file. Raises NotAllowed, Refused or NoSpace."""
    kinds = [vault.read(minimising.held, table) for table in KINDS]
    now = vault.clock()
    on = vault.calendar.local_date(now)
    name = f"what-we-hold-{on}.{form}"
    if form == "pdf":
        paper = data_map_paper.make(kinds, letterhead(vault.read(profile.get)), on, now)
        return write_paper(paper, name, folder, lambda used: vault.write(minimising.note_export, used))
    (path,) = write_noted({name: _csv(kinds)}, folder, lambda names: vault.write(minimising.note_export, names[0]))
    return Written(path, 0, ())


def _csv(kinds: list[KindHeld]) -> bytes:
    out = io.StringIO(newline="")
    write_table(out, _COLUMNS, (row for kind in kinds for row in _rows(kind)), for_spreadsheet=True)
    return out.getvalue().encode()


def _rows(kind: KindHeld) -> list[tuple[object, ...]]:
    about = (kind.table, kind.title, kind.basis, kind.kept, kind.source, kind.records, kind.last_on)
    return [
        (*about, one.column, one.label, one.why, one.filled, one.last_on, int(one.optional), remark(one))
        for one in kind.fields
    ]
