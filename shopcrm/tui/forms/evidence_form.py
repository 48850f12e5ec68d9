"""The evidence pack: every register and proof in one file, for the regulator."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from textual.content import Content

from shopcrm.jobs.evidence_pack import EvidencePack, write_evidence
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import folder_of, usual_folder
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.text import lines, plain


class EvidenceForm(Form[Path]):
    """Writes the pack, and says what is in it."""

    heading = "Evidence pack"
    save_label = "Write the pack"
    HELP = (
        "One zip file that shows how the shop keeps data-protection law: the processing register, breaches with their"
        " papers, requests and complaints by reference, training, self-audits, the fee, the privacy notice with its"
        " versions, wordings, grounds, how long records are kept and what was decided, how many said yes and no, and"
        " that the log of changes is as it was written. No customer is named in it. Only the owner makes it."
    )

    def rows(self) -> Iterable[FormRow]:
        """Where to."""
        yield text_row("folder", "Folder", str(usual_folder()), required=True, check=folder_of)

    async def load(self) -> dict[str, Any]:
        """Say what it is."""
        self._show_troubles()
        return {}

    def remark(self) -> Content:
        """What is in it."""
        return lines(
            plain("Every register, paper and proof in one zip, with a list of files.", "$quiet"),
            plain("Customers stand in it by their references only.", "$quiet"),
        )

    async def save(self, values: dict[str, Any]) -> Path:
        """Write it, and show what is in it."""
        pack = await self.thread(write_evidence, cast(Any, self.sitting.book), folder_of(values["folder"]))
        await self.ask(Packed(pack))
        return pack.file


class Packed(Dialog[None]):
    """Where the pack is, and what is in it."""

    def __init__(self, pack: EvidencePack) -> None:
        names = ", ".join(["evidence.pdf", *(one.name for one in pack.files), "files.csv"])
        log = f"The log of {pack.entries:,} changes is as it was written."
        told = [plain(f"! {problem}", "$warning") for problem in pack.problems] or [plain(log)]
        words = lines(
            plain(f"✓ {pack.file.name}", "bold"), plain(f"In {pack.file.parent}"), plain(names, "$quiet"), *told
        )
        super().__init__("Written", words, [("Done", None)], back=None)
