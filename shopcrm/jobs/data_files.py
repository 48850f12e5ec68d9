"""The access pack's data files: everything in the report once more, for a computer (UK GDPR Arts 15(3) and 20)."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shopcrm.exchange.writer import write_table
from shopcrm.money import Money, to_major
from shopcrm.plain_text import clean_line
from shopcrm.privacy.holding import Category, Holding, in_use
from shopcrm.privacy.portability import NOT_IN_IT, PortableData
from shopcrm.privacy.third_parties import Value
from shopcrm.vault.tx import stamp

_READ_ME = """\
{shop}: personal data held about {name} ({reference}), as at {at}.

data.json    everything, with the meaning of each column and code; text exactly as it is stored
*.csv        the same, one file for each kind of record, for a spreadsheet: an apostrophe stands
             before a value that a spreadsheet could mistake for a formula
documents/   papers that we keep about you
portable/    what you may take along to another service (UK GDPR Art 20)

Times are in UTC. Amounts are decimal numbers in the currency named in the same row.
"""

PORTABLE_FORMAT = "shopcrm-portable-1"
_PORTABLE_READ_ME = """\
{shop}: personal data of {name} ({reference}) to take along to another service, as at {at}.

portable-data.json   everything, with the meaning of each column and code
*.csv                the same, one file for each kind of record: an apostrophe stands before a value
                     that a spreadsheet could mistake for a formula

{not_in_it}

Times are in UTC. Amounts are decimal numbers in the currency of the order.
"""


def data_files(holding: Holding, shop: str) -> dict[str, bytes]:
    """File name -> content: a read-me, data.json, one CSV for each kind of record that is held, and the documents."""
    at = stamp(holding.gathered_at)
    read_me = _READ_ME.format(shop=shop, name=clean_line(holding.name), reference=holding.reference, at=at)
    files = {"read-me.txt": read_me.encode(), "data.json": _json(holding, shop, at)}
    for category in in_use(holding.categories):
        files[f"{category.table}.csv"] = _csv(category)
    for file in holding.files:
        files[f"documents/{_file_name(file.name)}"] = file.body
    return files


def portable_files(data: PortableData, shop: str, folder: str = "") -> dict[str, bytes]:
    """File name -> content of what a person may take along: a read-me, one JSON file and a CSV for each kind of record.

    folder: what stands before each name, with its slash.
    """
    holding, at = data.holding, stamp(data.holding.gathered_at)
    document = {
        "format": PORTABLE_FORMAT,
        "what": "personal data that one person provided, to take along to another service (UK GDPR Art 20)",
        "held_by": shop,
        "about": {"reference": holding.reference, "name": holding.name},
        "as_at": at,
        "times": "UTC",
        "amounts": "decimal, in the currency of the order",
        "categories": [_category(category) for category in data.categories],
        "not_included": {"why": NOT_IN_IT, "kinds_of_record": list(data.left)},
    }
    read_me = _PORTABLE_READ_ME.format(
        shop=shop, name=clean_line(holding.name), reference=holding.reference, at=at, not_in_it=NOT_IN_IT
    )
    files = {"read-me.txt": read_me.encode(), "portable-data.json": _encoded(document)}
    files |= {f"{category.table}.csv": _csv(category) for category in data.categories}
    return {folder + name: content for name, content in files.items()}


def zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """The files in one zip, readable by their owner only and dated by the clock of the book."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, at.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, content)
    return out.getvalue()


def _json(holding: Holding, shop: str, at: str) -> bytes:
    document = {
        "what": "personal data held about one person",
        "held_by": shop,
        "about": {"reference": holding.reference, "name": holding.name},
        "as_at": at,
        "times": "UTC",
        "amounts": "decimal, in the currency of the same row",
        "categories": [_category(category) for category in holding.categories],
        "recipients": [{"kind": one.kind, "name": one.name, "orders": one.orders} for one in holding.recipients],
        "may_we_contact": [
            {"for": one.purpose, "by": one.channel, "allowed": one.allowed, "because": one.because}
            for one in holding.contact
        ],
        "wordings": [{"for": one.purpose, "version": one.version, "text": one.text} for one in holding.wordings],
        "removed": [
            {"what": one.what, "why": one.reason, "times": one.times, "where": list(one.where)}
            for one in holding.redactions
        ],
        "withheld": [{"what": one.what, "why": one.reason, "entries": one.entries} for one in holding.withheld],
        "left_out": [{"why": one.reason, "where": list(one.where)} for one in holding.left_out],
        "documents": [_file_name(file.name) for file in holding.files],
    }
    return _encoded(document)


def _encoded(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _category(category: Category) -> dict[str, Any]:
    return {
        "name": category.table,
        "title": category.title,
        "lawful_basis": category.basis,
        "kept": category.kept,
        "source": category.source,
        "columns": [
            {
                "name": heading.name,
                "title": heading.label,
                "why": heading.why,
                "unit": heading.unit,
                "codes": dict(heading.codes),
            }
            for heading in category.headings
        ],
        "rows": [dict(zip(_names(category), map(_plain, row), strict=True)) for row in category.rows],
    }


def _csv(category: Category) -> bytes:
    out = io.StringIO(newline="")
    write_table(out, _names(category), (list(map(_plain, row)) for row in category.rows), for_spreadsheet=True)
    return out.getvalue().encode()


def _names(category: Category) -> list[str]:
    return [heading.name for heading in category.headings]


def _plain(value: Value) -> str | int | None:
    return format(to_major(value.minor, value.currency), "f") if isinstance(value, Money) else value


def _file_name(name: str) -> str:
    """A document's name without anything that could lead out of the folder or trip another system."""
    return "".join("-" if character in '/\\:*?"<>|' else character for character in clean_line(name)).strip(". ")
