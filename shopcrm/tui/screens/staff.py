"""Staff: who works here, what they may do, and who left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from shopcrm.errors import Refused
from shopcrm.papers.in_words import moment
from shopcrm.shop import profile, roles, staff
from shopcrm.shop.staff import Member
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.make_backup import make_backup
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.shop_screen import ShopScreen
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault import logins
from shopcrm.vault.registry import Role

_LEAVES = """\
{name} can open the shop no more, and the key of the book is changed, for it may have been kept. What {name} did keeps \
the name. Nothing else changes, and nobody else needs a new passphrase.

This takes as long as a backup."""
_LEFT = """\
{name} has no login any more, and the book has another key.

What still opens with the old passphrase: a copy of the shop's folder that was made before now, wherever it is. \
{backups}

To do: make a backup now; collect the shop's sticks and key files where {name} had them; {sheet}; where {name} may \
know another's passphrase, change that too."""
_NEW_SHEET = "make a new recovery sheet (More, Keys), for {name} may know its code, which opens the shop"
_SHEET = "make a new recovery sheet (More, Keys) where {name} may have seen it"
_NO_BACKUPS = "No backup: they hold the keys of owners and of the recovery sheet only."
_BACKUPS = "Every backup made until now, as {name} was an owner: make new ones, then destroy the old."


@dataclass(frozen=True, slots=True)
class Person:
    """A row: who, whether there is a login, and whether it needs a key file."""

    member: Member
    login: bool
    key_file: bool


class StaffScreen(RegisterList[Person]):
    """Everybody who works here, then those who left; Enter shows what the marked one did."""

    section = "more"
    columns = (Column("Name"), Column("Role", 10), Column("Last change", 18), Column("", 13))
    HELP: ClassVar[str] = (
        "Each person has a login with a passphrase of their own, so that the book knows who did what. Enter shows all"
        " that the marked person did. Ctrl+O lets another person go on at the till without closing the shop. "
        + roles.NOT_CRYPTOGRAPHY
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n,f2", "new", "Add", "Somebody starts: make a login"),
        key("f4", "role", "Role", "Change what the marked person may do"),
        key("f9", "leave", "Leaves", "The marked person leaves: take the login away"),
        key("f5", "passphrase", "New passphrase", "Give the marked person a new passphrase", shown=False),
        key("f6", "rename", "Rename", "The marked person has another name", shown=False),
        key("f7", "locks", "Lock after…", "After how many minutes each role's screen locks", shown=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._zone = ZoneInfo("UTC")

    async def find(self) -> Sequence[Person]:
        """Everybody."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        known = {one.staff: one for one in await self.thread(logins.listed, self.sitting.book)}
        people = await self.read(staff.listed)
        return [Person(one, one.id in known, one.id in known and known[one.id].key_file) for one in people]

    def head(self) -> Content:
        """How many, and what roles are."""
        here = sum(one.login for one in self.found)
        count = "1 person works here" if here == 1 else f"{here} people work here"
        return plain(f"{count}. Roles hide and refuse; they are no lock (F1).")

    def row(self, one: Person) -> Sequence[str]:
        """A row of the list."""
        who = one.member
        state = "left" if who.left_at else "no login" if not one.login else "with key file" if one.key_file else ""
        last = moment(who.last_at, self._zone) if who.last_at else ""
        return who.name, who.role.name.capitalize(), last, state

    def peek(self, one: Person) -> Iterable[Content]:
        """The marked person, and what the role means."""
        who = one.member
        yield plain(f"{who.name} · {who.role.name.capitalize()}", "bold")
        if who.left_at:
            yield plain(f"Here from {moment(who.since, self._zone)} to {moment(who.left_at, self._zone)}")
        else:
            yield block(roles.IN_WORDS[who.role])
            if not one.login:
                yield block("No login: a restored book keeps owners only. Ctrl+N with the same name makes a new one.")
        changes = "1 change" if who.changes == 1 else f"{who.changes:,} changes"
        yield plain(f"Made {changes}; Enter shows them", "$quiet")

    def choose(self, one: Person) -> None:
        """Show what she did."""
        from shopcrm.tui.screens.activity import ActivityScreen

        self.app.push_screen(ActivityScreen(one.member.name))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who has a login can be changed."""
        one = self.marked if self.is_mounted else None
        return action not in ("role", "leave", "passphrase", "rename") or (one is not None and one.login)

    @flow
    async def action_new(self) -> None:
        """Make a login."""
        from shopcrm.tui.forms.staff_forms import AddStaffForm

        await self._ask(AddStaffForm())

    @flow
    async def action_role(self) -> None:
        """Change a role."""
        from shopcrm.tui.forms.staff_forms import RoleForm

        who = self._who
        await self._ask(RoleForm(who.id, who.name, who.role.name.lower()))

    @flow
    async def action_passphrase(self) -> None:
        """Give a new passphrase."""
        from shopcrm.tui.forms.staff_forms import NewPassphraseForm

        await self._ask(NewPassphraseForm(self._who.id, self._who.name))

    @flow
    async def action_rename(self) -> None:
        """Change a name."""
        from shopcrm.tui.forms.staff_forms import RenameForm

        await self._ask(RenameForm(self._who.id, self._who.name))

    @flow
    async def action_locks(self) -> None:
        """Change when screens lock."""
        from shopcrm.tui.forms.staff_forms import LockForm

        await self._ask(LockForm())

    @flow
    async def action_leave(self) -> None:
        """Take a login away, and say what remains to be done."""
        await let_go(self, self._who)

    async def _ask(self, form: Screen[Any]) -> None:
        if await self.ask(form):
            await self.frame.settings_changed()
            self.after_write()
            self.saved()

    @property
    def _who(self) -> Member:
        if self.marked is None:
            raise Refused("Nobody is marked.", "Mark a person in the list.")
        return self.marked.member


async def let_go(desk: ShopScreen, who: Member) -> None:
    """Somebody leaves: after a yes the login is taken away and the key changed; then what remains is said."""
    book = desk.sitting.book
    if who.id == desk.sitting.staff.id:
        raise Refused("You cannot remove yourself while you are working.", "Another owner can.")
    if not await desk.ask(Confirm(f"{who.name} leaves?", _LEAVES.format(name=who.name), "Take the login away")):
        return
    await desk.job(
        f"Changing the key: {who.name} leaves",
        lambda step, cancel: logins.remove(book, who.id, progress=step, cancel=cancel),
    )
    await desk.frame.settings_changed()
    desk.after_write()
    desk.reload()
    was_owner = who.role is Role.OWNER
    opens, sheet = (_BACKUPS, _NEW_SHEET) if was_owner else (_NO_BACKUPS, _SHEET)
    words = _LEFT.format(name=who.name, backups=opens.format(name=who.name), sheet=sheet.format(name=who.name))
    answers = [("Make a backup", True), ("Later", False)]
    if await desk.ask(Dialog(f"{who.name} has left", block(words), answers, back=False)):
        await make_backup(desk)
