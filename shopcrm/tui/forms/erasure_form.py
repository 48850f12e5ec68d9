"""What is asked before a customer is erased: why, where the certificate goes, and whether it bears the name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.papers.in_words import day
from shopcrm.privacy.erasure import Plan
from shopcrm.tui.forms.confirm import ConfirmByTyping
from shopcrm.tui.forms.folder_form import usual_folder
from shopcrm.tui.forms.form import Form, FormRow, text_row, tick_row
from shopcrm.tui.text import plain


@dataclass(frozen=True, slots=True)
class ErasureWanted:
    """Why, the folder for the certificate, whether it is addressed to the person; anyway: though something is open."""

    reason: str
    folder: Path
    addressed: bool
    anyway: bool


class ErasureForm(Form[ErasureWanted]):
    """Asks what the erasure needs to know; nothing is done yet."""

    heading = "Erase this customer"
    save_label = "Go on"
    HELP = (
        "Why stays on record: leave the name out of it. The certificate says what was deleted and what is kept until"
        " when; addressed to the customer it bears name and address, which are then on that paper alone."
    )

    def __init__(self, plan: Plan, reason: str) -> None:
        super().__init__(customer=plan.customer)
        self._plan, self._reason = plan, reason

    def rows(self) -> Iterable[FormRow]:
        """Why, where to, two ticks."""
        yield text_row("reason", "Why", self._reason, max_length=500, placeholder="asked by letter …")
        yield text_row("folder", "Certificate to", str(usual_folder()), required=True, check=_check_folder)
        yield tick_row("addressed", "Address it to the customer")
        if self._plan.obstacles:
            yield tick_row("anyway", "Erase all the same: I know what is open")

    def remark(self) -> Content:
        """What is open."""
        open_ones = len(self._plan.obstacles)
        if not open_ones:
            return plain("You are asked for the surname next. Nothing is erased before.", "$quiet")
        words = "1 thing is" if open_ones == 1 else f"{open_ones} things are"
        return plain(f"{words} still open with this customer: see the plan.", "$warning")

    async def save(self, values: dict[str, Any]) -> ErasureWanted:
        """Answer; the page erases. Raises InvalidValue while something is open and the tick is not set."""
        anyway = bool(values.get("anyway"))
        if self._plan.obstacles and not anyway:
            raise InvalidValue("anyway", "Settle what is open first, or tick this.")
        return ErasureWanted(values["reason"], _folder(values["folder"]), bool(values["addressed"]), anyway)

    def draft(self) -> dict[str, Any] | None:
        """Nothing of it is worth keeping."""
        return None


class ConfirmErasure(ConfirmByTyping):
    """True when the surname was typed: an erasure is never taken back."""

    HELP = "Ctrl+Z does not take an erasure back, and no backup brings the customer back."

    def __init__(self, plan: Plan) -> None:
        gone = sum(one.rows for one in plan.deleted)
        kept = f" Orders stay until {day(plan.kept_until)}, nameless." if plan.kept_until else ""
        words = f"{gone:,} records are deleted.{kept} This cannot be taken back."
        super().__init__(f"Erase {plan.name} for good?", words, "Erase", plan.typed)


def _folder(typed: str) -> Path:
    return Path(typed).expanduser()


def _check_folder(typed: str) -> None:
    if not _folder(typed).is_dir():
        raise InvalidValue("folder", "There is no such folder.", "Make it first, or type another.")
