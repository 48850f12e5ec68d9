"""Writing a breach down, and what is decided and done about it."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from textual.content import Content

from shopcrm.errors import InvalidValue
from shopcrm.privacy.registers import breaches
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.shop import profile
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row
from shopcrm.tui.register_words import moment_typed, parse_moment
from shopcrm.tui.text import plain
from shopcrm.vault.refs import BreachId

NATURES = (
    ("misdirected", "Sent wrongly"),
    ("lost", "Lost"),
    ("stolen", "Stolen"),
    ("attack", "Attack"),
    ("seen", "Seen by others"),
    ("altered", "Altered"),
    ("unavailable", "Not there"),
    ("other", "Other"),
)
RISKS = (("", "Not judged yet"), ("unlikely", "Harm unlikely"), ("likely", "Harm possible"), ("high", "High risk"))
_TEXTS = ("what", "happened", "people", "data", "cause", "consequences", "measures", "risk_because", "nature", "risk")


class BreachForm(Form[BreachId]):
    """Writes a breach down, or what is known better now; its number once it is saved."""

    tall = True
    HELP = (
        "Write down every breach, also a small one (UK GDPR Art 33(5)): details sent to the wrong person, lost, stolen,"
        " seen, altered, or not there when needed. The 72 hours count from the moment you became aware. Write whose"
        " details they were and how many, not who. What is not known yet can follow; the log keeps what stood here"
        " before. Harm is money lost, a door opened to a stranger, shame, discrimination."
    )

    def __init__(self, breach: int | None = None) -> None:
        super().__init__(breach=breach)
        self.heading = "A breach" if breach is None else "What is known of the breach"

    def rows(self) -> Iterable[FormRow]:
        """What the law asks to be logged."""
        yield text_row(
            "what", "What happened", required=True, placeholder="a letter to the wrong Smith", max_length=200
        )
        yield text_row(
            "discovered_at", "Discovered", required=True, check=self._moment, placeholder="today 9:05, 20 nov 16:30"
        )
        yield choice_row("nature", "Kind", NATURES)
        yield text_row("happened", "Happened", placeholder="when it happened, if known", max_length=200)
        yield text_row("people", "Whose details", placeholder="customers of Saturday's deliveries", max_length=200)
        yield text_row("people_count", "How many", check=lambda typed: whole(typed, "people_count"), max_length=9)
        yield text_row("data", "Which details", placeholder="names, addresses", max_length=200)
        yield text_row("records_count", "Records", check=lambda typed: whole(typed, "records_count"), max_length=9)
        yield choice_row("risk", "Risk to them", RISKS)
        yield text_row("risk_because", "Because", placeholder="why you judge it so")
        yield block_row("cause", "How come")
        yield block_row("consequences", "May come of it")
        yield block_row("measures", "Done about it")

    async def load(self) -> dict[str, Any]:
        """As it stands."""
        if self.about["breach"] is None:
            return {}
        held = await self.read(breaches.draft_of, self.about["breach"])
        zone = ZoneInfo((await self.read(profile.get)).zone)
        counts = {
            name: "" if (number := getattr(held, name)) is None else str(number)
            for name in ("people_count", "records_count")
        }
        texts = {name: getattr(held, name) for name in _TEXTS}
        return texts | counts | {"discovered_at": moment_typed(held.discovered_at, zone)}

    async def save(self, values: dict[str, Any]) -> BreachId:
        """Write it down."""
        draft = BreachDraft(
            **{name: values[name] for name in _TEXTS},
            discovered_at=parse_moment(values["discovered_at"], self.sitting.today, "discovered_at"),
            people_count=whole(values["people_count"], "people_count"),
            records_count=whole(values["records_count"], "records_count"),
        )
        breach: int | None = self.about["breach"]
        if breach is None:
            return await self.write(breaches.log, draft)
        await self.write(breaches.change, breach, draft)
        return breach

    def _moment(self, typed: str) -> str:
        return parse_moment(typed, self.sitting.today, "discovered_at")


class DecideForm(Form[bool]):
    """Whether the regulator is told, and why; True once it is decided."""

    heading = "Report it to the regulator?"
    HELP = (
        "A breach is reported within 72 hours unless it is unlikely that anybody comes to harm (UK GDPR Art 33(1))."
        " Judge the risk first, under Facts. Either way the reasons are kept: the regulator may ask for them."
    )

    def __init__(self, breach: int) -> None:
        super().__init__(breach=breach)

    def rows(self) -> Iterable[FormRow]:
        """Yes or no, and why."""
        yield choice_row("report", "Report it", (("yes", "Yes"), ("no", "No: harm is unlikely")))
        yield block_row("because", "Because", required=True)

    async def save(self, values: dict[str, Any]) -> bool:
        """Decide."""
        await self.write(breaches.decide_report, self.about["breach"], values["report"] == "yes", values["because"])
        return True


class ReportedForm(Form[bool]):
    """That the regulator was told; True once it is entered."""

    heading = "Reported to the regulator"
    HELP = (
        "Print the breach (Ctrl+P on its page) and take the answers from it to the regulator's form or telephone. Then"
        " enter here when that was and which reference you got. A later report is entered the same way: facts may come"
        " in phases. After 72 hours the reasons for the delay are needed (UK GDPR Art 33(1))."
    )

    def __init__(self, breach: int) -> None:
        super().__init__(breach=breach)

    def rows(self) -> Iterable[FormRow]:
        """When, the reference, how; the delay."""
        yield text_row("reported_at", "When", required=True, check=self._moment, placeholder="today 11:20")
        yield text_row("reference", "Reference", placeholder="the number that you got", max_length=200)
        yield text_row("how", "How", placeholder="by the web form, by telephone", max_length=400)
        yield text_row("delay", "Late because", placeholder="only after 72 hours", max_length=2_000)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        at = self._moment(values["reported_at"])
        await self.write(breaches.report, self.about["breach"], at, values["reference"], values["how"], values["delay"])
        return True

    def _moment(self, typed: str) -> str:
        return parse_moment(typed, self.sitting.today, "reported_at")


class TellForm(Form[bool]):
    """Whether the people are told, or that they were; True once it is entered."""

    heading = "Tell the people"
    HELP = (
        "Where the risk to people is high they are told without delay, in plain words: what happened, what may come of"
        " it, what you do, what they can do, whom to ask (UK GDPR Art 34). It is not needed where nobody can read the"
        " details, where the risk is over, or where it would be out of all proportion: then say so publicly. Write the"
        " reason down."
    )

    def __init__(self, breach: int) -> None:
        super().__init__(breach=breach)

    def rows(self) -> Iterable[FormRow]:
        """Told, to be told or not; when, how many; how, or why."""
        options = (("told", "They were told"), ("yes", "They will be"), ("no", "Not needed"))
        yield choice_row("what", "What", options)
        yield text_row("told_at", "When", check=self._moment, placeholder="if they were: today 15:00")
        yield text_row("people", "How many", check=lambda typed: whole(typed, "people"), max_length=9)
        yield block_row("words", "How, or why", required=True)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        breach = self.about["breach"]
        if values["what"] != "told":
            await self.write(breaches.decide_tell, breach, values["what"] == "yes", values["words"])
            return True
        if not values["told_at"]:
            raise InvalidValue("told_at", "When were they told?", "Write it like today 15:00.")
        people = whole(values["people"], "people")
        await self.write(breaches.tell, breach, self._moment(values["told_at"]), values["words"], people)
        return True

    def _moment(self, typed: str) -> str:
        return parse_moment(typed, self.sitting.today, "told_at")


class BreachNoteForm(Form[bool]):
    """Something noted about a breach; True once it is saved."""

    heading = "Note"
    HELP = "A note in the log of the breach. It stays: the log is never changed."

    def __init__(self, breach: int) -> None:
        super().__init__(breach=breach)

    def rows(self) -> Iterable[FormRow]:
        """The note."""
        yield block_row("body", "Note", required=True)

    async def save(self, values: dict[str, Any]) -> bool:
        """Note it."""
        await self.write(breaches.note, self.about["breach"], values["body"])
        return True


class CloseBreachForm(Form[bool]):
    """Closes a breach; True once it is closed."""

    heading = "Close the breach"
    save_label = "Close it"
    HELP = "All is decided and done. Say what you do so that it does not happen again; the self-audit asks for it."

    def __init__(self, breach: int) -> None:
        super().__init__(breach=breach)

    def rows(self) -> Iterable[FormRow]:
        """What was learned."""
        yield block_row("learned", "What is learned")

    def remark(self) -> Content:
        """That it can be opened again."""
        return plain("It stays in the register, and can be opened again.", "$quiet")

    async def save(self, values: dict[str, Any]) -> bool:
        """Close it."""
        await self.write(breaches.close, self.about["breach"], values["learned"])
        return True


def whole(typed: str, field: str) -> int | None:
    """A whole number as typed, None for nothing; raises InvalidValue."""
    text = typed.replace(",", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InvalidValue(field, "That is not a whole number.", "Type one such as 12, or leave it empty.")
    return int(text)
