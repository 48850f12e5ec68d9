"""What is asked before a backup is put back: a passphrase, a new folder, and whether it is really meant."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from textual.content import Content

from shopcrm.errors import InvalidValue
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


class PassphraseForm(Form[str]):
    """The passphrase of a backup that the present one does not open."""

    heading = "This backup has another passphrase"
    save_label = "Go on"
    HELP = "The backup was made before the passphrase was changed. The old passphrase or the recovery code opens it."

    def rows(self) -> Iterable[FormRow]:
        """One masked field."""
        field = TextField(password=True, id="field-passphrase")
        yield FormRow("passphrase", "Passphrase", field, required=True, check=None)

    async def save(self, values: dict[str, Any]) -> str:
        """What was typed."""
        return str(values["passphrase"])

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

    HELP = (
        "Everything that was entered after the backup is not in it. Who was erased or restricted since, or said no to"
        " being contacted, is so again in the book put back. Requests and breaches that were entered since are listed,"
        " so that you can enter them again. The present book is kept for 30 days."
    )

    def __init__(self, shop: str, both: Comparison, moment: Callable[[str], str]) -> None:
        now, then = both.now, both.then
        pairs = zip(now.newest, then.newest, strict=True)
        counts = [
            f"{title:16}{now.counts[name]:>20,}{then.counts.get(name, 0):>20,}"
            for name, title in _COUNTED.items()
            if now.counts[name] or then.counts.get(name) or name in ("customers", "orders")
        ]
        words = "\n".join(
            [
                f"{'':16}{'Now':>20}{'In the backup':>20}",
                *counts,
                *(f"{one.kind:16}{one.ref or 'none':>20}{other.ref or 'none':>20}" for one, other in pairs if one.ref),
                f"{'Last entry':16}{_at(now.last_at, moment):>20}{_at(then.last_at, moment):>20}",
                *to_enter_again(both.missing, "Will be missing: write them down"),
                "What was entered since will be missing. Only that somebody was erased or restricted, or said no to"
                " being contacted, is kept. The present book lies aside for 30 days.",
            ]
        )
        super().__init__("Put this backup in place of the shop?", words, "Put it back", shop)


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
