"""Old records: how many of each kind are not needed any more, and by which rule; nothing goes by itself."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.papers.in_words import stored_day
from shopcrm.privacy import retention
from shopcrm.privacy.retention import BY_LAW, Kept, Proposal
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.virtual_table import Column


class RetentionScreen(RegisterList[Proposal]):
    """The kinds; Enter lists the records of the marked one."""

    columns = (
        Column("Kind of record", 33),
        Column("Due", 7, right=True),
        Column("Oldest", 12, from_width=70),
        Column("Rule"),
    )
    HELP: ClassVar[str] = (
        "Details may be kept only as long as they are needed (UK GDPR Art 5(1)(e)). Here stands what is not, by rules"
        " that you can change with F3. Enter lists the records of the marked row; there you"
        " let them go, or keep them with a reason. Nothing goes by itself. F4 lists what you kept; F12 writes rules to"
        " files. Until when orders are kept follows from how you keep your books, which F3 asks there."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f3", "rule", "Rule", "After how long this kind is proposed"),
        key("f4", "kept", "Kept…", "What was looked at and kept"),
        key("f12", "files", "Files…", "Write rules and decisions to files"),
    ]

    async def find(self) -> Sequence[Proposal]:
        """Look through the book."""
        return await self.read(retention.proposals)

    def head(self) -> Content:
        """How much is due."""
        due = sum(one.count for one in self.found)
        words = (
            "Nothing is due to go"
            if not due
            else "1 record is due to go"
            if due == 1
            else f"{due:,} records are due to go"
        )
        return plain(f"{words}. Nothing goes without your yes.")

    def row(self, one: Proposal) -> Sequence[str]:
        """A row of the list."""
        oldest = stored_day(one.oldest.isoformat()) if one.oldest else ""
        return one.rule.title, f"{one.count:,}" if one.count else "", oldest, one.rule.rule

    def peek(self, one: Proposal) -> Iterable[Content]:
        """What becomes of the marked kind, and why."""
        yield line((one.rule.title, "bold"), f": {one.rule.rule[:1].lower()}{one.rule.rule[1:]}")
        yield plain(one.rule.why)
        yield plain(one.rule.what)
        if one.rule.chosen:
            yield plain(f"You chose this time: {one.rule.because}")
        if one.kept:
            yield plain(f"{one.kept:,} looked at and kept")
        yield plain(one.rule.source, "$quiet")

    def choose(self, one: Proposal) -> None:
        """List its records."""
        from shopcrm.tui.screens.retention_list import RetentionList

        self.app.push_screen(RetentionList(one.rule))

    @flow
    async def action_rule(self) -> None:
        """Choose after how long; what the law sets follows from how the shop keeps its books."""
        from shopcrm.tui.forms.duty_forms import AccountabilityForm, RuleForm

        if self.marked is not None and self.marked.rule.kind in BY_LAW:
            await self.enter(AccountabilityForm())
        elif self.marked is not None:
            rule = self.marked.rule
            months = rule.months if rule.chosen else None
            await self.enter(RuleForm(rule.kind, rule.title, months, rule.because))

    @flow
    async def action_kept(self) -> None:
        """What was kept; the chosen one is proposed again."""
        from shopcrm.tui.forms.choose import Choose
        from shopcrm.tui.forms.confirm import Confirm

        held = await self.read(retention.kept)
        if not held:
            self.toast("Nothing was kept.")
            return
        chosen = await self.ask(Choose("Looked at and kept", [(str(at), _kept(one)) for at, one in enumerate(held)]))
        if chosen is None:
            return
        one = held[int(chosen)]
        if await self.ask(Confirm(f"Propose {one.ref} again?", _kept(one), "Propose it again")):
            await self.write(retention.propose_again, one.kind, (one.record,))
            self.saved()

    @flow
    async def action_files(self) -> None:
        """Write the rules, and what was decided, to files."""
        from shopcrm.tui.forms.choose import Choose
        from shopcrm.tui.forms.register_files import write_files

        which = await self.ask(
            Choose("Which register?", (("retention", "How long records are kept"), ("decisions", "What was decided")))
        )
        if which is not None:
            await write_files(self, which)


def _kept(one: Kept) -> str:
    return f"{one.ref}, until {stored_day(one.again_on)}: {one.because}"
