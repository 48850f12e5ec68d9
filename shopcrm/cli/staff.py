"""`shopcrm staff`: who works here: list, add, remove, role, rename, passphrase."""

import sys
from collections.abc import Iterator
from typing import Any, get_args

import click

from shopcrm.cli.app import App, first_line
from shopcrm.cli.progress import run_job
from shopcrm.cli.words import table
from shopcrm.errors import Cancelled, InvalidValue, UsageError
from shopcrm.shop.staff import Member, RoleName

_ROLE = click.Choice(get_args(RoleName))
_NEW_PASSPHRASE = click.option(
    "--new-passphrase-file",
    "file",
    metavar="FILE",
    help="Read their passphrase from the first line of FILE; - is standard input. Else it is asked twice.",
)


@click.group()
def staff() -> None:
    """Who works here, and what each may do.

    Roles are a policy of this program: it hides and refuses. They are no lock: whoever can open the book holds its key.
    """


@staff.command("list")
@click.option("--all", "everybody", is_flag=True, help="Those who left as well.")
@click.pass_obj
def list_staff(app: App, everybody: bool) -> None:
    """List who works here.

    With what each may do, and since when. For managers and owners.
    """
    from shopcrm.shop import staff as people
    from shopcrm.vault import logins

    with app.open() as vault:
        found = vault.read(people.listed)
        known = {one.staff: one for one in logins.listed(vault)}
    shown = [one for one in found if everybody or one.left_at is None]
    documents = [_document(one) | {"login": one.id in known} for one in shown]
    keyed = [one | {"key_file": one["login"] and known[one["id"]].key_file} for one in documents]
    app.present({"staff": keyed}, _lines(shown))


@staff.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default="assistant", show_default=True, help="What they may do.")
@_NEW_PASSPHRASE
@click.pass_obj
def add(app: App, name: str, role: str, file: str | None) -> None:
    """Somebody starts: make a login.

    NAME is what they unlock with. For owners.
    """
    from shopcrm.jobs import staffing
    from shopcrm.vault import logins, permission
    from shopcrm.vault.registry import Role

    with app.open() as vault:
        permission.require(vault.staff, Role.OWNER, "add a member of staff")
        logins.add(vault, name, Role[role.upper()], _new_passphrase(app, file))
        made = staffing.named(vault, name)
    app.present(_document(made), [f"{made.name} starts as {role}. They unlock with --staff and their name."])


@staff.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(app: App, name: str, yes: bool) -> None:
    """Somebody leaves: take the login away.

    The key of the book is changed, for it may have been kept. What they did keeps their name. For owners.
    """
    from shopcrm.jobs import staffing
    from shopcrm.vault import logins
    from shopcrm.vault.registry import Role

    with app.open() as vault:
        gone = staffing.named(vault, name)
        if not yes and app.passphrase_file is None and sys.stdin.isatty():
            app.say(f"{gone.name} will open the shop no more, and the key of the book is changed.")
            if not click.confirm("Go on?", err=True):
                raise Cancelled("Stopped, as you asked.", "Nothing was changed.")
        run_job(app, "Change of key", lambda step, cancel: logins.remove(vault, gone.id, progress=step, cancel=cancel))
        was_owner = gone.role is Role.OWNER
        left = {"gen": vault.header.gen, "old_backups_open": was_owner, "new_recovery_sheet_needed": was_owner}
    app.present(_document(gone) | left, _what_remains(gone))


@staff.command()
@click.argument("name")
@click.argument("role", type=_ROLE)
@click.pass_obj
def role(app: App, name: str, role: str) -> None:
    """Change what somebody may do.

    For owners; the last owner stays one.
    """
    from shopcrm.jobs import staffing
    from shopcrm.vault import logins
    from shopcrm.vault.registry import Role

    with app.open() as vault:
        before = staffing.named(vault, name)
        logins.set_role(vault, before.id, Role[role.upper()])
    was_owner = before.role is Role.OWNER and role != "owner"
    told = _former_owner(name) if was_owner else ()
    app.present({"name": name, "role": role}, [f"{name} is {role} from now on.", *told])


@staff.command()
@click.argument("name")
@click.argument("new_name")
@click.pass_obj
def rename(app: App, name: str, new_name: str) -> None:
    """Somebody has another name.

    They unlock with the new one. For owners.
    """
    from shopcrm.jobs import staffing

    with app.open() as vault:
        member = staffing.named(vault, name)
        staffing.rename(vault, member.id, new_name)
    app.present(
        {"id": member.id, "name": new_name, "before": member.name}, [f"{member.name} is called {new_name} now."]
    )


@staff.command()
@click.argument("name")
@_NEW_PASSPHRASE
@click.pass_obj
def passphrase(app: App, name: str, file: str | None) -> None:
    """Give somebody who forgot theirs a new passphrase.

    The old one opens the shop no more. For owners; your own you change with `shopcrm passphrase`.
    """
    from shopcrm.jobs import staffing
    from shopcrm.vault import logins, permission
    from shopcrm.vault.registry import Role

    with app.open() as vault:
        permission.require(vault.staff, Role.OWNER, "set another's passphrase")
        member = staffing.named(vault, name)
        logins.set_passphrase(vault, member.id, _new_passphrase(app, file))
    app.present(_document(member), [f"{member.name} has a new passphrase."])


def _new_passphrase(app: App, file: str | None) -> str:
    """Of the person whom it is for: from a file, or asked twice without echo."""
    if file is not None:
        if file == "-" and app.passphrase_file == "-":
            raise UsageError("Standard input cannot hold both passphrases.", "Put one of them into a file.")
        return first_line(file, lambda message, step: InvalidValue("passphrase", message, step))
    if app.json or not sys.stdin.isatty():
        raise UsageError("The new passphrase is missing.", "Name a file that holds it with --new-passphrase-file.")
    typed: str = click.prompt("Their passphrase", hide_input=True, confirmation_prompt="Once more", err=True)
    return typed


def _document(one: Member) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role.name.lower(),
        "since": one.since,
        "left": one.left_at,
        "last_change": one.last_at,
        "changes": one.changes,
    }


def _lines(people: list[Member]) -> Iterator[str]:
    rows = [
        (one.name, one.role.name.lower(), one.since[:10], f"left {one.left_at[:10]}" if one.left_at else "")
        for one in people
    ]
    yield from table(("Name", "Role", "Since", ""), rows)


def _what_remains(gone: Member) -> Iterator[str]:
    """What a person who left may still open, said plainly."""
    from shopcrm.vault.registry import Role

    yield f"{gone.name} has no login any more, and the book has another key."
    yield "A copy of the shop's folder that was made before now still opens with the old passphrase."
    if gone.role is Role.OWNER:
        yield "So does every backup made until now: make a new one, then destroy the old."
        yield from _former_owner(gone.name)
    else:
        yield "No backup does: they hold the keys of owners and of the recovery sheet only. Make a new one."


def _former_owner(name: str) -> Iterator[str]:
    yield f"{name} may know the recovery code, which opens the shop: that was not changed."
    yield "Make a new recovery sheet now: `shopcrm recovery`. The sheet of before then opens older backups only."
