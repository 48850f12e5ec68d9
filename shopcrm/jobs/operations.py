"""The whole registry: operations register where they are written, so the files have to be imported."""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import walk_packages

RULES = ("shop", "privacy", "insight")
"""The rooms whose operations people may ask for by name."""


def load_operations(rooms: Sequence[str] = RULES) -> None:
    """Import every file of the rooms that registers operations, so that `OPERATIONS` is complete."""
    for room in rooms:
        package = import_module(f"shopcrm.{room}")
        for module in walk_packages(package.__path__, f"shopcrm.{room}."):
            import_module(module.name)
