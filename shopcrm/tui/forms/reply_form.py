"""A reply to a customer: typed, or picked from the saved ones, and recorded. The program itself sends nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from shopcrm.errors import InvalidValue
from shopcrm.shop import restriction, tickets
from shopcrm.shop.tickets import Channel, Filled, KnowledgeNote, Then, Ticket
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row
from shopcrm.tui.forms.pick import Pick, Picked
from shopcrm.tui.forms.resolve_form import NOT_ASKED, SCORES
from shopcrm.tui.frame import flow, key
from shopcrm.tui.text import block, line, lines, plain
from shopcrm.tui.ticket_words import CHANNELS, SENDS_NOTHING, first_line, last_said
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.tui.widgets.push import Push
from shopcrm.tui.widgets.text_block import TextBlock
from shopcrm.vault.refs import ref

THEN = (
    ("waiting_customer", "Wait for them"),
    ("open", "Stays open"),
    ("resolved", "Resolved"),
)
PURPOSES = (
    ("", "Not stated"),
    ("asked", "Answers them"),
    ("agreed", "They agreed"),
    ("claim", "A legal claim"),
    ("protects", "Protects rights"),
)
"""Short for `restriction.ANSWER_PURPOSES`."""
_GAP = re.compile(r"\[(?:" + "|".join(map(re.escape, tickets.replies.FIELDS)) + r")\?\]")
"""What stands in a saved reply where the ticket has nothing to fill in."""


@dataclass(frozen=True, slots=True)
class Replied:
    """What was recorded; copied: it goes to the clipboard, to be sent from elsewhere."""

    text: str
    channel: Channel
    then: Then
    copied: bool


class ReplyForm(Form[Replied]):
    """Records a reply and what happens then."""

    tall = True
    CSS_PATH = "reply_form.tcss"
    save_label = "Record"
    HELP = (
        f"{SENDS_NOTHING} “Copy and record” puts it on the clipboard at the same time, to paste it there. F5 picks a"
        " saved reply: names and numbers are filled in before you see it, and everything can still be changed. F6 shows"
        " short notes of the shop that fit the words of this ticket, and takes one into the reply. Say what happens"
        " then: while a ticket waits for the customer, its clocks stand still."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", save_label, priority=True),
        key("f5", "saved", "Saved replies", "Pick a saved reply", priority=True),
        key("f6", "notes", "Notes", "Short notes that fit this ticket", priority=True),
        key("f7", "copy", "Copy and record", "Record it, and put it on the clipboard", shown=False, priority=True),
    ]

    def __init__(self, ticket: int) -> None:
        super().__init__(ticket=ticket)
        self.heading = f"Reply · {ref('T', ticket)}"
        self._notes: Sequence[KnowledgeNote] = ()
        self._copies = False
        self._resolved = False
        self._restricted = ""
        self._saved_reply: int | None = None

    def rows(self) -> Iterable[FormRow]:
        """The reply, how it goes out, what happens then."""
        yield block_row("body", "Reply", required=True)
        yield choice_row("purpose", "Restricted", PURPOSES)
        yield choice_row("channel", "By", CHANNELS)
        yield choice_row("then", "Then", THEN)
        yield choice_row("score", "Satisfied?", SCORES)

    def extra(self) -> ComposeResult:
        """What they said last; notes that may help; what else can be done."""
        yield Static(id="said-last")
        with VerticalScroll(id="may-help", can_focus=False):
            yield Static(id="may-help-words")
        with Horizontal(classes="buttons", id="reply-buttons"):
            yield Push("Copy and record F7", id="copy-and-record")
            yield Push("Saved replies F5", id="saved")
            yield Push("Notes F6", id="notes")

    def remark(self) -> Content:
        """That nothing is sent; notes that may help, where they do not stand beside."""
        few = ", ".join(one.title for one in self._notes[:3])
        help_ = (("May help (F6): ", "bold"), few) if few and self.has_class("-narrow") else ()
        held = f"! {self._restricted}'s record is restricted: say what this reply is for."
        return lines(plain(held, "$warning") if self._restricted else plain(SENDS_NOTHING, "$quiet"), line(*help_))

    async def load(self) -> dict[str, Any]:
        """What they said last, and the notes that fit."""
        held = await self.read(tickets.card, self.about["ticket"])
        self._resolved = held.state == "resolved"
        self._notes = await self.read(tickets.knowledge.found_for, self.about["ticket"])
        self.query_one(".form-box").border_title = line(f"{self.heading} · {held.subject}")
        self.query_one("#said-last", Static).update(_said_last(held))
        self.query_one("#may-help-words", Static).update(note_words(self._notes))
        found = await self.read(restriction.standing, held.customer_id) if held.customer_id else None
        self._restricted = held.customer_name if found else ""
        self.row("purpose").display = bool(found)
        self._ask_satisfaction("")
        self._show_troubles()
        return {"channel": held.channel, "then": "resolved" if self._resolved else "waiting_customer"}

    async def save(self, values: dict[str, Any]) -> Replied:
        """Record it."""
        blank = _GAP.search(values["body"])
        if blank:
            raise InvalidValue("body", f"“{blank[0]}” is not filled in.", "Write what belongs there, or take it out.")
        text, score = values["body"], values["score"]
        then: Then = values["then"]
        resolves = then == "resolved" and not self._resolved
        ticket: int = self.about["ticket"]
        goes_on: Then = "open" if resolves else then
        purpose = values["purpose"] or None
        await self.write(tickets.reply, ticket, text, values["channel"], goes_on, self._saved_reply, purpose)
        if resolves:
            await self.write(tickets.resolve, ticket, ask=score != NOT_ASKED)
        if resolves and score.isdigit():
            await self.write(tickets.rate, ticket, int(score))
        return Replied(text, values["channel"], then, self._copies)

    @flow
    async def action_copy(self) -> None:
        """Record it, and say that it is to be copied."""
        self._copies = True
        if self._at_first is None or not await self.save_now():
            self._copies = False

    @flow
    async def action_saved(self) -> None:
        """Pick a saved reply, made out for this ticket, and put it in."""
        saved = await self.read(tickets.replies.listed)
        filled = [await self.read(tickets.replies.filled, one.id, self.about["ticket"]) for one in saved]
        choices = [Picked(one.title, _with_gaps(made)) for one, made in zip(saved, filled, strict=True)]
        none = "No reply is saved yet. More, Saved replies, adds one."
        chosen = await self.ask(Pick("Saved replies", choices, none, "Enter puts it in"))
        if chosen is not None:
            self._saved_reply = saved[chosen].id
            self._put_in(filled[chosen].text)

    @flow
    async def action_notes(self) -> None:
        """Read the notes that fit, and take one into the reply."""
        choices = [Picked(one.title, one.body) for one in self._notes]
        none = "No note fits the words of this ticket. More, Saved replies, adds notes."
        chosen = await self.ask(Pick("Notes that may help", choices, none, "Enter puts it in"))
        if chosen is not None:
            self._put_in(self._notes[chosen].body)

    @on(Push.Pressed, "#reply-buttons Push")
    def _pressed(self, event: Push.Pressed) -> None:
        acts = {"copy-and-record": self.action_copy, "saved": self.action_saved, "notes": self.action_notes}
        acts[event.push.id or ""]()

    def _put_in(self, words: str) -> None:
        """At the cursor, in place of what is selected, a line apart from what stands before it."""
        field = self.row("body").field
        assert isinstance(field, TextBlock)
        start = min(field.selection)
        before = field.get_text_range((0, 0), start)
        gap = "" if not before.strip() else "\n" * (2 - len(before) + len(before.rstrip("\n")))
        field.replace(gap + words, *field.selection)
        field.focus()

    @on(ChoiceRow.Changed, "#field-then")
    def _then_changed(self, event: ChoiceRow.Changed) -> None:
        self._ask_satisfaction(event.value)

    def _ask_satisfaction(self, then: str) -> None:
        """Only a ticket that is resolved by this reply has an answer to write down."""
        self.row("score").display = then == "resolved" and not self._resolved

    @on(TextArea.Changed)
    def _written(self) -> None:
        row = self.row("body")
        if row.trouble and row.value:
            row.show_trouble("")
            self._show_troubles()


def note_words(notes: Sequence[KnowledgeNote]) -> Content:
    """The notes one below the other, each under its title."""
    if not notes:
        return lines(plain("Notes that may help", "bold"), plain("None fits the words of this ticket.", "$quiet"))
    rows = [row for one in notes for row in (plain(""), plain(one.title, "bold"), block(one.body))]
    return lines(plain("Notes that may help", "bold $primary"), *rows)


def _said_last(held: Ticket) -> Content:
    said = last_said(held)
    words = first_line(said) if said else "Nothing is written down of what they said."
    return line((f"{held.customer_name or 'They'}: ", "bold"), words if said else (words, "$quiet"))


def _with_gaps(made: Filled) -> str:
    if not made.missing:
        return made.text
    return f"{made.text}\n\n! This ticket has nothing for {', '.join(made.missing)}."
