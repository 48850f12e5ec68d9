"""What a customer answered when asked how satisfied they are, or whether they would recommend the shop."""

from collections.abc import Iterable, Sequence
from typing import Any

from shopcrm.shop import tickets
from shopcrm.shop.tickets import DONE
from shopcrm.tui.forms.form import FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.offering import MOST_OFFERED, Offered, OfferingForm, people_meant
from shopcrm.tui.forms.resolve_form import SCORES, recommends
from shopcrm.vault.refs import parse_ref, ref

LONGEST_COMMENT = 2_000


class SatisfactionForm(OfferingForm[bool]):
    """Writes down how satisfied a customer is with how a ticket was solved; True once it is saved."""

    heading = "How satisfied are they?"
    OFFERS = ("ticket",)
    HELP = (
        "Write down the answer to: how satisfied are you with how we solved it, from 1 to 5? Type the number or words"
        " of the ticket, or the customer's name; only tickets that are solved are offered. A later answer takes the"
        " place of an earlier one. Ctrl+Z takes it back."
    )

    def rows(self) -> Iterable[FormRow]:
        """Which ticket, from 1 to 5, and what they said."""
        yield text_row("ticket", "Ticket", required=True, placeholder="number, words of it, or a name", max_length=200)
        yield choice_row("score", "Satisfied?", SCORES[2:], "", required=True)
        yield block_row("comment", "They said", max_length=LONGEST_COMMENT)

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Solved tickets that the text may mean."""
        if not typed:
            return ()
        found = await self.read(tickets.find_ids, typed.removeprefix("T-").removeprefix("t-"), 50)
        rows = await self.read(tickets.rows_for, found)
        solved = [one for one in rows if one.state in DONE]
        return [
            Offered(ref("T", one.id), f"{ref('T', one.id)} {one.subject}", one.customer_name)
            for one in solved[:MOST_OFFERED]
        ]

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        _, ticket = parse_ref(self.chosen("ticket"))
        await self.write(tickets.rate, ticket, int(values["score"]), values["comment"])
        return True


class RecommendationForm(OfferingForm[bool]):
    """Writes down whether a customer would recommend the shop; True once it is saved."""

    heading = "Would they recommend you?"
    OFFERS = ("customer",)
    HELP = (
        "Write down the answer to: how likely are you to recommend us to a friend, from 0 to 10? Ask a person at most"
        " once in three months. 9 and 10 count for you, 0 to 6 against you. Ctrl+Z takes it back."
    )

    def rows(self) -> Iterable[FormRow]:
        """Who, from 0 to 10, and what they said."""
        yield text_row("customer", "Customer", required=True, placeholder="name, phone …", max_length=200)
        yield text_row("score", "0 to 10", required=True, check=recommends, placeholder="0 never … 10 surely")
        yield block_row("comment", "They said", max_length=LONGEST_COMMENT)

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Customers that the text may mean."""
        return await people_meant(self, typed)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        _, customer = parse_ref(self.chosen("customer"))
        said = recommends(values["score"], "score")
        await self.write(tickets.recommendations.record, customer, said, values["comment"])
        return True
