"""Privacy notice: how it reads today, which version that is, and the paper to put up."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from textual.binding import BindingType
from textual.content import Content

from shopcrm.jobs import privacy_papers
from shopcrm.jobs.letterhead import nowhere_to_write
from shopcrm.jobs.privacy_papers import NoticeFacts
from shopcrm.papers.in_words import stored_day
from shopcrm.privacy.registers import notices
from shopcrm.privacy.registers.notices import NoticeVersion
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_page import RegisterPage
from shopcrm.tui.text import line, plain


class PrivacyNoticeScreen(RegisterPage):
    """The notice to read through."""

    buttons = ((("write", "Write it Ctrl+P"), ("about", "Add to it F4")),)
    HELP: ClassVar[str] = (
        "What you tell customers about their details (UK GDPR Arts 13 and 14), made from what the book does and from"
        " what you added. Read it through, put it up at the counter and on your website. New words make a new version;"
        " every version is kept, so that you can show what was said when. F4 adds to it; the processing register holds"
        " the rest."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+p", "write", "Write it", "Write the notice as a PDF"),
        key("f4", "about", "Add to it", "What the notice says besides"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._facts: NoticeFacts | None = None
        self._versions: tuple[NoticeVersion, ...] = ()

    async def find(self) -> None:
        """Make it."""
        self._facts = await self.read(privacy_papers.notice_facts)
        self._versions = await self.read(notices.listed)

    def heading_words(self) -> Content:
        """What this is."""
        return plain("Privacy notice", "bold")

    def standing_words(self) -> Content:
        """Whether the last version still says all."""
        if self._facts is None:
            return plain("")
        if not self._versions:
            return plain("It was not given out yet: write it, and put it where customers see it.")
        last = self._versions[0]
        since = f"Version {last.version} of {stored_day(last.made_at[:10])}"
        if self._facts.version == last.version:
            return plain(f"{since} still says all of this.")
        return line((f"! {since} does not say all of this any more: write it anew.", "bold $warning"))

    def rows(self) -> Iterable[Content]:
        """The notice."""
        if self._facts is not None:
            yield from (line((f"! {told}", "bold $warning")) for told in nowhere_to_write(self._facts.register.shop))
        for part in self._facts.parts if self._facts else ():
            yield plain(part.title, "bold")
            yield from (plain(text) for text in part.prose)
            yield from (plain(f"· {point}") for point in part.points)
            for what, details, why, long in part.rows:
                yield plain(f"· {what}: {details}")
                yield plain(f"  {why.replace(chr(10), '; ')}. {long.replace(chr(10), '; ')}.", "$quiet")
            yield plain("")

    @flow
    async def action_write(self) -> None:
        """Write it where the person says."""
        from shopcrm.tui.forms.folder_form import FolderForm
        from shopcrm.tui.forms.paper_done import offer_print

        folder = await self.ask(FolderForm("Write the privacy notice"))
        if folder is not None:
            made = await self.thread(privacy_papers.write_notice, cast(Any, self.sitting.book), folder)
            await offer_print(self, (made.file,), made.warnings, (f"Version {made.version}",))
            self.reload()

    @flow
    async def action_about(self) -> None:
        """Add to it."""
        from shopcrm.tui.forms.duty_forms import AccountabilityForm

        await self.enter(AccountabilityForm())
