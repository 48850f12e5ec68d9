"""First run."""

from textual.screen import Screen


class Wizard(Screen[None]):
    """Sets up a new shop."""
