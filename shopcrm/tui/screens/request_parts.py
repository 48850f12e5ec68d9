"""What stands on the page of a request: its buttons, what is read for it, and its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.jobs.request_people import Candidate
from shopcrm.privacy.requests import REGIME_WORDS, DataRequest
from shopcrm.tui.request_words import clock_rows, event_rows, related_line, warning_rows, who_rows
from shopcrm.tui.screens.request_deeds import Deed, deed_of
from shopcrm.tui.screens.request_steps import Step, fee_asked, open_question, possible, steps_of
from shopcrm.tui.text import block, line, plain
from shopcrm.tui.widgets.virtual_table import Column
from shopcrm.vault.refs import ref

TASK_COLUMNS = (Column("To do: Enter ticks it off"), Column("Since", 12, from_width=100))
ERASED = "(its words were erased with the record)"
MOST_TASKS = 4
"""So many tasks stand above the rest; more are scrolled to."""
ACTS = (
    ("double", "Compare", "Ctrl+R"),
    ("person", "Whose it is…", "W"),
    ("other", "Other", "O"),
    ("customer", "Customer", "F6"),
    ("received", "Came on…", "D"),
    ("shown", "They showed it…", "F3"),
    ("ask_proof", "Ask for proof…", "P"),
    ("never", "Never shown", "V"),
    ("fee", "Fee…", "E"),
    ("deed", "", "F4"),
    ("question", "Ask them…", "F7"),
    ("longer", "Longer…", "F9"),
    ("acknowledge", "Acknowledge", "A"),
    ("told", "Told others…", "H"),
    ("close", "Close…", "F8"),
)
"""What can be done at some step: its name, what its button says, its key."""
ALWAYS = (("letter", "Letter", "Ctrl+P"), ("note", "Note", "F5"), ("task", "Task", "Ctrl+T"))
"""What can be done at every step."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it was read, and what is known around it. status: of the customer's record, "" for none."""

    request: DataRequest
    status: str
    doubles: tuple[Candidate, ...]
    zone: ZoneInfo
    today: date

    @property
    def deed(self) -> Deed | None:
        """What there is to do for it."""
        return deed_of(self.request, self.status)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps."""
        return steps_of(self.request, erased=self.status == "erased")

    def can(self) -> dict[str, bool]:
        """What can be done with it."""
        found = possible(self.request, self.today, doubles=bool(self.doubles))
        return found | {"deed": self.deed is not None, "customer": bool(self.status)}

    def words(self, act: str) -> str:
        """What the button of an act says now."""
        one = self.request
        changing = {
            "deed": self.deed.words if self.deed else "",
            "question": "They answered…" if open_question(one) else "Ask them…",
            "fee": "Fee paid…" if fee_asked(one) else "Fee…",
            "close": "Open again…" if one.state == "done" else "Close…",
        }
        return changing.get(act) or {each: words for each, words, _ in (*ACTS, *ALWAYS)}[act]


def whole(seen: Seen, step: Step) -> Iterator[Content]:
    """What is scrolled through below the tasks: what matters at the step that is shown comes first."""
    one = seen.request
    clock = [plain("By when", "bold"), *clock_rows(one.clock, seen.today)]
    said = [plain("They said", "bold"), line("  ", block(one.words.replace("\n", "\n  ")))] if one.words else []
    who = list(_who(seen))
    orders = {"find": (who, said, clock), "answer": (said, clock, who)}
    steps = [plain("Every step", "bold"), *event_rows(one.events, seen.zone)]
    parts = (list(warning_rows(one.warnings)), *orders.get(step.name, (clock, said, who)), steps)
    for place, part in enumerate(filter(None, parts)):
        yield from ([plain("")] if place else [])
        yield from part


def _who(seen: Seen) -> Iterator[Content]:
    """Who asks, who else in the book that may be, and what else they asked."""
    one = seen.request
    yield from who_rows(one)
    yield plain(f"Under the law of: {REGIME_WORDS[one.regime]}", "$quiet")
    for double in seen.doubles:
        words = f"{double.name}, {ref('C', double.customer)}: {'; '.join(double.why)}"
        yield line(("! In the book twice? ", "bold $warning"), words)
    for row in one.duplicates:
        yield related_line(row, seen.today)
