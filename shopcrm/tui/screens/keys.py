"""Keys and passphrases: who can open the shop, what can be changed, and what to do when something happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopcrm import settings
from shopcrm.errors import Refused
from shopcrm.jobs import keys, old_backups
from shopcrm.jobs.old_backups import ToReplace
from shopcrm.papers.in_words import day, moment
from shopcrm.shop import profile, staff
from shopcrm.tui import key_words
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.forms.form import Form
from shopcrm.tui.forms.key_forms import (
    ChangePassphrase,
    LostStick,
    NewKeyFile,
    PractiseRecovery,
    ProveKeyFile,
    RecoverySheet,
)
from shopcrm.tui.frame import flow
from shopcrm.tui.key_words import Lost
from shopcrm.tui.screens.make_backup import make_backup
from shopcrm.tui.screens.staff import let_go
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import block, lines, plain
from shopcrm.tui.widgets.virtual_table import Column, VirtualTable
from shopcrm.vault import facts, logins, restoring, rotation, snapshot
from shopcrm.vault.logins import Login
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import from_stamp, stamp

LOGINS = (
    Column("Who can open the shop"),
    Column("Role", 10),
    Column("Key file", 8),
    Column("Hard to guess", 13),
    Column("Since", 12),
)
DEEDS_COLUMNS = (Column("What to do", 28), Column(""))


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the lower list: what it is called, a few words, the action, and the least role that it is offered to."""

    title: str
    words: str
    action: str
    role: Role = Role.OWNER


DEEDS = (
    Deed("Change my passphrase", "The old one opens the shop no more", "passphrase", Role.VIEWER),
    Deed("Practise recovery", "Type the code from the sheet: does it open?", "practise"),
    Deed("New recovery sheet", "A new code; the old sheet is void", "sheet"),
    Deed("Key file", "A second key, on two sticks", "key_file", Role.VIEWER),
    Deed("Change the book's key", "Once a year, or after a loss", "rotate"),
    Deed("I lost a stick", "With backups, or a key file", "lost"),
    Deed("A member of staff left", "Take the login away, change the key", "left"),
    Deed("Someone saw my passphrase", "A new one, and a new key", "seen"),
    Deed("I forgot my passphrase", "The recovery code sets a new one", "forgotten", Role.VIEWER),
)


def _first(left: Sequence[ToReplace]) -> tuple[Deed, ...]:
    """What stands first for as long as there are backups of before."""
    where = "1 place" if len(left) == 1 else f"{len(left):,} places"
    return (
        (Deed("! Delete older backups", f"In {where}: made before the key was changed", "old_backups"),) if left else ()
    )


class KeysScreen(ShopPage):
    """Logins above, deeds below; Enter on a deed does it."""

    section = "more"
    AUTO_FOCUS = "#deeds"
    CSS_PATH = "keys.tcss"
    HELP = (
        "Above stands who can open the shop; Tab leads there, and Enter tells more. Below is what you can change, and"
        " what to do when something happened: each says first what is at risk and what it will do. Enter begins, and"
        " nothing is changed before you say so."
    )

    def __init__(self) -> None:
        super().__init__()
        self._logins: tuple[Login, ...] = ()
        self._deeds: tuple[Deed, ...] = ()
        self._zone = ZoneInfo("UTC")

    def body(self) -> ComposeResult:
        """How it stands, logins, deeds."""
        yield Static(id="how-it-stands")
        yield VirtualTable(LOGINS, id="logins", one_of_two=True)
        yield VirtualTable(DEEDS_COLUMNS, id="deeds", one_of_two=True)

    @flow(newest=True)
    async def reload(self) -> None:
        """Look again."""
        book = self.sitting.book
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._logins = await self.thread(logins.listed, book)
        left = await self.thread(self._find_left)
        self._deeds = (*_first(left), *(one for one in DEEDS if one.role <= self.sitting.staff.role))
        self.query_one("#how-it-stands", Static).update(await self._standing())
        await self.query_one("#logins", VirtualTable).show(range(len(self._logins)), self._login_rows)
        await self.query_one("#deeds", VirtualTable).show(range(len(self._deeds)), self._deed_rows)

    async def _standing(self) -> Content:
        if not await self.read(facts.recovery_proven):
            if self.sitting.staff.role is not Role.OWNER:
                return plain("! Nobody has shown that the recovery sheet exists: tell the owner.", "bold $warning")
            return plain("! Nobody has shown that the recovery sheet exists: practise recovery.", "bold $warning")
        if self.sitting.staff.role is not Role.OWNER:
            return plain("✓ The recovery sheet was proven.", "$success")
        if former := await self.read(facts.former_owner):
            return plain(f"! A former owner may know the recovery code: make a new sheet. ({former})", "bold $warning")
        since = await self.read(keys.rotated_at)
        return plain(f"✓ The recovery sheet was proven. The book's key is of {self._day(since)}.", "$success")

    async def _login_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [self._login_row(self._logins[place]) for place in places]

    def _login_row(self, one: Login) -> tuple[str, ...]:
        name = "Recovery sheet" if one.is_recovery else one.name or "(not in this book)"
        role = "" if one.is_recovery or one.role is None else one.role.name.capitalize()
        since = self._day(one.since) if one.since else ""
        return name, role, "yes" if one.key_file else "no", "! no" if key_words.is_weak(one) else "yes", since

    def _day(self, stamped: str) -> str:
        return day(from_stamp(stamped).astimezone(self._zone).date())

    async def _deed_rows(self, places: Sequence[int]) -> Sequence[Sequence[str]]:
        return [(self._deeds[place].title, self._deeds[place].words) for place in places]

    @on(VirtualTable.Chosen, "#logins")
    @flow
    async def _ask_what(self, event: VirtualTable.Chosen) -> None:
        """What there is to know of a login, and what is most often done with it."""
        one = self._logins[event.record]
        words = lines(*map(block, key_words.about_login(one, self._login_row(one)[-1])))
        answers = [*key_words.deeds_of(one, self.sitting.staff), ("Back", "")]
        chosen = await self.ask(Dialog(self._login_row(one)[0], words, answers, back=""))
        if chosen == "staff":
            self.frame.go_to_place("staff")
        elif chosen:
            await self.run_action(chosen)

    @on(VirtualTable.Chosen, "#deeds")
    async def _begin(self, event: VirtualTable.Chosen) -> None:
        if event.record is not None and event.record < len(self._deeds):
            await self.run_action(self._deeds[event.record].action)

    @flow
    async def action_passphrase(self) -> None:
        """Another passphrase."""
        await self._finish(ChangePassphrase(), "The passphrase was changed")

    @flow
    async def action_practise(self) -> None:
        """Type the recovery code."""
        await self._finish(PractiseRecovery(), "That code opens the shop")

    @flow
    async def action_sheet(self) -> None:
        """Another recovery code."""
        if await self.ask(Confirm("A new recovery sheet?", key_words.NEW_SHEET, "Make a new one")):
            await self._new_sheet()

    @flow
    async def action_key_file(self) -> None:
        """Make, try or drop a key file."""
        if not self.sitting.book.slot.key_file:
            await self._finish(NewKeyFile(), "The key file is made, twice")
            return
        answers = [("Try a copy", "try"), ("Make a new one", "new"), ("Need none any more", "drop"), ("Back", "")]
        words = block("Your login needs a key file beside the passphrase.")
        chosen = await self.ask(Dialog("Your key file", words, answers, back=""))
        if chosen == "try":
            await self._finish(ProveKeyFile(drop=False), "That copy opens the shop")
        elif chosen == "new":
            await self._finish(NewKeyFile(), "The key file is made, twice")
        elif chosen == "drop":
            await self._finish(ProveKeyFile(drop=True), "The passphrase is enough now. Delete the copies.")

    @flow
    async def action_rotate(self) -> None:
        """Another key for the book."""
        if await self.ask(Confirm("Change the key of the book?", key_words.NEW_KEY, "Change it")):
            await self._rotate("", "The book has a new key", "")

    @flow
    async def action_lost(self) -> None:
        """A stick is lost: what was on it decides."""
        was = await self.ask(LostStick())
        if was is None:
            return
        book = self.sitting.book
        owners = sum(one.role is Role.OWNER and not one.is_recovery for one in self._logins)
        lost = Lost(**was, owners=owners, needed=book.slot.key_file)
        may_keep = lost.backups and not lost.secret
        anew = "With a new passphrase" if may_keep else "Do it"
        answers = [(anew, "new" if lost.secret or lost.backups else "keep"), ("Back", "")]
        answers[1:1] = [("Keep my passphrase", "keep")] if may_keep else []
        chosen = await self.ask(Dialog("What to do about the lost stick", block(lost.at_risk()), answers, back=""))
        if not chosen or (chosen == "new" and not await self.ask(ChangePassphrase())):
            return
        if lost.secret:
            await self._new_sheet()
        made: bool | None = None
        if lost.key_file and lost.needed:
            made = await self.ask(NewKeyFile())
        await self._rotate("stick lost", "The book has a new key", lost.done(chosen == "new", bool(made)))

    @flow
    async def action_old_backups(self) -> None:
        """Backups of before: in which place, then which ones."""
        left = await self.thread(self._find_left)
        rows = [
            (str(place), f"{key_words.called(one)}: {key_words.count_words(one)}") for place, one in enumerate(left)
        ]
        chosen = await self.ask(Choose("Delete older backups: where?", rows)) if rows else None
        if chosen is None:
            return
        one = left[int(chosen)]
        if not one.here:
            raise Refused(
                f"{one.name} is not plugged in.",
                "Plug it in and come back. If it is lost: Backup, F5, Forget this place.",
            )
        if one.fresh is None:
            words = block("No backup there has the present key yet. Make one first; then the older ones can go.")
            answers = [("Make a backup there", True), ("Back", False)]
            if await self.ask(Dialog(key_words.called(one), words, answers, back=False)):
                await make_backup(self, one.folder)
        elif await self.ask(Confirm("Delete the older backups?", key_words.to_delete(one, self._made), "Delete them")):
            await self._delete(one)

    async def _delete(self, place: ToReplace) -> None:
        book = self.sitting.book
        done = await self.job(
            "Proving the new backup",
            lambda step, cancel: old_backups.delete(book, place.folder, place.files, progress=step, cancel=cancel),
        )
        self.after_write()
        count = len(done.files)
        self.toast("1 older backup was deleted" if count == 1 else f"{count:,} older backups were deleted")
        self.reload()

    def _made(self, file: Path) -> str:
        at = snapshot.taken(file)
        return moment(stamp(at), self._zone) if at else file.name

    @flow
    async def action_left(self) -> None:
        """Who, then as the list of staff does it."""
        own = self.sitting.staff.id
        there = {one.staff for one in self._logins if one.staff not in (None, own)}
        people = [one for one in await self.read(staff.listed) if one.id in there]
        if not people:
            raise Refused("Nobody but you has a login here.", "More, Staff adds somebody.")
        rows = [(str(place), f"{one.name} · {one.role.name.capitalize()}") for place, one in enumerate(people)]
        chosen = await self.ask(Choose("Who left?", rows))
        if chosen is not None:
            await let_go(self, people[int(chosen)])

    @flow
    async def action_seen(self) -> None:
        """A new passphrase, and a new key."""
        if await self.ask(Confirm("Someone saw my passphrase", key_words.SEEN, "Choose a new one")) and await self.ask(
            ChangePassphrase()
        ):
            heading = "The passphrase that was seen does not open the shop any more"
            await self._rotate("passphrase seen", heading, key_words.SEEN_DONE)

    @flow
    async def action_forgotten(self) -> None:
        """The recovery code sets a new one."""
        is_owner = self.sitting.staff.role is Role.OWNER
        answers = [("Use the recovery code", True), ("Back", False)] if is_owner else [("Back", False)]
        words = block(key_words.FORGOTTEN)
        if await self.ask(Dialog("I forgot my passphrase", words, answers, back=False)):
            await self._finish(ChangePassphrase(forgotten=True), "The passphrase was changed")

    async def _new_sheet(self) -> None:
        code = await self.thread(logins.new_recovery_code, self.sitting.book)
        self.after_write()
        await self._finish(RecoverySheet(code), "The recovery sheet is proven")

    async def _rotate(self, reason: str, heading: str, done: str) -> None:
        book = self.sitting.book
        await self.job(
            "Changing the key of the book",
            lambda step, cancel: rotation.rotate(book, reason=reason, progress=step, cancel=cancel),
        )
        await self.frame.settings_changed()
        self.after_write()
        left = await self.thread(self._find_left)
        self.reload()
        replaced = await self.thread(lambda: len(restoring.books_kept(book.folder)))
        answers = [("Make a backup", True), ("Later", False)]
        if await self.ask(Dialog(heading, key_words.left_to_do(done, left, replaced), answers, back=False)):
            await make_backup(self)

    def _find_left(self) -> tuple[ToReplace, ...]:
        """Where backups of before lie; only an owner can do something about them."""
        if self.sitting.staff.role is not Role.OWNER:
            return ()
        return old_backups.to_replace(self.sitting.book, settings.load(self.frame.launch.settings_file))

    async def _finish(self, form: Form[bool], words: str) -> None:
        """Ask; once it is done, say so and look again."""
        if await self.ask(form):
            self.after_write()
            self.toast(words)
            self.reload()
