"""Which column is which field, as a person has said once: remembered by the names of the columns of the file.

Only names of columns are kept, nothing that a file holds.
"""

import json
from dataclasses import replace
from pathlib import Path

from shopcrm.exchange.reader import Heading, look_at
from shopcrm.exchange.recognise import Recognised
from shopcrm.jobs.importing.report import ImportRequest
from shopcrm.vault.registry import Role, read
from shopcrm.vault.tx import Tx

_KEPT = 200
"""How many mappings are remembered; the one said longest ago goes first."""


@read("imports.as_before", role=Role.ASSISTANT)
def as_before(tx: Tx, request: ImportRequest) -> ImportRequest:
    """The request with the mapping of the last file that had these columns; as it is, where it says how to read itself.

    Raises Refused for a file that cannot be read as a table.
    """
    if request.mapping or request.format:
        return request
    for heading in look_at(Path(request.path)).headings():
        held = tx.maybe("SELECT format, mapping FROM import_mappings WHERE columns = ?", (_key(heading),))
        if held is not None:
            return replace(request, format=held[0], mapping=tuple(json.loads(held[1])))
    return request


def remember(tx: Tx, request: ImportRequest, found: Recognised) -> None:
    """Keep what a person said about this file's columns; a file that was read without a word is not noted."""
    if not request.mapping:
        return
    tx.run(
        "INSERT INTO import_mappings (columns, format, mapping, said_at) VALUES (?, ?, ?, ?) ON CONFLICT (columns)"
        " DO UPDATE SET format = excluded.format, mapping = excluded.mapping, said_at = excluded.said_at",
        (_key(found.columns.table.heading), found.format.name, json.dumps(request.mapping), tx.stamp),
    )
    tx.run(
        "DELETE FROM import_mappings WHERE columns NOT IN"
        " (SELECT columns FROM import_mappings ORDER BY said_at DESC, columns LIMIT ?)",
        (_KEPT,),
    )


def _key(heading: Heading) -> str:
    return json.dumps(sorted(heading.folded), ensure_ascii=False)
