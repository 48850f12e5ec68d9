"""The rows of a form: a label and its field, what is wrong with it, and the four kinds there are."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from shopcrm.errors import InvalidValue
from shopcrm.tui.text import line
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.text_block import TextBlock
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.tui.widgets.tick import Tick

Check = Callable[[str], object]
FieldWidget = TextField | Tick | ChoiceRow | TextBlock


class FormRow(Horizontal):
    """A label of 14 columns and its field. Made by `text_row`, `tick_row`, `choice_row` and `block_row`."""

    def __init__(self, name: str, label: str, field: FieldWidget, *, required: bool, check: Check | None) -> None:
        super().__init__(classes="form-row")
        self.field_name = name
        self.label = label
        self.field = field
        self.required = required
        self.check = check
        self.trouble = ""
        self.at_start = self.value
        """What stood there when the form was made."""

    def compose(self) -> ComposeResult:
        """The label, then the field; a tick box bears its own words."""
        yield Static(classes="form-label")
        yield self.field

    def on_mount(self) -> None:
        """Write the label."""
        self.show_trouble("")

    @property
    def value(self) -> str | bool:
        """What stands in the field; text without spaces at its ends."""
        value = self.field.value
        return value.strip() if isinstance(value, str) else value

    def held(self, value: str | bool) -> str | bool:
        """A value as this field gives it back."""
        return bool(value) if isinstance(self.field, Tick) else str(value).strip()

    def put(self, value: str | bool) -> None:
        """Fill the field; this is not the person's typing."""
        if isinstance(self.field, Tick):
            self.field.value = bool(value)
        else:
            self.field.value = str(value)
        if isinstance(self.field, TextField):
            self.field.forget_typing()

    def look(self) -> bool:
        """Check the value and mark the row; True when it will do."""
        self.show_trouble(self._found())
        return not self.trouble

    def show_trouble(self, trouble: str) -> None:
        """Mark the row as good (`""`) or say what is wrong with it."""
        self.trouble = trouble
        self.set_class(bool(trouble), "-bad")
        mark = "✗ " if trouble else "* " if self.required else "  "
        label = "" if isinstance(self.field, Tick) else self.label
        self.query_one(".form-label", Static).update(line((mark, "$error" if trouble else ""), label))

    def _found(self) -> str:
        value = self.value
        if value == "" and self.required:
            return "Choose one." if isinstance(self.field, ChoiceRow) else "This must be filled in."
        if self.check is None or not isinstance(value, str) or value == "":
            return ""
        try:
            self.check(value)
        except InvalidValue as error:
            return " ".join(part for part in (error.message, error.next_step) if part)
        return ""


def text_row(
    name: str,
    label: str,
    value: str = "",
    *,
    required: bool = False,
    check: Check | None = None,
    placeholder: str = "",
    max_length: int = 10_000,
) -> FormRow:
    """A field to type in. `check(text)` raises InvalidValue; it is not asked about an empty field."""
    field = TextField(value, placeholder=placeholder, max_length=max_length, id=f"field-{name}")
    return FormRow(name, label, field, required=required, check=check)


def tick_row(name: str, label: str, value: bool = False) -> FormRow:
    """A box to tick; its words stand behind it."""
    return FormRow(name, label, Tick(label, value, id=f"field-{name}"), required=False, check=None)


def choice_row(
    name: str, label: str, options: Sequence[tuple[str, str]], value: str | None = None, *, required: bool = False
) -> FormRow:
    """A choice of a few (value, words) pairs; the first is chosen unless another is named. `""` is none of them."""
    return FormRow(name, label, ChoiceRow(options, value, id=f"field-{name}"), required=required, check=None)


def block_row(name: str, label: str, *, required: bool = False, max_length: int = 20_000) -> FormRow:
    """A field of several lines, for notes."""
    row = FormRow(name, label, TextBlock(max_length=max_length, id=f"field-{name}"), required=required, check=None)
    row.add_class("-block")
    return row
