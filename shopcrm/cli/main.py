"""The command line's root: global options, and commands that are loaded only when they are called."""

import gc
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from shopcrm import __version__, places
from shopcrm.cli.app import App
from shopcrm.cli.edge import catch_faults, run

COMMANDS = {
    "init": "init:init",
    "demo": "demo:demo",
    "import": "importing:import_files",
    "export": "export:export",
    "find": "find:find",
    "show": "show:show",
    "batch": "batch:batch",
    "report": "report:report",
    "access-report": "access_report:access_report",
    "erase": "erase:erase",
    "backup": "backup:backup",
    "backups": "backup:backups",
    "verify": "backup:verify",
    "restore": "restoring:restore",
    "drill": "drill:drill",
    "chores": "chores:chores",
    "deadlines": "deadlines:deadlines",
    "reminders": "reminders:reminders",
    "calendar": "reminders:calendar",
    "due": "due:due",
    "registers": "registers:registers",
    "privacy-notice": "registers:privacy_notice",
    "evidence-pack": "registers:evidence_pack",
    "retention": "registers:retention",
    "duplicates": "duplicates:duplicates",
    "merge": "duplicates:merge",
    "unmerge": "duplicates:unmerge",
    "check": "check:check",
    "staff": "staff:staff",
    "passphrase": "keys:passphrase",
    "recovery": "keys:recovery",
    "rotate-key": "keys:rotate_key",
    "key-file": "keys:key_file",
}
"""Every command: the file in this room that holds it, and its name there."""


class LazyGroup(click.Group):
    """A group that imports a command's file only when that command is called, or listed by ``--help``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        file, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(f"shopcrm.cli.{file}"), attribute)
        assert isinstance(command, click.Command)
        return command


class Instant(click.ParamType[datetime]):
    """An instant such as 2026-11-22T09:30:00Z; without an offset it is UTC."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant, in UTC to the second."""
        if isinstance(value, datetime):
            return value
        try:
            parsed = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not an instant such as 2026-11-22T09:30:00Z.", param, ctx)
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return aware.astimezone(UTC).replace(microsecond=0)


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--shop",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SHOPCRM_SHOP",
    metavar="DIR",
    help="The shop's folder. Default: your data folder.",
)
@click.option(
    "--passphrase-file",
    envvar="SHOPCRM_PASSPHRASE_FILE",
    metavar="FILE",
    help="Read the passphrase from the first line of FILE; - is standard input. Else it is asked.",
)
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The second factor.")
@click.option("--staff", metavar="NAME", help="Who is working. Default: the owner.")
@click.option("--json", "as_json", is_flag=True, help="Answer with exactly one JSON document on standard output.")
@click.option("--now", type=Instant(), help="Set the clock, for rehearsals; entries made so are marked.")
@click.option("--plain", is_flag=True, help="Ask and answer line by line, for screen readers.")
@click.version_option(__version__, prog_name="shopcrm")
@click.pass_context
def shopcrm(
    ctx: click.Context,
    shop: Path | None,
    passphrase_file: str | None,
    key_file: Path | None,
    staff: str | None,
    as_json: bool,
    now: datetime | None,
    plain: bool,
) -> None:
    """The customer book of a small shop: encrypted, offline, in the terminal.

    Without a command it opens the shop; the first time, it sets it up.
    """
    ctx.obj = App(shop or places.shop_folder(), passphrase_file, key_file, staff, as_json, now)
    if ctx.invoked_subcommand is None:
        ctx.exit(_open_front(ctx.obj, plain))


def _open_front(app: App, plain: bool) -> int:
    """What opens without a command: the screens, or with ``--plain`` one line after the other."""
    if plain:
        from shopcrm.cli.plain import open_plain

        open_plain(app)
        return 0
    from shopcrm.cli.screens import open_screens

    return open_screens(app)


def main() -> None:
    """The entry point of ``shopcrm``."""
    catch_faults()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = run(shopcrm, sys.argv[1:])
    gc.freeze()  # the system takes everything back: nothing of it is searched for garbage first
    sys.exit(code)
