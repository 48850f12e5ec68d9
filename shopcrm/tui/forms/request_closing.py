"""The larger forms of a request: whose it is, a letter, and closing it."""

from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.content import Content

from shopcrm.errors import Refused
from shopcrm.jobs import request_letters, request_people
from shopcrm.jobs.written import Written
from shopcrm.privacy import requests
from shopcrm.privacy.requests import LETTER_WORDS, DataRequest, Gap, outcome_words
from shopcrm.tui.forms.folder_form import folder_of
from shopcrm.tui.forms.form import Form, FormRow, block_row, choice_row, text_row
from shopcrm.tui.forms.offering import Offered, OfferingForm, people_meant
from shopcrm.tui.forms.request_acts import day_of, day_row
from shopcrm.tui.text import line, lines, plain
from shopcrm.tui.widgets.choice_row import ChoiceRow
from shopcrm.vault.refs import parse_ref, ref

REASONS = ("refused", "partly")


class WhoseForm(OfferingForm[bool]):
    """Says whom in the book a request is about; True once it is saved."""

    OFFERS = ("customer",)
    CSS_PATH = "request_form.tcss"
    HELP = (
        "Type part of a name, a number or an e-mail address: what is offered is chosen with the arrows and Enter. Look"
        " under other names too, such as before a wedding. If they are nobody in the book, leave it empty and close the"
        " request as “We hold nothing about them”."
    )

    def __init__(self, request: int, known: str = "") -> None:
        """known: what is known of who asks, to look for at first."""
        super().__init__(request=request, known=known)
        self.heading = f"Whose is {ref('D', request)}?"
        self._doubles = ""

    def rows(self) -> Iterable[FormRow]:
        """The customer."""
        yield text_row("customer", "Customer", placeholder="name, phone, e-mail address …", max_length=200)

    def remark(self) -> Content:
        """What is known; whether the chosen one may stand in the book twice."""
        known = f"They gave: {self.about['known']}" if self.about["known"] else ""
        return lines(plain(known, "$quiet"), plain(self._doubles, "$warning"))

    async def load(self) -> dict[str, Any]:
        """Whose it is so far."""
        held = await self.read(requests.card, self.about["request"])
        if held.customer_id is not None:
            self.choose("customer", Offered(ref("C", held.customer_id), held.name))
        self._show_troubles()
        return {"customer": self.row("customer").value}

    async def took(self, name: str, one: Offered) -> None:
        """Say whether they may stand in the book twice."""
        found = await self.read(request_people.doubles, parse_ref(one.ref)[1])
        others = ", ".join(f"{other.name} {ref('C', other.customer)}" for other in found)
        self._doubles = f"! May be in the book twice: {others}. Compare them afterwards." if others else ""
        self._show_troubles()

    async def save(self, values: dict[str, Any]) -> bool:
        """Enter it."""
        chosen = self.chosen("customer")
        await self.write(requests.name_person, self.about["request"], parse_ref(chosen)[1] if chosen else None)
        return True

    async def look_up(self, name: str, typed: str) -> Sequence[Offered]:
        """Customers."""
        return await people_meant(self, typed)


class LetterForm(Form[Written]):
    """Writes one of the letters that fit a request now; answers what was written."""

    save_label = "Write it"
    HELP = (
        "The letter is written as a PDF into the folder that you name, kept with the customer, and noted on the"
        " request. It says what the law wants it to say; add what belongs to this case, in your own words. Other"
        " letters fit once you have written down what they are about: that you asked, need longer, or closed it."
    )

    def __init__(self, request: int, letters: Sequence[str], erased: bool = False) -> None:
        """erased: the person's name and address are asked for; the book has them no more."""
        super().__init__(request=request, letters=list(letters), erased=erased)
        self.heading = f"Letter about {ref('D', request)}"

    def rows(self) -> Iterable[FormRow]:
        """Which letter, what is added, the folder."""
        fitting = [(kind, words) for kind, words in LETTER_WORDS.items() if kind in self.about["letters"]]
        yield choice_row("kind", "Letter", fitting, self.about["letters"][0])
        if self.about["erased"]:
            yield block_row("to", "Send to")
        yield block_row("words", "You add")
        yield text_row("folder", "Folder", "~", required=True, check=folder_of)

    def remark(self) -> Content:
        """Why name and address are asked for."""
        if not self.about["erased"]:
            return plain("")
        return plain("They were erased: type name and address, a line each. The book does not keep them.", "$quiet")

    async def save(self, values: dict[str, Any]) -> Written:
        """Write it; what was typed stays where that fails."""
        written = await self.thread(
            request_letters.write_letter,
            self.sitting.book,
            self.about["request"],
            values["kind"],
            folder_of(values["folder"]),
            values["words"],
            values.get("to", ""),
        )
        self.sitting.notice_write()
        return written


class CloseForm(Form[bool]):
    """Closes a request with how it ended; True once it is done."""

    tall = True
    save_label = "Close it"
    HELP = (
        "How it ended, and the day on which they were told. It is not closed as done while the book does not show who"
        " asked, or that it was done, unless you say why; that is noted. “Refused” and “in part” need the reasons: the"
        " letter gives them, and says where they can complain: to you, to the Information Commissioner, and to a court."
        " “Same as another request” needs its number. It can be opened again."
    )

    def __init__(
        self,
        request: int,
        right: str,
        outcomes: Sequence[str],
        others: Sequence[str] = (),
        gaps: Sequence[Sequence[str]] = (),
    ) -> None:
        """others: references of the person's other requests. gaps: what is not on record: kind, what, what to do."""
        missing = [list(gap) for gap in gaps]
        super().__init__(request=request, right=right, outcomes=list(outcomes), others=list(others), gaps=missing)
        self.heading = f"Close {ref('D', request)}"

    def rows(self) -> Iterable[FormRow]:
        """How it ended, what was done, when they were told."""
        right: Any = self.about["right"]
        outcomes: list[Any] = self.about["outcomes"]
        yield choice_row("outcome", "Outcome", [(one, outcome_words(right, one)) for one in outcomes])
        yield block_row("words", "What was done")
        yield day_row(self, "Told on", "today")
        if self.about["gaps"]:
            yield text_row(
                "anyway", "All the same", max_length=500, placeholder="why it is done, if the book does not show it"
            )

    def remark(self) -> Content:
        """What the chosen outcome needs, and what is not on record for it."""
        outcome: Any = self.row("outcome").value
        missing = requests.standing_against([Gap(*gap) for gap in self.about["gaps"]], outcome)
        found = [line(("! ", "bold $warning"), (gap.what, "$warning"), f" {gap.do}") for gap in missing]
        return lines(*found, self._of_outcome(outcome))

    def _of_outcome(self, outcome: str) -> Content:
        if outcome in REASONS:
            return plain(
                "Give the reasons: they must be told them, and where to complain (Ctrl+P afterwards).", "$quiet"
            )
        if outcome == "duplicate":
            others = f" Theirs are {', '.join(self.about['others'])}." if self.about["others"] else ""
            return plain(f"Name the other request in the words.{others}", "$quiet")
        if outcome == "not_found":
            return plain("Say where you looked: other spellings, letters, e-mails.", "$quiet")
        return plain("Ctrl+P afterwards writes the letter that tells them.", "$quiet")

    async def load(self) -> dict[str, Any]:
        """Say what the outcome needs."""
        self._show_troubles()
        return {}

    async def save(self, values: dict[str, Any]) -> bool:
        """Close it."""
        on_day = day_of(self, values["on"])
        said = (values["outcome"], values["words"], on_day, values.get("anyway", ""))
        await self.write(requests.close, self.about["request"], *said)
        return True

    @on(ChoiceRow.Changed)
    def _changed(self) -> None:
        self._show_troubles()


def close_form(one: DataRequest) -> CloseForm:
    """The form that closes a request as it stands."""
    outcomes = requests.outcomes_for(one.right, one.regime)
    if one.stage not in ("identity", "authority"):
        outcomes = tuple(outcome for outcome in outcomes if outcome != "not_identified")
    others = [ref("D", other.id) for other in one.duplicates]
    return CloseForm(one.id, one.right, outcomes, others, [(gap.kind, gap.what, gap.do) for gap in one.gaps])


def letter_form(one: DataRequest, erased: bool = False) -> LetterForm:
    """The form that writes a letter that fits a request; raises Refused where none does. erased: its person was."""
    if not one.letters:
        raise Refused("No letter fits this request now.", "Write down first what the letter is to be about.")
    return LetterForm(one.id, one.letters, erased)
