"""What one customer said about being contacted: a grid of purposes and ways, and why or why not, cell by cell."""

from collections.abc import Mapping
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from shopcrm.shop import consent, customers, profile
from shopcrm.shop.consent import CHANNELS, PURPOSES, Answer, Channel, Purpose, Question, about_words
from shopcrm.tui.consent_words import cell_rows, cell_words, channel_words, purpose_words
from shopcrm.tui.forms import consent_acts
from shopcrm.tui.frame import flow, key
from shopcrm.tui.shop_screen import ShopPage
from shopcrm.tui.text import line, lines
from shopcrm.tui.widgets.answer_grid import AnswerGrid
from shopcrm.tui.widgets.peek import Peek
from shopcrm.tui.widgets.push import Push
from shopcrm.vault.refs import ref

ACTS = (
    ("yes", "Yes F5"),
    ("stop", "Stop F8"),
    ("answer", "Answer F6"),
    ("slip", "Slip Ctrl+P"),
    ("more", "More F12"),
)


class ConsentPage(ShopPage):
    """The grid; below it all about the marked cell."""

    section = "privacy"
    AUTO_FOCUS = "#grid"
    CSS_PATH = "consent.tcss"
    HELP = (
        "Why can't I message this customer? The arrows move from cell to cell: a row for each way, a column for each"
        " purpose. Below stand the answer, every reason against with what would change it (→), what was said, when,"
        " how, in which wording, and the proof. F5 then Enter writes down a yes given at the counter; F8 then Enter"
        " stops it at once. F6 is for every other answer. F12 asks to confirm (double opt-in), keeps a signed slip as"
        " proof, notes a sale without opt-out, a limited company, a look at the TPS list, and leaves the customer alone"
        " altogether. Ctrl+P prints a slip to sign, F4 opens the customer's page. PECR reg 22: e-mail, text and social"
        " media need a yes, or a soft opt-in; a limited company, post and telephone may do with a weighed interest. A"
        " no beats everything; only a later yes of their own, with proof, lifts it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f5", "yes", "Yes…", "They said yes to the marked cell"),
        key("f8", "stop", "Stop…", "They want no more of the marked cell"),
        key("f12", "more", "More…", "Confirm, proof, sale, company, TPS, leave alone"),
        key("f6", "answer", "Another answer", "Write down any answer, on any day", shown=False),
        key("ctrl+p", "slip", "Slip to sign", "Print a slip on which they say what they want", shown=False),
        key("f4", "open", "Customer", "Open the customer's page", shown=False),
    ]

    def __init__(self, customer: int) -> None:
        super().__init__()
        self.customer = customer
        self._zone = ZoneInfo("UTC")
        self._held: Mapping[tuple[str, str], Answer] = {}
        self._asked: Mapping[tuple[str, str], Question] = {}

    def body(self) -> ComposeResult:
        """Who, the grid, the marked cell."""
        yield Static(id="who")
        yield AnswerGrid([channel_words(one) for one in CHANNELS], [purpose_words(one) for one in PURPOSES], id="grid")
        with Horizontal(id="acts"):
            for action, label in ACTS:
                yield Push(label, id=action)
        with VerticalScroll(id="cell", can_focus=False):
            yield Peek(id="peek")

    @on(Push.Pressed, "#acts Push")
    async def _act(self, event: Push.Pressed) -> None:
        await self.run_action(event.push.id or "")

    @flow(newest=True)
    async def reload(self) -> None:
        """Ask the gate about every cell again."""
        card = await self.read(customers.card, self.customer)
        self._zone = ZoneInfo((await self.read(profile.get)).zone)
        said = await self.read(consent.current, self.customer)
        self._held = {(one.purpose, one.channel): one for one in said}
        questions = await self.read(consent.questions_of, self.customer)
        self._asked = {(one.purpose, one.channel): one for one in questions if one.waits}
        form = await self.read(consent.legal_form, self.customer)
        kind = (
            ""
            if card.kind == "person"
            else f" · {consent.LEGAL_FORMS[form].lower() if form != 'unknown' else 'a business'}"
        )
        name = card.name or "Erased customer"
        self.query_one("#who", Static).update(line((name, "bold"), (f"  {ref('C', card.id)}{kind}", "$quiet")))
        words = {}
        for column, purpose in enumerate(PURPOSES):
            gate = await self.read(consent.may_contact_by, self.customer, purpose)
            for row, channel in enumerate(CHANNELS):
                about = (purpose, channel)
                cell = cell_words(gate[channel], self._held.get(about), about in self._asked, self._zone)
                words[row, column] = cell
        self.query_one(AnswerGrid).show(words)
        self._show_cell()

    @flow(newest=True)
    async def _show_cell(self) -> None:
        purpose, channel = self._about
        held = self._held.get((purpose, channel))
        why = await self.read(consent.why, self.customer, purpose, channel)
        papers = await self.read(consent.papers, held.id) if held is not None and held.papers else ()
        asked = self._asked.get((purpose, channel))
        width = max(self.query_one("#cell").size.width - 2, 40)
        rows = cell_rows(about_words(purpose, channel), why, held, asked, papers, self._zone, width)
        self.query_one(Peek).update(lines(*rows), layout=True)

    @flow
    async def action_yes(self) -> None:
        """Write down a yes; two keys where nothing stands in its way."""
        self._told(await consent_acts.say_yes(self, self.customer, *self._about))

    @flow
    async def action_stop(self) -> None:
        """Write down that they want no more."""
        self._told(await consent_acts.stop(self, self.customer, *self._about))

    @flow
    async def action_answer(self) -> None:
        """Write down any answer."""
        self._told(await consent_acts.any_answer(self, self.customer, *self._about))

    @flow
    async def action_more(self) -> None:
        """What else can be done with the marked cell, or with all of it."""
        purpose, channel = self._about
        asked, held = self._asked.get((purpose, channel)), self._held.get((purpose, channel))
        self._told(await consent_acts.more(self, self.customer, (purpose, channel), asked, held))

    @flow
    async def action_slip(self) -> None:
        """Print a slip to sign."""
        await consent_acts.print_slip(self, self.customer)

    def action_open(self) -> None:
        """Open the customer's page."""
        self.open_record(ref("C", self.customer))

    def _told(self, words: str | None) -> None:
        """Say what came of it, and read again."""
        if words is not None:
            self.toast(words)
            self.reload()

    @property
    def _about(self) -> tuple[Purpose, Channel]:
        """Purpose and channel of the marked cell."""
        row, column = self.query_one(AnswerGrid).marked
        return PURPOSES[column], CHANNELS[row]

    @on(AnswerGrid.Marked)
    def _moved(self) -> None:
        self._show_cell()

    @on(AnswerGrid.Chosen)
    def _chosen(self) -> None:
        self.action_answer()
