"""The small forms of a ticket: what the customer wrote, a note, priority and kind, links, merge, split."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.shop import tickets
from shopcrm.shop.tickets import Ticket, TicketEvent
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row, tick_row
from shopcrm.tui.forms.offering import MOST_OFFERED, Offered, OfferingForm, people_meant, records_meant
from shopcrm.tui.frame import key
from shopcrm.tui.text import plain
from shopcrm.tui.ticket_words import CATEGORIES, CHANNELS, PRIORITIES, first_line
from shopcrm.vault.refs import TicketId, parse_ref, ref


class MessageForm(Form[bool]):
    """Writes down what the customer said next; True once it is saved."""

    heading = "They wrote or said"
    HELP = (
        "Write down what the customer said, in their own words. A ticket that waited for the customer, or was resolved,"
        " is open again after that."
    )

    def __init__(self, ticket: int, channel: str) -> None:
        super().__init__(ticket=ticket, channel=channel)

    def rows(self) -> Iterable[FormRow]:
        """What, and how it came."""
        yield block_row("body", "They said", required=True)
        yield choice_row("channel", "By", CHANNELS, self.about["channel"])
        yield text_row("at", "When", check=self._day, placeholder="now; or a day: yesterday, 14 mar", max_length=40)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        at = self._day(values["at"]) if values["at"] else None
        await self.write(tickets.message, self.about["ticket"], values["body"], values["channel"], at)
        return True

    def _day(self, typed: str) -> str:
        return parse_day(typed, self.sitting.today, "at", past=True).isoformat()


class TicketNoteForm(Form[bool]):
    """Adds a note that only the shop sees; True once it is saved."""

    heading = "Note, not for the customer"
    HELP = (
        "A note stays in the shop: it is no reply, and no clock stops for it. Customers may ask for everything that is"
        " held about them, so write what you would say to them."
    )

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket=ticket)

    def rows(self) -> Iterable[FormRow]:
        """The note."""
        yield block_row("body", "Note", required=True)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        await self.write(tickets.note, self.about["ticket"], values["body"])
        return True


class TicketKindForm(Form[bool]):
    """Changes subject, priority and kind; True where any of them changed."""

    heading = "Change the ticket"
    HELP = "The priority steers by when the ticket must be answered and solved; its clocks follow at once."

    def __init__(self, ticket: int, subject: str, priority: str, category: str) -> None:
        super().__init__(ticket=ticket, subject=subject, priority=priority, category=category)

    def rows(self) -> Iterable[FormRow]:
        """All three."""
        yield text_row("subject", "Subject", self.about["subject"], required=True, max_length=200)
        yield choice_row("priority", "Priority", PRIORITIES, self.about["priority"])
        yield choice_row("category", "Kind", CATEGORIES, self.about["category"])

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter what changed."""
        acts: dict[str, Any] = {
            "subject": tickets.set_subject,
            "priority": tickets.set_priority,
            "category": tickets.set_category,
        }
        changed = [name for name in acts if values[name] != self.about[name]]
        for name in changed:
            await self.write(acts[name], self.about["ticket"], values[name])
        return bool(changed)


class TicketLinkForm(OfferingForm[bool]):
    """Says whom and what a ticket is about; True once it is saved."""

    heading = "What it is about"
    OFFERS = ("customer", "order", "ret")
    HELP = (
        "Type part of a name, or a number: what is offered is chosen with the arrows and Enter. An empty field means"
        " that the ticket is about none."
    )

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket=ticket)

    def rows(self) -> Iterable[FormRow]:
        """Customer, order, return."""
        yield text_row("customer", "Customer", placeholder="name, phone …", max_length=200)
        yield text_row("order", "Order", placeholder="number, or the customer's name", max_length=200)
        yield text_row("ret", "Return", placeholder="number", max_length=200)

    async def load(self) -> dict[str, Any]:
        """The links as they are."""
        held = await self.read(tickets.card, self.about["ticket"])
        linked = (
            ("customer", "C", held.customer_id, held.customer_name),
            ("order", "O", held.order_id, ""),
            ("ret", "R", held.return_id, ""),
        )
        for name, letter, record, words in linked:
            if record is not None:
                self.choose(name, Offered(ref(letter, record), words or ref(letter, record)))
        return {name: self.row(name).value for name in self.OFFERS}

    async def save(self, values: dict[str, Any]) -> bool:
        """Link it."""
        chosen = [self.chosen(name) for name in self.OFFERS]
        await self.write(
            tickets.set_links, self.about["ticket"], *(parse_ref(one)[1] if one else None for one in chosen)
        )
        return True

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Customers, orders or returns."""
        if name == "customer":
            return await people_meant(self, typed)
        return await records_meant(self, typed, "O" if name == "order" else "R")


class TicketMergeForm(OfferingForm[TicketId]):
    """Makes one ticket of two; answers the one that goes on."""

    save_label = "Make them one"
    OFFERS = ("other",)
    HELP = (
        "Two tickets about the same thing become one. Type the other ticket's number, or words of it. What was said in"
        " both then stands in the one that goes on; a late answer to the other one is found there too. Ctrl+Z takes it"
        " back."
    )

    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket=ticket)
        self.heading = f"Merge {ref('T', ticket)} with another ticket"

    def rows(self) -> Iterable[FormRow]:
        """Which other, and which goes on."""
        yield text_row("other", "Other ticket", required=True, placeholder="number, name or words", max_length=200)
        this = f"This one, {ref('T', self.about['ticket'])}"
        yield choice_row("keep", "Goes on", (("this", this), ("other", "The other one")))

    async def save(self, values: dict[str, Any]) -> TicketId:
        """Merge them."""
        this, other = self.about["ticket"], parse_ref(self.chosen("other"))[1]
        keep, lose = (this, other) if values["keep"] == "this" else (other, this)
        await self.write(tickets.merge, keep, lose)
        return int(keep)

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Tickets by number, name or words; without any, the others of the same customer."""
        if typed:
            ids = await self.read(tickets.find_ids, typed, MOST_OFFERED + 1)
        else:
            held = await self.read(tickets.card, self.about["ticket"])
            ids = [] if held.customer_id is None else [
                one.id for one in await self.read(tickets.of_customer, held.customer_id)
            ]  # fmt: skip
        others = [one for one in ids if one != self.about["ticket"]][:MOST_OFFERED]
        rows = await self.read(tickets.rows_for, others)
        return [Offered(ref("T", one.id), f"{ref('T', one.id)} {one.subject}", one.customer_name) for one in rows]


class TicketSplitForm(Form[TicketId]):
    """Moves some messages to a ticket of their own; answers the new one."""

    heading = "Split: a second ticket"
    tall = True
    save_label = "Make the new ticket"
    HELP = (
        "Where a customer asks two things at once: tick what belongs to the second one. It moves to a new ticket with"
        " its own number and clocks; the rest stays. Ctrl+Z takes it back."
    )

    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, ticket: int, said: list[list[Any]]) -> None:
        """said: the id of each entry that can move, and its words."""
        super().__init__(ticket=ticket, said=said)

    def rows(self) -> Iterable[FormRow]:
        """The new subject; a box for each message."""
        yield text_row("subject", "New subject", required=True, max_length=200)
        for event, words in self.about["said"]:
            yield tick_row(f"event-{event}", words)

    def remark(self) -> Content:
        """What to do."""
        return plain("Tick what moves to the new ticket.", "$quiet")

    async def save(self, values: dict[str, Any]) -> TicketId:
        """Split it."""
        moved = tuple(event for event, _ in self.about["said"] if values[f"event-{event}"])
        if not moved:
            name = f"event-{self.about['said'][0][0]}"
            raise InvalidValue(name, "Nothing is ticked.", "Tick what moves to the new ticket.")
        return await self.write(tickets.split, self.about["ticket"], moved, values["subject"])


def splittable(one: Ticket) -> list[list[Any]]:
    """What may move to another ticket: each entry's id and its first words. The latest stand first."""
    return [[event.id, f"{_who(event, one)}: {first_line(event)[:60]}"] for event in reversed(one.events) if event.body]


def _who(event: TicketEvent, one: Ticket) -> str:
    if event.internal:
        return "Note"
    return one.customer_name or "Customer" if event.said_by == "customer" else event.staff
