"""`shopcrm batch`: many actions from a file of JSON lines, in one transaction; all of them happen, or none."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click

from shopcrm.cli.app import App
from shopcrm.cli.document import plain
from shopcrm.cli.json_types import in_words
from shopcrm.errors import CrmError, InvalidValue, UsageError
from shopcrm.insight.segments import FIELDS
from shopcrm.insight.segments.rules import DEEPEST, MOST_TESTS
from shopcrm.jobs.operations import load_operations
from shopcrm.vault.permission import require
from shopcrm.vault.refs import ref
from shopcrm.vault.registry import OPERATIONS, Operation, Role, write
from shopcrm.vault.tx import Note, Tx

_NAME = re.compile(r"\$([A-Za-z_]\w*)")
_MOST_DIGITS = 18
_SEE_LIST = "`shopcrm batch --list` shows every action with its fields."


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the file: the operation, its values, and the name that later lines know its result by."""

    line: int
    operation: Operation
    values: dict[str, Any]
    name: str | None


@click.command()
@click.argument("file", required=False, metavar="FILE.jsonl")
@click.option("--list", "listed", is_flag=True, help="Print every action with its fields, and stop.")
@click.pass_obj
def batch(app: App, file: str | None, listed: bool) -> None:
    """Do every action of a file, in one transaction.

    Each line of FILE.jsonl is one JSON object: {"do": "orders.place", ...}. "as": "x" names a result, and "$x" uses it
    further down ("$$x" is the text "$x"). A dash reads standard input.
    """
    load_operations()
    if listed:
        document = {"actions": [describe(one) for one in listable()], "rules": rules_explained()}
        app.present(document, (*lines_of_list(), "", *lines_of_rules()))
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE.jsonl'.")
    passphrase = app.passphrase()
    actions = list(read_actions(_lines(file)))
    with app.open(passphrase) as vault:
        results = vault.write(run_batch, actions)
    app.present(
        {"results": results}, (_in_words(action, result) for action, result in zip(actions, results, strict=True))
    )


@write("batch.run", role=Role.VIEWER)
def run_batch(tx: Tx, actions: list[Action]) -> list[Any]:
    """Do the actions in order; answers the result of each, references for ids. Each action needs its own role."""
    known: dict[str, Any] = {}
    results = []
    about: set[int | None] = set()
    for done, action in enumerate(actions):
        tx.step(done, len(actions), action.operation.name)
        try:
            result = _do(tx, action, known)
        except CrmError as error:
            error.message = f"Line {action.line}: {error.message}"
            raise
        about.add(tx.noted.customer_id)
        results.append(result)
        if action.name:
            known[action.name] = result
    counts = Counter(action.operation.name for action in actions)
    tx.noted = Note(customer_id=about.pop() if len(about) == 1 else None, detail={"actions": dict(counts)})
    tx.undo = None
    return results


def _do(tx: Tx, action: Action, known: Mapping[str, Any]) -> Any:
    operation = action.operation
    require(tx.staff, operation.role, f"do {operation.name}")
    tx.noted = Note()
    result = operation.function(tx, **operation.arguments(_filled(action.values, known)))
    letter = operation.result_letter()
    return ref(letter, result) if letter and isinstance(result, int) else plain(result)


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    """A value with each ``$name`` replaced by the result of that name."""
    if isinstance(value, dict):
        return {key: _filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, known) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("$$"):
        return value[1:]
    named = _NAME.fullmatch(value)
    if named is None:
        return value
    if named[1] not in known:
        raise UsageError(f"{value} is not the result of an earlier line.", 'Name a result with "as" before using it.')
    return known[named[1]]


def read_actions(lines: Iterable[str]) -> Iterator[Action]:
    """The actions of a file, blank lines left out; raises UsageError naming the line that cannot be understood."""
    named: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            action = _action(number, line)
            if action.name and (first := named.setdefault(action.name, number)) != number:
                raise UsageError(
                    f'Line {number}: "as": "{action.name}" names the result of line {first} already.',
                    "Choose another name.",
                )
            yield action


def _action(number: int, line: str) -> Action:
    try:
        values = json.loads(line, parse_int=_number)
    except (ValueError, RecursionError):
        raise UsageError(f"Line {number} is not JSON.", "Write one JSON object on each line.") from None
    except InvalidValue as wrong:
        wrong.message = f"Line {number}: {wrong.message}"
        raise
    if not isinstance(values, dict) or not isinstance(values.get("do"), str):
        raise UsageError(f'Line {number} does not say what to do: {{"do": "..."}} is missing.', _SEE_LIST)
    name, chosen = values.pop("as", None), values.pop("do")
    if not (name is None or (isinstance(name, str) and _NAME.fullmatch(f"${name}"))):
        raise UsageError(f'Line {number}: the name after "as" must be letters and digits.', 'Such as {"as": "order1"}.')
    operation = OPERATIONS.get(chosen)
    if operation is None or not _is_listable(operation):
        raise UsageError(f"Line {number}: there is no action called {chosen}.", _SEE_LIST)
    return Action(number, operation, values, name)


def _number(digits: str) -> int:
    """A whole number as the book can hold it; raises InvalidValue beyond 18 digits."""
    if len(digits) > _MOST_DIGITS:
        raise InvalidValue("number", "A number is too large to be right.", "Check its digits. Nothing was changed.")
    return int(digits)


def listable() -> list[Operation]:
    """Every operation that plain JSON values can call, by name; a batch does not nest."""
    return [one for name, one in sorted(OPERATIONS.items()) if _is_listable(one)]


_FOR_THE_PROGRAM = frozenset({"dashboard.board", "forecast.evidence"})
"""What these answer with is for the program alone and has no JSON form; `report figures` and `report forecast` do."""


@cache
def _is_listable(operation: Operation) -> bool:
    return operation.function is not run_batch and operation.name not in _FOR_THE_PROGRAM and _speaks_json(operation)


def _speaks_json(operation: Operation) -> bool:
    return all(in_words(field.annotation) or not field.required for field in operation.fields())


def describe(operation: Operation) -> dict[str, Any]:
    """An operation for ``--list``: what it does, who may, its fields, and the letter of what it answers with."""
    return {
        "do": operation.name,
        "kind": operation.kind,
        "role": operation.role.name.lower(),
        "summary": operation.summary,
        "fields": _fields(operation),
        "answers": operation.result_letter(),
    }


def lines_of_list() -> Iterator[str]:
    """The list to read: each action, and a line for each field; a question mark means that it may be left out."""
    for operation in listable():
        yield f"{operation.name}  ({operation.kind}, {operation.role.name.lower()})  {operation.summary}"
        for field in _fields(operation):
            yield f"    {field['name']}{'' if field['required'] else '?'}: {field['type']}"


_RULES = (
    "Rules of a segment: one condition, or conditions joined. {example}",
    'Joined: {{"all": [...]}}, {{"any": [...]}}; turned round: {{"not": {{...}}}}. In any depth up to {deepest}, at'
    " most {most} conditions.",
    "days, where it is offered: only the last so many days count. Amounts as they are typed: 100 or 12.50.",
)
_RULE_EXAMPLE = {"field": "spent", "how": "at_least", "value": "100", "days": 90}
_VALUES = {
    "amount": "an amount in the shop's own currency",
    "count": "a whole number",
    "days": "a number of days",
    "text": "words",
    "choice": "one of those that the shop has",
    "none": "no value",
}


def rules_explained() -> dict[str, Any]:
    """What the rules of a segment are made of: how they are written, and each field with how it is asked for what."""
    return {
        "written": [
            one.format(example=json.dumps(_RULE_EXAMPLE), deepest=DEEPEST, most=MOST_TESTS).strip() for one in _RULES
        ],
        "fields": [
            {
                "field": one.name,
                "title": one.title,
                "how": list(dict(one.hows)),
                "value": _VALUES[one.values],
                "choices": [] if callable(one.choices) else [value for value, _ in one.choices],
                "without_value": list(one.without_value),
                "days": one.spans,
                "means": one.means,
            }
            for one in FIELDS.values()
        ],
    }


def lines_of_rules() -> Iterator[str]:
    """The same to read."""
    told = rules_explained()
    yield from told["written"]
    for one in told["fields"]:
        value = f"one of {', '.join(one['choices'])}" if one["choices"] else one["value"]
        none = f" (none with {', '.join(one['without_value'])})" if one["without_value"] else ""
        days = "; days" if one["days"] else ""
        yield f"    {one['field']}  ({one['title']})  how: {', '.join(one['how'])}; value: {value}{none}{days}"
        if one["means"]:
            yield f"        {one['means']}"


def _fields(operation: Operation) -> list[dict[str, Any]]:
    """The fields that JSON can fill; a name that a draft and the operation share is one field."""
    named = {
        field.name: {"name": field.name, "type": word, "required": field.required}
        for field in operation.fields()
        if (word := in_words(field.annotation))
    }
    return list(named.values())


def _lines(file: str) -> list[str]:
    if file == "-":
        return sys.stdin.read().splitlines()
    try:
        return Path(file).read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        raise UsageError(f"{file} cannot be read.", "Check the name of the file.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} cannot be read.", "It must be a text file in UTF-8.") from None


def _in_words(action: Action, result: Any) -> str:
    told = result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)
    return f"{action.line}: {action.operation.name} {'' if result is None else told}".rstrip()
