"""What is asked before a backup is put back: a passphrase, a new folder, and whether it is really meant."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.content import Content

from shopcrm.errors import CannotUnlock, CrmError, InvalidValue
from shopcrm.jobs.backup import Listed, Standing
from shopcrm.jobs.comparing import Comparison
from shopcrm.tui.forms.confirm import ConfirmByTyping
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.form import Form, FormRow, text_row
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.vault.registry import Role

_COUNTED = {
    "customers": "Customers",
    "orders": "Orders",
    "products": "Products",
    "documents": "Documents",
    "data_requests": "Data requests",
    "breaches": "Breaches",
}
_MOST_LISTED = 6


class PassphraseForm(Form[tuple[Any, str]]):
    """The passphrase of a backup that the present one does not open; stays as typed where that does not either.

    opening: the work on the backup with what was typed. Answers what came of it, or another error that it met, which
    is told where the form was asked for; and the passphrase.
    """

    heading = "This backup has another passphrase"
    save_label = "Go on"
    HELP = "The backup was made before the passphrase was changed. The old passphrase or the recovery code opens it."

    def __init__(self, opening: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__()
        self._opening = opening

    def rows(self) -> Iterable[FormRow]:
        """One masked field."""
        field = TextField(password=True, id="field-passphrase")
        yield FormRow("passphrase", "Passphrase", field, required=True, check=None)

    async def save(self, values: dict[str, Any]) -> tuple[Any, str]:
        """Do the work with what was typed."""
        passphrase = str(values["passphrase"])
        try:
            return await self._opening(passphrase), passphrase
        except CannotUnlock as wrong:
            raise InvalidValue("passphrase", wrong.message, wrong.next_step) from wrong
        except CrmError as failed:
            return failed, passphrase

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None


class NewFolderForm(Form[Path]):
    """A folder for a shop made from a backup; it need not exist yet."""

    heading = "Restore into a new folder"
    save_label = "Restore"
    HELP = "A second shop is made there from the backup. The present one stays as it is."

    def __init__(self, folder: str) -> None:
        super().__init__(folder=folder)

    def rows(self) -> Iterable[FormRow]:
        """The folder."""
        yield text_row("folder", "Folder", self.about["folder"], required=True, check=new_folder)

    def remark(self) -> Content:
        """What opens it."""
        return plain("The passphrase that the backup was made with opens it, or the recovery code.", "$quiet")

    async def save(self, values: dict[str, Any]) -> Path:
        """The folder itself."""
        return new_folder(values["folder"])


class ShopNameForm(Form[str]):
    """The name of the shop in the backup, typed by who was told that nothing says who was erased since."""

    heading = "Who was erased since is not known"
    save_label = "Restore all the same"
    HELP = (
        "Beside each backup lies a small sealed list of who was erased and who must not be contacted. Here it is"
        " missing, or does not open. People who were erased since the backup would come back: erase them again by hand."
    )

    def __init__(self, why: str) -> None:
        super().__init__(why=why)

    def rows(self) -> Iterable[FormRow]:
        """The name."""
        yield text_row("shop_name", "The shop's name", required=True)

    def remark(self) -> Content:
        """Why it is asked."""
        return block(self.about["why"], "$warning")

    async def save(self, values: dict[str, Any]) -> str:
        """What was typed; the restore compares it."""
        return str(values["shop_name"])

    def draft(self) -> dict[str, Any] | None:
        """Nothing of it is worth keeping."""
        return None


class WhatWithBackup(Dialog[str]):
    """What to do with the marked backup."""

    HELP = (
        "Prove it reads every byte and changes nothing. Put it back replaces the shop's book by the backup; the present"
        " book is kept for 30 days. Into a new folder makes a second shop from it and leaves this one alone."
    )

    def __init__(self, words: Content, role: Role) -> None:
        """role: of who is working; what it does not reach for is not offered."""
        least = (
            ("Prove it", "prove", Role.ASSISTANT),
            ("Put it back", "over", Role.OWNER),
            ("Into a new folder", "into", Role.MANAGER),
        )
        answers = [*((label, answer) for label, answer, needed in least if needed <= role), ("Back", "")]
        super().__init__("This backup", words, answers, back="")


class ConfirmRestore(ConfirmByTyping):
    """Shows both books side by side and asks to type the shop's name: a restore is not taken back by Ctrl+Z."""

    asked: ClassVar[str] = "Put this backup in place of the shop?"
    deed: ClassVar[str] = "Put it back"
    other: ClassVar[str] = "In the backup"
    HELP = (
        "Everything that was entered after the backup is not in it. Who was erased or restricted since, or said no to"
        " being contacted, is so again in the book put back. Requests and breaches that were entered since are listed,"
        " so that you can enter them again. The present book is kept for 30 days."
    )

    def __init__(self, shop: str, both: Comparison, moment: Callable[[str], str]) -> None:
        words = "\n".join(
            [
                *(f"{title:16}{one:>20}{other:>20}" for title, one, other in self._table(both, moment)),
                "What was entered since will be missing, but for who was erased or restricted, or said no. The present"
                " book lies aside for 30 days.",
            ]
        )
        super().__init__(self.asked, words, self.deed, shop)

    def _table(self, both: Comparison, moment: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
        """A row for each kind of record, with its newest where that is known; no more than fit on 24 rows."""
        now, then = both.now, both.then
        newest = {one.kind: (one.ref, other.ref) for one, other in zip(now.newest, then.newest, strict=True)}
        yield "", "Now", self.other
        for name, title in _COUNTED.items():
            if now.counts[name] or then.counts.get(name) or name in ("customers", "orders"):
                last = newest.pop(f"Newest {title.lower().removesuffix('s')}", ("", ""))
                yield title, _counted(now.counts[name], last[0]), _counted(then.counts.get(name, 0), last[1])
        yield from ((kind, one, other or "none") for kind, (one, other) in newest.items() if one)
        yield "Last entry", _at(now.last_at, moment), _at(then.last_at, moment)


class ConfirmGoingBack(ConfirmRestore):
    """The same before the book from before a restore comes back."""

    asked: ClassVar[str] = "Go back to the book before the restore?"
    deed: ClassVar[str] = "Go back"
    other: ClassVar[str] = "The former book"
    HELP = (
        "What was entered since the restore will not be in the book. Who was erased or restricted since, or said no to"
        " being contacted, is so again. The present book is kept for 30 days."
    )


class WriteThemDown(Dialog[bool]):
    """The requests and breaches that the other book does not hold: asked before it takes its place."""

    HELP = "The law binds the shop to these whatever book it has: write them down, and enter them again afterwards."

    def __init__(self, missing: Sequence[str]) -> None:
        words = block("\n".join(to_enter_again(missing, "These will be missing: write them down")), "$warning")
        super().__init__("Before you go on", words, [("I have them", True), ("Back", False)], back=False)


def _counted(count: int, newest: str) -> str:
    return f"{count:,} · {newest}" if newest else f"{count:,}"


def _at(stamped: str, moment: Callable[[str], str]) -> str:
    return moment(stamped) if stamped else "never"


def to_enter_again(missing: Sequence[str], title: str) -> list[str]:
    """The requests and breaches that a restore leaves out, under a title; blank rows where there is none."""
    if not missing:
        return [""]
    more = len(missing) - _MOST_LISTED
    rows = [f"  {line}" for line in missing[:_MOST_LISTED]]
    return ["", f"! {title}:", *rows, *([f"  and {more:,} more"] if more > 0 else []), ""]


def age_words(days: int) -> str:
    """How old something is: today, yesterday, 9 days ago; below 0 it bears a day still to come."""
    if days < 0:
        return "date ahead"
    return {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")


def state_words(one: Listed, standing: Standing | None, day: Callable[[str], str]) -> str:
    """How a backup stands: what was last learnt of it, and when. day: words for a stamp."""
    if one.replaced:
        return "a replaced book"
    if standing is None:
        return "not proven yet"
    if standing.how == "made":
        return "made and proven"
    return f"{'! ' if standing.how == 'faulty' else ''}{standing.how} {day(standing.at)}"


def new_folder(typed: str) -> Path:
    """A folder that is not there yet, or empty; raises InvalidValue for another."""
    folder = Path(typed).expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidValue("folder", "That folder is not empty.", "Type the name of a new one.")
    return folder
