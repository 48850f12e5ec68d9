"""What came of a line of a return."""

from collections.abc import Iterable
from typing import Any

from shopcrm.shop import returns
from shopcrm.shop.returns import CAME, ReceptionDraft, Restock
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.decision_form import line_of, whole_number
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.order_words import day_words
from shopcrm.tui.return_words import PLACES, RECEIVED
from shopcrm.tui.widgets.choice_row import ChoiceRow


class ReceptionForm(Form[bool]):
    """Writes down what came of a line; fewer than the line's split it. True once it is saved."""

    HELP = (
        "Say how many came and in what state; of fewer than are expected, the rest stays expected on a line of its own."
        " Where it goes may stay open until you decide. What came can be put right at any time; Ctrl+Z takes it back."
    )

    def __init__(self, ret: int, line: int, name: str) -> None:
        """name: the line's, for the heading."""
        super().__init__(ret=ret, line=line, name=name)
        self.heading = f"What came: {name}"

    def rows(self) -> Iterable[FormRow]:
        """How many, in what state, when, and where to."""
        yield text_row("quantity", "How many", required=True, check=whole_number, max_length=7)
        yield choice_row("reception", "It is", RECEIVED)
        yield text_row("back_on", "Came on", check=self._day, max_length=40)
        yield choice_row("restock", "Put it", PLACES)

    async def load(self) -> dict[str, Any]:
        """All of it, received today."""
        one = await line_of(self, self.about["ret"], self.about["line"])
        return {
            "quantity": str(one.quantity),
            "reception": "received" if one.reception == "expected" else one.reception,
            "back_on": day_words(one.back_on or self.sitting.today.isoformat()),
            "restock": one.restock or "",
        }

    def on_choice_row_changed(self, event: ChoiceRow.Changed) -> None:
        """A day and a place only where there is something to put away."""
        if event.row.id == "field-reception":
            for name in ("back_on", "restock"):
                self.row(name).display = event.value in CAME

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        came = values["reception"] in CAME
        restock: Restock | None = values["restock"] or None
        draft = ReceptionDraft(
            self.about["line"],
            whole_number(values["quantity"]),
            values["reception"],
            restock if came else None,
            self._day(values["back_on"]) if came and values["back_on"] else None,
        )
        await self.write(returns.receive, self.about["ret"], draft)
        return True

    def _day(self, typed: str) -> str:
        return parse_day(typed, self.sitting.today, "back_on", past=True).isoformat()
