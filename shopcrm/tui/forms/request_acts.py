"""The small forms of a request: each writes down one thing that happened to it, with what was said and the day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.papers.in_words import day
from shopcrm.privacy import requests
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.form import Form, FormRow, block_row, text_row, tick_row
from shopcrm.tui.text import plain
from shopcrm.vault.refs import ref

ActName = Literal[
    "acknowledge",
    "ask_identity",
    "ask_authority",
    "show_authority",
    "identity_never",
    "ask_fee",
    "pay_fee",
    "question",
    "answer",
    "longer",
    "received",
    "note",
    "task",
    "told",
    "reopen",
]


@dataclass(frozen=True, slots=True)
class Act:
    """A thing that happens to a request. field: what its function calls what is said, "" where nothing is; label: its
    row; block: over several lines. on: the label of the day, "" where it has none."""

    heading: str
    write: Callable[..., Any]
    field: str
    label: str
    help: str
    on: str = "On"
    block: bool = True
    required: bool = False
    placeholder: str = ""
    remark: str = ""


ACTS: dict[ActName, Act] = {
    "acknowledge": Act(
        "They were told that it is here",
        requests.acknowledge,
        "how",
        "How",
        "A complaint must be acknowledged within 30 days of its coming (Data Protection Act 2018, section 164A); a"
        " request need not be, but it is polite. A letter of acknowledgement that is written here counts by itself.",
        block=False,
        placeholder="by e-mail, by letter, at the counter …",
    ),
    "ask_identity": Act(
        "You asked who they are",
        requests.ask_identity,
        "words",
        "Why",
        "Ask only where there is reasonable doubt, without delay, and for no more than you need (UK GDPR Art 12(6)). In"
        " the United Kingdom the time starts when it is shown. Ctrl+P then writes the letter that asks.",
        placeholder="the address is not the one on the record …",
        remark="Ask without delay, and for no more than you need.",
    ),
    "ask_authority": Act(
        "You asked whether somebody may act for them",
        requests.ask_authority,
        "words",
        "What for",
        "A solicitor, a carer or a child may ask for somebody: ask for something that shows it, such as a letter that"
        " the person signed, or a power of attorney.",
        placeholder="a letter that they signed will do …",
    ),
    "show_authority": Act(
        "Somebody may act for them",
        requests.show_authority,
        "how",
        "How shown",
        "What showed that somebody may act for the person. Keep no copy of an identity card; a few words will do.",
        block=False,
        required=True,
        placeholder="a signed letter, a power of attorney …",
    ),
    "identity_never": Act(
        "They never showed who they are",
        requests.identity_never,
        "words",
        "What you did",
        "Closes the request: they were asked and did not answer. Give them time first, a month as a rule, and remind"
        " them once. It can be opened again when they do show it. Ctrl+P then writes the letter that says so.",
        on="",
        placeholder="asked twice, and no answer came …",
        remark="! This closes the request. Were they reminded, and given a month?",
    ),
    "ask_fee": Act(
        "You asked for a fee",
        requests.ask_fee,
        "reason",
        "Why",
        "As a rule an answer is free. A reasonable fee may be asked where a request is plainly unfounded or excessive,"
        " or for further copies; you have to be able to prove why (UK GDPR Art 12(5)). In the United Kingdom the time"
        " starts when it is paid.",
        required=True,
        placeholder="the fourth copy of the same report this year …",
        remark="! It is free as a rule. You have to be able to prove why it is not.",
    ),
    "pay_fee": Act(
        "The fee is paid", requests.pay_fee, "", "", "Also where you ask for it no more: note so then.", on="Paid on"
    ),
    "question": Act(
        "You asked what they mean",
        requests.ask_clarification,
        "question",
        "Question",
        "Only where you need to know it to answer, and hold much about them. For “See their data” in the United Kingdom"
        " the clock stands still until they answer (UK GDPR Art 12A(5)); for all else it runs on. Ctrl+P then writes"
        " the letter that asks.",
        on="Asked on",
        required=True,
        placeholder="Is it about one order, or about all you bought?",
    ),
    "answer": Act(
        "They said what they mean",
        requests.clarified,
        "answer",
        "Answer",
        "What they answered to your question, and on which day. The clock goes on from there.",
        on="Came on",
        required=True,
    ),
    "longer": Act(
        "You told them that it takes longer",
        requests.extend,
        "reasons",
        "Reasons",
        "Two further months, once, where a request is complex or one of many of theirs. They must be told within the"
        " first month, with the reasons (UK GDPR Art 12(3), 12A). Being busy is none. Ctrl+P then writes that letter.",
        on="Told on",
        required=True,
        placeholder="hundreds of messages, most of which name others …",
        remark="Being busy is no reason. They have to be told it within the first month.",
    ),
    "received": Act(
        "It came on another day",
        requests.set_received,
        "because",
        "How noticed",
        "The time runs from the day on which it came to the shop, even if nobody read it then.",
        on="Came on",
        required=True,
        placeholder="the postmark says so …",
    ),
    "note": Act(
        "Note on the request",
        requests.note,
        "body",
        "Note",
        "What you found, decided or did. They may ask to see it: write what you would say to them.",
        on="",
        required=True,
    ),
    "task": Act(
        "Something to do for it",
        requests.add_task,
        "what",
        "To do",
        "It stands on the request until Enter ticks it off.",
        on="",
        block=False,
        required=True,
        placeholder="ask the bookkeeper for the letters of 2024 …",
    ),
    "told": Act(
        "You told those who had the data",
        requests.tell_recipients,
        "whom",
        "Whom",
        "Whoever got the data from you has to know that it was corrected, erased or restricted, unless that is"
        " impossible or out of proportion (UK GDPR Art 19). If nobody had it, say so.",
        on="Told on",
        required=True,
        placeholder="the parcel service, by e-mail; or: nobody had it",
    ),
    "reopen": Act(
        "Open it again",
        requests.reopen,
        "because",
        "Why",
        "Its clock is the same as before: it was closed by mistake, or they came back to it.",
        on="",
        required=True,
    ),
}


class RequestActForm(Form[bool]):
    """Writes one thing down; True once it is saved."""

    def __init__(self, request: int, act: ActName, on: str = "today") -> None:
        super().__init__(request=request, act=act, on=on)
        self._act = ACTS[act]
        self.heading = f"{ref('D', request)}: {self._act.heading}"

    @property
    def help_words(self) -> str:
        """What F1 says about this act."""
        return self._act.help

    def rows(self) -> Iterable[FormRow]:
        """What was said, and the day."""
        act = self._act
        if act.field and act.block:
            yield block_row(act.field, act.label, required=act.required)
        elif act.field:
            yield text_row(act.field, act.label, required=act.required, placeholder=act.placeholder, max_length=2_000)
        if act.on:
            yield day_row(self, act.on, self.about["on"])

    def remark(self) -> Content:
        """What to mind, or what may be said."""
        act = self._act
        style = "$warning" if act.remark.startswith("!") else "$quiet"
        example = f"Such as: {act.placeholder}" if act.block and act.placeholder else ""
        return plain(act.remark or example, style)

    async def load(self) -> dict[str, Any]:
        """Show what to mind."""
        self._show_troubles()
        return {}

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        said: dict[str, Any] = {self._act.field: values[self._act.field]} if self._act.field else {}
        if self._act.on:
            said["on"] = day_of(self, values["on"])
        await self.write(self._act.write, self.about["request"], **said)
        return True


WAYS = (
    ("address", "They wrote from the address that we hold"),
    ("number", "They rang from the number that we hold"),
    ("person", "I know them in person"),
    ("photo", "I saw photo ID (keep no copy)"),
    ("asked", "They answered what only they can know"),
)


class IdentityForm(Form[bool]):
    """Writes down how the person showed who they are; True once it is saved."""

    HELP = (
        "Tick what made you sure. Look at a document and give it back: a copy of it would be one more thing to keep"
        " safe. If you had asked for proof, the time starts on the day it came."
    )

    def __init__(self, request: int) -> None:
        super().__init__(request=request)
        self.heading = f"{ref('D', request)}: they showed who they are"

    def rows(self) -> Iterable[FormRow]:
        """The usual ways, another one, and the day."""
        for name, words in WAYS:
            yield tick_row(name, words)
        yield text_row("how", "Another way", max_length=2_000, placeholder="in a few words")
        yield day_row(self, "On", "today")

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        ticked = [words.replace("keep no copy", "no copy kept") for name, words in WAYS if values[name]]
        how = "; ".join(filter(None, (*ticked, values["how"])))
        if not how:
            raise InvalidValue("how", "How did they show it?", "Tick what made you sure, or say it in a few words.")
        await self.write(requests.show_identity, self.about["request"], how, day_of(self, values["on"]))
        return True


def day_row(form: Form[Any], label: str, value: str) -> FormRow:
    """The row of the day on which something happened."""
    return text_row(
        "on",
        label,
        value,
        required=True,
        check=lambda typed: day_of(form, typed),
        placeholder="today, yesterday, 14 mar",
        max_length=40,
    )


def day_of(form: Form[Any], typed: str, field: str = "on") -> date:
    """The day that was typed; raises InvalidValue for one that is none, or that is still to come."""
    today = form.sitting.today
    found = parse_day(typed, today, field, past=True)
    if found > today:
        raise InvalidValue(field, f"{day(found)} is still to come.", "Type the day on which it happened.")
    return found
