"""The outer edge: every way a command can end becomes words or one JSON document, and an exit code."""

import json
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from shopcrm.errors import Cancelled, CrmError, UsageError
from shopcrm.plain_text import visible_block

FAULT = 70
"""The exit code of a fault in the program itself (EX_SOFTWARE)."""

_PACKAGE = Path(__file__).resolve().parents[1]


def run(command: click.Command, arguments: list[str]) -> int:
    """Run a command line; answers the exit code. What was refused is told in words on standard error, or as JSON."""
    try:
        answer = command.main(arguments, prog_name="shopcrm", standalone_mode=False)
        return answer if isinstance(answer, int) else 0
    except CrmError as error:
        return report(error, _wants_json(arguments))
    except click.Abort:
        return report(Cancelled("Stopped, as you asked.", "Nothing was changed."), _wants_json(arguments))
    except click.ClickException as misunderstood:
        return report(_usage(misunderstood), _wants_json(arguments))


def report(error: CrmError, as_json: bool) -> int:
    """Tell a person, or a program, what happened, whether the records are safe and what to do next."""
    if as_json:
        told: dict[str, Any] = {
            "kind": error.kind,
            "message": error.message,
            "data_safe": error.data_safe,
            "next": error.next_step,
        }
        click.echo(json.dumps({"error": told}, indent=2))
    elif isinstance(error, UsageError):
        click.echo(visible_block("\n".join(part for part in (error.message, error.next_step) if part)), err=True)
    else:
        click.echo(visible_block(error.in_words()), err=True)
    return error.exit_code


def catch_faults() -> None:
    """From now on a fault in the program shows its type and place only: values could be a customer's."""
    sys.excepthook = _fault
    threading.excepthook = lambda fault: click.echo(_place(fault.exc_type, fault.exc_traceback), err=True)


def _fault(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
    message = f"shopcrm stopped because of a fault in the program: {_place(kind, trace)}."
    if _wants_json(sys.argv[1:]):
        told = {"kind": "fault", "message": message, "data_safe": True, "next": "Report this line."}
        click.echo(json.dumps({"error": told}, indent=2))
    else:
        click.echo(f"{message}\nWhat was saved before is safe. Report this line; it holds nobody's data.", err=True)
    raise SystemExit(FAULT)


def _place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """The type of a fault and where in this program it happened, without any value."""
    import traceback

    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(trace)]
    ours = [(path.relative_to(_PACKAGE), line) for path, line in frames if path.is_relative_to(_PACKAGE)]
    where = ours[-1] if ours else None
    return f"{kind.__name__} at {where[0].as_posix()}:{where[1]}" if where else kind.__name__


def _usage(misunderstood: click.ClickException) -> UsageError:
    context = getattr(misunderstood, "ctx", None)
    path = context.command_path if context is not None else "shopcrm"
    return UsageError(
        misunderstood.format_message(), f"`{path} --help` tells what it takes.{_misplaced(misunderstood)}"
    )


def _misplaced(misunderstood: click.ClickException) -> str:
    """A hint for the commonest slip: a global option behind the command."""
    if not isinstance(misunderstood, click.NoSuchOption) or misunderstood.ctx is None:
        return ""
    known = {name for option in misunderstood.ctx.find_root().command.params for name in option.opts}
    name = misunderstood.option_name
    return f" {name} belongs before the command: `shopcrm {name} ...`." if name in known else ""


def _wants_json(arguments: list[str]) -> bool:
    return "--json" in arguments
