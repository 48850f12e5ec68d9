"""Training, an answer of the self-audit, the fee, an activity of the register, what the shop says of itself, a rule."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from shopcrm import money
from shopcrm.privacy import accountability, retention
from shopcrm.privacy.accountability import BOOKS, Accountability
from shopcrm.privacy.registers import audits, fee, processing, training
from shopcrm.privacy.registers.audits import ANSWERS
from shopcrm.privacy.registers.fee import BEYOND, FeeDraft
from shopcrm.privacy.registers.processing import ActivityDraft
from shopcrm.privacy.registers.training import TOPICS, TrainingDraft
from shopcrm.privacy.retention import Kind
from shopcrm.tui.days import parse_day
from shopcrm.tui.forms.breach_forms import whole
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row, tick_row
from shopcrm.tui.text import lines, plain

_BASES = (
    ("contract", "Contract"),
    ("legal duty", "Legal duty"),
    ("legitimate interest", "Legitimate interest"),
    ("consent", "Consent"),
    ("vital interests", "Vital interests"),
    ("public task", "Public task"),
)


class TrainingForm(Form[bool]):
    """Enters what somebody learned; True once it is saved."""

    heading = "Training"
    HELP = (
        "Who learned what about handling personal details: a course, a film, half an hour with a colleague. One line is"
        " enough; the diary shows that the shop takes care (UK GDPR Arts 24 and 32(4)). A year after the last entry you"
        " are reminded."
    )

    def rows(self) -> Iterable[FormRow]:
        """When, who, what, from where, how long."""
        yield text_row("held_on", "Day", "today", required=True, check=self._day, max_length=40)
        yield text_row("who", "Who", required=True, max_length=200)
        yield text_row("topic", "About", required=True, placeholder=TOPICS[2], max_length=200)
        yield text_row("source", "From", placeholder="a film, a course, a colleague", max_length=200)
        yield text_row("minutes", "Minutes", check=lambda typed: whole(typed, "minutes"), max_length=5)
        yield text_row("note", "Note", max_length=2_000)

    async def load(self) -> dict[str, Any]:
        """Most often it was oneself."""
        self._show_troubles()
        return {"who": self.sitting.book.staff.name}

    def remark(self) -> Content:
        """What training is about."""
        return plain(f"Such as: {TOPICS[0].lower()}.", "$quiet")

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        draft = TrainingDraft(
            self._day(values["held_on"]),
            values["who"],
            values["topic"],
            values["source"],
            whole(values["minutes"], "minutes"),
            values["note"],
        )
        await self.write(training.record, draft)
        return True

    def _day(self, typed: str) -> str:
        return parse_day(typed, self.sitting.today, "held_on", past=True).isoformat()


class AnswerForm(Form[bool]):
    """Answers a question of the self-audit; True once it is saved."""

    heading = "Self-audit"
    HELP = (
        "Answer as it is, not as it should be: nobody but you sees it unless you show it. With a no or a partly, write"
        " down what you will do about it; that is the list for the year."
    )

    def __init__(
        self, audit: int, key: str, asked: str, why: str, rule: str, answer: str | None = None, note: str = ""
    ) -> None:
        super().__init__(audit=audit, key=key, asked=asked, why=why, rule=rule, answer=answer, note=note)

    def rows(self) -> Iterable[FormRow]:
        """The answer, and what will be done."""
        yield choice_row("answer", "Answer", tuple(ANSWERS.items()))
        yield block_row("note", "Note, to do")

    def extra(self) -> ComposeResult:
        """The question, what to look at, and where it comes from."""
        more = plain(f"{self.about['why']} {self.about['rule']}", "$quiet")
        yield Static(lines(plain(self.about["asked"], "bold"), more))

    async def load(self) -> dict[str, Any]:
        """As it was answered."""
        return {"answer": self.about["answer"] or "yes", "note": self.about["note"]}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep the answer."""
        await self.write(audits.answer, self.about["audit"], self.about["key"], values["answer"], values["note"])
        return True


class FeeForm(Form[bool]):
    """Checks whether the regulator's fee is due; True once the answers are kept."""

    heading = "Is the regulator's fee due?"
    tall = True
    save_label = "Check"
    HELP = (
        "A shop pays nothing while it uses personal details only for its own staff, its own advertising and its own"
        " accounts and records. Tick what you do beyond that; one tick, and the fee is due. A camera that films"
        " customers or the street counts. Count everybody who works in the shop, yourself too (SI 2018/480, amounts"
        " since 17 February 2025)."
    )

    def rows(self) -> Iterable[FormRow]:
        """Who you are, and what you do beyond the exempt purposes."""
        yield choice_row("kind", "You are", (("business", "A business"), ("charity", "A charity")))
        yield text_row("staff", "People", "1", required=True, check=lambda typed: whole(typed, "staff"), max_length=9)
        yield text_row(
            "turnover", "Turnover £", "0", required=True, check=lambda typed: whole(typed, "turnover"), max_length=15
        )
        for name, words in BEYOND.items():
            yield tick_row(name, words)
        yield tick_row("direct_debit", "I pay by direct debit (£5 off)")

    async def load(self) -> dict[str, Any]:
        """The answers of the last check."""
        last = (await self.read(fee.standing)).check
        if last is None:
            return {}
        draft = last.draft
        known: dict[str, Any] = {"kind": draft.kind, "staff": str(draft.staff), "turnover": str(draft.turnover)}
        return known | {name: name in draft.beyond for name in BEYOND} | {"direct_debit": draft.direct_debit}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep the answers."""
        beyond = tuple(name for name in BEYOND if values[name])
        staff, turnover = whole(values["staff"], "staff") or 0, whole(values["turnover"], "turnover") or 0
        await self.write(fee.check, FeeDraft(staff, turnover, values["kind"], beyond, values["direct_debit"]))
        return True


class FeePaidForm(Form[bool]):
    """That the fee was paid; True once it is entered."""

    heading = "The fee was paid"
    HELP = "Enter when it was paid and until when it holds; a month before that you are reminded to renew it."

    def rows(self) -> Iterable[FormRow]:
        """When, until when, how much, the number."""
        yield text_row("paid_on", "Paid on", "today", required=True, check=lambda typed: self._day(typed, "paid_on"))
        yield text_row("covers_until", "Holds until", placeholder="a year on, if you leave it empty")
        yield text_row("amount", "Amount £", check=_pence, placeholder="as the check said", max_length=12)
        yield text_row("number", "Registration", placeholder="the number that you got", max_length=40)

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        until = ""
        if values["covers_until"]:
            until = parse_day(values["covers_until"], self.sitting.today, "covers_until").isoformat()
        await self.write(
            fee.pay, self._day(values["paid_on"], "paid_on"), until, _pence(values["amount"]), values["number"]
        )
        return True

    def _day(self, typed: str, field: str) -> str:
        return parse_day(typed, self.sitting.today, field, past=True).isoformat()


class ActivityForm(Form[bool]):
    """Adds something to the processing register, or changes it; True once it is saved."""

    tall = True
    HELP = (
        "What is done with personal details outside this book: a camera, wages, a mailing service, a paper list. The"
        " register names for each what for, whose details and which, by what right, who gets them, whether they go"
        " abroad, how long they are kept and how they are kept safe (UK GDPR Art 30). What customers should know of"
        " also stands in the privacy notice."
    )

    def __init__(self, activity: int | None = None) -> None:
        super().__init__(activity=activity)
        self.heading = "Add to the register" if activity is None else "Change the activity"

    def rows(self) -> Iterable[FormRow]:
        """What Art 30 asks for."""
        yield text_row("name", "Called", required=True, placeholder="Camera over the till", max_length=200)
        yield text_row("purpose", "What for", required=True)
        yield text_row("people", "Whose details", required=True)
        yield text_row("data", "Which details", required=True)
        yield choice_row("basis", "By what right", _BASES)
        yield text_row("interest", "Interest", placeholder="which, if it is a legitimate interest")
        yield text_row("kept", "Kept how long", required=True)
        yield text_row("recipients", "Who gets them")
        yield text_row("transfers", "Abroad", placeholder="where to, and with which safeguard")
        yield text_row("security", "Kept safe by")
        yield tick_row("in_notice", "Tell customers of it in the privacy notice", True)

    async def load(self) -> dict[str, Any]:
        """As it is."""
        if self.about["activity"] is None:
            return {}
        held = await self.read(processing.draft_of, self.about["activity"])
        return {name: getattr(held, name) for name in ActivityDraft.__dataclass_fields__}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        draft = ActivityDraft(**values)
        if self.about["activity"] is None:
            await self.write(processing.add, draft)
        else:
            await self.write(processing.edit, self.about["activity"], draft)
        return True


class AccountabilityForm(Form[bool]):
    """What the shop says of itself in register and notice, and how it keeps its books; True once it is saved."""

    heading = "About the shop"
    tall = True
    HELP = (
        "How you keep your books decides how long orders are kept: a sole trader by the tax year, a company six years"
        " from the end of its accounting year, with the VAT One Stop Shop ten. Tick disputes to keep a sale as long as"
        " one may be brought. Most shops have no joint controller, representative or officer: leave them empty. One"
        " recipient a line: your bookkeeper, a mailing service. Name and address of the shop stand in Settings."
    )

    def rows(self) -> Iterable[FormRow]:
        """Books, who is responsible, who gets details, what else there is to say."""
        yield choice_row("books_as", "You are", tuple(BOOKS.items()))
        yield text_row("year_end", "Year ends", placeholder="a company's: 03-31", max_length=5)
        yield tick_row("oss", "Registered for the VAT One Stop Shop")
        yield tick_row("claims", "Keep sales as long as a dispute may be brought")
        yield block_row("recipients", "Recipients")
        yield text_row("transfers", "Abroad", placeholder="where to, and with which safeguard")
        yield block_row("security", "Kept safe by")
        yield block_row("notice", "In the notice")
        yield text_row("joint", "Together with", placeholder="a joint controller, if there is one")
        yield text_row("representative", "Representative", placeholder="if there is one")
        yield text_row("officer", "Officer", placeholder="a data protection officer, if there is one")

    async def load(self) -> dict[str, Any]:
        """As it is."""
        held = await self.read(accountability.get)
        return {name: getattr(held, name) for name in Accountability.__dataclass_fields__}

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep it."""
        await self.write(accountability.change, Accountability(**values))
        return True


class RuleForm(Form[bool]):
    """After how long a kind of record is proposed; True once it is kept."""

    save_label = "Keep"
    HELP = (
        "After how many months without use records of this kind are proposed to go. 0 means never. Leave it empty for"
        " what this program proposes. Another time needs its reason: the regulator may ask for it (UK GDPR Art 5(1)(e)"
        " and (2)). Nothing goes by itself in any case."
    )

    def __init__(self, kind: str, title: str, months: int | None = None, because: str = "") -> None:
        super().__init__(kind=kind, title=title, months=months, because=because)
        self.heading = title

    def rows(self) -> Iterable[FormRow]:
        """How many months, and why."""
        yield text_row("months", "Months", check=lambda typed: whole(typed, "months"), max_length=4)
        yield text_row("because", "Because", placeholder="why another time", max_length=200)

    async def load(self) -> dict[str, Any]:
        """As it is chosen."""
        months = self.about["months"]
        return {"months": "" if months is None else str(months), "because": self.about["because"]}

    async def save(self, values: dict[str, Any]) -> bool:
        """Choose it."""
        months = whole(values["months"], "months")
        await self.write(retention.set_rule, cast(Kind, self.about["kind"]), months, values["because"])
        return True


class KeepForm(Form[bool]):
    """Why records are kept though they are due; True once they are."""

    heading = "Keep it"
    save_label = "Keep"
    HELP = "Say why it is still needed. It is proposed again on the day that you name, or in a year."

    def __init__(self, kind: str, records: Sequence[int], what: str) -> None:
        super().__init__(kind=kind, records=list(records), what=what)

    def rows(self) -> Iterable[FormRow]:
        """Why, and until when."""
        yield text_row("because", "Because", required=True, max_length=200)
        yield text_row("again_on", "Ask again", placeholder="in a year, if you leave it empty", max_length=40)

    async def load(self) -> dict[str, Any]:
        """Say which."""
        self._show_troubles()
        return {}

    def remark(self) -> Content:
        """What is kept."""
        return plain(self.about["what"], "$quiet")

    async def save(self, values: dict[str, Any]) -> bool:
        """Keep them."""
        again = parse_day(values["again_on"], self.sitting.today, "again_on").isoformat() if values["again_on"] else ""
        records = tuple(self.about["records"])
        await self.write(retention.decline, cast(Kind, self.about["kind"]), records, values["because"], again)
        return True


def _pence(typed: str) -> int | None:
    """An amount in pounds as pence, None for nothing; raises InvalidValue."""
    return money.parse_typed(typed, "GBP", "amount") if typed.strip() else None
