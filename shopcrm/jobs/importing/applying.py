"""Applying a file to the book, whole or not at all; a rehearsal is the same work, rolled back."""

import gc
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shopcrm.errors import CrmError, InvalidValue, UsageError
from shopcrm.exchange.format import Options
from shopcrm.exchange.recognise import Recognised, recognise
from shopcrm.exchange.records import ImportedCustomer, ImportedOrder, ImportedRecord, Skipped
from shopcrm.jobs.importing.answers import Answers
from shopcrm.jobs.importing.journal import Ids, Journal
from shopcrm.jobs.importing.ordering import shown
from shopcrm.jobs.importing.orders import Orders
from shopcrm.jobs.importing.people import People
from shopcrm.jobs.importing.remembered import remember
from shopcrm.jobs.importing.report import ImportReport, ImportRequest, Preview, Tally
from shopcrm.jobs.importing.taking_back import undo
from shopcrm.money import check_currency, show
from shopcrm.plain_text import clean_line, visible
from shopcrm.shop import rollups
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import Role, write
from shopcrm.vault.tx import Note, Tx

if TYPE_CHECKING:
    from shopcrm.vault.session import Vault

_BATCH = 2_000


class _RehearsedError(CrmError):
    """Ends a rehearsal: the transaction rolls back and the report comes out."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__("That was a rehearsal.")
        self.report = report


def preview(request: ImportRequest) -> Preview:
    """What the file is and how its columns are read; needs no book. Raises Refused for a file of no known kind."""
    found = _recognised(request)
    return Preview(found.format.name, found.format.title, found.mapping, found.unused, found.warnings)


def rehearse(
    vault: "Vault", request: ImportRequest, progress: Callable[[int, int, str], None] | None = None
) -> ImportReport:
    """What `apply` would do to this book, exactly; nothing is changed."""
    try:
        return vault.write(_rehearse, request, progress=progress)
    except _RehearsedError as over:
        return over.report


@write("imports.apply", role=Role.MANAGER)
def apply(tx: Tx, request: ImportRequest) -> ImportReport:
    """Import a file, all or nothing.

    Raises Refused for a file that is broken, of no known kind, or whose dates could be read two ways.
    """
    report = _apply(tx, request)
    counts = {key: dict(getattr(report, key)) for key in ("created", "updated", "unchanged")}
    reference = ref("I", report.import_id or 0)
    # The rules called on the way noted single people: the import is one entry, with counts.
    tx.noted = Note(reference, None, {"format": report.format, "rows": report.rows, **counts})
    tx.offer_undo(f"Import {reference}", undo, report.import_id)
    return report


@write("imports.rehearse", role=Role.MANAGER)
def _rehearse(tx: Tx, request: ImportRequest) -> ImportReport:
    """Import a file and roll everything back; the report leaves as an exception."""
    raise _RehearsedError(_apply(tx, request))


def _recognised(request: ImportRequest) -> Recognised:
    pairs = dict(part.split("=", 1) for part in request.mapping if "=" in part)
    if len(pairs) != len(request.mapping):
        raise UsageError("A mapping is FIELD=COLUMN, each field once.", "For example --map email=Contact.")
    return recognise(Path(request.path), request.format, pairs)


def _apply(tx: Tx, request: ImportRequest) -> ImportReport:
    found = _recognised(request)
    currency = check_currency(request.currency) if request.currency else str(tx.value("SELECT currency FROM profile"))
    options = Options(currency, ZoneInfo(tx.calendar.zone), request.dates)
    work = _Import(tx, found)
    records = found.records(options)
    total, what = found.columns.table.source.lines, f"Importing {found.format.title}"
    with _no_garbage_hunt():
        while batch := list(islice(records, _BATCH)):
            work.take(batch)
            tx.step(batch[-1].line, total, what)
        report = work.finish(Path(request.path))
    if report.created or report.updated or report.unchanged:
        remember(tx, request, found)
    return report


@contextmanager
def _no_garbage_hunt() -> Iterator[None]:
    """A million plain rows make no cycles: looking for some among them would take a tenth of a long import."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Import:
    """One import as it runs."""

    def __init__(self, tx: Tx, found: Recognised) -> None:
        self._tx, self._found = tx, found
        one = found.format
        self._tally, self._ids, self._journal = Tally(), Ids(tx), Journal()
        self._people = People(tx, one.platform, one.title, self._ids, self._journal, self._tally)
        self._orders = Orders(tx, one.platform, self._ids, self._journal, self._tally)
        self._answers = Answers(tx, self._ids, self._journal, self._tally)
        self._stamp = tx.stamp
        self._listed: dict[int, tuple[int, int]] = {}

    def take(self, batch: list[ImportedRecord]) -> None:
        """Put a batch of records into the book."""
        orders = [one for one in batch if isinstance(one, ImportedOrder)]
        self._people.fetch(
            [one.buyer if isinstance(one, ImportedOrder) else one for one in batch if not isinstance(one, Skipped)]
        )
        self._orders.fetch(orders)
        for record in batch:
            try:
                self._record(record)
            except InvalidValue as problem:
                name = f"{shown(record)}: " if isinstance(record, ImportedOrder) and record.number else ""
                self._tally.skipped.append(Skipped(record.line, name + problem.message))
        self._people.flush()
        self._orders.flush()

    def _record(self, record: ImportedRecord) -> None:
        if isinstance(record, Skipped):
            self._tally.skipped.append(record)
        elif isinstance(record, ImportedCustomer):
            customer = self._person(record)
            if customer is not None:
                self._repeated(customer, record)
        else:
            self._order(record)

    def _person(self, person: ImportedCustomer, known: int | None = None, ordered_at: str = "") -> int | None:
        customer = self._people.find_or_add(person, known, ordered_at)
        for warning in person.warnings:
            self._tally.warn(person.line, warning)
        if customer is not None and not self._people.is_erased(customer):
            self._answers.hear(customer, person)
        return customer

    def _repeated(self, customer: int, person: ImportedCustomer) -> None:
        """Name a row about somebody who stood further up in the list, so that the rows of the report add up."""
        said = hash(person[1:])
        line, before = self._listed.setdefault(customer, (person.line, said))
        if line != person.line:
            same = f"same as line {line}"
            reason = same if said == before else f"{same}: the same customer, with whom it was put together"
            self._tally.skipped.append(Skipped(person.line, reason))

    def _refuse_no_order(self, order: ImportedOrder) -> None:
        """Raise InvalidValue for what cannot be an order that somebody has placed."""
        total = order.computed_total if order.total is None else order.total
        if total is not None and total < 0:
            said = show(total, order.currency)
            raise InvalidValue("total", f"its total is {said}: a credit note or a refund, not an order")
        if order.placed_at > self._stamp:
            raise InvalidValue("date", f"its date, {visible(order.placed_raw[:40])}, is in the future")

    def _order(self, order: ImportedOrder) -> None:
        self._refuse_no_order(order)
        wanted = self._orders.prepare(order)
        customer = self._person(order.buyer, self._orders.known_buyer(order), order.placed_at)
        if not order.buyer.nobody and (customer is None or self._people.is_erased(customer)):
            wanted = wanted.nameless()
        self._orders.put(order, wanted, customer)
        for warning in order.warnings:
            self._tally.warn(order.line, warning)
        if difference := order.difference:
            self._tally.differences.append(difference)

    def finish(self, path: Path) -> ImportReport:
        """Enter the answers, bring sums up to date, and write the journal."""
        tx, found = self._tx, self._found
        self._answers.enter()
        rollups.rebuild_for(tx, self._orders.buyers, self._orders.days)
        tx.run("INSERT INTO search_words (search_words) VALUES ('optimize')")
        self._tally.doubles += self._people.doubles()
        rows = found.columns.table.count
        about_the_file = (*found.warnings, *self._people.by_name.warnings(), *self._people.own_numbers.warnings())
        report = self._tally.report(None, found.format.name, rows, about_the_file)
        import_id = tx.insert(
            "INSERT INTO imports (at, staff_id, format, file_name, sha256, rows, summary) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                tx.stamp,
                tx.staff.id,
                found.format.name,
                clean_line(path.name)[:200],
                _sha256(path),
                rows,
                _summary(report),
            ),
        )
        self._journal.write(tx, import_id, self._ids)
        return self._tally.report(import_id, found.format.name, rows, about_the_file)


def _summary(report: ImportReport) -> str:
    counts: Counter[str] = Counter()
    for name in ("created", "updated", "unchanged"):
        for kind, number in getattr(report, name).items():
            counts[f"{name} {kind}"] = number
    return json.dumps(dict(counts) | {"skipped": len(report.skipped), "differences": len(report.differences)})


def _sha256(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def may_be_known(report: ImportReport) -> str:
    """The heading of those who may have been in the book already."""
    return f"{len(report.doubles):,} may be in the book already: compare them under Duplicates"


def lines_of(report: ImportReport) -> Iterator[str]:
    """A report in words, for a terminal."""
    for title, counts in (("New", report.created), ("Changed", report.updated), ("Unchanged", report.unchanged)):
        if counts:
            yield f"{title}: " + ", ".join(f"{number:,} {kind}" for kind, number in sorted(counts.items()))
    for title, texts in (
        ("Skipped", [f"line {one.line}: {one.reason}" for one in report.skipped]),
        ("Check", list(report.warnings)),
        ("Totals that differ", list(report.differences)),
        (may_be_known(report), list(report.doubles)),
    ):
        if texts:
            yield f"{title}:"
            yield from (f"  {text}" for text in texts)
