"""What the shop aims at: targets that can be, by figure, period and currency."""

from collections.abc import Mapping

from shopcrm.errors import InvalidValue, NotFound
from shopcrm.insight.dashboard.definitions import DEFINITIONS
from shopcrm.insight.dashboard.periods import KINDS, Kind
from shopcrm.insight.dashboard.records import Definition, Unit, shown
from shopcrm.money import LARGEST, check_currency
from shopcrm.vault.registry import Role, read, write
from shopcrm.vault.tx import Tx

Targets = dict[tuple[str, str, str], int]
ENDS: Mapping[Unit, tuple[int, int]] = {"percent": (0, 1000), "score": (-100, 100), "mean": (100, 500)}
"""The least and the most that a target can be; elsewhere it is not below zero."""


@write("dashboard.set_target", role=Role.MANAGER)
def set_target(tx: Tx, figure: str, value: int | None, period: Kind | None = None, currency: str = "") -> None:
    """Aim at a value, in the figure's own unit; None for no target any more.

    period: for a day, a week ... where the figure adds up; None where it is the same for all. currency: for amounts.
    Raises NotFound for a figure that is not there, InvalidValue for a target that cannot be.
    """
    about = known(figure)
    _check_period(about, period)
    code = _checked_currency(about, currency)
    if value is not None:
        check_target(about, value, code)
    which = (figure, period or "", code)
    before = tx.maybe("SELECT value FROM figure_targets WHERE figure = ? AND period = ? AND currency = ?", which)
    tx.run("DELETE FROM figure_targets WHERE figure = ? AND period = ? AND currency = ?", which)
    if value is not None:
        tx.run("INSERT INTO figure_targets (figure, period, currency, value) VALUES (?, ?, ?, ?)", (*which, value))
    tx.note(figure=figure, target=value)
    tx.offer_undo("the target", set_target, figure, before[0] if before else None, period, currency)


@read("dashboard.target", role=Role.MANAGER)
def target(tx: Tx, figure: str, period: Kind | None = None, currency: str = "") -> int | None:
    """What the shop aims at, in the figure's own unit; None for nothing."""
    return targets(tx).get((figure, period or "", currency))


def targets(tx: Tx) -> Targets:
    """Every target by figure, period and currency."""
    rows = tx.all("SELECT figure, period, currency, value FROM figure_targets")
    return {(figure, period, currency): value for figure, period, currency, value in rows}


def known(figure: str) -> Definition:
    """The figure of that key. Raises NotFound."""
    about = DEFINITIONS.get(figure)
    if about is None:
        raise NotFound("There is no such figure.", "`shopcrm report figures` lists them.")
    return about


def check_target(about: Definition, value: int, currency: str = "") -> None:
    """Raises InvalidValue where a figure can never come to that value, which is in the figure's own unit."""
    if abs(value) > LARGEST:
        raise InvalidValue("value", "That is too large to be right.", "Check the number of digits.")
    least, most = ENDS.get(about.unit, (0, LARGEST))
    if not least <= value <= most:
        ends = [shown(end, about.unit, currency) for end in (least, most)]
        advice = f"Use from {ends[0]} to {ends[1]}." if about.unit in ENDS else f"Use {ends[0]} or more."
        raise InvalidValue("value", f"A target of {shown(value, about.unit, currency)} cannot be.", advice)


def _check_period(about: Definition, period: Kind | None) -> None:
    if not about.adds_up and period is not None:
        raise InvalidValue(
            "period",
            f"{about.name} does not add up over days: its target is the same for every period.",
            "Leave it out.",
        )
    if about.adds_up and period not in KINDS:
        raise InvalidValue(
            "period", "Say for which period the target is.", "Use day, week, month, quarter or tax_year."
        )


def _checked_currency(about: Definition, currency: str) -> str:
    if about.by_currency:
        return check_currency(currency)
    if currency:
        raise InvalidValue("currency", f"{about.name} is not told in a currency.", "Leave the currency out.")
    return ""
