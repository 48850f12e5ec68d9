"""What can be done about one customer's answers, from the grid: each act says what came of it, None for nothing."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from shopcrm.errors import InvalidValue
from shopcrm.jobs import consent_slip
from shopcrm.shop import consent, customers, wordings
from shopcrm.shop.consent import Answer, Channel, ConsentDraft, Purpose, Question, about_words
from shopcrm.tui.desk import Desk
from shopcrm.tui.forms.choose import Choose
from shopcrm.tui.forms.confirm import Confirm
from shopcrm.tui.forms.consent_form import METHODS, ConsentForm
from shopcrm.tui.forms.dialog import Dialog
from shopcrm.tui.text import lines, plain

METHOD_WORDS = tuple((words, method) for method, words in METHODS)
NOTHING = "Nothing was changed."


class Said(NamedTuple):
    """What an act of the menu is about."""

    customer: int
    purpose: Purpose
    channel: Channel
    asked: Question | None
    held: Answer | None

    @property
    def words(self) -> str:
        """``offers and news by e-mail``."""
        return about_words(self.purpose, self.channel)


Act = Callable[[Desk[Any], Said], Awaitable[str | None]]


async def say_yes(desk: Desk[Any], customer: int, purpose: Purpose, channel: Channel) -> str | None:
    """Write down a yes given just now: one key says how, Enter at the counter; after a no the whole form is asked."""
    child = await _is_child(desk, customer)
    if child or await desk.read(consent.holds, customer, purpose, channel):
        return await desk.ask(ConsentForm(customer, purpose, channel, "grant", child))
    asked = await desk.read(wordings.wording, purpose)
    heading = f"Yes to {about_words(purpose, channel)}?"
    method = await desk.ask(_HowSaid(heading, lines(plain("They were asked:"), plain(f"“{asked}”", "bold"))))
    if method is None:
        return None
    done = await desk.write(consent.record, ConsentDraft(customer, purpose, channel, "grant", method))
    return done.explanation


async def stop(desk: Desk[Any], customer: int, purpose: Purpose, channel: Channel) -> str | None:
    """Write down that they want no more of it: it takes effect at once, and stays on record."""
    words = lines(
        plain("It stops at once, and their address goes on the do-not-contact list."),
        plain("A no cannot be taken back here: only their own later yes lifts it.", "$quiet"),
    )
    method = await desk.ask(_HowSaid(f"Stop {about_words(purpose, channel)}?", words))
    if method is None:
        return None
    done = await desk.write(consent.record, ConsentDraft(customer, purpose, channel, "withdraw", method))
    return done.explanation


async def any_answer(desk: Desk[Any], customer: int, purpose: Purpose, channel: Channel) -> str | None:
    """Any answer, on any day, with its proof."""
    return await desk.ask(ConsentForm(customer, purpose, channel, child=await _is_child(desk, customer)))


async def more(
    desk: Desk[Any], customer: int, about: tuple[Purpose, Channel], asked: Question | None, held: Answer | None
) -> str | None:
    """Offer what else can be done, and do what is chosen."""
    card = await desk.read(customers.card, customer)
    said = Said(customer, *about, asked, held)
    offered = [(words, act) for words, act, fits in _entries(said, card.kind == "business") if fits]
    options = [(str(place), words) for place, (words, _) in enumerate(offered)]
    chosen = await desk.ask(Choose("More about contact", options))
    return None if chosen is None else await offered[int(chosen)][1](desk, said)


async def print_slip(desk: Desk[Any], customer: int) -> None:
    """Write a slip to sign where the person says, and offer to print it."""
    from shopcrm.tui.forms.paper_done import print_paper

    await print_paper(desk, "Consent slip", consent_slip.slip, customer)


def _entries(said: Said, business: bool) -> list[tuple[str, Act, bool]]:
    """Each row of the menu: its words, what it does, whether it makes sense here."""
    waits = said.asked is not None
    by_mail = said.purpose == "marketing" and said.channel in ("email", "sms")
    return [
        (f"They confirmed {said.words}", _confirm, waits),
        (f"Give the question up: {said.words}", _give_up, waits),
        (f"Ask to confirm {said.words} (double opt-in)", _ask, not waits),
        ("Bought, and did not opt out (soft opt-in)…", _soft_opt_in, by_mail),
        ("Keep a document as proof of this answer…", _attach, said.held is not None),
        ("What kind of business it is…", _legal_form, business),
        ("Looked up in the TPS list: not listed", _tps_clear, said.channel == "phone"),
        ("Looked up in the TPS list: listed since…", _tps_listed, said.channel == "phone"),
        ("Print a slip to sign", _slip, True),
        ("Leave alone: no message for anything, by no way", _leave_alone, True),
    ]


async def _ask(desk: Desk[Any], said: Said) -> str | None:
    how = await desk.ask(
        _HowSaid(f"Signed up for {said.words}?", plain("They are asked to confirm it before it counts."))
    )
    if how is None:
        return None
    await desk.write(consent.ask, said.customer, said.purpose, said.channel, how)
    return "Written down. It is no yes until they confirm it."


async def _confirm(desk: Desk[Any], said: Said) -> str | None:
    if said.asked is None:
        return None
    how = await desk.ask(
        _HowSaid(f"They confirmed {said.words}?", plain("Question and answer together prove the yes."))
    )
    if how is None:
        return None
    return (await desk.write(consent.confirm, said.asked.id, how)).explanation


async def _give_up(desk: Desk[Any], said: Said) -> str | None:
    if said.asked is None:
        return None
    await desk.write(consent.drop, said.asked.id)
    return "Given up: they count as not asked."


async def _soft_opt_in(desk: Desk[Any], said: Said) -> str | None:
    from shopcrm.tui.forms.soft_form import SoftForm

    return await desk.ask(SoftForm(said.customer, said.channel))


async def _attach(desk: Desk[Any], said: Said) -> str | None:
    from shopcrm.tui.forms.proof_form import ProofForm

    if said.held is None:
        return None
    path = await desk.ask(ProofForm())
    if path is None:
        return None
    body = await desk.thread(_body_of, Path(path))
    await desk.write(consent.attach_file, said.held.id, Path(path).name, body)
    return f"{Path(path).name} is kept as proof."


async def _legal_form(desk: Desk[Any], said: Said) -> str | None:
    now = await desk.read(consent.legal_form, said.customer)
    form = await desk.ask(Choose("What kind of business is it?", list(consent.LEGAL_FORMS.items()), now))
    for known in consent.LEGAL_FORMS:
        if known == form:
            await desk.write(consent.set_legal_form, said.customer, known)
            return "Saved. Ctrl+Z takes that back."
    return None


async def _tps_clear(desk: Desk[Any], said: Said) -> str | None:
    await desk.write(consent.note_tps, said.customer)
    return "Written down: not listed today. It holds for 28 days."


async def _tps_listed(desk: Desk[Any], said: Said) -> str | None:
    from shopcrm.tui.forms.soft_form import ListedForm

    since: date | None = await desk.ask(ListedForm())
    if since is None:
        return None
    await desk.write(consent.note_tps, said.customer, since.isoformat())
    return "Written down."


async def _slip(desk: Desk[Any], said: Said) -> str | None:
    await print_slip(desk, said.customer)
    return None


async def _leave_alone(desk: Desk[Any], said: Said) -> str | None:
    words = "An objection to every purpose, by every way, from now on. Letters about their orders still go out."
    if not await desk.ask(Confirm("Leave this customer alone?", words, "Leave alone")):
        return None
    await desk.write(consent.leave_alone, said.customer, "at the counter")
    return "Recorded. Nothing is sent to this customer from now on."


async def _is_child(desk: Desk[Any], customer: int) -> bool:
    age = await desk.read(consent.age, customer)
    return age is not None and age < consent.ADULT_ENOUGH


class _HowSaid(Dialog[str | None]):
    """By which way they said it; the first, at the counter, is what Enter takes."""

    HELP = "The arrows choose how they said it; Enter writes it down, dated today."

    def __init__(self, heading: str, words: Any) -> None:
        super().__init__(heading, words, METHOD_WORDS, back=None)


def _body_of(path: Path) -> bytes:
    try:
        return path.expanduser().read_bytes()
    except OSError as error:
        raise InvalidValue("path", f"That file cannot be read: {error.strerror}.", "Check its name.") from error
