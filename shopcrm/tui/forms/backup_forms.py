"""What is asked and told about backups: places, when one is made by itself, how one was made, tried or put back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.content import Content

from shopcrm import settings
from shopcrm.errors import InvalidValue
from shopcrm.jobs.backup import Listed, Made, Place
from shopcrm.jobs.drill import Drill
from shopcrm.jobs.restore import Restored
from shopcrm.jobs.sizes import size_in_words
from shopcrm.settings import BackupPlace
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.form import Form, FormRow, text_row, tick_row
from shopcrm.tui.forms.restore_forms import to_enter_again
from shopcrm.tui.text import block, lines, plain
from shopcrm.vault.tx import from_stamp
from shopcrm.workdays import short_day

KINDS = {"stick": "USB stick", "remembered": "A folder", "computer": "This computer"}
_LONGEST_NAME = 40
UNSETTLED = (
    "It is in place, but the disk with the shop failed or was full while its folder was put in order: the next opening"
    " finishes that. Do not restore again; look at the disk."
)


def named(place: Place) -> str:
    """What a place is called: as the person named it, by its label, or by what it is."""
    return KINDS[place.kind] if place.kind != "stick" or not place.name else place.name


FOLDER_WIDTH = 22
"""Columns for the end of a backup's folder in the list."""


def end_of(folder: Path) -> str:
    """As much of a folder's end as its column holds: it tells more than the beginning."""
    words = str(folder)
    return words if len(words) <= FOLDER_WIDTH else f"…{words[1 - FOLDER_WIDTH :]}"


def how_many(found: Sequence[Listed]) -> str:
    """``2 backups and 1 replaced book``."""
    replaced = sum(one.replaced for one in found)
    words = [(len(found) - replaced, "backup"), (replaced, "replaced book")]
    told = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in words if count]
    return " and ".join(told) or "No backups found in these places."


class AutomaticForm(Form[bool]):
    """What the marked place is called, when backups are made by themselves, and how old a copy may grow."""

    heading = "Names and times"
    HELP = (
        "A backup is made by itself when a stick that had one before is plugged in, and once a day at closing time:"
        " when the shop closes by its opening hours, if this program is open then and nobody types. Quitting makes"
        " none; what was missed is offered on Today. Each stick's copy has an age: where it is older than the days"
        " given here, Today says so. After a backup was put back, nothing is made by itself until you have said that"
        " the book is right."
    )

    def __init__(self, place: Place | None, file: Path | None) -> None:
        super().__init__()
        self._place: BackupPlace | None = place.kept if place else None
        self._file = file

    def rows(self) -> Iterable[FormRow]:
        """The name of the place where there is one to name, two ticks, and a number."""
        now = settings.load(self._file)
        if self._place is not None:
            yield text_row("name", "Place's name", self._place.name, required=True, check=_name)
            yield tick_row("forget", "Forget this place (its backups stay)")
        yield tick_row("on_stick", "Back up when a stick that had one is plugged in", now.backup_on_stick)
        yield tick_row("at_closing", "Back up each day at closing time", now.backup_at_closing)
        yield text_row("days", "Warn after", str(now.stick_days), required=True, check=_days)

    def remark(self) -> Content:
        """What the words above do not say."""
        return block(
            "Closing time is that of your opening hours; quitting makes no backup. Warn after: Today says so when a"
            " stick's copy is so many days old.",
            "$quiet",
        )

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it on this machine."""
        rules = (_days(values["days"]), bool(values["on_stick"]), bool(values["at_closing"]))
        await self.thread(self._keep, rules, str(values.get("name", "")), bool(values.get("forget")))
        return True

    def draft(self) -> dict[str, Any] | None:
        """Nothing of it is worth keeping."""
        return None

    def _keep(self, rules: tuple[int, bool, bool], name: str, forget: bool) -> None:
        now = settings.load(self._file).with_automatic(*rules)
        if self._place is not None:
            now = now.without(self._place) if forget else now.with_name(self._place, name)
        settings.save(now, self._file)


def _name(typed: str) -> str:
    if len(typed) > _LONGEST_NAME:
        raise InvalidValue("name", f"A name has at most {_LONGEST_NAME} letters.", "Shorten it.")
    return typed


def _days(typed: str) -> int:
    if not typed.strip().isdigit() or not 1 <= int(typed) <= settings.MOST_STICK_DAYS:
        raise InvalidValue("days", f"That is not between 1 and {settings.MOST_STICK_DAYS} days.", "Check the number.")
    return int(typed)


class DrillDone(Dialog[None]):
    """How trying a backup went."""

    HELP = (
        "The newest backup was opened in a scratch file, as a restore would have to: every page was proven, counts and"
        " balances were compared with what it lists. The scratch file is gone again."
    )

    def __init__(self, done: Drill, taken: str) -> None:
        if done.outcome == "passed":
            rows = [
                plain("✓ This backup can be put back.", "bold"),
                plain(f"Made on {taken}: {held_in_words(done.counts)}."),
                plain("Pages, counts, payments, store credit and points are as they were."),
                plain(f"It took {max(round(done.seconds), 1):,} s.", "$quiet"),
            ]
        else:
            rows = [
                plain("✗ This backup cannot be relied on.", "bold $error"),
                *(block(problem) for problem in done.problems),
                plain("Your records are safe. Keep older backups, and make a new one now."),
            ]
        super().__init__("The backup was tried", lines(*rows), [("Done", None)], back=None)


def held_in_words(counts: dict[str, int]) -> str:
    """``1 customer and 12 orders``."""
    words = ((counts["customers"], "customer"), (counts["orders"], "order"))
    return " and ".join(f"{count:,} {one}{'' if count == 1 else 's'}" for count, one in words)


class WhatWithReplaced(Dialog[bool]):
    """What to do with a book that a restore replaced."""

    HELP = "Go back puts this book in place of the present one, which is then kept for 30 days in its turn."

    def __init__(self, folder: Path, replaced: str) -> None:
        words = lines(
            plain(f"The book that a restore replaced on {replaced}.", "bold"),
            plain("It is kept whole for 30 days."),
            plain(str(folder), "$quiet"),
        )
        super().__init__("A replaced book", words, [("Go back to it", True), ("Back", False)], back=False)


class BackupMade(Dialog[None]):
    """What was made, and that it was proven."""

    HELP = "The backup was copied, read back from where it lies, and every page was proven."

    def __init__(self, made: Made) -> None:
        gone = len(made.pruned)
        older = "1 older backup made way." if gone == 1 else f"{gone:,} older backups made way." if gone else ""
        words = lines(
            plain(f"✓ {held_in_words(made.counts)}: {size_in_words(made.size)}, read back and proven.", "bold"),
            plain(str(made.file)),
            *([plain(older, "$quiet")] if older else []),
            *(block(f"! {warning}", "$warning") for warning in made.warnings),
        )
        super().__init__("Backup made", words, [("Done", None)], back=None)


class PutBack(Dialog[None]):
    """The shop is another book now: it has to be unlocked again."""

    HELP = "The same passphrase as before opens the shop."

    def __init__(self, restored: Restored, *, former: bool = False) -> None:
        what = "The former book is back" if former else "The backup is in place"
        carried = restored.carried
        kept = f"The book that it replaced is kept for 30 days in {restored.replaced}."
        wishes = f"{carried:,} wishes not to be contacted, made since, were carried over."
        rows: list[Content] = [plain(f"✓ {what}, every page proven.", "bold"), plain(kept)]
        rows += [block(f"! {UNSETTLED}", "$warning")] if not restored.settled else []
        rows += [plain(wishes)] if carried else []
        rows += carried_along(restored)
        rows += map(plain, to_enter_again(restored.missing, "Entered since, and to be entered again"))
        rows.append(plain("The shop locks now. Your passphrase opens it.", "$quiet"))
        super().__init__("The former book is back" if former else "Put back", lines(*rows), [("Lock", None)], back=None)


def on_this_clock(at: datetime) -> str:
    """An instant on this computer's clock: ``22 Nov 2026, 09:30``."""
    local = at.astimezone()
    return f"{short_day(local.date())}, {local:%H:%M}"


def carried_along(restored: Restored) -> list[Content]:
    """Who was restricted and erased again in a restored book, and what is left to do by hand."""
    many = restored.erased
    who = "1 customer who was" if many == 1 else f"{many:,} customers who were"
    rows = [plain(f"{who} erased since the backup {'was' if many == 1 else 'were'} erased again.")] if many else []
    if restored.refusals:
        rows.append(plain(f"Entered again on the customers' pages: {restored.refusals:,} × no to being contacted."))
    if restored.restricted:
        rows.append(plain(f"Customers restricted again: {restored.restricted:,}."))
    if restored.known_until:
        words = "Who was erased or restricted, or said no, is known up to"
        known = on_this_clock(from_stamp(restored.known_until))
        rows.append(plain(f"! {words} {known}. Enter by hand what came later.", "$warning"))
    if restored.older_key:
        words = "The book has the key of that day again, which you changed since. Change it: More, Keys."
        rows.append(plain(f"! {words}", "$warning"))
    if restored.unlisted:
        words = "Who was erased, restricted or said no since is not known: enter that by hand before you send anything."
        rows.append(plain(f"! {words}", "$warning"))
    return [*rows, *(plain(f"! Erase by hand: {problem}", "$warning") for problem in restored.problems)]


class ConfirmRightBook(Confirm):
    """Asks before a restored book counts as the right one."""

    HELP = "Say so once you have looked the book over. Until then every backup is kept, and none is made by itself."

    def __init__(self) -> None:
        words = (
            "Is everything in this book that should be? From now on backups are made by themselves again, and older"
            " ones make way as usual. The book that it replaced stays for its 30 days."
        )
        super().__init__("Is this the right book?", words, "It is right", no="Not yet")
