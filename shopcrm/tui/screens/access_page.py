"""Before a customer's data are handed over: who else is named, what goes in, then the report and its delivery."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from shopcrm.errors import InvalidValue
from shopcrm.jobs.access_pack import AccessPack, Asked, around, asked_in
from shopcrm.privacy import access
from shopcrm.privacy.holding import Review
from shopcrm.tui.access_words import (
    HELD_COLUMNS,
    OTHERS_COLUMNS,
    Choices,
    Passage,
    Piece,
    held_row,
    other_row,
    peek_of_passage,
    peek_of_piece,
    tally,
)
from shopcrm.tui.forms.access_forms import PassageForm, ReasonForm
from shopcrm.tui.forms.delivery_form import DeliveryForm
from shopcrm.tui.forms.report_form import ReportForm, ReportWanted, ReportWritten
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import VirtualTable
from shopcrm.workdays import short_day

TABS = (("others", "Other people"), ("held", "What goes in"))


class AccessPage(ShopPage):
    """The review of one customer's data. request: the one in the register that it answers, if any.

    What was decided here is kept until the report is written, over a lock too.
    """

    section = "privacy"
    AUTO_FOCUS = "#others"
    CSS_PATH = "access_page.tcss"
    HELP = (
        "Everything held about a customer, before it is handed over. “Other people”: who else may be named. Enter ticks"
        " what is taken out, for good, from paper and files; F4 changes the reason that the report gives, F2 adds a"
        " passage. Other customers' addresses and numbers always go. “What goes in”: Enter keeps something back, and"
        " the report says so and why; not because it is awkward (Data Protection Act 2018, section 173). Ctrl+S writes"
        " the report, or only what may be taken along, and asks what you checked before you hand it over."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "write", "Write it…", "Write the report, or what may be taken along"),
        key("f2", "add", "Passage…", "Take out a passage that is not on the list"),
        key("f4", "reason", "Reason", "Change the reason that the report gives"),
        key("right", "part(1)", "Next part", "Other people, or what goes in", shown=False, priority=True),
        key("left", "part(-1)", "Part before", "Other people, or what goes in", shown=False, priority=True),
    ]

    def __init__(self, customer: int = 0, request: int | None = None) -> None:
        super().__init__()
        self.customer, self.request = customer, request
        self._review: Review | None = None
        self._asked = Asked()
        self._doubts: tuple[str, ...] = ()
        self._choices = Choices()
        self._changed = False

    def body(self) -> ComposeResult:
        """Who, how many; the two lists; what the marked one is."""
        yield Static(id="heading")
        yield Static(id="tally")
        yield TabRow(TABS, id="tabs")
        with Vertical(id="list-and-peek"):
            with ContentSwitcher(initial="others", id="part"):
                yield VirtualTable(OTHERS_COLUMNS, id="others")
                yield VirtualTable(HELD_COLUMNS, id="held")
            yield Peek(id="peek")

    @flow(newest=True)
    async def reload(self) -> None:
        """Gather what is held; what was decided stays."""
        if self._review is None:
            self.query_one("#tally", Static).update(plain("Looking through what is held …", "$quiet"))
        self._review = await self.read(access.review, self.customer)
        if self.request is not None:
            self._asked = await self.read(asked_in, self.request)
        others = await self.read(around, self.customer, self._asked.reference)
        self._doubts = (*self._asked.unproved, *others)
        self._choices.see(self._review)
        await self._show()

    async def _show(self) -> None:
        review = self._shown
        answers = f"  for {self._asked.reference}" if self._asked.reference else ""
        due = f", due {short_day(self._asked.due_on)}" if self._asked.due_on else ""
        who = (f"{review.holding.name} ({review.holding.reference})", "bold")
        heading = line("Data report · ", who, (answers + due, "$quiet"))
        warned = [line(("! ", "bold $warning"), (words, "$warning")) for words in self._doubts]
        self.query_one("#heading", Static).update(lines(heading, *warned))
        self.query_one("#tally", Static).update(tally(review, self._choices))
        self.query_one(TabRow).show_counts({"others": len(self._choices.passages), "held": len(self._choices.pieces)})
        await self._table("others").show(range(len(self._choices.passages)), self._other_rows)
        await self._table("held").show(range(len(self._choices.pieces)), self._held_rows)
        self._peek()

    async def _other_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [other_row(self._choices.passages[place]) for place in places]

    async def _held_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [held_row(self._choices.pieces[place]) for place in places]

    def _peek(self) -> None:
        marked = self._marked
        if isinstance(marked, Passage):
            self.query_one(Peek).show(*peek_of_passage(marked))
        elif marked is not None:
            self.query_one(Peek).show(*peek_of_piece(marked))
        else:
            self.query_one(Peek).show(
                plain("Nobody else seems to be named. F2 takes out a passage of your own.", "$quiet")
            )

    @property
    def _marked(self) -> Passage | Piece | None:
        """What the mark stands on, in the list that is shown."""
        of_others = self.query_one(ContentSwitcher).current == "others"
        record = self._table("others" if of_others else "held").record
        listed: Sequence[Passage | Piece] = self._choices.passages if of_others else self._choices.pieces
        return listed[record] if record is not None and record < len(listed) else None

    @on(VirtualTable.Highlighted)
    def _moved(self) -> None:
        self._peek()

    @on(VirtualTable.Chosen)
    @flow
    async def _toggle(self) -> None:
        """Tick or untick a passage; keep something back, or give it after all."""
        marked = self._marked
        if isinstance(marked, Passage):
            self._choices.put(replace(marked, out=not marked.out))
        elif marked is not None and marked.reason:
            self._choices.put(replace(marked, reason=""))
        elif marked is not None:
            self._refuse_who_she_is(marked)
            reason = await self.ask(ReasonForm(f"Keep back: {marked.title}", "", "Legal advice; …"))
            if reason is None:
                return
            self._choices.put(replace(marked, reason=reason))
        await self._after_change()

    def _refuse_who_she_is(self, piece: Piece) -> None:
        if piece.what == "customers":
            raise InvalidValue("withhold", "Who the report is about cannot be kept back.", "It is in the letter too.")

    @flow
    async def action_add(self) -> None:
        """A passage that the program did not find."""
        wanted = await self.ask(PassageForm())
        if wanted is not None:
            self._choices.put(Passage(wanted.text, "added by you", wanted.reason, True))
            self.query_one(TabRow).value = "others"
            await self._after_change()

    @flow
    async def action_reason(self) -> None:
        """Another reason for the marked one."""
        marked = self._marked
        if marked is None or (isinstance(marked, Piece) and not marked.reason):
            return
        reason = await self.ask(ReasonForm("Reason", marked.reason))
        if reason is not None:
            self._choices.put(replace(marked, reason=reason))
            await self._after_change()

    async def _after_change(self) -> None:
        self._changed = True
        await self._show()

    def action_part(self, step: int) -> None:
        """Show the other list."""
        self.query_one(TabRow).step(step)

    @on(TabRow.Changed)
    def _part_changed(self, event: TabRow.Changed) -> None:
        self.query_one(ContentSwitcher).current = event.value
        self.query_one(f"#{event.value}").focus()
        self._peek()

    @flow
    async def action_write(self) -> None:
        """Write it, show what to mind, print it, and note how it was handed over."""
        await self.save_now()

    async def save_now(self) -> bool:
        """Write the report; False where the person went back. What was decided counts as saved then."""
        asked_on = short_day(self._asked.on) if self._asked.on else ""
        wanted = await self.ask(ReportForm(self.customer, asked_on))
        if wanted is None or not await self._sure_who_asks():
            return False
        asked = self._asked if self._asked.reference else Asked(wanted.asked_on)
        pack = await self.job("Data report", lambda progress, _: self._written(progress, wanted, asked))
        self._changed = False
        await self._note_in_request(pack)
        answer = await self.ask(ReportWritten(pack, printable=wanted.password is None and pack.pages > 0))
        if answer == "print":
            await self._print(pack.files[0])
        if answer in ("hand", "print"):
            await self._hand_over()
        return True

    async def _sure_who_asks(self) -> bool:
        """Whether it is to be written though it was never shown who asks."""
        from shopcrm.tui.forms.confirm import Confirm

        if not self._asked.unproved:
            return True
        words = " ".join(self._asked.unproved) + " In the wrong hands it cannot be had back."
        sure = await self.ask(Confirm("Write it all the same?", words, "Write it all the same"))
        return sure is True

    def _written(self, progress: Progress, wanted: ReportWanted, asked: Asked) -> AccessPack:
        from shopcrm.jobs.access_pack import write_pack
        from shopcrm.jobs.portable_pack import write_portable

        progress(0, 0, "Gathering everything held about this customer")
        book, out = self.sitting.book, self._choices.removals
        if wanted.portable:
            return write_portable(book, self.customer, wanted.folder, asked=asked, password=wanted.password, remove=out)
        return write_pack(
            book,
            self.customer,
            wanted.folder,
            asked=asked,
            password=wanted.password,
            remove=out,
            withhold=self._choices.withholdings,
        )

    async def _note_in_request(self, pack: AccessPack) -> None:
        """Where the report answers a request, its log says that it was written."""
        if self.request is not None:
            from shopcrm.privacy import requests

            files = ", ".join(path.name for path in pack.files)
            await self.write(requests.note, self.request, f"Data report written: {files}")

    async def _print(self, path: Path) -> None:
        from shopcrm.jobs.printing import print_file

        printed = await self.thread(print_file, path)
        self.toast(printed.message)

    async def _hand_over(self) -> None:
        """Ask what was checked and how it went out, and note it."""
        if await self.ask(DeliveryForm(self.customer, self.request)) is not None:
            self.toast("Noted")

    @property
    def unsaved(self) -> bool:
        """Whether something was decided since the report was last written."""
        return self._changed

    def forget(self) -> None:
        """Drop what was decided."""
        self._changed = False

    def draft(self) -> dict[str, Any] | None:
        """What was decided, where anything was."""
        if not self._changed:
            return None
        return {"customer": self.customer, "request": self.request, **self._choices.kept()}

    def restore(self, values: dict[str, Any]) -> None:
        """Decide again as before the lock."""
        self.customer, self.request = values["customer"], values["request"]
        self._choices, self._changed = Choices.of(values), True

    @property
    def _shown(self) -> Review:
        assert self._review is not None, "the page has not been read yet"
        return self._review

    def _table(self, name: str) -> VirtualTable:
        return self.query_one(f"#{name}", VirtualTable)
