"""Chores: what the program does by itself, when it did, what came of it, and what it could not do."""

from collections.abc import Iterable, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.binding import BindingType
from textual.content import Content

from shopcrm import settings
from shopcrm.jobs import chores
from shopcrm.jobs.chores import Chore, Run, State, Task
from shopcrm.papers.in_words import moment
from shopcrm.settings import Settings
from shopcrm.shop import profile
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.frame import flow, key
from shopcrm.tui.screens.register_list import RegisterList
from shopcrm.tui.text import block, plain
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.tx import stamp

_OUTCOMES = {"done": "done", "failed": "failed", "skipped": "skipped"}
_RUNS_SHOWN = 4


class ChoresScreen(RegisterList[State]):
    """The table of chores; Enter offers what can be done with one."""

    section = "more"
    columns = (
        Column("Chore", 19),
        Column("Last", 13),
        Column("", 9),
        Column("What came of it", from_width=90),
        Column("Next", 21),
    )
    HELP: ClassVar[str] = (
        "What the program does by itself while the shop is open and nobody presses a key. What was missed while the"
        " shop was closed is offered: Enter runs or skips the marked one, F5 runs all that is due. What failed stays"
        " on Today until you have read it here. Without the passphrase nothing of the book can be done: see `shopcrm"
        " chores --help`."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f5", "run_due", "Run all due", "Run everything that is due"),
        key("f9", "skip", "Skip", "Not this time"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._zone = ZoneInfo("UTC")
        self._runs: dict[str, tuple[Run, ...]] = {}
        self._kept = Settings()

    async def find(self) -> Sequence[State]:
        """Read how every chore stands, those first that failed or were missed."""
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        self._kept = await self.thread(settings.load, self.frame.launch.settings_file)
        found = await self.read(chores.states)
        self._runs = {one.chore.name: await self.read(chores.history, one.chore.name, _RUNS_SHOWN) for one in found}
        return sorted(found, key=lambda one: (one.failed is None, not one.missed, not one.due))

    def head(self) -> Content:
        """How many wait."""
        failed, due = sum(one.failed is not None for one in self.found), sum(one.due for one in self.found)
        words = [f"{failed} failed" if failed else "", f"{due} due" if due else ""]
        return plain(f"Chores: {', '.join(filter(None, words)) or 'nothing waits'}")

    def row(self, one: State) -> Sequence[str]:
        """A row of the list."""
        last = one.last
        mark = "! " if one.failed or one.missed else ""
        return (
            f"{mark}{one.chore.title}",
            self._day(last.at) if last else "after today" if one.ahead else "never",
            _OUTCOMES[last.outcome] if last else "",
            last.words if last else one.chore.words,
            self._next(one),
        )

    def _next(self, one: State) -> str:
        if one.chore.name == "backup" and not self._kept.backup_at_closing:
            return "switched off"
        return "missed: run or skip" if one.missed else "now" if one.due else moment(stamp(one.moment), self._zone)

    def peek(self, one: State) -> Iterable[Content]:
        """What it is for, and what came of it lately."""
        yield plain(one.chore.title, "bold")
        yield plain(f"{one.chore.words}; {often(one.chore, self._kept)}", "$quiet")
        if one.ahead:
            yield plain("It ran after today: was the clock set back?", "$warning")
        for run in self._runs[one.chore.name]:
            seen = run.outcome == "failed" and run.seen_at is None
            words = f"{moment(run.at, self._zone)} · {_OUTCOMES[run.outcome]}: {run.words}"
            yield block(words) if not seen else plain(f"! {words}", "bold $warning")

    @flow
    async def choose(self, one: State) -> None:
        """Offer what can be done with it, and do what is chosen."""
        offered = [("run", "Run it now")]
        offered += [("skip", "Skip it this time")] if one.due else []
        offered += [("seen", "I have read why it failed")] if one.failed else []
        chosen = await self.ask(Choose(one.chore.title, offered, "seen" if one.failed else "run"))
        if chosen == "run":
            await self._run(one)
        elif chosen == "skip":
            await self._skip(one)
        elif chosen == "seen":
            await self.write(chores.acknowledge, one.chore.name)
        self.reload()

    @flow
    async def action_run_due(self) -> None:
        """Run everything that is due, one after the other."""
        states = await self.read(chores.states)
        due = [one for one in states if one.due and one.chore.role <= self.sitting.staff.role]
        for one in due:
            await self._run(one)
        if not due:
            self.toast("Nothing is due.")
        self.reload()

    @flow
    async def action_skip(self) -> None:
        """Not this time."""
        if self.marked is not None:
            await self._skip(self.marked)
            self.reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is due is skipped."""
        return action != "skip" or (self.marked is not None and self.marked.due)

    async def _run(self, one: State) -> None:
        book, settings_file = self.sitting.book, self.frame.launch.settings_file
        done = await self.job(
            one.chore.title,
            lambda step, cancel: chores.run(Task(book, settings_file, step, cancel), one.chore.name),
        )
        await self.frame.settings_changed()
        self.after_write()
        if done.outcome == "done":
            self.toast(f"{one.chore.title}: {done.words}")

    async def _skip(self, one: State) -> None:
        await self.thread(chores.skip, self.sitting.book, one.chore.name)
        self.toast("Skipped this time.")

    def _day(self, at: str) -> str:
        return moment(at, self._zone).partition(",")[0]


def often(chore: Chore, kept: Settings) -> str:
    """How often a chore runs, in words; backups as the person said."""
    if chore.name != "backup":
        return f"every {'day' if chore.days == 1 else f'{chore.days} days'}"
    kinds = (
        (kept.backup_at_closing, "every day when the shop closes"),
        (kept.backup_on_stick, "when a known stick is plugged in"),
    )
    return f"{', and '.join(words for on, words in kinds if on) or 'only when you ask'} (Backup, F5)"
