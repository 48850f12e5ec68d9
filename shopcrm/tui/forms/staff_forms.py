"""What is asked about the staff: who, what they may do, their passphrase, when their screen locks."""

from collections.abc import Iterable
from typing import Any, ClassVar, get_args

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.jobs import staffing
from shopcrm.shop import roles, staff
from shopcrm.shop.staff import RoleName
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.tui.forms.screen_form import minutes_of
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.text_field import TextField
from shopcrm.vault import logins, passphrases
from shopcrm.vault.registry import Role

ROLES = tuple((name, name.capitalize()) for name in get_args(RoleName))


class _SecretForm(Form[bool]):
    """A form with a passphrase in it: it is typed by the person whom it is for, and never kept."""

    def secret_rows(self) -> Iterable[FormRow]:
        """The passphrase, twice."""
        for name, label in (("passphrase", "Passphrase"), ("again", "Once more")):
            yield FormRow(name, label, TextField(password=True, id=f"field-{name}"), required=True, check=None)

    def secret(self, values: dict[str, Any]) -> str:
        """What was typed; raises InvalidValue where the two differ, or it is too weak."""
        if values["passphrase"] != values["again"]:
            raise InvalidValue("again", "The two are not the same.", "Type it again.")
        passphrases.check(values["passphrase"])
        return str(values["passphrase"])

    def draft(self) -> dict[str, Any] | None:
        """A passphrase is never kept."""
        return None


def _role_row(role: str) -> FormRow:
    return choice_row("role", "Role", ROLES, role)


def _all_roles() -> Content:
    told = [plain(f"{role.name.capitalize()}: {words}", "$quiet") for role, words in roles.IN_WORDS.items()]
    return lines(*told)


class AddStaffForm(_SecretForm):
    """A login for somebody who starts; True once it is made."""

    heading = "Somebody starts"
    save_label = "Add"
    HELP = (
        "The passphrase is best typed by the person who starts: nobody else needs to know it, and you can give a new"
        " one when it is forgotten. " + roles.NOT_CRYPTOGRAPHY
    )

    def rows(self) -> Iterable[FormRow]:
        """Who, what they may do, their passphrase."""
        yield text_row("name", "Name", required=True, max_length=staffing.LONGEST_NAME)
        yield _role_row("assistant")
        yield from self.secret_rows()

    def remark(self) -> Content:
        """What the chosen role may do."""
        return plain(roles.IN_WORDS[Role[self._role.upper()]], "$quiet")

    @property
    def _role(self) -> str:
        return self.query_one("#field-role", ChoiceRow).value if self.is_mounted else "assistant"

    async def save(self, values: dict[str, Any]) -> bool:
        """Make the login; this takes about a second."""
        secret, role = self.secret(values), Role[values["role"].upper()]
        await self.thread(logins.add, self.sitting.book, values["name"], role, secret)
        return True


class NewPassphraseForm(_SecretForm):
    """Another passphrase for somebody who forgot theirs; True once it is set."""

    heading = "New passphrase"
    HELP = (
        "The old passphrase opens the shop no more. A key file that the login needed is needed no more either. Where"
        " somebody may have seen the old one, change the key of the book too: More, Keys."
    )

    def __init__(self, member: int, name: str) -> None:
        super().__init__(member=member, name=name)
        self.heading = f"New passphrase for {name}"

    def rows(self) -> Iterable[FormRow]:
        """The passphrase, twice."""
        yield from self.secret_rows()

    async def save(self, values: dict[str, Any]) -> bool:
        """Set it."""
        await self.thread(logins.set_passphrase, self.sitting.book, self.about["member"], self.secret(values))
        return True


class RoleForm(Form[bool]):
    """What somebody may do from now on; True once it is so."""

    heading = "Role"
    HELP = roles.NOT_CRYPTOGRAPHY

    def __init__(self, member: int, name: str, role: str) -> None:
        super().__init__(member=member, name=name, role=role)
        self.heading = f"What {name} may do"

    def rows(self) -> Iterable[FormRow]:
        """The role."""
        yield _role_row(self.about["role"])

    def extra(self) -> Iterable[Any]:
        """Each role in a line."""
        from textual.widgets import Static

        yield Static(_all_roles(), classes="form-words")

    async def save(self, values: dict[str, Any]) -> bool:
        """Let them do more, or less."""
        role = Role[values["role"].upper()]
        await self.thread(logins.set_role, self.sitting.book, self.about["member"], role)
        return True


class RenameForm(Form[bool]):
    """Another name; True once it is so."""

    heading = "Another name"
    HELP = "They unlock with the new name from now on, and what they did bears it."

    def __init__(self, member: int, name: str) -> None:
        super().__init__(member=member, name=name)

    def rows(self) -> Iterable[FormRow]:
        """The name."""
        yield text_row("name", "Name", self.about["name"], required=True, max_length=staffing.LONGEST_NAME)

    async def save(self, values: dict[str, Any]) -> bool:
        """Rename."""
        await self.thread(staffing.rename, self.sitting.book, self.about["member"], values["name"])
        return True


class LockForm(Form[bool]):
    """After how many minutes each role's screen locks; True once it is kept."""

    heading = "When the screen locks"
    HELP = (
        "The screen locks by itself when nobody has touched a key for so many minutes, for each role on its own: an"
        " owner's perhaps sooner than an assistant's, who serves all day. Empty: as the settings of the shop say."
    )
    NAMES: ClassVar[tuple[str, ...]] = get_args(RoleName)

    def rows(self) -> Iterable[FormRow]:
        """Minutes for each role."""
        for name in self.NAMES:
            yield text_row(name, name.capitalize(), check=minutes_of, placeholder="as the shop", max_length=3)

    def remark(self) -> Content:
        """The unit."""
        return plain("Minutes without a key.", "$quiet")

    async def load(self) -> dict[str, Any]:
        """As they are."""
        held = await self.read(staff.locks)
        return {one.role.name.lower(): str(one.idle_minutes) for one in held if one.own}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep what was changed."""
        held = {one.role.name.lower(): one.idle_minutes for one in await self.read(staff.locks) if one.own}
        with self.sitting.one_act():
            for name in get_args(RoleName):
                minutes = minutes_of(values[name]) if values[name] else None
                if minutes != held.get(name):
                    await self.write(staff.set_lock, name, minutes)
        return True
