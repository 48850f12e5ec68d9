"""A register is written to files where the person says."""

from typing import Any, cast

from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.forms.paper_done import PaperDone, offer_print


async def write_files(desk: Desk[Any], name: str) -> None:
    """Ask for a folder and write the register of that name there; its paper, if it has one, can be printed."""
    from shopcrm.jobs.privacy_papers import write_register

    folder = await desk.ask(FolderForm("Write the register to files"))
    if folder is None:
        return
    done = await desk.thread(write_register, cast(Any, desk.sitting.book), name, folder)
    if any(file.suffix == ".pdf" for file in done.files):
        await offer_print(desk, done.files, done.warnings)
    else:
        await desk.ask(PaperDone(done.files, done.warnings))
