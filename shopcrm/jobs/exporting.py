"""Copies that leave the book: customers, orders, everything. Each is noted; only who may be contacted where asked."""

import base64
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shopcrm.data_map import TABLES
from shopcrm.errors import UsageError
from shopcrm.exchange.writer import write_csv, write_json, write_records, write_table, written_aside
from shopcrm.insight import segments
from shopcrm.money import to_major
from shopcrm.shop import consent
from shopcrm.shop.consent import Channel, Permission, Purpose
from shopcrm.vault.permission import require
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Tx

What = Literal["customers", "orders", "everything"]
FileFormat = Literal["csv", "csv-lossless", "json", "zip"]

FORMATS: dict[What, tuple[FileFormat, ...]] = {
    "customers": ("csv", "csv-lossless", "json"),
    "orders": ("csv", "csv-lossless", "json"),
    "everything": ("zip", "json"),
}
"""csv is safe to open in a spreadsheet; csv-lossless is for other programs and alters nothing."""

_ASKED: tuple[Channel, ...] = ("email", "sms", "phone", "post")
_SECRET = frozenset({"meta", "ledger_gate", "old_keys"})
"""Keys of the vault itself: nobody's data, and worth more to a thief than all the rest."""
_STEP = 500
_DATED = re.compile(r" (on|since) \d{1,2} \w{3} \d{4}")

_PEOPLE_HEADER = (
    "reference", "uid", "first name", "last name", "company", "email", "email 2", "phone", "mobile", "address 1",
    "address 2", "city", "county", "postcode", "country", "tags",
)  # fmt: skip
_PEOPLE = (
    "SELECT id, status, uid, given_name, family_name, company FROM customers WHERE status <> 'erased' ORDER BY id",
    "SELECT typed FROM contact_points WHERE customer_id = ? AND kind = ? AND (? OR wrong + bounced + do_not_use = 0)"
    " ORDER BY preferred DESC, id",
    "SELECT line1, line2, town, county, postcode, country FROM addresses WHERE customer_id = ?"
    " AND (? OR wrong + do_not_use = 0) ORDER BY preferred DESC, id",
    "SELECT tag FROM customer_tags WHERE customer_id = ? ORDER BY tag",
)
_RESTRICTED = "restricted: to be seen, not used (UK GDPR Art 18)"
_ORDERS_HEADER = (
    "reference", "number", "placed at", "customer", "customer name", "channel", "currency", "goods", "discount",
    "delivery", "tax", "total", "paid", "stage", "note", "items",
)  # fmt: skip
_ORDERS = (
    "SELECT orders.id, coalesce(external_name, ''), placed_at, customer_id, coalesce(customers.name, ''), channel,"
    " currency, goods, discount, shipping, tax, total, settled, stage, note FROM orders"
    " LEFT JOIN customers ON customers.id = customer_id ORDER BY orders.id"
)
_LINES = (
    "SELECT sku, description, quantity, unit_price, discount, tax FROM order_lines WHERE order_id = ? ORDER BY position"
)
_PAYMENTS = "SELECT kind, method, amount, at FROM payments WHERE order_id = ? ORDER BY id"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write where. purpose and channel: only people who may be contacted so; both or neither.

    Of these people only the addresses and numbers by which they may be contacted for the purpose are written.
    segment: only its customers, by the name of a group or of a saved segment; needs a purpose and a channel.
    """

    what: What
    format: FileFormat
    output: str
    purpose: Purpose | None = None
    channel: Channel | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The file, how many rows it has, and how many people were left out for which reason."""

    file: str
    rows: int
    left_out: dict[str, int]


@write("exports.write", role=Role.MANAGER)
def export(tx: Tx, request: ExportRequest) -> ExportReport:
    """Write a copy of customers, orders or everything to a file, and note that it was made.

    Everything is for the owner. Raises UsageError for a format that does not fit, Refused or NoSpace where the file
    cannot be written.
    """
    _check(request)
    if request.what == "everything":
        require(tx.staff, Role.OWNER, "write a copy of the whole book")
    path, left_out = Path(request.output).absolute(), Counter[str]()
    if request.what == "customers":
        rows = _customers(tx, request, path, left_out)
    elif request.what == "orders":
        rows = _orders(tx, request, path)
    else:
        rows = _everything(tx, request, path)
    tx.note(
        what=request.what, format=request.format, file=path.name, rows=rows, purpose=request.purpose,
        channel=request.channel, segment=request.segment, left_out=dict(left_out),
    )  # fmt: skip
    return ExportReport(str(path), rows, dict(left_out))


def _check(request: ExportRequest) -> None:
    fits = FORMATS[request.what]
    if request.format not in fits:
        raise UsageError(
            f"{request.what.capitalize()} cannot be written as {request.format}.", f"Use {', '.join(fits)}."
        )
    if (request.purpose is None) != (request.channel is None):
        raise UsageError(
            "A purpose needs a channel, and a channel a purpose.", "Name both, or neither for a plain copy."
        )
    if request.segment is not None and (request.purpose is None or request.what != "customers"):
        raise UsageError(
            "A segment leaves the book only for a purpose and by a channel.",
            "Export customers, and name both: who has not said yes is left out.",
        )
    if request.purpose is not None and request.what != "customers":
        raise UsageError("Only customers can be chosen by what they agreed to.", "Leave purpose and channel out.")


def _customers(tx: Tx, request: ExportRequest, path: Path, left_out: Counter[str]) -> int:
    plain = request.purpose is None
    header = (*_PEOPLE_HEADER, *(f"may_{channel}" for channel in _ASKED)) if plain else _PEOPLE_HEADER
    people = _people(tx, request, left_out)
    if request.format == "json":
        return write_json(
            path, _heading(tx, "customers"), "customers", (dict(zip(header, one, strict=True)) for one in people)
        )
    return write_csv(path, header, people, for_spreadsheet=request.format == "csv")


def _people(tx: Tx, request: ExportRequest, left_out: Counter[str]) -> Iterator[tuple[object, ...]]:
    """The customers; with a purpose only those who may be contacted, and why the others may not is counted."""
    total = int(tx.value("SELECT count(*) FROM customers"))
    purpose, channel = request.purpose, request.channel
    members = None if request.segment is None else frozenset(segments.member_ids(tx, request.segment))
    for done, (customer, status, *names) in enumerate(tx.rows(_PEOPLE[0]), start=1):
        if done % _STEP == 0:
            tx.step(done, total, "Writing customers")
        if members is not None and customer not in members:
            continue
        if status == "restricted":
            left_out[_RESTRICTED] += 1
            continue
        asked = consent.may_contact_by(tx, customer, purpose or "marketing")
        if purpose is None or channel is None:
            answers = tuple("yes" if asked[one].allowed else "no" for one in _ASKED)
            yield (ref("C", customer), *names, *_reach(tx, customer, _ASKED, plain=True), *answers)
        elif asked[channel].allowed:
            willing = [one for one, permission in asked.items() if permission.allowed]
            yield (ref("C", customer), *names, *_reach(tx, customer, willing, plain=False))
        else:
            left_out[reason(asked[channel])] += 1


def _reach(tx: Tx, customer: int, channels: Collection[Channel], *, plain: bool) -> tuple[str, ...]:
    """E-mails, phones, the preferred address and tags, as the columns of a list; further ones share a cell.

    channels: only what these reach her by. plain: a copy of the book, with what is wrong or not to be used too.
    """
    _, points, addresses, tags = _PEOPLE
    emails, phones = (
        [row[0] for row in tx.all(points, (customer, kind, plain))] if by & set(channels) else []
        for kind, by in (("email", {"email"}), ("phone", {"sms", "phone"}))
    )
    address = (tx.maybe(addresses, (customer, plain)) if "post" in channels else None) or ("",) * 6
    labels = ", ".join(row[0] for row in tx.all(tags, (customer,)))
    return (
        *(emails[0] if emails else "", "; ".join(emails[1:])),
        *(phones[0] if phones else "", "; ".join(phones[1:])),
        *address,
        labels,
    )


def reason(permission: Permission) -> str:
    """Why somebody may not be contacted, as it is counted: without her address, her number or the day."""
    return permission.counted_as or _DATED.sub("", permission.because)


def _orders(tx: Tx, request: ExportRequest, path: Path) -> int:
    if request.format == "json":
        return write_json(path, _heading(tx, "orders"), "orders", _order_documents(tx))
    rows = ((*order, items) for order, items in _order_rows(tx))
    return write_csv(path, _ORDERS_HEADER, rows, for_spreadsheet=request.format == "csv")


def _order_rows(tx: Tx) -> Iterator[tuple[tuple[object, ...], str]]:
    """Each order once, so that totals add up; its lines as words."""
    for order in _each_order(tx):
        lines = tx.all(_LINES, (order[0],))
        yield _in_major(order), "; ".join(f"{quantity} × {name}" for _, name, quantity, *_ in lines)


def _order_documents(tx: Tx) -> Iterator[dict[str, Any]]:
    for order in _each_order(tx):
        currency = str(order[6])
        document = dict(zip(_ORDERS_HEADER[:-1], map(_plain, _in_major(order)), strict=True))
        document["lines"] = [
            {"sku": sku, "item": name, "quantity": quantity}
            | {
                key: str(to_major(amount, currency))
                for key, amount in zip(("price", "discount", "tax"), amounts, strict=True)
            }
            for sku, name, quantity, *amounts in tx.all(_LINES, (order[0],))
        ]
        document["payments"] = [
            {"kind": kind, "method": method, "amount": str(to_major(amount, currency)), "at": at}
            for kind, method, amount, at in tx.all(_PAYMENTS, (order[0],))
        ]
        yield document


def _each_order(tx: Tx) -> Iterator[tuple[Any, ...]]:
    total = int(tx.value("SELECT count(*) FROM orders"))
    for done, order in enumerate(tx.rows(_ORDERS), start=1):
        if done % _STEP == 0:
            tx.step(done, total, "Writing orders")
        yield order


def _in_major(order: tuple[Any, ...]) -> tuple[object, ...]:
    """References instead of ids, decimals instead of minor units."""
    order_id, number, placed_at, customer, name, channel, currency, *rest = order
    amounts = (to_major(amount, currency) for amount in rest[:6])
    who = ref("C", customer) if customer else ""
    return (ref("O", order_id), number, placed_at, who, name, channel, currency, *amounts, *rest[6:])


def _everything(tx: Tx, request: ExportRequest, path: Path) -> int:
    """Every table of the data map but the vault's own keys, as JSON, and in a zip as CSV too."""
    if request.format == "json":
        return write_json(path, _heading(tx, "everything"), "tables", _tables(tx))
    rows = 0
    with written_aside(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("everything.json", "w", force_zip64=True) as member:
            write_records(_text(member), _heading(tx, "everything"), "tables", _tables(tx))
        for name in _names():
            with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
                table = (tuple(map(_plain, row)) for row in tx.rows(_select(name)))
                rows += write_table(_text(member), list(TABLES[name].columns), table, for_spreadsheet=False)
    return rows


def _text(member: Any) -> io.TextIOWrapper:
    return io.TextIOWrapper(member, encoding="utf-8", newline="", write_through=True)


def _tables(tx: Tx) -> Iterator[dict[str, Any]]:
    names = _names()
    for done, name in enumerate(names):
        tx.step(done, len(names), "Writing everything")
        columns = list(TABLES[name].columns)
        rows = [dict(zip(columns, map(_plain, row), strict=True)) for row in tx.rows(_select(name))]
        yield {"table": name, "rows": rows}


def _names() -> list[str]:
    return [name for name in TABLES if name not in _SECRET and not name.startswith("search_")]


def _select(name: str) -> str:
    return f"SELECT {', '.join(TABLES[name].columns)} FROM {name}"


def _heading(tx: Tx, what: str) -> dict[str, str]:
    return {"what": what, "shop": str(tx.value("SELECT name FROM profile")), "at": tx.stamp}


def _plain(value: object) -> object:
    """A value as JSON and CSV can hold it: files and hashes in base 64, decimals as text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value if isinstance(value, (str, int, type(None))) else str(value)
