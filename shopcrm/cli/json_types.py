"""What an operation's field takes, in the words of people who write JSON."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from shopcrm.vault.refs import Ref
from shopcrm.vault.registry import dataclass_fields

_PLAIN: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: '"2026-11-22"',
    bytes: "text in base64",
    Any: "anything",
}


def in_words(annotation: Any) -> str | None:
    """What a JSON value of the annotated type looks like; None where JSON cannot hold one."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _reference(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _optional(inside)
    if origin is typing.Literal:
        return " | ".join(f'"{one}"' for one in inside)
    if origin in (tuple, list):
        item = in_words(inside[0])
        return None if item is None else f"list of {item}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " | ".join(f'"{one.value}"' for one in annotation)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        return _object(annotation)
    return None


def _reference(annotation: Any) -> str | None:
    letters = [mark.letter for mark in annotation.__metadata__ if isinstance(mark, Ref)]
    return f'"{letters[0]}-1042"' if letters else in_words(typing.get_args(annotation)[0])


def _optional(inside: tuple[Any, ...]) -> str | None:
    others = [one for one in inside if one is not type(None)]
    word = in_words(others[0]) if len(others) == 1 else None
    return None if word is None else f"{word} or null"


def _object(shape: type) -> str | None:
    words = {field.name: (in_words(field.annotation), field.required) for field in dataclass_fields(shape)}
    if any(word is None and required for word, required in words.values()):
        return None
    listed = (f"{name}{'' if required else '?'}: {word}" for name, (word, required) in words.items() if word)
    return "{" + ", ".join(listed) + "}"
