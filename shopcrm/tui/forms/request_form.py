"""A request, new: what somebody asks about their data, or complains of; what its clock will say stands below."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from shopcrm.errors import CrmError
from shopcrm.jobs import request_people
from shopcrm.jobs.request_people import Candidate
from shopcrm.papers.in_words import day
from shopcrm.privacy import requests
from shopcrm.privacy.requests import CHANNEL_WORDS, REGIME_WORDS, RIGHT_WORDS, Clock, RequestDraft
from shopcrm.shop import customers
from shopcrm.tui.forms.form import FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.offering import Offered, OfferingForm, people_meant
from shopcrm.tui.forms.request_acts import day_of
from shopcrm.tui.frame import flow, key
from shopcrm.tui.request_words import warning_rows
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import RequestId, parse_ref, ref

LAWS = (("", "The shop's own"), *REGIME_WORDS.items())
MOST_MEANT = 3
"""So many customers are named who may be the one that was typed."""


class RequestForm(OfferingForm[RequestId]):
    """Answers the request's id. Opened from a customer, it knows whose it is."""

    tall = True
    heading = "New request"
    save_label = "Save request"
    OFFERS = ("customer",)
    CSS_PATH = "request_form.tcss"
    HELP = (
        "What somebody asks or complains of, in whatever words: they need not name a law or a right. The time runs from"
        " the day it came, even on a Sunday. Look for them in the book; if they are not found, type the name, and the"
        " address or number that they gave. Below stands when an answer is due, whether they asked before, and what to"
        " mind. An objection, and a stop to offers, holds as soon as this is saved. Another law than the shop's own is"
        " rare: leave it unless you know that it holds."
    )
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "save", save_label, priority=True)]

    def __init__(self, customer: int | None = None) -> None:
        super().__init__(customer=customer)

    def rows(self) -> Iterable[FormRow]:
        """What they want, who and when, in which words."""
        yield choice_row("right", "They want to", tuple(RIGHT_WORDS.items()))
        yield text_row(
            "customer", "Customer", placeholder="name, phone, e-mail address … if in the book", max_length=200
        )
        yield text_row("name", "Or name", placeholder="if they are not in the book", max_length=2_000)
        yield text_row("contact", "Reached at", placeholder="the address or number they gave", max_length=2_000)
        yield text_row(
            "received_on",
            "Came on",
            "today",
            required=True,
            check=self._day,
            placeholder="today, yesterday, 14 mar",
            max_length=40,
        )
        yield choice_row("channel", "How", tuple(CHANNEL_WORDS.items()), "email")
        yield block_row("words", "They said")
        yield text_row(
            "representative", "Asked by", placeholder="who asks for them, if somebody else", max_length=2_000
        )
        yield choice_row("regime", "Whose law", LAWS)
        yield text_row("region", "Holidays of", placeholder="only for another law: IE, DE-BY, GB-SCT", max_length=10)

    def extra(self) -> ComposeResult:
        """What is offered; when it is due and what to mind."""
        yield from super().extra()
        with VerticalScroll(id="request-look", can_focus=False):
            yield Static(id="request-look-words")

    async def load(self) -> dict[str, Any]:
        """Whom it was opened from; the country of another law only where one is chosen."""
        self.row("region").display = False
        customer = self.about["customer"]
        if customer is None:
            self._look_ahead()
            return {}
        self.choose("customer", Offered(ref("C", customer), (await self.read(customers.card, customer)).name))
        self._look_ahead()
        return {"customer": self.row("customer").value}

    async def save(self, values: dict[str, Any]) -> RequestId:
        """Enter it."""
        return await self.write(requests.open, self._draft(self.chosen("customer"), values))

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Customers."""
        return await people_meant(self, typed)

    async def took(self, name: str, one: Offered) -> None:
        """Say whether they asked before."""
        self._look_ahead()

    @on(Input.Changed)
    @on(ChoiceRow.Changed)
    def _something_changed(self, event: Input.Changed | ChoiceRow.Changed) -> None:
        self.row("region").display = self.row("regime").value not in ("", "ccpa")
        self._look_ahead()

    @flow(newest=True)
    async def _look_ahead(self) -> None:
        """Show when it is due, and what to mind, as far as it is typed."""
        place = self.query_one("#request-look-words", Static)
        try:
            draft = self._draft(self._known(), self.values())
            clock = await self.read(requests.clock_of, draft)
            warnings = await self.read(requests.warnings, draft)
        except CrmError as unknown:
            place.update(plain(unknown.message, "$quiet"))
            return
        doubles = await self._doubles(draft)
        counted = plain(" ".join(clock.steps), "$quiet")
        place.update(lines(_due(clock), *warning_rows((*doubles, *warnings)), counted))

    async def _doubles(self, draft: RequestDraft) -> list[str]:
        """Who else in the book may be meant."""
        if draft.customer is not None:
            found = await self.read(request_people.doubles, draft.customer)
            return [f"In the book twice? {_candidate(one)}: the answer covers both." for one in found]
        found = await self.read(request_people.candidates, draft.name, draft.contact)
        return [f"In the book: {_candidate(one)}. Is it them? Choose under Customer." for one in found[:MOST_MEANT]]

    def _known(self) -> str:
        """The customer who is chosen; none while something else is typed there."""
        with suppress(CrmError):
            return self.chosen("customer")
        return ""

    def _draft(self, customer: str, values: dict[str, Any]) -> RequestDraft:
        other_law = values["regime"] not in ("", "ccpa")
        return RequestDraft(
            right=values["right"],
            received_on=day_of(self, values["received_on"] or "today", "received_on"),
            customer=parse_ref(customer)[1] if customer else None,
            channel=values["channel"],
            words=values["words"],
            name=values["name"],
            contact=values["contact"],
            representative=values["representative"],
            regime=values["regime"] or None,
            region=values["region"].upper() if other_law else "",
        )

    def _day(self, typed: str) -> None:
        day_of(self, typed, "received_on")


def _candidate(one: Candidate) -> str:
    why = f" ({', '.join(one.why)})" if one.why else ""
    return f"{one.name}, {ref('C', one.customer)}{why}"


def _due(clock: Clock) -> Content:
    """By when an answer is due."""
    if clock.due is None:
        return plain(f"{clock.words[:1].upper()}{clock.words[1:]}.", "bold")
    target = clock.target or clock.due
    safe = f" (at the latest {day(clock.due)})" if target != clock.due else ""
    return line("Answer by ", (f"{target:%A} {day(target)}", "bold"), f"{safe}: {clock.words}")
