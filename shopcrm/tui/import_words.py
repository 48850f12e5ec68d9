"""What an import did, or would do, in words: for the rehearsal, the result and the list of past imports."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from textual.content import Content

from shopcrm.exchange.recognise import formats
from shopcrm.jobs.importing import ImportReport, PastImport, UndoReport
from shopcrm.plain_text import visible
from shopcrm.tui.text import line, plain

NOTHING = "nothing"


def counted(counts: Mapping[str, int]) -> str:
    """``12 orders, 3 customers``."""
    told = (f"{number:,} {kind if number != 1 else _one(kind)}" for kind, number in sorted(counts.items()) if number)
    return ", ".join(told) or NOTHING


def report_rows(report: ImportReport, width: int, *, done: bool) -> Iterator[Content]:
    """The counts, then each list with its lines. width: in columns. done: whether it happened, or was rehearsed."""
    heads = ("New", "Changed", "As before") if done else ("Would add", "Would change", "As they are")
    for head, counts in zip(heads, (report.created, report.updated, report.unchanged), strict=True):
        yield line((f"{head:<14}", "bold"), counted(counts))
    yield line(
        ("Skipped       ", "bold"), f"{len(report.skipped):,} of {report.rows:,} rows" if report.skipped else NOTHING
    )
    lists = (
        ("Skipped, and why", [f"line {one.line:,}: {one.reason}" for one in report.skipped]),
        ("To check", list(report.warnings)),
        ("Totals that differ from their lines", list(report.differences)),
        ("May be in the book already; compare them below More, Duplicates", list(report.doubles)),
    )
    for title, texts in lists:
        if texts:
            yield plain("")
            yield line((f"! {title}", "bold $warning"), f" ({len(texts):,})")
            yield from _wrapped(texts, width)


def brings_nothing(report: ImportReport) -> bool:
    """Whether importing would change nothing at all."""
    return not any(report.created.values()) and not any(report.updated.values())


def undo_rows(report: UndoReport, width: int) -> Iterator[Content]:
    """What was removed, restored and kept. width: in columns."""
    yield line(("Removed       ", "bold"), counted(report.removed))
    yield line(("As before     ", "bold"), counted(report.restored))
    yield line(("Kept          ", "bold"), f"{len(report.kept):,}" if report.kept else NOTHING)
    yield from _wrapped(report.kept, width)


def summary_words(one: PastImport) -> str:
    """``12 orders and 3 customers new, 1 customer changed``; what an import did, on one line."""
    parts = []
    for state, word in (("created", "new"), ("updated", "changed")):
        counts = {key.partition(" ")[2]: number for key, number in one.summary.items() if key.startswith(f"{state} ")}
        if any(counts.values()):
            parts.append(f"{counted(counts)} {word}")
    return "; ".join(parts) or "nothing new"


def kind_words(name: str) -> str:
    """What kind of file a format is, in words."""
    known = formats().get(name)
    return known.title if known else name


def _wrapped(texts: Iterable[str], width: int) -> Iterator[Content]:
    """Each text set in below its heading; its further lines a little more."""
    for text in texts:
        shown = textwrap.wrap(visible(text), max(width, 20), initial_indent="  ", subsequent_indent="    ")
        yield from (plain(row) for row in shown)


def _one(kind: str) -> str:
    return {"addresses": "address"}.get(kind, kind.removesuffix("s"))
