"""How the shop is doing: figures that explain themselves, of a day, week, month, quarter or tax year."""

from shopcrm.insight.dashboard.board import Board, Point, board, board_of, one, period_asked, points, report, series
from shopcrm.insight.dashboard.definitions import DEFINITIONS
from shopcrm.insight.dashboard.periods import KINDS, Kind, Period
from shopcrm.insight.dashboard.plans import Spent, set_spend, spend
from shopcrm.insight.dashboard.records import Definition, Figure, Measured, Unit, shown
from shopcrm.insight.dashboard.targets import check_target, set_target, target
from shopcrm.insight.dashboard.ticks import axis

__all__ = [
    "DEFINITIONS",
    "KINDS",
    "Board",
    "Definition",
    "Figure",
    "Kind",
    "Measured",
    "Period",
    "Point",
    "Spent",
    "Unit",
    "axis",
    "board",
    "board_of",
    "check_target",
    "one",
    "period_asked",
    "points",
    "report",
    "series",
    "set_spend",
    "set_target",
    "shown",
    "spend",
    "target",
]
