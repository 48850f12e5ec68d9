"""What people are asked about being contacted, worded anew."""

from collections.abc import Iterable
from typing import Any, cast

from textual import on
from textual.content import Content
from textual.widgets import TextArea

from shopcrm.shop import profile, wordings
from shopcrm.shop.consent import Purpose
from shopcrm.tui.forms.form import Form, FormRow, block_row
from shopcrm.tui.text import lines, plain

_STOPS = ("any time", "stop", "withdraw", "unsubscribe", "take it back", "opt out")


class WordingForm(Form[bool]):
    """True once it is kept."""

    heading = "Word it anew"
    HELP = (
        "Say who you are, what you will send, and that they can stop at any time (UK GDPR Art 7 and 13). Ask for one"
        " purpose at a time, apart from your terms of sale. Earlier answers keep the wording that they were given to."
    )

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose=purpose)
        self._shop = ""

    def rows(self) -> Iterable[FormRow]:
        """The text."""
        yield block_row("text", "They are asked", required=True, max_length=wordings.LONGEST_WORDING)

    async def load(self) -> dict[str, Any]:
        """As it is now."""
        self._shop = (await self.read(profile.get)).name
        text = await self.read(wordings.wording, self._purpose)
        self.call_after_refresh(self._show_troubles)
        return {"text": text}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it as the newest version."""
        await self.write(wordings.change_wording, self._purpose, values["text"])
        return True

    def remark(self) -> Content:
        """What the law asks of it and is not found in it."""
        text = str(self.row("text").value).casefold()
        missing = []
        if self._shop.casefold() not in text:
            missing.append(plain(f"! It does not name {self._shop}.", "$warning"))
        if not any(word in text for word in _STOPS):
            missing.append(plain("! It does not say that they can stop at any time.", "$warning"))
        return lines(*missing)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._show_troubles()

    @property
    def _purpose(self) -> Purpose:
        return cast("Purpose", self.about["purpose"])
