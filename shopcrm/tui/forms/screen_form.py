"""How the screen looks, and when it locks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from shopcrm import settings
from shopcrm.errors import InvalidValue, Refused
from shopcrm.shop import profile
from shopcrm.tui.forms.form import Form, FormRow, choice_row, text_row
from shopcrm.vault.permission import may

THEMES = (("dark", "Dark"), ("light", "Light"), ("contrast", "High contrast"))


class ScreenForm(Form[bool]):
    """True once it is kept."""

    heading = "Screen and lock"
    HELP = (
        "The colours are kept on this computer. The shop locks by itself when nobody has touched a key for so many"
        " minutes; what you were typing is kept and offered when you unlock."
    )

    def rows(self) -> Iterable[FormRow]:
        """Theme; minutes, for who may set them."""
        yield choice_row("theme", "Colours", THEMES)
        if may(self.sitting.staff, profile.change):
            yield text_row("idle_minutes", "Lock after", required=True, check=minutes_of, placeholder="5", max_length=3)

    async def load(self) -> dict[str, Any]:
        """As they are."""
        held = await self.read(profile.get)
        return {"theme": self.app.theme, "idle_minutes": str(held.idle_minutes)}

    async def save(self, values: dict[str, Any]) -> bool:
        """The minutes into the book, the colours onto this machine."""
        before = await self.read(profile.get)
        minutes = minutes_of(values["idle_minutes"]) if "idle_minutes" in values else before.idle_minutes
        if minutes != before.idle_minutes:
            await self.write(profile.change, replace(before, idle_minutes=minutes))
        theme: str = values["theme"]
        if theme != self.app.theme:
            self._keep(theme)
        return True

    def _keep(self, theme: str) -> None:
        path = self.frame.launch.settings_file
        try:
            settings.save(settings.load(path).with_theme(theme), path)
        except OSError as error:
            raise Refused("The colours could not be kept on this computer.", "They change for now.") from error
        finally:
            self.app.theme = theme


def minutes_of(typed: str) -> int:
    """Minutes until the shop locks; raises InvalidValue outside 1 to 120."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 120):
        raise InvalidValue("idle_minutes", "The screen locks after 1 to 120 minutes.", "Type a number between them.")
    return int(digits)
