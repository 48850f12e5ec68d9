"""Small forms of the review: a passage to take out, and a reason."""

from collections.abc import Iterable
from typing import Any

from shopcrm.privacy.third_parties import Removal
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row

REASONS = (
    ("names somebody else, who has not agreed to it", "Names somebody else"),
    ("identifies somebody else", "Identifies somebody else"),
    ("", "Another, typed below"),
)


class PassageForm(Form[Removal]):
    """A passage that is about somebody else, and the reason that the report gives."""

    heading = "Take out a passage"
    save_label = "Take out"
    HELP = (
        "Type the words as they stand in the record; upper and lower case, and how it is spaced, do not matter. They"
        " are taken out wherever they stand as whole words, in the paper and in the files. The report says how often,"
        " and why, and never what."
    )

    def rows(self) -> Iterable[FormRow]:
        """Words and reason."""
        yield text_row("text", "Words", required=True, placeholder="a name, or a sentence", max_length=500)
        yield choice_row("usual", "Because it", REASONS)
        yield text_row("reason", "Own reason", max_length=200)

    async def save(self, values: dict[str, Any]) -> Removal:
        """Answer; the page keeps it."""
        return Removal(values["text"], values["reason"] or values["usual"] or REASONS[0][0])


class ReasonForm(Form[str]):
    """One reason."""

    heading = "Reason"
    save_label = "Keep"
    HELP = "The report gives this reason to the person. Say it so that it does not name anybody."

    def __init__(self, heading: str = "Reason", now: str = "", hint: str = "") -> None:
        super().__init__(heading=heading, now=now, hint=hint)
        self.heading = heading
        self._now, self._hint = now, hint

    def rows(self) -> Iterable[FormRow]:
        """The reason."""
        yield text_row("reason", "Reason", self._now, required=True, placeholder=self._hint, max_length=200)

    async def save(self, values: dict[str, Any]) -> str:
        """Answer; the page keeps it."""
        return str(values["reason"])
