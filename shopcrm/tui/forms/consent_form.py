"""What a customer said about being contacted, written down with how she said it and what proves it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any, cast

from textual import on
from textual.content import Content
from textual.widgets import Input

from shopcrm.errors import InvalidValue
from shopcrm.shop import consent, wordings
from shopcrm.shop.consent import Answer, ConsentDraft, Purpose
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.frame import flow
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.tx import stamp

PURPOSES = (("marketing", "Offers"), ("reminders", "Reminders"), ("feedback", "How we did"))
CHANNELS = (("email", "E-mail"), ("sms", "Text"), ("phone", "Phone"), ("post", "Post"), ("social", "Social"))
ANSWERS = (("grant", "Yes"), ("withdraw", "Stop"), ("object", "Never"), ("not_now", "Not now"))
METHODS = (
    ("at the counter", "Counter"),
    ("by telephone", "Phone"),
    ("by e-mail", "E-mail"),
    ("by letter", "Letter"),
    ("on a form", "Form"),
)


class ConsentForm(Form[str]):
    """Records an answer; returns in words what it did."""

    CSS = "ConsentForm .form-box { width: 80; }"
    heading = "An answer about contact"
    HELP = (
        "Write down what the customer said, not what you think they would say. No answer is"
        " marked for you. Yes: they want it. Stop: they take an"
        " earlier yes back. Never: they object, and are left alone for good. After a no only their own yes, with"
        " something that proves it, turns it round; so say where the proof is."
    )

    def __init__(
        self, customer: int, purpose: str = "marketing", channel: str = "email", answer: str = "", child: bool = False
    ) -> None:
        """answer: what is chosen at first. child: whether a parent has to say yes."""
        super().__init__(customer=customer, purpose=purpose, channel=channel, answer=answer, child=child)
        self._today = date.max
        self._asked = ""
        self._said: dict[tuple[str, str], Answer] = {}

    def rows(self) -> Iterable[FormRow]:
        """For what, by what, which answer, how and when it was said, and the proof."""
        yield choice_row("purpose", "About", PURPOSES, self.about["purpose"])
        yield choice_row("channel", "By", CHANNELS, self.about["channel"])
        yield choice_row("answer", "Answer", ANSWERS, self.about["answer"], required=True)
        yield choice_row("method", "How", METHODS)
        yield text_row("at", "When", "today", required=True, check=self._check_day, placeholder="today, 14 mar")
        yield text_row(
            "evidence", "Proof", placeholder="where it is: their e-mail, form 12 in the folder", max_length=2_000
        )
        if self.about["child"]:
            yield text_row("parent", "Parent", placeholder="who said yes for the child", max_length=200)

    async def load(self) -> dict[str, Any]:
        """Learn what day it is, and what was said so far."""
        self._today = self.sitting.today
        said = await self.read(consent.current, self.about["customer"])
        self._said = {(one.purpose, one.channel): one for one in said}
        await self._learn_wording()
        self._show_troubles()
        return {}

    async def save(self, values: dict[str, Any]) -> str:
        """Enter it in the ledger."""
        if values["answer"] == "grant" and self._holds() and not values["evidence"]:
            raise InvalidValue("evidence", "After a no, a yes needs proof.", "Write where it is, or leave the no.")
        said_on = parse_day(values["at"], self._today, "at", past=True)
        draft = ConsentDraft(
            customer=self.about["customer"],
            purpose=values["purpose"],
            channel=values["channel"],
            answer=values["answer"],
            method=values["method"],
            evidence=values["evidence"],
            at=None if said_on == self._today else said_on.isoformat(),
            parent=values.get("parent", ""),
        )
        recorded = await self.write(consent.record, draft)
        return recorded.explanation

    def remark(self) -> Content:
        """What they were asked, where they say yes; that it needs proof, where they said no before."""
        if self.row("answer").value != "grant":
            return plain("")
        unknown = "! What they were told then is not known: this proves little. Ask again when you meet."
        told = plain(f"They were asked: “{self._asked}”", "$quiet")
        asked = told if self._asked else plain(unknown, "$warning")
        if self._holds():
            return lines(plain("! They have said no. Only their own yes, with proof, counts.", "bold $warning"), asked)
        return asked

    def _holds(self) -> bool:
        """Whether a no stands for what is chosen."""
        standing = self._said.get((str(self.row("purpose").value), str(self.row("channel").value)))
        return standing is not None and standing.answer in consent.HOLDS

    @on(ChoiceRow.Changed)
    @on(Input.Changed, "#field-at")
    @flow(newest=True)
    async def _changed(self) -> None:
        await self._learn_wording()
        self._show_troubles()

    async def _learn_wording(self) -> None:
        purpose = cast("Purpose", self.row("purpose").value)
        try:
            said_on = parse_day(str(self.row("at").value), self._today, "at", past=True)
        except InvalidValue:
            said_on = self._today
        end = stamp(datetime.combine(min(said_on, self._today), time(23, 59, 59), UTC))
        self._asked = await self.read(wordings.wording_on, purpose, end)

    def _check_day(self, typed: str) -> None:
        if parse_day(typed, self._today, "at", past=True) > self._today:
            raise InvalidValue("at", "An answer cannot be from the future.", "Type the day on which it was given.")
