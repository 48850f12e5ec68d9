"""Every function that reads or changes the book, registered where it is written.

The registry drives permission checks, the activity entry, `batch` and its list, and the contract tests: a new function
cannot forget any of them.
"""

import dataclasses
import inspect
import types
import typing
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, IntEnum
from functools import partial
from typing import Any, Literal, ParamSpec, TypeVar

from shopcrm.errors import InvalidValue, UsageError
from shopcrm.vault.refs import Ref, parse_ref

P = ParamSpec("P")
R = TypeVar("R")
Kind = Literal["read", "write"]


class Role(IntEnum):
    """What a member of staff may do; each includes the ones below it."""

    VIEWER = 1
    ASSISTANT = 2
    MANAGER = 3
    OWNER = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One value that an operation takes when it is called by name: from `batch`, or a form."""

    name: str
    annotation: Any
    required: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Operation:
    """A registered function: its name (`orders.place`), whether it writes, and the least role that may call it."""

    name: str
    kind: Kind
    role: Role
    function: Callable[..., Any]

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    def fields(self) -> list[Field]:
        """The values that it takes by name; a dataclass parameter stands for its own fields."""
        found: list[Field] = []
        for name, parameter in self._parameters().items():
            shape = _dataclass_of(parameter.annotation)
            required = parameter.default is inspect.Parameter.empty
            found += dataclass_fields(shape) if shape else [Field(name, parameter.annotation, required)]
        return found

    def arguments(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Keyword arguments from plain JSON values; raises UsageError for a missing or unknown field."""
        unknown = set(values) - {field.name for field in self.fields()}
        if unknown:
            raise UsageError(
                f"{self.name} does not take {', '.join(sorted(unknown))}.", "`batch --list` shows the fields."
            )
        built: dict[str, Any] = {}
        for name, parameter in self._parameters().items():
            shape = _dataclass_of(parameter.annotation)
            if shape:
                mine = {field.name for field in dataclass_fields(shape)}
                built[name] = build(shape, {key: value for key, value in values.items() if key in mine}, self.name)
            elif name in values:
                built[name] = build(parameter.annotation, values[name], name)
            elif parameter.default is inspect.Parameter.empty:
                raise UsageError(f"{self.name} needs {name}.", "`batch --list` shows the fields.")
        return built

    def result_letter(self) -> str | None:
        """The letter of the reference that it answers with, where it answers with an id."""
        return _letter(self._hints().get("return"))

    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self.function, include_extras=True)

    def _parameters(self) -> dict[str, inspect.Parameter]:
        hints = self._hints()
        parameters = list(inspect.signature(self.function).parameters.items())[1:]
        return {name: parameter.replace(annotation=hints[name]) for name, parameter in parameters}


_operations: dict[str, Operation] = {}
OPERATIONS: Mapping[str, Operation] = types.MappingProxyType(_operations)
"""Every registered operation by name; filled as the rooms are imported."""


def read(name: str, role: Role = Role.VIEWER) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function that only looks."""
    return _register(name, "read", role)


def write(name: str, role: Role = Role.ASSISTANT) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function that changes the book: one transaction and one activity entry for each call."""
    return _register(name, "write", role)


def unlisted(name: str, kind: Kind, role: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a part of a deed that vault.json completes: it is checked and noted, and nobody calls it by name."""

    def _keep(function: Callable[P, R]) -> Callable[P, R]:
        function.operation = Operation(name, kind, role, function)  # type: ignore[attr-defined]
        return function

    return _keep


def _register(name: str, kind: Kind, role: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def _keep(function: Callable[P, R]) -> Callable[P, R]:
        if name in _operations:
            raise ValueError(f"two operations are called {name}")
        operation = Operation(name, kind, role, function)
        _operations[name] = operation
        function.operation = operation  # type: ignore[attr-defined]
        return function

    return _keep


def operation_of(function: Callable[..., Any]) -> Operation:
    """The registration of a function; raises TypeError for one that was never registered."""
    found = getattr(function, "operation", None)
    if not isinstance(found, Operation):
        raise TypeError(f"{function.__module__}.{function.__qualname__} is not registered with @read or @write")
    return found


def build(annotation: Any, value: Any, where: str) -> Any:
    """A Python value of the annotated type from a plain JSON value.

    References become ids, lists become tuples, objects become dataclasses, words become enums. Raises InvalidValue
    naming `where` for anything that does not fit.
    """
    letter = _letter(annotation)
    if letter is not None:
        return _id_from(letter, value, where)
    plain = _without_none(annotation)
    if value is None and plain is not annotation:
        return None
    if _letter(plain) is not None:
        return _id_from(typing.cast(str, _letter(plain)), value, where)
    shape = _dataclass_of(plain)
    if shape:
        return _build_dataclass(shape, value, where)
    origin = typing.get_origin(plain)
    if origin in (tuple, list):
        if not isinstance(value, list):
            raise InvalidValue(where, f"{where} must be a list.")
        return tuple(build(typing.get_args(plain)[0], item, where) for item in value)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return _build_enum(plain, value, where)
    if origin is Literal:
        return _one_of(typing.get_args(plain), value, where)
    return _plain(plain, value, where)


def dataclass_fields(shape: type) -> list[Field]:
    """The fields of a draft, as an operation takes them by name."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return [
        Field(
            field.name,
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(shape)
    ]


def _build_dataclass(shape: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise InvalidValue(where, f"{where} must be an object.")
    fields = {field.name: field for field in dataclass_fields(shape)}
    unknown = set(value) - set(fields)
    if unknown:
        raise UsageError(f"{where} does not take {', '.join(sorted(unknown))}.", "`batch --list` shows the fields.")
    missing = [field.name for field in fields.values() if field.required and field.name not in value]
    if missing:
        raise UsageError(f"{where} needs {', '.join(missing)}.", "`batch --list` shows the fields.")
    return shape(**{name: build(fields[name].annotation, item, name) for name, item in value.items()})


def _id_from(letter: str, value: Any, where: str) -> int:
    if isinstance(value, str):
        return parse_ref(value, letter)[1]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InvalidValue(where, f"{where} must be a reference such as {letter}-1042.")


def _build_enum(shape: type[Enum], value: Any, where: str) -> Enum:
    try:
        return shape(value)
    except ValueError:
        raise InvalidValue(where, f"{where} must be one of {', '.join(str(one.value) for one in shape)}.") from None


def _one_of(allowed: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in allowed:
        raise InvalidValue(where, f"{where} must be one of {', '.join(map(str, allowed))}.")
    return value


def _plain(plain: Any, value: Any, where: str) -> Any:
    if plain is Any:
        return value
    if plain in _FROM_TEXT and isinstance(value, str):
        return _from_text(plain, value, where)
    fits = (int, float) if plain is float else plain
    if not isinstance(value, fits) or (isinstance(value, bool) and plain is not bool):
        words = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
        raise InvalidValue(where, f"{where} must be {words.get(plain, plain.__name__)}.")
    return value


def _from_text(plain: Any, value: str, where: str) -> Any:
    read_text, words = _FROM_TEXT[plain]
    try:
        return read_text(value)
    except ValueError:
        raise InvalidValue(where, f"{where} must be {words}.") from None


_FROM_TEXT: Mapping[Any, tuple[Callable[[str], Any], str]] = {
    date: (date.fromisoformat, "a date such as 2026-11-22"),
    bytes: (partial(b64decode, validate=True), "base64 text"),
}
"""Values that JSON has no form of, and how they are written in it."""


def _letter(annotation: Any) -> str | None:
    if typing.get_origin(annotation) is typing.Annotated:
        for mark in annotation.__metadata__:
            if isinstance(mark, Ref):
                return mark.letter
    return None


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        others = [one for one in typing.get_args(annotation) if one is not type(None)]
        if len(others) == 1:
            return others[0]
    return annotation


def _dataclass_of(annotation: Any) -> type | None:
    plain = _without_none(annotation)
    return plain if isinstance(plain, type) and dataclasses.is_dataclass(plain) else None
