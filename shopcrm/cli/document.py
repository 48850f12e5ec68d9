"""Records as plain JSON values: ids as the references that people say, dates and instants as ISO 8601."""

import dataclasses
import typing
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from shopcrm.money import Money


def plain(value: Any) -> Any:
    """A value as JSON can hold it; money stays in minor units beside its currency. Raises TypeError for what cannot."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _record(record: Any) -> dict[str, Any]:
    letters = _letters(type(record))
    answer = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        letter = letters.get(field.name)
        answer[field.name] = f"{letter}-{value}" if letter and isinstance(value, int) else plain(value)
    return answer


def _letters(shape: type) -> dict[str, str]:
    """The fields of a record that hold ids, with the letters of their references."""
    found = {}
    for name, hint in typing.get_type_hints(shape, include_extras=True).items():
        for part in (hint, *typing.get_args(hint)):
            for mark in getattr(part, "__metadata__", ()):
                if letter := getattr(mark, "letter", None):
                    found[name] = letter
    return found
