"""The contract of every command, discovered, so that a new one cannot forget any of it."""

import click
import pytest

from shopcrm.cli.main import COMMANDS, LazyGroup, shopcrm
from tests.cli.conftest import Run

PROMISED = {
    "init": {"--name", "--owner", "--currency", "--region", "--kdf-memory"},
    "demo": {"--customers", "--seed", "--no-open"},
    "import": {"--format", "--map", "--dry-run", "--dates", "--currency", "--undo"},
    "export": {"--format", "--output", "--purpose", "--channel"},
    "find": {"--limit"},
    "show": set(),
    "batch": {"--list"},
    "report": {"--from", "--to", "--csv"},
    "deadlines": {"--all"},
    "chores": {"--due", "--list", "--run", "--skip", "--install-help", "--output"},
    "reminders": {"--all"},
    "calendar": {"--output", "--what", "--names"},
    "due": {
        *("--region", "--identity", "--paid", "--asked", "--answered", "--extended"),
        *("--repair-asked", "--repaired", "--info-given", "--proof"),
    },
    "access-report": {"--output", "--request", "--password-file", "--redact", "--withhold", "--portability"},
    "erase": {"--plan", "--confirm", "--reason", "--anyway", "--output"},
    "backup": {"--to"},
    "backups": set(),
    "verify": {"--key-of"},
    "restore": {"--into"},
    "drill": {"--in"},
    "check": {"--full"},
    "passphrase": {"--new-passphrase-file", "--kdf-memory", "--seen"},
    "recovery": {"--output", "--practice", "--code-file"},
    "rotate-key": {"--reason"},
    "key-file": set(),
    "staff": set(),
    "duplicates": {"--least"},
    "merge": {"--take", "--dry-run"},
    "unmerge": set(),
    "registers": {"--output"},
    "privacy-notice": {"--output"},
    "evidence-pack": {"--output"},
    "retention": {"--confirm", "--keep", "--until"},
}
"""What scripts rely on: each command with its options."""

GLOBAL = {"--shop", "--passphrase-file", "--key-file", "--staff", "--json", "--now", "--plain"}


def loaded(name: str) -> click.Command:
    """A command, loaded as the program loads it."""
    command = shopcrm.get_command(click.Context(shopcrm), name)
    assert command is not None
    return command


def options_of(command: click.Command) -> set[str]:
    """The long options of a command."""
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts if name[:2] == "--"}


def test_every_promised_command_is_there_and_no_other() -> None:
    assert isinstance(shopcrm, LazyGroup)
    assert set(COMMANDS) == set(PROMISED)


def test_the_global_options_are_there() -> None:
    assert options_of(shopcrm) >= GLOBAL


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_the_options_that_scripts_rely_on(name: str) -> None:
    assert options_of(loaded(name)) >= PROMISED[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_each_of_its_options_explain_themselves(name: str) -> None:
    command = loaded(name)
    assert command.help
    for one in command.params:
        if isinstance(one, click.Option):
            assert one.help, one.name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_answers_help_without_a_shop(command: Run, name: str) -> None:
    answer = command(name, "--help").ok()
    assert answer.out.startswith("Usage: shopcrm")
    for option in PROMISED[name]:
        assert option in answer.out


def test_the_list_of_commands_names_them_all(command: Run) -> None:
    told = command("--help").ok().out
    assert all(f"  {name} " in told for name in COMMANDS)
    assert "..." not in told.partition("Commands:")[2]


def test_the_version_is_told(command: Run) -> None:
    from shopcrm import __version__

    assert __version__ in command("--version").ok().out
