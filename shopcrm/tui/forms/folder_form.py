"""Which folder a file goes to. Files with personal data go only where a person said."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shopcrm.errors import InvalidValue
from shopcrm.tui.forms.form import Form, FormRow, text_row


class FolderForm(Form[Path]):
    """Answers a folder that is there."""

    save_label = "Go on"
    HELP = "The folder that the file is written to. Nobody but you may read the file there. ~ is your own folder."

    def __init__(self, heading: str, folder: str = "") -> None:
        """folder: the one to begin with; empty for where papers usually go."""
        super().__init__(heading=heading, folder=folder or str(usual_folder()))
        self.heading = heading

    def rows(self) -> Iterable[FormRow]:
        """The folder."""
        yield text_row("folder", "Folder", self.about["folder"], required=True, check=folder_of)

    async def save(self, values: dict[str, Any]) -> Path:
        """The folder itself."""
        return folder_of(values["folder"])


def usual_folder() -> Path:
    """Where papers usually go: Documents in one's own folder, or that folder itself."""
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def folder_of(typed: str) -> Path:
    """The folder that was typed; raises InvalidValue for one that is not there."""
    folder = Path(typed).expanduser()
    if not folder.is_dir():
        raise InvalidValue("folder", "There is no such folder.", "Check its name, or make it first.")
    return folder
