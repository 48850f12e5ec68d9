"""One condition of a segment: which field, how, and what it is compared with."""

from collections.abc import Iterable
from typing import Any

from textual import on
from textual.content import Content
from textual.widgets import Input

from shopcrm.errors import InvalidValue
from shopcrm.insight import segments
from shopcrm.insight.segments import FIELDS, Condition, field_of
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.forms.typed_numbers import quantity_of
from shopcrm.tui.frame import flow
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow

ALL, ANY = "all", "any"
JOINED = ((ALL, "All of these: conditions that must all hold"), (ANY, "Any of these: one of them is enough"))
_ASKED = {"amount": "Amount", "count": "How many", "days": "Days", "text": "Which"}
_HINTS = {
    "amount": "such as 100.00",
    "count": "such as 3",
    "days": "such as 90",
    "postcode": "such as LS, LS6 or LS6 1",
    "bought": "its code or name",
}


async def choose_field(desk: Desk[Any]) -> str | None:
    """What the next condition is about; None where the person went back."""
    return await desk.ask(Choose("A condition on", [(name, field.title) for name, field in FIELDS.items()]))


async def ask_condition(desk: Desk[Any], field: str, before: Condition | None = None) -> Condition | None:
    """A condition on a field, as the person makes it out; None where the person went back."""
    held = field_of(field)
    offered = await desk.read(segments.choices, field)
    if held.values == "none":
        return Condition(field, held.hows[0][0])
    if not held.choices:
        form = ConditionForm(
            field=field,
            how=before.how if before else held.hows[0][0],
            value=before.value if before else "",
            days=str(before.days) if before and before.days else "",
        )
        return await desk.ask(form)
    if not offered:
        desk.toast("There is nothing to choose from yet.")
        return None
    value = await desk.ask(Choose(held.title, offered, before.value if before else ""))
    return None if value is None else Condition(field, held.hows[0][0], value)


class ConditionForm(Form[Condition]):
    """Answers the condition as typed."""

    save_label = "Take it"
    HELP = (
        "How many customers fit is counted while you type. “In days” narrows it to the last so many days; leave it"
        " empty for all time. Nothing is saved yet: the segment is saved with Ctrl+S on its own screen."
    )

    def __init__(self, field: str, how: str, value: str, days: str) -> None:
        super().__init__(field=field, how=how, value=value, days=days)
        self._field = field_of(field)
        self.heading = self._field.title
        self._counted = ""

    def rows(self) -> Iterable[FormRow]:
        """How, what, in how many days."""
        field = self._field
        if len(field.hows) > 1:
            yield choice_row("how", "How", field.hows, self.about["how"])
        hint = _HINTS.get(field.name, _HINTS.get(field.values, ""))
        yield text_row("value", _ASKED[field.values], self.about["value"], placeholder=hint, max_length=200)
        if field.spans:
            days = self.about["days"]
            yield text_row("days", "In days", days, check=quantity_of, placeholder="such as 90; empty is all time")

    def remark(self) -> Content:
        """What is counted, and how many customers fit what is typed so far."""
        return lines(*(plain(words, "$quiet") for words in (self._field.means, self._counted) if words))

    async def save(self, values: dict[str, Any]) -> Condition:
        """Make it out, and try it."""
        made = self._made(values)
        if made is None:
            raise InvalidValue("value", "This must be filled in.")
        await self.read(segments.count, segments.plain(made))
        return made

    @on(Input.Changed)
    @on(ChoiceRow.Changed)
    def _typed(self) -> None:
        self._count()

    @flow(newest=True)
    async def _count(self) -> None:
        """Count who fits, where what stands there can be asked."""
        self._counted = ""
        try:
            made = self._made(self.values())
            if made is not None:
                count = await self.read(segments.count, segments.plain(made))
                self._counted = f"{count.customers:,} of {count.everyone:,} customers fit this."
        except (InvalidValue, ValueError):
            self._counted = ""
        self._show_troubles()

    def _made(self, values: dict[str, Any]) -> Condition | None:
        """The condition as it stands there; None where what it is compared with is missing."""
        how = values.get("how", self._field.hows[0][0])
        if how in self._field.without_value:
            return Condition(self._field.name, how)
        days = int(values["days"]) if values.get("days") else None
        return Condition(self._field.name, how, values["value"], days) if values["value"] else None
