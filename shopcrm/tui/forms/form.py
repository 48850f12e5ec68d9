"""The base of every form: one row for each field, one guard for what is unsaved, one place for what must be put right.

How to build a form
-------------------
::

    class CustomerForm(Form[int]):
        heading = "New customer"
        HELP = "Only the name must be filled in."

        def __init__(self, customer: int | None = None) -> None:
            super().__init__(customer=customer)          # JSON values: Lock keeps them and opens the form again

        def rows(self) -> Iterable[FormRow]:
            yield text_row("name", "Name", required=True)
            yield text_row("phone", "Phone", check=contact.check_phone)     # raises InvalidValue
            yield tick_row("may_email", "May email offers")

        async def load(self) -> dict[str, Any]:          # what stands in the fields at first; {} for a new record
            return {}

        async def save(self, values: dict[str, Any]) -> int:
            return await self.write(customers.add, CustomerDraft(name=values["name"], phone=values["phone"] or None))

    new_id = await self.ask(CustomerForm())              # in a flow of the screen; None where the person went back

`save` may raise InvalidValue: the form stays, points at the field and shows the message. Any other CrmError is shown
and the form stays too. Checks run when a field is left and again at saving; leaving a field is never prevented.

A form is shown once it is filled; keys pressed before that wait and are then typed into its first field.
"""

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from shopcrm.errors import CrmError, InvalidValue
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.form_rows import Check, FormRow, block_row, choice_row, text_row, tick_row
from shopcrm.tui.frame import flow, key
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_field import TextField

__all__ = ["Check", "Form", "FormRow", "block_row", "choice_row", "text_row", "tick_row"]

R = TypeVar("R")
KEPT = "You were writing this when the shop was locked."


class Form(Desk[R | None], ModalScreen[R | None], Generic[R]):
    """A modal form that saves by itself and returns the result, or None where the person went back."""

    AUTO_FOCUS = ""
    heading: str = ""
    tall: ClassVar[bool] = False
    """Whether the form takes the whole height and scrolls its fields: for more of them than 24 rows hold."""
    begins_with: str = ""
    """What has the focus first, as a selector, where that is not the first field."""
    typed_anew: ClassVar[bool] = False
    """Whether what is typed first takes the place of what stands in the first field: for a form of one figure."""
    save_label: ClassVar[str] = "Save"
    back_label: ClassVar[str] = "Cancel"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", "Save", priority=True),
        key("escape", "back", "Cancel"),
        key("f1", "app.help", "Help", "Help for this form"),
        key("down", "app.focus_next", "Next field", shown=False),
        key("up", "app.focus_previous", "Field before", shown=False),
    ]

    def __init__(self, **about: Any) -> None:
        """`about`: the form's own arguments, as JSON values; a kept draft opens the form again with them."""
        super().__init__()
        self.about = about
        self._kept: dict[str, Any] | None = None
        self._at_first: dict[str, Any] | None = None
        self._refused: CrmError | None = None
        """Why a kept draft cannot be saved: what it was about is no longer there."""
        self._early: list[events.Key] | None = []
        """Keys pressed before the form was filled and shown; None from then on."""

    def rows(self) -> Iterable[FormRow]:
        """The fields, in order."""
        raise NotImplementedError

    def above(self) -> ComposeResult:
        """Anything above the fields."""
        yield from ()

    def extra(self) -> ComposeResult:
        """Anything between the fields and the buttons."""
        yield from ()

    def remark(self) -> Content:
        """What stands in the place for troubles while there are none."""
        return plain("")

    async def load(self) -> dict[str, Any]:
        """What the fields hold at first, by name."""
        return {}

    async def look_over(self) -> None:
        """A kept draft was filled in: what it names may have changed meanwhile."""

    async def save(self, values: dict[str, Any]) -> R:
        """Save the values; what it answers is the form's result. May raise InvalidValue."""
        raise NotImplementedError

    def key_words(self, action: str, words: str) -> str:
        """The bottom row calls a deed what its button calls it."""
        return {"save": self.save_label, "back": self.back_label}.get(action, words)

    def compose(self) -> ComposeResult:
        """Heading, fields, what is wrong, buttons."""
        box = Vertical(classes="form-box -tall" if self.tall else "form-box")
        box.border_title = plain(self.heading)
        if self._kept is not None:
            box.border_subtitle = plain(KEPT)
        box.visible = False
        with box:
            yield from self.above()
            with VerticalScroll(classes="form-fields", can_focus=False):
                yield from self.rows()
            yield from self.extra()
            yield Static(classes="form-trouble")
            with Horizontal(classes="buttons"):
                yield Push(self.save_label, id="save", main=True)
                yield Push(self.back_label, id="cancel")
        yield KeyRow()

    @flow
    async def on_mount(self) -> None:
        """Fill in what is known, then what a draft kept, and show the form."""
        try:
            await self._fill_in()
        finally:
            if self.is_attached:
                self._show_form()

    async def _fill_in(self) -> None:
        try:
            self._put_known(await self.load())
        except CrmError as error:
            if self._kept is not None:
                self._fill(self._kept)
                self._at_first, self._refused = {}, error
            raise
        if self._kept is not None:
            self._fill(self._kept)
            await self.look_over()

    def _put_known(self, known: dict[str, Any]) -> None:
        """Fill in what stands there at first; what was changed meanwhile stays, and counts as unsaved."""
        touched = [row for row in self.all_rows() if row.value != row.at_start]
        for name in known.keys() - {row.field_name for row in touched}:
            self.row(name).put(known[name])
        first = {row.field_name: row.held(known.get(row.field_name, row.at_start)) for row in touched}
        self._at_first = self.values() | first

    def _show_form(self) -> None:
        self.query_one(".form-box").visible = True
        if self.focused is None and self.begins_with:
            self.set_focus(self.query_one(self.begins_with))
        elif self.focused is None:
            self.focus_next()
        if isinstance(self.focused, TextField):
            # Entering a field selects what is in it; what the person types first is added to it, unless it is anew.
            self.focused.call_later(self.focused.select_all if self.typed_anew else self.focused.action_end)
        early, self._early = self._early or [], None
        for pressed in early:
            if pressed.key in ("tab", "shift+tab"):
                (self.focus_next if pressed.key == "tab" else self.focus_previous)()
            elif pressed.key == "enter" and isinstance(self.focused, Input):
                self.entered(self.focused)
            elif self.focused is not None:
                self.focused.post_message(events.Key(pressed.key, pressed.character))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab waits as other keys do until there is a field."""
        if action in ("next_field", "previous_field") and self._early is not None:
            return False
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Keep for the first field what is pressed before there is one."""
        if self._early is not None and event.key != "escape":
            event.stop()
            event.prevent_default()
            self._early.append(event)

    def all_rows(self) -> list[FormRow]:
        """The rows on screen."""
        return list(self.query(FormRow))

    def row(self, name: str) -> FormRow:
        """The row of a field."""
        for row in self.query(FormRow):
            if row.field_name == name:
                return row
        raise NoMatches(name)

    def values(self) -> dict[str, Any]:
        """What stands in the fields, by name."""
        return {row.field_name: row.value for row in self.all_rows()}

    @property
    def unsaved(self) -> bool:
        """Whether the fields differ from what stood there at first."""
        return self._at_first is not None and self.values() != self._at_first

    def draft(self) -> dict[str, Any] | None:
        """What was typed, where anything was."""
        return self.values() if self.unsaved else None

    def restore(self, values: dict[str, Any]) -> None:
        """Fill in what a draft kept; before the form is on screen it waits until it is."""
        if self._at_first is not None:
            self._fill(values)
        else:
            self._kept = values

    async def save_now(self) -> bool:
        """Check, save and close; False where something must be put right first.

        Raises the error that a kept draft met when it was opened: what was typed can still be read and copied.
        """
        if self._refused is not None:
            raise self._refused
        bad = [row for row in self.all_rows() if not row.look()]
        if bad:
            self._show_troubles()
            bad[0].field.focus()
            return False
        try:
            # Before a shop is open there is nothing to take back.
            with self.frame.sitting.one_act() if self.frame.sitting else nullcontext():
                answer = await self.save(self.values())
        except InvalidValue as error:
            self._point_at(error)
            return False
        self.dismiss(answer)
        return True

    def forget(self) -> None:
        """Close without saving."""
        self.dismiss(None)

    @flow
    async def action_save(self) -> None:
        """Save, if all is well; a form that is not filled yet has nothing to save."""
        if self._at_first is not None:
            await self.save_now()

    @flow
    async def action_back(self) -> None:
        """Close; what is unsaved is asked about first."""
        from shopcrm.tui.forms.guard import may_close

        if await may_close(self):
            self.dismiss(None)

    @on(Push.Pressed, "#save")
    def _pressed_save(self) -> None:
        self.action_save()

    @on(Push.Pressed, "#cancel")
    def _pressed_cancel(self) -> None:
        self.action_back()

    def entered(self, field: Input) -> None:
        """Enter was pressed in a field: on to the next one. A form may give it another meaning."""
        self.focus_next()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.entered(event.input)

    @on(ChoiceRow.Changed)
    def _chosen(self, event: ChoiceRow.Changed) -> None:
        """A choice that was missing is there now."""
        row = _row_of(event.row)
        if row is not None and row.trouble:
            row.look()
            self._show_troubles()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Check the field that was left."""
        row = _row_of(event.widget)
        at_first = self._at_first or {}
        if row is not None and (row.trouble or row.value != at_first.get(row.field_name)):
            row.look()
            self._show_troubles()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say what is wrong with the field that was entered."""
        self._show_troubles(_row_of(event.widget))

    def _show_troubles(self, first: FormRow | None = None) -> None:
        bad = [row for row in self.all_rows() if row.trouble]
        place = self.query_one(".form-trouble", Static)
        if not bad:
            place.update(self.remark())
            return
        row = first if first in bad and first is not None else bad[0]
        count = "1 thing to fix" if len(bad) == 1 else f"{len(bad)} things to fix"
        place.update(lines(plain(f"✗ {count}", "bold $error"), plain(f"  {row.label}: {row.trouble}", "$error")))

    def _point_at(self, error: InvalidValue) -> None:
        named = [row for row in self.all_rows() if row.field_name == error.field]
        row = named[0] if named else self.all_rows()[0]
        row.show_trouble(" ".join(part for part in (error.message, error.next_step) if part))
        self._show_troubles(row)
        row.field.focus()

    def _fill(self, values: dict[str, Any]) -> None:
        for row in self.all_rows():
            if row.field_name in values:
                row.put(cast("str | bool", values[row.field_name]))


def _row_of(widget: Widget) -> FormRow | None:
    return widget.parent if isinstance(widget.parent, FormRow) else None
