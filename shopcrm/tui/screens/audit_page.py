"""One self-audit: its questions one below the other; Enter answers the marked one and goes on to the next."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.papers.in_words import stored_day
from shopcrm.privacy.registers import audits
from shopcrm.privacy.registers.audits import ANSWERS, Answered, Audit
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.virtual_table import Column


class AuditPage(RegisterList[Answered]):
    """The questions; F6 says yes at once, F8 finishes."""

    columns = (Column("Question"), Column("Answer", 15))
    HELP: ClassVar[str] = (
        "Enter answers the marked question, with a note; F6 answers it with Yes and goes on. A No or a Partly says what"
        " you will do about it: that is the list for the year. When every question has an answer, F8 finishes the"
        " self-audit. Below the list stands what to look at, and where the question comes from."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f6", "yes", "Yes", "Answer the marked question with Yes, and go on"),
        key("f8", "finish", "Finish", "Every question has an answer"),
        key("f8", "reopen", "Go on", "Go on with it: it was finished too soon"),
    ]

    def __init__(self, audit: int) -> None:
        super().__init__()
        self._audit_id = audit
        self._audit: Audit | None = None

    async def find(self) -> Sequence[Answered]:
        """Read it."""
        self._audit = await self.read(audits.card, self._audit_id)
        return self._audit.answers

    def head(self) -> Content:
        """How far it is."""
        if self._audit is None:
            return plain("")
        if self._audit.finished_on:
            return plain(f"Self-audit of {stored_day(self._audit.finished_on)}, done by {self._audit.staff}")
        begun = stored_day(self._audit.begun_on)
        left = f"{self._audit.open} to answer" if self._audit.open else "all answered: F8 finishes it"
        return plain(f"Self-audit begun {begun}: {left}")

    def row(self, one: Answered) -> Sequence[str]:
        """A row of the list."""
        mark = {"no": "✗ ", "partly": "! ", "yes": "✓ "}.get(one.answer or "", "")
        return one.asked, f"{mark}{ANSWERS[one.answer]}" if one.answer else "…"

    def peek(self, one: Answered) -> Iterable[Content]:
        """The marked question whole."""
        yield plain(one.asked, "bold")
        yield plain(f"{one.why} {one.rule}", "$quiet")
        if one.answer:
            yield plain(f"Answer: {ANSWERS[one.answer]}")
        yield block(one.note)

    def choose(self, one: Answered) -> None:
        """Answer it."""
        if self._under_way:
            self._answer(one)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A finished one is only read, until it is gone on with."""
        ready = self._audit is not None and not self._audit.open
        done = self._audit is not None and not self._under_way
        offered = {"yes": self._under_way, "finish": self._under_way and ready, "reopen": done}
        return offered.get(action, True)

    @flow
    async def _answer(self, one: Answered) -> None:
        from shopcrm.tui.forms.duty_forms import AnswerForm

        form = AnswerForm(self._audit_id, one.key, one.asked, one.why, one.rule, one.answer, one.note)
        if await self.ask(form):
            self._go_on()

    @flow
    async def action_yes(self) -> None:
        """Answer the marked question with Yes."""
        if self.marked is not None:
            await self.write(audits.answer, self._audit_id, self.marked.key, "yes", self.marked.note)
            self._go_on()

    @flow
    async def action_finish(self) -> None:
        """Finish it."""
        await self.write(audits.finish, self._audit_id)
        self.saved()

    @flow
    async def action_reopen(self) -> None:
        """Go on with it."""
        await self.write(audits.reopen, self._audit_id)
        self.saved()

    def _go_on(self) -> None:
        """To the next question."""
        place = self.table.record or 0
        if place + 1 < len(self.found):
            self.table.go_to(place + 1)
        self.reload()

    @property
    def _under_way(self) -> bool:
        return self._audit is not None and self._audit.finished_on is None
