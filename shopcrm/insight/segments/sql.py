"""Pieces of SQL with the values that go into them, so that conditions can be put together."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and its values, in the order of its question marks."""

    text: str
    values: tuple[Any, ...] = ()
