"""A paper was written: where it is, what to know about it, and whether to print it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.folder_form import FolderForm
from shopcrm.tui.text import lines, plain


class PaperDone(Dialog[bool]):
    """True where the person wants it printed."""

    HELP = "The files are where you said. Print sends the paper to the printer straight away."

    def __init__(self, files: Sequence[Path], warnings: Sequence[str], facts: Sequence[str] = ()) -> None:
        where = plain(f"In {files[0].parent}:")
        names = [plain(f"  {file.name}", "bold") for file in files]
        told = [plain(f"! {warning}", "$warning") for warning in warnings]
        super().__init__(
            "Written", lines(where, *names, *map(plain, facts), *told), [("Done", False), ("Print", True)], back=False
        )


async def offer_print(
    desk: Desk[Any], files: Sequence[Path], warnings: Sequence[str] = (), facts: Sequence[str] = ()
) -> None:
    """Show what was written, and print its first PDF where the person says so. facts: what it holds, said as it is."""
    from shopcrm.jobs.printing import print_file

    if await desk.ask(PaperDone(files, warnings, facts)):
        pdf = next(file for file in files if file.suffix == ".pdf")
        printed = await desk.thread(print_file, pdf)
        desk.notify(plain(printed.message).plain, markup=False, timeout=10)


async def print_paper(desk: Desk[Any], title: str, write: Callable[..., Any], customer: int) -> bool:
    """Write a paper of hers where the person says, and offer to print it."""
    folder = await desk.ask(FolderForm(title))
    if folder is None:
        return False
    made = await desk.thread(write, cast(Any, desk.sitting.book), customer, folder)
    await offer_print(desk, (made.file,), made.warnings)
    return True
