"""Processing register: what is done with personal details, made from the book, with what was added by hand."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from shopcrm.privacy.registers import processing
from shopcrm.privacy.registers.processing import Activity
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import line, plain
from shopcrm.tui.widgets.virtual_table import Column


class ProcessingScreen(RegisterList[Activity]):
    """The activities; Enter changes one that was added."""

    columns = (Column("What is done", 32), Column("What for"), Column("", 9, from_width=70))
    HELP: ClassVar[str] = (
        "The register that UK GDPR Art 30 asks for. What the book itself does is filled in; add what happens outside"
        " it: a camera, wages, a mailing service, a paper list. Enter changes what you added, F9 puts it away. F4 says"
        " who else is responsible, who gets details, and how you keep your books. Ctrl+P writes the register as a"
        " paper and as a table."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "Add", "Add what happens outside the book"),
        key("f4", "about", "About the shop", "Who is responsible, who gets details, how books are kept"),
        key("ctrl+p", "files", "Print", "Write the register to files"),
        key("f9", "put_away", "Put away", "Put the marked activity away", shown=False),
    ]

    async def find(self) -> Sequence[Activity]:
        """Read the register."""
        return (await self.read(processing.register)).activities

    def head(self) -> Content:
        """How many, and how many were added."""
        added = sum(one.added is not None for one in self.found)
        return plain(f"{len(self.found)} activities, {added} of them added by hand")

    def row(self, one: Activity) -> Sequence[str]:
        """A row of the list."""
        return one.name, one.purpose, "added" if one.added is not None else "the book"

    def peek(self, one: Activity) -> Iterable[Content]:
        """The marked activity."""
        yield plain(one.name, "bold")
        yield plain(f"{one.purpose}. {one.people}.")
        for held in one.held:
            yield line(f"{held.category}: ", (f"{held.basis}; {held.kept}", "$quiet"))
        for label, words in (
            ("Interest", one.interest),
            ("Who gets them", one.recipients),
            ("Abroad", one.transfers),
            ("Kept safe by", one.security),
        ):
            if words:
                yield line((f"{label}: ", "$quiet"), words)

    def choose(self, one: Activity) -> None:
        """Change what was added; what the book does is as it is."""
        if one.added is not None:
            self._change(one.added)
        else:
            self.toast("The book itself does this. What you add by hand can be changed.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was added is put away."""
        return action != "put_away" or (self.marked is not None and self.marked.added is not None)

    @flow
    async def action_new(self) -> None:
        """Add one."""
        from shopcrm.tui.forms.duty_forms import ActivityForm

        await self.enter(ActivityForm())

    @flow
    async def _change(self, activity: int) -> None:
        from shopcrm.tui.forms.duty_forms import ActivityForm

        await self.enter(ActivityForm(activity))

    @flow
    async def action_about(self) -> None:
        """Say what the book cannot know of the shop."""
        from shopcrm.tui.forms.duty_forms import AccountabilityForm

        await self.enter(AccountabilityForm())

    @flow
    async def action_put_away(self) -> None:
        """Put the marked one away."""
        if self.marked is not None and self.marked.added is not None:
            await self.write(processing.put_away, self.marked.added)
            self.toast("Put away. Ctrl+Z takes that back.")
            self.reload()

    @flow
    async def action_files(self) -> None:
        """Write the register to files."""
        from shopcrm.tui.forms.register_files import write_files

        await write_files(self, "processing")
