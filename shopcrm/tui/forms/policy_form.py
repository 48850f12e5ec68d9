"""When the shop is open, and how soon it promises to answer."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.shop import profile, tickets
from shopcrm.shop.tickets import PRIORITIES, PRIORITY_WORDS, Policy, Targets
from shopcrm.tui.forms.form import Form, FormRow, text_row, tick_row
from shopcrm.tui.forms.profile_form import REGION_NAMES
from shopcrm.tui.service_hours import (
    closed_days_words,
    minutes_words,
    parse_closed_days,
    parse_minutes,
    parse_windows,
    windows_words,
)
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.tick import Tick

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PROMISES = (("first_response", "Reply"), ("resolution", "Solve"))
MOST_URGENT_FIRST = tuple(reversed(PRIORITIES))


class PolicyForm(Form[bool]):
    """Changes opening hours and promises; True once they are saved."""

    tall = True
    heading = "Opening hours and service"
    HELP = (
        "Type the hours of each day as you say them: 9-12:30, 13:30-17:30. An empty day is a closed day. Closed days"
        " are single days or spans: 24 dec to 2 jan. Below stand your promises: within how long a first reply is"
        " given and the matter solved, for each priority. They count opening hours only: what comes on Saturday evening"
        " waits without delay until Monday. Tickets that are open keep the times that held when they came; new ones"
        " follow what you save here. Ctrl+Z takes it back."
    )

    def rows(self) -> Iterable[FormRow]:
        """The week, days off, promises."""
        for place, name in enumerate(DAYS):
            check = partial(parse_windows, field=f"day-{place}")
            yield text_row(f"day-{place}", name, check=check, placeholder="closed", max_length=200)
        yield text_row("closed_days", "Closed on", check=self._days, placeholder="24 dec to 2 jan, 6 apr")
        yield tick_row("keeps_holidays", "Closed on public holidays")
        for promise, words in PROMISES:
            for priority in MOST_URGENT_FIRST:
                yield text_row(
                    f"{promise}-{priority}",
                    f"{words}, {PRIORITY_WORDS[priority].lower()}",
                    required=True,
                    check=partial(parse_minutes, field=f"{promise}-{priority}"),
                    placeholder="4 h, 90 min",
                    max_length=40,
                )

    def remark(self) -> Content:
        """How to write it."""
        return lines(
            plain("Hours like 9-12:30, 13:30-17:30; nothing for a closed day.", "$quiet"),
            plain("Promises like 4 h or 90 min; they count opening hours only.", "$quiet"),
        )

    async def load(self) -> dict[str, Any]:
        """What holds now."""
        held = await self.read(tickets.policy)
        promised = {
            f"{promise}-{priority}": minutes_words(getattr(held, promise).of(priority))
            for promise, _ in PROMISES
            for priority in PRIORITIES
        }
        await self._name_region()
        self._show_troubles()
        return {
            **{f"day-{place}": windows_words(windows) for place, windows in enumerate(held.hours)},
            "closed_days": closed_days_words(held.closed_days),
            "keeps_holidays": held.keeps_holidays,
            **promised,
        }

    async def _name_region(self) -> None:
        region = (await self.read(profile.get)).region
        tick = self.row("keeps_holidays").field
        assert isinstance(tick, Tick)
        tick.label = f"Closed on the public holidays of {REGION_NAMES.get(region, region)}"
        tick.refresh()

    async def save(self, values: dict[str, Any]) -> bool:
        """Let it hold from now on."""
        try:
            await self.write(tickets.set_policy, self._policy(values))
        except InvalidValue as error:
            named = {"hours": "day-0", "first_response": "first_response-low", "resolution": "resolution-low"}
            raise InvalidValue(named.get(error.field, error.field), error.message, error.next_step) from error
        self.toast("Saved. New tickets follow it.")
        return True

    def _policy(self, values: dict[str, Any]) -> Policy:
        return Policy(
            hours=tuple(parse_windows(values[f"day-{place}"]) for place in range(len(DAYS))),
            closed_days=self._days(values["closed_days"]),
            keeps_holidays=values["keeps_holidays"],
            first_response=_targets(values, "first_response"),
            resolution=_targets(values, "resolution"),
        )

    def _days(self, typed: str) -> Any:
        return parse_closed_days(typed, self.sitting.today)


def _targets(values: dict[str, Any], promise: str) -> Targets:
    return Targets(**{priority: parse_minutes(values[f"{promise}-{priority}"]) for priority in PRIORITIES})
