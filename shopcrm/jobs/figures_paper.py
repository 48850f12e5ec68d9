"""The figures of a period as a page with charts or as a table, written where the person said, and noted."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shopcrm.exchange.writer import write_table
from shopcrm.insight import dashboard
from shopcrm.insight.dashboard import DEFINITIONS, Board, Figure, Kind, Period, Point, axis, periods, shown
from shopcrm.insight.figures import spreadsheet
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.written import Written, write_noted, write_paper
from shopcrm.papers import figures_page
from shopcrm.papers.figures_page import Chart, FigureLine
from shopcrm.shop import profile
from shopcrm.shop.profile import Profile
from shopcrm.vault import activity
from shopcrm.vault.header import Anchor
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx
from shopcrm.vault.vault import Vault

DRAWN = ("kept", "average", "new", "returning")
"""What the charts show: money first, then people."""
PERIODS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: from one day to another, or of the period of that kind in which the last day lies."""

    since: date | None = None
    until: date | None = None
    kind: Kind = "days"


@dataclass(frozen=True, slots=True)
class FiguresFacts:
    """What the page is made from, all of one moment."""

    board: Board
    course: tuple[tuple[str, tuple[Point, ...]], ...]
    shop: Profile
    head: Anchor
    stamp: str
    today: date


@read("figures_paper.facts", role=Role.MANAGER)
def figures_facts(tx: Tx, asked: Asked) -> FiguresFacts:
    """The figures, and four of them over time: by periods of their kind, by months where it has none."""
    country, shop = tx.calendar.country, profile.get(tx)
    period = dashboard.period_asked(tx, asked.since, asked.until, asked.kind)
    last = period if period.kind != "days" else periods.of("month", period.last, country)
    drawn: tuple[Period, ...] = periods.latest(last, PERIODS, country)
    course = tuple((key, dashboard.points(tx, DEFINITIONS[key], shop.currency, drawn)) for key in DRAWN)
    return FiguresFacts(dashboard.board_of(tx, period), course, shop, activity.head(tx), tx.stamp, tx.today)


@write("figures_paper.note", role=Role.MANAGER)
def note_paper(tx: Tx, file: str) -> None:
    """Note that figures were written to a file."""
    tx.note(file=file)


def page(vault: Vault, asked: Asked, folder: Path, name: str = "") -> Written:
    """Write the page into `folder`. Raises InvalidValue, Refused or NoSpace; nothing is left behind then."""
    found = vault.read(figures_facts, asked)
    board = found.board
    days = f"{board.so_far.name}, compared" if board.begun else "Compared"
    paper = figures_page.make(
        f"{board.period.name} so far" if board.begun else board.period.name,
        f"{days} with {board.before.name}",
        [_line(one) for one in board.figures],
        [_chart(key, points, found.shop.currency, found.today) for key, points in found.course],
        [(one.name, one.words) for one in dict.fromkeys(figure.about for figure in board.figures)],
        _running(found),
        letterhead(found.shop),
        found.stamp,
        found.head,
    )
    return write_paper(
        paper,
        name or f"{_file_name(board.so_far.first, board.so_far.last)}.pdf",
        folder,
        lambda file: vault.write(note_paper, file),
    )


def table(vault: Vault, asked: Asked, folder: Path) -> Path:
    """Write the table of `report figures` for a spreadsheet into `folder`. Raises as `page` does."""
    figures = vault.read(dashboard.report, asked.since, asked.until, asked.kind)
    content = io.StringIO(newline="")
    write_table(content, *spreadsheet(figures), for_spreadsheet=True)
    name = f"{_file_name(figures.facts['from'], figures.facts['to'])}.csv"
    (path,) = write_noted({name: content.getvalue().encode()}, folder, lambda names: vault.write(note_paper, names[0]))
    return path


def _file_name(first: object, last: object) -> str:
    return f"figures-{first}-to-{last}"


def _line(one: Figure) -> FigureLine:
    before = shown(one.before.value, one.about.unit, one.currency)
    change = one.change_words.replace("▲ ", "+").replace("▼ ", "-")
    return FigureLine(one.name, one.shown, before, change, _target_words(one), one.found.made_from)


def _target_words(one: Figure) -> str:
    """Without marks, which no printer's face holds: ``max 5.0%, missed``, ``£2,000.00, £1,105.61 to go``."""
    said = {True: "reached", False: "missed", None: one.to_go}[one.reached]
    return f"{one.aim}, {said}" if said else one.aim


def _running(found: FiguresFacts) -> str:
    """``* November 2026 so far: 1 to 22 Nov 2026.``: that the last of the charts is not over; empty where it is."""
    last = next((points[-1].period for _, points in found.course), None)
    if last is None or last.last <= found.today:
        return ""
    return f"* {last.name} so far: {last.until(found.today).name}."


def _chart(key: str, points: tuple[Point, ...], currency: str, today: date) -> Chart:
    """The figure over time; the name of a period that still runs bears a star."""
    about = DEFINITIONS[key]
    values = tuple(point.found.value for point in points)
    return Chart(
        about.name,
        tuple(f"{one.short_name}{'*' if one.last > today else ''}" for one in (point.period for point in points)),
        values,
        axis(values, about.unit, currency, 5),
        bars=about.adds_up,
    )
