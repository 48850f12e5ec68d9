"""What every registered function must be; the functions are discovered, so that a new one cannot forget any of it."""

import ast
import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import shopcrm
from shopcrm.errors import CrmError, UsageError
from shopcrm.vault.refs import KINDS, Ref
from shopcrm.vault.registry import OPERATIONS, Operation, Role, build, operation_of
from shopcrm.vault.tx import Tx

OPEN_TO_ALL = {"drafts.keep", "drafts.take"}
"""Writes that change nothing of the book: a viewer may lock the screen."""
ROOMS = ("vault", "shop", "privacy", "insight", "exchange", "papers", "jobs")
"""Where operations are written. What the command line composes of them (`batch`) is no operation by itself."""


def discover() -> list[Operation]:
    """Every operation of the program, found by loading each module of the rooms that may have some."""
    for room in ROOMS:
        package = importlib.import_module(f"shopcrm.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"shopcrm.{room}."):
            importlib.import_module(module.name)
    homes = tuple(f"shopcrm.{room}." for room in ROOMS)
    found = [one for one in OPERATIONS.values() if one.function.__module__.startswith(homes)]
    return sorted(found, key=lambda one: one.name)


FOUND = discover()
each_operation = pytest.mark.parametrize("operation", FOUND, ids=[one.name for one in FOUND])


def test_there_are_operations_to_hold_to_the_contract() -> None:
    assert {"customers.add", "customers.card", "search.find", "consent.record", "profile.get"} <= {
        one.name for one in FOUND
    }


@each_operation
def test_an_operation_has_a_name_of_its_noun_and_verb_and_a_role(operation: Operation) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", operation.name)
    assert operation.kind in ("read", "write")
    assert isinstance(operation.role, Role)
    assert operation_of(operation.function) is operation
    if operation.kind == "write":
        assert operation.role > Role.VIEWER or operation.name in OPEN_TO_ALL


@each_operation
def test_an_operation_says_in_a_line_what_it_does(operation: Operation) -> None:
    assert operation.summary
    assert operation.summary[0].isupper()
    assert operation.summary.rstrip()[-1] in ".:;" or operation.summary.endswith("?")


@each_operation
def test_an_operation_takes_an_open_transaction_first_and_types_everything(operation: Operation) -> None:
    hints = typing.get_type_hints(operation.function, include_extras=True)
    parameters = inspect.signature(operation.function).parameters
    first = next(iter(parameters))
    assert hints[first] is Tx
    assert set(hints) == {*parameters, "return"}


@each_operation
def test_an_operation_names_no_field_twice(operation: Operation) -> None:
    names = [field.name for field in operation.fields()]
    assert len(names) == len(set(names))


@each_operation
def test_an_operation_can_be_called_with_plain_json(operation: Operation) -> None:
    for field in operation.fields():
        sample = sample_of(field.annotation)
        build(field.annotation, json.loads(json.dumps(sample)), field.name)


@each_operation
def test_an_operation_refuses_fields_that_it_does_not_have(operation: Operation) -> None:
    with pytest.raises(UsageError):
        operation.arguments({"no such field": 1})


@each_operation
def test_a_value_of_the_wrong_shape_is_refused_in_words(operation: Operation) -> None:
    for field in operation.fields():
        if field.annotation is not Any:
            with pytest.raises(CrmError):
                build(field.annotation, {"no such field": object()}, field.name)


@each_operation
def test_an_id_that_is_answered_bears_a_known_letter(operation: Operation) -> None:
    letter = operation.result_letter()
    assert letter is None or letter in KINDS


def test_every_decorated_function_is_registered_and_none_is_named_twice() -> None:
    root = Path(shopcrm.__file__).parent
    named: list[str] = []
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                named += [name for decorator in node.decorator_list if (name := _registered_name(decorator))]
    assert len(named) == len(set(named))
    assert set(named) == {one.name for one in FOUND}


def _registered_name(decorator: ast.expr) -> str | None:
    if (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id in ("read", "write")
    ):
        first = decorator.args[0]
        return str(first.value) if isinstance(first, ast.Constant) else None
    return None


def sample_of(annotation: Any) -> Any:
    """A plain JSON value that should fit a field of that type."""
    if typing.get_origin(annotation) is typing.Annotated:
        marks = [mark for mark in annotation.__metadata__ if isinstance(mark, Ref)]
        return f"{marks[0].letter}-1001" if marks else sample_of(typing.get_args(annotation)[0])
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return sample_of(next(one for one in inner if one is not type(None)))
    if origin is typing.Literal:
        return inner[0]
    if origin in (tuple, list):
        return [sample_of(inner[0])]
    if dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation, include_extras=True)
        return {field.name: sample_of(hints[field.name]) for field in dataclasses.fields(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation)).value
    plain: Mapping[Any, Any] = {
        str: "text", int: 1, float: 0.5, bool: True, bytes: "dGV4dA==", date: "2026-11-22", Any: {"a": 1},
    }  # fmt: skip
    assert annotation in plain, f"a field of type {annotation} cannot be written in JSON"
    return plain[annotation]
