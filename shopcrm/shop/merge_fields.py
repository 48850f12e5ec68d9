"""Merge fields: names in curly brackets that are filled in for each reader."""

import re
from collections.abc import Iterable, Mapping

from shopcrm.errors import InvalidValue

_FIELD = re.compile(r"\{([^{}\n]*)\}")


def check(text: str, names: Iterable[str], where: str) -> None:
    """Raise InvalidValue, naming the field `where`, for a merge field that is none of `names`."""
    known = tuple(names)
    for found in _FIELD.finditer(text):
        if _name(found[1]) not in known:
            raise InvalidValue(
                where,
                f"There is no merge field {found[0]}.",
                "These there are: " + " ".join(f"{{{name}}}" for name in known),
            )


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The text filled in, and the names there was nothing for: those stand in square brackets."""
    wanted = [_name(found[1]) for found in _FIELD.finditer(text)]
    filled = _FIELD.sub(lambda found: values[_name(found[1])] or f"[{_name(found[1])}?]", text)
    return filled, tuple(dict.fromkeys(name for name in wanted if not values[name]))


def _name(typed: str) -> str:
    return " ".join(typed.lower().split())
