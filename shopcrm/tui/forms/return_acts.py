"""The small forms of a return: its dates, a note, and withdrawing it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import BindingType

from shopcrm.errors import InvalidValue
from shopcrm.shop import returns
from shopcrm.shop.returns import DatesDraft
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.return_form import TOLD
from shopcrm.tui.frame import key
from shopcrm.tui.order_words import day_words
from shopcrm.tui.return_words import BASES
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import ref

DATES = (
    ("told_on", "Told us"),
    ("delivered_on", "They had it"),
    ("sent_on", "Sent"),
    ("agreed_on", "Refund agreed"),
    ("repair_asked_on", "Repair asked"),
    ("repaired_on", "Repaired"),
)


class ReturnDatesForm(Form[bool]):
    """Sets right by what right a return comes back, its dates and its note. True once it is saved."""

    HELP = (
        "What the law counts from: until when the customer may send it back, and by when you pay. “Sent” is the day on"
        " the proof of posting. A repair stops the customer's time to reject until the goods are given back. Dates take"
        " words, such as yesterday or 14 mar; an empty one is not known."
    )

    def __init__(self, ret: int) -> None:
        super().__init__(ret=ret)
        self.heading = f"Dates of {ref('R', ret)}"

    def rows(self) -> Iterable[FormRow]:
        """By what right, when, and a note."""
        yield choice_row("basis", "By right", BASES)
        yield choice_row("told", "Right explained", TOLD)
        yield text_row("informed_on", "Explained on", check=self._day("informed_on"), max_length=40)
        for name, label in DATES:
            needed = name in ("told_on", "delivered_on")
            yield text_row(name, label, required=needed, check=self._day(name), max_length=40)
        yield text_row("note", "Note", max_length=2_000)

    async def load(self) -> dict[str, Any]:
        """As they are."""
        held = await self.read(returns.dates_of, self.about["ret"])
        told = "never" if held.never_informed else "later" if held.informed_on else "order"
        self._show_what_matters(held.basis, told)
        known = {name: day_words(getattr(held, name)) for name in ("informed_on", *(name for name, _ in DATES))}
        return known | {"basis": held.basis, "told": told, "note": held.note}

    def on_choice_row_changed(self, event: ChoiceRow.Changed) -> None:
        """When the right was explained matters only where it was used."""
        self._show_what_matters(str(self.row("basis").value), str(self.row("told").value))

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter them."""
        told = values["told"] if values["basis"] == "cancelled" else "order"
        if told == "later" and not values["informed_on"]:
            raise InvalidValue("informed_on", "When was it explained?", "Type that day.")
        days = {name: self._stored(values[name]) for name, _ in DATES}
        draft = DatesDraft(
            basis=values["basis"],
            informed_on=self._stored(values["informed_on"]) if told == "later" else None,
            never_informed=told == "never",
            note=values["note"],
            told_on=days.pop("told_on") or "",
            delivered_on=days.pop("delivered_on") or "",
            **days,
        )
        await self.write(returns.change, self.about["ret"], draft)
        return True

    def _show_what_matters(self, basis: str, told: str) -> None:
        self.row("told").display = basis == "cancelled"
        self.row("informed_on").display = basis == "cancelled" and told == "later"

    def _day(self, name: str) -> Any:
        return lambda typed: parse_day(typed, self.sitting.today, name, past=True)

    def _stored(self, typed: str) -> str | None:
        return parse_day(typed, self.sitting.today, past=True).isoformat() if typed else None


class ReturnNoteForm(Form[bool]):
    """Notes something about a return; True once it is saved."""

    heading = "Note on the return"
    HELP = "Anything worth remembering: what the customer said, where the goods lie. It stands in the history."

    def __init__(self, ret: int) -> None:
        super().__init__(ret=ret)

    def rows(self) -> Iterable[FormRow]:
        """The note."""
        yield block_row("note", "Note", required=True, max_length=2_000)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        await self.write(returns.add_note, self.about["ret"], values["note"])
        return True


class WithdrawForm(Form[bool]):
    """Withdraws a return: nothing of it comes back. True once it is done."""

    save_label = "Withdraw it"
    back_label = "Keep the return"
    HELP = "The customer keeps the goods after all, or it was opened by mistake. It can be opened again at any time."
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", save_label, priority=True),
        key("escape", "back", back_label),
    ]

    def __init__(self, ret: int) -> None:
        super().__init__(ret=ret)
        self.heading = f"Withdraw {ref('R', ret)}"

    def rows(self) -> Iterable[FormRow]:
        """Why."""
        yield text_row("reason", "Why", placeholder="they keep it after all …", max_length=2_000)

    async def save(self, values: dict[str, Any]) -> bool:
        """Withdraw it."""
        await self.write(returns.withdraw, self.about["ret"], values["reason"])
        return True
