"""A ticket is resolved, and whether the customer is satisfied."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType

from shopcrm.errors import InvalidValue
from shopcrm.shop import tickets
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.frame import key
from shopcrm.vault.refs import ref

NOT_ASKED, NO_ANSWER = "", "asked"
SCORES = (
    (NOT_ASKED, "Not asked"),
    (NO_ANSWER, "Asked, no answer"),
    ("1", "1 not at all"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5 very much"),
)


class ResolveForm(Form[bool]):
    """Resolves a ticket; True once it is saved."""

    save_label = "Resolve it"
    scores: ClassVar[Sequence[tuple[str, str]]] = SCORES
    HELP = (
        "Resolved means: nothing is left to do for the shop. If the customer writes again, the ticket opens again."
        " Ask how satisfied they are, from 1 to 5, and write down the answer when it comes: F8 on a resolved ticket"
        " opens this form again. Whether they would recommend the shop, from 0 to 10, is asked once a quarter."
    )

    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket=ticket)
        self.heading = f"Resolve {ref('T', ticket)}"

    def rows(self) -> Iterable[FormRow]:
        """Satisfaction, recommendation."""
        yield choice_row("score", "Satisfied?", self.scores, NOT_ASKED)
        yield text_row("comment", "They said", placeholder="about how it was solved", max_length=2_000)
        yield text_row(
            "recommends", "Recommend us?", check=recommends, placeholder="0 never … 10 surely; empty: not asked"
        )

    async def load(self) -> dict[str, Any]:
        """The answer that was given before; whether the other question is due."""
        held = await self.read(tickets.card, self.about["ticket"])
        self.row("recommends").display = await self._may_ask(held.customer_id)
        return {"score": str(held.score or NOT_ASKED), "comment": held.comment}

    async def _may_ask(self, customer: int | None) -> bool:
        """Whether the question about recommending is due: once a quarter for each person."""
        if customer is None:
            return False
        again = await self.read(tickets.recommendations.ask_from, customer)
        return again is None or again <= self.sitting.today

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter what is new."""
        ticket, score = self.about["ticket"], values["score"]
        if values["comment"] and not score.isdigit():
            raise InvalidValue("score", "What they said belongs to an answer.", "Choose one from 1 to 5.")
        held = await self.read(tickets.card, ticket)
        if held.resolved_at is None:
            await self.write(tickets.resolve, ticket, ask=score != NOT_ASKED)
        if score.isdigit() and (int(score), values["comment"]) != (held.score, held.comment):
            await self.write(tickets.rate, ticket, int(score), values["comment"])
        if values["recommends"] and held.customer_id is not None:
            said = recommends(values["recommends"])
            await self.write(tickets.recommendations.record, held.customer_id, said, "", ticket)
        return True


class SatisfiedForm(ResolveForm):
    """Says of a resolved ticket how satisfied the customer is; True once it is saved."""

    save_label = "Save"
    scores = SCORES[2:]
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket)
        self.heading = f"Satisfied with {ref('T', ticket)}?"


def recommends(typed: str, field: str = "recommends") -> int:
    """Would they recommend the shop; raises InvalidValue outside 0 to 10."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and int(digits) <= 10):
        raise InvalidValue(field, "That is no answer from 0 to 10.", "Type a number from 0 to 10.")
    return int(digits)
