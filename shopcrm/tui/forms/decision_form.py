"""Whether a line of a return is accepted."""

from collections.abc import Iterable
from typing import Any

from shopcrm.errors import InvalidValue, NotFound
from shopcrm.shop import returns
from shopcrm.shop.returns import CAME, DecisionDraft, Restock, ReturnLine
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.return_words import PLACES
from shopcrm.tui.widgets.choice_row import ChoiceRow

DECISIONS = (("accepted", "Accept"), ("rejected", "Reject"), ("waiting", "Not yet"))


class DecisionForm(Form[bool]):
    """Accepts a line, or rejects it with a reason; fewer than the line's split it. True once it is saved."""

    HELP = (
        "What is accepted is settled next: paid back, exchanged, or repaired. A rejection needs its reason, as the"
        " customer may ask; rejected goods go back to the customer. You may decide about only some: the rest"
        " stays to decide on a line of its own. The first acceptance is the day on which a refund was agreed."
    )

    def __init__(self, ret: int, line: int, name: str) -> None:
        """name: the line's, for the heading."""
        super().__init__(ret=ret, line=line, name=name)
        self.heading = f"Decide: {name}"

    def rows(self) -> Iterable[FormRow]:
        """How many, yes or no and why, and where to."""
        yield text_row("quantity", "How many", required=True, check=whole_number, max_length=7)
        yield choice_row("decision", "Decision", DECISIONS)
        yield text_row("because", "Because", placeholder="why it is rejected", max_length=2_000)
        yield choice_row("restock", "Put it", PLACES)

    async def load(self) -> dict[str, Any]:
        """All of it; what was decided before."""
        one = await line_of(self, self.about["ret"], self.about["line"])
        self.row("because").display = one.decision == "rejected"
        self.row("restock").display = one.reception in CAME
        return {
            "quantity": str(one.quantity),
            "decision": "accepted" if one.decision == "waiting" else one.decision,
            "because": one.rejected_because,
            "restock": one.restock or "",
        }

    def on_choice_row_changed(self, event: ChoiceRow.Changed) -> None:
        """Only a rejection is asked for its reason."""
        if event.row.id == "field-decision":
            self.row("because").display = event.value == "rejected"

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        restock: Restock | None = values["restock"] or None
        draft = DecisionDraft(
            self.about["line"],
            values["decision"],
            values["because"] if values["decision"] == "rejected" else "",
            restock,
            whole_number(values["quantity"]),
        )
        await self.write(returns.decide, self.about["ret"], draft)
        return True


async def line_of(desk: Desk[Any], ret: int, line: int) -> ReturnLine:
    """A line of a return as it is now; raises NotFound where a later entry put it together with another."""
    one = next((each for each in (await desk.read(returns.card, ret)).lines if each.id == line), None)
    if one is None:
        raise NotFound("There is no such line in this return.", "Open the return again.")
    return one


def whole_number(typed: str) -> int:
    """A quantity of one or more; raises InvalidValue."""
    if not typed.isascii() or not typed.isdigit() or int(typed[:9]) < 1:
        raise InvalidValue("quantity", "That is not a quantity.", "Type a whole number such as 1 or 12.")
    return int(typed[:9])
