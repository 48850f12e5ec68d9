"""How plain mode speaks: one question at a time; an empty answer goes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from shopcrm.cli.app import App
from shopcrm.plain_text import visible

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault


class BackToMenu(Exception):
    """An empty answer where one is needed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The open shop, and how to speak with the person."""

    app: App
    vault: "Vault"

    def say(self, *lines: str) -> None:
        """Write lines, each made harmless."""
        for line in lines:
            click.echo(visible(line))

    def ask(self, question: str, default: str = "") -> str:
        """A line that the person types; empty where she just pressed Enter."""
        answer: str = click.prompt(visible(question), default=default, show_default=bool(default))
        return answer.strip()

    def need(self, question: str) -> str:
        """A line that must not be empty: an empty one goes back to the menu."""
        answer = self.ask(f"{question} (Enter alone goes back)")
        if not answer:
            raise BackToMenu
        return answer

    def yes(self, question: str) -> bool:
        """Whether the person agrees; asked until the answer is yes or no."""
        return click.confirm(visible(question))

    def customer(self) -> int:
        """A customer, by reference or found by name; goes back where none is chosen."""
        from shopcrm.shop import customers
        from shopcrm.vault.refs import looks_like_ref, parse_ref

        typed = self.need("Customer, name or number")
        if looks_like_ref(typed):
            return parse_ref(typed, "C")[1]
        rows = self.vault.read(customers.rows_for, self.vault.read(customers.find_ids, typed, 9))
        if not rows:
            self.say("Nobody was found.")
            raise BackToMenu
        for number, row in enumerate(rows, start=1):
            self.say(f"{number}: {row.name}, {row.town or row.email or row.phone}".rstrip(", "))
        chosen = self.need("Which number")
        if not (chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= len(rows)):
            self.say(f"Type a number from 1 to {len(rows)}.")
            raise BackToMenu
        return rows[int(chosen) - 1].id
