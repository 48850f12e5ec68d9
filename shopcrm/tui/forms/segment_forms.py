"""What goes out of the shop for a segment: a file, address labels, letters; only for those who may be contacted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.jobs import segment_papers
from shopcrm.jobs.exporting import ExportReport, ExportRequest, export
from shopcrm.jobs.segment_papers import FIELDS, MailingDone
from shopcrm.papers.labels import SHEETS
from shopcrm.shop import merge_fields
from shopcrm.shop.consent import BY_WHAT, CHANNELS, Purpose
from shopcrm.tui.forms.export_form import PURPOSE_WORDS, Exported, free_name, usual_folder
from shopcrm.tui.forms.folder_form import folder_of
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.typed_numbers import quantity_of
from shopcrm.tui.text import plain
from shopcrm.vault.vault import Vault

_ONLY = "Only who may be contacted so. The others are counted."


class Wanted(Protocol):
    """A paper to be written for a segment."""

    def write(self, vault: Vault, segment: str) -> MailingDone:
        """Write it."""


@dataclass(frozen=True, slots=True)
class LabelsWanted:
    """Address labels: for what, on which sheet, from which label on, into which folder."""

    purpose: Purpose
    sheet: str
    first: int
    folder: Path

    def write(self, vault: Vault, segment: str) -> MailingDone:
        """Write them; raises as `write_labels` does."""
        return segment_papers.write_labels(vault, segment, self.purpose, SHEETS[self.sheet], self.folder, self.first)


@dataclass(frozen=True, slots=True)
class LettersWanted:
    """Letters: for what, what they say, into which folder."""

    purpose: Purpose
    text: str
    folder: Path

    def write(self, vault: Vault, segment: str) -> MailingDone:
        """Write them; raises as `write_letters` does."""
        return segment_papers.write_letters(vault, segment, self.purpose, self.text, self.folder)


class SegmentExportForm(Form[ExportReport]):
    """Writes the customers of a segment to a file. `segment`: its name."""

    save_label = "Write the file"
    HELP = (
        "A segment leaves the book only for something and by some way: who has not said yes to it is left out, and how"
        " many for which reason is shown. The file is not locked; whoever has it can read it."
    )

    def __init__(self, segment: str) -> None:
        super().__init__(segment=segment)
        self.heading = f"Export {segment}"

    def rows(self) -> Iterable[FormRow]:
        """For what, by what, where."""
        yield choice_row("purpose", "For", PURPOSE_WORDS)
        yield choice_row("channel", "By", [(one, BY_WHAT[one]) for one in CHANNELS if one != "social"])
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    def remark(self) -> Content:
        """Who is in the file."""
        return plain(_ONLY, "$quiet")

    async def save(self, values: dict[str, Any]) -> ExportReport:
        """Write it, and show what was written."""
        path = free_name(folder_of(values["folder"]), "customers", self.sitting.today.isoformat(), "csv")
        request = ExportRequest(
            "customers", "csv", str(path), values["purpose"], values["channel"], self.about["segment"]
        )
        report = await self.write_job("Export", export, request)
        await self.ask(Exported(report))
        return report


class LabelsForm(Form[LabelsWanted]):
    """Answers which labels."""

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

    def remark(self) -> Content:
        """Who gets one."""
        return plain(_ONLY, "$quiet")

    async def save(self, values: dict[str, Any]) -> LabelsWanted:
        """The choice made."""
        first, sheet = quantity_of(values["first"]), SHEETS[values["sheet"]]
        if first > sheet.labels:
            raise InvalidValue("first", f"That sheet has labels 1 to {sheet.labels}.", "Count from the top left.")
        return LabelsWanted(values["purpose"], sheet.code, first, folder_of(values["folder"]))


class LettersForm(Form[LettersWanted]):
    """Answers what the letters say."""

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
        """What is filled in."""
        return plain(" ".join(f"{{{name}}}" for name in FIELDS), "$quiet")

    async def load(self) -> dict[str, Any]:
        """A salutation to begin with."""
        return {"text": "Dear {first name},\n\n"}

    async def save(self, values: dict[str, Any]) -> LettersWanted:
        """The words, with merge fields that there are."""
        merge_fields.check(values["text"], FIELDS, "text")
        return LettersWanted(values["purpose"], values["text"], folder_of(values["folder"]))


def left_out_words(done: MailingDone) -> list[str]:
    """For how many it is, and who was left out."""
    people = "1 person" if done.people == 1 else f"{done.people:,} people"
    return [f"For {people}.", *(f"{number:,} left out: {why}" for why, number in done.left_out.items())]
