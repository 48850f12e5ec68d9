"""The old records of one kind: looked at one by one, let go, or kept with a reason."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.papers.in_words import stored_day
from shopcrm.privacy import retention
from shopcrm.privacy.retention import MOST_AT_ONCE, Due, Rule
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import plain
from shopcrm.tui.widgets.virtual_table import Column

_PAGES = "COTDIN"


class RetentionList(RegisterList[Due]):
    """The records, the oldest first."""

    columns = (Column("Record", 9), Column("What"), Column("Since", 12))
    nothing = ("Nothing of this kind is due to go.",)
    HELP: ClassVar[str] = (
        "Enter opens the marked record, to look at it first. F6 lets it go, F8 lets all on the list go at once: before"
        " that you are told what becomes of them and type how many they are. That cannot be taken back. F9 keeps the"
        " marked one, with the reason; it is proposed again on the day you say."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f6", "go", "Let it go", "Let the marked record go"),
        key("f9", "keep", "Keep", "Keep the marked record, and say why"),
        key("f8", "all", "Let all go", "Let every record on the list go"),
    ]

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    async def find(self) -> Sequence[Due]:
        """Find them."""
        return await self.read(retention.records, self._rule.kind)

    def head(self) -> Content:
        """Which kind, how many, by which rule."""
        many = f"the oldest {MOST_AT_ONCE:,}" if len(self.found) == MOST_AT_ONCE else f"{len(self.found):,}"
        at_once = " F8 lets all go." if self.found else ""
        return plain(f"{self._rule.title}: {many}. {self._rule.rule}.{at_once}")

    def row(self, one: Due) -> Sequence[str]:
        """A row of the list."""
        return one.ref, one.words, stored_day(one.since)

    def peek(self, one: Due) -> Iterable[Content]:
        """What becomes of the marked one."""
        yield plain(f"{one.ref}  {one.words}", "bold")
        yield plain(self._rule.why)
        yield plain(self._rule.what)

    def choose(self, one: Due) -> None:
        """Look at it."""
        if one.ref[0] in _PAGES:
            self.open_record(one.ref)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was kept for the tax office only goes all at once, and is not kept."""
        if action in ("go", "keep", "all") and not self.found:
            return False
        return action not in ("go", "keep") or self._rule.kind != "erased"

    @flow
    async def action_go(self) -> None:
        """Let the marked one go."""
        from shopcrm.tui.forms.confirm import Confirm

        if self.marked is None:
            return
        one = self.marked
        words = f"{one.words}\n{self._rule.what}\nThat cannot be taken back."
        if await self.ask(Confirm(f"Let {one.ref} go?", words, "Let it go")):
            await self._let_go((one.record,))

    @flow
    async def action_all(self) -> None:
        """Let all go, once the person typed how many they are."""
        from shopcrm.tui.forms.confirm import ConfirmByTyping

        records = tuple(one.record for one in self.found)
        words = f"{self._rule.what}\nThat cannot be taken back."
        if await self.ask(ConfirmByTyping(f"Let all {len(records):,} go?", words, "Let them go", str(len(records)))):
            await self._let_go(records)

    async def _let_go(self, records: tuple[int, ...]) -> None:
        count = await self.write_job("Letting old records go", retention.confirm, self._rule.kind, records)
        self.toast("Gone." if count == 1 else f"{count:,} gone.")
        self.reload()

    @flow
    async def action_keep(self) -> None:
        """Keep the marked one."""
        from shopcrm.tui.forms.duty_forms import KeepForm

        if self.marked is not None:
            one = self.marked
            await self.enter(KeepForm(self._rule.kind, (one.record,), f"{one.ref}  {one.words}"))
