"""What goes out of the shop for a segment: a file, address labels, letters; only for those who may be contacted."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.jobs import segment_papers
from shopcrm.jobs.exporting import ExportReport, ExportRequest, export
from shopcrm.jobs.segment_papers import FIELDS, MailingDone
from shopcrm.papers.labels import SHEETS
from shopcrm.shop import merge_fields
from shopcrm.shop.consent import BY_WHAT, CHANNELS, FOR_WHAT
from shopcrm.tui.forms.export_form import PURPOSE_WORDS, Exported, free_name
from shopcrm.tui.forms.folder_form import folder_of, usual_folder
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.paper_done import offer_print
from shopcrm.tui.forms.typed_numbers import quantity_of
from shopcrm.tui.frame import flow
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow

R = TypeVar("R")


class SegmentForm(Form[R]):
    """Writes something for the customers of a segment; says beforehand how many it is for. `segment`: its name."""

    channel: ClassVar[str] = "post"

    def __init__(self, segment: str) -> None:
        super().__init__(segment=segment)
        self._outlook = ""

    async def load(self) -> dict[str, Any]:
        """Count them."""
        self._count()
        return {}

    def remark(self) -> Content:
        """How many may be contacted so."""
        return plain(self._outlook, "$quiet")

    @on(ChoiceRow.Changed, "#field-purpose")
    @on(ChoiceRow.Changed, "#field-channel")
    def _other_choice(self) -> None:
        self._count()

    @flow(newest=True)
    async def _count(self) -> None:
        values = self.values()
        purpose, channel = values["purpose"], values.get("channel", self.channel)
        found = await self.read(segment_papers.outlook, self.about["segment"], purpose, channel)
        self._outlook = (
            f"{found.willing:,} of {found.everyone:,} may be contacted for {FOR_WHAT[purpose]} by {BY_WHAT[channel]}."
            f"{' The others are left out.' if found.willing < found.everyone else ''}"
        )
        self._show_troubles()


class SegmentExportForm(SegmentForm[ExportReport]):
    """Writes them to a file."""

    save_label = "Write the file"
    HELP = (
        "A segment leaves the book only for something and by some way: who has not said yes to it is left out, and how"
        " many for which reason is shown. Only the addresses and numbers that may be used for it are written. The file"
        " is not locked; whoever has it can read it."
    )

    def __init__(self, segment: str) -> None:
        super().__init__(segment)
        self.heading = f"Export {segment}"

    def rows(self) -> Iterable[FormRow]:
        """For what, by what, where."""
        yield choice_row("purpose", "For", PURPOSE_WORDS)
        yield choice_row("channel", "By", [(one, BY_WHAT[one]) for one in CHANNELS if one != "social"])
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    async def save(self, values: dict[str, Any]) -> ExportReport:
        """Write it, and show what was written."""
        path = free_name(folder_of(values["folder"]), "customers", self.sitting.today.isoformat(), "csv")
        request = ExportRequest(
            "customers", "csv", str(path), values["purpose"], values["channel"], self.about["segment"]
        )
        report = await self.write_job("Export", export, request)
        await self.ask(Exported(report))
        return report


class SegmentPaperForm(SegmentForm[MailingDone]):
    """Writes a paper for them, and offers to print it."""

    async def _written(self, title: str, work: Callable[..., MailingDone]) -> MailingDone:
        """Run it behind a bar with Cancel; then say for how many it is, and who was left out."""
        done = await self.job(title, lambda progress, cancel: work(progress=progress, cancel=cancel))
        people = "1 person" if done.people == 1 else f"{done.people:,} people"
        left_out = (f"  {number:,} left out: {why}" for why, number in done.left_out.items())
        await offer_print(self, [done.written.file], done.written.warnings, [f"For {people}.", *left_out])
        return done


class LabelsForm(SegmentPaperForm):
    """Which labels."""

    heading = "Address labels"
    save_label = "Write the labels"
    HELP = (
        "The number of labels stands on their packet. “First label” lets you use up a sheet that was begun: count from"
        " the top left. Print at 100 %, without fitting to the page."
    )

    def rows(self) -> Iterable[FormRow]:
        """For what, which sheet, from where, into which folder."""
        yield choice_row("purpose", "For", PURPOSE_WORDS)
        yield choice_row("sheet", "Labels", [(code, sheet.words) for code, sheet in SHEETS.items()])
        yield text_row("first", "First label", "1", required=True, check=quantity_of)
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    async def save(self, values: dict[str, Any]) -> MailingDone:
        """Write them."""
        first, sheet = quantity_of(values["first"]), SHEETS[values["sheet"]]
        if first > sheet.labels:
            raise InvalidValue("first", f"That sheet has labels 1 to {sheet.labels}.", "Count from the top left.")
        about = self.sitting.book, self.about["segment"], values["purpose"], sheet, folder_of(values["folder"]), first
        return await self._written("Labels", partial(segment_papers.write_labels, *about))


class LettersForm(SegmentPaperForm):
    """What the letters say."""

    heading = "A letter to each"
    save_label = "Write the letters"
    HELP: ClassVar[str] = (
        f"These are filled in for each customer: {' '.join(f'{{{name}}}' for name in FIELDS)}. Each letter bears your"
        " letterhead, the address where a window envelope shows it, and how to ask for no more letters."
    )

    def rows(self) -> Iterable[FormRow]:
        """For what, the words, into which folder."""
        yield choice_row("purpose", "For", PURPOSE_WORDS)
        yield block_row("text", "Letter", required=True, max_length=4_000)
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    def remark(self) -> Content:
        """What is filled in, and how many may be written to."""
        return lines(super().remark(), plain(" ".join(f"{{{name}}}" for name in FIELDS), "$quiet"))

    async def load(self) -> dict[str, Any]:
        """A salutation to begin with."""
        return await super().load() | {"text": "Dear {first name},\n\n"}

    async def save(self, values: dict[str, Any]) -> MailingDone:
        """Write them, with merge fields that there are."""
        merge_fields.check(values["text"], FIELDS, "text")
        about = (self.sitting.book, self.about["segment"], values["purpose"], values["text"])
        return await self._written(
            "Letters", partial(segment_papers.write_letters, *about, folder_of(values["folder"]))
        )
