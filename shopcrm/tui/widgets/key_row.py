"""The bottom row: at most five keys that work here, spelled ``Ctrl+N``; each can be clicked."""

from textual import events
from textual.binding import ActiveBinding
from textual.content import Content
from textual.widget import Widget

from shopcrm.tui.desk import Desk
from shopcrm.tui.text import line

_MOST = 5
_GAP = "   "
_LAST = ("palette", "back", "help", "app.help")
"""What stands at the end of every row, in this order, behind what is the screen's own."""


class KeyRow(Widget):
    """Drawn when the screen opens or changes size, not at each key: live bindings would cost 30 ms a key."""

    def render(self) -> Content:
        """As many whole keys as fit."""
        return line(*(piece for active in self._fitting() for piece in (*self._words(active), _GAP)))

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        end = 0
        for active in self._fitting():
            start, end = end, end + self._width(active)
            if start <= event.x < end - len(_GAP):
                await self.app.run_action(active.binding.action, active.node)

    def _fitting(self) -> list[ActiveBinding]:
        shown: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            if active.binding.show:
                shown.setdefault(active.binding.action, active)
        own = [active for action, active in shown.items() if action not in _LAST]
        common = [shown[action] for action in _LAST if action in shown]
        chosen = own[: _MOST - len(common)] + common
        while len(chosen) > 1 and sum(map(self._width, chosen)) > self.size.width + len(_GAP):
            chosen.pop(max(len(chosen) - len(common) - 1, 0))
        return chosen

    def _words(self, active: ActiveBinding) -> tuple[tuple[str, str], str]:
        binding = active.binding
        words = binding.description
        if isinstance(self.screen, Desk):
            words = self.screen.key_words(binding.action, words)
        return (binding.key_display or binding.key, "bold $accent"), f" {words}"

    def _width(self, active: ActiveBinding) -> int:
        return line(*self._words(active)).cell_length + len(_GAP)
