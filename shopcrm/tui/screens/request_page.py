"""One request, led through step by step: who asks, whether it is them, the answer, the end."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from shopcrm.jobs import request_people
from shopcrm.papers.in_words import day
from shopcrm.privacy import requests
from shopcrm.privacy.requests import DataRequest
from shopcrm.shop import customers, profile
from shopcrm.tui.forms.form import Form
from shopcrm.tui.forms.request_acts import ActName, RequestActForm
from shopcrm.tui.frame import flow, key
from shopcrm.tui.request_words import heading, related_line
from shopcrm.tui.screens.request_parts import ACTS, ALWAYS, ERASED, MOST_TASKS, TASK_COLUMNS, Seen, whole
from shopcrm.tui.screens.request_steps import Step, asked_for, fee_asked, next_step, open_question
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import lines, plain
from shopcrm.tui.widgets.key_row import KeyRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.step_row import StepRow
from shopcrm.tui.widgets.tab_row import TabRow
from shopcrm.tui.widgets.virtual_table import VirtualTable
from shopcrm.vault.refs import ref


class RequestPage(ShopPage):
    """The steps of one request; each act is saved at once, so that leaving loses nothing."""

    section = "privacy"
    AUTO_FOCUS = "#request-tasks"
    CSS_PATH = "request_page.tcss"
    HELP = (
        "The first line says by when they must be answered; the second leads from step to step: left and right, or a"
        " click, show another. F2 does what is next at the step that is shown. The buttons below are the rest of what"
        " can be done there. Enter ticks off a task. Further down stands how the days were counted and by which rule,"
        " what they said, and every step that was taken. Everything is saved at once: leave with Esc and go on later."
        " Ctrl+Z takes the last entry back, except letters and whose it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "main", "Go on", "Do what is next at this step"),
        key("ctrl+p", "letter", "Letter", "Write a letter about it as a PDF"),
        key("f3", "shown", "They showed it…", "Write down how they showed who they are", shown=False),
        key("f4", "deed", "Do it…", "Do what is asked: report, files, correct, erase, restrict …", shown=False),
        key("f5", "note", "Note", "Note something about it", shown=False),
        key("f6", "customer", "Customer", "Open the customer", shown=False),
        key("f7", "question", "Ask them…", "You asked what they mean, or they answered", shown=False),
        key("f8", "close", "Close or open again", "Close it with its outcome, or open it again", shown=False),
        key("f9", "longer", "Longer…", "You told them that it takes longer", shown=False),
        key("ctrl+t", "task", "Task", "Add something to do", shown=False),
        key("ctrl+r", "double", "Compare", "Compare with a record that may be the same person's", shown=False),
        key("w", "person", "Whose it is…", "Say whom in the book it is about", shown=False),
        key("p", "ask_proof", "Ask for proof…", "You asked who they are, or whether they may act", shown=False),
        key("v", "never", "Never shown", "They never showed who they are: close it", shown=False),
        key("e", "fee", "Fee…", "You asked for a fee, or it was paid", shown=False),
        key("a", "acknowledge", "Acknowledge", "They were told that it is here", shown=False),
        key("d", "received", "Came on…", "It came on another day", shown=False),
        key("o", "other", "Other", "Open another request of the same person", shown=False),
        key("h", "told", "Told others…", "You told those who had the data", shown=False),
        key("right", "part(1)", "Next step", "Show the next step", shown=False, priority=True),
        key("left", "part(-1)", "Step before", "Show the step before", shown=False, priority=True),
    ]

    def __init__(self, request: int) -> None:
        super().__init__()
        self.request = request
        self._seen: Seen | None = None
        self._next = ""

    def body(self) -> ComposeResult:
        """How it stands, the steps, what to do there, the tasks, and the rest to scroll through."""
        yield Static(id="request-heading")
        yield StepRow([("find", "Find")], id="request-steps")
        yield Static(id="request-hint")
        with Horizontal(id="request-buttons", classes="buttons"):
            for name, words, _ in ACTS:
                yield Push(words, id=f"do-{name}")
        with Horizontal(id="request-buttons-2", classes="buttons"):
            yield Push("◂ Back", id="do-back-step")
            yield Push("Next ▸", id="do-next-step")
            for name, words, spelled in ALWAYS:
                yield Push(f"{words} {spelled}", id=f"do-{name}")
        yield VirtualTable(TASK_COLUMNS, id="request-tasks")
        with VerticalScroll(id="request-scroll"):
            yield Static(id="request-body")

    @flow(newest=True)
    async def reload(self) -> None:
        """Read the request again and show it; it goes on to the next step where that has changed."""
        one = await self.read(requests.card, self.request)
        status = (await self.read(customers.card, one.customer_id)).status if one.customer_id is not None else ""
        whole_record = one.customer_id is not None and status != "erased"
        doubles = await self.read(request_people.doubles, one.customer_id or 0) if whole_record else ()
        zone = ZoneInfo((await self.read(profile.get)).zone)
        self._seen = seen = Seen(one, status, doubles, zone, self.sitting.today)
        self.query_one("#request-heading", Static).update(heading(one, seen.today))
        tasks = one.tasks if any(task.done_on is None for task in one.tasks) else ()
        self._table.display = bool(tasks)
        self._table.styles.height = min(len(tasks), MOST_TASKS) + 1
        await self._table.show(
            [task.id for task in sorted(tasks, key=lambda task: task.done_on is not None)], self._rows
        )
        self._show_steps(seen)

    def _show_steps(self, seen: Seen) -> None:
        row, before = self.query_one(StepRow), self._next
        self._next = next_step(seen.request, erased=seen.status == "erased")
        shown = self._next if before != self._next else row.value
        steps = seen.steps
        if shown not in [step.name for step in steps]:
            shown = self._next
        row.show_steps([(step.name, step.words, step.done) for step in steps], shown)
        self._show_step()

    def _show_step(self) -> None:
        """Show what is to do at the step, and the buttons for what can be done there."""
        seen, step = self._seen, self._step
        if seen is None or step is None:
            return
        self.query_one("#request-hint", Static).update(plain(step.hint))
        self.query_one("#request-body", Static).update(lines(*whole(seen, step)))
        self._offer(seen, step)

    def _offer(self, seen: Seen, step: Step) -> None:
        can, main = seen.can(), self._main
        for name, _, spelled in ACTS:
            push = self.query_one(f"#do-{name}", Push)
            push.display = name in step.acts and can.get(name, True)
            push.label = f"{self._words(name)} {'F2' if name == main else spelled}"
            push.set_class(name == main, "-main")
            push.refresh(layout=True)
        names = [one.name for one in seen.steps]
        self.query_one("#do-back-step").display = step.name != names[0]
        self.query_one("#do-next-step").display = step.name != names[-1]
        self.query_one("#do-letter").display = bool(seen.request.letters)
        self.query_one(KeyRow).refresh()
        focused = cast(Screen[Any], self).focused
        if focused is None or not focused.display:
            (self._table if self._table.display else self.query_one("#request-scroll")).focus()

    def _words(self, name: str) -> str:
        """What a button says now."""
        return self._seen.words(name) if self._seen else ""

    @property
    def _step(self) -> Step | None:
        """The step that is shown."""
        shown = self.query_one(StepRow).value
        return next((step for step in self._seen.steps if step.name == shown), None) if self._seen else None

    @property
    def _main(self) -> str:
        """What is next at the step that is shown."""
        seen, step = self._seen, self._step
        if seen is None or step is None:
            return ""
        can = seen.can()
        return next((name for name in step.acts if can.get(name, True)), "")

    async def _rows(self, ids: Sequence[int]) -> Sequence[Sequence[str]]:
        tasks = {task.id: task for task in self._seen.request.tasks} if self._seen else {}
        return [
            (f"{'[x]' if tasks[one].done_on else '[ ]'} {tasks[one].what or ERASED}", day(tasks[one].added_on))
            for one in ids
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now has a key, in the bottom row and in Help."""
        if action == "main":
            return bool(self._main) if self.is_mounted else False
        if self._seen is None:
            return action not in [name for name, *_ in (*ACTS, *ALWAYS)]
        return self._seen.can().get(action, True)

    def key_words(self, action: str, words: str) -> str:
        """F2 is called what its button is called."""
        return self._words(self._main) if action == "main" and self._main else words

    # Acts

    async def action_main(self) -> None:
        """Do what is next at the step that is shown."""
        if self._main:
            await self.run_action(self._main)

    @flow
    async def action_person(self) -> None:
        """Say whose it is."""
        from shopcrm.tui.forms.request_closing import WhoseForm

        one = self._shown
        known = ", ".join(filter(None, (one.name if one.customer_id is None else "", one.contact)))
        await self._ask(WhoseForm(self.request, known))

    def action_double(self) -> None:
        """Show both records side by side."""
        from shopcrm.tui.screens.merge_page import MergePage

        if self._seen is not None and self._seen.doubles and self._shown.customer_id is not None:
            self.app.push_screen(MergePage(self._shown.customer_id, self._seen.doubles[0].customer))

    @flow
    async def action_other(self) -> None:
        """Open another request of the same person; which one is asked where there are several."""
        from shopcrm.tui.forms.choose import Choose

        today = self.sitting.today
        others = [(ref("D", other.id), related_line(other, today).plain) for other in self._shown.duplicates]
        chosen = others[0][0] if len(others) == 1 else await self.ask(Choose("Which request?", others))
        if chosen is not None:
            self.open_record(chosen)

    def action_customer(self) -> None:
        """Open the customer's page."""
        if self._shown.customer_id is not None:
            self.open_record(ref("C", self._shown.customer_id))

    @flow
    async def action_shown(self) -> None:
        """Write down what was shown: who they are, or that somebody may act for them."""
        from shopcrm.tui.forms.request_acts import IdentityForm

        what = await self._which_proof(asked_for(self._shown))
        if what == "authority":
            await self._act("show_authority")
        elif what:
            await self._ask(IdentityForm(self.request))

    @flow
    async def action_ask_proof(self) -> None:
        """Write down that they were asked who they are, or whether somebody may act for them."""
        asked = asked_for(self._shown)
        what = await self._which_proof(tuple(one for one in ("identity", "authority") if one not in asked))
        if what:
            await self._act("ask_authority" if what == "authority" else "ask_identity")

    async def _which_proof(self, fitting: tuple[str, ...]) -> str | None:
        """Identity, or the authority of somebody who asks for them; asked about where either may be meant."""
        from shopcrm.tui.forms.choose import Choose

        if not self._shown.representative or len(fitting) == 1:
            return fitting[0] if len(fitting) == 1 else "identity"
        kinds = [("authority", f"That {self._shown.representative} may act for them"), ("identity", "Who they are")]
        return await self.ask(Choose("Proof of what?", kinds))

    @flow
    async def action_never(self) -> None:
        """Close it, as they never showed who they are."""
        await self._act("identity_never")

    @flow
    async def action_fee(self) -> None:
        """A fee was asked for, or paid."""
        await self._act("pay_fee" if fee_asked(self._shown) else "ask_fee")

    @flow
    async def action_acknowledge(self) -> None:
        """They were told that it is here."""
        await self._act("acknowledge")

    @flow
    async def action_deed(self) -> None:
        """Do what is asked for."""
        seen = self._seen
        if seen is None or seen.deed is None or self._shown.customer_id is None:
            return
        if await seen.deed.do(self, self._shown, self._shown.customer_id):
            self.reload()

    @flow
    async def action_question(self) -> None:
        """They were asked what they mean, or answered."""
        await self._act("answer" if open_question(self._shown) else "question")

    @flow
    async def action_longer(self) -> None:
        """They were told that it takes longer."""
        await self._act("longer")

    @flow
    async def action_received(self) -> None:
        """It came on another day."""
        await self._act("received", day(self._shown.received_on))

    @flow
    async def action_note(self) -> None:
        """Note something."""
        await self._act("note")

    @flow
    async def action_task(self) -> None:
        """Add something to do."""
        await self._act("task")

    @flow
    async def action_told(self) -> None:
        """Those who had the data were told."""
        await self._act("told")

    @flow
    async def action_close(self) -> None:
        """Close it with its outcome, or open it again."""
        from shopcrm.tui.forms.request_closing import close_form

        if self._shown.state == "done":
            await self._act("reopen")
        else:
            await self._ask(close_form(self._shown))

    @flow
    async def action_letter(self) -> None:
        """Write a letter about it where the person says, and print it where they want."""
        from shopcrm.jobs import request_letters
        from shopcrm.tui.forms.paper_done import offer_print
        from shopcrm.tui.forms.request_closing import letter_form

        erased = await self.read(request_letters.needs_address, self.request)
        written = await self.ask(letter_form(await self.read(requests.card, self.request), erased))
        if written is not None:
            self.reload()
            await offer_print(self, (written.file,), written.warnings)

    def action_part(self, step: int) -> None:
        """Show the neighbouring step."""
        self.query_one(StepRow).step(step)

    async def _act(self, act: ActName, on_day: str = "today") -> None:
        await self._ask(RequestActForm(self.request, act, on_day))

    async def _ask(self, form: Form[bool]) -> None:
        """Show a form; what it saved is shown."""
        if await self.ask(form):
            self.toast("Saved")
            self.reload()

    @on(TabRow.Changed)
    def _step_changed(self) -> None:
        self._show_step()

    @on(VirtualTable.Chosen, "#request-tasks")
    @flow
    async def _tick(self) -> None:
        """Tick a task off; Ctrl+Z takes that back."""
        task = next((one for one in self._shown.open_tasks if one.id == self._table.record), None)
        if task is not None:
            await self.write(requests.finish_task, self.request, task.id)
            self.toast("Done. Ctrl+Z takes that back.")
            self.reload()

    @on(Push.Pressed)
    async def _pressed(self, event: Push.Pressed) -> None:
        name = (event.push.id or "").removeprefix("do-")
        if name in ("back-step", "next-step"):
            self.action_part(-1 if name == "back-step" else 1)
        else:
            await self.run_action(name)

    @property
    def _shown(self) -> DataRequest:
        assert self._seen is not None, "the request has not been read yet"
        return self._seen.request

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#request-tasks", VirtualTable)
