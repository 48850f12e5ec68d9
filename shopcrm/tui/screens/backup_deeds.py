"""What is done with a backup that is listed: proven, put back, made a second shop; or with a book that was replaced."""

import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from shopcrm.errors import CannotUnlock, CrmError, Damaged
from shopcrm.jobs import backup, comparing, going_back, restore
from shopcrm.jobs.comparing import Comparison
from shopcrm.jobs.restore import Proven, Restored
from shopcrm.papers.in_words import moment
from shopcrm.tui.forms.backup_forms import PutBack, carried_along
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.restore_forms import (
    ConfirmGoingBack,
    ConfirmRestore,
    NewFolderForm,
    PassphraseForm,
    ShopNameForm,
    WriteThemDown,
)
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.sitting import Progress, Work
from shopcrm.tui.text import lines, plain
from shopcrm.vault.registry import operation_of
from shopcrm.vault.tx import stamp

R = TypeVar("R")


class BackupDeeds(ShopPage):
    """The deeds behind the list of backups."""

    def __init__(self) -> None:
        super().__init__()
        self._zone = ZoneInfo("UTC")
        self._handing_over = False

    def _moment(self, at: datetime | str) -> str:
        return moment(at if isinstance(at, str) else stamp(at), self._zone)

    async def _prove(self, file: Path) -> tuple[Proven, str | None] | None:
        book = cast(Any, self.sitting.book)

        def verifying(passphrase: str | None) -> Work[Proven]:
            return lambda progress, cancel: restore.verify(
                file, passphrase, vault=book, progress=progress, cancel=cancel
            )

        return await self._proving(file, self._unlocked("Prove the backup", verifying))

    async def _proving(self, file: Path, reading: Awaitable[R | None]) -> R | None:
        """The answer of a job that reads a whole backup; whether it was whole is kept in the book."""
        try:
            answered = await reading
        except Damaged:
            await self._keep_standing(file, whole=False)
            raise
        if answered is not None:
            await self._keep_standing(file, whole=True)
        return answered

    async def _keep_standing(self, file: Path, *, whole: bool) -> None:
        may = self.sitting.staff.role >= operation_of(backup.note_proven).role
        if may and self.sitting.book.read_only is None:
            place = await self.thread(backup.place_of, file.parent)
            await self.write(backup.note_proven, file.name, whole, place)
            self.reload()

    async def _unlocked(self, title: str, work: Callable[[str | None], Work[R]]) -> tuple[R, str | None] | None:
        """The answer of work on a backup, and the passphrase that it took where the shop's own key does not open it."""
        try:
            return await self.job(title, work(None)), None
        except CannotUnlock:
            opened = await self.ask(PassphraseForm(lambda passphrase: self.job(title, work(passphrase))))
        if opened is not None and isinstance(opened[0], CrmError):
            raise opened[0]
        return opened

    async def _go_back(self, book: Path) -> None:
        """The book from before a restore, after both were compared and the shop's name was typed."""
        shop = cast(Any, self.sitting.book)
        which = next(one for one in going_back.replaced(shop.folder) if one.book == book)

        def comparing_by(passphrase: str | None) -> Work[Comparison]:
            return lambda progress, cancel: going_back.compare(
                shop, which, passphrase, progress=progress, cancel=cancel
            )

        answered = await self._unlocked("Look into the former book", comparing_by)
        if answered is None:
            return
        both, passphrase = answered
        if await self._is_meant(ConfirmGoingBack, both):
            await self._in_place(
                lambda shop, progress, cancel: going_back.back_to(
                    shop, which, passphrase, progress=progress, cancel=cancel
                ),
                former=True,
            )

    async def _put_back(self, file: Path) -> None:
        """Prove it, compare both books, ask for the shop's name, put it in place, lock."""
        book = cast(Any, self.sitting.book)

        def comparing_by(passphrase: str | None) -> Work[Comparison]:
            return lambda progress, cancel: comparing.compare(book, file, passphrase, progress=progress, cancel=cancel)

        answered = await self._proving(file, self._unlocked("Look into the backup", comparing_by))
        if answered is None:
            return
        both, passphrase = answered
        if await self._is_meant(ConfirmRestore, both):
            await self._in_place(
                lambda shop, progress, cancel: restore.over(shop, file, passphrase, progress=progress, cancel=cancel)
            )

    async def _is_meant(self, confirm: type[ConfirmRestore], both: Comparison) -> bool:
        """Both books side by side, and the shop's name typed; what is to be entered again is shown first."""
        if both.missing and not await self.ask(WriteThemDown(both.missing)):
            return False
        answer = await self.ask(confirm(self.sitting.words.shop, both, self._moment))
        return answer is True

    async def _in_place(
        self, act: Callable[[Any, Progress, threading.Event], Restored], *, former: bool = False
    ) -> None:
        book = cast(Any, self.sitting.book)
        self._handing_over = True
        try:
            restored = await self.job("Put it in place", lambda progress, cancel: act(book, progress, cancel))
        except CrmError as failed:
            if book.is_closed:
                await self.tell(failed)
                self.frame.lock()
                return
            self._handing_over = False
            raise
        await self.ask(PutBack(restored, former=former))
        self.frame.lock()

    async def _restore_into(self, file: Path) -> None:
        folder = await self.ask(NewFolderForm(str(self.sitting.book.folder) + "-restored"))
        if folder is None:
            return
        book = cast(Any, self.sitting.book)

        def restoring_as(shop_name: str | None) -> Callable[[str | None], Work[Restored]]:
            return lambda passphrase: (
                lambda progress, cancel: restore.into(
                    file,
                    folder,
                    passphrase,
                    vault=book,
                    clock=book.clock if book.rehearsed else None,
                    shop_name=shop_name,
                    progress=progress,
                    cancel=cancel,
                )
            )

        try:
            answered = await self._unlocked("Restore into a new folder", restoring_as(None))
        except restore.ErasedUnknownError as unknown:
            name = await self.ask(ShopNameForm(unknown.message))
            if name is None:
                return
            answered = await self._unlocked("Restore into a new folder", restoring_as(name))
        if answered is not None:
            words = lines(
                plain(f"✓ A shop was made in {folder}.", "bold"),
                plain(f"It opens with: shopcrm --shop {folder}"),
                *carried_along(answered[0]),
                plain("This shop is as it was.", "$quiet"),
            )
            await self.ask(Dialog("Restored", words, [("Done", None)], back=None))
