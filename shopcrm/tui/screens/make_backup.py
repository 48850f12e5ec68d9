"""From anywhere on into the making of a backup, by the same path as the button of Backup; Esc leads back."""

from pathlib import Path

from shopcrm import settings
from shopcrm.jobs import backup
from shopcrm.tui.desk import Desk
from shopcrm.tui.frame import flow
from shopcrm.tui.screens.backup import BackupScreen


class BackupAtOnce(BackupScreen):
    """Backup, with one being made as soon as it opens."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._begin_in = folder

    def on_mount(self) -> None:
        """Begin."""
        self.begin()

    @flow
    async def begin(self) -> None:
        """Back up there."""
        await self._make(self._begin_in)


async def make_backup(desk: Desk[None], folder: Path | None = None) -> None:
    """Open Backup on top of this screen and begin. folder: where to; by default where the last one went.

    Where nothing is known but the shop's own folder, the person says first where to.
    """
    book = desk.sitting.book
    kept = await desk.thread(settings.load, desk.frame.launch.settings_file)
    places = await desk.thread(backup.places, book.folder, kept.kept_for(book.vault_id.hex()))
    chosen = folder or backup.usual(places)
    desk.app.push_screen(BackupAtOnce(chosen) if chosen else BackupScreen())
