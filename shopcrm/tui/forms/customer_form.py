"""Add or edit a customer: the same fields, the same checks, a warning where she may be here already."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from shopcrm.errors import InvalidValue
from shopcrm.privacy import erasure
from shopcrm.shop import customers, profile
from shopcrm.shop.customers import CustomerDraft, CustomerRow, cleaning, contact_points
from shopcrm.shop.customers.cleaning import LONGEST, LONGEST_NOTE
from shopcrm.tui.forms.customer_slots import ADDRESS, EMAIL_STATES, PHONE_STATES, Slots, to_draft, to_values
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.frame import flow
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import CustomerId, ref

SPARE = 2
"""How many more numbers, addresses and e-mail addresses can be added in one go."""
REST_SECONDS = 0.15


class CustomerForm(Form[CustomerId]):
    """Returns the customer's id. `slots` says how many numbers, e-mail addresses and postal addresses she has."""

    tall = True
    CSS = "CustomerForm .form-box { width: 80; }"
    HELP = (
        "A name, a company, a telephone number or an e-mail address is enough. The first number and the first e-mail"
        " address are the ones the shop uses, unless you mark another as first. The buttons below the fields add room"
        " for more. A remark with ! warns and never stops you."
    )

    def __init__(self, customer: int | None = None, slots: dict[str, int] | None = None, name: str = "") -> None:
        """name: of a new customer, as far as it was typed already."""
        super().__init__(customer=customer, slots=slots, name=name)
        self.heading = "New customer" if customer is None else f"Edit {ref('C', customer)}"
        self._slots = Slots(**(slots or {}))
        self._before = CustomerDraft()
        self._country = "GB"
        self._twins: list[CustomerRow] = []
        self._erased = ""
        self._doubts: tuple[str, ...] = ()

    def rows(self) -> Iterable[FormRow]:
        """Who she is, how to reach her, what else is known."""
        yield text_row("given_name", "First name", max_length=LONGEST["given_name"])
        yield text_row("family_name", "Last name", max_length=LONGEST["family_name"])
        yield text_row("company", "Company", max_length=LONGEST["company"])
        yield choice_row("kind", "Kind", (("person", "Person"), ("business", "Business")))
        yield from self._reach_rows("phone", "Phone", self._slots.phones, self._check_phone)
        yield from self._reach_rows("email", "E-mail", self._slots.emails, contact_points.email)
        for place in range(self._slots.addresses + SPARE):
            yield from self._address_rows(place)
        yield text_row("tags", "Tags", placeholder="regular, wholesale", max_length=2_000)
        yield text_row("birthday", "Birthday", check=_check_birthday, placeholder="3 May, or 3 May 1980")
        if self.about["customer"] is None:
            yield text_row("note", "Note", placeholder="what you want to remember", max_length=LONGEST_NOTE)

    def extra(self) -> ComposeResult:
        """Room for more."""
        with Horizontal(classes="buttons"):
            yield Push("+ Phone", id="more-phone")
            yield Push("+ E-mail", id="more-email")
            yield Push("+ Address", id="more-line1")

    async def load(self) -> dict[str, Any]:
        """The customer as she is."""
        self._country = (await self.read(profile.get)).country
        if self.about["customer"] is None:
            given, _, family = str(self.about["name"]).rpartition(" ")
            return {"given_name": given or family, "family_name": family if given else ""}
        self._before = await self.read(customers.draft_of, self.about["customer"])
        return to_values(self._before)

    async def save(self, values: dict[str, Any]) -> CustomerId:
        """Add or edit."""
        draft = to_draft(values, self._before)
        try:
            if self.about["customer"] is None:
                return await self.write(customers.add, draft)
            await self.write(customers.edit, self.about["customer"], draft)
        except InvalidValue as error:
            raise self._on_its_row(error) from error
        return int(self.about["customer"])

    def remark(self) -> Content:
        """Who she may be already, and what may be mistyped."""
        if self._twins:
            one = self._twins[0]
            facts = " · ".join(filter(None, (one.name, one.phone or one.email, one.town, ref("C", one.id))))
            more = f" and {len(self._twins) - 1} more" if len(self._twins) > 1 else ""
            return line(("! May be here already: ", "bold $warning"), facts, more)
        if self._erased:
            return line(("! ", "bold $warning"), self._erased, " If they are a customer again, go on.")
        if self._doubts:
            return line(("! ", "bold $warning"), " ".join(self._doubts))
        return plain("")

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Check the field that was left, and look for what may be mistyped in it."""
        super().on_descendant_blur(event)
        self._doubt()

    @on(Input.Changed)
    @flow(newest=True)
    async def _typed(self) -> None:
        """Look for her double when typing rests."""
        self._reveal_filled()
        draft = to_draft(self.values(), self._before)
        await asyncio.sleep(REST_SECONDS)
        self._twins = await self.read(customers.lookalikes, draft, self.about["customer"])
        self._erased = await self.read(erasure.erased_before, draft)
        if self.is_current:
            self._show_troubles()

    @on(Push.Pressed, "#more-phone")
    @on(Push.Pressed, "#more-email")
    @on(Push.Pressed, "#more-line1")
    def _more(self, event: Push.Pressed) -> None:
        """Show the next empty fields of that kind, and go there."""
        event.stop()
        name = (event.push.id or "").removeprefix("more-")
        hidden = [row for row in self.all_rows() if row.field_name.startswith(f"{name}_") and not row.display]
        if not hidden:
            self.notify("Save first, then there is room for more.", markup=False, timeout=3)
            return
        self._reveal(name, _place_of(hidden[0]))
        hidden[0].field.focus()

    def _doubt(self) -> None:
        """Numbers and postcodes that may be mistyped: these warn and never refuse."""
        draft = to_draft(self.values(), self._before)
        found = [contact_points.phone_doubt(one.typed, self._country) for one in draft.phones]
        found += [contact_points.postcode_doubt(one.postcode, one.country or self._country) for one in draft.addresses]
        self._doubts = tuple(dict.fromkeys(filter(None, found)))
        self._show_troubles()

    def _reach_rows(self, name: str, label: str, held: int, check: Any) -> Iterable[FormRow]:
        """A row for each number or e-mail address, and below those she has already how well it works."""
        for place in range(max(held, 1) + SPARE):
            words = label if place == 0 else f"{label} {place + 1}"
            row = text_row(f"{name}_{place}", words, check=check, max_length=300)
            row.display = place < max(held, 1)
            yield row
            if place < held:
                yield choice_row(f"{name}state_{place}", "Use", EMAIL_STATES if name == "email" else PHONE_STATES)

    def _address_rows(self, place: int) -> Iterable[FormRow]:
        for field, label in ADDRESS:
            words = label if place == 0 else f"{label} ({place + 1})"
            row = text_row(f"{field}_{place}", words, max_length=LONGEST[field])
            row.display = place < self._slots.addresses
            yield row

    def _reveal_filled(self) -> None:
        """A draft that was kept may fill fields that are hidden at first."""
        for row in self.all_rows():
            if not row.display and row.value:
                kind = _kind_of(row)
                self._reveal("line1" if kind in dict(ADDRESS) else kind, _place_of(row))

    def _reveal(self, name: str, place: int) -> None:
        fields = [field for field, _ in ADDRESS] if name == "line1" else [name]
        for field in fields:
            self.row(f"{field}_{place}").display = True

    def _check_phone(self, typed: str) -> None:
        contact_points.phone(typed, self._country)

    def _on_its_row(self, error: InvalidValue) -> InvalidValue:
        """The error, naming the row that is on screen."""
        names = {row.field_name for row in self.all_rows()}
        for name in (error.field, f"{error.field}_0", f"{error.field}s"):
            if name in names:
                return InvalidValue(name, error.message, error.next_step)
        return error


def _kind_of(row: FormRow) -> str:
    return row.field_name.rpartition("_")[0]


def _place_of(row: FormRow) -> int:
    return int(row.field_name.rpartition("_")[2])


def _check_birthday(typed: str) -> None:
    cleaning.birthday(typed, date.max)
